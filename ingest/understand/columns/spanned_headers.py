"""Headers of indicators over two rows, some of which span the row with the names' → in one row.

一级指标 | 实施期绩效指标 | 年度绩效指标, the first of which spans the row below:
二级指标 | 三级指标 | 指标值 | 二级指标 | 三级指标 | 指标值.
Or 绩效指标 | 年度指标值 | 实际完成值 | 得分, the last two of which span 一级指标 | 二级指标 |
三级指标 | 指标性质 | 指标值 | 度量单位. Or 指标名称 | 本年度计划水平 over 二级指标 | 三级指标.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.document import Cell
from ingest.lexicon.headers import role, told_role
from ingest.lexicon.levels import is_plain_label
from ingest.understand.columns.header_cells import LEVEL_ROLES, MIN_ROLES, VALUE_ROLES, row_headers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Document, Table

Row = tuple[Cell, ...]
_GROUP = "indicators"


def with_spanned_headers(document: Document) -> Document:
    """The document with headers that span it in the row that heads the names."""
    return document.with_tables(lambda table: _lowered(table) if table.aligned else _joined(table))


def _joined(table: Table) -> Table:
    """A table without columns, with headers of the row above that of names behind these."""
    rows = list(table.rows)
    for at in range(1, len(rows)):
        above = [cell for cell in rows[at - 1] if role(cell.text, _GROUP)]
        if len(above) < MIN_ROLES or not _heads_names(rows[at]) or _heads_names(rows[at - 1]):
            continue
        own = {role(cell.text, _GROUP) for cell in rows[at]}
        behind = [cell for cell in above if role(cell.text, _GROUP) not in own]
        rows[at - 1] = tuple(cell for cell in rows[at - 1] if cell not in above)
        rows[at] = (*rows[at], *(replace(cell, row=cell.row + 1) for cell in behind))
    return replace(table, rows=tuple(rows))


def _lowered(table: Table) -> Table:
    rows = list(table.rows)
    for at in range(1, len(rows)):
        if reaching := _reaching(rows[at - 1], rows[at]):
            rows[at - 1] = tuple(cell for cell in rows[at - 1] if cell not in reaching)
            reached = [replace(c, row=c.row + 1, row_span=max(c.row_span - 1, 1)) for c in reaching]
            rows[at] = tuple(sorted([*reached, *rows[at]], key=lambda cell: cell.col))
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


def _reaching(above: Row, row: Row) -> list[Cell]:
    """The headers in the row ``above`` that reach down beside the header of names below it.

    Those left of it are none of indicators (年度目标 in a list of projects). Text tells no spans:
    there headers of values do that stand right of all others, which have none.
    """
    if not _heads_names(row) or _heads_names(above):
        return []
    first = min(cell.col for cell in row if cell.text.strip())
    found = [cell for cell in above if cell.col > first and told_role(cell.text, _GROUP)]
    if spanning := [cell for cell in found if cell.row_span > 1]:
        return spanning
    last = max(cell.col for cell in row if cell.text.strip())
    beside = [cell for cell in found if cell.col > last]
    return beside if _holds_values(beside) and not _holds_values(row) else []


def _holds_values(cells: Sequence[Cell]) -> bool:
    return any(told_role(cell.text, _GROUP) in VALUE_ROLES for cell in cells)


def _levels(above: Row, row: Row) -> list[Cell]:
    """The headers of levels in the row ``above`` that belong to the header of names below it."""
    found = [cell for cell in above if role(cell.text, _GROUP) in LEVEL_ROLES]
    if not found or _heads_names(above):
        return []
    below = [cell for cell in row if role(cell.text, _GROUP)]
    if not _heads_names(below):
        return []
    return [cell for cell in found if all(cell.col < other.col for other in below)]


def _heads_names(cells: Sequence[Cell]) -> bool:
    return any(header.role == "name" for header in row_headers(cells, _GROUP))
