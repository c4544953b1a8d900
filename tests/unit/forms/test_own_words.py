"""What the place file says of a publisher's own headers and titles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ingest.document import Cell, Document, Line, Place, Reading
from ingest.forms import extract, recognise
from ingest.lexicon import budget_items, headers
from ingest.lexicon.headers import own_words
from ingest.lexicon.labels import begins_form, column_roles, is_label, is_section, likely_role
from ingest.understand.columns.header_cells import TOLD_BY_CELLS, row_headers
from ingest.understand.lines import header_lines, header_ways, line_columns
from tests.unit.drawn_table import aligned
from tests.unit.read_forms import only, targets

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.records import Extraction

FORM = """
    项目支出绩效目标申报表 <        <            <              <      <
    项目名称         科普专项       <            <              <      <
    项目资金（万元） 年度资金总额   12           <              <      <
    年度目标         办好科普活动   <            <              <      <
    绩效指标         一级指标       二级指标     三级指标       甲     乙
    ^                产出指标       数量指标     科普活动       12场   10场
"""
TWO_NAMES = """
    项目支出绩效目标申报表 <        <            <              <        <
    项目名称         科普专项       <            <              <        <
    项目资金（万元） 年度资金总额   12           <              <        <
    年度目标         办好科普活动   <            <              <        <
    绩效指标         一级指标       二级指标     指标内容       事由     指标值
    ^                产出指标       数量指标     办活动         科普活动 12场
    ^                产出指标       质量指标     办活动         到场率   90%
"""


def read(document: Document, **headers: str) -> Extraction:
    told = tuple((key, said.replace("_of_", ".")) for key, said in headers.items())
    return only(replace(document, reading=Reading(headers=told)))


def test_a_header_of_ones_own_is_read_without_a_doubt() -> None:
    found = read(aligned(FORM), 甲="annual", 乙="remark")
    assert targets(found)
    assert [(v.indicator_name, v.value_text) for v in found.indicator_values] == [
        ("科普活动", "12场")
    ]
    assert found.indicator_values[0].place.doubt is None
    assert [p for p in found.problems if "header" in p.message] == []


def test_the_next_document_is_read_as_ever() -> None:
    bare = aligned(FORM)
    before = extract(bare)
    assert [v.value_text for form in before for v in form.indicator_values] != ["12场"]
    read(bare, 甲="annual", 乙="remark")
    assert extract(bare) == before
    assert [v.value_text for v in read(bare, 乙="annual", 甲="remark").indicator_values] == ["10场"]
    assert extract(bare) == before


def test_a_listed_header_may_mean_another_thing_here() -> None:
    listed = aligned(FORM.replace("甲 ", "年度指标值 ").replace("乙", "权重"))
    found = read(listed, 年度指标值="indicators.remark", 权重="indicators.annual")
    assert [v.value_text for v in found.indicator_values] == ["10场"]
    assert [v.value_text for v in only(listed).indicator_values] == ["12场"]


def test_of_several_names_the_place_file_tells_which() -> None:
    found = read(aligned(TWO_NAMES), 事由="indicators.name")
    assert [v.indicator_name for v in found.indicator_values] == ["科普活动", "到场率"]
    assert [v.place.doubt for v in found.indicator_values] == [None, None]


def test_a_label_of_ones_own_names_the_project() -> None:
    unknown = aligned(FORM.replace("项目名称", "课题别号").replace("甲 ", "指标值 "))
    assert [p.project_name for p in extract(unknown)[0].projects] != ["科普专项"]
    found = read(unknown, 课题别号="project_name")
    assert [p.project_name for p in found.projects] == ["科普专项"]


@pytest.mark.parametrize("printed", ["甲款项", "一、甲款项", "甲款项（万元）", "2024年甲款项"])
def test_headers_are_compared_as_listed_ones_are(printed: str) -> None:
    with own_words([("甲款项：", "annual")]):
        groups = ("indicators", "goals", "funds", "fund_columns")
        assert [headers.role(printed, group) for group in groups] == ["annual"] * 4
        assert headers.role(printed, "tasks") is None
        assert column_roles(printed).keys() == {"indicators", "goals", "fund_columns"}
        assert likely_role(printed, "projects") is None
    assert headers.role(printed, "indicators") is None
    assert column_roles(printed) == {}


def test_a_role_of_one_group_is_told_there_alone() -> None:
    with own_words(
        [("甲", "goals.annual"), ("课题", "head.project_name"), ("篇", "sections.goal")]
    ):
        assert headers.role("甲", "goals") == "annual"
        assert headers.role("甲", "indicators") is None
        assert (is_label("课题"), begins_form("课题"), is_section("篇")) == (True, True, True)
        with own_words([]):
            assert headers.role("甲", "goals") is None
        assert headers.role("甲", "goals") == "annual"
    assert (is_label("课题"), begins_form("课题"), is_section("篇")) == (False, False, False)


def test_one_that_is_told_of_one_year_says_nothing_of_what_is_known() -> None:
    with own_words([("当年资金总额", "funds.other")]):
        assert headers.role("2024年资金总额", "funds") == "other"
        assert headers.role("资金总额", "funds") == "total"


def test_words_come_and_go_with_an_error() -> None:
    with pytest.raises(RuntimeError), own_words([("甲", "annual")]):
        raise RuntimeError
    assert headers.role("甲", "indicators") is None


def test_a_header_told_by_words_bears_no_doubt_of_cells() -> None:
    cells = [
        Cell(text, Place(), 0, col, role="annual" if text == "甲" else None)
        for col, text in enumerate(["一级指标", "三级指标", "甲"])
    ]
    assert row_headers(cells, "indicators")[-1].doubt == TOLD_BY_CELLS
    with own_words([("甲", "annual")]):
        assert row_headers(cells, "indicators")[-1].doubt is None


TITLE = "科技经费要素一览"


def titled(title: str, **titles: str) -> Document:
    drawn = aligned(FORM.replace("甲 ", "指标值 ").split("\n", 2)[2])
    reading = Reading(titles=tuple(titles.items()))
    return replace(drawn, blocks=(Line(title, Place(line_from=1)), *drawn.blocks), reading=reading)


@pytest.mark.parametrize(
    "printed",
    [
        TITLE,
        f"附件1、{TITLE}",
        f"{TITLE}（2023年度）",
        f"2023年度{TITLE}",
        f"某市水利局2023年{TITLE}",
    ],
)
def test_a_title_of_ones_own(printed: str) -> None:
    assert extract(titled(printed))[0].header.title != printed
    (found,) = recognise(titled(printed, **{TITLE: "project_target_form"}))
    assert found.title is not None
    assert (found.form, found.title.text, found.problems) == ("project_target_form", printed, ())
    (read,) = extract(titled(printed, **{TITLE: "project_target_form"}))
    assert read.header.title == printed


@pytest.mark.parametrize("printed", [f"关于{TITLE}", f"{TITLE}如下", "经费要素"])
def test_what_is_worded_alike_is_no_such_title(printed: str) -> None:
    (found,) = recognise(titled(printed, **{TITLE: "project_target_form"}))
    assert found.title is None


def test_a_title_of_ones_own_goes_before_those_of_the_lists() -> None:
    title = "项目支出绩效目标申报表"
    (found,) = recognise(titled(title, **{title: "self_evaluation_table"}))
    assert found.form == "project_target_form"
    assert "titled" in found.problems[0].message


def test_titles_of_ones_own_cut_a_file() -> None:
    one = titled(TITLE, **{TITLE: "project_target_form"})
    found = recognise(replace(one, blocks=one.blocks * 2))
    assert [part.form for part in found] == ["project_target_form"] * 2


@pytest.mark.parametrize(
    ("word", "own", "meaning"),
    [
        ("甲栏", "annual", header_lines.role_of),
        ("甲栏", "annual", header_ways.is_whole),
        ("甲款", "projects.total", line_columns.is_money),
        ("甲款", "funds.fiscal", budget_items.item_section),
        ("甲段", "sections.goal", headers.section),
    ],
)
def test_what_a_word_means_is_forgotten_with_the_publishers_own(
    word: str, own: str, meaning: Callable[[str], object]
) -> None:
    unknown = meaning(word)
    assert not unknown
    with own_words([(word, own)]):
        assert meaning(word)
    assert meaning(word) == unknown
