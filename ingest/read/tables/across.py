"""Sheets wider than a page: the columns that follow on the next page go beside those before."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.document import Cell, Table
from ingest.read.tables.continued import CUT_OFF, PageTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.read.tables.continued import Page

_SAME = 2.0
_FEWEST_ROWS = 4
_FEWEST_HEIGHTS = 2
_LOOKS_BACK = 20


def join_across(pages: Sequence[Page]) -> None:
    """Put the tables of pages without a title beside those whose rows they go on with.

    The page before may be full of other rows: a long sheet is printed down before it is printed
    across. Rows of one height are alike on pages that have nothing to do with each other.
    """
    before: list[Page] = []
    for page in pages:
        two = _only_table(page)
        left = _left_of(two, page, before) if two and page.blocks == [two] else None
        if left and two:
            one = _only_table(left)
            left.blocks = [_beside(one, two) if block is one else block for block in left.blocks]
            page.blocks = []
        before = [*before[-_LOOKS_BACK:], page]


def _left_of(two: PageTable, page: Page, before: Sequence[Page]) -> Page | None:
    found = []
    filled = [other for other in before if other.blocks]
    for left in filled:
        one = _only_table(left)
        next_to = left is filled[-1] and before[-1].number == page.number - 1
        if one and (next_to or _is_uneven(two)) and _goes_across(one, two):
            found.append(left)
    return found[0] if len(found) == 1 else None


def _is_uneven(table: PageTable) -> bool:
    heights = {round(bottom - top) for top, bottom in pairwise(table.tops)}
    return len(heights) > _FEWEST_HEIGHTS


def _only_table(page: Page) -> PageTable | None:
    tables = [block for block in page.blocks if isinstance(block, PageTable)]
    return tables[0] if len(tables) == 1 else None


def _goes_across(one: PageTable, two: PageTable) -> bool:
    """Whether the rows of both tables are as high, and their columns others."""
    few, many = sorted((one.tops, two.tops), key=len)
    if len(few) <= _FEWEST_ROWS or abs(few[-1] - many[-1]) > _SAME:
        return False
    alike = all(any(abs(top - other) <= _SAME for other in many) for top in few)
    return alike and not _same_columns(one, two)


def _same_columns(one: PageTable, two: PageTable) -> bool:
    pairs = zip(one.edges, two.edges, strict=False)
    return len(one.edges) == len(two.edges) and all(abs(a[0] - b[0]) <= _SAME for a, b in pairs)


def _beside(one: PageTable, two: PageTable) -> PageTable:
    """One table of two, the columns of the second behind those of the first."""
    tops = max(one.tops, two.tops, key=len)
    columns, more = len(one.edges) - 1, len(two.edges) - 1
    rows: list[list[Cell]] = [[] for _ in tops[1:]]
    for table, shift in ((one, 0), (two, columns)):
        for cell in (cell for row in table.table.rows for cell in row):
            first = _nearest(table.tops[cell.row], tops)
            end = _nearest(table.tops[cell.row + cell.row_span], tops)
            rows[first].append(replace(cell, row=first, row_span=end - first, col=cell.col + shift))
    by = one.edges[-1][0] - two.edges[0][0]
    return PageTable(
        Table(tuple(tuple(_over_the_break(row, columns, more)) for row in rows), one.table.place),
        (*one.edges, *((start + by, end + by) for start, end in two.edges[1:])),
        two.open_right,
        one.open_top | {col + columns for col in two.open_top},
        one.open_bottom | {col + columns for col in two.open_bottom},
        {**one.room, **{col + columns: free for col, free in two.room.items()}},
        tops,
    )


def _over_the_break(row: list[Cell], columns: int, more: int) -> list[Cell]:
    """A row whose cell before the break goes on behind it, where that holds no other."""
    before = [cell for cell in row if cell.col < columns]
    behind = [cell for cell in row if cell.col >= columns]
    reaches = before and before[-1].col + before[-1].col_span == columns
    if reaches and all(_is_rest(cell, before[-1]) for cell in behind):
        rest = sum(cell.col_span for cell in behind) if behind else more
        before[-1] = replace(before[-1], col_span=before[-1].col_span + rest)
        return before
    return row


def _is_rest(cell: Cell, before: Cell) -> bool:
    return cell.text == before.text and cell.place.doubt == CUT_OFF


def _nearest(top: float, tops: Sequence[float]) -> int:
    return min(range(len(tops)), key=lambda at: abs(tops[at] - top))
