from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from ingest.landing.batch import extract_batch
from ingest.landing.raw import query
from tests.unit.small_line import FORM, Line, made_up, nansha, slot

if TYPE_CHECKING:
    from pathlib import Path

NAME = "广州南沙经济技术开发区科学技术局"
PART = "a.txt: read in part, not used: "


@pytest.fixture
def line(tmp_path: Path, monkeypatch) -> Line:
    made_up(monkeypatch)
    return Line(tmp_path)


def reason(line: Line, content: str, **changes: object) -> str | None:
    line.write("a.txt", content)
    line.place(nansha({2023: "a.txt"}, **changes))
    (outcome,) = line.run().outcomes
    in_part = PART in (outcome["reason"] or PART)
    assert outcome["outcome"] == ("extracted" if in_part else "quarantined")
    return outcome["reason"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (FORM, None),
        (f"{FORM} year=2023 name={NAME}", None),
        (f"{FORM} name={NAME}（部门）", None),
        (f"{FORM} warning=odd", None),
        ("", "a.txt: the file is empty"),
        ("poem", "a.txt: reads as no known form"),
        ("poem error=no_title", "a.txt: no_title"),
        (f"{FORM} error=no_budget_block", "a.txt: no_budget_block"),
        (
            "self_evaluation_report",
            f"a.txt: registered as {FORM}, reads as self_evaluation_report",
        ),
        (
            f"{FORM} year=2022",
            "a.txt: registered for 2023, printed is 2022 (2022年度)",
        ),
        (f"{FORM} name=某局", f"a.txt: registered for {NAME}, printed is 某局"),
        (
            f"{FORM} name={NAME}（本级）",
            f"a.txt: registered for {NAME}, printed is {NAME}（本级）",
        ),
        (
            f"{FORM} crash=purpose",
            "a.txt: extraction failed: RuntimeError: crashed on purpose",
        ),
        (f"{FORM} money=no", f"{PART}money 资金: no budget lines could be read"),
        (f"{FORM} values=0", f"{PART}indicators 指标: no indicator values could be read"),
        (f"{FORM} values=0 money=no", "a.txt: no budget lines could be read (and 1 more)"),
        (f"{FORM} values=0 error=no_unit family=money", "a.txt: no_unit (and 1 more)"),
        (f"{FORM} error=no_unit family=money", f"{PART}money 资金: no_unit"),
        (f"{FORM} error=two_blocks family=indicators", f"{PART}indicators 指标: two_blocks"),
        (f"{FORM}&{FORM}", f"a.txt: holds 2 forms {FORM}, one is expected"),
        (f"{FORM}&{FORM} error=torn", f"{PART}form 表 of form 2: torn"),
        (
            f"{FORM} name=某局&{FORM}",
            f"{PART}form 表 of form 1: registered for {NAME}, printed is 某局",
        ),
    ],
)
def test_each_document_is_judged_with_one_line(line: Line, content: str, expected: str | None):
    assert reason(line, content) == expected


def test_bytes_that_are_no_text_crash_nobody_else(line: Line):
    line.write("a.txt", b"\xff\xfe\xff")
    line.write("b.txt", FORM)
    line.place(nansha({2023: "a.txt", 2024: "b.txt"}))
    ran = line.run()
    assert "a.txt: extraction failed: UnicodeDecodeError" in (ran.reasons[slot(2023)] or "")
    assert ran.reasons[slot(2024)] is None


@pytest.mark.parametrize(
    ("printed", "fits"),
    [
        (f"{NAME}（本级）", True),
        (f"{NAME}(本级)", True),
        (NAME, False),
        (f"{NAME}（部门）", False),
    ],
)
def test_bureau_only_has_to_sign_as_such(line: Line, printed: str, fits: bool):
    found = reason(line, f"{FORM} name={printed}", name_zh=f"{NAME}（本级）", scope="bureau_only")
    assert (found is None) is fits


def test_an_alias_is_as_good_as_the_name(line: Line):
    assert reason(line, f"{FORM} name=南沙区科技局", aliases=["南沙区科技局"]) is None


def document(line: Line) -> dict[str, object]:
    (row,) = query(line.settings.raw, "documents", "select * from landed")
    return row


def test_a_printed_year_and_a_declared_one_say_so(line: Line):
    reason(line, f"{FORM} year=2023")
    assert (document(line)["fiscal_year"], document(line)["year_evidence"]) == (
        2023,
        "printed: 2023年度",
    )


def test_a_year_not_printed_is_the_registrys(line: Line):
    reason(line, FORM)
    assert (document(line)["fiscal_year"], document(line)["year_evidence"]) == (2023, "declared")


def test_a_quarantined_document_lands_its_problems_and_nothing_else(line: Line):
    reason(line, f"{FORM} values=2 error=no_budget_block")
    assert document(line)["outcome"] == "quarantined"
    assert query(line.settings.raw, "indicator_values", "select * from landed") == []
    (problem,) = query(line.settings.raw, "problems", "select * from landed")
    assert problem["message"] == "no_budget_block"


def test_another_form_in_the_same_file_is_not_hidden(line: Line):
    assert reason(line, f"{FORM} values=1 &self_evaluation_report values=5") is None
    (problem,) = query(line.settings.raw, "problems", "select * from landed")
    assert "also holds self_evaluation_report" in problem["message"]
    assert len(query(line.settings.raw, "indicator_values", "select * from landed")) == 1


PROJECTS = {
    "project_target_form": {
        "since": 2023,
        "due": {"month": 4, "day": 30},
        "sources": {2023: "a.txt"},
    }
}


def test_a_book_of_forms_of_one_project_is_one_document(line: Line):
    book = "project_target_form values=1&project_target_form values=2&self_evaluation_report"
    assert reason(line, book, forms=PROJECTS) is None
    values = query(line.settings.raw, "indicator_values", "select * from landed")
    assert len({value["indicator_value_id"] for value in values}) == 3
    (problem,) = query(line.settings.raw, "problems", "select * from landed")
    assert problem["message"].startswith("the file also holds self_evaluation_report, which")


def landed(line: Line, name: str) -> list[dict[str, object]]:
    return query(line.settings.raw, name, "select * from landed")


@pytest.mark.parametrize(
    ("second", "expected"),
    [("error=no_name", "no_name"), ("name=某局", f"registered for {NAME}, printed is 某局")],
)
def test_a_form_that_is_refused_does_not_take_the_first_along(
    line: Line, second: str, expected: str
):
    book = f"project_target_form values=1 warning=first&project_target_form values=9 {second}"
    assert reason(line, book, forms=PROJECTS) == f"{PART}form 表 of project 1: {expected}"
    assert len(landed(line, "indicator_values")) == 1
    assert [
        (row["severity"], row["family"], row["message"]) for row in landed(line, "problems")
    ] == [
        ("warning", None, "first"),
        ("error", None, expected),
    ]


def test_a_book_of_which_no_form_can_be_used_is_quarantined(line: Line):
    book = "project_target_form error=no_name&project_target_form error=torn"
    assert reason(line, book, forms=PROJECTS) == "a.txt: project 1: no_name (and 1 more)"


def test_what_several_forms_lack_is_said_once(line: Line):
    form = "project_target_form project"
    bare = f"{form}=1 error=no_unit family=money&{form}=2 error=no_unit family=money"
    book = f"{bare}&{form}=3 error=two_blocks family=indicators"
    assert reason(line, book, forms=PROJECTS) == (
        f"{PART}money 资金 of 2 forms: no_unit; indicators 指标 of project 3: two_blocks"
    )


def test_indicators_land_where_money_cannot_be_read(line: Line):
    reason(line, f"{FORM} values=2 error=no_unit family=money")
    assert document(line)["outcome"] == "extracted"
    assert len(landed(line, "indicator_values")) == 2
    (amount,) = landed(line, "budget_lines")
    assert (amount["amount_wan"], amount["amount_text"], amount["rounding_wan"]) == (
        None,
        "1",
        None,
    )
    assert "not understood" in str(amount["doubt"])
    assert [row["family"] for row in landed(line, "problems")] == ["money"]


def test_money_lands_where_indicators_cannot_be_read(line: Line):
    reason(line, f"{FORM} values=2 error=two_blocks family=indicators")
    assert landed(line, "indicator_values") == []
    assert [row["amount_wan"] for row in landed(line, "budget_lines")] == [1]


def test_a_year_that_closes_a_projects_name_is_none_against_the_registry(line: Line):
    assert reason(line, "project_target_form year=2022 evidence=某项目", forms=PROJECTS) is None
    (document,) = query(line.settings.raw, "documents", "select * from landed")
    assert (document["fiscal_year"], document["year_evidence"]) == (2023, "declared")
    (problem,) = query(line.settings.raw, "problems", "select * from landed")
    assert problem["message"] == "2022 closes a project's name, registered is 2023"


@pytest.mark.parametrize("value", ["0.1234567", "1e30", "NaN"])
def test_a_value_that_no_column_can_hold_is_found_out_here(line: Line, value: str):
    found = reason(line, f"{FORM} values=1 value={value}")
    assert (found or "").startswith("a.txt: extraction failed: ")


def test_the_ids_of_values_are_stable_and_differ(line: Line):
    def ids() -> list[str]:
        rows = query(line.settings.raw, "indicator_values", "select * from landed order by load")
        return [row["indicator_value_id"] for row in rows]

    reason(line, f"{FORM} values=3")
    first = ids()
    assert len(set(first)) == 3
    line.run(full=True)
    assert ids() == first * 2


def test_what_is_staged_is_not_read_again(line: Line, monkeypatch):
    line.write("a.txt", f"{FORM} values=1")
    line.place(nansha({2023: "a.txt"}))
    work = line.run().work
    first = extract_batch(line.settings, work)
    monkeypatch.setattr("ingest.landing.batch.extract_safely", None)
    assert extract_batch(line.settings, work) == first


def test_a_staged_file_cut_short_is_read_again(line: Line):
    line.write("a.txt", f"{FORM} values=1")
    line.place(nansha({2023: "a.txt"}))
    work = line.run().work
    extract_batch(line.settings, work)
    (file,) = line.settings.staging.iterdir()
    file.write_bytes(file.read_bytes()[:20])
    (outcome,) = extract_batch(line.settings, work)
    assert outcome["rows"] == {"budget_lines": 1, "indicator_values": 1}
    assert json.loads(file.read_bytes())["document"]["outcome"] == "extracted"


BARE = """<h2>项目支出绩效目标申报表</h2><table>
<tr><td>项目名称</td><td colspan=3>科普专项</td></tr>
<tr><td>项目资金</td><td>年度资金总额</td><td colspan=2>120</td></tr>
<tr><td>年度目标</td><td colspan=3>办好科普活动</td></tr>
<tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td></tr>
<tr><td>产出指标</td><td>数量指标</td><td>科普活动</td><td>≥3场</td></tr></table>"""


@pytest.mark.parametrize(
    ("reading", "amount", "said"),
    [
        ({}, None, f"{PART.replace('txt', 'html')}money 资金: no unit of money is printed"),
        ({"reading": {"amount_unit": "元"}}, Decimal("0.012"), None),
    ],
)
def test_the_place_file_says_the_unit_that_a_form_does_not_print(
    tmp_path: Path, reading: dict[str, object], amount: Decimal | None, said: str | None
):
    line = Line(tmp_path)
    line.write("a.html", BARE)
    form = {**PROJECTS["project_target_form"], "sources": {2023: "a.html"}}
    line.place(nansha({}, forms={"project_target_form": form}, **reading))
    (outcome,) = line.run().outcomes
    assert outcome["outcome"] == "extracted"
    assert (outcome["reason"] or "").startswith(said or "") is True
    assert (outcome["reason"] is None) is (said is None)
    (fund,) = landed(line, "project_funds")
    assert (fund["amount_wan"], fund["amount_text"]) == (amount, "120")
    assert document(line)["amount_unit"] == ("元" if amount else None)
    assert [row["indicator_name"] for row in landed(line, "indicator_values")] == ["科普活动"]
    (problem,) = [row for row in landed(line, "problems") if "unit" in str(row["message"])]
    assert problem["severity"] == ("warning" if amount else "error")


OWN = BARE.replace("<h2>项目支出绩效目标申报表</h2>", "<h2>科普经费要素一览</h2>").replace(
    "<td>指标值</td>", "<td>甲</td>"
)
OWN = OWN.replace("年度资金总额", "年度资金总额（元）")


def test_the_place_file_says_what_is_printed_differently(tmp_path: Path):
    line = Line(tmp_path)
    line.write("a.html", OWN)
    line.write("b.html", OWN.replace("科普活动", "讲座"))
    plain = {"since": 2023, "due": {"month": 4, "day": 30}}
    form = plain | {"sources": {2023: "a.html", 2024: "b.html"}}
    line.place(nansha({}, forms={"project_target_form": form}))
    line.run()
    assert {row["title"] for row in landed(line, "documents")} == {None}
    assert landed(line, "indicator_values") == []

    reading = {"headers": {"甲": "annual"}, "titles": {"科普经费要素一览": "project_target_form"}}
    line.place(nansha({}, forms={"project_target_form": form | {"reading": reading}}))
    ran = line.run()
    assert len(ran.work) == 2
    assert [outcome["reason"] for outcome in ran.outcomes] == [None, None]
    values = landed(line, "indicator_values")
    assert [(row["indicator_name"], row["value_text"], row["doubt"]) for row in values] == [
        ("科普活动", "≥3场", None),
        ("讲座", "≥3场", None),
    ]
    assert [row["title"] for row in landed(line, "documents")][2:] == ["科普经费要素一览"] * 2
    assert line.run().work == []
