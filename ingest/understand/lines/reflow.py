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
from functools import cache
from itertools import pairwise, takewhile
from operator import itemgetter
from typing import TYPE_CHECKING

from ingest.document import Cell
from ingest.lexicon.levels import is_plain_label
from ingest.understand.lines.division import ANY_WIDTH, Column, Programme, Step, is_row
from ingest.understand.lines.pieces import ANY_WIDE, Piece, joined, span

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

__all__ = ["Column", "Reflowed", "Row", "cost_of_rows", "reflow", "tried"]

CUT_IS_A_GUESS = (
    "本文没有列，此格的分界为推测 (text without columns: where this cell begins or ends is a guess)"
)
LEFT_OUT = "此行有单元格空缺，列的归属不确定 (a cell of its row was left out; which one is a guess)"
MAX_PIECES = 3000
_SAMPLE = 400
_TRIED = 60
_WEIGHED = 120
_MAX_CANDIDATES = 6


Row = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Reflowed:
    """Rows by group, empty cells left out; and the pieces that fit into no row."""

    rows: list[list[Row]]
    unplaced: list[Piece]


def reflow(
    groups: Sequence[Sequence[Piece]],
    columns: Sequence[Column],
    *,
    whole: bool = False,
    blank: float = 0.0,
    close: float = 0.0,
) -> Reflowed:
    """The rows of each group; no row reaches over groups, all share the columns' widths.

    ``whole`` says that every piece is a cell, ``blank`` what a blank within a cell costs. A cell
    is in doubt where rows without it are less than ``close`` dearer. Raises ValueError for more
    than MAX_PIECES pieces.
    """
    if sum(map(len, groups)) > MAX_PIECES:
        raise ValueError(f"more than {MAX_PIECES} pieces of text in one table")
    spaced = _is_spaced(piece for group in groups for piece in group)
    widths = [ANY_WIDE] * len(columns) if whole else _best_widths(groups, columns, spaced, blank)[1]
    rows: list[list[Row]] = []
    unplaced: list[Piece] = []
    for group in groups:
        if not group:
            rows.append([])
            continue
        rows.append([])
        for run in _known_rows(group):
            programme = Programme(run, columns, spaced, whole=whole, blank=blank)
            solution = programme.solve(widths)
            unplaced += [run[at] for at in solution.skipped if run[at].text]
            if is_row(run) and solution.skipped:  # its labels are in force below it
                labels = [*takewhile(lambda piece: is_plain_label(piece.text), run)]
                unplaced = [*unplaced[: -len(run)], *run[len(labels) :]]
                rows[-1] += reflow([labels], columns, whole=True).rows[0]
                continue
            margins = programme.margins(solution, widths) if close else []
            close_by = {at for at, margin in enumerate(margins) if margin < close}
            rows[-1] += [_row(run, columns, steps, close_by) for steps in solution.rows]
    return Reflowed(rows, unplaced)


def _known_rows(run: Sequence[Piece]) -> list[Sequence[Piece]]:
    """The pieces row by row where tabs part their cells; else all of them."""
    if all(piece.gap != "tab" for piece in run):
        return [run]
    starts = [at for at, piece in enumerate(run) if piece.gap != "tab"]
    return [run[start:end] for start, end in pairwise([*starts, len(run)])]


def tried(
    run: Sequence[Piece], columns: Sequence[Column], blank: float, *, whole: bool = False
) -> tuple[float, list[Row]]:
    """What the first pieces cost as rows of these columns, however wide; and the rows."""
    sample, goes_on = run[:_TRIED], len(run) > _TRIED and not whole
    cost, rows = 0.0, []
    for part in _known_rows(sample):
        programme = Programme(
            part, columns, _is_spaced(run), whole=whole, blank=blank, goes_on=goes_on
        )
        found = programme.solve([ANY_WIDTH] * len(columns))
        cost += found.cost
        rows += [_row(part, columns, steps) for steps in found.rows]
    return cost, rows


def cost_of_rows(
    run: Sequence[Piece], columns: Sequence[Column], blank: float, *, whole: bool = False
) -> float:
    """What the first pieces cost as rows of these columns, each as wide as suits them best."""
    sample, spaced = run[:_WEIGHED], _is_spaced(run)
    if whole:
        widths = [ANY_WIDE] * len(columns)
        parts = (Programme(part, columns, spaced, whole=True) for part in _known_rows(sample))
        return sum(part.cost(widths) for part in parts)
    return _best_widths([sample], columns, spaced, blank, goes_on=len(run) > _WEIGHED)[0]


def _is_spaced(run: Iterable[Piece]) -> bool:
    """Whether most printed lines stand apart by blank ones."""
    gaps = Counter(piece.gap for piece in run)
    return gaps["blank"] > gaps["line"]


def _row(
    group: Sequence[Piece],
    columns: Sequence[Column],
    steps: Sequence[Step],
    close_by: Collection[int] = (),
) -> Row:
    row: Row = {}
    for column, start, end in steps:
        run = group[start:end]
        text = joined(run)
        if not text:  # a cell that is known to be blank
            continue
        guess = LEFT_OUT if is_row(group) else CUT_IS_A_GUESS
        doubt = guess if any(at in close_by for at in range(start, end)) else None
        row[columns[column].role] = Cell(text, span(run).doubted(doubt), 0, column)
    return row


def _best_widths(
    groups: Sequence[Sequence[Piece]],
    columns: Sequence[Column],
    spaced: bool,
    blank: float,
    *,
    goes_on: bool = False,
) -> tuple[float, list[int]]:
    """What the first pieces of text cost at the least, and the columns' widths they then have.

    ``goes_on`` says that the groups are themselves the first pieces of more.
    """
    sample: list[Programme] = []
    left = _SAMPLE
    for group in groups:
        if group and left > 0:
            is_cut = goes_on or len(group) > left
            sample.append(Programme(group[:left], columns, spaced, blank=blank, goes_on=is_cut))
            left -= len(group)
    counts = Counter(width for each in sample for width in each.line_widths())
    if not sample:
        return 0.0, [0] * len(columns)
    widest = max(each.widest_line for each in sample)

    wrapping = [at for at, column in enumerate(columns) if column.wraps]

    @cache
    def cost(*widths: int) -> float:
        of_headers = sum(columns[at].cost_of_width(widths[at]) for at in wrapping)
        return of_headers + sum(programme.cost(widths) for programme in sample)

    least = min((columns[at].least for at in wrapping), default=0)
    candidates = _candidates(counts, widest, least)
    found = []
    for start in {widest, *(width for width, _ in counts.most_common(1))}:
        widths = [min(start, column.most) for column in columns]
        while (better := _sweep(widths, wrapping, candidates, cost)) != widths:
            widths = better
        found.append(_sweep(widths, wrapping, (), cost))
    return min(((cost(*widths), widths) for widths in found), key=itemgetter(0))


def _candidates(counts: Counter[int], widest: int, least: int) -> list[int]:
    """The ``widest`` line's width, and those that several lines have, or nearly so.

    What is narrower than the ``least`` column is the last line of a cell.
    """
    chosen = [widest]
    for value, _ in sorted(counts.items(), key=lambda item: (-item[1], -item[0])):
        if value >= least and all(abs(value - other) > 1 for other in chosen):
            chosen.append(value)
    return chosen[:_MAX_CANDIDATES]


def _sweep(
    widths: list[int],
    wrapping: Sequence[int],
    candidates: Sequence[int],
    cost: Callable[..., float],
) -> list[int]:
    """Give one column after the other its best width of ``candidates``, or one near by."""
    for column in wrapping:
        near = [widths[column] + step for step in (0, -2, -1, 1, 2)]
        trials = [[*widths[:column], value, *widths[column + 1 :]] for value in candidates or near]
        widths = min([widths, *trials], key=lambda trial: cost(*trial))
    return widths
