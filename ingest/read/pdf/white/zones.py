"""Zones without vertical rules: runs of lines that share their columns, told by headers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from ingest.read.pdf.white.bands import Segment, between, same_lines, united
from ingest.read.pdf.white.corridors import (
    NARROWEST,
    TOUCHING,
    crosses,
    fitting,
    is_sum,
    runs_across,
    stretches_of,
)
from ingest.read.pdf.white.spanning_lines import columns_spanned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.read.pdf.page.content import Rule, Word
    from ingest.read.pdf.white.bands import Interval
    from ingest.read.pdf.white.headers import Header, Heading

_LEVELS = ("level1", "level2", "level3")
_NEAR = 10.0  # points
_STACK = 3  # rules that begin in one place: the side of a table
_SAME = 0.5  # points: texts that begin at one place
_NO_EDGE = (float("inf"), float("inf"))
_BEFORE = 0.1  # what each text costs that stands before its header, rather than behind one


@dataclass(slots=True)
class Columns:
    """Columns from left to right: the white space between them, and what they hold.

    ``roles`` has an entry for each column: what its header says, None where there is none.
    """

    gutters: list[Interval]
    roles: list[str | None]
    unheaded: int = 0  # how many columns at the left have no header
    widths: dict[int, float] = field(default_factory=dict)  # by column: no text was wider so far
    gap: float | None = None  # the white space between the lines of wrapped text, where known
    alignment: str | None = None  # how cells stand in their row, where known
    ruled: bool = False  # whether rules divide the rows
    outlined: bool = False  # whether projects have rows of their own above those of indicators
    sides: Interval | None = None  # the left and right edge of the table, where known
    edges: list[Interval] = field(default_factory=list)  # where the table has its edges
    starts: tuple[float, ...] = ()  # where the texts behind its first column begin, at its end

    @property
    def stretches(self) -> list[Interval]:
        """The stretches in which the edges between columns lie."""
        if not self.edges:
            return self.gutters
        both = [
            (max(own[0], edge[0]), min(own[1], edge[1]))
            for own, edge in zip(self.gutters, self.edges, strict=True)
        ]
        return [
            shared if shared[0] < shared[1] else own
            for shared, own in zip(both, self.gutters, strict=True)
        ]

    def of(self, x0: float, x1: float) -> tuple[int, int]:
        """The first and last column that the stretch from ``x0`` to ``x1`` stands in."""
        crossed = [
            number
            for number, (left, right) in enumerate(self.gutters)
            if x0 < left - TOUCHING and x1 > right + TOUCHING
        ]
        if crossed:
            return crossed[0], crossed[-1] + 1
        column = sum((left + right) / 2 < (x0 + x1) / 2 for left, right in self.gutters)
        return column, column


@dataclass(slots=True)
class Zone:
    """Lines that share their columns; ``segments`` are those below the heading, if it has one."""

    columns: Columns
    segments: list[Segment]
    heading: Heading | None = None

    @property
    def top(self) -> float:
        """The upper edge of the text."""
        heads = [self.heading.top] if self.heading else []
        return min([*heads, *(segment.top for segment in self.segments)])

    @property
    def bottom(self) -> float:
        """The lower edge of the text."""
        heads = [self.heading.bottom] if self.heading else []
        return max([*heads, *(segment.bottom for segment in self.segments)])

    @property
    def is_bare(self) -> bool:
        """Whether nothing stands below its headers."""
        first = self.heading.headers[0].x0 if self.heading else float("-inf")
        return all(segment.x1 < first for segment in self.segments)

    @property
    def left(self) -> float:
        """The left edge of the text."""
        heads = self.heading.segments if self.heading else []
        return min(segment.x0 for segment in (*heads, *self.segments))

    @property
    def size(self) -> float:
        """The size of the smallest type."""
        headers = self.heading.segments if self.heading else []
        return min(segment.size for segment in (*headers, *self.segments))


def headed_zone(
    heading: Heading, body: Sequence[Segment], rules: Sequence[Rule]
) -> tuple[Zone, list[Segment]]:
    """The zone that a heading opens, and the segments of ``body`` below it that are none of it."""
    headers = heading.headers
    # Headers that touch may reach into one another by a hair.
    sides = ((left.x1, right.x0) for left, right in pairwise(headers))
    corridors = [(min(side), max(side)) for side in sides]
    levels = any(header.roles.get("indicators") in _LEVELS for header in headers)
    lines, rest = fitting(corridors, body, heading.size, levels=levels)
    whole = [s for line in lines for s in line if not crosses(s, corridors)]
    end = _other_columns(heading, whole, rules)
    lines, rest = _without_prose(*_above(lines, rest, end))
    while len(lines) > 1 and runs_across(lines, headers[0].x0, heading.size):
        rest = [*lines.pop(), *rest]
    kept = [segment for line in lines for segment in line]
    own = [s for line in lines for s in line if not crosses(s, corridors)]
    own = [s for s in own if not (levels and is_sum(s))]
    occupied = united([*((h.x0, h.x1) for h in headers), *stretches_of(own)])
    gutters = between(occupied, heading.size, NARROWEST)
    for number, corridor in enumerate(corridors):
        after = headers[number + 1].x0
        if not any(headers[number].x1 <= g[0] + 0.1 and g[1] <= after + 0.1 for g in gutters):
            gutters.append(corridor)
    bottom = max([heading.bottom, *(segment.bottom for segment in kept)])
    gutters = _with_stops(gutters, occupied, rules, (heading.top, bottom))
    gutters = _ruled_off(gutters, rules, (heading.top, heading.bottom))
    gutters = _with_headers(gutters, heading, own)
    found = Columns(gutters, [])
    roles: list[str | None] = [None] * (len(gutters) + 1)
    for header in headers:
        column = found.of(header.x0, header.x1)[0]
        groups = (heading.group, "indicators", "projects")
        roles[column] = next((header.roles[g] for g in groups if g in header.roles), "")
        below = [s for s in own if found.of(s.x0, s.body[1]) == (column, column)]
        found.widths[column] = _width(header, below, found, column)
    found.roles = roles
    found.unheaded = next((n for n, role in enumerate(roles) if role is not None), 0)
    return _without_others(Zone(found, kept, heading), rest)


def _other_columns(heading: Heading, body: Sequence[Segment], rules: Sequence[Rule]) -> float:
    """Where what is no row of the heading begins: beside the rules, or where they stop elsewhere.

    Rules that stop amid the columns above them are those of another part of the form; what sums
    up the rows above it may stand amid columns.
    """
    across = sorted((rule for rule in rules if not rule.vertical), key=lambda rule: rule.at)
    end = _beside_rules(body, across)
    if not across:
        return end
    left, right = min(rule.start for rule in across), max(rule.end for rule in across)
    first, last = heading.headers[0].x0, heading.headers[-1].x1
    wide = heading.bottom
    for rule in across:
        if rule.at < heading.bottom:
            continue
        if rule.start < first and last < rule.end:
            wide = rule.at
            continue
        above = [s for s in body if s.bottom < wide and not is_sum(s)]
        taken = united([*((h.x0, h.x1) for h in heading.headers), *stretches_of(above)])
        stops = [x for x in (rule.start, rule.end) if left + _NEAR < x < right - _NEAR]
        if any(x0 + 1 < x < x1 - 1 for x in stops for x0, x1 in taken):
            return min(wide, end)
    return end


def _above(
    lines: Sequence[Sequence[Segment]], rest: Sequence[Segment], end: float
) -> tuple[list[list[Segment]], list[Segment]]:
    """The lines above a height; the others are added to the ``rest``."""
    found = ([segment for segment in line if segment.top < end] for line in lines)
    below = [segment for line in lines for segment in line if segment.top >= end]
    return [line for line in found if line], [*below, *rest]


def _without_prose(
    lines: list[list[Segment]], rest: list[Segment]
) -> tuple[list[list[Segment]], list[Segment]]:
    """Lines of a table without those at its end that begin where the text below it does.

    No other line of the table begins there: it is the heading of what follows.
    """
    while len(lines) > 1 and rest:
        last, below = lines[-1], same_lines(rest)[0]
        left = last[0].x0 + _SAME
        others = (segment for line in lines[:-1] for segment in line)
        is_prose = len(last) == len(below) == 1 and abs(last[0].x0 - below[0].x0) < _SAME
        if not is_prose or any(segment.x0 < left for segment in others):
            break
        rest = [*lines[-1], *rest]
        lines = lines[:-1]
    return lines, rest


def _beside_rules(body: Iterable[Segment], across: Sequence[Rule]) -> float:
    """Where text begins at the side of a table's rules: that of a cell stands inside them."""
    left = min((rule.start for rule in across), default=0.0)
    if sum(rule.start < left + TOUCHING for rule in across) < _STACK:
        return float("inf")
    return min((s.top for s in body if s.x0 < left + TOUCHING), default=float("inf"))


def _without_others(zone: Zone, rest: list[Segment]) -> tuple[Zone, list[Segment]]:
    """A zone without the lines at its end that are set as what follows: amid its columns."""
    told = columns_spanned(zone) if rest else {}
    lines = same_lines(zone.segments) if told else []
    while len(lines) > 1 and any(id(s) in told and not is_sum(s) for s in lines[-1]):
        rest = [*lines.pop(), *rest]
        zone.segments = [segment for line in lines for segment in line]
    return zone, rest


def cut_headers(
    heading: Heading, zone: Zone, found: Iterable[Segment], *, within: bool
) -> dict[int, list[Segment]]:
    """By its id: each line beside headers, cut where the columns below it part.

    The headers of two columns may stand as near to one another as words do; ``within`` says that
    they may as characters do.
    """
    taken = united(stretches_of(zone.segments))
    ruled = {id(segment) for over in heading.over if over.ruled for segment in over.segments}
    cut = {}
    for segment in found:
        if (
            id(segment) in ruled
            or not heading.top < (segment.top + segment.bottom) / 2 < heading.bottom
        ):
            continue
        halves: list[list[Word]] = [[]]
        words = segment.words
        for word in (part for one in words for part in _parts(one, taken)) if within else words:
            if halves[-1] and not _any_between(taken, halves[-1][-1].x1, word.x0):
                halves.append([])
            halves[-1].append(word)
        if len(halves) > 1:
            cut[id(segment)] = [Segment(words) for words in halves]
    return cut


def _parts(word: Word, taken: Sequence[Interval]) -> Iterator[Word]:
    """A word that stands over two columns, cut between characters where they part."""
    for (_, left), (right, _) in pairwise(taken):
        if not word.x0 < left < right < word.x1:
            continue
        edges = [(one[1] + two[0]) / 2 for one, two in pairwise(word.edges)]
        inside = [at for at, x in enumerate(edges, 1) if left <= x <= right]
        if inside:
            closed = (at for at in inside if word.text[at - 1] in "）)")
            before, after = word.split(next(closed, inside[len(inside) // 2]))
            yield before
            yield from _parts(after, taken)
            return
    yield word


def _any_between(taken: Iterable[Interval], left: float, right: float) -> bool:
    """Whether anything is taken between two edges, or where they meet."""
    left, right = min(left, right), max(left, right)
    return any(start <= left and right <= end for start, end in taken)


def carried_zone(
    columns: Columns, body: Sequence[Segment], rules: Sequence[Rule]
) -> tuple[Zone | None, list[Segment]]:
    """The zone of the page before that goes on at the head of ``body``, and the other segments.

    Where columns have no headers, texts go on that begin where those of the last row did.
    """
    if not body:
        return None, []
    if not any(columns.roles):
        every = same_lines(body)
        begun = list(takewhile(lambda line: _begins_as(line, columns.starts), every))
        rest = [segment for line in every[len(begun) :] for segment in line]
        own = [segment for line in begun for segment in line]
        return Zone(replace(columns), own) if own else None, rest
    corridors = list(columns.gutters)
    levels = any(role in _LEVELS for role in columns.roles)
    size = min(segment.size for segment in body)
    lines, rest = fitting(corridors, body, size, levels=levels)
    end = _beside_rules(body, [rule for rule in rules if not rule.vertical])
    lines, rest = _without_prose(*_above(lines, rest, end))
    kept = [segment for line in lines for segment in line]
    if not kept:
        return None, rest
    return Zone(replace(columns, gutters=corridors), kept), rest


def open_columns(zone: Zone) -> Columns:
    """The columns of a zone without headers that the page ends with, as they may go on."""
    first, last = zone.columns.gutters[0][1], same_lines(zone.segments)[-1]
    zone.columns.starts = tuple(s.x0 for s in last if s.x0 >= first)
    return zone.columns


def _begins_as(line: Iterable[Segment], starts: Sequence[float]) -> bool:
    return all(any(abs(segment.x0 - x) < _SAME for x in starts) for segment in line)


def _width(header: Header, own: Sequence[Segment], columns: Columns, column: int) -> float:
    """How wide a column is at least: its header stands at its left or in its middle."""
    width = header.x1 - header.x0
    if not own:
        return width
    left = max(own, key=lambda segment: segment.x1 - segment.x0).x0
    reach = [*columns.gutters, (0.0, max(segment.x1 for segment in own))][column][1] - left
    return max(width, min(header.x0 + header.x1 - 2 * left, reach))


def _with_stops(
    gutters: Sequence[Interval],
    occupied: Sequence[Interval],
    rules: Sequence[Rule],
    sides: Interval,
) -> list[Interval]:
    """Gutters, with those that are narrow but where horizontal rules stop beside a merged cell."""
    inside = [r for r in rules if not r.vertical and sides[0] - _NEAR < r.at < sides[1] + _NEAR]
    left = min((rule.start for rule in inside), default=0.0) + _NEAR
    right = max((rule.end for rule in inside), default=0.0) - _NEAR
    stops = sorted({x for rule in inside for x in (rule.start, rule.end) if left < x < right})
    narrow = [(above[1], below[0]) for above, below in pairwise(occupied)]
    found = [gap for gap in narrow if any(gap[0] <= x <= gap[1] for x in stops)]
    return sorted({*gutters, *found})


def _ruled_off(
    gutters: Sequence[Interval], rules: Sequence[Rule], heading: Interval
) -> list[Interval]:
    """Gutters, where vertical rules cross the heading in their place."""
    found = list(gutters)
    for rule in rules:
        if rule.vertical and rule.start <= heading[0] + 2 and rule.end >= heading[1] - 2:
            found = [gutter for gutter in found if not gutter[0] <= rule.at <= gutter[1]]
            found.append((rule.at - 0.5, rule.at + 0.5))
    return sorted(found)


def _with_headers(
    gutters: Sequence[Interval], heading: Heading, body: Sequence[Segment]
) -> list[Interval]:
    """Gutters less those amid a column: between a header in its middle and the text beside it.

    Of all ways to join neighbours the one in which fewest texts lack a header and fewest headers
    lack text: figures at the right of their columns stand nearer to the next header than to theirs.
    Texts that stand side by side in a line are of two columns.
    """
    parts = _parts_of(gutters, heading, body)
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(parts) + 1):
        options = []
        for start in range(end - 1, -1, -1):
            if start < end - 1 and not _are_one(parts[start:end], parts, end):
                break
            options.append((best[start][0] + _lacking(parts[start:end]), start))
        best.append(min(options))
    starts = []
    end = len(parts)
    while end:
        end = best[end][1]
        starts.append(end)
    return [gutters[start - 1] for start in reversed(starts) if start]


class _Part(NamedTuple):
    """What stands between two gutters: how many headers, which texts; whether headers follow."""

    headers: int
    texts: list[Segment]
    before_headers: bool


def _parts_of(
    gutters: Sequence[Interval], heading: Heading, body: Sequence[Segment]
) -> list[_Part]:
    edges = [(0.0, 0.0), *gutters, _NO_EDGE]
    first = heading.headers[0].x0
    return [
        _Part(
            sum(left[0] < (header.x0 + header.x1) / 2 < right[1] for header in heading.headers),
            _in(body, left[1], right[0]),
            right[1] <= first,
        )
        for left, right in pairwise(edges)
    ]


def _are_one(group: Sequence[_Part], parts: Sequence[_Part], end: int) -> bool:
    """Whether neighbours may be one column.

    What stands before the headers is of the first one where it has no other text, and where
    others stand beside it: the name of a section has no text in its lines.
    """
    if sum(part.headers for part in group) > 1:
        return False
    if any(_side_by_side(one.texts, two.texts) for one, two in combinations(group, 2)):
        return False
    if not group[0].before_headers:
        return True
    rest = [segment for part in parts[end:] for segment in part.texts]
    return not group[-1].before_headers and _side_by_side(group[0].texts, rest)


def _lacking(group: Sequence[_Part]) -> float:
    """What it costs that a column has no header or no text, or begins before its header."""
    headed, has_text = any(part.headers for part in group), any(part.texts for part in group)
    if headed and has_text:
        before = next(number for number, part in enumerate(group) if part.headers)
        return _BEFORE * before
    return float(headed != has_text and not group[-1].before_headers)


def _in(body: Iterable[Segment], left: float, right: float) -> list[Segment]:
    return [s for s in body if left - 0.5 <= s.x0 and s.body[1] <= right + 0.5]


def _side_by_side(some: Sequence[Segment], others: Sequence[Segment]) -> bool:
    return any(
        min(one.bottom, other.bottom) - max(one.top, other.top) > 0.3 * one.size
        for one in some
        for other in others
    )
