"""What lines of page text leave in doubt: formulas, goals, captions, levels, signs among words."""

from __future__ import annotations

import pytest

from ingest.document import Cell, Place
from ingest.read.text.page_text import read_text
from ingest.understand.lines.row_doubts import with_doubts
from tests.unit.read_forms import only

FORM = """项目支出绩效目标表
（2024年度）
项目名称 科普活动
年度资金总额（万元） 120.00
绩效指标
{header}
产出指标 数量指标 举办活动 {first}
产出指标 质量指标 {row}
满意度指标 服务对象满意度指标 受众满意度 {last}"""

PLAIN = {"header": "一级指标 二级指标 三级指标 指标值", "first": "≥12场", "last": "≥90%"}


def _doubt(row: str, name: str, **said: str) -> str:
    text = FORM.format(**PLAIN | said, row=row)
    values = only(read_text(text.split("\n"))).indicator_values
    return next(value.place.doubt or "" for value in values if value.indicator_name == name)


@pytest.mark.parametrize(
    ("row", "name", "doubt"),
    [
        ("图书合格率 ≥95%", "图书合格率", ""),
        ("图书合格率 完成数÷计划数×100%", "图书合格率", "of a formula"),
        ("图书合格率 填报说明：一式3份", "图书合格率", "a row of its own"),
    ],
)
def test_a_value_that_is_none_is_in_doubt(row: str, name: str, doubt: str) -> None:
    found = _doubt(row, name)
    assert doubt in found
    assert bool(doubt) == bool(found)


SIGNS = "一级指标 二级指标 三级指标 指标性质 指标方向 指标值 计量单位"


def test_signs_before_or_behind_words_are_told() -> None:
    behind = {"first": "中性指标 = 12 场", "last": "正向指标 ≥ 90 %"}
    assert not _doubt("图书合格率 正向指标 ＞ 95 %", "举办活动", header=SIGNS, **behind)
    before = {"first": "= 中性指标 12 场", "last": "≥ 正向指标 90 %"}
    assert not _doubt("图书合格率 ＞ 正向指标 95 %", "举办活动", header=SIGNS, **before)


@pytest.mark.parametrize(("name", "in_doubt"), [("千米", True), ("道路里程", False)])
def test_rows_beside_one_whose_name_is_a_unit_are_in_doubt(name: str, in_doubt: bool) -> None:
    place = Place(line_from=1, line_to=1)
    rows = [
        {"0": Cell(text, place, 0, 0), "1": Cell("5", place, 0, 1)} for text in ("举办活动", name)
    ]
    found = with_doubts(rows, {"0": "name", "1": "annual"})
    assert all(bool(row["0"].place.doubt) == in_doubt for row in found)


FULL = {"0": "数量指标", "1": "举办活动", "2": "5场", "3": "场次统计"}


@pytest.mark.parametrize(
    ("changed", "in_doubt"),
    [
        ({}, [False, False, False]),
        ({"0": "会议室"}, [False, True, False]),  # a level that is none among those that are
        ({"1": "少一场扣1分。"}, [False, True, False]),  # the end of the remark above
        ({"3": "。"}, [False, True, False]),
        ({"1": "（8分）"}, [False, True, False]),
        ({"2": "小计"}, [False, True, False]),
        ({"2": "办率\n不少于5场"}, [False, True, False]),
        ({"0": "服务对象满意", "1": "度\n举办活动"}, [False, True, False]),
        ({"1": "社会效益指标"}, [False, True, True]),  # and the row below a label
    ],
)
def test_rows_unlike_the_others_are_in_doubt(changed: dict[str, str], in_doubt: list[bool]) -> None:
    place = Place(line_from=1, line_to=1)
    roles = {"0": "level2", "1": "name", "2": "annual", "3": "remark"}
    rows = [
        {key: Cell(text, place, 0, int(key)) for key, text in said.items()}
        for said in (FULL, FULL | changed, FULL)
    ]
    found = with_doubts(rows, roles)
    assert [bool(row["1"].place.doubt) for row in found] == in_doubt


@pytest.mark.parametrize(("second", "in_doubt"), [("5场", False), ("5场 6场", True)])
def test_of_several_places_each_value_is_looked_at(second: str, in_doubt: bool) -> None:
    place = Place(line_from=1, line_to=1)
    texts = ("举办活动", "4场", second)
    rows = [{str(at): Cell(text, place, 0, at) for at, text in enumerate(texts)}]
    [found] = with_doubts(rows, {"0": "name", "1": "divided", "2": "divided"})
    assert bool(found["0"].place.doubt) == in_doubt


def test_years_below_the_header_of_values_leave_all_in_doubt() -> None:
    place = Place(line_from=1, line_to=1)
    names = (("指标", "2023年"), ("举办活动", "5场"))
    rows = [{"0": Cell(n, place, 0, 0), "1": Cell(v, place, 0, 1)} for n, v in names]
    assert all(row["0"].place.doubt for row in with_doubts(rows, {"0": "name", "1": "annual"}))


@pytest.mark.parametrize(("noted", "in_doubt"), [((0,), True), ((0, 1, 2), False), ((), False)])
def test_a_rare_note_before_the_value_may_be_the_name(
    noted: tuple[int, ...], in_doubt: bool
) -> None:
    place = Place(line_from=1, line_to=1)
    roles = {"0": "level1", "1": "name", "2": "remark", "3": "annual"}
    rows = []
    for at in range(3):
        said = {"0": "产出指标", "1": f"举办活动{at}", "3": "5场"}
        said |= {"2": "活动场次"} if at in noted else {}
        rows.append({key: Cell(said[key], place, 0, int(key)) for key in sorted(said)})
    found = with_doubts(rows, roles)
    assert [bool(row["1"].place.doubt) for row in found] == [in_doubt, False, False]


@pytest.mark.parametrize(
    ("level2", "name", "in_doubt"),
    [
        (None, "重点工作数量\n扫描登记档案", True),  # 重点工作数量 is a level that no list has
        (None, "经济效益", True),
        (None, "扫描登记档案", False),
        ("数量指标", "重点工作数量\n扫描登记档案", False),
    ],
)
def test_a_name_below_no_second_level_may_begin_with_it(
    level2: str | None, name: str, in_doubt: bool
) -> None:
    place = Place(line_from=1, line_to=1)
    roles = {"0": "level1", "1": "level2", "2": "name", "3": "annual"}
    first = {"0": "产出指标", "1": "质量指标", "2": "档案完好率", "3": "95%"}
    second = {"0": "履职指标", "2": name, "3": "66870卷"} | ({"1": level2} if level2 else {})
    rows = [
        {key: Cell(said[key], place, 0, int(key)) for key in sorted(said)}
        for said in (first, second)
    ]
    found = with_doubts(rows, roles)
    assert [bool(row["2"].place.doubt) for row in found] == [False, in_doubt]
