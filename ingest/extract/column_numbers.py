"""Rows that only number the columns (栏次 1 2 3 …) are no rows of a form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Cell, Document

_LEAST = 4
_MOST = 0.75
_LABEL = "栏次"


def without_column_numbers(document: Document) -> Document:
    """The document without such rows."""
    return document.with_tables(
        lambda table: replace(table, rows=tuple(row for row in table.rows if not _numbers(row)))
    )


def _numbers(row: Sequence[Cell]) -> bool:
    """Whether cells hold their own number from 1 on, all but a few that more was read into."""
    texts = [text for cell in row if (text := printed(cell.text)) and text != _LABEL]
    own = sum(text == str(number) for number, text in enumerate(texts, 1))
    return own >= max(_LEAST, _MOST * len(texts))
