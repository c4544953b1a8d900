"""Headers in two rows, the upper over the lower, beside headers that stand amid both.

          计划值
指标  单位
          半年  全年
"""

from __future__ import annotations

from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from ingest.lexicon.labels import has_figure
from ingest.read.pdf.white.bands import united
from ingest.read.pdf.white.headers import WRAP, Header, Heading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ingest.read.pdf.white.bands import Interval, Segment

_OFF = 0.3  # of the size: how far from its place something may stand
_REACH = 4.0  # of the size: no row of headers is higher
_ROW = 0.2  # of the size: how far headers of one row stand apart
_LINE = 0.9  # of the size: no row is lower


class _Rows(NamedTuple):
    """Headers amid both rows, those of the upper and those of the lower row."""

    amid: list[list[Segment]]
    upper: list[list[Segment]]
    lower: list[list[Segment]]


def two_rows(
    known: Sequence[Header],
    found: Sequence[Segment],
    told: Callable[[list[Segment]], Header],
) -> Heading | None:
    """The heading of two rows of headers around the first of the ``known`` ones; None if none.

    What stands above it and what stands below reach equally far. ``told`` makes a header of lines.
    """
    first = known[0]
    size, middle = first.segments[0].size, (first.top + first.bottom) / 2
    if any(
        s.x1 <= first.x0 and abs(s.top + s.bottom - 2 * middle) < 2 * _ROW * size for s in found
    ):
        # Headers left of it stand in one row with it: it may be in the middle one of three.
        return None
    near = [
        s
        for s in found
        if s.x0 >= first.x0 and abs(s.top + s.bottom - 2 * middle) < 2 * _REACH * size
    ]
    for top in sorted({s.top for s in near if s.top < first.top - _OFF * size}):
        bottom = 2 * middle - top
        inside = [s for s in near if top - 1 < (s.top + s.bottom) / 2 < bottom + 1]
        reach = max(s.bottom for s in inside)
        if abs(reach - bottom) > _OFF * size or any(has_figure(s.text) for s in inside):
            continue
        rows = _rows(inside, (top, bottom), size)
        if rows is None or not (rows.amid and _is_amid(known, rows) and _stand_over(rows)):
            continue
        lowest, over = ([told(lines) for lines in each] for each in _lowest(rows, size))
        if _are_whole([*lowest, *over], known):
            return Heading(sorted(lowest, key=lambda header: header.x0), over)
    return None


def _are_whole(headers: Sequence[Header], known: Sequence[Header]) -> bool:
    """Whether the lines of each header follow one another, and all known headers are among them.

    What holds more than a known header is one only where its words are those of a header.
    """
    parts = {id(s): header for header in headers for s in header.segments}
    for header in known:
        part = parts.get(id(header.segments[0]))
        if part is None or not (part.roles or len(part.segments) == len(header.segments)):
            return False
    return all(
        below.top - above.bottom < WRAP * below.size
        for header in headers
        for above, below in pairwise(header.segments)
    )


def stacks_left(known: Sequence[Header], found: Sequence[Segment]) -> list[list[Segment]]:
    """The texts left of ``known`` headers that are near their height: lines above one another."""
    first = known[0]
    size = first.segments[0].size
    near = [
        s
        for s in found
        if s.x1 <= first.x0 and first.top - _REACH * size < s.top < first.bottom + _REACH * size
    ]
    stacks: list[list[Segment]] = []
    for segment in sorted(near, key=lambda s: s.top):
        above = (s for s in stacks if s[-1].x0 < segment.x1 and segment.x0 < s[-1].x1)
        stack = next((s for s in above if segment.top - s[-1].bottom < WRAP * size), None)
        if stack:
            stack.append(segment)
        else:
            stacks.append([segment])
    return sorted(stacks, key=_left)


def _lowest(rows: _Rows, size: float) -> tuple[list[list[Segment]], list[list[Segment]]]:
    """The lowest headers, and those over others: the lower row may be two rows in its turn."""
    inside = [s for lines in rows.lower for s in lines]
    below = _rows(inside, (_top(inside), _bottom(inside)), size)
    if below is None or not _stand_over(below):
        return [*rows.amid, *rows.lower], rows.upper
    lowest, over = _lowest(below, size)
    return [*rows.amid, *lowest], [*rows.upper, *over]


def _is_amid(known: Sequence[Header], rows: _Rows) -> bool:
    """Whether known headers that are level with the first one are amid both rows."""
    first, amid = known[0], [{id(s) for s in lines} for lines in rows.amid]
    off = 2 * _ROW * first.segments[0].size
    level = [h for h in known if abs(h.top + h.bottom - first.top - first.bottom) < off]
    return all({id(s) for s in header.segments} in amid for header in level)


def _rows(inside: Sequence[Segment], sides: Interval, size: float) -> _Rows | None:
    """The lines of two rows of headers apart, by header."""
    rows = _Rows([], [], [])
    stacks = []
    for part in _side_by_side(inside):
        space = _top(part) - sides[0]
        if space > _LINE * size and space - (sides[1] - _bottom(part)) > size:
            rows.lower.append(part)
        elif all(_above_one_another(*pair) for pair in pairwise(part)):
            stacks.append(part)
        else:
            _part(part, rows)
    if not rows.lower:
        return None
    # Headers stand in the middle of their row.
    low = median(map(_middle, rows.lower))
    edge = 2 * low - sides[1] + _ROW * size
    begun = [part if _bottom(part) < edge else _halves(part)[0] for part in stacks]
    upper = [part for part in (*rows.upper, *begun) if part and _top(part) < sides[0] + 1]
    high = (sides[0] + max(map(_bottom, upper), default=sides[0])) / 2
    for stack in stacks:
        above, below = _halves(stack)
        is_far = above and below[0].top - above[-1].bottom > WRAP * size
        off = 0.0 if is_far or not above else abs(_middle(below) - low)
        if above and max(abs(_middle(above) - high), off) < _ROW * size:
            rows.upper.append(above)
            rows.lower.append(below)
        elif not is_far and abs(2 * _middle(stack) - sum(sides)) < 2 * _OFF * size:
            rows.amid.append(stack)
        elif abs(_middle(stack) - high) < _ROW * size:
            rows.upper.append(stack)
        else:
            return None
    return rows


def _halves(stack: Sequence[Segment]) -> tuple[list[Segment], list[Segment]]:
    """The lines above and below where most white space is between them."""
    gaps = [below.top - above.bottom for above, below in pairwise(stack)]
    at = max(range(len(gaps)), key=lambda number: gaps[number]) + 1 if gaps else 0
    return list(stack[:at]), list(stack[at:])


def _part(part: Sequence[Segment], rows: _Rows) -> None:
    """Add texts to the upper and the lower row: they part where most white space is."""
    edges = united((s.top, s.bottom) for s in part)
    gaps = [(below[0] - above[1], below[0]) for above, below in pairwise(edges)]
    edge = max(gaps)[1] if gaps else edges[0][1]
    rows.upper.extend(_side_by_side(s for s in part if s.top < edge))
    rows.lower.extend(_side_by_side(s for s in part if s.top >= edge))


def _side_by_side(found: Iterable[Segment]) -> list[list[Segment]]:
    """Texts that stand above one another together, from left to right; each from top to bottom."""
    parts: list[list[Segment]] = []
    for segment in sorted(found, key=lambda s: s.x0):
        if parts and segment.x0 < max(s.x1 for s in parts[-1]):
            parts[-1].append(segment)
        else:
            parts.append([segment])
    return [sorted(part, key=lambda s: s.top) for part in parts]


def _stand_over(rows: _Rows) -> bool:
    """Whether one or more upper headers stand over each run of lower ones between those amid."""
    columns = sorted(
        [(_left(lines), _right(lines), False) for lines in rows.amid]
        + [(_left(lines), _right(lines), True) for lines in rows.lower]
    )
    left = sorted((_left(lines), _right(lines)) for lines in rows.upper)
    pairs = (*pairwise(columns), *pairwise(left))
    if not left or any(two[0] < one[1] for one, two in pairs) or not _is_row(rows.upper):
        return False
    start = float("-inf")
    for is_lower, group in groupby(columns, lambda column: column[2]):
        run = list(group)
        if is_lower:
            after = (x0 for x0, _, lower in columns if not lower and x0 > run[-1][0])
            end = min(after, default=float("inf"))
            over = [each for each in left if start <= each[0] and each[1] <= end]
            amid = all(run[0][0] < sum(each) / 2 < run[-1][1] for each in over)
            if not (amid and 0 < len(over) <= len(run)):
                return False
            left = [each for each in left if each not in over]
        start = run[-1][1]
    return not left


def _is_row(headers: Sequence[Sequence[Segment]]) -> bool:
    """Whether headers stand in the middle of one row."""
    middle = (min(map(_top, headers)) + max(map(_bottom, headers))) / 2
    return all(abs(_middle(lines) - middle) < _OFF * lines[0].size for lines in headers)


def _above_one_another(one: Segment, two: Segment) -> bool:
    return one.bottom < two.top + _OFF * two.size and one.x0 < two.x1 and two.x0 < one.x1


def _middle(lines: Sequence[Segment]) -> float:
    return (_top(lines) + _bottom(lines)) / 2


def _top(lines: Sequence[Segment]) -> float:
    return min(s.top for s in lines)


def _bottom(lines: Sequence[Segment]) -> float:
    return max(s.bottom for s in lines)


def _left(lines: Sequence[Segment]) -> float:
    return min(s.x0 for s in lines)


def _right(lines: Sequence[Segment]) -> float:
    return max(s.x1 for s in lines)
