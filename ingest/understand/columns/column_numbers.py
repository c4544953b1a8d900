"""Rows that only number the columns (栏次 1 2 3 …) are no rows of a form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.document import Place
from ingest.read.tables.cut import GUESSED
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.document import Cell, Document

_LEAST = 4
_MOST = 0.75
_LABEL = "栏次"


def without_column_numbers(document: Document) -> Document:
    """The document without such rows.

    What the page break cut off the row before, and was read with the numbers, goes back to it.
    """
    return document.with_tables(lambda table: replace(table, rows=tuple(_others(table.rows))))


def _others(rows: Sequence[tuple[Cell, ...]]) -> Iterator[tuple[Cell, ...]]:
    last: tuple[Cell, ...] | None = None
    for row in rows:
        if _numbers(row):
            last = last and _with_rests(last, row)
            continue
        if last is not None:
            yield last
        last = row
    if last is not None:
        yield last


def _with_rests(row: tuple[Cell, ...], numbers: Sequence[Cell]) -> tuple[Cell, ...]:
    """The row, its cells going on with the lines below the numbers."""
    below = ((cell, cell.text.strip().partition("\n")[2]) for cell in numbers)
    rests = {cell.col: (cell, rest) for cell, rest in below if rest}
    doubt = Place(doubt=GUESSED)
    return tuple(
        replace(
            cell,
            text=f"{cell.text}\n{rests[cell.col][1]}",
            place=cell.place.with_doubts(rests[cell.col][0].place).with_doubts(doubt),
        )
        if cell.col in rests and cell.text.strip()
        else cell
        for cell in row
    )


def _numbers(row: Sequence[Cell]) -> bool:
    """Whether cells hold their own number from 1 on, all but a few that more was read into."""
    texts = [text for cell in row if (text := cell.text.strip()) and printed(text) != _LABEL]
    own = sum(
        printed(text.partition("\n")[0]) == str(number) for number, text in enumerate(texts, 1)
    )
    return own >= max(_LEAST, _MOST * len(texts))
