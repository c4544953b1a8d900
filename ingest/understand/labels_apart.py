"""Cells that hold a label of a form's head and what stands behind it → a cell of each.

Where no vertical rules part them, white space alone is between both, and columns of rows below.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.lexicon import headers
from ingest.understand.project_sections import HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.document import Cell, Document, Table


def with_labels_apart(document: Document) -> Document:
    """The document with labels of heads in cells of their own."""
    return document.with_tables(lambda table: _parted(table) if table.aligned else table)


def _parted(table: Table) -> Table:
    rows = tuple(tuple(part for cell in row for part in _parts(cell)) for row in table.rows)
    return replace(table, rows=rows)


def _parts(cell: Cell) -> Iterator[Cell]:
    label, behind, *_ = [*cell.text.split(maxsplit=1), "", ""]
    if (
        cell.col_span > 1
        and behind
        and headers.role(label, HEAD)
        and not headers.role(behind, HEAD)
    ):
        yield replace(cell, text=label, col_span=1)
        yield replace(cell, text=behind, col=cell.col + 1, col_span=cell.col_span - 1)
    else:
        yield cell
