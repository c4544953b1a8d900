"""Tables of projects with packed indicators, as the text of a printed page."""

from __future__ import annotations

import pytest

from ingest.read.text.page_text import read_text
from tests.unit.read_forms import messages, only, targets

TEXT = """项目支出绩效目标表（2024年度）
部门名称：某市科学技术局
单位：万元
项目名称 总计 财政拨款
财政专户拨
款
其他资金 绩效目标 绩效指标
企业创新计划（黄埔
区）
26,000.00 26,000.00
支持发展氧化物半导体显示器件生产项目，发展质量进一
步提高。
1、产出指标：累计完成固定资产投资（亿元），
年度指标值：≥150。2、效益指标：项目
完成年产值（亿元），年度指标值：≥30{end}
工作经费 123.80 123.80 0.00 0.00 拓展对外合作渠道。
1、产出指标：举办活动，年度指标值：12场。
项目名称 总计 财政拨款
财政专户拨
款
其他资金 绩效目标 绩效指标
购置经费 36.65 36.65
购置设备。 1、产出指标：采购设备，年度指标值：5台。"""


def test_projects_between_lines_of_amounts() -> None:
    extraction = only(read_text(TEXT.format(end="。").split("\n")))
    assert (extraction.header.department_name, extraction.header.amount_unit) == (
        "某市科学技术局",
        "万元",
    )
    assert [(p.project_no, p.project_name, f"{p.total_wan}") for p in extraction.projects] == [
        (1, "企业创新计划（黄埔区）", "26000.00"),
        (2, "工作经费", "123.80"),
        (3, "购置经费", "36.65"),
    ]
    assert [f"{p.fiscal_wan}" for p in extraction.projects] == ["26000.00", "123.80", "36.65"]
    assert (
        extraction.projects[0].goal == "支持发展氧化物半导体显示器件生产项目，发展质量进一步提高。"
    )
    assert targets(extraction) == [
        ("累计完成固定资产投资（亿元）", ">=", "150", "亿元"),
        ("项目完成年产值（亿元）", ">=", "30", "亿元"),
        ("举办活动", "=", "12", "场"),
        ("采购设备", "=", "5", "台"),
    ]
    assert [v.project_no for v in extraction.indicator_values] == [1, 1, 2, 3]
    assert not any(p.place.doubt for p in extraction.projects)


@pytest.mark.parametrize("end", ["%，", "项：", "，年度指标值"])
def test_a_name_behind_what_ends_no_sentence_is_told_by_the_line_and_the_amounts(end: str) -> None:
    extraction = only(read_text(TEXT.format(end=end).split("\n")))
    assert [p.project_name for p in extraction.projects] == [
        "企业创新计划（黄埔区）",
        "工作经费",
        "购置经费",
    ]
    assert [v.project_no for v in extraction.indicator_values if v.place.doubt] == [1, 1]


def test_indicators_that_run_into_a_goal_are_reported() -> None:
    text = TEXT.format(end="。").replace("1、产出指标：累计完成固定资产投资（亿元），\n", "")
    extraction = only(read_text(text.split("\n")))
    assert [v.value for v in extraction.indicator_values] == [30, 12, 5]
    assert any(
        "text that is no indicator: “年度指标值：≥150。”" in each for each in messages(extraction)
    )
