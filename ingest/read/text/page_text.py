"""Page text and tab-separated text → Document. Blank lines show as gaps in the line numbers."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from ingest.document import Block, Cell, Document, Line, Place, Table
from ingest.read.decode import REPLACEMENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LINE_END = re.compile(r"\r\n|\r|\n")
RULE = re.compile(r"\s*:?-{3,}:?\s*")
LOST = "characters were lost in this line"


def physical_lines(text: str) -> list[str]:
    """The physical lines of a text; only CR and LF end a line."""
    return LINE_END.split(text)


def at(number: int) -> Place:
    """The place of the physical line ``number``, from 1."""
    return Place(line_from=number, line_to=number)


def read_text(lines: list[str]) -> Document:
    """Lines outside tables and runs of tab-separated lines, in order."""
    return document_of(text_blocks(lines, 1))


def document_of(blocks: list[Block]) -> Document:
    """The document that the blocks of a text make up."""
    only_tables = all(isinstance(block, Table) for block in blocks)
    media_type = "text/tab-separated-values" if only_tables else "text/plain"
    return Document(tuple(blocks), media_type)


def text_blocks(lines: list[str], first: int) -> list[Block]:
    """Blocks of consecutive physical lines, of which the first has the number ``first``."""
    return numbered_blocks(enumerate(lines, first))


def numbered_blocks(numbered: Iterable[tuple[int, str]]) -> list[Block]:
    """Blocks of numbered lines: runs of lines with tabs are tables, blank lines part them."""
    blocks: list[Block] = []
    for kind, group in groupby(numbered, key=lambda item: _kind(item[1])):
        run = list(group)
        if kind == "tabs":
            blocks.extend(_table_or_lines(run))
        elif kind == "line":
            blocks.extend(Line(text.strip(), at(number)) for number, text in run)
    return blocks


def with_losses(document: Document, lines: list[str]) -> Document:
    """The document with a warning for every line of its text that lost characters.

    What is printed in such a line is in doubt: bytes that fit nowhere may spoil what follows.
    """
    lost = [number for number, text in enumerate(lines, 1) if REPLACEMENT in text]
    if not lost:
        return document

    def doubted(place: Place) -> Place:
        first = place.line_from or 0
        at_most = place.line_to or first
        after = bisect_left(lost, first)
        is_lost = after < len(lost) and lost[after] <= at_most
        return place.doubted(LOST) if is_lost else place

    return replace(
        document,
        blocks=tuple(with_places(block, doubted) for block in document.blocks),
        warnings=(*document.warnings, *((LOST, at(number)) for number in lost)),
    )


def with_places(block: Block, moved: Callable[[Place], Place]) -> Block:
    """A line, or a table's cells, with other places."""
    if isinstance(block, Line):
        return replace(block, place=moved(block.place))
    rows = (tuple(replace(cell, place=moved(cell.place)) for cell in row) for row in block.rows)
    return replace(block, rows=tuple(rows))


def _kind(text: str) -> str:
    if not text.strip():
        return "blank"
    return "tabs" if "\t" in text else "line"


def _table_or_lines(run: list[tuple[int, str]]) -> list[Block]:
    """One table; or lines, where tabs only indent."""
    rows = [
        (number, cells)
        for number, cells in ((number, text.split("\t")) for number, text in run)
        if not all(RULE.fullmatch(cell) for cell in cells)
    ]
    if max((sum(bool(cell.strip()) for cell in cells) for _, cells in rows), default=0) < 2:
        return [Line("".join(cells).strip(), at(number)) for number, cells in rows]
    return [
        Table(
            rows=tuple(
                tuple(Cell(text.strip(), at(number), index, col) for col, text in enumerate(cells))
                for index, (number, cells) in enumerate(rows)
            ),
            place=at(rows[0][0]).to(at(rows[-1][0])),
            aligned=False,
        )
    ]
