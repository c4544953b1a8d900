"""Headers of indicators over two rows, the first level's beside those of blocks → in one row.

一级指标 | 实施期绩效指标 | 年度绩效指标, the first of which spans the row below:
二级指标 | 三级指标 | 指标值 | 二级指标 | 三级指标 | 指标值.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.document import Cell
from ingest.extract.columns import LEVEL_ROLES, row_headers
from ingest.extract.headers import role
from ingest.extract.levels import is_plain_label

if TYPE_CHECKING:
    from ingest.document import Document, Table

Row = tuple[Cell, ...]
_GROUP = "indicators"


def with_spanned_headers(document: Document) -> Document:
    """The document with headers of levels in the row that heads the names below them."""
    return document.with_tables(lambda table: _lowered(table) if table.aligned else table)


def _lowered(table: Table) -> Table:
    rows = list(table.rows)
    for at in range(1, len(rows)):
        levels = _levels(rows[at - 1], rows[at])
        if not levels:
            continue
        first = min(cell.col for cell in rows[at] if role(cell.text, _GROUP))
        # Where no rules tell, what stands under the header may seem to begin beside it.
        early = [cell for cell in rows[at] if cell.col < first and is_plain_label(cell.text)]
        rows[at - 1] = tuple(cell for cell in rows[at - 1] if cell not in levels)
        left = [cell for cell in rows[at] if cell not in early]
        lowered = [
            replace(
                cell, row=cell.row + 1, row_span=1, col_span=min(cell.col_span, first - cell.col)
            )
            for cell in levels
        ]
        rows[at] = tuple(sorted([*lowered, *left], key=lambda cell: cell.col))
        if early and at + 1 < len(rows):
            down = [replace(c, row=c.row + 1, row_span=max(c.row_span - 1, 1)) for c in early]
            rows[at + 1] = (*down, *rows[at + 1])
    return replace(table, rows=tuple(rows))


def _levels(above: Row, row: Row) -> list[Cell]:
    """The headers of levels in the row ``above`` that belong to the header of names below it."""
    found = [cell for cell in above if role(cell.text, _GROUP) in LEVEL_ROLES]
    if not found or any(header.role == "name" for header in row_headers(above, _GROUP)):
        return []
    below = [cell for cell in row if role(cell.text, _GROUP)]
    if not any(header.role == "name" for header in row_headers(below, _GROUP)):
        return []
    return [cell for cell in found if all(cell.col < other.col for other in below)]
