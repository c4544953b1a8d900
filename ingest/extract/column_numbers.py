"""Rows that only number the columns (栏次 1 2 3 …) are no rows of a form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.document import Document, Table
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Cell

_LEAST = 4
_MOST = 0.75
_LABEL = "栏次"


def without_column_numbers(document: Document) -> Document:
    """The document without such rows."""
    blocks = (
        replace(block, rows=tuple(row for row in block.rows if not _numbers(row)))
        if isinstance(block, Table) and any(map(_numbers, block.rows))
        else block
        for block in document.blocks
    )
    return replace(document, blocks=tuple(blocks))


def _numbers(row: Sequence[Cell]) -> bool:
    """Whether cells hold their own number from 1 on, all but a few that more was read into."""
    texts = [text for cell in row if (text := printed(cell.text)) and text != _LABEL]
    own = sum(text == str(number) for number, text in enumerate(texts, 1))
    return own >= max(_LEAST, _MOST * len(texts))
