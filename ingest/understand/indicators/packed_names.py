"""Tables whose cells hold several indicators with their values → one row an indicator.

一级指标 | 二级指标 | 三级指标及指标值: 1.改造步道长度：≥3148.8延米；2.栽植乔灌木：≥3.58万株
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.document import Cell, Document, Table
from ingest.lexicon import headers
from ingest.understand.columns.header_cells import TOLD_BY_CELLS, VALUE_ROLES, row_headers
from ingest.understand.indicators.pairs import clauses, pair
from ingest.vocabulary import load

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = tuple[Cell, ...]
_GROUP = "indicators"


def with_packed_rows(document: Document) -> Document:
    """The document with such cells taken apart; levels stand in the first row of each."""
    return document.with_tables(
        lambda table: replace(table, rows=tuple(_rows(table))) if table.aligned else table
    )


def _rows(table: Table) -> Iterator[Row]:
    at: int | None = None
    doubt: str | None = None
    for row in table.rows:
        header = next((cell for cell in row if headers.packs_values(cell.text)), None)
        header = header or _told_by_cells(row)
        if header and any(headers.role(cell.text, _GROUP) in ("level1", "level2") for cell in row):
            at, doubt = header.col, TOLD_BY_CELLS if header.role else None
            name, value = (load("headers")[_GROUP][role][0] for role in ("name", "annual"))
            yield from _apart(row, at, [(name, value)])
        elif at is not None:
            cells = tuple(cell.doubted(doubt) if cell.col == at else cell for cell in row)
            cell = next((cell for cell in cells if cell.col == at), None)
            yield from _apart(cells, at, _indicators(cell.text) if cell else [])
        else:
            yield row


def _told_by_cells(row: Row) -> Cell | None:
    """The header that was told to be that of names by its cells, in a row with none of values."""
    roles = {header.role for header in row_headers(row, _GROUP)}
    told = [cell for cell in row if cell.role == "name"]
    return told[0] if told and not roles & {*VALUE_ROLES} else None


def _apart(row: Row, at: int, pairs: list[tuple[str, str]]) -> Iterator[Row]:
    """A row for each name with its value, which takes a column of its own behind the name's."""
    moved = [replace(cell, col=cell.col + 1) if cell.col > at else cell for cell in row]
    if not pairs:
        yield tuple(moved)
        return
    left = tuple(cell for cell in moved if cell.col != at)
    packed = next(cell for cell in moved if cell.col == at)
    for name, value in pairs:
        cell = replace(packed, text=name, col_span=1)
        yield (
            (*left, cell, replace(cell, text=value, col=at + 1, role=None))
            if value
            else (*left, cell)
        )
        left = ()


def _indicators(text: str) -> list[tuple[str, str]]:
    """The names and values of a cell; none where it does not print any value behind a name."""
    pairs = [pair(part.strip().rstrip("；;。")) for part in clauses(text)]
    return pairs if any(value for _, value in pairs) else []
