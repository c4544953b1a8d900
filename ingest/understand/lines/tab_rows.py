"""Tab-separated text as lines whose cells are known, and back.

Of ``质量指标⇥合格率⇥≥95%`` the cells are known, and that they are a row. Where merged or blank
cells were lost, the columns that they stand in are not.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from ingest.document import Line, Table
from ingest.lexicon import headers
from ingest.understand.columns.header_cells import LEVEL_ROLES, OPENS_BLOCK, row_headers
from ingest.understand.columns.name_columns import with_one_name
from ingest.understand.indicators.indicator_table import GROUP
from ingest.understand.project_headers import list_headers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.document import Block, Cell


class TabRow(NamedTuple):
    """A row of tab-separated text as a line with tabs, or a line between rows.

    ``at`` says which block it is of.
    """

    line: Line
    at: int
    cells: tuple[Cell, ...] = ()

    @property
    def roles(self) -> list[str | None]:
        """The roles of the headers that the row consists of."""
        return [header.role for header in with_one_name(row_headers(self.cells, GROUP))]


def heads_list(rows: Sequence[TabRow]) -> bool:
    """Whether rows begin with the header of projects, or of indicators in one block.

    What opens a block may stand in its second row: 年度指标值 | 分值, or 三、绩效指标 | 指标取值,
    above 一级指标 | 二级指标.
    """
    roles = rows[0].roles
    below = [role for row in rows[1:2] for role in row.roles]
    in_blocks = any((roles or below).count(role) > 1 for role in OPENS_BLOCK)
    label, *others = rows[0].line.text.split("\t")
    begins = bool(roles) or (bool(others) and headers.section(label) == GROUP)
    of_indicators = begins and bool({*OPENS_BLOCK} & {*roles, *below}) and not in_blocks
    # 一级指标 | 甲乙栏 | 三级指标及指标值
    levels = (headers.role(each, GROUP) in LEVEL_ROLES for each in (label, *others))
    is_packed = any(map(headers.packs_values, others)) and any(levels)
    return of_indicators or is_packed or bool(list_headers(rows[0].cells))


def tab_rows(blocks: Sequence[Block]) -> Iterator[TabRow]:
    """The rows of unaligned tables and the lines between them."""
    for at, block in enumerate(blocks):
        if isinstance(block, Line):
            yield TabRow(block, at)
            continue
        for row in block.rows:
            filled = [cell for cell in row if cell.text.strip()]
            if filled:
                text = "\t".join(cell.text for cell in filled)
                yield TabRow(Line(text, filled[0].place.to(filled[-1].place)), at, row)


def blocks_of(rows: Sequence[TabRow], blocks: Sequence[Block]) -> Iterator[Block]:
    """The lines and tables of rows that stay as they were."""
    for at, group in groupby(rows, key=lambda row: row.at):
        block = blocks[at]
        if isinstance(block, Table):
            yield replace(block, rows=tuple(row.cells for row in group))
        else:
            yield block
