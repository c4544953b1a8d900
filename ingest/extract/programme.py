"""The dynamic programme behind the reflow: the cheapest way to cut wrapped lines into rows.

Costs are thought of as surprise: 0 is what print always does, 10 what it hardly ever does.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from ingest.extract.looks import is_short_value, numbering
from ingest.extract.pieces import (
    ends_open,
    ends_sentence,
    first_unit,
    starts_closed,
    width,
)
from ingest.extract.twins import twins

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ingest.extract.pieces import Piece

State = tuple[int, int]

MAX_CELL = 120
_HOPELESS = 40.0
_SKIPPED = 10.0
_INFINITE = float("inf")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what a text costs as one of its cells (0 fits), and what an empty cell costs."""

    role: str
    fit: Callable[[str], float]
    empty: float = 6.0
    twin: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One cell of the solution (``column`` is None for a skipped piece)."""

    column: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Solution:
    """The cells in order, and what they cost together."""

    cost: float
    steps: list[Step]


class Programme:
    """The dynamic programme over the pieces of one group."""

    def __init__(self, pieces: Sequence[Piece], columns: Sequence[Column], spaced: bool) -> None:
        self.pieces = pieces
        self.columns = columns
        texts = [piece.text for piece in pieces]
        self._whole = "".join(texts)
        self._offsets = [0, *accumulate(map(len, texts))]
        self._depths = [0, *accumulate(map(_depth, texts))]
        self.units = [first_unit(text) for text in texts]
        self.line_starts, self.lines = _lines(pieces)
        self.inner = [_inner(pieces, at, spaced) for at in range(len(pieces))]
        self.outer = [_outer(pieces, at) for at in range(len(pieces))] + [0.0]
        has_twins = any(column.twin for column in columns)
        self.twins = twins(texts, MAX_CELL) if has_twins else [[] for _ in texts]
        self._fits: dict[tuple[int, int, int], float] = {}

    def line_widths(self) -> list[int]:
        """The widths of the printed lines."""
        return [self.lines[at] for at, start in enumerate(self.line_starts) if at == start]

    def solve(self, widths: Sequence[int]) -> Solution:
        """The cheapest rows under the columns' ``widths``."""
        return _Search(self, widths).solution()

    def fit(self, column: int, start: int, end: int) -> float:
        """What pieces ``start:end`` cost as a cell of ``column``, whatever the widths."""
        key = column, start, end
        if key not in self._fits:
            text = self._whole[self._offsets[start] : self._offsets[end]]
            unbalanced = self._depths[start] != self._depths[end]
            self._fits[key] = self.columns[column].fit(text) + 2.0 * unbalanced + self.outer[end]
        return self._fits[key]

    def breaks(self, limit: int) -> list[float]:
        """The cost of running on over the first n gaps, summed up, in a column ``limit`` wide."""
        costs = [0.0]
        for at in range(1, len(self.pieces)):
            cost = self.inner[at]
            if self.pieces[at].gap != "space":
                cost += _wrap(limit, self.lines[at - 1], self.units[at])
            costs.append(costs[-1] + cost)
        return costs

    def ends(self, limit: int) -> list[float]:
        """What it costs that a cell of a column ``limit`` wide ends with the n-th piece's line."""
        return [0.0] + [
            _end(limit, line, ends_sentence(piece.text))
            for piece, line in zip(self.pieces, self.lines, strict=True)
        ]


class _Search:
    """One run of the programme. A state is (cells done in the current row, pieces done)."""

    def __init__(self, programme: Programme, widths: Sequence[int]) -> None:
        self._programme = programme
        self._columns = programme.columns
        self._breaks = [programme.breaks(value) for value in widths]
        self._ends = [programme.ends(value) for value in widths]
        self._size = len(programme.pieces)
        self._best = [[_INFINITE] * (self._size + 1) for _ in self._columns]
        self._back: dict[State, tuple[State, tuple[Step, ...]]] = {}
        self._known: dict[tuple[int, int], dict[int, float]] = {}

    def solution(self) -> Solution:
        count = len(self._columns)
        self._best[0][0] = 0.0
        for at in range(self._size + 1):
            for column in (*range(1, count), *range(count - 1)):
                self._reach((column, at), (column + 1, at), self._columns[column].empty)
            if at == self._size:
                break
            self._reach((0, at), (0, at + 1), _SKIPPED, Step(None, at, at + 1))
            for column in range(count):
                self._extend(column, at)
        return Solution(self._best[0][self._size], self._trace())

    def _extend(self, column: int, at: int) -> None:
        if self._best[column][at] == _INFINITE:
            return
        spans = self._spans(column, at)
        for end, cost in spans.items():
            self._reach((column, at), (column + 1, end), cost, Step(column, at, end))
        if not self._columns[column].twin or column + 1 == len(self._columns):
            return
        if not self._columns[column + 1].twin:
            return
        for twin in self._programme.twins[at]:
            first = spans.get(twin.middle)
            second = self._spans(column + 1, twin.middle).get(twin.end)
            if first is not None and second is not None:
                self._reach(
                    (column, at),
                    (column + 2, twin.end),
                    first + second + twin.bonus,
                    Step(column, at, twin.middle),
                    Step(column + 1, twin.middle, twin.end),
                )

    def _reach(self, origin: State, target: State, cost: float, *steps: Step) -> None:
        """Keep the way to ``target`` over ``origin`` when it is the cheapest so far."""
        column, end = target[0] % len(self._columns), target[1]
        total = self._best[origin[0]][origin[1]] + cost
        if total < self._best[column][end] - 1e-9:
            self._best[column][end] = total
            self._back[column, end] = (origin, steps)

    def _trace(self) -> list[Step]:
        steps: list[Step] = []
        state = (0, self._size)
        while state != (0, 0):
            state, found = self._back[state]
            steps += reversed(found)
        return steps[::-1]

    def _spans(self, column: int, start: int) -> dict[int, float]:
        """The costs of the cells of ``column`` that begin with ``start``, by their ends."""
        key = column, start
        if key not in self._known:
            self._known[key] = dict(self._costs(column, start))
        return self._known[key]

    def _costs(self, column: int, start: int) -> Iterator[tuple[int, float]]:
        programme = self._programme
        breaks, ends = self._breaks[column], self._ends[column]
        line_starts, pieces = programme.line_starts, programme.pieces
        starts_within = start > line_starts[start]
        for end in range(start + 1, min(start + MAX_CELL, self._size) + 1):
            cost = breaks[end - 1] - breaks[start]
            if cost > _HOPELESS:
                break
            last_line = line_starts[end - 1]
            if start <= last_line:
                ends_within = end < self._size and pieces[end].gap == "space"
                cost += (1.0 if start < last_line else 0.0) if ends_within else ends[end]
                cost += 4.0 if starts_within else 0.0
            cost += programme.fit(column, start, end)
            if cost <= _HOPELESS:
                yield end, cost


def _lines(pieces: Sequence[Piece]) -> tuple[list[int], list[int]]:
    """By piece: the first piece of its printed line, and the line's width."""
    starts: list[int] = []
    for at, piece in enumerate(pieces):
        starts.append(starts[-1] if at and piece.gap == "space" else at)
    widths = [0] * len(pieces)
    for at, piece in enumerate(pieces):
        widths[starts[at]] += width(piece.text) + (at > starts[at])
    return starts, [widths[start] for start in starts]


def _depth(text: str) -> int:
    """Opened less closed brackets."""
    return sum((char in "（(《〈“「『【〔") - (char in "）)》〉”」』】〕") for char in text)


def _wrap(limit: int, line: int, unit: int) -> float:
    """The cost of a line end inside a cell: it is natural where the next word did not fit."""
    room = limit - line - unit
    if room < 0:
        cost = 0.0
    elif room <= 4:
        cost = 0.6 + room * 0.4
    else:
        cost = min(3.0 + room * 0.25, 12.0)
    return cost + _overflow(limit, line)


def _end(limit: int, line: int, sentence: bool) -> float:
    """The cost of a cell's end: a full line is one by chance only."""
    full = limit - line < 2
    return _overflow(limit, line) + (0.3 if sentence else 1.2) * full


def _overflow(limit: int, line: int) -> float:
    over = line - limit
    if over <= 0:
        return 0.0
    return 0.3 if over == 1 else min(2.0 + over, 20.0)


def _inner(pieces: Sequence[Piece], at: int, spaced: bool) -> float:
    """The cost of running on from piece ``at - 1`` to ``at`` within a cell, widths aside."""
    if at == 0:
        return 0.0
    before, after = pieces[at - 1].text, pieces[at].text
    number = numbering(after)
    cost = 1.5 if number == 1 else 0.0
    if pieces[at].gap == "space":
        if is_short_value(before) or is_short_value(after):
            return cost + 3.0
        if ends_sentence(before) or number:
            return cost + 0.2
        return cost + (0.6 if before[-1].isascii() or after[0].isascii() else 1.5)
    if spaced and pieces[at].gap == "line":
        cost += 4.0
    return cost + (0.5 if ends_sentence(before) and not number else 0.0)


def _outer(pieces: Sequence[Piece], at: int) -> float:
    """The cost of a cell's end between piece ``at - 1`` and ``at``, widths aside."""
    if at == 0:
        return 0.0
    before, after = pieces[at - 1].text, pieces[at].text
    cost = 0.3 if pieces[at].gap == "space" else 0.0
    if starts_closed(after):
        cost += 6.0
    if ends_open(before):
        cost += 3.0
    if numbering(before) is not None and len(before) <= 3:
        cost += 5.0
    if (numbering(after) or 0) > 1:
        cost += 2.5
    return cost
