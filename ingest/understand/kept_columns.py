"""Tab-separated text that kept its columns (pasted from a spreadsheet) → aligned tables.

Tab-separated text is read as one whose cells slide where merged cells were lost. Text from a
spreadsheet keeps a field for every column instead; that shows in its indicator tables, where
levels, names and values then stand below their headers, and in its lists of projects, where names
and amounts do.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.document import Block, Document, Table
from ingest.lexicon import appearance
from ingest.lexicon.headers import is_footer
from ingest.lexicon.headers import role as listed_role
from ingest.lexicon.levels import is_plain_label
from ingest.read.tables.regions import blocks_of
from ingest.understand.columns.header_cells import (
    LEVEL_ROLES,
    OPENS_BLOCK,
    VALUE_ROLES,
    row_headers,
    with_name_below,
)
from ingest.understand.columns.header_tree import with_leaves
from ingest.understand.columns.name_columns import with_one_name
from ingest.understand.columns.roles import with_roles
from ingest.understand.project_headers import AMOUNTS, list_headers
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Cell
    from ingest.understand.columns.header_cells import Header

_LEAST_ROWS = 2
# So many rows below a header are asked whether its last level heads names.
_MOST_ASKED = 60
_PROJECT = "project_name"
_NAMES = ("name", _PROJECT)
# What headers are by their words alone; one of values or remarks may be either (绩效标准).
_TOLD_BY_WORDS = ("name", "unit", *LEVEL_ROLES)
_NONE = ("", "-", "—", "–", "/")


def with_kept_columns(document: Document) -> Document:
    """The document with its tables aligned, where all its tab-separated text kept its columns."""
    tables = [table for table in document.tables if not table.aligned]
    if not tables or not all(map(_is_even, tables)):
        return document
    told = document.with_tables(
        lambda table: table if table.aligned else with_roles(with_leaves(table))
    )
    tables = [table for table in told.tables if not table.aligned]
    verdicts = [verdict for table in tables if (verdict := _below_headers(table)) is not None]
    if not verdicts or not all(verdicts):
        return document
    blocks: list[Block] = []
    for block in told.blocks:
        if isinstance(block, Table) and not block.aligned:
            rows = [tuple(cell for cell in row if cell.text.strip()) for row in block.rows]
            blocks += blocks_of(rows)
        else:
            blocks.append(block)
    return replace(document, blocks=tuple(blocks))


def _is_even(table: Table) -> bool:
    """Whether all rows below captions have as many fields, blank ones included."""
    widths = [len(row) for row in table.rows]
    return len({*widths[widths.index(max(widths)) :]}) == 1


def _below_headers(table: Table) -> bool | None:
    """Whether indicators and projects stand below their headers; None for too few to tell."""
    headers: dict[str, list[int]] = {}
    count = 0
    rows = table.rows
    for at, row in enumerate(rows):
        filled = [cell for cell in row if cell.text.strip()]
        found = list_headers(filled) or row_headers(filled, "indicators")
        found = with_name_below(found, rows[at + 1 : at + _MOST_ASKED])
        if any(map(_is_belied, found)):
            return False
        if any(header.role in _NAMES for header in found):
            headers = _columns(with_one_name(found, rows[at + 1 :]))
            headers = headers if {*_NAMES} & {*headers} else {}
        elif headers and filled and not found and not is_footer(filled[0].text):
            if not _fits(row, headers):
                return False
            count += any(row[col].text.strip() for role in _NAMES for col in headers.get(role, ()))
    return True if count >= _LEAST_ROWS else None


def _is_belied(header: Header) -> bool:
    """Whether the cells below a known header are of another: 计量单位 above remarks."""
    known = listed_role(header.text, "indicators")
    return header.doubt is not None and known in _TOLD_BY_WORDS and known != header.role


def _columns(found: Sequence[Header]) -> dict[str, list[int]]:
    columns: dict[str, list[int]] = {}
    for header in found:
        columns.setdefault(header.role or "", []).append(header.col_from)
    return columns


def _fits(row: Sequence[Cell], headers: dict[str, list[int]]) -> bool:
    def below(*roles: str) -> list[str]:
        return [printed(row[col].text) for role in roles for col in headers.get(role, ())]

    labels = {col for role in OPENS_BLOCK for col in headers.get(role, ())}
    if labels and any(is_plain_label(cell.text) and cell.col not in labels for cell in row):
        return False
    amounts = [appearance.is_amount(text) for text in below(*AMOUNTS) if text not in _NONE]
    if any(amounts) and not (all(amounts) and any(below(_PROJECT))):
        return False
    if any(map(appearance.is_amount, below(_PROJECT, "goal"))):
        return False
    names = below("name")
    return not any(map(appearance.is_no_name, filter(None, names))) and (
        any(names) or not names or not any(below(*VALUE_ROLES))
    )
