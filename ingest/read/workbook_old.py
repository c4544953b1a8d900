"""Old workbooks (XLS) → Document, by the same rules as new ones."""

from __future__ import annotations

import os
from itertools import pairwise
from typing import TYPE_CHECKING

import xlrd
from xlrd.biffh import XLRDError
from xlrd.xldate import xldate_as_datetime

from ingest.document import UnreadableError
from ingest.read.number_format import shown_date, shown_number
from ingest.read.raised import raised
from ingest.read.sheet import Sheet
from ingest.read.workbook import CHINESE_DATES, document

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Cell as OldCell
    from xlrd.sheet import Sheet as OldSheet

    from ingest.document import Document

XLS = "application/vnd.ms-excel"
_SUPERSCRIPT = 1


def read_old_workbook(data: bytes) -> Document:
    """Read an XLS file; xlrd is used because a percentage is one only by its number format.

    Raises UnreadableError for an encrypted or damaged file.
    """
    with open(os.devnull, "w") as log:  # noqa: PTH123
        try:
            book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=log)
        except XLRDError as error:
            if "encrypted" in str(error).lower():
                raise UnreadableError("an encrypted workbook; a password would be needed") from None
            raise UnreadableError(f"a damaged old workbook: {str(error)[:120]}") from error
    visible = [sheet for sheet in book.sheets() if sheet.visibility == 0]
    hidden = [sheet.name for sheet in book.sheets() if sheet.visibility != 0]
    return document([_read(book, sheet) for sheet in visible], hidden, XLS)


def _read(book: Book, old: OldSheet) -> Sheet:
    sheet = Sheet(old.name)
    sheet.merged = [
        (top + 1, left + 1, bottom, right) for top, bottom, left, right in old.merged_cells
    ]
    sheet.hidden_rows = {row + 1 for row, info in old.rowinfo_map.items() if info.hidden}
    sheet.hidden_columns = {col + 1 for col, info in old.colinfo_map.items() if info.hidden}
    for row in range(old.nrows):
        for column, cell in enumerate(old.row(row)):
            text = _text(book, old, cell, (row, column))
            if cell.ctype == xlrd.XL_CELL_ERROR:
                sheet.note(f"a cell that shows {text} was read as blank", row + 1, column + 1)
            elif not sheet.put(row + 1, column + 1, text):
                break
    return sheet


def _text(book: Book, sheet: OldSheet, cell: OldCell, at: tuple[int, int]) -> str:
    if isinstance(cell.value, str):
        return _with_raised(book, cell.value, sheet.rich_text_runlist_map.get(at, ()))
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return _number(book, cell, cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(int(cell.value), "#ERROR!")
    return str(bool(cell.value)).upper() if cell.ctype == xlrd.XL_CELL_BOOLEAN else ""


def _number(book: Book, cell: OldCell, value: float) -> str:
    key = book.xf_list[cell.xf_index or 0].format_key
    code = CHINESE_DATES.get(key) or book.format_map[key].format_str
    if cell.ctype == xlrd.XL_CELL_NUMBER and key not in CHINESE_DATES:
        return shown_number(value, code)
    try:
        return shown_date(xldate_as_datetime(value, book.datemode), code)
    except (ValueError, OverflowError):
        return shown_number(value, None)


def _with_raised(book: Book, text: str, runs: object) -> str:
    """Rich text with its raised digits raised; ``runs`` are (start, font) pairs."""
    edges = [*(runs if isinstance(runs, list) else ()), (len(text), None)]
    shown = text[: edges[0][0]]
    for (start, font), (end, _) in pairwise(edges):
        style = book.font_list[font]
        piece = "" if style.struck_out else text[start:end]
        shown += raised(piece) if style.escapement == _SUPERSCRIPT else piece
    return shown
