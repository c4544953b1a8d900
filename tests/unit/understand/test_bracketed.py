"""Lists of projects whose goals go on with indicators in brackets, in one cell."""

from __future__ import annotations

import pytest

from ingest.document import Document, Line, Place
from tests.unit.drawn_table import aligned
from tests.unit.read_forms import messages, only

_FIRST = "【总体目标】⏎路灯常亮⏎【产出指标-数量指标】⏎指标1：路灯数量（≥50盏）"
_SECOND = "支持【三农】工作⏎【产出指标-数量指标】⏎指标1：绿地面积（≥2公顷）"


def _list(second: str = _SECOND, between: str = "") -> Document:
    drawing = f"""
        序号 项目名称 项目金额 绩效目标
        1 路灯维护 30 {_FIRST}
        {between}
        2 绿化 8 {second}
    """
    table = aligned("\n".join(line for line in drawing.split("\n") if line.strip()))
    titles = ["2025年部门预算项目支出绩效目标表", "单位：万元"]
    lines = tuple(Line(text, Place(line_from=at)) for at, text in enumerate(titles, 1))
    return Document((*lines, *table.blocks), "text/html")


@pytest.mark.parametrize("between", ["", "序号 项目名称 项目金额 绩效目标"])
def test_indicators_behind_the_goals_of_a_list(between: str) -> None:
    extraction = only(_list(between=between))
    assert [(each.project_name, each.goal) for each in extraction.projects] == [
        ("路灯维护", "路灯常亮"),
        # What stands in brackets within a goal is no label of it.
        ("绿化", "支持【三农】工作"),
    ]
    found = [(v.project_no, v.level1, v.level2, v.value_text) for v in extraction.indicator_values]
    assert found == [
        (1, "产出指标", "数量指标", "≥50盏"),
        (2, "产出指标", "数量指标", "≥2公顷"),
    ]
    assert messages(extraction) == []


@pytest.mark.parametrize("goal", ["【产出指标-数量指标】⏎指标1：绿地面积（≥2公顷）"])
def test_a_cell_without_a_goal_among_such(goal: str) -> None:
    extraction = only(_list(goal))
    assert [each.goal for each in extraction.projects] == ["路灯常亮", None]
    assert [v.value_text for v in extraction.indicator_values] == ["≥50盏", "≥2公顷"]


def test_an_indicator_without_a_value_among_such_is_said() -> None:
    extraction = only(_list(_SECOND + "⏎指标2：苗木种类"))
    assert [v.value for v in extraction.indicator_values] == [50, 2, None]
    assert any("苗木种类” has no value" in message for message in messages(extraction))


@pytest.mark.parametrize("aside", ["（公顷）", "（%）", "（含旧地）"])
def test_a_unit_or_an_aside_in_parentheses_is_no_value(aside: str) -> None:
    extraction = only(_list(f"绿化【产出指标-数量指标】⏎指标1：绿地面积{aside}"))
    assert [v.value for v in extraction.indicator_values] == [50, None]
    assert extraction.indicator_values[-1].value_text == f"绿地面积{aside}"
    assert any("has no value" in message for message in messages(extraction))
