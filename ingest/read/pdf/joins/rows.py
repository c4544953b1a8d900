"""Rows without rules: the likeliest division of the lines of some columns into rows of cells.

Every division has a price. It costs to take two lines for one cell when the first has room for
what the second begins with, or to part them when it has none; to let the cells of a row stand
neither at one height nor in the middle of one another; to leave cells blank where other rows have
text. The cheapest division is taken, and how much dearer it would be to decide a single edge the
other way says how sure that edge is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from ingest.lexicon.labels import is_label
from ingest.read.pdf.joins.pairs import are_two, are_two_labels
from ingest.read.tables.cut import no_start

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.read.pdf.white.bands import Interval, Segment

# How cells stand in their row, and by how much dearer the unusual is.
ALIGNMENTS = {"middle": 0.0, "top": 0.0, "bottom": 2.0}
_MORE = 0.18  # of the size: by so much is the gap between rows wider than that between lines
_WIDEST_WRAP = 0.9  # of the size: the gap between lines of a text where nothing tells it
_WIDE = 5.0  # of the size: in columns this wide few lines are full that do not wrap
_TELLING = 10.0  # of the size: in columns this wide a full line tells most
_NARROW = 2.0  # of the size: no column is narrower
_OFF = 0.15  # of the size: how far cells may stand apart and still be aligned

_A_ROW = 0.3
_ROOM = 2.0  # two lines of a cell although the first one has room
TWO = 6.0  # two whole labels taken for one
_ROOM_AFTER_END = 0.5  # the same where a sentence ends
_FAR = 3.0  # two lines of a cell far apart
_PARTED = 0.8  # a full line parted from the one below
_TORN = 2.5  # a line parted from one that cannot begin a text
_ASTRAY = 2.5  # for each size that a cell is off, up to ...
_FARTHEST = 1.5
_UNCUT = 0.5  # cells amid what a page break cut, rather than amid what it left
_TOP_CUT = 1.0  # cells at the top of it where others stand otherwise
_BLANK = 1.6
_USUAL, _FEWEST_USUAL = 1.0, 2  # what such columns cost where blank, and how many tell
_FULL = 0.5  # a further line in which all of those are filled
_LABEL = -1.5
_TOO_DEAR = 20.0  # a row whose lines are joined at this price grows no further
_DEAR = 2.5  # a row at this price is odd
_SURE = 0.6  # by so much is the other way dearer where an edge is sure
_LONGEST_LABEL = 8

# What is not broken over two lines: words, and punctuation with the character that it stands at.
_TOKEN = re.compile(r"[（(《“‘\[【]*(?:[A-Za-z0-9.,%＋+\-]+|.)[，。、；：！？）》”’,;:!?)\]】%％]*")
_ENDED = re.compile(r"[。；;：:！!？?]$")
_NO_END = re.compile(r"[（(《“‘\[【、，]$")


@dataclass(slots=True)
class Column:
    """The lines of one column from top to bottom; how dear it is for a row to be blank in it.

    ``labels`` says that it may hold labels of levels, which the vocabulary knows. ``least`` is
    the width that it has elsewhere: it is no narrower. ``role`` is what its header says.
    """

    lines: list[Segment]
    blank: float = 0.5
    labels: bool = False
    least: float = 0.0
    role: str | None = None

    @property
    def width(self) -> float:
        """The width of its widest line."""
        return max([self.least, *(line.x1 - line.x0 for line in self.lines)])


@dataclass(slots=True)
class Division:
    """Rows, each as its first atom and the one after its last; which are a guess; the price.

    ``lines`` are the lines of each column in each row: the first and the one after the last.
    """

    rows: list[tuple[int, int]]
    lines: list[list[tuple[int, int]]]
    guessed: set[int]
    price: float = 0.0


def line_gaps(columns: Iterable[Column]) -> list[float]:
    """The white spaces that may be those between the lines of wrapped text."""
    found = []
    for column in columns:
        width = column.width
        for above, below in pairwise(column.lines):
            size = above.size
            gap = below.top - above.bottom
            wide = width >= _WIDE * size and not are_two(above.text, below.text, column.role)
            if wide and _room(above, below, width) < 0 and -0.3 * size < gap < 1.5 * size:
                found.append(gap)
    return found


def strips(columns: Iterable[Column]) -> list[Interval]:
    """The upper and lower edges of lines, those that overlap in height taken together."""
    found: list[Interval] = []
    lines = [(line.top, line.bottom) for column in columns for line in column.lines]
    for top, bottom in sorted(lines):
        if found and top < found[-1][1] - 0.15 * (bottom - top):
            found[-1] = (found[-1][0], max(found[-1][1], bottom))
        else:
            found.append((top, bottom))
    return found


@dataclass(frozen=True, slots=True)
class Setting:
    """How the cells of a table are set.

    ``gap`` is the white space between the lines of a wrapped text, None where nothing tells it.
    ``across`` are the heights of rules, which always divide; ``parted`` are stretches with an edge
    in each of them and how dear it is to have none there. ``begun`` says that the first row
    may have begun on another page, ``cut`` that the last one may go on on the next.
    """

    alignment: str
    gap: float | None = None
    across: tuple[float, ...] = ()
    begun: bool = False
    cut: bool = False
    parted: tuple[tuple[float, float, float], ...] = ()

    def widest(self, size: float) -> float:
        """The widest white space between lines of one text of a ``size``."""
        return self.gap + _MORE * size if self.gap is not None else _WIDEST_WRAP * size


def divide(columns: Sequence[Column], atoms: Sequence[Interval], setting: Setting) -> Division:
    """The cheapest division of ``atoms``, heights that no edge may lie in, into rows."""
    return _Divider(columns, atoms, setting).division()


class _Divider:
    def __init__(
        self, columns: Sequence[Column], atoms: Sequence[Interval], setting: Setting
    ) -> None:
        self.columns, self.atoms = columns, atoms
        self.setting = setting
        self.cuts, self.owner = self._places(setting.across)
        self.at = [self._lines_before(column) for column in columns]
        self.join = [self._running(column) for column in columns]
        self.part = [[0.0, *self._parted(column), 0.0] for column in columns]
        self.full = self._full()

    def _places(self, across: Sequence[float]) -> tuple[list[float], list[int]]:
        """Where edges may be, and how many atoms lie above each of them."""
        cuts, owner = [float("-inf")], [0]
        lines = sorted((s.top + s.bottom) / 2 for column in self.columns for s in column.lines)
        for number, (above, below) in enumerate(pairwise(self.atoms), 1):
            inside = lines[bisect_right(lines, above[1]) : bisect_left(lines, below[0])]
            for start, end in pairwise([above[1], *inside, below[0]]):
                cuts.append((start + end) / 2)
                owner.append(number)
        cuts.append(float("inf"))
        owner.append(len(self.atoms))
        self.forced = {
            number
            for number, (above, below) in enumerate(pairwise(self.atoms), 1)
            if any(above[1] - 1 <= y <= below[0] + 1 for y in across)
        }
        return cuts, owner

    def _lines_before(self, column: Column) -> list[int]:
        middles = sorted((line.top + line.bottom) / 2 for line in column.lines)
        return [bisect_left(middles, cut) for cut in self.cuts]

    def _full(self) -> list[int]:
        """The atoms that have a line of each column which rows are hardly ever blank in."""
        usual = [column.lines for column in self.columns if column.blank >= _USUAL]
        if len(usual) < _FEWEST_USUAL:
            return []
        return [
            number
            for number, (top, bottom) in enumerate(self.atoms)
            if all(any(top <= s.top and s.bottom <= bottom for s in lines) for lines in usual)
        ]

    def _running(self, column: Column) -> list[float]:
        total = [0.0]
        for above, below in pairwise(column.lines):
            two = column.labels and are_two_labels(above.text, below.text)
            total.append(total[-1] + _join(above, below, column, self.setting) + TWO * two)
        return total

    def _parted(self, column: Column) -> list[float]:
        prices = [_part(one, two, column, self.setting) for one, two in pairwise(column.lines)]
        for start in range(len(column.lines) if column.labels else 0):
            text = column.lines[start].text
            for end in range(start + 1, min(start + _LONGEST_LABEL, len(column.lines))):
                text += column.lines[end].text
                if is_label(text):
                    torn = [max(price, _TORN) for price in prices[start:end]]
                    prices[start:end] = torn
        return prices

    def division(self) -> Division:
        count = len(self.cuts)
        ahead: list[dict[int, float]] = [{} for _ in range(count)]
        for start in range(count - 1):
            forced = [number for number in self.forced if number > self.owner[start]]
            limit = min(forced, default=len(self.atoms))
            for end in range(start + 1, count):
                if self.owner[end] > limit:
                    break
                if self.owner[end] == self.owner[start]:
                    continue
                price = self._row(start, end)
                ahead[start][end] = price + (self._cut(end) if end < count - 1 else 0.0)
                if self._joined(start, end) > _TOO_DEAR:
                    break
        best, chosen = _cheapest(ahead)
        return self._told(ahead, best, chosen)

    def _told(
        self, ahead: Sequence[dict[int, float]], best: Sequence[float], chosen: Sequence[int]
    ) -> Division:
        count = len(self.cuts)
        rest = [float("inf")] * count
        rest[-1] = 0.0
        for start in range(count - 2, -1, -1):
            rest[start] = min(
                (price + rest[end] for end, price in ahead[start].items()), default=float("inf")
            )
        path = []
        at = count - 1
        while at:
            at = chosen[at]
            path.append(at)
        inner = path[-2::-1]
        without = {number: float("inf") for number in range(len(self.atoms) + 1)}
        within = dict(without)
        for start, steps in enumerate(ahead):
            for end, price in steps.items():
                total = best[start] + price + rest[end]
                for number in range(self.owner[start] + 1, self.owner[end]):
                    without[number] = min(without[number], total)
                number = self.owner[end]
                within[number] = min(within[number], total)
        price = best[-1]
        used = {self.owner[cut] for cut in inner}
        unsure = {
            number
            for number in range(1, len(self.atoms))
            if (without if number in used else within)[number] < price + _SURE
        }
        edges = list(pairwise([0, *inner, count - 1]))
        rows = [(self.owner[start], self.owner[end]) for start, end in edges]
        return Division(
            rows,
            [[(at[start], at[end]) for at in self.at] for start, end in edges],
            {
                number
                for number, (start, end) in enumerate(rows)
                if any(start <= edge <= end for edge in unsure) or self._row(*edges[number]) > _DEAR
            },
            price,
        )

    def _joined(self, start: int, end: int) -> float:
        """The price of joining lines between two edges, which further lines only raise."""
        columns = zip(self.join, self.at, strict=True)
        return sum(
            join[at[end] - 1] - join[at[start]] for join, at in columns if at[end] > at[start]
        )

    def _cut(self, cut: int) -> float:
        """The price of an edge: of the lines that it parts."""
        return sum(part[at[cut]] for part, at in zip(self.part, self.at, strict=True))

    def _row(self, start: int, end: int) -> float:
        """The price of taking all between two edges for one row."""
        price = _A_ROW + sum(
            price
            for one, two, price in self.setting.parted
            if self.cuts[start] < one and two < self.cuts[end]
        )
        if bisect_left(self.full, self.owner[end]) > bisect_right(self.full, self.owner[start]):
            price += _FULL
        top, bottom = self.atoms[self.owner[start]][0], self.atoms[self.owner[end] - 1][1]
        cells: list[Interval] = []
        first = self.setting.begun and not start
        for column, at, join in zip(self.columns, self.at, self.join, strict=True):
            i, j = at[start], at[end]
            if i == j:
                price += 0.0 if first else column.blank
                continue
            price += join[j - 1] - join[i]
            cells.append((column.lines[i].top, column.lines[j - 1].bottom))
            if column.labels and j - i <= _LONGEST_LABEL:
                text = "".join(line.text for line in column.lines[i:j])
                price += _LABEL if is_label(text) else 0.0
        if not cells:
            return price + (0.0 if first else _BLANK)
        size = self._size
        extent = (min(top, *(c[0] for c in cells)), max(bottom, *(c[1] for c in cells)))
        astray = sum(_astray(cell, extent, size, self.setting.alignment) for cell in cells)
        last = self.setting.cut and end == len(self.cuts) - 1
        if first or last:
            # What a page break cuts is set from the top, or in the middle of more than is here.
            whole = _reaching(extent, cells, above=first, below=last)
            uncut = sum(_astray(cell, whole, size, self.setting.alignment) for cell in cells)
            top = sum(_astray(cell, extent, size, "top") for cell in cells)
            astray = min(astray, uncut + _UNCUT, top + _TOP_CUT)
        return price + astray

    @property
    def _size(self) -> float:
        return next(line.size for column in self.columns for line in column.lines)


def _cheapest(ahead: Sequence[dict[int, float]]) -> tuple[list[float], list[int]]:
    """The price of the cheapest way to each edge, and the edge before it."""
    best = [float("inf")] * len(ahead)
    chosen = [0] * len(ahead)
    best[0] = 0.0
    for start, steps in enumerate(ahead):
        for end, price in steps.items():
            if best[start] + price < best[end]:
                best[end], chosen[end] = best[start] + price, start
    return best, chosen


def _reaching(extent: Interval, cells: Sequence[Interval], *, above: bool, below: bool) -> Interval:
    """The upper and lower edge of a row that goes on beyond the page so that cells are amid it."""
    by = median(sum(cell) for cell in cells) - sum(extent)
    return (extent[0] + min(by, 0.0) * above, extent[1] + max(by, 0.0) * below)


def _astray(cell: Interval, row: Interval, size: float, alignment: str) -> float:
    if alignment == "top":
        off = abs(cell[0] - row[0])
    elif alignment == "bottom":
        off = abs(cell[1] - row[1])
    else:
        off = abs(sum(cell) - sum(row)) / 2
    return _ASTRAY * min(max(off / size - _OFF, 0.0), _FARTHEST)


def _room(above: Segment, below: Segment, width: float) -> float:
    """How much room a line leaves beyond what the next one begins with; below 0 for none."""
    text = below.text
    token = _TOKEN.match(text)
    length = len(token[0]) if token else 1
    per_char = (below.x1 - below.x0) / max(_columns(text), 1)
    return width - (above.x1 - above.x0) - per_char * _columns(text[:length])


def _columns(text: str) -> float:
    """How wide a text is, in full-width characters."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def _join(above: Segment, below: Segment, column: Column, setting: Setting) -> float:
    size = above.size
    one, two = above.text, below.text
    price = 0.0
    if below.top - above.bottom > setting.widest(size):
        price += _FAR
    if no_start(one, two) or _NO_END.search(one):
        return price
    if are_two(one, two, column.role):
        return price + _ROOM
    if has_room(above, below, column, _MORE):
        price += _ROOM_AFTER_END if _ENDED.search(one) else _ROOM
    return price


def _part(above: Segment, below: Segment, column: Column, setting: Setting) -> float:
    size = above.size
    one, two = above.text, below.text
    if below.top - above.bottom > setting.widest(size):
        return 0.0
    if no_start(one, two) or _NO_END.search(one):
        return _TORN
    if are_two(one, two, column.role) or _ENDED.search(one) or has_room(above, below, column):
        return 0.0
    return _PARTED * min(column.width / size / _TELLING, 1.0)


def has_room(above: Segment, below: Segment, column: Column, least: float = 0.0) -> bool:
    """Whether what a line begins with and ``least`` of the size would have fitted above it."""
    return _room(above, below, max(column.width, _NARROW * above.size)) > least * above.size
