"""Lines that stand amid several columns: labels of levels above their rows, labels of sums."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from ingest.lexicon.labels import aside, is_level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.read.pdf.white.bands import Segment
    from ingest.read.pdf.white.zones import Zone

    Span = tuple[int, int]

_LEVELS = ("level1", "level2", "level3")
_OFF = 0.6  # of the size: how far texts stand apart that are set alike
_FEWEST = 3  # lines that tell how a column is set
_OVERLAP = 0.15  # of the size: what lines above one another may share of their height


def columns_spanned(zone: Zone) -> dict[int, Span]:
    """By its id: each line under headers that spans columns as a whole, the first and the last."""
    columns = zone.columns
    if not any(columns.roles):
        return {}
    placed = [(segment, columns.of(segment.x0, segment.body[1])) for segment in zone.segments]
    settings = {number: _Setting(zone, placed, number) for number in range(len(columns.roles))}
    found = (
        (segment, _span(segment, own, zone, placed, settings[own[0]])) for segment, own in placed
    )
    return {id(segment): span for segment, span in found if span}


def whole(zone: Zone) -> Span:
    """All columns but those of what the section is called."""
    return zone.columns.unheaded, len(zone.columns.roles) - 1


class _Setting:
    """How the lines of a column are set: where they begin, end and have their middle."""

    def __init__(self, zone: Zone, placed: Sequence[tuple[Segment, Span]], column: int) -> None:
        own = [segment for segment, cols in placed if cols == (column, column)]
        middles = ((s.x0 + s.x1) / 2 for s in own)
        self.sides = [sorted(each) for each in ((s.x0 for s in own), (s.x1 for s in own), middles)]
        headers = zone.heading.headers if zone.heading else ()
        over = [h for h in headers if zone.columns.of(h.x0, h.x1) == (column, column)]
        self.heads = [(header.x0 + header.x1) / 2 for header in over]

    def has(self, segment: Segment) -> bool:
        """Whether a line is set as most lines of the column are, or as its header.

        Where too few lines tell, it is.
        """
        near, middle = _OFF * segment.size, (segment.x0 + segment.x1) / 2
        others = len(self.sides[0]) - 1
        if others < _FEWEST or any(abs(head - middle) < near for head in self.heads):
            return True
        at = zip(self.sides, (segment.x0, segment.x1, middle), strict=True)
        alike = (bisect_left(side, x + near) - bisect_left(side, x - near) - 1 for side, x in at)
        return 2 * max(alike) >= others


def _span(
    segment: Segment,
    own: Span,
    zone: Zone,
    placed: Sequence[tuple[Segment, Span]],
    setting: _Setting,
) -> Span | None:
    columns = zone.columns
    if own[0] < columns.unheaded or columns.roles[own[0]] in _LEVELS:
        return None
    alike = own[0] == own[1] and setting.has(segment)
    is_banner = "name" in columns.roles and is_level(segment.text)
    if alike and not is_banner:
        return None
    blank = _blank_beside(segment, own, zone, placed)
    if is_banner and blank == whole(zone):
        # A name may wrap before such words, and they are set as it is.
        weighted = any(char.isdigit() for char in aside(segment.text))
        if weighted or not alike:
            return blank
    if alike or own[0] < own[1] or blank[0] == blank[1]:
        return None
    return _centred(segment, own[0], blank, zone)


def _blank_beside(
    segment: Segment, own: Span, zone: Zone, placed: Sequence[tuple[Segment, Span]]
) -> Span:
    """The first and last of the columns around its own in which nothing stands beside a line."""
    taken = [cols for other, cols in placed if _stands_beside(segment, other)]
    before = [last + 1 for _, last in taken if last < own[0]]
    after = [first - 1 for first, _ in taken if first > own[1]]
    if sum(first <= own[1] and last >= own[0] for first, last in taken) > 1:
        return own
    return max([zone.columns.unheaded, *before]), min([len(zone.columns.roles) - 1, *after])


def _stands_beside(one: Segment, two: Segment) -> bool:
    return min(one.bottom, two.bottom) - max(one.top, two.top) > _OVERLAP * one.size


def _centred(segment: Segment, own: int, most: Span, zone: Zone) -> Span | None:
    """Of the stretches of columns within ``most`` the one that a line is best centred in."""
    columns = zone.columns
    left, right = columns.sides or (zone.left, max(s.x1 for s in zone.segments))
    edges = [(left, left), *columns.gutters, (right, right)]
    middle = (segment.x0 + segment.x1) / 2
    found: list[tuple[float, Span]] = []
    for first in range(most[0], own + 1):
        for last in range(max(own, first + 1), most[1] + 1):
            low, high = ((edges[first][n] + edges[last + 1][n]) / 2 for n in (0, 1))
            found.append((max(low - middle, middle - high, 0.0), (first, last)))
    off, span = min(found, default=(float("inf"), most))
    return span if off < segment.size else None
