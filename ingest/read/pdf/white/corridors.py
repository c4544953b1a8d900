"""The white space between columns: which lines keep it, which run across, what they leave of it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.lexicon.labels import begins_form, is_level, is_total
from ingest.read.pdf.white.bands import between, same_lines, united

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.read.pdf.white.bands import Interval, Segment

NARROWEST = 0.15  # of the size: white space between columns that headers stand over
TOUCHING = 0.1  # points: what stands at an edge does not cross it
_FEWEST = 3  # texts side by side that tell that a table goes on
_MOST_ACROSS = 3  # lines across columns amid a table
_LARGER = 1.25


def fitting(
    corridors: list[Interval], body: Sequence[Segment], size: float, *, levels: bool
) -> tuple[list[list[Segment]], list[Segment]]:
    """The lines of ``body`` that stand in the columns between ``corridors``, and the rest.

    Corridors are narrowed to what the lines leave white. A line across them is in the zone when
    lines of its columns follow. Below ``levels``, what another form begins with ends it.
    """
    lines = same_lines(body)
    least = [min(NARROWEST * size, (end - start) / 2) for start, end in corridors]
    end = across = 0
    last = _last_level(lines) if levels else len(lines)
    for number, line in enumerate(lines):
        if any(segment.size > _LARGER * size for segment in line):
            break
        if number > last and begins_form(min(line, key=lambda s: s.x0).text):
            break
        # Below levels, a label of a sum stands amid the columns that its cell reaches over.
        told = [s for s in line if not (levels and is_sum(s))]
        narrowed = _narrowed(corridors, told, least)
        if narrowed is None:
            across += 1
            if across > _MOST_ACROSS:
                break
            continue
        corridors[:] = narrowed
        columns = {sum(c[0] < s.x0 + 0.5 for c in corridors) for s in line}
        if across and len(columns) < min(_FEWEST, len(corridors) + 1):
            continue
        across = 0
        end = number + 1
    kept = lines[:end]
    return kept, [segment for line in lines[end:] for segment in line]


def _last_level(lines: Sequence[Sequence[Segment]]) -> int:
    """The number of the last line with the label of a level in it."""
    found = [n for n, line in enumerate(lines) if any(is_level(s.text) for s in line)]
    return max(found, default=0)


def _narrowed(
    corridors: Sequence[Interval], line: Sequence[Segment], least: Sequence[float]
) -> list[Interval] | None:
    """Corridors less what a line takes up; None when one gets narrower than its ``least``."""
    found = list(corridors)
    for segment in line:
        if any(runs_over(segment, corridor) for corridor in found):
            return None
        for left, right in stretches_of([segment]):
            for number, (start, end) in enumerate(found):
                if right <= start or left >= end:
                    continue
                if left <= start:
                    found[number] = (right, end)
                elif right >= end:
                    found[number] = (start, left)
                if found[number][1] - found[number][0] < least[number]:
                    return None
    return [_beside_amid(found, number, line) for number in range(len(found))]


def _beside_amid(corridors: Sequence[Interval], number: int, line: Sequence[Segment]) -> Interval:
    """A corridor less text amid it: of one of its columns when text is in the other one alone."""
    start, end = corridors[number]
    amid = [s for s in line if start < s.x0 and s.body[1] < end]
    if not amid:
        return start, end
    least = corridors[number - 1][1] if number else 0.0
    most = corridors[number + 1][0] if number + 1 < len(corridors) else float("inf")
    in_left = any(least <= s.x0 + 0.5 and s.x0 < start and s.body[1] <= start + 0.5 for s in line)
    in_right = any(end <= s.x0 + 0.5 and s.x0 < most for s in line)
    if in_left and not in_right:
        end = min(s.x0 for s in amid)
    if in_right and not in_left:
        start = max(s.body[1] for s in amid)
    return start, end


def runs_over(segment: Segment, corridor: Interval) -> bool:
    """Whether a text crosses a corridor and leaves no more white there than between its words."""
    start, end = corridor
    if not segment.x0 <= start < end <= segment.body[1]:
        return False
    gaps = [(one.x1, two.x0) for one, two in pairwise(segment.words)]
    white = [right - left for left, right in gaps if right > start and left < end]
    others = [right - left for left, right in gaps if right <= start or left >= end]
    return bool(others) and max(white, default=0.0) < max(others) + TOUCHING


def is_sum(segment: Segment) -> bool:
    """Whether a text is the label of a sum."""
    return is_total(segment.text)


def runs_across(lines: Sequence[Sequence[Segment]], left: float, size: float) -> bool:
    """Whether the last line runs across the edge of a column that no header stands over."""
    *before, last = lines
    beside = united(stretches_of(s for line in before for s in line if s.x0 < left))
    taken = united(stretches_of(s for line in before for s in line))
    gutters = [g for g in between(taken, size, NARROWEST) if beside and g[0] == beside[0][1]]
    return any(crosses(segment, gutters) for segment in last)


def crosses(segment: Segment, corridors: Iterable[Interval]) -> bool:
    """Whether a text stands across one of ``corridors``."""
    words = stretches_of([segment])
    return any(
        runs_over(segment, (start, end)) or any(x0 <= start and x1 >= end for x0, x1 in words)
        for start, end in corridors
    )


def stretches_of(segments: Iterable[Segment]) -> list[Interval]:
    """What the words of segments take up, without punctuation that may hang over an edge."""
    found = []
    for segment in segments:
        found += [(word.x0, word.x1) for word in segment.words[:-1]]
        found.append((segment.words[-1].x0, segment.body[1]))
    return found
