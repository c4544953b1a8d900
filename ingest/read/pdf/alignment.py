"""Tables without rules, or with rules in one direction alone: grids where white space divides."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.lexicon.labels import column_roles, has_figure
from ingest.read.pdf import ruled
from ingest.read.pdf.joins.filled import Cells, cells_of
from ingest.read.pdf.joins.touching_labels import unglued
from ingest.read.pdf.pages import is_title
from ingest.read.pdf.white.areas import area_of, words_of
from ingest.read.pdf.white.bands import Band, bands, chunks, same_lines, segments
from ingest.read.pdf.white.half_ruled import half_ruled
from ingest.read.pdf.white.headings import headings, long_rules
from ingest.read.pdf.white.tiers import lifted
from ingest.read.pdf.white.zones import (
    Columns,
    Zone,
    carried_zone,
    cut_headers,
    headed_zone,
    open_columns,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.read.pdf.page.content import Rule, Word
    from ingest.read.pdf.white.areas import Area
    from ingest.read.pdf.white.bands import Interval, Segment
    from ingest.read.pdf.white.headers import Heading

GUESSED_ROWS = "无框线，行的划分为推测 (no rules: the rows are a guess)"
_MARGIN = 2.0
_MORE = 12.0
_LEAST_RULES = 4
_LEVEL = 0.5  # points
_SHORT = 0.1  # of the longest: rules are no shorter that divide the last columns
_CAPTION = re.compile(r"[（(].*[）)]|.{0,4}单位[:：].{1,6}")
_RULED = 0.6  # of the rows: so many rules between them tell that all rows are ruled


@dataclass(slots=True)
class Aligned:
    """The filled grids of a stretch of a page, and the words outside them.

    ``open`` are the columns of a table that may go on below it.
    """

    grids: list[ruled.Grid] = field(default_factory=list)
    rest: list[Word] = field(default_factory=list)
    open: Columns | None = None


def aligned(words: Sequence[Word], rules: Sequence[Rule], carried: Columns | None) -> Aligned:
    """The tables that no rules, or rules in one direction alone, divide.

    ``carried`` are the columns of a table that may go on at the head of ``words``.
    """
    found = unglued(segments(piece for word in words for piece in word.pieces()))
    if not found:
        return Aligned()
    across = _stacked(rules, found)
    runs, last = _runs(found, rules, _ruled_rows(across, found), carried)
    result = Aligned(open=last)
    zones = [zone for run in runs for zone in run]
    begun = next((z for z in zones[:1] if carried and _goes_on(z.columns, carried)), None)
    cut = next((z for z in zones if z.columns is last and any(last.roles)), None)
    heights = sorted({rule.at for rule in across})
    divided = dict(zip(map(id, zones), cells_of(zones, heights, begun, cut), strict=True))
    for run in runs:
        area = area_of(run)
        inside = [rule for rule in across if area.top - _MORE <= rule.at <= area.bottom + _MORE]
        heights = sorted({rule.at for rule in inside})
        cells = [divided[id(zone)] for zone in run]
        count = sum(len(each.rows) for each in cells)
        rows_ruled = len(across) >= _LEAST_RULES and len(heights) > max(1, _RULED * count)
        if rows_ruled or (run[0].columns.ruled and heights):
            grid = half_ruled(area, inside)
            for zone in run:
                zone.columns.ruled = True
            if grid:
                ruled.fill(grid, [word for zone in run for word in words_of(zone)])
        else:
            grid = _unruled(area, cells)
        if grid:
            grid.slack = area.told
            result.grids.append(grid)
    # A word may have been cut since: its first part begins where it does.
    taken = {(w.top, w.x0) for grid in result.grids for r in grid.regions for w in r.words}
    every = (word for segment in found for word in segment.words)
    result.rest = [word for word in every if (word.top, word.x0) not in taken]
    return result


def _goes_on(columns: Columns, before: Columns) -> bool:
    """Whether columns are those of the page before: what follows headers printed again, too."""
    return columns.roles is before.roles or (any(before.roles) and columns.roles == before.roles)


def _stacked(rules: Sequence[Rule], found: Sequence[Segment]) -> list[Rule]:
    """Horizontal rules long enough to divide rows, and those level with one, from top to bottom."""
    across = [rule for rule in rules if not rule.vertical]
    long = long_rules(across, found)
    heights = [rule.at for rule in (*long, *_amid(across, long))]
    level = [rule for rule in across if any(abs(rule.at - at) < _LEVEL for at in heights)]
    return sorted(level, key=lambda rule: rule.at)


def _amid(across: Sequence[Rule], long: Sequence[Rule]) -> list[Rule]:
    """The shorter rules between long ones that divide rows of some columns.

    Such a rule begins and ends where other rules do, or ends at the side of the table.
    """
    if len(long) < _LEAST_RULES:
        return []
    start, end = min(rule.start for rule in long), max(rule.end for rule in long)
    top, bottom = min(rule.at for rule in long), max(rule.at for rule in long)
    between = [
        rule
        for rule in across
        if top < rule.at < bottom and rule.end - rule.start > _SHORT * (end - start)
    ]
    ends = [x for rule in between for x in (rule.start, rule.end)]

    def is_told(x: float) -> bool:
        near = sum(abs(x - other) < _MARGIN for other in ends)
        return near > 1 or abs(x - start) < _MARGIN

    return [
        rule
        for rule in between
        if abs(rule.end - end) < _MARGIN or (is_told(rule.start) and is_told(rule.end))
    ]


def _ruled_rows(across: Sequence[Rule], found: Sequence[Segment]) -> list[Interval]:
    """The upper and lower edges of the rows between rules: what stands in them is inside."""
    if len(across) < _LEAST_RULES:
        return []
    rows = []
    for above, below in pairwise(across):
        left = min(above.start, below.start)
        inside = (s for s in found if above.at < (s.top + s.bottom) / 2 <= below.at)
        if all(segment.x0 > left + _LEVEL for segment in inside):
            rows.append((above.at, below.at))
    return rows


def _runs(
    found: Sequence[Segment],
    rules: Sequence[Rule],
    rows: Sequence[Interval],
    carried: Columns | None,
) -> tuple[list[list[Zone]], Columns | None]:
    """Zones that follow one another, and the columns of the last one if nothing is below it."""
    heads, parts = _headed(found, rules)
    runs: list[list[Zone]] = [[]]
    last: Columns | None = None
    for heading, part in zip((None, *heads), parts, strict=True):
        zone, rest = None, part
        if heading:
            zone, rest = headed_zone(heading, part, rules)
        elif carried:
            zone, rest = carried_zone(carried, part, rules)
        if zone:
            runs[-1].append(zone)
            last = zone.columns
        if rest:
            last = None
            _add_bands(runs, rest, rows)
            if runs[-1] and _is_table(runs[-1]):
                last = open_columns(runs[-1][-1])
    return [run for run in runs if _is_table(run)], last


def _headed(
    found: Sequence[Segment], rules: Sequence[Rule]
) -> tuple[list[Heading], list[list[Segment]]]:
    """The headings, and the segments before the first one and below each of them."""
    heads, parts = _with_text(headings(found, rules), found)
    zones = [headed_zone(*each, rules)[0] for each in zip(heads, parts[1:], strict=True)]
    best = heads, parts
    for within in (False, True):
        halves: dict[int, list[Segment]] = {}
        for heading, zone in zip(heads, zones, strict=True):
            halves |= cut_headers(heading, zone, found, within=within)
        cut = [half for segment in found for half in halves.get(id(segment), [segment])]
        again = _with_text(headings(cut, rules), cut) if halves else best
        if _is_better(again[0], best[0]):
            best = again
    return best


def _is_better(some: Sequence[Heading], others: Sequence[Heading]) -> bool:
    one, two = _worth(some), _worth(others)
    return one[0] >= two[0] and (one > two or _listed(some) > _listed(others))


def _with_text(
    heads: Sequence[Heading], found: Sequence[Segment]
) -> tuple[list[Heading], list[list[Segment]]]:
    """Headings as the text below them tells; the text above the first and below each."""
    parts = _below(found, heads)
    pairs = zip(heads, parts[1:], strict=True)
    return [lifted(heading, part) for heading, part in pairs], parts


def _worth(heads: Sequence[Heading]) -> tuple[int, int, int]:
    """How many of the lowest headers have a role; less, how many none, and how many are over."""
    lowest = [header for heading in heads for header in heading.headers]
    over = [header for heading in heads for header in heading.over]
    unknown = sum(not (header.roles or header.ruled) for header in (*lowest, *over))
    return len(lowest) - sum(not header.roles for header in lowest), -unknown, -len(over)


def _listed(heads: Sequence[Heading]) -> bool:
    """Whether all headers are in the vocabulary's lists."""
    return bool(heads) and all(column_roles(h.text) for heading in heads for h in heading.headers)


def _below(found: Sequence[Segment], heads: Sequence[Heading]) -> list[list[Segment]]:
    inside = {id(segment) for heading in heads for segment in heading.segments}
    parts: list[list[Segment]] = [[] for _ in (None, *heads)]
    for segment in found:
        if id(segment) not in inside:
            middle = (segment.top + segment.bottom) / 2
            parts[sum(heading.top < middle for heading in heads)].append(segment)
    return parts


def _add_bands(runs: list[list[Zone]], rest: Sequence[Segment], rows: Sequence[Interval]) -> None:
    """Add the zones that gutters tell; a band without any ends a table."""
    for band in bands(chunks(rest, rows)):
        if not band.gutters:
            runs.append([])
            continue
        if not runs[-1]:
            _drop_captions(band)
            if not band.chunks:
                continue
        gutters = _with_figures(band)
        runs[-1].append(Zone(Columns(gutters, [None] * (len(gutters) + 1)), band.segments))


def _with_figures(band: Band) -> list[Interval]:
    """The gutters but for those amid a column, between a header in its middle and its figures.

    Of two that may be, the narrower one is.
    """
    columns = Columns(band.gutters, [])
    texts: list[list[Segment]] = [[] for _ in range(len(band.gutters) + 1)]
    for segment in band.segments:
        texts[columns.of(segment.x0, segment.x1)[0]].append(segment)
    left: dict[int, Interval] = dict(enumerate(band.gutters))
    joined: set[int] = set()
    for number, _ in sorted(left.items(), key=lambda pair: pair[1][1] - pair[1][0]):
        sides = {number, number + 1}
        if not sides & joined and _is_headed(*sorted((texts[number], texts[number + 1]), key=len)):
            joined |= sides
            del left[number]
    return list(left.values())


def _is_headed(upper: Sequence[Segment], lower: Sequence[Segment]) -> bool:
    """Whether figures, several, stand below a text that is none."""
    return (
        len(upper) == 1 < len(lower)
        and not has_figure(upper[0].text)
        and all(s.top > upper[0].bottom and has_figure(s.text) for s in lower)
    )


def _is_table(run: Sequence[Zone]) -> bool:
    """Whether zones are more than a lone line with a gap in it."""
    if any(zone.heading or any(zone.columns.roles) for zone in run):
        return True
    return bool(run) and len(chunks(s for zone in run for s in zone.segments)) > 1


def _is_caption(segment: Segment) -> bool:
    return bool(_CAPTION.fullmatch(segment.text))


def _drop_captions(band: Band) -> None:
    """Take titles, captions, and lines that line up with no column, off the head of a table.

    Where no two texts stand side by side there are but captions: at the left, amid, at the right.
    """
    if all(len(line) == 1 for line in same_lines(band.segments)):
        del band.chunks[:]
    titles = [
        at for at, chunk in enumerate(band.chunks) if len(chunk) == 1 and is_title(chunk[0].text)
    ]
    del band.chunks[: titles[-1] + 1 if titles else 0]
    while band.chunks and all(_is_caption(segment) for segment in band.chunks[0]):
        del band.chunks[0]
    while len(band.chunks) > 1 and len(band.chunks[0]) == 1:
        x0 = band.chunks[0][0].x0
        others = (segment for chunk in band.chunks[1:] for segment in chunk)
        if x0 < band.gutters[0][0] or any(abs(x0 - other.x0) < 1 for other in others):
            break
        del band.chunks[0]


def _unruled(area: Area, found: Sequence[Cells]) -> ruled.Grid:
    """The grid of a table whose rows, but for some, only white space divides."""
    rows = [row for cells in found for row in cells.rows]
    ys = [rows[0][0] - _MARGIN]
    ys += [(above[1] + below[0]) / 2 for above, below in pairwise(rows)]
    ys.append(rows[-1][1] + _MARGIN)
    grid = ruled.Grid(area.xs, ys)
    first = 0
    for cells, own in zip(found, area.own, strict=True):
        for cell in cells.cells:
            region = ruled.Region(
                first + cell.row,
                first + cell.row_to,
                own[cell.col],
                own[cell.col_to + 1] - 1,
                GUESSED_ROWS if cell.guessed else None,
                cell.words,
            )
            grid.regions.append(region)
        first += len(cells.rows)
    return grid
