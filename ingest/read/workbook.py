"""Workbooks (XLSX, XLSM) → Document: what the sheets show; formulas and macros are never run."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, simplefilter

from lxml import etree
from openpyxl import load_workbook
from openpyxl.cell.rich_text import TextBlock
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import WorkSheetParser

from ingest.document import Block, Document, Line, Place, UnreadableError
from ingest.read.container import open_zip
from ingest.read.grid import MAX_COLUMNS
from ingest.read.number_format import shown_date, shown_number
from ingest.read.raised import raised
from ingest.read.sheet import Sheet
from ingest.read.word_xml import name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.etree import _Element as Element


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Formats that Chinese Excel and WPS number without writing them down.
CHINESE_DATES = {
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    **dict.fromkeys((30, 31), 'yyyy"年"m"月"d"日"'),
}
_DEFAULT_NAME = re.compile(r"(?:sheet|工作表)\s*\d*", re.IGNORECASE)
_CUSTOM_FORMATS_FROM = 164
_HEAD = 4096


def read_workbook(data: bytes) -> Document:
    """Read an XLSX or XLSM file: visible sheets in order, cells as shown, merged cells once.

    A formula shows its stored result. Raises UnreadableError for a damaged or exploding archive.
    """
    open_zip(data).close()
    with catch_warnings():
        simplefilter("ignore")
        book = load_workbook(
            BytesIO(data), read_only=True, data_only=True, keep_links=False, rich_text=True
        )
        sheets = [_Reader(book, sheet).read() for sheet in book.worksheets if _is_visible(sheet)]
    hidden = [sheet.title for sheet in book.worksheets if not _is_visible(sheet)]
    return document(sheets, hidden, XLSX)


def document(sheets: Sequence[Sheet], hidden: Iterable[str], media_type: str) -> Document:
    """The sheets one after another, each under its name where there are several."""
    filled = [(sheet, blocks) for sheet in sheets if (blocks := sheet.blocks)]
    found: list[Block] = []
    for sheet, blocks in filled:
        if len(filled) > 1 and not _DEFAULT_NAME.fullmatch(sheet.name):
            found.append(Line(sheet.name, Place(cell=f"{sheet.name}!A1"), heading=1))
        found += blocks
    warnings = [
        (f"hidden sheet “{name}” was not read", Place(cell=f"{name}!A1")) for name in hidden
    ]
    warnings += [warning for sheet in sheets for warning in sheet.report()]
    return Document(tuple(found), media_type, warnings=tuple(warnings))


def _is_visible(sheet: Any) -> bool:
    return bool(sheet.sheet_state == "visible")


class _Reader:
    """Reads one sheet's XML in a stream, as it may claim to have a million rows.

    openpyxl's own read-only sheets know neither merged nor hidden cells; its parser of cells,
    strings and styles is used.
    """

    def __init__(self, book: Any, sheet: Any) -> None:
        self._book = book
        self._source = sheet
        self._sheet = Sheet(sheet.title)
        self._parser = WorkSheetParser(
            BytesIO(),
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
            rich_text=True,
        )

    def read(self) -> Sheet:
        read = {"row": self._row, "mergeCell": self._merged, "col": self._columns}
        with self._source._get_source() as source:
            if b"<!DOCTYPE" in source.read(_HEAD):
                raise UnreadableError("an Office file whose XML declares entities")
        with self._source._get_source() as source:
            for _, element in etree.iterparse(
                source, tag=[f"{{*}}{tag}" for tag in read], resolve_entities=False
            ):
                read[name(element)](element)
                element.clear()
                above = element.getparent()
                while above is not None and len(above) > 1:
                    del above[0]
        return self._sheet

    def _row(self, element: Element) -> None:
        number = int(float(element.get("r") or self._parser.row_counter + 1))
        self._parser.row_counter, self._parser.col_counter = number, 0
        if element.get("hidden") in ("1", "true"):
            self._sheet.hide_row(number)
        for child in element:
            if name(child) == "c" and not self._cell(child):
                break

    def _cell(self, element: Element) -> bool:
        cell = self._parser.parse_cell(element)
        row, column = cell["row"], cell["column"]
        text = self._text(cell)
        if text == "" and any(name(child) == "f" for child in element):
            self._sheet.note("a formula without a stored result was read as blank", row, column)
        elif cell["data_type"] == "e":
            self._sheet.note(f"a cell that shows {text} was read as blank", row, column)
            text = ""
        return self._sheet.put(row, column, text)

    def _text(self, cell: dict[str, Any]) -> str:
        value = cell["value"]
        if value is None or isinstance(value, str):
            return unescape(value or "")
        if isinstance(value, bool):
            return str(value).upper()
        if isinstance(value, int | float):
            return self._number(value, *self._format(cell["style_id"]))
        if isinstance(value, date | time | timedelta):
            return shown_date(value, self._format(cell["style_id"])[1])
        return "".join(map(_run, value))

    def _number(self, value: float, format_id: int, code: str | None) -> str:
        if format_id in CHINESE_DATES:
            return shown_date(from_excel(value, self._book.epoch), CHINESE_DATES[format_id])
        return shown_number(value, code)

    def _format(self, style: int) -> tuple[int, str | None]:
        number = int(self._book._cell_styles[style].numFmtId)
        if number < _CUSTOM_FORMATS_FROM:
            return number, BUILTIN_FORMATS.get(number)
        return number, str(self._book._number_formats[number - _CUSTOM_FORMATS_FROM])

    def _merged(self, element: Element) -> None:
        left, top, right, bottom = range_boundaries(element.get("ref", ""))
        if left and top and right and bottom:
            self._sheet.merged.append((top, left, bottom, right))

    def _columns(self, element: Element) -> None:
        if element.get("hidden") in ("1", "true") or float(element.get("width", 1)) == 0:
            first, last = int(element.get("min", 1)), int(element.get("max", 1))
            self._sheet.hidden_columns.update(range(first, min(last, MAX_COLUMNS) + 1))


def _run(run: object) -> str:
    """A piece of rich text; raised digits stay raised."""
    if not isinstance(run, TextBlock):
        return unescape(str(run))
    text = unescape(run.text)
    return raised(text) if run.font.vertAlign == "superscript" else text
