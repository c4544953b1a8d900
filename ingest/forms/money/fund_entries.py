"""Amounts of a project's money as read beside their labels → funds of a stage, or a use's."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ingest.forms.money.fund_words import EXECUTION
from ingest.forms.money.money_cells import place_of, read_money
from ingest.lexicon.headers import AMONG
from ingest.lexicon.labels import is_total
from ingest.records import BudgetLine, Problem, ProjectFund
from ingest.words.money import amount
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Cell
    from ingest.forms.money.fund_amounts import Funds, Source, Stage
    from ingest.forms.money.money_cells import Money

# Sections of a department's budget by its use as a report says it; and of what a column of budgets
# of the beginning of the year holds, beside the full year's.
_BY_USE, INITIALLY = "按支出性质", "年初预算数"
_TWO = 2
_OF_EITHER = (
    "两个总额下的分项不知属于哪一个 (parts below two totals: to which they belong is a guess)"
)
_OWN_UNIT = re.compile("[万亿]?元$")


class Entry(NamedTuple):
    """One amount with its label; ``stage`` is a number where only the whole block can tell it.

    Without a ``source`` it is an amount by its use (基本支出). ``row`` is that of the totals to one
    of which it belongs, where its place among them alone tells to which.
    """

    source: Source | None
    stage: Stage | int
    label: str
    value: Cell
    unit: str | None
    row: int | None = None


def settle(
    found: Funds,
    entries: Sequence[Entry],
    project_no: int | None,
    declared: str | None,
    *,
    evaluated: bool,
) -> Funds:
    """Add the amounts to ``found``; a total beside that of the year is the whole term's.

    ``declared`` is the unit of those for which none is printed. A form that is not ``evaluated``
    prints its year's budget as that of the beginning of the year, or as the last one.
    """
    entries = _with_their_wholes(entries)
    totals = [entry for entry in entries if entry.source == "total"]
    of_year = ["annual", "budget"]
    if not evaluated and not any(t.stage in of_year or isinstance(t.stage, int) for t in totals):
        of_year.append("budget_initial")
    for entry in entries:
        stage = entry.stage
        if isinstance(stage, int):
            stage = _told_stage(stage, totals)
        if stage in of_year:
            stage = "budget" if evaluated else "annual"
        if money := _amount(found, entry, declared):
            own = _OWN_UNIT.search(money.text)
            used = entry.unit or (own[0] if own else declared if money.wan else None)
            found.unit = found.unit or used
            _take(found, entry, stage, money, project_no)
    found.funds = _side_by_side(found)
    return found


def _with_their_wholes(entries: Sequence[Entry]) -> list[Entry]:
    """The amounts, the parts printed once below several totals with the one that they make up.

    Of 年初预算 | 300 | 调整后预算 | 320 over 财政拨款 | 320 | 其他资金 | 0 both are of the latter.
    Parts below two totals that make up neither are in doubt.
    """
    found = [*entries]
    for row in {entry.row for entry in entries} - {None}:
        inside = [at for at, entry in enumerate(entries) if entry.row == row]
        totals = [entries[at] for at in inside if entries[at].source == "total"]
        parts = [at for at in inside if entries[at].source != "total"]
        sources = [entries[at].source for at in parts]
        if len(totals) < _TWO or len(parts) < _TWO or len({*sources}) < len(sources):
            continue
        own = {entries[at].stage for at in parts}
        whole = sum((_wan(entries[at]) for at in parts), Decimal())
        made_up = {total.stage for total in totals if _wan(total) == whole}
        if len(made_up) == 1 and own != made_up:
            for at in parts:
                found[at] = entries[at]._replace(stage=next(iter(made_up)))
        elif not made_up and len(own) > 1:
            for at in parts:
                value = entries[at].value
                doubted = replace(value, place=value.place.doubted(_OF_EITHER))
                found[at] = entries[at]._replace(value=doubted)
    return found


def _wan(entry: Entry) -> Decimal:
    """An amount beside others of its block, whatever their unit is."""
    try:
        found = amount(entry.value.text, entry.unit or "元")
    except ValueError:
        return Decimal()
    return found.wan if found else Decimal()


def _side_by_side(found: Funds) -> list[ProjectFund]:
    """The amounts, 本级财政资金 as a part of 财政拨款 where the total holds it and 上级补助."""
    made = [*found.funds]
    for stage in {fund.stage for fund in made}:
        total, fiscal = found.only(stage, "total"), found.only(stage, "fiscal")
        funds = {(f.source_text, f.amount_wan): f for f in made if f.stage == stage}.values()
        parts = [f for f in funds if f.source not in ("total", "fiscal")]
        beside = [f for f in parts if f.source == "fiscal_part" and f.amount_wan]
        if not beside or not fiscal or total is None:
            continue
        rounding = sum((f.rounding_wan or Decimal() for f in funds), Decimal())
        if abs(total - fiscal - sum(f.amount_wan or Decimal() for f in parts)) <= rounding:
            made = [
                replace(f, source="fiscal_part") if f.stage == stage and f.source == "fiscal" else f
                for f in made
            ]
    return made


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
