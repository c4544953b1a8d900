"""Cells out of page text: which of the wrapped lines make up a cell, and which cells make a row.

Page text gives the cells of a row one after another, each wrapped at its column's width. The
rows are found as the cheapest way through the pieces (a dynamic programme): a line ends inside a
cell when the next word would not have fitted, a cell ends at a short line or a sentence's end, and
each column says what its cells look like. The widths are not printed: they are the ones under
which the text is cheapest.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.document import Cell
from ingest.extract.pieces import Piece, joined, span
from ingest.extract.programme import Column, Programme, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["Column", "Reflowed", "Row", "reflow"]

MAX_PIECES = 5000
_SAMPLE = 400
_MAX_CANDIDATES = 8


Row = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Reflowed:
    """Rows by group, empty cells left out; and the pieces that fit into no row."""

    rows: list[list[Row]]
    unplaced: list[Piece]


def reflow(groups: Sequence[Sequence[Piece]], columns: Sequence[Column]) -> Reflowed:
    """The rows of each group; no row reaches over groups, all share the columns' widths.

    Raises ValueError for more than MAX_PIECES pieces.
    """
    if sum(map(len, groups)) > MAX_PIECES:
        raise ValueError(f"more than {MAX_PIECES} pieces of text in one table")
    gaps = Counter(piece.gap for group in groups for piece in group)
    spaced = gaps["blank"] > gaps["line"]
    programmes = [Programme(group, columns, spaced) for group in groups if group]
    widths = _best_widths(programmes, columns)
    solved = iter([programme.solve(widths) for programme in programmes])
    rows: list[list[Row]] = []
    unplaced: list[Piece] = []
    for group in groups:
        steps = next(solved).steps if group else []
        rows.append(list(_rows(group, columns, steps)))
        unplaced += [group[step.start] for step in steps if step.column is None]
    return Reflowed(rows, unplaced)


def _rows(
    group: Sequence[Piece], columns: Sequence[Column], steps: Sequence[Step]
) -> Iterator[Row]:
    cells: Row = {}
    last = -1
    for step in steps:
        if step.column is None:
            continue
        if step.column <= last and cells:
            yield cells
            cells = {}
        last = step.column
        run = group[step.start : step.end]
        cells[columns[last].role] = Cell(joined(run), span(run), 0, last)
    if cells:
        yield cells


def _best_widths(programmes: Sequence[Programme], columns: Sequence[Column]) -> list[int]:
    """The widths of the columns under which all groups together are cheapest."""
    sample: list[Programme] = []
    for programme in sorted(programmes, key=lambda each: len(each.pieces)):
        if not sample or sum(len(each.pieces) for each in sample) < _SAMPLE:
            sample.append(programme)
    counts = Counter(width for each in sample for width in each.line_widths())
    candidates = _candidates(counts)

    def cost(widths: Sequence[int]) -> float:
        return sum(programme.solve(widths).cost for programme in sample)

    starts = [[max(candidates)] * len(columns), [counts.most_common(1)[0][0]] * len(columns)]
    return min((_descend(start, candidates, cost) for start in starts), key=lambda pair: pair[0])[1]


def _candidates(counts: Counter[int]) -> list[int]:
    """Widths that several lines have, or nearly so; the widest line's in any case."""
    chosen = [max(counts)]
    for value, _ in sorted(counts.items(), key=lambda item: (-item[1], -item[0])):
        if all(abs(value - other) > 1 for other in chosen):
            chosen.append(value)
    return chosen[:_MAX_CANDIDATES]


def _descend(
    start: list[int], candidates: Sequence[int], cost: Callable[[Sequence[int]], float]
) -> tuple[float, list[int]]:
    """Change one width at a time as long as that makes the text cheaper."""
    best, widths = cost(start), start
    improved = True
    while improved:
        improved = False
        for column in range(len(widths)):
            near = (widths[column] + step for step in (-2, -1, 1, 2))
            for value in {*candidates, *near} - {widths[column]}:
                trial = [*widths[:column], value, *widths[column + 1 :]]
                found = cost(trial)
                if found < best - 1e-9:
                    best, widths, improved = found, trial, True
    return best, widths
