"""部门整体预算绩效目标申报表: budget, goal, tasks and indicators of one department."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from ingest.extract import headers
from ingest.extract.budget_block import budget
from ingest.extract.budget_items import item_section, named_section
from ingest.extract.head import without_code, year_of
from ingest.extract.indicator_records import add_indicators
from ingest.extract.indicator_table import table_rows
from ingest.extract.narrated import narrated
from ingest.extract.recognise import title_of
from ingest.extract.sections import sections
from ingest.extract.tasks import TaskTable, more_tasks, tasks
from ingest.extract.wrapped_rows import line_rows
from ingest.records import (
    BudgetLine,
    Extraction,
    Form,
    Header,
    Problem,
    Task,
)
from ingest.words.money import amount, printed_unit
from ingest.words.printed import printed

if TYPE_CHECKING:
    from ingest.document import Document, Place
    from ingest.extract.reflow import Row
    from ingest.extract.sections import Section
    from ingest.words.money import Amount

FORM: Form = "department_target_form"

_LONGEST_HEAD = 80


def extract(document: Document) -> Extraction:
    """Read the form. Errors among the problems: no budget block, no indicator table."""
    parts = sections(document)
    extraction = Extraction(header=_header(document, parts))
    unit: str | None = None
    found_tasks = TaskTable()
    heads = (part for part in parts if part.key in (None, "department"))
    captions = (text for part in heads for text, _ in part.texts)
    caption = next(filter(None, map(printed_unit, captions)), None)
    for part in parts:
        if part.key == "budget":
            found = budget(part, unit or caption, extraction.header.fiscal_year)
            unit = unit or found.unit
            extraction.budget_lines += found.lines
            extraction.problems += found.problems
        elif part.key == "goal":
            texts = part.texts
            if texts:
                goal = "\n".join(text for text, _ in texts)
                extraction.indicator_values += narrated(goal, texts[0][1].to(texts[-1][1]))
        elif part.key in ("tasks", "other_tasks"):
            found_tasks = tasks(part) if part.key == "tasks" else more_tasks(part, found_tasks)
            unit = _add_tasks(extraction, part, found_tasks, unit or caption) or unit
        elif part.key == "indicators":
            _add_indicators(extraction, part)
    _report_missing(extraction, {part.key for part in parts})
    extraction.header = replace(extraction.header, amount_unit=unit)
    return extraction


def _header(document: Document, parts: list[Section]) -> Header:
    title = title_of(document, FORM)
    head = [text for part in parts if part.key in (None, "basics") for text, _ in part.texts]
    captions = [text for text in (title.text if title else "", *head) if len(text) <= _LONGEST_HEAD]
    year, evidence = year_of(captions)
    return Header(
        form=FORM,
        title=title.text if title else None,
        department_name=_department(parts),
        fiscal_year=year,
        year_evidence=evidence,
    )


def _department(parts: list[Section]) -> str | None:
    """The name behind its label: the first cell, or all lines of a wrapped name."""
    for part in parts:
        if part.key == "department" and part.texts:
            lines = takewhile(lambda line: not printed_unit(line.text), part.lines)
            cells = [part.rows[0].filled[0].text] if part.rows else [line.text for line in lines]
            return without_code(printed("\n".join(cells)))
    return None


def _add_tasks(
    extraction: Extraction, part: Section, table: TaskTable, unit: str | None
) -> str | None:
    """Add the tasks; the printed total of a table is a budget line. The unit used is returned."""
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
        if item_section(name.rpartition("：")[2]) or named_section(name):
            message = f"an item of the budget among the tasks, not read: {name[:40]}"
            extraction.problems.append(Problem(severity="warning", message=message, place=place))
            continue
        if not name:
            extraction.problems.append(
                Problem(severity="warning", message="task without a name", place=place)
            )
            if not money:
                continue
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
            extraction.indicator_values += narrated(cells["goal"].text, cells["goal"].place)
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


def _add_indicators(extraction: Extraction, part: Section) -> None:
    year = extraction.header.fiscal_year
    table = table_rows(part.rows, year) if part.rows else line_rows(part.lines, year)
    if not table.headers:
        extraction.problems.append(
            Problem(severity="error", message="no header row of indicators", place=part.place)
        )
    add_indicators(extraction, table)


def _report_missing(extraction: Extraction, keys: set[str | None]) -> None:
    problems = extraction.problems
    if not extraction.budget_lines:
        problems.append(Problem(severity="error", message="no budget block (预算整体情况)"))
    if not {"indicators"} & keys:
        problems.append(Problem(severity="error", message="no indicator table (绩效指标)"))
    if not extraction.tasks:
        problems.append(Problem(severity="warning", message="no tasks (年度重点工作任务)"))
