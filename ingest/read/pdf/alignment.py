"""Tables without rules, or with horizontal ones alone: rules where white space stands for them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.read.labels import known_labels
from ingest.read.pdf import ruled
from ingest.read.pdf.bands import Band, Segment, bands, chunks, segments
from ingest.read.pdf.content import Rule
from ingest.read.pdf.rows import (
    label_columns,
    label_starts,
    line_gap,
    row_edges,
    stands_in_middle,
    strips,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.read.pdf.bands import Interval
    from ingest.read.pdf.content import Word

GUESSED_ROWS = "无框线，行的划分为推测 (no rules: the rows are a guess)"
_MARGIN = 2.0
_MORE = 12.0
_NEAR = 10.0
_LEAST_RULES = 4
_LABEL_GAP = 0.7  # of the size: lines of one label


@dataclass(slots=True)
class _Area:
    """Bands that follow one another and make one table: its column edges, sides and gutters."""

    bands: list[Band]
    xs: list[float]
    gutters: list[Interval]

    @property
    def top(self) -> float:
        """The upper edge of its text."""
        return self.bands[0].top

    @property
    def bottom(self) -> float:
        """The lower edge of its text."""
        return self.bands[-1].bottom


def aligned_grids(words: Sequence[Word], rules: Sequence[Rule]) -> list[ruled.Grid]:
    """The grids of tables that no, or only horizontal, rules divide; not yet filled."""
    found = segments(words)
    if not found:
        return []
    across = _stacked(rules, found)
    rows_are_ruled = len(across) >= _LEAST_RULES
    breaks = [rule.at for rule in across] if rows_are_ruled else []
    grids = []
    for area in _areas(bands(chunks(found, breaks))):
        inside = [rule for rule in across if area.top - _MORE <= rule.at <= area.bottom + _MORE]
        is_half_ruled = rows_are_ruled and len(inside) > 1
        grid = _half_ruled(area, inside) if is_half_ruled else _unruled(area, inside)
        if grid:
            grid.slack = area.gutters
            grids.append(grid)
    return grids


def _stacked(rules: Sequence[Rule], found: Sequence[Segment]) -> list[Rule]:
    """Horizontal rules long enough to divide rows, from top to bottom."""
    width = max(s.x1 for s in found) - min(s.x0 for s in found)
    long = [rule for rule in rules if not rule.vertical and rule.end - rule.start > 0.25 * width]
    return sorted(long, key=lambda rule: rule.at)


def _half_ruled(area: _Area, across: Sequence[Rule]) -> ruled.Grid | None:
    """The grid of a table whose rows are ruled; a row that a page break cut may lack a rule."""
    left = min(area.xs[0], *(rule.start for rule in across))
    right = max(area.xs[-1], *(rule.end for rule in across))
    # Where rules stop beside a merged cell, a column ends.
    stops = {x for rule in across for x in (rule.start, rule.end)}
    stops = {x for x in stops if left + _NEAR < x < right - _NEAR}
    gutters = [x for x in area.xs[1:-1] if all(abs(x - stop) > _NEAR for stop in stops)]
    area.xs = [left, *ruled.positions([*stops, *gutters]), right]
    edges = sorted({rule.at for rule in across})
    if area.top < edges[0]:
        edges.insert(0, area.top - _MARGIN)
    if area.bottom > edges[-1]:
        edges.append(area.bottom + _MARGIN)
    rules = [*across, *(Rule(False, y, left, right) for y in (edges[0], edges[-1]))]
    starts = [edges[max(bisect_right(edges, band.top + _MARGIN) - 1, 0)] for band in area.bands]
    starts[0] = edges[0]
    for band, (start, end) in zip(area.bands, pairwise([*starts, edges[-1]]), strict=True):
        rules += [Rule(True, x, start, end) for x in _edges_of(band, area)]
    return ruled.grid_of(rules)


def _unruled(area: _Area, across: Sequence[Rule]) -> ruled.Grid | None:
    """The grid of a table whose rows, but for some, only white space divides."""
    rules: list[Rule] = []
    guessed = False
    heights = [area.top - _MARGIN]
    heights += [(above.bottom + below.top) / 2 for above, below in pairwise(area.bands)]
    heights.append(area.bottom + _MARGIN)
    for band, (top, bottom) in zip(area.bands, pairwise(heights), strict=True):
        drawn, is_guess = _rules_of(band, area, (top, bottom), [rule.at for rule in across])
        rules += drawn
        guessed = guessed or is_guess
    grid = ruled.grid_of(rules)
    if grid and guessed:
        for region in grid.regions:
            region.doubt = GUESSED_ROWS
    return grid


def _areas(found: Sequence[Band]) -> Iterator[_Area]:
    """Bands with columns that follow one another; a lone line with a gap in it is no table."""
    run: list[Band] = []
    for band in [*found, None]:
        if band is not None and band.gutters:
            _drop_captions(band, first=not run)
            run.append(band)
            continue
        if sum(len(each.chunks) for each in run) > 1:
            yield _area(run)
        run = []


def _drop_captions(band: Band, *, first: bool) -> None:
    """Take lines that stand alone and line up with no column off the head of a table."""
    while first and len(band.chunks) > 1 and len(band.chunks[0]) == 1:
        x0 = band.chunks[0][0].x0
        others = (segment for chunk in band.chunks[1:] for segment in chunk)
        if x0 < band.gutters[0][0] or any(abs(x0 - other.x0) < 1 for other in others):
            break
        del band.chunks[0]


def _area(run: list[Band]) -> _Area:
    clusters: list[Interval] = []
    for band in sorted(run, key=lambda band: -len(band.chunks)):
        for left, right in band.gutters:
            near = [c for c in clusters if left < c[1] and c[0] < right]
            if near:
                middle = (left + right) / 2
                same = min(near, key=lambda c: abs((c[0] + c[1]) / 2 - middle))
                clusters[clusters.index(same)] = (max(same[0], left), min(same[1], right))
            else:
                clusters.append((left, right))
    left = min(s.x0 for band in run for s in band.segments) - _MARGIN
    right = max(s.x1 for band in run for s in band.segments) + _MARGIN
    starts = [segment.x0 for band in run for segment in band.segments]
    edges = sorted(_edge(cluster, starts) for cluster in clusters)
    return _Area(run, [left, *edges, right], clusters)


def _edge(gutter: Interval, starts: Sequence[float]) -> float:
    """Where in a gutter the edge of the column is: before the words that line up behind it."""
    left, right = gutter
    lined_up = sum(abs(start - right) < 1 for start in starts)
    return max(right - _MARGIN, (left + right) / 2) if lined_up > 1 else (left + right) / 2


def _edges_of(band: Band, area: _Area) -> list[float]:
    """The column edges of the area that no text of the band crosses, and its sides."""
    bodies = [segment.body for segment in band.segments]
    inner = [x for x in area.xs[1:-1] if not any(left < x < right for left, right in bodies)]
    return [area.xs[0], *inner, area.xs[-1]]


def _rules_of(
    band: Band, area: _Area, sides: Interval, across: Sequence[float]
) -> tuple[list[Rule], bool]:
    """The rules that stand for the white space of one band; whether its rows are a guess."""
    top, bottom = sides
    xs = _edges_of(band, area)
    columns: list[list[Segment]] = [[] for _ in xs[1:]]
    for segment in sorted(band.segments, key=lambda segment: segment.top):
        column = bisect_right(xs, sum(segment.body) / 2) - 1
        columns[min(max(column, 0), len(columns) - 1)].append(segment)
    size = min(segment.size for segment in band.segments)
    labels = label_columns(columns)
    edges, guessed = row_edges(strips(columns[labels:]), line_gap(columns), size, across)
    heights = [top, *edges, bottom]
    rules = [Rule(True, x, top, bottom) for x in xs]
    rules += [Rule(False, y, xs[0], xs[-1]) for y in (top, bottom)]
    rules += [Rule(False, y, xs[labels], xs[-1]) for y in edges]
    rows = _row_extents(columns[labels:], heights)
    middle = stands_in_middle(_cells(columns[labels:], heights))
    for number in range(labels):
        blocks = _blocks(columns[number])
        starts = label_starts(blocks, rows, size, middle)
        rules += [
            Rule(False, heights[start], xs[number], xs[number + 1])
            for start in starts
            if 0 < start < len(heights) - 1
        ]
    return rules, guessed


def _cells(
    columns: Sequence[Sequence[Segment]], heights: Sequence[float]
) -> list[list[list[Segment]]]:
    rows: list[list[list[Segment]]] = [[[] for _ in columns] for _ in heights[1:]]
    for number, column in enumerate(columns):
        for segment in column:
            row = bisect_right(heights, (segment.top + segment.bottom) / 2) - 1
            rows[min(max(row, 0), len(rows) - 1)][number].append(segment)
    return rows


def _row_extents(columns: Sequence[Sequence[Segment]], heights: Sequence[float]) -> list[Interval]:
    """The upper and lower edge of the text of each row."""
    extents = []
    for row, edges in zip(_cells(columns, heights), pairwise(heights), strict=True):
        lines = [segment for cell in row for segment in cell]
        if lines:
            extents.append((min(s.top for s in lines), max(s.bottom for s in lines)))
        else:
            extents.append(edges)
    return extents


def _blocks(column: Iterable[Segment]) -> list[Interval]:
    """The texts of a column of labels, each over one or more lines."""
    known = known_labels()
    blocks: list[Interval] = []
    whole = False
    for segment in column:
        text = "".join(word.text for word in segment.words)
        goes_on = blocks and not whole and segment.top - blocks[-1][1] <= _LABEL_GAP * segment.size
        if goes_on:
            blocks[-1] = (blocks[-1][0], segment.bottom)
        else:
            blocks.append((segment.top, segment.bottom))
        whole = not goes_on and text in known
    return blocks
