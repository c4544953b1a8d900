"""Figures that may be read wrong are said, never trusted in silence."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ingest.document import Place
from ingest.forms.money.money_cells import UNCONVERTED
from ingest.lexicon.levels import is_plain_label, plain_level, ranks
from ingest.records import Problem
from ingest.understand.columns.header_cells import TOLD_BY_CELLS

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from ingest.records import BudgetLine, Extraction, IndicatorValue, ProjectFund

_SHOWN = 40
_FEW = 3
_AMOUNT = re.compile(r"\d\.\d")
_NO_LEVEL = "层级名称可能由几格相连 (the label of a level may be several cells)"
_WORDS = re.compile("[一-鿿]{2}")
_LONGEST_BEFORE, _MOST_NAMES = 4, 3
_LONGEST_LEVEL = 60
_LEVEL_END = re.compile("指标(?=.)")
_REPEATED = (
    "同名指标或科目印有两个不同的数，期间或口径可能不同 "
    "(two figures under one name: they may be of different terms)"
)


def doubtful_figures(extraction: Extraction) -> Iterator[Problem]:
    """A warning for each place with figures that the reader has doubts about.

    Where more than a few have one cause, it is said once, of the first of them; a header that was
    told by its cells has said so itself, and so has money without a unit.
    """
    causes: dict[str, dict[Place, str]] = {}
    for text, place in _figures(extraction):
        if place.doubt and place.doubt not in (TOLD_BY_CELLS, UNCONVERTED):
            causes.setdefault(place.doubt, {}).setdefault(place, text)
    for doubt, figures in causes.items():
        shown = figures if len(figures) <= _FEW else dict(list(figures.items())[:1])
        more = f" and {len(figures) - 1} more 等" if len(figures) > _FEW else ""
        for place, text in shown.items():
            short = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
            message = f"may be read wrong: {short}{more}: {doubt}"
            yield Problem(severity="warning", message=message, place=place)


def with_doubts_of_projects(extraction: Extraction) -> None:
    """Let what belongs to a project have the doubts of the project's own place."""
    doubts = {
        project.project_no: Place(doubt=project.place.doubt)
        for project in extraction.projects
        if project.place.doubt
    }
    for name in ("project_funds", "indicator_values", "scores", "indicator_scores"):
        records: list[Any] = getattr(extraction, name)
        records[:] = [
            replace(record, place=record.place.with_doubts(doubts[record.project_no]))
            if record.project_no in doubts
            else record
            for record in records
        ]


def with_doubts_of_funds(extraction: Extraction) -> None:
    """Let a project have the doubts of its money of the year."""
    doubts: defaultdict[int | None, Place] = defaultdict(Place)
    for fund in extraction.project_funds:
        if fund.stage != "cycle":
            doubts[fund.project_no] = doubts[fund.project_no].with_doubts(fund.place)
    extraction.projects[:] = [
        replace(project, place=project.place.with_doubts(doubts[project.project_no]))
        for project in extraction.projects
    ]


def doubt_repeats(extraction: Extraction) -> None:
    """Doubt figures that differ although their form prints them under one name, term and all.

    What tells them apart, such as a header for another year, was then not understood.
    """
    _doubt(extraction.indicator_values, _of_indicator, _told)
    _doubt(extraction.budget_lines, _of_item, lambda line: line.amount_wan)
    _doubt(extraction.project_funds, _of_source, lambda fund: fund.amount_wan)


def doubt_levels(extraction: Extraction) -> None:
    """Doubt indicators whose levels are no labels (two in one, figures), or begin their names."""
    extraction.indicator_values[:] = [
        replace(value, place=value.place.doubted(_NO_LEVEL))
        if any(level and _is_no_level(level) for level in (value.level1, value.level2))
        or _level_before(value.indicator_name) not in (None, value.level1, value.level2)
        else value
        for value in extraction.indicator_values
    ]


@lru_cache(maxsize=1024)
def _level_before(name: str) -> str | None:
    """The label of a level that the name of an indicator begins with, None for none."""
    ends = (found.end() for found in _LEVEL_END.finditer(name))
    return next((name[:end] for end in ends if is_plain_label(name[:end])), None)


@lru_cache(maxsize=1024)
def _is_no_level(text: str) -> bool:
    if len(text) > _LONGEST_LEVEL or _AMOUNT.search(plain_level(text)):
        return True
    if any(is_plain_label(text[:at]) and ranks(text[at:]) for at in range(2, len(text) - 1)):
        return True
    return not ranks(text) and (_goes_on(text) or _names(text) >= _MOST_NAMES)


def _goes_on(text: str) -> bool:
    """Whether other words follow a label in what is none (绩效产出指标指标, 满意度指标审核意见)."""
    return any(
        is_plain_label(text[start:at]) and _WORDS.match(text, at)
        for start in range(_LONGEST_BEFORE)
        for at in range(start + 2, len(text))
    )


def _names(text: str) -> int:
    """How many levels a text names, one behind the other."""
    found = at = 0
    while at < len(text):
        end = next((end for end in range(len(text), at + 1, -1) if ranks(text[at:end])), None)
        found, at = (found + 1, end) if end else (found, at + 1)
    return found


def _of_indicator(value: IndicatorValue) -> Hashable:
    if value.row_no is None or value.value_kind != "number":
        return None
    names = (value.level1, value.level2, value.indicator_name, value.metric)
    return value.project_no, *names, value.measure, value.horizon, value.year


def _told(value: IndicatorValue) -> Hashable:
    return value.operator, value.value, value.unit


def _of_item(line: BudgetLine) -> Hashable:
    return line.section, line.item, line.phase


def _of_source(fund: ProjectFund) -> Hashable:
    return fund.project_no, fund.source, fund.source_text, fund.stage


def _doubt(
    records: list[Any], subject: Callable[[Any], Hashable], figure: Callable[[Any], Hashable]
) -> None:
    """Doubt the records of one subject that is stated several times with different figures.

    A statement is all figures of an indicator's row, or of one place.
    """
    stated: defaultdict[Hashable, defaultdict[Hashable, set[Hashable]]]
    stated = defaultdict(lambda: defaultdict(set))
    for record in records:
        stated[subject(record)][getattr(record, "row_no", record.place)].add(figure(record))
    stated.pop(None, None)
    records[:] = [
        replace(record, place=record.place.with_doubts(replace(record.place, doubt=_REPEATED)))
        if len({frozenset(figures) for figures in stated[subject(record)].values()}) > 1
        else record
        for record in records
    ]


def _figures(extraction: Extraction) -> Iterator[tuple[str, Place]]:
    for line in extraction.budget_lines:
        yield f"{line.item} {line.amount_text}", line.place
    for task in extraction.tasks:
        yield f"{task.task_name} {task.amount_text or ''}", task.place
    for project in extraction.projects:
        yield project.project_name, project.place
    for fund in extraction.project_funds:
        yield f"{fund.source_text} {fund.amount_text}", fund.place
    for value in extraction.indicator_values:
        if value.value_kind == "number":
            yield f"{value.metric} {value.value_text}", value.place
    for score in extraction.scores:
        yield f"{score.level2 or score.level1} {score.score}", score.place
    for row in extraction.indicator_scores:
        yield row.indicator_name, row.place
