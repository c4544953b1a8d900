"""Tables with columns of names and values under each first level → one row an indicator.

项目名称 | 资金总额 | 产出指标 over 三级指标, 指标值 | 效益指标 over 三级指标, 指标值 | …
"""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from ingest.document import Cell, Document, Table
from ingest.extract.columns import VALUE_ROLES
from ingest.extract.headers import role
from ingest.extract.levels import ranks
from ingest.vocabulary import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Row = tuple[Cell, ...]
_GROUP = "indicators"
_LEAST_LEVELS = 2
_HEADER_ROWS = 8


class _Level(NamedTuple):
    """The columns under one first level, ``columns`` by role."""

    label: Cell
    columns: dict[str, Cell]


def with_level_rows(document: Document) -> Document:
    """The document with such tables turned: what stands left, then level, name and value."""
    return document.with_tables(lambda table: _turned(table) if table.aligned else table)


def _turned(table: Table) -> Table:
    pairs = enumerate(zip(table.rows, table.rows[1:_HEADER_ROWS], strict=False), 2)
    found = ((end, levels) for end, pair in pairs if (levels := _levels(*pair)))
    end, levels = next(found, (0, []))
    if not levels:
        return table
    first = min(level.label.col for level in levels)
    rows = [_left(row, first) for row in table.rows[:end]]
    named = next((at for at, row in enumerate(rows) if len(row) >= _LEAST_LEVELS), 0)
    rows[named] += _header(levels, first)
    for row in table.rows[end:]:
        rows += _data_rows(row, levels, first)
    return replace(table, rows=tuple(row for row in rows if row))


def _levels(labels: Sequence[Cell], below: Sequence[Cell]) -> list[_Level]:
    """The levels that a row of labels names with names and values below each; else none."""
    found = []
    printed = [cell for cell in labels if cell.text.strip()]
    for label, end in zip(printed, [*(cell.col for cell in printed[1:]), inf], strict=False):
        if 1 not in ranks(label.text):
            continue
        inside = [cell for cell in below if label.col <= cell.col < end]
        columns = {named: cell for cell in inside if (named := role(cell.text, _GROUP))}
        if "name" in columns and {*columns} & {*VALUE_ROLES}:
            found.append(_Level(label, columns))
    return found if len(found) >= _LEAST_LEVELS else []


def _left(row: Row, first: int) -> Row:
    return tuple(cell for cell in row if cell.col < first and cell.text.strip())


def _header(levels: Sequence[_Level], first: int) -> Row:
    label = load("headers")[_GROUP]["level1"][0]
    named = levels[0].columns.values()
    return (
        replace(levels[0].label, text=label, col=first, col_span=1),
        *(replace(cell, col=first + at, col_span=1) for at, cell in enumerate(named, 1)),
    )


def _data_rows(row: Row, levels: Sequence[_Level], first: int) -> Iterator[Row]:
    """A row for each level that prints a name or a value; what stands left of them goes first."""
    left = _left(row, first)
    for level in levels:
        cells = [
            replace(cell, col=first + at, col_span=1)
            for at, header in enumerate(level.columns.values(), 1)
            for cell in row
            if cell.col == header.col and cell.text.strip()
        ]
        if cells:
            label = replace(level.label, col=first, col_span=1, place=cells[0].place)
            yield (*left, label, *cells)
            left = ()
    if left:
        yield left
