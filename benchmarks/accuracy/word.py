"""Blocks as a Word document: a table with merged cells, as word processors write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from benchmarks.accuracy.grids import UNITS, Grid, Paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from docx.table import Table, _Cell

    from benchmarks.accuracy.grids import Block
    from benchmarks.accuracy.look import Look

_SIDES = {
    "ruled": ("top", "left", "bottom", "right", "insideH", "insideV"),
    "half-ruled": ("top", "bottom", "insideH"),
    "borderless": (),
}
_ALIGN = {
    "label": WD_ALIGN_PARAGRAPH.CENTER,
    "figure": WD_ALIGN_PARAGRAPH.RIGHT,
    "text": WD_ALIGN_PARAGRAPH.LEFT,
    "value": WD_ALIGN_PARAGRAPH.LEFT,
}


def write_docx(path: Path, forms: Sequence[Sequence[Block]], look: Look) -> None:
    """Write the forms, each beginning a page."""
    document = Document()
    style = document.styles["Normal"]
    style.font.size = Pt(look.size)
    style.font.name = "Liberation Serif" if look.latin else "宋体"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    style.paragraph_format.space_after = Pt(0)
    section = document.sections[0]
    section.page_width, section.page_height = Pt(595), Pt(842)
    if look.page != "portrait":
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    section.left_margin = section.right_margin = Pt(56)
    if look.page_numbers:
        _page_number(section.footer.paragraphs[0])
    if look.head:
        section.header.paragraphs[0].text = look.head
    for number, blocks in enumerate(forms):
        if number:
            document.add_page_break()
        for block in blocks:
            if isinstance(block, Paragraph):
                paragraph = document.add_paragraph()
                run = paragraph.add_run(block.text)
                if block.kind == "title":
                    run.font.size, run.font.bold = Pt(look.size * 1.6), True
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                elif block.kind == "right":
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            else:
                width = (section.page_width or 0) - 2 * Pt(56)
                _grid(document.add_table(block.rows, block.columns), block, look, width)
    document.save(str(path))


def _grid(table: Table, grid: Grid, look: Look, total: int) -> None:
    table.autofit = False
    _borders(table, look)
    widths = grid.widths or [1.3, *[1.0] * UNITS]
    sizes = [int(total * width / sum(widths)) for width in widths]
    for column, size in zip(table.columns, sizes, strict=True):
        column.width = size
    cells = [list(row.cells) for row in table.rows]
    for row in cells:
        for cell, size in zip(row, sizes, strict=True):
            cell.width = size
    for box in grid.boxes:
        cell = cells[box.row][box.col]
        if box.row_span > 1 or box.col_span > 1:
            cell = cell.merge(cells[box.row + box.row_span - 1][box.col + box.col_span - 1])
        if look.middle:
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        if look.shade and box.kind == "label":
            _shade(cell)
        paragraph = cell.paragraphs[0]
        paragraph.add_run(box.text)
        paragraph.alignment = _ALIGN[box.kind]
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        if not look.split_rows:
            properties.append(OxmlElement("w:cantSplit"))
        if look.repeat_header and grid.header and grid.header[0] <= number < grid.header[1]:
            properties.append(OxmlElement("w:tblHeader"))


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", "E0E0E0")):
        shade.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _borders(table: Table, look: Look) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in _SIDES[look.rules]:
        edge = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
            edge.set(qn(f"w:{key}"), value)
        borders.append(edge)
    table._tbl.tblPr.append(borders)


def _page_number(paragraph: object) -> None:
    run = paragraph.add_run()  # type: ignore[attr-defined]
    for kind in ("begin", None, "end"):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = "PAGE"
        run._r.append(element)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER  # type: ignore[attr-defined]
