"""Columns without rules: runs of lines whose words leave the same gutters of white space."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.read.pdf.page.content import Word

Interval = tuple[float, float]
_GUTTER, _NARROW = 0.3, 0.1  # of the size of the type: the narrowest gutter, where texts touch
_MERGE = 0.33  # of the size: words nearer than this are one segment
_WIDE = 0.9  # of the size: a gap that running text does not have
_VERY_WIDE = 3.0  # of the size: a gap that counts twice
_NEW_BAND = 1.6
_LARGER = 1.25
_MOST_PER_CHUNK = 3
_LONGEST_BAND = 120
_HANGING = "，。、；：！？）》”’,.;:!?)"


@dataclass(slots=True)
class Segment:
    """Words of one line without a gap between them; ``touches`` text of the column behind it."""

    words: list[Word]
    touches: bool = False

    @property
    def text(self) -> str:
        """Its words, joined."""
        return "".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        """The left edge."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """The right edge."""
        return max(word.x1 for word in self.words)

    @property
    def top(self) -> float:
        """The upper edge."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        """The size of the type."""
        return self.words[0].size

    @property
    def body(self) -> Interval:
        """Left and right edge without punctuation that may hang over the column's edge."""
        last = self.words[-1]
        hangs = len(last.text) > 1 and last.text[-1] in _HANGING and len(last.edges) > 1
        return (self.x0, last.edges[-2][1] if hangs else self.x1)


@dataclass(slots=True)
class Band:
    """Lines that share their gutters: the gutters, and the segments of each chunk of lines."""

    gutters: list[Interval]
    chunks: list[list[Segment]]

    @property
    def segments(self) -> list[Segment]:
        """All segments."""
        return [segment for chunk in self.chunks for segment in chunk]

    @property
    def top(self) -> float:
        """The upper edge."""
        return min(segment.top for segment in self.segments)

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return max(segment.bottom for segment in self.segments)


def segments(words: Iterable[Word]) -> list[Segment]:
    """Words joined where they stand on one line without a gap, from top to bottom."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.bottom, word.x0)):
        line = lines[-1] if lines else None
        if line and abs(line[0].bottom - word.bottom) <= 0.2 * min(word.size, line[0].size):
            line.append(word)
        else:
            lines.append([word])
    found: list[Segment] = []
    for line in lines:
        line.sort(key=lambda word: word.x0)
        run = [line[0]]
        for before, word in pairwise(line):
            if word.x0 - before.x1 <= _MERGE * word.size:
                run.append(word)
            else:
                found.append(Segment(run))
                run = [word]
        found.append(Segment(run))
    return found


def chunks(found: Iterable[Segment], rows: Sequence[Interval] = ()) -> list[list[Segment]]:
    """Segments in runs that overlap in height; what stands in one of ``rows`` is one run.

    ``rows`` are the upper and lower edges of rows between rules.
    """
    runs: list[list[Segment]] = []
    reach, last = 0.0, None
    for segment in sorted(found, key=lambda segment: segment.top):
        middle = (segment.top + segment.bottom) / 2
        slot = next((row for row in rows if row[0] < middle <= row[1]), None)
        overlaps = bool(runs) and segment.top < reach - 0.15 * segment.size
        if slot == last and (overlaps or slot):
            runs[-1].append(segment)
            reach = max(reach, segment.bottom)
        else:
            runs.append([segment])
            reach = segment.bottom
        last = slot
    return runs


def bands(runs: Sequence[list[Segment]]) -> list[Band]:
    """The cheapest division of chunks into bands.

    A band costs a little, and every wide gap of a line that is no gutter of its band costs more.
    """
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(runs) + 1):
        options = []
        occupied: list[Interval] = []
        gaps: list[list[Interval]] = []
        sizes: list[float] = []
        least = _GUTTER
        for start in range(end - 1, max(end - _LONGEST_BAND, 0) - 1, -1):
            occupied = united([*occupied, *(segment.body for segment in runs[start])])
            gaps.append([*_gaps(runs[start]), *_gaps(runs[start], _VERY_WIDE)])
            sizes.append(_size(runs[start]))
            least = min(least, _least(runs[start]))
            gutters = between(occupied, min(sizes), least)
            cost = float(sum(min(_missed(each, gutters), _MOST_PER_CHUNK) for each in gaps))
            cost += _MOST_PER_CHUNK if max(sizes) > _LARGER * min(sizes) else 0
            cost += _NEW_BAND + (_closeness(runs, start) if start else 0.0)
            options.append((best[start][0] + cost, start))
            if cost > _MOST_PER_CHUNK * 5:
                break
        best.append(min(options))
    found: list[Band] = []
    end = len(runs)
    while end:
        start = best[end][1]
        members = list(runs[start:end])
        occupied = united(segment.body for chunk in members for segment in chunk)
        least = min(map(_least, members))
        found.append(Band(between(occupied, _size(members[0]), least), members))
        end = start
    return found[::-1]


def _closeness(runs: Sequence[list[Segment]], start: int) -> float:
    """What it costs to begin a band where little white space is: from 1 at none to 0."""
    above = max(segment.bottom for segment in runs[start - 1])
    space = min(segment.top for segment in runs[start]) - above
    return 1.0 - min(max(space / _size(runs[start]), 0.0), 1.0)


def _least(chunk: Iterable[Segment]) -> float:
    """How narrow a gutter may be."""
    return _NARROW if any(segment.touches for segment in chunk) else _GUTTER


def _size(chunk: Sequence[Segment]) -> float:
    return min(segment.size for segment in chunk)


def united(intervals: Iterable[Interval]) -> list[Interval]:
    """Stretches from left to right, those that overlap taken together."""
    found: list[Interval] = []
    for start, end in sorted(intervals):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def between(occupied: Sequence[Interval], size: float, least: float = _GUTTER) -> list[Interval]:
    """The gutters between stretches of text of a ``size``."""
    return [
        (left[1], right[0])
        for left, right in pairwise(occupied)
        if right[0] - left[1] >= least * size
    ]


def _gaps(chunk: Iterable[Segment], least: float = _WIDE) -> list[Interval]:
    """The wide gaps between neighbours on the lines of a chunk."""
    found = []
    for line in same_lines(chunk):
        for left, right in pairwise(sorted(line, key=lambda segment: segment.x0)):
            if right.x0 - left.x1 >= least * left.size:
                found.append((left.x1, right.x0))
    return found


def same_lines(chunk: Iterable[Segment]) -> list[list[Segment]]:
    """Segments that stand beside one another: those of a row overlap in height by half."""
    lines: list[list[Segment]] = []
    for segment in sorted(chunk, key=lambda segment: segment.top):
        line = lines[-1] if lines else None
        if line and segment.top < (line[0].top + line[0].bottom) / 2:
            line.append(segment)
        else:
            lines.append([segment])
    return lines


def _missed(gaps: Iterable[Interval], gutters: Sequence[Interval]) -> int:
    return sum(not any(left < gap[1] and gap[0] < right for left, right in gutters) for gap in gaps)
