"""Grids → XLSX, DOCX, HTML and CSV, with merged cells where the format has them."""

from __future__ import annotations

import csv
import io
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING

import docx
import openpyxl
from render_grids import Form, Grid

if TYPE_CHECKING:
    from docx.document import Document as WordDocument


def workbook(form: Form) -> bytes:
    """One sheet; lines are rows merged over the whole width."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet
    width = max(block.width for block in form.blocks if isinstance(block, Grid))
    row = 1
    for block in form.blocks:
        if isinstance(block, Grid):
            for box in block.boxes:
                top, left = row + box.row, 1 + box.column
                sheet.cell(top, left).value = box.text or None
                if box.rows * box.columns > 1:
                    sheet.merge_cells(
                        start_row=top,
                        start_column=left,
                        end_row=top + box.rows - 1,
                        end_column=left + box.columns - 1,
                    )
            row += block.height
        else:
            sheet.cell(row, 1).value = block[1]
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
            row += 1
    return _saved(book)


def word(form: Form) -> bytes:
    """Headings, paragraphs and tables with merged cells."""
    document: WordDocument = docx.Document()
    for block in form.blocks:
        if not isinstance(block, Grid):
            level, text = block
            if level:
                document.add_heading(text, level)
            else:
                document.add_paragraph(text)
            continue
        table = document.add_table(block.height, block.width)
        for box in block.boxes:
            cell = table.cell(box.row, box.column)
            cell.merge(table.cell(box.row + box.rows - 1, box.column + box.columns - 1))
            cell.text = box.text
    return _saved(document)


def html(form: Form, encoding: str = "utf-8") -> bytes:
    """A page with what a government's site puts around its articles."""
    body = []
    for block in form.blocks:
        if isinstance(block, Grid):
            body.append(_table(block))
        else:
            tag = f"h{block[0]}" if block[0] else "p"
            body.append(f"<{tag}>{escape(block[1])}</{tag}>")
    page = (
        f'<!DOCTYPE html>\n<html><head><meta charset="{encoding}"><title>某区政府</title></head>\n'
        '<body><div class="header"><ul class="nav"><li><a href="/">首页</a></li>'
        '<li><a href="/zw">政务公开</a></li></ul></div>\n'
        '<div class="position">当前位置：<a href="/">首页</a> &gt; '
        '<a href="/zw">财政预决算</a></div>\n'
        f'<div class="content">{chr(10).join(body)}</div>\n'
        '<div class="footer"><p>主办：某区人民政府办公室 粤ICP备05000000号</p></div></body></html>'
    )
    return page.encode(encoding)


def _table(grid: Grid) -> str:
    rows = []
    for row in range(grid.height):
        cells = "".join(
            f'<td rowspan="{box.rows}" colspan="{box.columns}">'
            f"{escape(box.text).replace(chr(10), '<br>')}</td>"
            for box in sorted(grid.boxes, key=lambda box: box.column)
            if box.row == row
        )
        rows.append(f"<tr>{cells}</tr>")
    return f"<table border='1'>{chr(10).join(rows)}</table>"


def delimited(form: Form, encoding: str = "utf-8-sig") -> bytes:
    """Cells in columns; merged ones at their top left alone."""
    file = io.StringIO()
    writer = csv.writer(file)
    for block in form.blocks:
        if not isinstance(block, Grid):
            writer.writerow([block[1]])
            continue
        for row in range(block.height):
            cells = [""] * block.width
            for box in block.boxes:
                if box.row == row:
                    cells[box.column] = box.text
            writer.writerow(cells)
    return file.getvalue().encode(encoding)


def _saved(document: WordDocument | openpyxl.Workbook) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()
