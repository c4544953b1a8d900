"""Blocks as a workbook: merged cells, amounts as numbers, percentages as fractions."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from benchmarks.accuracy.grids import UNITS, Grid, Paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from benchmarks.accuracy.grids import Block, Box
    from benchmarks.accuracy.look import Look

_LINE = Side(style="thin")
_GREY = PatternFill("solid", fgColor="E0E0E0")
_BORDERS = {
    "ruled": Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE),
    "half-ruled": Border(top=_LINE, bottom=_LINE),
    "borderless": Border(),
}
_ALIGN = {"label": "center", "figure": "right", "text": "left", "value": "left"}
_AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})*\.\d\d")
_PERCENT = re.compile(r"(\d+(?:\.(\d+))?)%")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_CHARACTERS_A_LINE = 84.0


def write_xlsx(path: Path, forms: Sequence[Sequence[Block]], look: Look) -> None:
    """Write a sheet a form, and a hidden sheet that is none of the document."""
    book = Workbook()
    book.remove(book.active)
    for number, blocks in enumerate(forms, 1):
        _sheet(book.create_sheet(f"附件{number}"), blocks, look)
    hidden = book.create_sheet("数据字典")
    hidden.sheet_state = "hidden"
    for row in (("三级指标", "年度指标值"), ("示例指标", "≥88%"), ("示例指标二", "77个")):
        hidden.append(row)
    book.save(str(path))


def _sheet(sheet: Worksheet, blocks: Sequence[Block], look: Look) -> None:
    grid = next((block for block in blocks if isinstance(block, Grid)), None)
    columns = grid.columns if grid else 1
    if not grid:
        sheet.column_dimensions["A"].width = _CHARACTERS_A_LINE
    row = 1
    for block in blocks:
        if isinstance(block, Paragraph):
            cell = sheet.cell(row, 1, block.text)
            title = block.kind == "title"
            cell.font = Font(size=look.size * (1.6 if title else 1), bold=title)
            cell.alignment = Alignment(horizontal="center" if title else "left", wrap_text=True)
            if columns > 1:
                sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)
            # A merged cell does not grow with its text, nor does any when no one looks at it.
            need = int(2.1 * len(block.text) * look.size / 10 / _CHARACTERS_A_LINE) + 1
            if need > 1 and not title:
                sheet.row_dimensions[row].height = (need + 0.4) * look.size * 1.4
            row += 1
        else:
            _grid(sheet, block, look, row)
            row += block.rows
    sheet.page_setup.orientation = "portrait" if look.page == "portrait" else "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if look.page_numbers:
        sheet.oddFooter.center.text = "第 &P 页"
    if look.head:
        sheet.oddHeader.left.text = look.head
    if look.repeat_header and grid and grid.header:
        sheet.print_title_rows = f"1:{row - grid.rows}"


def _grid(sheet: Worksheet, grid: Grid, look: Look, first: int) -> None:
    widths = grid.widths or [1.3, *[1.0] * UNITS]
    sizes = [_CHARACTERS_A_LINE * width / sum(widths) for width in widths]
    for number, size in enumerate(sizes, 1):
        sheet.column_dimensions[get_column_letter(number)].width = size
    lines = [1] * grid.rows
    for box in grid.boxes:
        for r in range(box.row, box.row + box.row_span):
            for c in range(box.col, box.col + box.col_span):
                sheet.cell(first + r, 1 + c).border = _BORDERS[look.rules]
        cell = sheet.cell(first + box.row, 1 + box.col)
        wide = sum(sizes[box.col : box.col + box.col_span]) * 10 / look.size
        _put(cell, box, fits=len(box.text) * 1.2 < wide)
        cell.font = Font(size=look.size, name="Liberation Serif" if look.latin else None)
        if look.shade and box.kind == "label":
            cell.fill = _GREY
        cell.alignment = Alignment(
            horizontal=_ALIGN[box.kind],
            vertical="center" if look.middle else "top",
            wrap_text=True,
        )
        if box.row_span == 1:
            told = box.text.split("\n")
            need = sum(int(2.1 * len(line) / wide) + 1 for line in told)
            lines[box.row] = max(lines[box.row], need)
        if box.row_span > 1 or box.col_span > 1:
            sheet.merge_cells(
                start_row=first + box.row,
                start_column=1 + box.col,
                end_row=first + box.row + box.row_span - 1,
                end_column=box.col + box.col_span,
            )
    for number, count in enumerate(lines):
        sheet.row_dimensions[first + number].height = (count + 0.4) * look.size * 1.4


def _put(cell: Cell, box: Box, *, fits: bool) -> None:
    """Amounts as numbers, every other percentage and plain number too, the rest as text.

    A number that does not fit its column would be printed as ###: it is text, which wraps.
    """
    percent, typed = _PERCENT.fullmatch(box.text), box.row % 2 == 0
    if not fits or box.text.startswith("="):
        cell.value = box.text
        cell.data_type = "s"  # =100% is a text, no formula
    elif box.kind == "figure" and _AMOUNT.fullmatch(box.text):
        cell.value = float(box.text.replace(",", ""))
        cell.number_format = "#,##0.00"
    elif percent and typed:
        cell.value = float(Decimal(percent[1]) / 100)
        cell.number_format = f"0.{'0' * len(percent[2])}%" if percent[2] else "0%"
    elif box.kind == "value" and _PLAIN.fullmatch(box.text) and typed:
        number = Decimal(box.text)
        decimals = len(box.text.partition(".")[2])
        cell.value = float(number) if decimals else int(number)
        cell.number_format = f"0.{'0' * decimals}" if decimals else "General"
    else:
        cell.value = box.text
        cell.data_type = "s"  # =94 is text that looks like a formula
