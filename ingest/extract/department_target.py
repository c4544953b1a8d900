"""部门整体预算绩效目标申报表: budget, goal, tasks and indicators of one department."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.extract import headers
from ingest.extract.budget_block import budget
from ingest.extract.indicator_table import VALUE_ROLES, IndicatorTable, line_rows, table_rows
from ingest.extract.recognise import title_of
from ingest.extract.sections import sections
from ingest.extract.tasks import tasks
from ingest.money import amount
from ingest.narrative import figures
from ingest.printed import printed
from ingest.records import (
    BudgetLine,
    Extraction,
    Form,
    Header,
    IndicatorValue,
    Problem,
    Task,
)
from ingest.values import parse_cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.document import Cell, Document, Place
    from ingest.extract.indicator_table import IndicatorRow
    from ingest.extract.reflow import Row
    from ingest.extract.sections import Section
    from ingest.money import Amount

FORM: Form = "department_target_form"

_YEAR = re.compile(r"(?<!\d)(20\d\d)年(?!\d{1,2}月)|年度[:：](20\d\d)(?!\d)")
_LONGEST_HEAD = 80
_OPERATOR = re.compile(r"[≥≧>＞﹥≤≦<＜﹤=＝]$")


def extract(document: Document) -> Extraction:
    """Read the form. Errors among the problems: no budget block, no indicator table."""
    parts = sections(document)
    extraction = Extraction(header=Header(form=FORM))
    unit: str | None = None
    for part in parts:
        if part.key == "budget":
            found = budget(part)
            unit = unit or found.unit
            extraction.budget_lines += found.lines
            extraction.problems += found.problems
        elif part.key == "goal":
            texts = part.texts
            if texts:
                goal = "\n".join(text for text, _ in texts)
                extraction.indicator_values += _narrative(goal, texts[0][1].to(texts[-1][1]))
        elif part.key == "tasks":
            unit = _add_tasks(extraction, part, unit) or unit
        elif part.key == "indicators":
            _add_indicators(extraction, part)
    _report_missing(extraction, {part.key for part in parts})
    extraction.header = _header(document, parts, unit)
    return extraction


def _header(document: Document, parts: list[Section], unit: str | None) -> Header:
    title = title_of(document, FORM)
    head = [text for part in parts if part.key in (None, "basics") for text, _ in part.texts]
    year, evidence = _year([title.text if title else "", *head])
    pages = [block.place.page for block in document.blocks if block.place.page]
    return Header(
        form=FORM,
        title=title.text if title else None,
        department_name=_department(parts),
        fiscal_year=year,
        year_evidence=evidence,
        amount_unit=unit,
        page_from=min(pages, default=None),
        page_to=max(pages, default=None),
    )


def _year(texts: list[str]) -> tuple[int | None, str | None]:
    """The year that the title or a line of the form's head prints; never one of its contents."""
    for text in map(printed, texts):
        match = _YEAR.search(text) if len(text) <= _LONGEST_HEAD else None
        if match:
            return int(match[1] or match[2]), text
    return None, None


def _department(parts: list[Section]) -> str | None:
    """The name behind its label: the first cell, or all lines of a wrapped name."""
    for part in parts:
        if part.key == "department" and part.texts:
            cells = [part.rows[0].filled[0].text] if part.rows else [t for t, _ in part.texts]
            return printed("\n".join(cells))
    return None


def _add_tasks(extraction: Extraction, part: Section, unit: str | None) -> str | None:
    """Add the tasks; the printed total of a table is a budget line. The unit used is returned."""
    table = tasks(part)
    unit = table.unit or unit
    extraction.problems += table.problems
    for cells in table.rows:
        place = _span(cells)
        name = _text(cells, "task_name") or ""
        money = _amount(extraction, cells, unit)
        if headers.is_footer(name):
            if money:
                extraction.budget_lines.append(_total(part, name, money, place))
            continue
        if not name:
            extraction.problems.append(
                Problem(severity="warning", message="task without a name", place=place)
            )
        extraction.tasks.append(
            Task(
                task_no=len(extraction.tasks) + 1,
                task_name=name,
                amount_wan=money.wan if money else None,
                amount_text=money.text if money else None,
                rounding_wan=money.rounding_wan if money else None,
                content=_text(cells, "content"),
                goal=_text(cells, "goal"),
                place=place,
            )
        )
        if "goal" in cells:
            extraction.indicator_values += _narrative(cells["goal"].text, cells["goal"].place)
    return unit


def _total(part: Section, name: str, money: Amount, place: Place) -> BudgetLine:
    return BudgetLine(
        section=printed(part.label),
        item=name,
        phase="budget",
        amount_wan=money.wan,
        amount_text=money.text,
        rounding_wan=money.rounding_wan,
        place=place,
    )


def _span(cells: Row) -> Place:
    places = [cell.place for cell in cells.values()]
    place = places[0]
    for other in places[1:]:
        place = place.to(other)
    return place


def _text(cells: Row, role: str) -> str | None:
    return printed(cells[role].text) if role in cells else None


def _amount(extraction: Extraction, cells: Row, unit: str | None) -> Amount | None:
    if "amount" not in cells:
        return None
    try:
        return amount(cells["amount"].text, unit or "")
    except ValueError as error:
        extraction.problems.append(
            Problem(severity="warning", message=str(error), place=cells["amount"].place)
        )
        return None


def _narrative(text: str, place: Place) -> Iterator[IndicatorValue]:
    for figure in figures(printed(text)):
        yield IndicatorValue(
            indicator_name=figure.metric,
            metric=figure.metric,
            measure="target",
            source_section="narrative",
            value_text=figure.clause,
            value_kind="number",
            operator=figure.operator,
            value=figure.value,
            unit=figure.unit,
            year=figure.year,
            place=place,
        )


def _add_indicators(extraction: Extraction, part: Section) -> None:
    table = table_rows(part.rows) if part.rows else line_rows(part.lines)
    extraction.problems += table.problems
    if not table.headers:
        extraction.problems.append(
            Problem(severity="error", message="no header row of indicators", place=part.place)
        )
    for number, row in enumerate(table.rows, 1):
        extraction.indicator_values += _values(table, row, number)


def _values(table: IndicatorTable, row: IndicatorRow, number: int) -> Iterator[IndicatorValue]:
    name = printed(row.name.text)
    for role in table.roles:
        if role not in VALUE_ROLES or role not in row.values:
            continue
        cell = row.values[role]
        for found in parse_cell(_with_sign_and_unit(row, cell), name):
            yield IndicatorValue(
                row_no=number,
                level1=row.level1,
                level2=row.level2,
                indicator_name=name,
                metric=found.metric,
                measure="actual" if role == "actual" else "target",
                horizon="cycle" if role == "cycle" else "annual",
                source_section="indicator_table",
                value_text=printed(cell.text),
                value_kind=found.kind,
                operator=found.operator,
                value=found.value,
                unit=found.unit,
                year=found.year,
                place=cell.place,
            )


def _with_sign_and_unit(row: IndicatorRow, cell: Cell) -> str:
    """A value whose operator and unit stand in columns of their own, put together."""
    text = printed(cell.text)
    sign = printed(row.values["nature"].text) if "nature" in row.values else ""
    unit = printed(row.values["unit"].text) if "unit" in row.values else ""
    if text[:1].isdigit() and _OPERATOR.search(sign):
        text = sign + text
    return text + unit if text[-1:].isdigit() else text


def _report_missing(extraction: Extraction, keys: set[str | None]) -> None:
    problems = extraction.problems
    if not extraction.budget_lines:
        problems.append(Problem(severity="error", message="no budget block (预算整体情况)"))
    if not {"indicators"} & keys:
        problems.append(Problem(severity="error", message="no indicator table (绩效指标)"))
    if not extraction.tasks:
        problems.append(Problem(severity="warning", message="no tasks (年度重点工作任务)"))
