"""项目支出绩效自评表: what a project (or a whole department) was given, spent, aimed at and did."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from ingest.document import Line
from ingest.forms.indicator_records import TOTAL, mark
from ingest.forms.money.fund_entries import INITIALLY
from ingest.forms.projects.list_head import year_above
from ingest.forms.projects.project_form import PROJECT_NO, ProjectForm, read_form
from ingest.forms.projects.project_list import read_list
from ingest.forms.projects.target_table import extract_list
from ingest.lexicon import headers
from ingest.lexicon.budget_items import item_section
from ingest.lexicon.examples import rows_of_text
from ingest.lexicon.headers import AMONG
from ingest.records import BudgetLine, EvaluationScore, Extraction, Form, Problem, Project
from ingest.understand.project_headers import EVALUATED, header_word
from ingest.understand.project_sections import fund_role
from ingest.vocabulary import load
from ingest.words.money import half_unit, printed_rate
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from ingest.document import Document, Place

FORM: Form = "self_evaluation_table"

_MOST_HEADERS = 16
_UNTOLD = "a list of evaluated projects without columns, so projects cannot be told apart"

# What a whole department's totals are called.
_ITEMS = {"budget_initial": "年初预算数", "budget": "全年预算数", "executed": "全年执行数"}


def extract(document: Document) -> Extraction:
    """Read the form, or the list of projects that it is.

    Errors among the problems: no unit of money, no indicators, no column of results.
    """
    listed = read_list(document.tables, year_above(document), evaluated=True)
    extraction = extract_list(document, FORM, listed) if listed else _form(document)
    if not listed and (place := _list_without_columns(document)):
        extraction.problems.append(Problem(severity="error", message=_UNTOLD, place=place))
    results = (v for v in extraction.indicator_values if v.measure == "actual" and v.row_no)
    if extraction.indicator_values and not any(results):
        extraction.problems.append(_no_result(document))
    return extraction


def _no_result(document: Document) -> Problem:
    """A form whose results are blank has none; one without their column was not understood."""
    rows = rows_of_text(document.blocks)
    roles = ({headers.role(text, "indicators") for text in row} for row in rows)
    if any("actual" in row and {"level1", "level2", "name"} & row for row in roles):
        return Problem(severity="warning", message="all results (实际完成值) are blank")
    message = "no column of results (实际完成值)"
    return Problem(severity="error", family="results", message=message)


def _list_without_columns(document: Document) -> Place | None:
    """Where page text has the headers of a list of projects: names, money, then indicators."""
    run = [*_words(document)]
    for at in (at for at, (text, _) in enumerate(run) if _role(text) == "project_name"):
        texts = (text for text, _ in run[at + 1 : at + _MOST_HEADERS])
        roles = [*map(_role, takewhile(lambda text: _role(text) != "level1", texts))]
        if {*roles} & {*EVALUATED} and all(roles) and len(roles) < _MOST_HEADERS - 1:
            return run[at][1]
    return None


def _words(document: Document) -> Iterator[tuple[str, Place]]:
    """The words of lines, and the cells of tables whose columns are not told."""
    for block in document.blocks:
        if isinstance(block, Line):
            yield from ((text, block.place) for text in block.text.split())
        elif not block.aligned:
            yield from ((printed(cell.text), cell.place) for row in block.rows for cell in row)


def _role(text: str) -> str | None:
    """What a header of a list says, None for a label of a form's money."""
    of_grid = headers.role(text, "fund_columns")
    if of_grid or fund_role(text):
        return of_grid
    is_level = headers.role(text, "indicators") == "level1"
    return "level1" if is_level else header_word(text)


def _form(document: Document) -> Extraction:
    form = read_form(document, FORM, evaluated=True)
    extraction = form.extraction
    extraction.scores[:0] = _execution_score(form)
    extraction.scores += _said_total(form)
    if form.name:
        extraction.projects.append(_project(form, form.name))
    else:
        extraction.budget_lines += _whole_budget(form)
        title = extraction.header.title or ""
        if "项目" in title and "整体" not in title:  # else its figures would be the department's
            message = f"no 项目名称, though it is titled “{title}”"
            problem = Problem(severity="error", message=message, place=form.place)
            extraction.problems.append(problem)
    if form.funds.only("executed", "total") is None and not form.refuses("money"):
        form.warn("no single total of what was spent (全年执行数)")
    return extraction


def _said_total(form: ProjectForm) -> list[EvaluationScore]:
    """The total that the head says, where the table has none of its own."""
    scores = form.extraction.scores
    if any(each.level1 == TOTAL and each.score is not None for each in scores):
        return []
    score = mark(form.extraction, form.score)
    if score is None or form.score is None:
        return []
    return [
        EvaluationScore(
            project_no=form.project_no,
            level1=TOTAL,
            level2=None,
            score=score,
            full_mark=None,
            place=form.score.place,
        )
    ]


def _project(form: ProjectForm, name: str) -> Project:
    funds = form.funds
    rate = _rate(form)
    return Project(
        project_no=PROJECT_NO,
        project_name=name,
        fiscal_wan=funds.fiscal("budget"),
        special_account_wan=funds.only("budget", "special_account"),
        carried_over_wan=funds.only("budget", "carried_over"),
        other_wan=funds.only("budget", "other"),
        budget_initial_wan=funds.only("budget_initial", "total"),
        budget_wan=funds.only("budget", "total"),
        executed_wan=funds.only("executed", "total"),
        execution_rate=rate,
        execution_rate_rounding=None if rate is None else half_unit(rate),
        rounding_wan=funds.rounding_wan,
        goal=form.goal,
        place=form.place,
    )


def _whole_budget(form: ProjectForm) -> Iterator[BudgetLine]:
    """What a whole department was given and spent, as its report says it in prose.

    Above amounts by use a total is called as printed (支出合计), others by their column.
    """
    for stage, column in _ITEMS.items():
        totals = [f for f in form.funds.funds if (f.stage, f.source) == (stage, "total")]
        if len(totals) != 1:
            continue
        rate = _rate(form) if stage == "executed" else None
        label = AMONG.sub("", totals[0].source_text)
        by_use = bool(form.funds.uses) or item_section(label) == "部门预算支出"
        initially = by_use and stage == "budget_initial"
        yield BudgetLine(
            section=INITIALLY if initially else load("report")["main_section"],
            item=label if by_use else column,
            phase="executed" if stage == "executed" else "budget",
            amount_wan=totals[0].amount_wan,
            amount_text=totals[0].amount_text,
            rounding_wan=totals[0].rounding_wan,
            execution_rate=rate,
            execution_rate_rounding=None if rate is None else half_unit(rate),
            place=totals[0].place,
        )
    yield from form.funds.uses


def _rate(form: ProjectForm) -> Decimal | None:
    """The execution rate as printed, in %."""
    cell = form.funds.marks.get("rate")
    if cell is None:
        return None
    rate = printed_rate(cell.text)
    if rate is None:
        form.warn(f"no execution rate: {printed(cell.text)[:40]}")
    return rate


def _execution_score(form: ProjectForm) -> list[EvaluationScore]:
    """The weight and score of the execution rate, under the rate's own header."""
    marks, labels = form.funds.marks, form.funds.labels
    weight = mark(form.extraction, marks.get("weight"))
    score = mark(form.extraction, marks.get("score"))
    if weight is None and score is None:
        return []
    weight = form.funds.weight if weight is None else weight
    place = (marks.get("score") or marks["weight"]).place
    return [
        EvaluationScore(
            project_no=form.project_no,
            level1=labels.get("rate") or "执行率",
            level2=None,
            score=score,
            full_mark=weight,
            place=place,
        )
    ]
