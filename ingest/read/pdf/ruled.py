"""Ruled tables: the grid of all rule positions, its boxes joined where no rule divides them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.document import Cell, Table
from ingest.read.pdf.page.cell_text import cell_text, text_lines
from ingest.read.pdf.page.content import around
from ingest.read.pdf.rules import touching

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.document import BBox
    from ingest.read.pdf.page.content import PageContent, Rule, Word

Box = tuple[int, int]  # the row and column of a box of the grid
_SAME = 4.0
_EXACT = 1.75
_COVERED = 0.6
_STICKS_OUT = 8.0
_MOST_BOXES = 40_000
_OVERHANG = 0.3
_TOO_WIDE = re.compile(r"[#＃]{2,}")
TOO_WIDE = "数字太宽，单元格里只印出 # (a number too wide for its cell)"
OVERFLOW = "文字越出单元格 (text runs over the cell's border)"
OPEN_BORDERS = "单元格缺边框 (the cell's borders are incomplete)"


@dataclass(slots=True)
class Region:
    """One cell of a grid: rows ``row``..``row_to``, columns ``col``..``col_to``, both inclusive."""

    row: int
    row_to: int
    col: int
    col_to: int
    doubt: str | None = None
    words: list[Word] = field(default_factory=list)


@dataclass(slots=True)
class Grid:
    """Column edges, row edges, and the cells between them.

    ``slack`` has the stretches in which column edges lie that only white space tells.
    ``open_top`` and ``open_bottom`` are the columns that no rule closes there.
    """

    xs: list[float]
    ys: list[float]
    regions: list[Region] = field(default_factory=list)
    slack: list[tuple[float, float]] = field(default_factory=list)
    open_top: frozenset[int] = frozenset()
    open_bottom: frozenset[int] = frozenset()

    @property
    def edges(self) -> tuple[tuple[float, float], ...]:
        """The stretch in which each column edge lies."""
        exact = ((x - _EXACT, x + _EXACT) for x in self.xs)
        return tuple(
            next((span for span in self.slack if span[0] <= x <= span[1]), edge)
            for x, edge in zip(self.xs, exact, strict=True)
        )

    @property
    def box(self) -> BBox:
        """(x0, top, x1, bottom) of the whole grid."""
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def box_of(self, region: Region) -> BBox:
        """The box of one cell."""
        return (
            self.xs[region.col],
            self.ys[region.row],
            self.xs[region.col_to + 1],
            self.ys[region.row_to + 1],
        )


@dataclass(frozen=True, slots=True)
class _Walls:
    """Where rules divide boxes: by the edge's number and the number of the stretch along it."""

    across: list[list[bool]]
    down: list[list[bool]]

    def reached(self, row: int, col: int) -> Iterator[Box]:
        """The neighbours of a box that no rule divides it from."""
        rows, columns = len(self.across) - 1, len(self.down) - 1
        if row + 1 < rows and not self.across[row + 1][col]:
            yield row + 1, col
        if row and not self.across[row][col]:
            yield row - 1, col
        if col + 1 < columns and not self.down[col + 1][row]:
            yield row, col + 1
        if col and not self.down[col][row]:
            yield row, col - 1


def grids(rules: Sequence[Rule], cut: Sequence[float] = ()) -> list[Grid]:
    """The grids that rules form, from top to bottom; single boxes and loose rules are none.

    ``cut`` are the column edges of a table whose last row goes on on this page.
    """
    groups = touching(rules)
    whole = [group for group in groups if len(group) > 1]
    loose = [rule for group in groups for rule in group if len(group) == 1 and rule.vertical]
    found = [grid_of([*group, *_beside(group, loose)]) for group in whole]
    middle = _middle(loose, cut)
    if middle:
        found.append(middle)
    kept = [grid for grid in found if grid and len(grid.regions) > 1]
    return sorted(kept, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _beside(group: Sequence[Rule], loose: Sequence[Rule]) -> list[Rule]:
    """Loose rules as high as a group: its outer columns, cells that a page shows no end of."""
    down = [rule for rule in group if rule.vertical]
    if not down:
        return []
    top, bottom = min(rule.start for rule in down), max(rule.end for rule in down)
    return [
        rule for rule in loose if abs(rule.start - top) <= _SAME and abs(rule.end - bottom) <= _SAME
    ]


def _middle(loose: Sequence[Rule], cut: Sequence[float]) -> Grid | None:
    """A row that begins on the page before and goes on on the next: nothing but its sides."""
    sides = [rule for rule in loose if any(abs(rule.at - x) <= _SAME for x in cut)]
    xs = positions(rule.at for rule in sides)
    if len(xs) < 2 or abs(xs[0] - cut[0]) > _SAME or abs(xs[-1] - cut[-1]) > _SAME:
        return None
    columns = frozenset(range(len(xs) - 1))
    ys = [min(rule.start for rule in sides), max(rule.end for rule in sides)]
    regions = [Region(0, 0, col, col) for col in columns]
    return Grid(xs, ys, regions, open_top=columns, open_bottom=columns)


def grid_of(rules: Sequence[Rule]) -> Grid | None:
    """The grid that rules form together; None without any rule across or down."""
    across = [rule for rule in rules if not rule.vertical]
    down = [rule for rule in rules if rule.vertical]
    if not across or not down:
        return None
    xs = _with_open_sides(positions(rule.at for rule in down), across)
    ys = _with_open_sides(positions(rule.at for rule in across), down)
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1 or columns * rows > _MOST_BOXES:
        return None
    walls = _Walls(_dividers(across, ys, xs), _dividers(down, xs, ys))
    grid = Grid(xs, ys, open_top=_open(walls.across[0]), open_bottom=_open(walls.across[-1]))
    owner: dict[Box, int] = {}
    for row in range(rows):
        for col in range(columns):
            if (row, col) not in owner:
                _claim(_flood((row, col), walls), owner, grid)
    return grid


def _open(border: Sequence[bool]) -> frozenset[int]:
    return frozenset(at for at, closed in enumerate(border) if not closed)


def _claim(boxes: set[Box], owner: dict[Box, int], grid: Grid) -> None:
    """Make a cell of joined boxes; where they form no rectangle, a cell of each run of a row."""
    for region in _rectangles(boxes):
        for row in range(region.row, region.row_to + 1):
            for col in range(region.col, region.col_to + 1):
                owner[row, col] = len(grid.regions)
        grid.regions.append(region)


def _rectangles(boxes: set[Box]) -> list[Region]:
    rows = [row for row, _ in boxes]
    cols = [col for _, col in boxes]
    whole = Region(min(rows), max(rows), min(cols), max(cols))
    if len(boxes) == (whole.row_to - whole.row + 1) * (whole.col_to - whole.col + 1):
        return [whole]
    runs: list[Region] = []
    for row, col in sorted(boxes):
        last = runs[-1] if runs else None
        if last and last.row == row and last.col_to == col - 1:
            last.col_to = col
        else:
            runs.append(Region(row, row, col, col, OPEN_BORDERS))
    stacked: list[Region] = []
    for run in runs:
        above = (r for r in stacked if r.row_to == run.row - 1)
        same = next((r for r in above if (r.col, r.col_to) == (run.col, run.col_to)), None)
        if same:
            same.row_to = run.row
        else:
            stacked.append(run)
    return stacked


def _flood(start: Box, walls: _Walls) -> set[Box]:
    """The boxes that can be reached from one without crossing a rule."""
    boxes, open_ = {start}, [start]
    while open_:
        for at in walls.reached(*open_.pop()):
            if at not in boxes:
                boxes.add(at)
                open_.append(at)
    return boxes


def positions(values: Iterable[float]) -> list[float]:
    """Positions from left to right, those nearer than a double rule taken together."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][0] <= _SAME:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _with_open_sides(positions: list[float], crossing: Sequence[Rule]) -> list[float]:
    """Positions with the outer sides that tables without side borders leave open."""
    first = min(rule.start for rule in crossing)
    last = max(rule.end for rule in crossing)
    before = [rule for rule in crossing if rule.start < positions[0] - _STICKS_OUT]
    behind = [rule for rule in crossing if rule.end > positions[-1] + _STICKS_OUT]
    # A single rule tells as much, where others part it.
    least = 1 if len(crossing) == 1 and len(positions) > 1 else 2
    left = [first] if _make_a_side(before, crossing, least) else []
    right = [last] if _make_a_side(behind, crossing, least) else []
    return [*left, *positions, *right]


def _make_a_side(out: Sequence[Rule], crossing: Sequence[Rule], least: int) -> bool:
    """Whether rules that stick out tell of an open side: many, or those on both sides of a row."""
    if len(out) < least:
        return False
    if 2 * len(out) >= len(crossing):
        return True
    ats, every = ([rule.at for rule in rules] for rules in (out, crossing))
    sides = min(ats) - min(every) <= _SAME and max(every) - max(ats) <= _SAME
    return crossing[0].vertical and max(ats) - min(ats) > _SAME and sides


def _dividers(
    rules: Sequence[Rule], positions: Sequence[float], edges: Sequence[float]
) -> list[list[bool]]:
    """By position and stretch between two edges: whether rules cover most of the stretch."""
    covered = [[0.0] * (len(edges) - 1) for _ in positions]
    for rule in rules:
        at = min(range(len(positions)), key=lambda i: abs(positions[i] - rule.at))
        first = max(bisect_right(edges, rule.start) - 1, 0)
        for stretch in range(first, len(edges) - 1):
            start, end = edges[stretch], edges[stretch + 1]
            if rule.end <= start:
                break
            covered[at][stretch] += max(0.0, min(end, rule.end) - max(start, rule.start))
    return [
        [length >= _COVERED * (edges[i + 1] - edges[i]) for i, length in enumerate(row)]
        for row in covered
    ]


def fill(grid: Grid, words: Iterable[Word]) -> list[Word]:
    """Put each word into the cell it stands in; the words outside the grid are returned.

    A word across a border is cut there if it has a gap; else it belongs to where most of it is,
    with a doubt when much of it is not, as when a line lies across the border above or below.
    """
    boxes = {
        (row, col): region
        for region in grid.regions
        for row in range(region.row, region.row_to + 1)
        for col in range(region.col, region.col_to + 1)
    }
    outside = []
    open_ = list(words)
    while open_:
        word = open_.pop()
        x, y = word.spot
        row, col = bisect_right(grid.ys, y) - 1, bisect_right(grid.xs, x) - 1
        region = boxes.get((row, col))
        if region is None:
            outside.append(word)
            continue
        left, top, right, bottom = grid.box_of(region)
        if max(top - word.top, word.bottom - bottom) > _OVERHANG * word.size and not word.shown:
            word.doubt = word.doubt or OVERFLOW
        over = max(left - word.x0, word.x1 - right)
        if over > 1.0 and word.shown is None:
            halves = word.cut(left if left - word.x0 > 1.0 else right)
            if halves:
                open_ += halves
                continue
            if over > _OVERHANG * (word.x1 - word.x0):
                word.doubt = word.doubt or OVERFLOW
        region.words.append(word)
    return outside


def table(grid: Grid, content: PageContent) -> Table | None:
    """The table of a filled grid; None for one without a word."""
    if not any(region.words for region in grid.regions):
        return None
    rows: defaultdict[int, list[Region]] = defaultdict(list)
    for region in grid.regions:
        rows[region.row].append(region)
    starts = sorted(rows)
    number = {row: at for at, row in enumerate(starts)}
    ends = {row: bisect_right(starts, row) for row in range(len(grid.ys))}
    lines = _lines(grid)
    wide = dict(zip(map(id, grid.regions), _widths(grid, lines), strict=True))
    return Table(
        tuple(
            tuple(
                Cell(
                    cell_text(region.words, wide[id(region)]),
                    content.place(
                        _around_words(grid.box_of(region), region.words),
                        region.words,
                        _doubt(region),
                    ),
                    number[row],
                    region.col,
                    ends[region.row_to] - number[row],
                    region.col_to - region.col + 1,
                )
                for region in sorted(rows[row], key=lambda region: region.col)
            )
            for row in starts
        ),
        content.place(grid.box),
    )


def _doubt(region: Region) -> str | None:
    """Why the text of a cell may be wrong, its words aside."""
    if region.words and all(_TOO_WIDE.fullmatch(word.text) for word in region.words):
        return TOO_WIDE
    return region.doubt if region.words else None


def tops(grid: Grid) -> tuple[float, ...]:
    """The upper edges of the rows of a grid's table, and the lower edge of the last."""
    starts = sorted({region.row for region in grid.regions})
    return (*(grid.ys[row] for row in starts), grid.ys[-1])


def _around_words(box: BBox, words: Sequence[Word]) -> BBox:
    """The cell's box, widened where a word sticks out."""
    return around([box, *(word.box for word in words if word.shown is None)])


def room(grid: Grid) -> dict[int, float]:
    """By column: what the last lines of the cells in the last row leave free, in ems.

    What the fullest line of the grid leaves free is the cells' padding. Where only white space
    tells columns, a column is as wide as its widest line at least: what is surely free is told.
    """
    lines = _lines(grid)
    found = {
        region.col: (width - own[-1]) / max(word.size for word in region.words)
        for region, own, width in zip(grid.regions, lines, _widths(grid, lines), strict=True)
        if own and region.row_to == len(grid.ys) - 2
    }
    return {col: free for col, free in found.items() if free > 0} if grid.slack else found


def _lines(grid: Grid) -> list[list[float]]:
    """By cell: how wide its lines are."""
    lines = (text_lines(region.words) for region in grid.regions)
    return [[line[-1].x1 - line[0].x0 for line in each] for each in lines]


def _widest(grid: Grid, widths: Sequence[Sequence[float]]) -> list[float]:
    """By cell: how wide the widest line of its column is."""
    most: dict[tuple[int, int], float] = {}
    for region, own in zip(grid.regions, widths, strict=True):
        span = region.col, region.col_to
        most[span] = max([most.get(span, 0.0), *own])
    return [most[region.col, region.col_to] for region in grid.regions]


def _widths(grid: Grid, widths: Sequence[Sequence[float]]) -> list[float]:
    """By cell: how wide a line of it may be."""
    if grid.slack:
        return _widest(grid, widths)
    boxes = [grid.box_of(region) for region in grid.regions]
    inner = [box[2] - box[0] for box in boxes]
    free = (width - line for width, own in zip(inner, widths, strict=True) for line in own)
    padding = max(0.0, min(free, default=0.0))
    return [width - padding for width in inner]
