"""The dynamic programme behind the reflow: the cheapest way to cut wrapped lines into rows.

Costs are thought of as surprise: 0 is what print always does, 10 what it hardly ever does.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate, pairwise, takewhile
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from ingest.lexicon.appearance import is_short_value, numbering
from ingest.lexicon.levels import is_plain_label, ranks
from ingest.understand.lines.pieces import (
    ANY_WIDE,
    ends_open,
    ends_sentence,
    first_unit,
    starts_closed,
    width,
)
from ingest.understand.lines.same_values import same_values
from ingest.words.quantity import is_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ingest.understand.lines.pieces import Piece

_VALUE = re.compile(r"\D{1,5}\d[\d,.]*(\D{0,6})")
State = tuple[int, int]

MAX_CELL = 120
# Of a column whose width is not looked at.
ANY_WIDTH = -1
_OF_ANY_WIDTH = 1.2
_HOPELESS = 15.0
_HOPELESS_PER_LINE = 0.5
_SKIPPED = 10.0
# A blank cell amid a row that is of no column, and one behind a row; one of a column, and one
# where something always stands.
_SKIPPED_BLANK = 4.0
_SKIPPED_BEHIND = 1.0
_KNOWN_BLANK = 0.2
_ALWAYS_FILLED = 10.0
_BLANK_NAME = 1.5
_ITEM = 0.5
_NO_TWINS = 4.5
_NO_ROWS = 1.0
# A row whose cells are known and that costs as much is none.
_NO_ROW = 16.0
_CUT_VALUE = 6.0
_CUT_WRAP = 4.0
_CUT_LABEL = 6.0
_LABEL_LINES = 3
_TOO_NARROW = 4.0
_TOO_WIDE = 2.0
# What is dearer by so much is not looked at.
_FAR = 12.0
_INFINITE = float("inf")
# Costs that differ by less are the same.
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what a text costs as one of its cells (0 fits), and what an empty cell costs.

    Neighbouring ``twin`` columns tend to say the same. A column that never ``wraps`` has no width.
    Its ``signs`` (≥, %) are cells although no text begins or ends with them. A cell of one that
    ``spans`` may stand beside several rows. ``labels`` is what a label of a level costs in it.
    The first columns that ``lead`` are filled where something begins, and empty all else. Labels in
    a column that ``heads`` rows may stand above none. Cells with ``items`` may begin each on a line
    of its own. Its header stands in ``least`` of width, and had no more than ``most``.
    """

    role: str
    fit: Callable[[str], float]
    empty: float = 6.0
    twin: bool = False
    wraps: bool = True
    signs: frozenset[str] = frozenset()
    spans: bool = False
    labels: float = 0.0
    lead: bool = False
    heads: bool = False
    items: bool = False
    least: int = 0
    most: int = ANY_WIDE

    def cost_of_width(self, width: int) -> float:
        """What it costs that the column is ``width`` wide."""
        return _TOO_NARROW * (width < self.least) + _TOO_WIDE * (width > self.most)


class Step(NamedTuple):
    """Pieces ``start:end`` as a cell of ``column``."""

    column: int
    start: int
    end: int


# What it costs to go on, to which state, and by which cells.
Way = tuple[float, State, tuple[Step, ...]]
# By first piece, what the cells of a column cost: of one piece, of two ….
Cells = list[list[float]]


@dataclass(slots=True)
class Solution:
    """The cells of each row, the pieces that fit into none, and what it costs altogether."""

    cost: float
    rows: list[list[Step]] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)


class Programme:
    """The dynamic programme over the pieces of one group, each a ``whole`` cell or part of one.

    A piece without text is a cell that is known to be blank.
    ``blank`` is what a blank within a cell costs beside what its text does. Of pieces that are only
    the first ones (``goes_on``) the last row need not end with them.
    """

    def __init__(
        self,
        pieces: Sequence[Piece],
        columns: Sequence[Column],
        spaced: bool,
        *,
        whole: bool = False,
        blank: float = 0.0,
        goes_on: bool = False,
    ) -> None:
        self._pieces = pieces
        self._goes_on = goes_on
        self._columns = columns
        self._most = 1 if whole else MAX_CELL
        self._is_row = is_row(pieces)
        texts = [piece.text for piece in pieces]
        # By piece, what it costs that it is of no cell, by the column that is next.
        amid = [_SKIPPED_BLANK] * (len(columns) - 1)
        self._skipped = [[_SKIPPED] if text else [_SKIPPED_BEHIND, *amid] for text in texts]
        self._whole = "".join(texts)
        self._offsets = [0, *accumulate(map(len, texts))]
        self._depths = [0, *accumulate(map(_depth, texts))]
        self._labels = [0.0, *accumulate(map(_label, texts))]
        self._units = [first_unit(text) for text in texts]
        self._line_starts, self._lines = _lines(pieces)
        self._inner = [_inner(pieces, at, spaced, blank) for at in range(len(pieces))]
        signs = frozenset(sign for column in columns for sign in column.signs)
        self._outer = [_outer(pieces, at, signs) for at in range(len(pieces))] + [0.0]
        has_units = any("%" in column.signs for column in columns)
        pairs = enumerate(pairwise(pieces), 1)
        self._cuts = set() if has_units else {at for at, pair in pairs if _is_cut(*pair)}
        for at in self._cuts:
            self._outer[at] += _CUT_VALUE
        for at in range(1, len(pieces)):
            self._outer[at] += _CUT_LABEL * _is_cut_label(pieces, at)
        if self._is_row:
            self._outer = [0.0] * len(self._outer)
        self._lead = sum(1 for _ in takewhile(lambda column: column.lead, columns))
        self._headed = max((at for at, each in enumerate(columns, 1) if each.heads), default=0)
        self._paired = [one.twin and two.twin for one, two in pairwise(columns)] + [False]
        has_twins = any(column.twin for column in columns)
        self._twins = same_values(texts, 2 * self._most if whole else MAX_CELL) if has_twins else []
        self._empty, self._empty_before_text = (
            [[*self._left_empty(column, at_end=at_end)] for column in range(len(columns))]
            for at_end in (True, False)
        )
        self._fits: dict[tuple[int, int, int], float] = {}
        self._cells: dict[tuple[int, int], Cells] = {}

    @property
    def widest_line(self) -> int:
        """The width of the widest printed line."""
        return max(self._lines)

    def line_widths(self) -> list[int]:
        """The widths of the printed lines that are one piece: what a narrow column wraps."""
        starts = Counter(self._line_starts)
        return [self._lines[at] for at, count in starts.items() if count == 1]

    def cost(self, widths: Sequence[int]) -> float:
        """What the cheapest rows under the columns' ``widths`` cost."""
        cost = self._rest(widths)[0][0]
        return min(cost, _NO_ROW) if self._is_row else cost

    def solve(self, widths: Sequence[int]) -> Solution:
        """The cheapest rows under the columns' ``widths``."""
        rest = self._rest(widths)
        if self._is_row and rest[0][0] >= _NO_ROW:
            return Solution(_NO_ROW, skipped=[*range(len(self._pieces))])
        cells = [self._cells_of(column, limit) for column, limit in enumerate(widths)]
        solution = Solution(rest[0][0])
        state, row = (0, 0), list[Step]()
        while state[1] < len(self._pieces) or (state[0] and not self._goes_on):
            column, at = state
            ways = self._ways(column, at, cells)
            state, steps = min(ways, key=lambda way: self._dearness(way, rest))[1:]
            row += steps
            if state == (column, at + 1) and not steps:
                solution.skipped.append(at)
            elif state[0] == 0:
                solution.rows.append(row)
                row = []
        solution.rows += [row] if row else []
        return solution

    def margins(self, solution: Solution, widths: Sequence[int]) -> list[float]:
        """By piece, how much dearer rows are that have it in another cell than the ``solution``."""
        count, best, rest = len(self._columns), self._so_far(widths), self._rest(widths)
        chosen = {step for row in solution.rows for step in row}
        margins = [_FAR] * len(self._pieces)
        for column, limit in enumerate(widths):
            for start, costs in enumerate(self._cells_of(column, limit)):
                so_far = best[column][start] - solution.cost
                for end, cost in enumerate(costs, start + 1) if so_far < _FAR else ():
                    dearer = round(so_far + cost + rest[(column + 1) % count][end], _DIGITS)
                    if dearer < _FAR and (column, start, end) not in chosen:
                        for at in range(start, end):
                            margins[at] = min(margins[at], dearer)
        return margins

    def _ways(self, column: int, at: int, cells: Sequence[Cells]) -> Iterator[Way]:
        """How rows may go on from a state: (cells done in the current row, pieces done).

        Of ways that cost the same the first is taken: what may be blank is so left of what is not.
        """
        count = len(self._columns)
        for target, cost in self._blanks(at)[column]:
            yield cost, (target, at), ()
        if at == len(self._pieces):
            return
        if column >= self._first(at):
            for end, cost in enumerate(cells[column][at], at + 1):
                yield cost, ((column + 1) % count, end), (Step(column, at, end),)
            for end, cost, *steps in self._twin_cells(column, at, cells):
                yield cost, ((column + 2) % count, end), (*steps,)
        if column < len(self._skipped[at]):
            yield self._skipped[at][column], (column, at + 1), ()

    @staticmethod
    def _dearness(way: Way, rest: Sequence[Sequence[float]]) -> float:
        cost, (column, at), _ = way
        return round(cost + rest[column][at], _DIGITS)

    def _so_far(self, widths: Sequence[int]) -> list[list[float]]:
        """What the cheapest rows up to each state cost."""
        size, count = len(self._pieces), len(self._columns)
        cells = [self._cells_of(column, limit) for column, limit in enumerate(widths)]
        best = [[_INFINITE] * (size + 1) for _ in self._columns]
        best[0][0] = 0.0
        for at in range(size + 1):
            first = self._first(at)
            for column in (*range(1, count), *range(first, count - 1)):
                for target, cost in self._blanks(at)[column]:
                    best[target][at] = min(best[target][at], best[column][at] + cost)
            best[0][at] = _INFINITE if first else best[0][at]
            for column in range(count) if at < size else ():
                for cost, (target, end), _ in self._ways(column, at, cells):
                    if end > at:
                        best[target][end] = min(best[target][end], best[column][at] + cost)
        return best

    def _blanks(self, at: int) -> list[list[tuple[int, float]]]:
        """By column, which may be next where cells stay empty from it on, and what it costs."""
        return self._empty if at == len(self._pieces) else self._empty_before_text

    def _left_empty(self, column: int, *, at_end: bool) -> Iterator[tuple[int, float]]:
        count = len(self._columns)
        if column == 0 < self._lead < count and not at_end:
            yield self._lead, 0.0
        if 0 < column == self._headed:
            yield 0, _NO_ROWS
        yield (column + 1) % count, self._columns[column].empty
        if self._paired[column]:
            yield (column + 2) % count, _NO_TWINS

    def _first(self, at: int) -> int:
        """The first column that a piece may stand in: 1 where no row begins with it."""
        return int(self._is_row and 0 < at < len(self._pieces))

    def _rest(self, widths: Sequence[int]) -> list[list[float]]:
        """What the cheapest rows from each state on cost."""
        size, count = len(self._pieces), len(self._columns)
        cells = [self._cells_of(column, limit) for column, limit in enumerate(widths)]
        rest = [[_INFINITE] * size + [0.0 if self._goes_on else _INFINITE] for _ in self._columns]
        rest[0][size] = 0.0
        for at in range(size, -1, -1):
            first = self._first(at)
            for column, cost in enumerate(self._skipped[at] if at < size else ()):
                rest[column][at] = cost + rest[column][at + 1]
            rest[0][at] = _INFINITE if first else rest[0][at]
            for column in range(first, count) if at < size else ():
                costs, following = cells[column][at], rest[(column + 1) % count]
                behind = map(add, costs, following[at + 1 : at + 1 + len(costs)])
                least = min((rest[column][at], *behind))
                for end, cost, *_ in self._twin_cells(column, at, cells):
                    least = min(least, cost + rest[(column + 2) % count][end])
                rest[column][at] = least
            blanks = self._blanks(at)
            for column in (*range(count - 2, first - 1, -1), *range(count - 1, first - 1, -1)):
                least = rest[column][at]
                for target, cost in blanks[column]:
                    least = min(least, cost + rest[target][at])
                rest[column][at] = least
        return rest

    def _twin_cells(
        self, column: int, at: int, cells: Sequence[Cells]
    ) -> Iterator[tuple[int, float, Step, Step]]:
        """The cells of ``column`` and the next from piece ``at`` on that say the same."""
        for twin in self._twins[at] if self._paired[column] else ():
            first, second = cells[column][at], cells[column + 1][twin.middle]
            one, two = twin.middle - at - 1, twin.end - twin.middle - 1
            if one < len(first) and two < len(second):
                steps = Step(column, at, twin.middle), Step(column + 1, twin.middle, twin.end)
                yield twin.end, first[one] + second[two] + twin.bonus, *steps

    def _cells_of(self, column: int, limit: int) -> Cells:
        """What the cells of ``column`` cost when it is ``limit`` wide."""
        key = column, limit
        if key not in self._cells:
            breaks = self._breaks(limit, items=self._columns[column].items)
            ends = self._ends(limit)
            self._cells[key] = [
                [*self._cells_from(column, start, breaks, ends)]
                for start in range(len(self._pieces))
            ]
        return self._cells[key]

    def _cells_from(
        self, column: int, start: int, breaks: Sequence[float], ends: Sequence[float]
    ) -> Iterator[float]:
        size, line_starts = len(self._pieces), self._line_starts
        starts_within = start > line_starts[start]
        for end in range(start + 1, min(start + self._most, size) + 1):
            cost = breaks[end - 1] - breaks[start]
            if cost > _HOPELESS + _HOPELESS_PER_LINE * (end - start):
                break
            last_line = line_starts[end - 1]
            if start <= last_line:
                ends_within = end < size and self._pieces[end].gap == "space"
                cost += (1.0 if start < last_line else 0.0) if ends_within else ends[end]
                cost += 4.0 if starts_within else 0.0
            yield cost + self._fit(column, start, end)

    def _fit(self, column: int, start: int, end: int) -> float:
        """What pieces ``start:end`` cost as a cell of ``column``, whatever the widths."""
        key = column, start, end
        if key not in self._fits:
            text = self._whole[self._offsets[start] : self._offsets[end]]
            if not text:
                always = self._columns[column].empty > _ALWAYS_FILLED
                self._fits[key] = _BLANK_NAME if always else _KNOWN_BLANK
                return self._fits[key]
            unbalanced = self._depths[start] != self._depths[end]
            labels = self._columns[column].labels * (self._labels[end] - self._labels[start])
            odd = self._columns[column].fit(text) + labels
            self._fits[key] = odd + 2.0 * unbalanced + self._outer[end]
        return self._fits[key]

    def _breaks(self, limit: int, *, items: bool) -> list[float]:
        """The cost of running on over the first n gaps, summed up, in a column ``limit`` wide."""
        costs = [0.0]
        for at in range(1, len(self._pieces)):
            cost = self._inner[at]
            if self._pieces[at].gap != "space":
                wrap = _wrap(limit, self._lines[at - 1], self._units[at])
                wrap = min(wrap, _CUT_WRAP) if at in self._cuts else wrap
                is_item = items and _parts_items(self._pieces[at - 1].text, self._pieces[at].text)
                cost += min(wrap, _ITEM) if is_item else wrap
            costs.append(costs[-1] + cost)
        return costs

    def _ends(self, limit: int) -> list[float]:
        """What it costs that a cell of a column ``limit`` wide ends with the n-th piece's line."""
        following = [*self._units[1:], 0]
        return [0.0] + [
            _end(limit, line, unit, ends_sentence(piece.text))
            for piece, line, unit in zip(self._pieces, self._lines, following, strict=True)
        ]


def is_row(pieces: Sequence[Piece]) -> bool:
    """Whether pieces are the cells of one row, as tabs part them."""
    return len(pieces) > 1 and all(piece.gap == "tab" for piece in pieces[1:])


def _lines(pieces: Sequence[Piece]) -> tuple[list[int], list[int]]:
    """By piece: the first piece of its printed line, and the line's width."""
    starts: list[int] = []
    for at, piece in enumerate(pieces):
        starts.append(starts[-1] if at and piece.gap == "space" else at)
    widths = [0] * len(pieces)
    for at, piece in enumerate(pieces):
        widths[starts[at]] += width(piece.text) + (at > starts[at])
    return starts, [widths[start] for start in starts]


def _parts_items(before: str, after: str) -> bool:
    """Whether an item ends with a line, and the next begins."""
    return ends_sentence(before) or (numbering(after) or 0) > 1


def _label(text: str) -> float:
    """How much a text looks like the label of a level."""
    return 1.0 if is_plain_label(text) else 0.4 * bool(ranks(text))


def _depth(text: str) -> int:
    """Opened less closed brackets."""
    return sum((char in "（(《〈“「『【〔") - (char in "）)》〉”」』】〕") for char in text)


def _wrap(limit: int, line: int, unit: int) -> float:
    """The cost of a line end inside a cell: it is natural where the next word did not fit."""
    if limit == ANY_WIDTH:
        return _OF_ANY_WIDTH
    room = limit - line - unit
    if room < 0:
        cost = 0.0
    elif room <= 4:
        cost = 0.6 + room * 0.4
    else:
        cost = min(3.0 + room * 0.25, 12.0)
    return cost + _overflow(limit, line)


def _end(limit: int, line: int, unit: int, sentence: bool) -> float:
    """The cost of a cell's end: where the next word would not have fitted, it is so by chance."""
    if limit == ANY_WIDTH:
        return 0.0
    full = limit - line < unit
    return _overflow(limit, line) + (0.3 if sentence else 1.4) * full


def _overflow(limit: int, line: int) -> float:
    over = line - limit
    if over <= 0:
        return 0.0
    return 0.3 if over == 1 else min(2.0 + over, 20.0)


def _inner(pieces: Sequence[Piece], at: int, spaced: bool, blank: float) -> float:
    """The cost of running on from piece ``at - 1`` to ``at`` within a cell, widths aside."""
    if at == 0:
        return 0.0
    before, after = pieces[at - 1].text, pieces[at].text
    number = numbering(after)
    cost = 1.5 if number == 1 else 0.0
    if pieces[at].gap == "space":
        cost += blank
        if is_short_value(before) or is_short_value(after):
            return cost + 3.0
        if ends_sentence(before) or number:
            return cost + 0.2
        return cost + (0.6 if before[-1].isascii() or after[0].isascii() else 1.5)
    if spaced and pieces[at].gap == "line":
        cost += 4.0
    return cost + (0.5 if ends_sentence(before) and not number else 0.0)


def _is_cut(value: Piece, unit: Piece) -> bool:
    """Whether a value goes on with a unit on a line of its own: 不低于7.1万 above 份.

    So does one whose unit is cut: <31微克/立 above 方米.
    """
    cut = None if unit.gap == "space" else _VALUE.fullmatch(value.text)
    if not cut or not is_unit(cut[1] + unit.text):
        return False
    return is_unit(unit.text) or (bool(cut[1]) and not is_unit(cut[1]))


def _is_cut_label(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a level's label goes on with a piece of a line of its own: 服务对象满意 / 度指标."""
    rest = pieces[at].text
    if not rest or pieces[at].gap == "space" or is_plain_label(rest):
        return False
    befores = (pieces[max(at - count, 0) : at] for count in range(1, _LABEL_LINES + 1))
    return any(is_plain_label("".join(piece.text for piece in run) + rest) for run in befores)


def _outer(pieces: Sequence[Piece], at: int, signs: frozenset[str]) -> float:
    """The cost of a cell's end between piece ``at - 1`` and ``at``, widths aside.

    ``signs`` are cells of their own although a text does not begin or end with them.
    """
    if at == 0:
        return 0.0
    before, after = pieces[at - 1].text, pieces[at].text
    cost = 0.3 if pieces[at].gap == "space" else 0.0
    if after and starts_closed(after) and after not in signs:
        cost += 6.0
    if before and ends_open(before) and before not in signs:
        cost += 3.0
    if numbering(before) is not None and len(before) <= 3:
        cost += 5.0
    if (numbering(after) or 0) > 1:
        cost += 2.5
    return cost
