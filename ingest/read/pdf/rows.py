"""Rows without rules: by the white space across all columns, and by where merged labels stand."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.read.pdf.bands import Interval, Segment

_FULL = 1.3  # of the size: a line that ends this near its column's edge is a full one
_WRAPPED = 2.3  # of the size: lines further apart than this are not one text
_MORE = 0.18  # of the size: by so much is the gap between rows wider than that between lines
_SPARSE = 0.6
_NEAR = 0.7  # of the size: how far a label may stand from where it is expected


@dataclass(frozen=True, slots=True)
class Strip:
    """Lines of data columns that overlap in height."""

    top: float
    bottom: float
    columns: frozenset[int]


def line_gap(columns: Iterable[Sequence[Segment]]) -> float | None:
    """The white space between the lines of wrapped text; None where no text is wrapped."""
    found = []
    for column in columns:
        edge = max((segment.x1 for segment in column), default=0.0)
        start = min((segment.x0 for segment in column), default=0.0)
        for above, below in pairwise(column):
            size = above.size
            wide = edge - start >= 5 * size
            gap = below.top - above.bottom
            if wide and edge - above.x1 <= _FULL * size and -0.2 * size < gap < _WRAPPED * size:
                found.append(gap)
    return median(sorted(found)[: max(len(found) // 2, 1)]) if found else None


def label_columns(columns: Sequence[Sequence[Segment]]) -> int:
    """How many columns on the left hold few lines beside the others: labels of merged cells."""
    counts = [len(column) for column in columns]
    most = max(counts, default=0)
    labels = 0
    while labels < len(counts) - 1 and counts[labels] <= _SPARSE * most:
        labels += 1
    return labels


def strips(columns: Sequence[Sequence[Segment]]) -> list[Strip]:
    """The lines of ``columns``, joined where they overlap in height, from top to bottom."""
    found: list[Strip] = []
    lines = [(s.top, s.bottom, number) for number, column in enumerate(columns) for s in column]
    for top, bottom, number in sorted(lines):
        if found and top < found[-1].bottom - 0.15 * (bottom - top):
            last = found[-1]
            found[-1] = Strip(last.top, max(last.bottom, bottom), last.columns | {number})
        else:
            found.append(Strip(top, bottom, frozenset({number})))
    return found


def row_edges(
    found: Sequence[Strip], gap: float | None, size: float, ruled: Sequence[float] = ()
) -> tuple[list[float], bool]:
    """The heights at which rows end, within ``found``; whether they are a guess.

    ``gap`` is the white space between the lines of a wrapped text, ``ruled`` the heights of rules.
    Where the white space does not tell rows from lines, a row begins where the last column does.
    """
    spaces = [(above.bottom, below.top) for above, below in pairwise(found)]
    if gap is None or not spaces:
        return [(top + bottom) / 2 for top, bottom in spaces], False
    wider = [bottom - top > gap + _MORE * size for top, bottom in spaces]
    divided = [any(top - 1 <= y <= bottom + 1 for y in ruled) for top, bottom in spaces]
    starts = wider
    if not any(wider):
        last = max(max(strip.columns) for strip in found)
        one_text = all(len(strip.columns) == 1 for strip in found)
        starts = [last in strip.columns and not one_text for strip in found[1:]]
    return [
        (top + bottom) / 2
        for (top, bottom), begins, rule in zip(spaces, starts, divided, strict=True)
        if begins or rule
    ], starts is not wider and any(starts)


def stands_in_middle(rows: Sequence[Sequence[Sequence[Segment]]]) -> bool | None:
    """Whether short cells stand in the middle of their row, not at its top; None where none tells.

    ``rows`` are rows of cells, each the lines of a cell.
    """
    votes = 0
    for row in rows:
        cells = [_extent(cell) for cell in row if cell]
        if len(cells) < 2:
            continue
        tall = max(cells, key=lambda cell: cell[1] - cell[0])
        for top, bottom in cells:
            height = bottom - top
            if tall[1] - tall[0] - height > 0.8 * row_size(row):
                off_top = abs(top - tall[0])
                off_middle = abs((top + bottom) / 2 - (tall[0] + tall[1]) / 2)
                votes += 1 if off_middle < off_top else -1
    return None if not votes else votes > 0


def row_size(row: Sequence[Sequence[Segment]]) -> float:
    """The size of the type in a row of cells."""
    return next((cell[0].size for cell in row if cell), 0.0)


def _extent(lines: Sequence[Segment]) -> Interval:
    return (min(line.top for line in lines), max(line.bottom for line in lines))


def label_starts(
    labels: Sequence[Interval], rows: Sequence[Interval], size: float, middle: bool | None
) -> list[int]:
    """The row with which each merged label's rows begin.

    ``labels`` and ``rows`` are the upper and lower edges of the labels' texts and of the rows. A
    label stands at the top or in the ``middle`` of its rows; where that is not known, the middle
    is taken when only so the labels cover all rows.
    """
    tops = [min(range(len(rows)), key=lambda at: abs(rows[at][0] - top)) for top, _ in labels]
    if middle is False or len(set(tops)) < len(tops):
        return tops
    cost, middles = _in_middles(labels, rows)
    fits = cost <= _NEAR * size * len(labels)
    if middle and fits:
        return middles
    return middles if fits and tops and tops[0] > 0 else tops


def _in_middles(labels: Sequence[Interval], rows: Sequence[Interval]) -> tuple[float, list[int]]:
    """The division of all rows that puts every label nearest to the middle of its own."""
    if not labels or len(labels) > len(rows):
        return float("inf"), []
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, -1)}]
    for top, bottom in labels:
        step: dict[int, tuple[float, int]] = {}
        for start, (cost, _) in best[-1].items():
            for end in range(start + 1, len(rows) + 1):
                off = abs((rows[start][0] + rows[end - 1][1]) / 2 - (top + bottom) / 2)
                if end not in step or cost + off < step[end][0]:
                    step[end] = (cost + off, start)
        best.append(step)
    if len(rows) not in best[-1]:
        return float("inf"), []
    at = len(rows)
    starts = []
    for step in best[:0:-1]:
        at = step[at][1]
        starts.append(at)
    return best[-1][len(rows)][0], starts[::-1]
