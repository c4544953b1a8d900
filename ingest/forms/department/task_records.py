"""What a table of tasks says → records of tasks, of its total and of the goals' figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.forms.money.money_cells import place_of, read_money
from ingest.forms.narrated import narrated
from ingest.lexicon import headers
from ingest.lexicon.budget_items import item_section, named_section
from ingest.records import BudgetLine, Extraction, Problem, Task
from ingest.words.printed import printed

if TYPE_CHECKING:
    from ingest.document import Place
    from ingest.forms.department.tasks import TaskTable
    from ingest.forms.money.money_cells import Money
    from ingest.understand.lines.reflow import Row
    from ingest.understand.sections import Section


def add_tasks(
    extraction: Extraction,
    part: Section,
    table: TaskTable,
    unit: str | None,
    declared: str | None,
) -> str | None:
    """Add the tasks; the printed total of a table is a budget line. The unit used is returned.

    ``declared`` is the unit where none is printed.
    """
    unit = table.unit or unit
    extraction.problems += table.problems
    for cells in table.rows:
        place = _span(cells)
        name = _text(cells, "task_name") or ""
        money = _amount(extraction, cells, unit, declared)
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
                place=place_of(money, place) if money else place,
            )
        )
        if "goal" in cells:
            extraction.indicator_values += narrated(cells["goal"].text, cells["goal"].place)
    return unit


def _total(part: Section, name: str, money: Money, place: Place) -> BudgetLine:
    return BudgetLine(
        section=printed(part.label),
        item=name,
        phase="budget",
        amount_wan=money.wan,
        amount_text=money.text,
        rounding_wan=money.rounding_wan,
        place=place_of(money, place),
    )


def _span(cells: Row) -> Place:
    places = [cell.place for cell in cells.values()]
    place = places[0]
    for other in places[1:]:
        place = place.to(other)
    return place


def _text(cells: Row, role: str) -> str | None:
    return printed(cells[role].text) if role in cells else None


def _amount(
    extraction: Extraction, cells: Row, unit: str | None, declared: str | None
) -> Money | None:
    if "amount" not in cells:
        return None
    text, place = cells["amount"].text, cells["amount"].place
    try:
        return read_money(text, unit, declared, place, extraction.problems)
    except ValueError as error:
        extraction.problems.append(Problem(severity="warning", message=str(error), place=place))
        return None
