"""The cells of a zone without rules: its lines by column, divided into rows and merged labels."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from ingest.lexicon.labels import is_total
from ingest.read.pdf.joins.guesses import guesses
from ingest.read.pdf.joins.pairs import LEVELS, parted, restarts, turns
from ingest.read.pdf.joins.rows import (
    ALIGNMENTS,
    TWO,
    Column,
    Division,
    Setting,
    divide,
    line_gaps,
    strips,
)
from ingest.read.pdf.white.bands import united
from ingest.read.pdf.white.column_lines import by_column
from ingest.read.pdf.white.spanning_lines import whole
from ingest.read.pdf.white.tiers import header_cells, tiers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.read.pdf.page.content import Word
    from ingest.read.pdf.white.bands import Interval, Segment
    from ingest.read.pdf.white.column_lines import Lines, Spanning
    from ingest.read.pdf.white.zones import Zone

_LEVELS = ("level1", "level2")
_WEIGHT = "weight"
_ALWAYS = ("name", "annual", "actual", "project_name", "task_name")
_RARELY = ("deviation", "remark", "other", "special_account")
_OFTEN_BLANK, _BLANK = 0.3, 1.6
_UNTOLD = 1.0  # a row that does not begin with what it is of
_ANEW = 1.0  # a project or level that goes on where what is below it begins anew
_HYPOTHESIS = 0.2
_SURE = 0.6
_MOST_LABELS = 3
_MANY = 3
_FLUSH = 0.2  # of the size: how far lines that begin in one place may stand apart
_PADDING = 3.0  # of the size: what a column may have beside its text
_ROW_APART = 0.8  # of the white space between rows: so much is above and below a row
_ANOTHER = 2.0  # cells that stand otherwise than on the page before


@dataclass(slots=True)
class Cell:
    """A cell of a zone: its rows and columns, both inclusive, its words, whether it is a guess."""

    row: int
    row_to: int
    col: int
    col_to: int
    words: list[Word]
    guessed: bool = False


@dataclass(slots=True)
class Cells:
    """The cells of a zone, the upper and lower edge of the text of each row."""

    rows: list[Interval] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    _taken: set[tuple[int, int]] = field(default_factory=set)

    def put(
        self,
        rows: tuple[int, int],
        cols: tuple[int, int],
        lines: Iterable[Segment],
        guessed: bool = False,
    ) -> None:
        """Add a cell over rows (the first, the one after the last) and columns (first, last).

        A blank one takes up what is left of its place.
        """
        words = [word for line in lines for word in line.words]
        boxes = {(row, col) for row in range(*rows) for col in range(cols[0], cols[1] + 1)}
        if words or not boxes & self._taken:
            self.cells.append(Cell(rows[0], rows[1] - 1, *cols, words, guessed))
        else:
            free = sorted(boxes - self._taken)
            self.cells += [Cell(row, row, col, col, []) for row, col in free]
        self._taken |= boxes


def cells_of(
    zones: Sequence[Zone], across: Sequence[float], begun: Zone | None, cut: Zone | None
) -> list[Cells]:
    """The cells of zones that are set alike.

    ``across`` are the heights of rules between rows. ``begun`` is the zone whose first row may
    have begun on the page before, ``cut`` the one whose last row may go on on the next.
    """
    lines = [by_column(zone) for zone in zones]
    settings = [
        Setting("", gap, tuple(across), zone is begun, zone is cut)
        for zone, gap in zip(zones, _gaps(zones, lines), strict=True)
    ]
    ways = {
        alignment: [
            list(_ways(zone, each, replace(setting, alignment=alignment)))
            for zone, each, setting in zip(zones, lines, settings, strict=True)
        ]
        for alignment in ALIGNMENTS
    }
    before = next((zone.columns.alignment for zone in zones if zone.columns.alignment), None)
    prices = {
        alignment: handicap
        + (_ANOTHER if before not in (None, alignment) else 0.0)
        + sum(min(way.price for way in each) for each in ways[alignment])
        for alignment, handicap in ALIGNMENTS.items()
    }
    chosen = min(prices, key=lambda alignment: prices[alignment])
    near = [alignment for alignment in prices if prices[alignment] < prices[chosen] + _SURE]
    found = []
    for number, mine in enumerate(ways[chosen]):
        best = min(mine, key=lambda way: way.price)
        others = [way for alignment in near for way in ways[alignment][number]]
        best.remember(chosen)
        found.append(best.cells([way for way in others if way.price < best.price + _SURE]))
    return found


def _gaps(zones: Sequence[Zone], lines: Sequence[Lines]) -> list[float | None]:
    """The white space between the lines of wrapped text, by zone: of its own or of all."""
    own = []
    for zone, (columns, _) in zip(zones, lines, strict=True):
        widths = zone.columns.widths
        gaps = line_gaps(
            Column(each, least=widths.get(number, 0.0)) for number, each in enumerate(columns)
        )
        for header in zone.heading.headers if zone.heading else ():
            gaps += [below.top - above.bottom for above, below in pairwise(header.segments)]
        own.append(sorted(gaps))
    every = _usual(sorted(gap for gaps in own for gap in gaps))
    if every is None:
        every = next((zone.columns.gap for zone in zones if zone.columns.gap is not None), None)
    found = [_usual(gaps) if len(gaps) >= _MANY else every for gaps in own]
    for zone, gap in zip(zones, found, strict=True):
        zone.columns.gap = gap
    return found


def _usual(gaps: Sequence[float]) -> float | None:
    """The usual of the smaller half of gaps."""
    return median(gaps[: max(len(gaps) // 2, 1)]) if gaps else None


def _ways(zone: Zone, lines: Lines, setting: Setting) -> Iterator[Way]:
    """The ways of dividing a zone."""
    for labels in _label_columns(zone, lines[0]):
        way = Way(zone, *lines, setting)
        way.divide(labels)
        yield way


def _label_columns(zone: Zone, columns: Sequence[Sequence[Segment]]) -> list[int]:
    """How many columns at the left may hold labels that several rows share."""
    roles = zone.columns.roles
    if zone.heading or any(roles):
        levels = [number for number, role in enumerate(roles) if role in _LEVELS]
        names = [number for number, role in enumerate(roles) if role == "name"]
        if levels:
            last = levels[0]
            while last + 1 < len(roles) and roles[last + 1] in (*_LEVELS, _WEIGHT):
                last += 1
            # A weight behind the last level is that level's where each level has one.
            if roles[last] == _WEIGHT and roles[:last].count(_WEIGHT) + 1 < len(levels):
                last -= 1
            return [last + 1]
        if names:
            return [names[0]]
        least = zone.columns.unheaded
        # Where a header stands over the labels of rows, they are none that several share.
        return [least - 1, least] if least and roles[least] else [least]
    return list(range(min(len(columns) - 1, _MOST_LABELS))) if len(columns) > 2 else [0]


class Way:
    """A way of dividing a zone."""

    def __init__(
        self,
        zone: Zone,
        lines: Sequence[list[Segment]],
        spanning: Sequence[Spanning],
        setting: Setting,
    ) -> None:
        self.zone, self.spanning = zone, spanning
        # What stands amid all columns is no line of what stands beside its section.
        whole_width = whole(zone)
        self.inner = _sides(each for each in spanning if each.cols == whole_width)
        self.setting = replace(setting, across=(*setting.across, *_sides(spanning)))
        widths = zone.columns.widths
        self.columns = [
            Column(found, _blank(role), not any(zone.columns.roles), widths.get(number, 0.0), role)
            for number, (found, role) in enumerate(zip(lines, zone.columns.roles, strict=True))
        ]
        for column, after in pairwise(self.columns):
            column.least = max(column.least, _told(column.lines, after.lines, zone.size))
        self.heads = tiers(zone.heading)
        self.labels = 0
        self.price = 0.0
        self.rows: list[Interval] = []
        self.data: Division | None = None
        self.runs: list[tuple[list[int], Division, list[tuple[int, int]]]] = []

    def divide(self, labels: int) -> None:
        """Divide it so that its first ``labels`` columns hold labels of merged cells."""
        self.labels = labels
        data = self.columns[self.labels :]
        spans = [Column([each.line for each in self.spanning], 0.0)] if self.spanning else []
        atoms = strips([*data, *spans])
        if not atoms:
            self.labels, data = 0, self.columns
            atoms = strips(data)
        if not atoms:
            return
        lone = self._lone_labels(atoms)
        if lone:
            atoms = sorted([*atoms, *lone])
            sides = tuple(y for label in lone for y in label)
            self.setting = replace(self.setting, across=(*self.setting.across, *sides))
        shared = self.columns[: self.labels]
        pairs = (pair for column in shared for pair in parted(column.lines, column.role))
        setting = replace(self.setting, parted=tuple((*pair, TWO) for pair in pairs))
        first = divide([*data, *spans], atoms, setting)
        for number, column in enumerate(data):
            share = sum(row[number][0] < row[number][1] for row in first.lines) / len(first.rows)
            least = _OFTEN_BLANK if number or any(self.zone.columns.roles) else _UNTOLD
            column.blank = max(_BLANK * (2 * share - 1), least)
        self.data = divide([*data, *spans], atoms, setting)
        self.price = self.data.price + _HYPOTHESIS * self.labels
        self.rows = [(atoms[a][0], atoms[b - 1][1]) for a, b in self.data.rows]
        self._divide_labels()

    def _lone_labels(self, atoms: Sequence[Interval]) -> list[Interval]:
        """The upper and lower edges of labels that stand above or below all data, and of sums.

        Where a page break cuts the zone, that of a merged cell may stand beyond its rows.
        """
        widest = self.setting.widest(self.zone.size)
        found = []
        for number, column in enumerate(self.columns[: self.labels]):
            # What a section is called may stand in the middle of its headers and rows.
            of_all = self.heads and number < self.zone.columns.unheaded
            blocks: list[Interval] = []
            for line in column.lines:
                if blocks and line.top - blocks[-1][1] <= widest:
                    blocks[-1] = (blocks[-1][0], line.bottom)
                else:
                    blocks.append((line.top, line.bottom))
            if not self.setting.cut:
                found += [block for block in blocks if block[0] >= atoms[-1][1]]
            if not of_all and not self.setting.begun:
                found += [block for block in blocks if block[1] <= atoms[0][0]]
            found += (block for block in blocks if self._is_row(block, atoms))
            if column.role == "project_name" and self._are_rows(blocks, atoms):
                self.zone.columns.outlined = True
                found += blocks
        return united([*found, *self._sums(atoms)])

    def _is_row(self, block: Interval, atoms: Sequence[Interval]) -> bool:
        """Whether a label alone is a row: amid white space as high as a row, and no data beside it.

        What is amid the rows of a merged cell has no more room there than is between rows.
        """
        gaps = [below[0] - above[1] for above, below in pairwise(atoms)]
        usual = median(gaps) if gaps else float("inf")
        at = bisect_right(atoms, block)
        if not 0 < at < len(atoms):
            return False
        above, below = block[0] - atoms[at - 1][1], atoms[at][0] - block[1]
        beside = (
            line
            for column in self.columns[: self.labels]
            for line in column.lines
            if atoms[at - 1][1] < line.bottom and line.top < atoms[at][0]
        )
        return min(above, below) > _ROW_APART * usual and all(
            block[0] - 1 < line.top and line.bottom < block[1] + 1 for line in beside
        )

    def _are_rows(self, blocks: Sequence[Interval], atoms: Sequence[Interval]) -> bool:
        """Whether names of projects stand in rows of their own above those of their indicators.

        None stands beside data then, and the first above all: merged cells are beside theirs.
        """
        if any(top < block[1] and block[0] < bottom for block in blocks for top, bottom in atoms):
            return False
        if self.zone.columns.outlined:
            return bool(blocks)
        return len(blocks) > 1 and blocks[0][1] <= atoms[0][0]

    def _sums(self, atoms: Sequence[Interval]) -> Iterator[Interval]:
        """The upper and lower edges of what sums up all projects, beside no data."""
        for column in self.columns[: self.labels]:
            for line in column.lines if column.role not in LEVELS else ():
                beside = (top < line.bottom and line.top < bottom for top, bottom in atoms)
                if is_total(line.text) and not any(beside):
                    yield line.top, line.bottom

    def _divide_labels(self) -> None:
        first = len(self.heads)
        atoms = list(self.rows)
        sides = tuple(y for row in self._totals() for y in row)
        setting = replace(self.setting, across=(*self.setting.across, *sides))
        rows = [(first + number, first + number + 1) for number in range(len(atoms))]
        unheaded = self.zone.columns.unheaded
        outer = tuple(y for y in setting.across if y not in self.inner)
        for group in self._groups():
            if self.heads and group == [0] and unheaded:
                # What a section is called stands beside its headers too.
                atoms = [(self.heads[0][0], self.heads[-1][1]), *atoms]
                rows = [(0, first), *rows]
            columns = [replace(self.columns[number], labels=True) for number in group]
            if not any(column.lines for column in columns):
                continue
            if group[-1] < unheaded:
                run = divide(columns, atoms, replace(setting, across=outer))
            else:
                run = divide(columns, atoms, replace(setting, parted=self._begun_anew(group)))
            self.price += run.price
            rows = [(rows[a][0], rows[b - 1][1]) for a, b in run.rows]
            self.runs.append((group, run, rows))
            extents = []
            for (a, b), lines in zip(run.rows, run.lines, strict=True):
                own = [s for c, (i, j) in zip(columns, lines, strict=True) for s in c.lines[i:j]]
                tops, bottoms = [s.top for s in own], [s.bottom for s in own]
                extents.append((min([atoms[a][0], *tops]), max([atoms[b - 1][1], *bottoms])))
            atoms = extents

    def is_of_projects(self, group: Iterable[int]) -> bool:
        """Whether columns tell which project the rows beside them are of."""
        return any(self.zone.columns.roles[col] == "project_name" for col in group)

    def _begun_anew(self, group: Sequence[int]) -> tuple[tuple[float, float, float], ...]:
        """Where labels beside those of a group tell that another of these begins."""
        own = {self.columns[col].role for col in group}
        role, told = ("level2", turns) if "level1" in own else ("level1", restarts)
        if not ("level1" in own or self.is_of_projects(group)):
            return ()
        levels = (column for column in self.columns if column.role == role)
        return tuple((*pair, _ANEW) for each in levels for pair in told(each.lines))

    def _totals(self) -> Iterator[Interval]:
        """The upper and lower edges of rows that sum up others."""
        lines = [line for column in self.columns[self.labels :] for line in column.lines]
        totals = [line for line in lines if is_total(line.text)]
        for top, bottom in self.rows:
            if any(top <= (line.top + line.bottom) / 2 <= bottom for line in totals):
                yield top, bottom

    def _groups(self) -> Iterator[list[int]]:
        """The columns of labels from right to left; those of one project are divided alike."""
        roles = self.zone.columns.roles
        alike: list[int] = []
        for number in range(self.labels - 1, -1, -1):
            if roles[number] in _LEVELS:
                # What a level weighs stands beside it.
                yield [number, *alike]
                alike = []
            elif roles[number] is None:
                yield [number]
            else:
                alike.insert(0, number)
                if not number or roles[number - 1] is None:
                    yield alike
                    alike = []

    def remember(self, alignment: str) -> None:
        """Keep how the table is set for what follows of it."""
        self.zone.columns.alignment = alignment
        for number, column in enumerate(self.columns):
            self.zone.columns.widths[number] = column.width

    def cells(self, others: Sequence[Way]) -> Cells:
        """The cells; what not all the ``others`` have is a guess."""
        first, columns = len(self.heads), range(len(self.columns))
        found = Cells([*self.heads, *self.rows])
        heading = self.zone.heading
        for header, rows, cols in header_cells(heading, self.zone.columns) if heading else ():
            found.put(rows, cols, header.segments)
        guessed, unsure_spans = guesses(self, others)
        if self.data:
            for number, cells in enumerate(self.data.lines):
                at, guess = (first + number, first + number + 1), first + number in guessed
                for line, cols, unsure in self.spanning[slice(*cells[-1])] if self.spanning else ():
                    found.put(at, cols, [line], guess or unsure)
                for col, lines in zip(columns[self.labels :], cells, strict=False):
                    own = self.columns[col].lines[slice(*lines)]
                    if own:
                        found.put(at, (col, col), own, guess)
        for group, run, spans in self.runs:
            for span, cells in zip(spans, run.lines, strict=True):
                for col, lines in zip(group, cells, strict=True):
                    own = self.columns[col].lines[slice(*lines)]
                    found.put(span, (col, col), own, span in unsure_spans)
        for row in range(len(found.rows)):
            for col in columns:
                found.put((row, row + 1), (col, col), [])
        return found


def _sides(spanning: Iterable[Spanning]) -> tuple[float, ...]:
    return tuple(y for each in spanning for y in (each.line.top, each.line.bottom))


def _told(lines: Sequence[Segment], after: Sequence[Segment], size: float) -> float:
    """How wide a column is at least by where it begins and where the next one does; 0 if untold."""
    left, right = _left(lines, size), _left(after, size)
    return 0.0 if left is None or right is None else right - left - _PADDING * size


def _left(lines: Sequence[Segment], size: float) -> float | None:
    """Where the lines of a column begin, all of them in one place."""
    left = min((line.x0 for line in lines), default=0.0)
    flush = len(lines) >= _MANY and all(line.x0 - left < _FLUSH * size for line in lines)
    return left if flush else None


def _blank(role: str | None) -> float:
    if role in _ALWAYS:
        return 1.0
    return _OFTEN_BLANK if role in _RARELY else 0.5
