"""Rows of cells → lines and aligned tables.

Tables beside one another under titles of their own are read one after another. Rows are cut into
regions: at blank rows that a row of one cell (a title) follows, and at a row of one cell across the
whole width that is titled as a table. The rows of one cell above the rest of a region, and notes
below it, are lines; all else is one aligned table. Blank cells are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from itertools import islice, pairwise, takewhile
from typing import TYPE_CHECKING

from ingest.document import Cell, Line, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.document import Block

Row = tuple[Cell, ...]

_TITLE = re.compile(r"表(?:\s*[（(][^（）()]*[）)])*$")
_LEAST_WIDTH = 3
_LEAST_LINES = 2


def blocks_of(rows: Sequence[Row]) -> list[Block]:
    """The blocks of rows, in order; a blank row is an empty tuple."""
    return [
        block
        for part in _side_by_side(rows)
        for region in _regions(part)
        for block in _region_blocks(region)
    ]


def _side_by_side(rows: Sequence[Row]) -> list[Sequence[Row]]:
    """The rows of each of the tables that stand beside one another under titles of their own."""
    titled = next((row for row in filter(None, rows) if len(row) > 1), ())
    if len(titled) < 2 or not all(_TITLE.search(cell.text.strip()) for cell in titled):
        return [rows]
    taken = {
        column
        for row in rows
        for cell in row
        for column in range(cell.col, cell.col + cell.col_span)
    }
    cuts = []
    for before, title in pairwise(titled):
        between = range(title.col - 1, before.col + before.col_span - 1, -1)
        cuts.append(next((column + 1 for column in between if column not in taken), title.col))
    if any(
        cell.col < cut < cell.col + cell.col_span for row in rows for cell in row for cut in cuts
    ):
        return [rows]
    edges = [0, *cuts, max(taken) + 1]
    return [
        [tuple(cell for cell in row if left <= cell.col < right) for row in rows]
        for left, right in pairwise(edges)
    ]


def _regions(rows: Sequence[Row]) -> Iterator[list[Row]]:
    region: list[Row] = []
    left, right = _edges(rows)
    after_blank = False
    for at, row in enumerate(rows):
        if not row:
            after_blank = bool(region)
            continue
        begins = len(row) == 1 and (
            after_blank
            or _is_title(row[0], left, right)
            or _heads_table_again(region, rows, at, left)
        )
        if begins and any(len(above) > 1 for above in region):
            yield region
            region = []
        region.append(row)
        after_blank = False
    if region:
        yield region


def _heads_table_again(region: Sequence[Row], rows: Sequence[Row], at: int, left: int) -> bool:
    """Whether lines, and then the header above once more, come next.

    So each project's heading and sentences stand above a table of its own, without a blank row.
    """

    def is_line(row: Row) -> bool:
        return len(row) == 1 and row[0].col == left

    header = next((row for row in region if len(row) > 1), ())
    if not header or is_line(region[-1]):  # asked of the first of the lines alone
        return False
    count = sum(1 for _ in takewhile(is_line, islice(rows, at, None)))
    again = rows[at + count] if _LEAST_LINES <= count < len(rows) - at else ()
    return [cell.text for cell in again] == [cell.text for cell in header]


def _is_across(cell: Cell, left: int, right: int) -> bool:
    return cell.col == left and cell.col + cell.col_span > right


def _is_title(cell: Cell, left: int, right: int) -> bool:
    is_wide = right - left + 1 >= _LEAST_WIDTH
    return is_wide and _is_across(cell, left, right) and bool(_TITLE.search(cell.text.strip()))


def _edges(rows: Sequence[Row]) -> tuple[int, int]:
    left = min((cell.col for row in rows for cell in row), default=0)
    right = max((cell.col + cell.col_span - 1 for row in rows for cell in row), default=0)
    return left, right


def _region_blocks(region: list[Row]) -> Iterator[Block]:
    start, end = 0, len(region)
    while start < end and len(region[start]) == 1:
        start += 1
    left, _ = _edges(region)
    while end > start and len(region[end - 1]) == 1 and _is_note(region, end - 1, left):
        end -= 1
    for row in region[:start]:
        yield from _lines(row[0])
    if start < end:
        yield table_of(region[start:end])
    for row in region[end:]:
        yield from _lines(row[0])


def _is_note(region: list[Row], at: int, left: int) -> bool:
    """Whether a lone cell below a table stands at its left edge, beside no merged cell."""
    cell = region[at][0]
    beside = any(
        other.row < cell.row < other.row + other.row_span for row in region[:at] for other in row
    )
    return cell.col == left and not beside


def _lines(cell: Cell) -> Iterator[Line]:
    for text in cell.text.splitlines():
        if text.strip():
            yield Line(text.strip(), cell.place)


def table_of(rows: Sequence[Sequence[Cell]]) -> Table:
    """A table of rows that are not blank, numbered anew: spans count the rows that are left."""
    kept = [row[0].row for row in rows]
    number = {row: index for index, row in enumerate(kept)}

    def renumbered(cell: Cell) -> Cell:
        span = bisect_left(kept, cell.row + cell.row_span) - number[cell.row]
        return replace(cell, row=number[cell.row], row_span=span)

    place = rows[0][0].place.to(rows[-1][-1].place)
    return Table(tuple(tuple(map(renumbered, row)) for row in rows), place)
