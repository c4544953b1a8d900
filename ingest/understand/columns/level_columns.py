"""Tables with columns of names and values under each first level → one row an indicator.

项目名称 | 资金总额 | 产出指标 over 三级指标, 指标值 | 效益指标 over 三级指标, 指标值 | …; and
tables with a column for each second level, whose cells hold indicators with their values; and
those with a column for each indicator and a row for each place.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, takewhile
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from ingest.document import Cell, Document, Table
from ingest.lexicon.headers import names_locality, role
from ingest.lexicon.levels import plain_level, ranks
from ingest.understand.columns.header_cells import LEVEL_ROLES, VALUE_ROLES
from ingest.vocabulary import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Row = tuple[Cell, ...]
_GROUP = "indicators"
_LEAST_LEVELS = 2
_LEAST_KINDS = 3
_LEAST_PLACES = 2
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
    if turned := _with_columns_of_places(table) or _kind_rows(table):
        return turned
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


def _with_columns_of_places(table: Table) -> Table | None:
    """A row for each indicator that heads a column, with a column for each place that has a row.

    项目单位 | 产出指标 over 数量指标 over 修复村数 above 白濑镇 | 2个; None for another table.
    """
    for at, labels in enumerate(table.rows):
        firsts = [cell for cell in labels if 1 in ranks(cell.text)]
        below = [row for row in table.rows[at + 1 :] if any(cell.text.strip() for cell in row)]
        if len(firsts) < _LEAST_LEVELS or not below or labels[0].col >= firsts[0].col:
            continue
        kinds = [cell for cell in below[0] if 2 in ranks(cell.text)]
        names, *bodies = below[1:] if kinds and below[1:] else below
        local = [*takewhile(lambda row: row and names_locality(row[0].text), bodies)]
        if len(local) < _LEAST_PLACES or len(names) < _LEAST_KINDS:
            continue
        words = (load("headers")[_GROUP][each][0] for each in (*LEVEL_ROLES, "name"))
        heads = [replace(labels[0], text=word, row_span=1) for word in words]
        stubs = [replace(row[0], row=labels[0].row) for row in local]
        header = [*heads, *stubs]
        rows = [header]
        for name in names:
            tops = [cell for cell in (*firsts, *kinds) if _stands_over(cell, name)]
            levels = [*tops, *[replace(name, text="")] * 2][:2]
            values = [next((c for c in row if c.col == name.col), None) for row in local]
            cells = [*levels, name, *(each or replace(name, text="") for each in values)]
            rows.append([replace(cell, row=name.row + len(rows)) for cell in cells])
        turned = [
            tuple(replace(c, col=col, row_span=1, col_span=1) for col, c in enumerate(row))
            for row in rows
        ]
        return replace(table, rows=(*table.rows[:at], *turned, *bodies[len(local) :]))
    return None


def _stands_over(over: Cell, cell: Cell) -> bool:
    return over.col <= cell.col < over.col + over.col_span


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
