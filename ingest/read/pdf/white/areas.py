"""Zones that follow one another as one table: the column edges that they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.read.pdf.page.content import Word
    from ingest.read.pdf.white.bands import Interval
    from ingest.read.pdf.white.zones import Zone

_MARGIN = 2.0
_OFF = 0.4  # of the size: how far the middle of a header is from that of its column


@dataclass(slots=True)
class Area:
    """Zones that follow one another and make one table: its column edges, and which are whose.

    ``gutters`` are the stretches that the inner edges lie in; ``told`` are those with what pages
    before told of the same edges. ``own`` has the numbers in ``xs`` of the edges of each zone.
    """

    zones: list[Zone]
    xs: list[float]
    gutters: list[Interval]
    own: list[list[int]]
    told: list[Interval]

    @property
    def top(self) -> float:
        """The upper edge of its text."""
        return self.zones[0].top

    @property
    def bottom(self) -> float:
        """The lower edge of its text."""
        return self.zones[-1].bottom


def area_of(run: list[Zone]) -> Area:
    """The table that zones make."""
    clusters: list[Interval] = []
    used: dict[int, list[int]] = {}
    alike: dict[tuple[str | None, ...], list[int]] = {}
    # Headers alone tell least of where their columns part.
    for zone in sorted(run, key=lambda zone: (zone.is_bare, -len(zone.columns.gutters))):
        spans = zone.columns.stretches
        roles = tuple(zone.columns.roles)
        numbers = alike.get(roles, []) if any(roles) else []
        if not all(_meet(stretch, clusters[n]) for stretch, n in zip(spans, numbers, strict=False)):
            numbers = []
        used[id(zone)] = numbers = numbers or _nearest(zone, clusters)
        alike.setdefault(roles, numbers)
        for (left, right), n in zip(spans, numbers, strict=True):
            if n == len(clusters):
                clusters.append((left, right))
            clusters[n] = (max(clusters[n][0], left), min(clusters[n][1], right))
    words = [word for zone in run for word in words_of(zone)]
    sides = [zone.columns.sides for zone in run if zone.columns.sides]
    left = min([*(side[0] for side in sides), *(word.x0 - _MARGIN for word in words)])
    right = max([*(side[1] for side in sides), *(word.x1 + _MARGIN for word in words)])
    told = list(clusters)
    for zone in run:
        for at, before in zip(used[id(zone)], zone.columns.edges, strict=False):
            if not _meet(clusters[at], before):
                told[at] = _around(told[at], before)
        zone.columns.sides = (left, right)
        zone.columns.edges = [clusters[number] for number in used[id(zone)]]
    starts = [segment.x0 for zone in run for segment in zone.segments]
    edges = [_edge(cluster, starts) for cluster in clusters]
    xs = [left, *sorted(edges), right]
    number = {x: at for at, x in enumerate(xs)}
    own = [[0, *sorted(number[edges[n]] for n in used[id(zone)]), len(xs) - 1] for zone in run]
    return Area(run, xs, clusters, own, told)


def _nearest(zone: Zone, clusters: Sequence[Interval]) -> list[int]:
    """The number of the cluster that each edge of a zone is one with; new ones where none is."""
    numbers: list[int] = []
    count = len(clusters)
    headers = zone.heading.headers if zone.heading and zone.is_bare else []
    over = {zone.columns.of(header.x0, header.x1)[0]: header for header in headers}
    left, off = zone.left, _OFF * zone.size
    for column, stretch in enumerate(zone.columns.stretches):
        near = [n for n, other in enumerate(clusters) if _meet(stretch, other) and n not in numbers]
        header = over.get(column)
        # Where the column ends that the header is amid.
        edge = header.x0 + header.x1 - left if header and header.x0 - left > zone.size else 0.0
        if stretch[0] <= edge <= stretch[1]:
            near = [n for n in near if clusters[n][0] - off <= edge <= clusters[n][1] + off]
        else:
            edge = sum(stretch) / 2
        same = min(near, key=lambda n: abs(sum(clusters[n]) / 2 - edge), default=count)
        left = min(max(edge, clusters[same][0]), clusters[same][1]) if near else edge
        count += same == count
        numbers.append(same)
    return numbers


def _around(one: Interval, two: Interval) -> Interval:
    return min(one[0], two[0]), max(one[1], two[1])


def _meet(one: Interval, two: Interval) -> bool:
    return one[0] < two[1] and two[0] < one[1]


def _edge(gutter: Interval, starts: Sequence[float]) -> float:
    """Where in a gutter the edge of the column is: before the words that line up behind it."""
    left, right = gutter
    lined_up = sum(abs(start - right) < 1 for start in starts)
    return max(right - _MARGIN, (left + right) / 2) if lined_up > 1 else (left + right) / 2


def words_of(zone: Zone) -> Iterator[Word]:
    """The words of a zone, those of its heading too."""
    for segment in (*zone.segments, *(zone.heading.segments if zone.heading else ())):
        yield from segment.words
