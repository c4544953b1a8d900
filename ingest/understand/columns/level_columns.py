"""Tables with columns of names and values under each first level → one row an indicator.

项目名称 | 资金总额 | 产出指标 over 三级指标, 指标值 | 效益指标 over 三级指标, 指标值 | …; and
tables with a column for each second level, whose cells hold indicators with their values.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from ingest.document import Cell, Document, Table
from ingest.lexicon.headers import role
from ingest.lexicon.levels import plain_level, ranks
from ingest.understand.columns.header_cells import LEVEL_ROLES, VALUE_ROLES
from ingest.vocabulary import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Row = tuple[Cell, ...]
_GROUP = "indicators"
_LEAST_LEVELS = 2
_LEAST_KINDS = 3
_HEADER_ROWS = 8
_NAMES_AND_VALUES = "三级指标及指标值"


class _Level(NamedTuple):
    """The columns under one first level, ``columns`` by role."""

    label: Cell
    columns: dict[str, Cell]


def with_level_rows(document: Document) -> Document:
    """The document with such tables turned: what stands left, then level, name and value."""
    return document.with_tables(lambda table: _turned(table) if table.aligned else table)


def _turned(table: Table) -> Table:
    if by_kind := _kind_rows(table):
        return by_kind
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


def _kind_rows(table: Table) -> Table | None:
    """A row for each filled cell below a second level, which holds indicators with their values.

    项目名称 | 产出指标 over 数量指标, 质量指标 | …; None for another table.
    """
    for at, (labels, below) in enumerate(pairwise(table.rows[:_HEADER_ROWS])):
        kinds = [cell for cell in below if 2 in ranks(cell.text)]
        # 质量指标 | 预算执行率 | 98% stands twice in a row of two blocks.
        different = {plain_level(cell.text) for cell in kinds}
        if len(different) < _LEAST_KINDS or not any(1 in ranks(cell.text) for cell in labels):
            continue
        first = min(cell.col for cell in kinds)
        words = (load("headers")[_GROUP][level][0] for level in LEVEL_ROLES)
        heads = [*words, _NAMES_AND_VALUES]
        header = tuple(
            replace(kinds[0], text=text, row=labels[0].row, col=first + number)
            for number, text in enumerate(heads)
        )
        rows = [*table.rows[:at], (*_left(labels, first), *header)]
        for row in table.rows[at + 2 :]:
            rows += _rows_of_kinds(row, labels, kinds, first)
        return replace(table, rows=tuple(row for row in rows if row))
    return None


def _rows_of_kinds(row: Row, labels: Row, kinds: Sequence[Cell], first: int) -> Iterator[Row]:
    left = _left(row, first)
    for kind in kinds:
        cell = next((cell for cell in row if cell.col == kind.col and cell.text.strip()), None)
        above = [label for label in labels if label.col <= kind.col and label.col >= first]
        if cell and above:
            texts = (above[-1].text, kind.text)
            levels = [
                replace(cell, text=text, col=first + number) for number, text in enumerate(texts)
            ]
            yield (*left, *levels, replace(cell, col=first + 2))
            left = ()
    if left:
        yield left


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
