"""Amounts and counts in a report's prose: which are executed, and which are no indicators."""

from __future__ import annotations

import pytest

from ingest.forms.report.money import PHASE_UNSAID
from ingest.forms.report.self_evaluation_report import extract
from tests.unit.printed_report import GRADED, MONEY, TITLE, lines

HEADING = "二、部门整体收支情况"


def amounts(*texts: str) -> list[tuple[str, str, str, bool]]:
    """Item, phase, amount and whether the phase is doubted."""
    found = extract(lines(TITLE, *texts, GRADED)).budget_lines
    return [(b.item, b.phase, b.amount_text, PHASE_UNSAID in (b.place.doubt or "")) for b in found]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("2023年基本支出2,000万元，项目支出1,400万元。", ("基本支出", "项目支出")),
        ("按资金来源分：财政拨款2,000万元，其他资金1,400万元。", ("财政拨款", "其他资金")),
        ("2023年我局收入2,000万元，其中财政拨款1,400万元。", ("收入", "财政拨款")),
        ("部门总资金2,000万元，其中基本支出1,400万元。", ("部门总资金", "基本支出")),
    ],
)
def test_an_amount_whose_phase_is_not_said_is_doubted_and_not_executed(
    text: str, items: tuple[str, str]
) -> None:
    assert amounts(HEADING, text) == [
        (items[0], "budget", "2,000万元", True),
        (items[1], "budget", "1,400万元", True),
    ]


def test_a_total_says_the_phase_of_what_follows_it() -> None:
    text = "支出决算2,000万元。"
    below = "其中：基本支出600万元，项目支出1,400万元。"
    assert amounts(HEADING, text, below) == [
        ("支出决算", "executed", "2,000万元", False),
        ("基本支出", "executed", "600万元", False),
        ("项目支出", "executed", "1,400万元", False),
    ]


def test_under_another_heading_the_phase_is_not_said_any_more() -> None:
    found = amounts("（一）收支情况", MONEY, "（二）项目支出情况", "项目支出1,400万元。")
    assert [(item, phase, doubted) for item, phase, _, doubted in found] == [
        ("年初预算", "budget", False),
        ("支出决算", "executed", False),
        ("项目支出", "budget", True),
    ]


def figures(text: str) -> list[tuple[str, str]]:
    """Name and value of the figures that a report tells of what was achieved."""
    found = extract(lines(TITLE, HEADING, MONEY, "三、基本情况", text, GRADED)).indicator_values
    return [(v.indicator_name, str(v.value)) for v in found]


@pytest.mark.parametrize(
    "text",
    [
        "我局现有在职人员35人，公务用车5辆。",
        "编制35名，实有在编人员33人，内设科室8个。",
        "固定资产原值3,200万元，单价50万元以上通用设备3台，执法车辆3辆。",
        "办公设备120台（套），办公用房1,200平方米。",
        "项目支出预算1,400万元，年末结余12.5万元。",
        "财政拨款收入3,200万元，“三公”经费支出5.2万元。",
    ],
)
def test_what_a_bureau_has_and_spends_is_no_indicator(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "培育高新技术企业30家，购置实验设备30台。",
            [("培育高新技术企业", "30"), ("购置实验设备", "30")],
        ),
        ("固定资产利用率98%。", [("固定资产利用率", "98")]),
        ("全市一般公共预算收入120.5亿元。", [("全市一般公共预算收入", "120.5")]),
        (
            "技术合同成交额35亿元，争取上级资金500万元。",
            [("技术合同成交额", "35"), ("争取上级资金", "500")],
        ),
    ],
)
def test_what_it_achieved_stays_one(text: str, found: list[tuple[str, str]]) -> None:
    assert figures(text) == found
