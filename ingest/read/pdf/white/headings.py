"""Rows of column headers among lines of text, told by the words that forms print there."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import groupby
from typing import TYPE_CHECKING

from ingest.lexicon.labels import (
    column_roles,
    has_figure,
    is_label,
    is_level,
    is_section,
    likely_role,
    plain,
)
from ingest.read.pdf.white.bands import same_lines
from ingest.read.pdf.white.headers import (
    INTO,
    WRAP,
    Header,
    Heading,
    group_of,
    heading_of,
    lined_up,
    overlap,
)
from ingest.read.pdf.white.two_rows import stacks_left, two_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.document import BBox
    from ingest.read.pdf.page.content import Rule
    from ingest.read.pdf.white.bands import Segment

_MOST_LINES = 5
_TIERS = 1.5  # of the size: the widest space between two rows of headers of one table
_FEWEST = 2
_ROWS, _MANY_ROWS = 4, 12  # rows below headers that tell what stands below one, and beside it
_UNREAD, _REMARK = "unread", "remark"
_LIKELY = "indicators"  # the group whose headers are told by their words where no list has them
_LEVELS = ("level1", "level2", "level3")
_VALUES = ("annual", "cycle", "actual")
_LONGEST_PART = 6  # what wraps before a line that is a header alone: 规划期 over 目标值
_SLANT = 0.5  # of the size: how far the middles of headers in one row stand apart
_BESIDE = 0.15  # of the size: by so much reach lines beside one another down at least
_LONG = 0.25  # of the width: so long are rules that divide rows
# Sentences, and what closes a bracket that it does not open.
_NO_HEADER = re.compile(r"[。；;！!？?]|^[^（(]*[）)]")


def headings(found: Sequence[Segment], rules: Sequence[Rule] = ()) -> list[Heading]:
    """The rows of headers among segments, from top to bottom; no header goes on over a rule."""
    rows: list[Heading] = []
    taken: set[int] = set()  # what is told as a whole
    across = [rule for rule in rules if not rule.vertical]
    long = long_rules(across, found)
    for known in _rows(_known(found, across)):
        if all(id(segment) in taken for header in known for segment in header.segments):
            continue
        if whole := _ruled_heading(known, found, across) or _two_rows(known, found):
            own = {id(segment) for segment in whole.segments}
            taken |= own
            rows = [row for row in rows if own.isdisjoint(map(id, row.segments))]
            rows.append(whole)
            continue
        heading = _heading(known, found)
        if heading is None:
            continue
        if rows and heading.top - rows[-1].bottom < _TIERS * heading.size:
            heading = _with_all(rows.pop().below(heading), found)
        heading.over += _over_rules(heading, found, long)
        heading.over += map(Header, _tier_above(heading, found))
        heading = _with_tier_below(heading, found)
        # Further parts of a budget stand in the same columns and are one table with the first.
        if not (rows and heading.group == "budget" and _stands_below(heading, rows[-1])):
            rows.append(heading)
    return rows


def long_rules(across: Sequence[Rule], found: Sequence[Segment]) -> list[Rule]:
    """The horizontal rules that are long enough beside the text ``found`` to divide rows."""
    width = max((s.x1 for s in found), default=0.0) - min((s.x0 for s in found), default=0.0)
    return [rule for rule in across if rule.end - rule.start > _LONG * width]


def _with_all(heading: Heading, found: Sequence[Segment]) -> Heading:
    """A heading of several rows, with the headers between those that are known."""
    taken = {id(segment) for segment in heading.segments}
    left, top, bottom = heading.headers[0].x0, heading.top, heading.bottom
    free = [s for s in found if s.x0 >= left and top < (s.top + s.bottom) / 2 < bottom]
    stacks = _stacks(s for s in free if id(s) not in taken)
    return heading_of([*heading.headers, *heading.over, *map(Header, stacks)])


def _over_rules(
    heading: Heading, found: Sequence[Segment], across: Sequence[Rule]
) -> Iterator[Header]:
    """The headers above rules that run over some headers, more than one, right of the first."""
    size, top = heading.size, heading.top
    for rule in across:
        under = [h for h in heading.headers if rule.start - 1 < h.x0 and h.x1 < rule.end + 1]
        if not top - size < rule.at < top + size or len(under) < _FEWEST:
            continue
        above = [
            s
            for s in found
            if rule.start < s.x0 and s.x1 < rule.end and 0 < rule.at - s.bottom < size
        ]
        amid = abs(sum((s.x0 + s.x1 - rule.start - rule.end) / 2 for s in above)) < size
        if len(under) < len(heading.headers) and len(above) == 1 and amid:
            yield Header(above, ruled=True)


def _tier_above(heading: Heading, found: Sequence[Segment]) -> list[list[Segment]]:
    """The lines right above the lowest headers, which the others are in the middle of with them."""
    size, top = heading.size, heading.top
    line = [s for s in found if -INTO * size <= top - s.bottom < _SLANT * size]
    line = [s for s in line if s.x0 >= heading.headers[0].x0]
    lowest = max(header.top for header in heading.headers) - INTO * size
    amid = [h for h in heading.headers if h.top < lowest]
    if not line or not amid or heading.over:
        return []
    middle = (min(s.top for s in line) + heading.bottom) / 2
    if any(abs((h.top + h.bottom) / 2 - middle) > _SLANT * size for h in amid):
        return []
    runs = [
        list(run)
        for is_low, run in groupby(heading.headers, lambda header: header.top >= lowest)
        if is_low
    ]
    spans = [(run[0].x0, run[-1].x1) for run in runs if len(run) >= _FEWEST]
    over = [s for s in line if any(x0 < (s.x0 + s.x1) / 2 < x1 for x0, x1 in spans)]
    return [[s] for s in over] if len(over) == len(line) else []


def _with_tier_below(heading: Heading, found: Sequence[Segment]) -> Heading:
    """The heading with the headers below one of its own, where that is amid them.

    They stand alone in their line: beside values would stand the texts of other columns.
    """
    size, bottom = heading.size, heading.bottom
    taken = {id(segment) for segment in heading.segments}
    low = [s for s in found if s.top > bottom - INTO * size and id(s) not in taken]
    low = [s for s in low if s.x0 >= heading.headers[0].x0]
    line = next(iter(same_lines(low)), [])
    if len(line) < _FEWEST or min(s.top for s in line) - bottom > _TIERS * size:
        return heading
    left, right = min(s.x0 for s in line), max(s.x1 for s in line)
    near = [h for h in heading.headers if h.x1 > left and h.x0 < right]
    if len(near) != 1 or any(has_figure(s.text) or not s.text[-1].isalpha() for s in line):
        return heading
    over = near[0]
    if abs(over.x0 + over.x1 - left - right) > 2 * size or len(over.segments) > 1:
        return heading
    below = [_told([segment]) for segment in line]
    headers = [header for header in heading.headers if header is not over]
    return Heading(sorted([*headers, *below], key=lambda h: h.x0), [*heading.over, over])


def _stands_below(heading: Heading, above: Heading) -> bool:
    """Whether two rows have as many headers, each below another."""
    pairs = zip(heading.headers, above.headers, strict=False)
    return len(heading.headers) == len(above.headers) and all(overlap(*pair) for pair in pairs)


def _known(found: Sequence[Segment], across: Sequence[Rule]) -> Iterator[Header]:
    """The headers that the vocabulary knows, each over as many lines as it can be."""
    taken: set[int] = set()
    ordered = sorted(found, key=lambda segment: segment.top)
    tops = [segment.top for segment in ordered]
    for segment in ordered:
        if id(segment) in taken:
            continue
        stack = [segment]
        while len(stack) < _MOST_LINES:
            below = _below(stack[-1], ordered, tops)
            if below is None or any(_parts(rule, stack[-1], below) for rule in across):
                break
            stack.append(below)
        header = _header(stack)
        if header:
            taken.update(map(id, header.segments))
            if header.roles:
                yield header


def _header(lines: Sequence[Segment]) -> Header | None:
    """The header that ``lines`` begin with, over as many of them as the vocabulary tells."""
    listed = likely = None
    for count in range(1, len(lines) + 1):
        header = Header(list(lines[:count]))
        header.roles = column_roles(header.text)
        if header.roles or is_section(header.text):
            listed = header
        elif role := _likely_role(lines[:count], header.text):
            header.roles = {_LIKELY: role}
            likely = header
    if listed and likely and _goes_on(listed, likely):
        return likely
    return listed or likely


def _goes_on(listed: Header, likely: Header) -> bool:
    """Whether the lines below a listed header are of it too.

    They make another header of it (年度绩效目标 over 值), or the header is written downwards; below
    that of a level stands a label, which may be written so too.
    """
    if not listed.roles or len(likely.segments) < len(listed.segments):
        return False
    if likely.text.isalpha() and all(len(segment.text) == 1 for segment in likely.segments):
        return listed.roles.get(_LIKELY) not in _LEVELS
    return _LIKELY not in listed.roles and likely.roles[_LIKELY] in _VALUES


def _likely_role(lines: Sequence[Segment], text: str) -> str | None:
    """The role that the words of a header tell; what stands over a header is none of it.

    A line over one that is a header alone (规划期 over 目标值) is of it where it makes it another.
    """
    if _NO_HEADER.search(text) or has_figure(text) or is_level(text):
        return None
    role = likely_role(text, _LIKELY)
    last = lines[-1].text
    alone = column_roles(last) if len(lines) > 1 else {}
    if alone and (len(text) - len(last) > _LONGEST_PART or alone.get(_LIKELY) == role):
        return None
    return role


def _below(segment: Segment, ordered: Sequence[Segment], tops: Sequence[float]) -> Segment | None:
    """The line that goes on below a segment; ``tops`` are the upper edges of all, in order."""
    x0, x1, bottom, size = segment.x0, segment.x1, segment.bottom, segment.size
    first = bisect_right(tops, bottom - 0.3 * size)
    for other in ordered[first : bisect_left(tops, bottom + WRAP * size)]:
        shared = min(x1, other.x1) - max(x0, other.x0)
        if shared > 0.5 * min(x1 - x0, other.x1 - other.x0):
            return other if lined_up(segment, other) else None
    return None


def _parts(rule: Rule, above: Segment, below: Segment) -> bool:
    middle = (above.x0 + above.x1) / 2
    between = (above.top + above.bottom) / 2 < rule.at < (below.top + below.bottom) / 2
    return between and rule.start < middle < rule.end


def _rows(known: Iterable[Header]) -> Iterator[list[Header]]:
    """Headers that stand beside one another."""
    rows: list[list[Header]] = []
    for header in sorted(known, key=lambda header: header.bottom - header.top, reverse=True):
        middle = (header.top + header.bottom) / 2
        row = next((row for row in rows if row[0].top <= middle <= row[0].bottom), None)
        if row:
            row.append(header)
        else:
            rows.append([header])
    yield from sorted(rows, key=lambda row: min(header.top for header in row))


def _heading(known: Sequence[Header], found: Sequence[Segment]) -> Heading | None:
    """The row of all headers beside known ones of one group; None where they are too few."""
    known = _without_section(known, found)
    group, _ = group_of(known)
    own = [header for header in known if header.roles.get(group, _UNREAD) != _UNREAD]
    if len({plain(header.text) for header in own}) < _FEWEST:
        return None
    if _are_remarks(own, group):
        return None
    left = _beside(known, found)
    if not all(column_roles(h.text) for h in own) and any(has_figure(s.text) for s in left):
        # Words that may be a header's stand in cells beside figures.
        return None
    unknown = _over_labels(known, left, found)
    known = [*unknown, *known]
    taken = {id(segment) for header in known for segment in header.segments}
    for header in known:
        above = _first_line(header, [s for s in found if id(s) not in taken], own)
        header.segments[:0] = above
        taken.update(map(id, above))
    free = [s for s in found if s.x0 >= known[0].x0 and id(s) not in taken]
    top = min(header.top for header in own)
    bottom = max(header.bottom for header in own)
    others = [s for s in free if top < (s.top + s.bottom) / 2 < bottom]
    others = [*others, *_around(free, top, bottom)]
    headers = [*known, *(Header(stack) for stack in _stacks(others))]
    rest = {id(segment) for segment in others}
    for header, line in _last_lines(headers, [s for s in free if id(s) not in rest]):
        header.segments.append(line)
    few = 2 * (len(known) - len(unknown)) <= len(headers)
    if few or any(has_figure(header.text) for header in headers):
        return None
    return heading_of(headers)


def _are_remarks(known: Sequence[Header], group: str) -> bool:
    """Whether all are: no table is of remarks alone, such words stand in its cells (较上年提高)."""
    return all(header.roles.get(group) == _REMARK for header in known)


def _ruled_heading(
    known: Sequence[Header], found: Sequence[Segment], across: Sequence[Rule]
) -> Heading | None:
    """The headers of all that stands between the rules above and below known ones; None if none.

    What rules part are headers above others; the rule below them all tells how wide they are.
    """
    group, _ = group_of(known)
    own = [
        header
        for header in known
        if header.roles.get(group, _UNREAD) not in (_UNREAD, _REMARK)
        and not is_section(header.text)
    ]
    strip = _strip(own, across) if len({plain(h.text) for h in own}) >= _FEWEST else None
    if strip is None:
        return None
    left, top, right, bottom = strip
    inside = [
        s
        for s in found
        if left < (s.x0 + s.x1) / 2 < right and top < (s.top + s.bottom) / 2 < bottom
    ]
    headers = [_told(stack) for stack in _stacks(inside, across)]
    for header in headers:
        middle = (header.x0 + header.x1) / 2
        header.ruled = any(
            header.bottom <= rule.at < bottom - 1 and rule.start < middle < rule.end
            for rule in across
        )
    heading = heading_of(header for header in headers if not header.ruled)
    heading.over += (header for header in headers if header.ruled)
    told = [header for header in heading.headers if header.roles]
    if 2 * len(told) <= len(heading.headers) or any(has_figure(header.text) for header in headers):
        return None
    return heading


def _two_rows(known: Sequence[Header], found: Sequence[Segment]) -> Heading | None:
    """The heading of two rows around known headers, or around one left of them."""
    own = _without_section(known, found)
    if len(own) < _FEWEST or _are_remarks(own, group_of(own)[0]):
        return None
    firsts = [*_over_labels(own, _beside(own, found), found), *own][:1]
    firsts += map(Header, stacks_left(own, found))
    headings = (two_rows([first, *own], found, _told) for first in firsts)
    return next((heading for heading in headings if heading), None)


def _without_section(known: Iterable[Header], found: Sequence[Segment]) -> list[Header]:
    """Headers from left to right without what the section is called; text stands below a header."""
    headers = sorted(known, key=lambda header: header.x0)
    while len(headers) >= _FEWEST and is_section(headers[0].text):
        if headers[0].roles and _has_text(headers[0], headers[1].x0, found):
            break
        headers = headers[1:]
    return headers


def _told(lines: list[Segment]) -> Header:
    """The header of lines, with the roles that its text tells."""
    header = Header(lines)
    header.roles = column_roles(header.text)
    if not header.roles and (role := _likely_role(lines, header.text)):
        header.roles = {_LIKELY: role}
    return header


def _strip(own: Sequence[Header], across: Sequence[Rule]) -> BBox | None:
    """What lies between the rule below headers and the one as wide above them."""
    left, right = min(h.x0 for h in own), max(h.x1 for h in own)
    top, bottom = min(h.top for h in own), max(h.bottom for h in own)
    reach = _SLANT * own[0].segments[0].size
    below = (
        rule
        for rule in across
        if rule.at > bottom - reach and rule.start < left and right < rule.end
    )
    floor = min(below, key=lambda rule: rule.at, default=None)
    if floor is None:
        return None
    above = (
        rule.at
        for rule in across
        if rule.at < top + reach and rule.start < floor.start + 2 and floor.end - 2 < rule.end
    )
    ceiling = max(above, default=None)
    return (floor.start, ceiling, floor.end, floor.at) if ceiling is not None else None


def _beside(known: Sequence[Header], found: Sequence[Segment]) -> list[Segment]:
    """The texts level with known headers, left of them."""
    top, bottom = min(h.top for h in known), max(h.bottom for h in known)
    return [s for s in found if s.x1 <= known[0].x0 and top < (s.top + s.bottom) / 2 < bottom]


def _over_labels(
    known: Sequence[Header], beside: Sequence[Segment], found: Sequence[Segment]
) -> list[Header]:
    """The header ``beside`` known ones, left of them, over the labels of figures: 资金来源.

    What a section is called stands there too, but not in each line of its figures.
    """
    first = max(beside, key=_left, default=None)
    if first is None:
        return []
    left, bottom = known[0].x0, max(header.bottom for header in known)
    low = [s for s in found if s.top > bottom - INTO * first.size]
    lines = [line for line in same_lines(low) if any(has_figure(s.text) for s in line)]
    if not lines:
        return []
    edge, end = min(s.top for s in lines[0]), max(s.bottom for s in lines[:_MANY_ROWS][-1])
    lines = lines[:_ROWS]
    floor = max(s.bottom for s in lines[-1])
    if any(s.top < edge and s.x0 < first.x1 and s.x1 > first.x0 for s in low):
        return []
    amid = any(s.x1 <= first.x0 and first.top < s.top < end for s in found)
    if amid and any(s.top < floor and s.x0 < first.x1 and first.x0 < s.x1 <= left for s in low):
        return [Header([first])]
    labels = (max((s for s in line if s.x1 <= left), key=_left, default=None) for line in lines)
    told = [label for label in labels if label and (amid or label.x0 < first.x1)]
    return [Header([first])] if len(told) >= _FEWEST else []


def _left(segment: Segment) -> float:
    return segment.x0


def _last_lines(headers: Sequence[Header], free: Iterable[Segment]) -> list[tuple[Header, Segment]]:
    """The lines below a row of headers in which few of them go on: nearer to it than to others."""
    bottom, size = max(header.bottom for header in headers), headers[0].segments[0].size
    lines = same_lines(s for s in free if s.top > bottom - INTO * size)
    if not lines or 2 * len(lines[0]) >= len(headers):
        return []
    gap = min(s.top for s in lines[0]) - bottom
    after = min((s.top for s in lines[1]), default=bottom) if len(lines) > 1 else bottom
    if gap > WRAP * size or after - max(s.bottom for s in lines[0]) < gap + INTO * size:
        return []
    lowest = [header for header in headers if header.bottom > bottom - INTO * size]
    found = [
        (header, line)
        for line in lines[0]
        for header in lowest
        if min(header.x1, line.x1) > max(header.x0, line.x0) and lined_up(header.segments[-1], line)
    ]
    return found if len(found) == len(lines[0]) else []


def _has_text(header: Header, end: float, found: Iterable[Segment]) -> bool:
    """Whether the first text below a header, in what is left of ``end``, is that of a cell."""
    size = header.segments[0].size
    low = [s for s in found if s.top > header.bottom - INTO * size]
    below = [s for s in low if s.x0 < header.x1 and s.x1 > header.x0 - size]
    first = min(below, key=lambda s: s.top, default=None)
    return first is not None and first.x1 < end and not is_label(first.text)


def _first_line(header: Header, free: Iterable[Segment], others: Iterable[Header]) -> list[Segment]:
    """The line above a header that is of it too: it reaches down beside others of the row."""
    first = header.segments[0]
    return [
        s
        for s in free
        if 0 < first.top - s.top < (1 + WRAP) * s.size
        and min(s.x1, first.x1) > max(s.x0, first.x0)
        and lined_up(s, first)
        and any(
            other.top + _BESIDE * s.size < s.bottom < other.bottom
            for other in others
            if other is not header
        )
    ][:1]


def _around(free: Iterable[Segment], top: float, bottom: float) -> Iterator[Segment]:
    """The lines of headers in two lines whose middle is that of a row of headers in one."""
    middle, free = (top + bottom) / 2, list(free)
    above = [s for s in free if top - s.size < (s.top + s.bottom) / 2 <= top]
    below = [s for s in free if bottom <= (s.top + s.bottom) / 2 < bottom + s.size]
    for one in above:
        near = [two for two in below if two.top - one.bottom < _SLANT * one.size]
        halves = [two for two in near if min(one.x1, two.x1) > max(one.x0, two.x0)]
        if any(abs(one.top + two.bottom - 2 * middle) < _SLANT * one.size for two in halves):
            yield one
            yield from halves


def _stacks(segments: Iterable[Segment], across: Sequence[Rule] = ()) -> list[list[Segment]]:
    """Segments that go on in those below them, one list for each column; none over a rule."""
    stacks: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda segment: segment.top):
        above = (s for s in stacks if s[-1].x0 < segment.x1 and segment.x0 < s[-1].x1)
        stack = next((s for s in above if _are_lines(s[-1], segment, across)), None)
        if stack:
            stack.append(segment)
        else:
            stacks.append([segment])
    return stacks


def _are_lines(above: Segment, below: Segment, across: Iterable[Rule]) -> bool:
    """Whether two lines are of one header."""
    return lined_up(above, below) and not any(_parts(rule, above, below) for rule in across)
