"""Tables whose rows rules divide, and whose columns only white space does."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.read.pdf import ruled
from ingest.read.pdf.page.content import Rule
from ingest.read.pdf.white.bands import same_lines
from ingest.read.pdf.white.corridors import stretches_of
from ingest.read.pdf.white.spanning_lines import columns_spanned
from ingest.read.pdf.white.tiers import header_cells, tiers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.document import BBox
    from ingest.read.pdf.white.areas import Area
    from ingest.read.pdf.white.bands import Interval, Segment
    from ingest.read.pdf.white.headers import Heading
    from ingest.read.pdf.white.zones import Zone

_MARGIN = 2.0
_NEAR = 10.0
_WIDE = 0.9  # of the size: a gap that running text does not have


def half_ruled(area: Area, across: Sequence[Rule]) -> ruled.Grid | None:
    """The grid of a table whose rows are ruled; a row that a page break cut may lack a rule."""
    left = min(area.xs[0], *(rule.start for rule in across))
    right = max(area.xs[-1], *(rule.end for rule in across))
    # Where rules stop beside a merged cell, a column ends.
    ends = [x for rule in across for x in (rule.start, rule.end)]
    stops = [x for x in ruled.positions(ends) if left + _NEAR < x < right - _NEAR]
    area.xs = [left, *(_stop(x, stops, area.gutters) for x in area.xs[1:-1]), right]
    more = [
        x
        for x in stops
        if all(abs(x - at) > 2 * _NEAR for at in area.xs[1:-1])
        and not any(start <= x <= end for start, end in area.gutters)
    ]
    told = [*area.xs[1:-1], *more]
    edges = sorted({rule.at for rule in across})
    if area.top < edges[0]:
        edges.insert(0, area.top - _MARGIN)
    if area.bottom > edges[-1]:
        edges.append(area.bottom + _MARGIN)
    owns = [
        _own_edges(area, zone, numbers, across, stops)
        for zone, numbers in zip(area.zones, area.own, strict=True)
    ]
    spans = list(_spans(area, owns, across))
    added = [
        Rule(False, s[3], s[0], s[2])
        for s in spans
        if not any(s[1] < y < s[3] + _NEAR for y in edges)
    ]
    edges = sorted({*edges, *(rule.at for rule in added)})
    rules = [*across, *added, *(Rule(False, y, left, right) for y in (edges[0], edges[-1]))]
    starts = [edges[max(bisect_right(edges, zone.top + _MARGIN) - 1, 0)] for zone in area.zones]
    starts[0] = edges[0]
    over = {key: span for zone in area.zones for key, span in columns_spanned(zone).items()}
    sides = pairwise([*starts, edges[-1]])
    for zone, own, (start, end) in zip(area.zones, owns, sides, strict=True):
        inside = [start, *(y for y in edges if start < y < end), end]
        within = [rule for rule in across if start < rule.at < end]
        own_more = [x for x in more if any(_stops_at(rule, x) for rule in within)]
        for top, bottom in pairwise(inside):
            here = [s for s in zone.segments if top < (s.top + s.bottom) / 2 < bottom]
            stretches = stretches_of(here)
            amids = (over[id(segment)] for segment in here if id(segment) in over)
            stretches += [(own[first], own[last + 1]) for first, last in amids]
            stretches += [(s[0], s[2]) for s in spans if top < (s[1] + s[3]) / 2 < bottom]
            beside = [rule for rule in across if rule.at in (top, bottom)]
            inner = [x for x in (*own, *own_more) if x != own[-1]]
            last = max(here, key=lambda segment: segment.x1, default=None)
            if last and any(_crossed(x, [(last.x0, last.x1)]) for x in inner):
                # Behind a text that runs over columns there is no blank cell.
                inner = [x for x in inner if x < last.x1]
            xs = [x for x in (*inner, own[-1]) if not _crossed(x, stretches)]
            xs += _beside_banner(here, xs)
            xs += [x for x in told if x not in xs and any(_stops_at(rule, x) for rule in beside)]
            rules += [Rule(True, x, top, bottom) for x in xs]
    return ruled.grid_of(rules)


def _stop(x: float, stops: Iterable[float], gutters: Sequence[Interval]) -> float:
    """The end of rules in the gutter of an edge, or near it: text stays on its side."""
    left, right = next(gutter for gutter in gutters if gutter[0] <= x <= gutter[1])
    near = min(stops, key=lambda stop: abs(stop - x), default=x)
    inside = left - _MARGIN <= near <= right + _MARGIN
    return min(max(near, left), right) if inside or abs(near - x) <= _NEAR else x


def _own_edges(
    area: Area, zone: Zone, numbers: Sequence[int], across: Sequence[Rule], stops: Sequence[float]
) -> list[float]:
    """The edges of a zone; where rules beside it stop at another place in a gutter, there."""
    beside = [rule for rule in across if zone.top - _NEAR < rule.at < zone.bottom + _NEAR]
    inner = area.xs[1:-1]
    inner += [x for x in stops if all(abs(x - other) > _MARGIN for other in inner)]
    told = [x for x in inner if any(_stops_at(rule, x) for rule in beside)]
    found = [area.xs[number] for number in numbers]
    for at, (left, right) in enumerate(zone.columns.gutters, 1):
        inside = [x for x in told if left <= x <= right]
        if len(inside) == 1:
            found[at] = inside[0]
            zone.columns.edges[at - 1] = (inside[0] - _MARGIN, inside[0] + _MARGIN)
    return found


def _beside_banner(here: Sequence[Segment], xs: Sequence[float]) -> Iterator[float]:
    """Where the cell begins of a text that runs over edges beside another: amid their gap."""
    for line in same_lines(here):
        for left, right in pairwise(sorted(line, key=lambda segment: segment.x0)):
            gap = left.x1, right.x0
            if gap[1] - gap[0] > _WIDE * right.size and not any(gap[0] < x < gap[1] for x in xs):
                yield sum(gap) / 2


def _crossed(x: float, stretches: Iterable[Interval]) -> bool:
    return any(x0 < x - 1 and x < x1 - 1 for x0, x1 in stretches)


def _stops_at(rule: Rule, x: float) -> bool:
    return min(abs(rule.start - x), abs(rule.end - x)) < _MARGIN


def _spans(area: Area, owns: Sequence[Sequence[float]], across: Sequence[Rule]) -> Iterator[BBox]:
    """The columns that each header of others stands over, and its upper and lower edge."""
    for zone, own in zip(area.zones, owns, strict=True):
        if zone.heading is None:
            continue
        ruled_off = _amid_rules(zone.heading, across)
        rows = tiers(zone.heading)
        for header, (row, _), (first, last) in header_cells(zone.heading, zone.columns):
            if header not in zone.heading.over:
                continue
            bottom = rows[row][1]
            if id(header) in ruled_off:
                left, right = (
                    min(own, key=lambda edge: abs(edge - x)) for x in ruled_off[id(header)]
                )
                yield left, header.top, right, bottom
            elif first < last:
                yield own[first], header.top, own[last + 1], bottom


def _amid_rules(heading: Heading, across: Sequence[Rule]) -> dict[int, Interval]:
    """By its id: how wide the cell is of each header over others that a rule lies below.

    Headers stand in the middle of their cells, which share the rule among them from end to end.
    """
    found: dict[int, Interval] = {}
    for rule in across:
        over = [
            header
            for header in heading.over
            if rule.start < header.x0 and header.x1 < rule.end
            if header.bottom - _MARGIN < rule.at < header.bottom + heading.size
        ]
        edges = [rule.start]
        for header in sorted(over, key=lambda header: header.x0):
            edges.append(header.x0 + header.x1 - edges[-1])
        if over and abs(edges[-1] - rule.end) < heading.size and edges == sorted(edges):
            sides = pairwise([*edges[:-1], rule.end])
            found |= zip(map(id, sorted(over, key=lambda header: header.x0)), sides, strict=True)
    return found
