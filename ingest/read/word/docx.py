"""Word texts (DOCX) → Document: paragraphs and tables as they show.

Inserted text is kept, deleted and hidden text is dropped, struck text is in doubt; headers,
footers, notes and tables of contents are none of the text. A paragraph's place is its number, a
cell's is table and A1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ingest.document import Block, Document, Line, Place, UnreadableError
from ingest.read.container import open_zip, part, relations, xml
from ingest.read.office_xml import attribute, child, children, is_on, name, number
from ingest.read.shown import Shown, doubts, with_struck
from ingest.read.tables.grid import MAX_CELLS, Grid
from ingest.read.text.page_text import at, numbered_blocks, with_places
from ingest.read.word.inline import Inline, Piece
from ingest.read.word.numbering import Numbering

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_PARAGRAPHS = 200_000
_TRANSPARENT = {"sdtContent", "ins", "moveTo", "customXml", "smartTag", "Choice"}
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录)\s*\d", re.IGNORECASE)
_MANUAL_NUMBER = re.compile(r"^(\s*[（(]?[\d一二三四五六七八九十]{1,3}[)）.、．])\t+")
_DEEPEST_HEADING = 6
_SHORT = "the row has fewer cells than others, its columns may be others"


def read_word(data: bytes) -> Document:
    """Read a DOCX or DOCM file. Raises UnreadableError with a one-line reason."""
    with open_zip(data) as archive:
        main = next((to for kind, to, _ in relations(archive, "") if kind == "officeDocument"), "")
        text = part(archive, main)
        if text is None:
            raise UnreadableError("a Word file without a text")
        parts = {
            kind: xml(found)
            for kind, target, _ in relations(archive, main)
            if kind in ("styles", "numbering") and (found := part(archive, target))
        }
    return _Reader(parts.get("styles"), parts.get("numbering")).read(xml(text))


@dataclass(slots=True)
class _Flow:
    """Blocks in order; lines wait until it is known whether tabs make a table of them."""

    blocks: list[Block] = field(default_factory=list)
    waiting: list[tuple[int, str]] = field(default_factory=list)
    doubts: dict[int, str] = field(default_factory=dict)

    def line(self, count: int, shown: Shown) -> None:
        lines = shown.text.split("\n")
        self.waiting += [(count, _MANUAL_NUMBER.sub(r"\1", line)) for line in lines]
        if shown.doubt:
            self.doubts[count] = shown.doubt

    def block(self, *blocks: Block) -> None:
        waiting = numbered_blocks(self.waiting)
        self.blocks += [with_places(block, self._doubted) for block in waiting]
        self.waiting.clear()
        self.blocks += blocks

    def _doubted(self, place: Place) -> Place:
        doubt = self.doubts.get(place.line_from or 0)
        return replace(place, doubt=doubt) if doubt else place


class _Reader:
    def __init__(self, styles: _Element | None, numbering: _Element | None) -> None:
        self._styles = {
            attribute(style, "styleId") or "": style for style in children(styles, "style")
        }
        self._numbering = Numbering.of(numbering)
        self._paragraphs = 0
        self._tables = 0
        self._carried: list[Piece] = []
        self._warnings: list[tuple[str, Place]] = []

    def read(self, root: _Element) -> Document:
        blocks = self._blocks(child(root, "body"))
        if next(root.iter("{*}ins", "{*}del", "{*}moveTo", "{*}moveFrom"), None) is not None:
            message = "the text has tracked changes, which were taken as accepted"
            self._warnings.append((message, Place()))
        if not any(not isinstance(block, Line) for block in blocks):
            pictures = sum(name(element) in ("blip", "imagedata") for element in root.iter())
            if pictures:
                message = f"{pictures} pictures in a text without tables were not read"
                self._warnings.append((message, Place()))
        return Document(tuple(blocks), DOCX, warnings=tuple(self._warnings))

    def _blocks(self, parent: _Element | None) -> list[Block]:
        flow = _Flow()
        for element in self._elements(parent):
            if name(element) == "tbl":
                flow.block(*self._table(element))
            else:
                self._paragraph(element, flow)
        flow.block()
        return flow.blocks

    def _elements(self, parent: _Element | Iterable[_Element] | None) -> Iterator[_Element]:
        """The paragraphs and tables below an element, through all that only wraps them."""
        for element in parent if parent is not None else ():
            kind = name(element)
            if kind in ("p", "tbl"):
                yield element
            elif kind in _TRANSPARENT:
                yield from self._elements(element)
            elif kind == "sdt" and not _is_contents(element):
                yield from self._elements(child(element, "sdtContent"))
            elif kind == "AlternateContent":
                yield from self._elements(list(element)[:1])
            elif kind == "altChunk":
                self._warnings.append(("an embedded document was not read", at(self._paragraphs)))

    def _paragraph(self, element: _Element, flow: _Flow) -> None:
        self._paragraphs += 1
        if self._paragraphs > MAX_PARAGRAPHS:
            raise UnreadableError(f"a text of more than {MAX_PARAGRAPHS} paragraphs")
        styles = list(self._style_chain(element))
        if any(_CONTENTS.match(_style_name(style)) for style in styles):
            return
        pieces, boxes = self._pieces(element, styles)
        self._carried += pieces
        if is_on(child(element, "pPr", "rPr", "del")):
            return
        shown, self._carried = with_struck(self._carried), []
        level = _heading(element, styles) if shown.text.strip() else 0
        if level:
            place = replace(at(self._paragraphs), doubt=shown.doubt)
            flow.block(Line(" ".join(shown.text.split()), place, level))
        else:
            flow.line(self._paragraphs, shown)
        for box in boxes:
            flow.block(*self._blocks(box))

    def _pieces(
        self, element: _Element, styles: list[_Element]
    ) -> tuple[list[Piece], list[_Element]]:
        """What a paragraph shows, under its number, and the text boxes in it."""
        inline = Inline()
        inline.add(element)
        label = self._label(element, styles)
        is_struck = all(struck for text, struck in inline.pieces if text.strip())
        return [(label, bool(inline.pieces) and is_struck), *inline.pieces], inline.boxes

    def _label(self, element: _Element, styles: list[_Element]) -> str:
        """The paragraph's printed number; one of its own goes before its style's."""
        for holder in (element, *styles):
            numbering = child(holder, "pPr", "numPr")
            listed = attribute(child(numbering, "numId"), "val")
            if listed is not None:
                return self._numbering.label(listed, number(child(numbering, "ilvl"), 0))
        return ""

    def _style_chain(self, element: _Element) -> Iterator[_Element]:
        """The paragraph's style and those that it is based on."""
        key = attribute(child(element, "pPr", "pStyle"), "val") or ""
        seen: set[str] = set()
        while key in self._styles and key not in seen:
            seen.add(key)
            yield self._styles[key]
            key = attribute(child(self._styles[key], "basedOn"), "val") or ""

    def _table(self, element: _Element) -> list[Block]:
        lines = list(self._rows(element))
        rows = [list(_cells(line)) for line in lines]
        if rows and all(len(row) <= 1 for row in rows):
            # A frame around other things is no table.
            return [block for row in rows for cell in row for block in self._blocks(cell.element)]
        self._tables += 1
        grid = Grid(f"表{self._tables}")
        short = _short_rows(lines, rows)
        columns = [{cell.column for cell in row} for row in rows]
        continued = [{cell.column for cell in row if cell.continues} for row in rows]
        for at_row, row in enumerate(rows):
            grid.next_row()
            if grid.is_full:
                message = f"a table was read up to {MAX_CELLS} cells"
                self._warnings.append((message, grid.place(0)))
                break
            for cell in row:
                if cell.continues and at_row and cell.column in columns[at_row - 1]:
                    continue
                pieces, inner = self._cell(cell.element)
                text, doubt = with_struck(pieces)
                doubt = doubts(doubt, _SHORT if at_row in short else None)
                height = _height(continued, at_row, cell.column)
                grid.skip(cell.column)
                grid.add(text, height, cell.columns, inner=inner, doubt=doubt)
        return grid.blocks()

    def _rows(self, table: _Element) -> Iterator[_Element]:
        for element in table:
            kind = name(element)
            if kind == "tr":
                properties = child(element, "trPr")
                if not is_on(child(properties, "hidden")) and child(properties, "del") is None:
                    yield element
            elif kind in _TRANSPARENT:
                yield from self._rows(element)
            elif kind == "sdt" and (content := child(element, "sdtContent")) is not None:
                yield from self._rows(content)

    def _cell(self, element: _Element) -> tuple[list[Piece], list[Block]]:
        """What the cell shows, a line a paragraph, and the tables inside it."""
        shown: list[Piece] = []
        inner: list[Block] = []
        for block in self._elements(element):
            if name(block) == "tbl":
                inner += self._table(block)
                continue
            self._paragraphs += 1
            pieces, boxes = self._pieces(block, list(self._style_chain(block)))
            if any(text.strip() for text, _ in pieces):
                shown += [*pieces, ("\n", all(struck for text, struck in pieces if text.strip()))]
            for box in boxes:
                below, tables = self._cell(box)
                shown += below
                inner += tables
        return shown, inner


@dataclass(frozen=True, slots=True)
class _Cell:
    element: _Element
    column: int
    columns: int
    continues: bool


def _cells(row: _Element) -> Iterator[_Cell]:
    column = number(child(row, "trPr", "gridBefore"), 0)
    for element in _cell_elements(row):
        properties = child(element, "tcPr")
        columns = max(number(child(properties, "gridSpan"), 1), 1)
        merge = child(properties, "vMerge")
        continues = merge is not None and (attribute(merge, "val") or "continue") == "continue"
        yield _Cell(element, column, columns, continues)
        column += columns


def _cell_elements(row: _Element) -> Iterator[_Element]:
    for element in row:
        kind = name(element)
        if kind == "tc" and child(element, "tcPr", "cellDel") is None:
            yield element
        elif kind in _TRANSPARENT:
            yield from _cell_elements(element)
        elif kind == "sdt" and (content := child(element, "sdtContent")) is not None:
            yield from _cell_elements(content)


def _short_rows(lines: list[_Element], rows: list[list[_Cell]]) -> set[int]:
    """Rows of several cells that end before others do, as where a program lost merged cells."""
    ends = [
        row[-1].column + row[-1].columns + number(child(line, "trPr", "gridAfter"), 0) if row else 0
        for line, row in zip(lines, rows, strict=True)
    ]
    return {at for at, end in enumerate(ends) if len(rows[at]) > 1 and end < max(ends)}


def has_short_rows(root: _Element) -> bool:
    """Whether a table of a text has a row that ends before others do."""
    tables = (list(children(table, "tr")) for table in root.iter("{*}tbl"))
    return any(_short_rows(lines, [list(_cells(line)) for line in lines]) for lines in tables)


def _height(continued: list[set[int]], row: int, column: int) -> int:
    """How many rows a cell takes: those right below whose cells go on in its column."""
    height = 1
    while row + height < len(continued) and column in continued[row + height]:
        height += 1
    return height


def _heading(element: _Element, styles: list[_Element]) -> int:
    """The paragraph's level as a heading, 0 for running text."""
    for holder in (element, *styles):
        level = attribute(child(holder, "pPr", "outlineLvl"), "val")
        if level and level.isdecimal():
            return min(int(level) + 1, _DEEPEST_HEADING) if int(level) < 9 else 0
        match = _HEADING.fullmatch(_style_name(holder))
        if match:
            return min(int(match[1]), _DEEPEST_HEADING)
    return 0


def _style_name(style: _Element) -> str:
    return attribute(child(style, "name"), "val") or ""


def _is_contents(element: _Element) -> bool:
    gallery = child(element, "sdtPr", "docPartObj", "docPartGallery")
    return attribute(gallery, "val") == "Table of Contents"
