"""Notices that tell the indicators of projects in sentences."""

from __future__ import annotations

import pytest

from ingest.read.text.page_text import read_text
from tests.unit.read_forms import only, targets, values

NOTICE = """关于2021年度项目绩效目标设定的公示
（一）统计普法
根据《关于下达资金的通知》，安排资金374.50万元，实施统计普法项目。现将绩效目标设定如下：
一、产出指标。数量指标：普查登记单位=13450个；编印统计年鉴≥552册。时效指标：印发时间：2021年11月30日前。
二、效益指标。社会效益指标：普法成效：影响较大。
三、满意度指标。服务对象满意度指标：群众满意度≥85%。
（二）联网直报
安排资金50万元，实施联网直报项目。
一、产出指标。数量指标：检查企业58家次。
二、满意度指标。服务对象满意度指标：企业满意度≥90%。"""


def test_a_list_of_projects_in_sentences() -> None:
    extraction = only(read_text(NOTICE.split("\n")))
    assert extraction.header.form == "project_target_table"
    assert [(each.project_name, each.total_wan) for each in extraction.projects] == [
        ("统计普法", 374.5),
        ("联网直报", 50),
    ]
    assert targets(extraction) == [
        ("普查登记单位", "=", "13450", "个"),
        ("编印统计年鉴", ">=", "552", "册"),
        ("印发时间", None, None, None),
        ("普法成效", None, None, None),
        ("群众满意度", ">=", "85", "%"),
        ("检查企业", "=", "58", "家次"),
        ("企业满意度", ">=", "90", "%"),
    ]
    assert values(extraction)[1][:2] == ("产出指标", "数量指标")
    assert values(extraction)[4][:2] == ("满意度指标", "服务对象满意度指标")


def test_a_sentence_that_goes_on_on_the_next_line() -> None:
    lines = NOTICE.replace("编印统计年鉴", "编印统\n计年鉴").split("\n")
    assert ("编印统计年鉴", ">=", "552", "册") in targets(only(read_text(lines)))


@pytest.mark.parametrize(
    "clause",
    [
        "数量指标：普查登记单位实际完成13450个",
        "数量指标：全年编印年鉴，印发552册",
        "普查工作按计划推进",
        "数量指标：得分9.5",
    ],
)
def test_sentences_of_what_was_done_stay_text(clause: str) -> None:
    lines = (
        "自评情况",
        f"一、产出指标。{clause}。",
        "二、效益指标。社会效益指标：普法成效：影响较大。",
    )
    extraction = only(read_text(list(lines)))
    assert not any(
        value.source_section == "indicator_table" for value in extraction.indicator_values
    )
