"""Which cells of a zone without rules are a guess: by other ways to divide it, by their text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.read.pdf.joins.pairs import FIGURES, holds_two, joins_digits
from ingest.read.pdf.joins.rows import has_room

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.read.pdf.joins.filled import Way
    from ingest.read.pdf.joins.rows import Column

    Span = tuple[int, int]

_VALUES = ("annual", "actual", "cycle")


def guesses(way: Way, others: Sequence[Way]) -> tuple[set[int], set[Span]]:
    """Rows that are a guess, and the rows of labels that are: the first, the one after the last.

    Rows are numbered with those of the headers. A guess is what not all the ``others`` have, and
    what has a cell that holds what is surely the text of several.
    """
    first = len(way.heads)
    rows = {first + number for number in _rows_of_data(way, others)}
    spans: set[Span] = set()
    for at, (group, run, own) in enumerate(way.runs):
        of_projects = way.is_of_projects(group)
        same = [set(other.runs[at][2]) for other in others if len(other.runs) == len(way.runs)]
        for number, (span, cells) in enumerate(zip(own, run.lines, strict=True)):
            two = any(_holds_two(way.columns[c], at) for c, at in zip(group, cells, strict=True))
            moved = any(span not in other for other in same)
            if two or moved or number in run.guessed:
                spans.add(span)
            if two or moved or (number in run.guessed and of_projects):
                rows.update(range(*span))
        if of_projects:
            rows.update(first + number for number in _rows_at_breaks(way, at))
    return rows, spans


def _rows_at_breaks(way: Way, at: int) -> Iterator[int]:
    """Rows between a page break and the first or last name of a project: it may be another's.

    Where the name is on the other page, its rows may end elsewhere before those of the next one.
    """
    group, run, own = way.runs[at]
    first = len(way.heads)
    sides = [(0, way.setting.begun), (-1, way.setting.cut)]
    for end in (end for end, is_open in sides if is_open):
        columns = (
            way.columns[col].lines[slice(*c)] for col, c in zip(group, run.lines[end], strict=True)
        )
        lines = [line for each in columns for line in each]
        if not lines:
            if len(own) > 1:
                yield from range(max(own[end][0] - first, 0), own[end][1] - first)
            continue
        top, bottom = min(line.top for line in lines), max(line.bottom for line in lines)
        for number in range(max(own[end][0] - first, 0), own[end][1] - first):
            row = way.rows[number]
            if row[0] > bottom if end else row[1] < top:
                yield number


def _rows_of_data(way: Way, others: Sequence[Way]) -> Iterator[int]:
    if not way.data:
        return
    yield from way.data.guessed
    yield from _rows_beside_lone_names(way)
    for number, (row, cells) in enumerate(zip(way.rows, way.data.lines, strict=True)):
        columns = zip(way.columns[way.labels :], cells, strict=False)
        if any(row not in other.rows for other in others) or any(
            _holds_two(column, lines) for column, lines in columns
        ):
            yield number


def _rows_beside_lone_names(way: Way) -> Iterator[int]:
    """Rows with a name and no value, and those beside them: the name may be part of another."""
    roles = way.zone.columns.roles[way.labels :]
    values = [number for number, role in enumerate(roles) if role in _VALUES]
    if "name" not in roles or not values:
        return
    name = roles.index("name")
    for number, cells in enumerate(way.data.lines if way.data else ()):
        filled = [first < end for first, end in cells]
        if filled[name] and not any(filled[value] for value in values):
            yield from (number - 1, number, number + 1)


def _holds_two(column: Column, lines: Span) -> bool:
    """Whether a cell is surely several, or its lines make a number that may be two."""
    own = column.lines[slice(*lines)]
    return holds_two(own, column.role) or any(
        joins_digits(one.text, two.text) and (column.role in FIGURES or has_room(one, two, column))
        for one, two in pairwise(own)
    )
