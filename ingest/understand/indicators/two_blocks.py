"""Rows of text with indicators side by side in two blocks → rows whose cells have their columns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.lexicon import appearance
from ingest.lexicon.levels import is_plain_label, ranks
from ingest.understand.indicators.aligned_rows import blocks
from ingest.understand.sections import TableRow
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Cell
    from ingest.understand.columns.header_cells import Header

_TWO = 2


def is_in_two_blocks(found: Sequence[Header]) -> bool:
    """Whether headers name indicators twice, side by side."""
    return len(blocks(found)) == _TWO


def in_columns(found: Sequence[Header], row: TableRow) -> TableRow | None:
    """The row with every cell below its header; None where its halves are not of one shape.

    Both halves lack the same merged cells: a row has as many cells on either side, behind the
    label of a first level that both share.
    """
    left, right = blocks(found)
    cells = row.filled
    shared = [header for header in left if header.role == "level1"][: len(left) - len(right)]
    lead = shared if len(cells) % _TWO and 1 in ranks(cells[0].text) else []
    rest = cells[len(lead) :]
    half = len(rest) // _TWO
    if len(rest) % _TWO or not half:
        return None
    halves = (rest[:half], [h for h in left if h not in shared]), (rest[half:], right)
    placed = [*zip(lead, cells, strict=False)]
    for part, columns in halves:
        # Only labels are left out, from the left.
        below = columns[len(columns) - half :]
        named = any(header.role == "name" for header in below)
        if half > len(columns) or not named or not all(map(_fits, below, part)):
            return None
        placed += zip(below, part, strict=True)
    moved = (replace(cell, col=header.col_from) for header, cell in placed)
    return TableRow(tuple(moved), aligned=True)


def _fits(header: Header, cell: Cell) -> bool:
    if header.role in ("level1", "level2"):
        return bool(ranks(cell.text))
    is_value = appearance.starts_value(printed(cell.text))
    return not (header.role == "name" and (is_value or is_plain_label(cell.text)))
