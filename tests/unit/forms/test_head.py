"""Whose a form is, by what stands around its labels."""

from __future__ import annotations

import pytest

from ingest.forms.head import before_label
from tests.unit.read_forms import only, with_lines

DEPARTMENT = """
    部门预算 基本支出 < 100 .
    ^ 项目支出 < 200 .
    年度绩效指标 一级指标 二级指标 三级指标 指标值
    ^ 产出指标 数量指标 统计报表 ≥12份
"""


@pytest.mark.parametrize(
    "line",
    [
        "部门名称：某市统计局　　　　单位：万元",
        "部门名称：某市统计局 单位：万元",
        "填报单位：某市统计局 填报单位负责人：张某 金额单位：万元",
        "部门名称：某市统计局（123456）",
    ],
)
def test_the_name_of_a_department_ends_before_the_next_label(line: str) -> None:
    document = with_lines(DEPARTMENT, "部门整体支出绩效目标申报表", "（2024年度）", line)
    assert only(document).header.department_name == "某市统计局"


def test_the_name_of_a_department_below_its_label() -> None:
    extraction = only(
        with_lines(
            """
            部门名称 年度预算申请 < < < <
            ^ 资金总额 按收入性质分 < 按支出性质分 <
            ^ ^ 一般公共预算 其他资金 基本支出 项目支出
            某县水利局 3,286.54 3,186.54 100.00 1,856.54 1,430.00
            整体绩效目标 建成水库 < < < <
            年度绩效指标 一级指标 二级指标 三级指标 < 指标值
            ^ 产出指标 数量指标 水库除险加固 < 12座
            """,
            "部门整体支出绩效目标表",
            "（2024年度）",
            "单位：万元",
        )
    )
    assert extraction.header.department_name == "某县水利局"
    assert [(line.section, line.item, line.amount_text) for line in extraction.budget_lines] == [
        ("收入来源", "资金总额", "3,286.54"),
        ("收入来源", "一般公共预算", "3,186.54"),
        ("收入来源", "其他资金", "100.00"),
        ("部门预算支出", "基本支出", "1,856.54"),
        ("部门预算支出", "项目支出", "1,430.00"),
    ]


@pytest.mark.parametrize("label", ["实施单位", "资金总额（万元）"])
def test_a_label_without_a_colon_ends_a_name(label: str) -> None:
    assert before_label(f"某市 水利局 {label}") == "某市 水利局"


def test_labels_without_white_space_between_them() -> None:
    extraction = only(
        with_lines(
            """
            资金来源 年初预算数 全年预算数 全年执行数
            年度资金总额 420.00 398.60 391.22
            一级指标 二级指标 三级指标 年度指标值 实际完成值
            产出指标 数量指标 抽检批次 ≥12批次 13批次
            """,
            "项目支出绩效自评表",
            "项目名称：市场监管专项经费主管部门：某市市场监管局实施单位：某市检验所",
            "单位：万元",
        )
    )
    (project,) = extraction.projects
    assert (project.project_name, extraction.header.department_name) == (
        "市场监管专项经费",
        "某市市场监管局",
    )


def test_words_before_a_colon_that_are_no_label_stay() -> None:
    assert before_label("科技攻关 其中：重点攻关") == "科技攻关 其中：重点攻关"


def test_a_year_in_parentheses_with_white_space() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 智慧社区建设 < <
            项目资金（万元） 年度资金总额 96 <
            一级指标 二级指标 三级指标 指标值
            产出指标 数量指标 覆盖社区 15个
            """,
            "项目支出绩效目标申报表",
            "（  2025 年度 ）",
        )
    )
    assert extraction.header.fiscal_year == 2025
