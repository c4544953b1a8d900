"""Old workbooks (XLS) → Document, by the same rules as new ones."""

from __future__ import annotations

import os
from itertools import pairwise
from typing import TYPE_CHECKING

import xlrd
from xlrd.biffh import XLRDError
from xlrd.xldate import xldate_as_datetime

from ingest.document import UnreadableError
from ingest.read.raised import raised
from ingest.read.shown import Shown, with_struck
from ingest.read.workbook.date_format import NUMBERED, shown_date
from ingest.read.workbook.number_format import shown_number, shown_words
from ingest.read.workbook.sheet import Sheet
from ingest.read.workbook.xlsx import document

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
            shown = _shown(book, old, cell, (row, column))
            if cell.ctype == xlrd.XL_CELL_ERROR:
                what = f"a cell that shows {shown.text} was read as blank"
                sheet.note(what, row + 1, column + 1)
            elif not sheet.put(row + 1, column + 1, shown):
                break
    return sheet


def _shown(book: Book, sheet: OldSheet, cell: OldCell, at: tuple[int, int]) -> Shown:
    style = book.xf_list[cell.xf_index or 0]
    code = NUMBERED.get(style.format_key) or book.format_map[style.format_key].format_str
    is_struck = bool(book.font_list[style.font_index].struck_out)
    if isinstance(cell.value, str):
        runs = sheet.rich_text_runlist_map.get(at, ())
        shown = _with_runs(book, cell.value, runs, is_struck)
        return Shown(shown_words(shown.text, code), shown.doubt)
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        is_date = cell.ctype == xlrd.XL_CELL_DATE or style.format_key in NUMBERED
        shown = _date(book, cell.value, code) if is_date else shown_number(cell.value, code)
        return shown.struck() if is_struck else shown
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Shown(xlrd.error_text_from_code.get(int(cell.value), "#ERROR!"))
    return Shown(str(bool(cell.value)).upper() if cell.ctype == xlrd.XL_CELL_BOOLEAN else "")


def _date(book: Book, value: float, code: str) -> Shown:
    try:
        moment = xldate_as_datetime(value, book.datemode)
        return shown_date(moment if value >= 1 else moment.time(), code)
    except (ValueError, OverflowError):
        return Shown(shown_number(value, None).text, "a number that is no date")


def _with_runs(book: Book, text: str, runs: object, is_struck: bool) -> Shown:
    """Rich text with its raised digits raised; ``runs`` are (start, font) pairs."""
    edges = [*(runs if isinstance(runs, list) else ()), (len(text), None)]
    pieces = [(text[: edges[0][0]], is_struck)]
    for (start, font), (end, _) in pairwise(edges):
        style = book.font_list[font]
        piece = text[start:end]
        shown = raised(piece) if style.escapement == _SUPERSCRIPT else piece
        pieces.append((shown, bool(style.struck_out)))
    return with_struck(pieces)
