"""Amounts of a project's money as read beside their labels → funds of a stage, or a use's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ingest.forms.money.fund_grid import EXECUTION
from ingest.forms.money.money_cells import place_of, read_money
from ingest.lexicon.headers import AMONG
from ingest.lexicon.labels import is_total
from ingest.records import BudgetLine, Problem, ProjectFund
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Cell
    from ingest.forms.money.fund_amounts import Funds, Source, Stage
    from ingest.forms.money.money_cells import Money

# Sections of a department's budget by its use as a report says it; and of what a column of budgets
# of the beginning of the year holds, beside the full year's.
_BY_USE, INITIALLY = "按支出性质", "年初预算数"
_OWN_UNIT = re.compile("[万亿]?元$")


class Entry(NamedTuple):
    """One amount with its label; ``stage`` is a number where only the whole block can tell it.

    Without a ``source`` it is an amount by its use (基本支出).
    """

    source: Source | None
    stage: Stage | int
    label: str
    value: Cell
    unit: str | None


def settle(
    found: Funds,
    entries: Sequence[Entry],
    project_no: int | None,
    declared: str | None,
    *,
    evaluated: bool,
) -> Funds:
    """Add the amounts to ``found``; a total beside that of the year is the whole term's.

    ``declared`` is the unit of those for which none is printed.
    """
    totals = [entry for entry in entries if entry.source == "total"]
    for entry in entries:
        stage = entry.stage
        if isinstance(stage, int):
            stage = _told_stage(stage, totals)
        if stage in ("annual", "budget"):
            stage = "budget" if evaluated else "annual"
        if money := _amount(found, entry, declared):
            own = _OWN_UNIT.search(money.text)
            used = entry.unit or (own[0] if own else declared if money.wan else None)
            found.unit = found.unit or used
            _take(found, entry, stage, money, project_no)
    return found


def _told_stage(number: int, totals: Sequence[Entry]) -> Stage:
    """The stage of an undated total: the year's where it is the only one, else the whole term's.

    But a bare sum (合计) of the parts of the year's repeats it, or stands beside the term's own.
    """
    yearly = [printed(entry.value.text) for entry in totals if entry.stage == "annual"]
    own = [entry for entry in totals if entry.stage == number]
    if not yearly:
        return "annual"
    bare = all(is_total(entry.label) for entry in own)
    of_term = [
        entry
        for entry in totals
        if entry.stage == "cycle"
        or (isinstance(entry.stage, int) and entry.stage != number and not is_total(entry.label))
    ]
    repeated = any(printed(entry.value.text) in yearly for entry in own)
    return "annual" if bare and (of_term or repeated) else "cycle"


def _amount(found: Funds, entry: Entry, declared: str | None) -> Money | None:
    place = entry.value.place
    try:
        return read_money(entry.value.text, entry.unit, declared, place, found.problems)
    except ValueError as error:
        message = f"{entry.label}: {error}"
        found.problems.append(Problem(severity="warning", message=message, place=place))
        return None


def _take(found: Funds, entry: Entry, stage: Stage, money: Money, project_no: int | None) -> None:
    place = place_of(money, entry.value.place)
    if entry.source:
        found.funds.append(
            ProjectFund(
                project_no=project_no,
                source=entry.source,
                source_text=entry.label,
                stage=stage,
                amount_wan=money.wan,
                amount_text=money.text,
                rounding_wan=money.rounding_wan,
                place=place,
            )
        )
    elif stage in EXECUTION:
        found.uses.append(
            BudgetLine(
                section=INITIALLY if stage == "budget_initial" else _BY_USE,
                item=AMONG.sub("", entry.label),
                phase="executed" if stage == "executed" else "budget",
                amount_wan=money.wan,
                amount_text=money.text,
                rounding_wan=money.rounding_wan,
                place=place,
            )
        )
