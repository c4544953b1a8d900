"""The lines of a zone by column, and the texts that run over several columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ingest.read.pdf.white.bands import Segment, same_lines
from ingest.read.pdf.white.corridors import runs_over
from ingest.read.pdf.white.spanning_lines import columns_spanned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ingest.read.pdf.page.content import Word
    from ingest.read.pdf.white.zones import Columns, Zone

_NEAR = 1.5  # of the size: what stands nearer to a text over columns is one with it


class Spanning(NamedTuple):
    """A line over several columns, the first and the last; whether it may be two cells."""

    line: Segment
    cols: tuple[int, int]
    unsure: bool


Lines = tuple[list[list[Segment]], list[Spanning]]


def by_column(zone: Zone) -> Lines:
    """The lines of each column, and those that span several."""
    columns: list[list[Segment]] = [[] for _ in zone.columns.roles]
    spanning: list[Spanning] = []
    told = columns_spanned(zone)
    for segment in _with_banners(zone):
        if id(segment) in told:
            spanning.append(Spanning(segment, told[id(segment)], unsure=False))
            continue
        if _is_banner(segment, zone.columns):
            cols = zone.columns.of(segment.x0, segment.body[1])
            spanning.append(Spanning(segment, cols, unsure=False))
            continue
        for words, (first, last) in _pieces(segment, zone.columns):
            if first == last:
                columns[first].append(Segment(words))
            else:
                # Under a heading, what runs on over a column's edge may be two cells.
                unsure = zone.heading is not None
                spanning.append(Spanning(Segment(words), (first, last), unsure))
    return [list(_lines(column)) for column in columns], spanning


def _is_banner(segment: Segment, columns: Columns) -> bool:
    """Whether a text runs over edges of columns as if there were none."""
    return any(runs_over(segment, gutter) for gutter in columns.gutters)


def _with_banners(zone: Zone) -> Iterator[Segment]:
    """The texts of a zone; what stands near one that runs over columns is one text with it."""
    for line in same_lines(zone.segments):
        if not any(_is_banner(segment, zone.columns) for segment in line):
            yield from line
            continue
        first, *others = sorted(line, key=lambda segment: segment.x0)
        for segment in others:
            near = segment.x0 - first.x1 < _NEAR * segment.size
            if near and any(_is_banner(each, zone.columns) for each in (first, segment)):
                first = Segment([*first.words, *segment.words])
            else:
                yield first
                first = segment
        yield first


def _pieces(segment: Segment, columns: Columns) -> Iterator[tuple[list[Word], tuple[int, int]]]:
    run: list[Word] = []
    at = (-1, -1)
    for word in segment.words:
        end = segment.body[1] if word is segment.words[-1] else word.x1
        stands = columns.of(word.x0, end)
        if run and stands != at:
            yield run, at
            run = []
        run.append(word)
        at = stands
    if run:
        yield run, at


def _lines(column: Iterable[Segment]) -> Iterator[Segment]:
    for line in same_lines(column):
        yield Segment(sorted((w for s in line for w in s.words), key=lambda word: word.x0))
