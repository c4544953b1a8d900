"""Workbooks (XLSX, XLSM) → Document: what the sheets show; formulas and macros are never run."""

from __future__ import annotations

import re
import zlib
from math import isfinite
from typing import IO, TYPE_CHECKING
from zipfile import BadZipFile

from lxml import etree
from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.utils.escape import unescape

from ingest.document import Block, Document, Line, Place
from ingest.read.container import open_zip, refuse_entities
from ingest.read.office_xml import child, children, name
from ingest.read.shown import Shown, doubts
from ingest.read.workbook.date_format import shown_date
from ingest.read.workbook.number_format import shown_number, shown_words
from ingest.read.workbook.sheet import DAMAGED, Sheet
from ingest.read.workbook.xlsx_parts import LOST, LOST_STYLE, ON, Workbook, forget, shown_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from lxml.etree import _Element as Element

    from ingest.read.workbook.xlsx_parts import SheetPart, Style


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([^"]+)"')
_LONGEST_MERGED = 200
_CHUNK = 1 << 20
# What WPS stores as the text of a cell that shows a picture.
_PICTURE = "=DISPIMG("
_DEFAULT_NAME = re.compile(r"(?:sheet|工作表)\s*\d*", re.IGNORECASE)


def read_workbook(data: bytes) -> Document:
    """Read an XLSX or XLSM file: visible sheets in order, cells as shown, merged cells once.

    A formula shows its stored result. Raises UnreadableError for a damaged or exploding archive.
    """
    with open_zip(data) as archive:
        book = Workbook(archive)
        sheets = [_Reader(book, sheet).read() for sheet in book.sheets if sheet.is_visible]
    hidden = [sheet.name for sheet in book.sheets if not sheet.is_visible]
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


class _Reader:
    """Reads one sheet's XML in a stream, as it may claim to have a million rows."""

    def __init__(self, book: Workbook, source: SheetPart) -> None:
        self._book = book
        self._source = source
        self._sheet = Sheet(source.name)
        self._at = (0, 0)

    def read(self) -> Sheet:
        """The sheet; a blank one with a note where its part is damaged or missing."""
        try:
            self._read()
        except (etree.XMLSyntaxError, BadZipFile, KeyError, EOFError, zlib.error):
            self._sheet = Sheet(self._source.name)
            self._sheet.note("damaged, nothing of it was read", 1, 1)
        return self._sheet

    def _read(self) -> None:
        read = {"row": self._row, "mergeCell": self._merged, "col": self._columns}
        with self._book.archive.open(self._source.part) as source:
            events = etree.iterparse(
                source, tag=[f"{{*}}{tag}" for tag in read], resolve_entities=False
            )
            for _, element in events:
                try:
                    read[name(element)](element)
                except DAMAGED:
                    self._sheet.note(f"a damaged “{name(element)}” was not read", *self._at)
                forget(element)
                if self._sheet.is_full:
                    self._skip_rows(source)
                    break
            if events.root is not None:
                refuse_entities(events.root)

    def _skip_rows(self, source: IO[bytes]) -> None:
        """Look only for merged cells, which stand behind the rows, in a sheet that is full."""
        source.seek(0)
        before = b""
        while chunk := source.read(_CHUNK):
            for ref in _MERGED.findall(before[-_LONGEST_MERGED:] + chunk):
                self._merge(ref.decode("ascii", "replace"))
            before = chunk

    def _row(self, element: Element) -> None:
        row = int(float(element.get("r") or self._at[0] + 1))
        self._at = (row, 0)
        if element.get("hidden") in ON or float(element.get("ht", 1)) == 0:
            self._sheet.hide_rows(row, row)
        for cell in children(element, "c"):
            self._at = (self._at[0], self._at[1] + 1)
            try:
                self._at = coordinate_to_tuple(at) if (at := cell.get("r")) else self._at
                # A cell with nothing in it is only formatted.
                if len(cell) and not self._cell(cell):
                    break
            except DAMAGED:
                self._sheet.note("a damaged cell was not read", *self._at)

    def _cell(self, element: Element) -> bool:
        """Keep what a cell shows; False where the sheet is fuller than is read."""
        if self._sheet.is_full_before(*self._at):
            return False
        kind = element.get("t", "n")
        style = self._book.style_of(int(element.get("s", 0)))
        shown = self._shown(element, kind, style)
        if kind == "e":
            self._sheet.note(f"a cell that shows {shown.text} was read as blank", *self._at)
            return True
        if shown.text.startswith(_PICTURE):
            self._sheet.note("a picture in a cell was not read", *self._at)
            return True
        if shown.doubt == LOST:
            self._sheet.note("a cell whose text is in a damaged part of the file", *self._at)
        if not shown.text and kind != "str" and child(element, "f") is not None:
            self._sheet.note("a formula without a stored result was read as blank", *self._at)
        return self._sheet.put(*self._at, shown.struck() if style.is_struck else shown)

    def _shown(self, element: Element, kind: str, style: Style) -> Shown:
        inline, stored = child(element, "is"), child(element, "v")
        value = "" if stored is None else stored.text or ""
        if kind == "inlineStr":
            return _framed(shown_text(inline), style) if inline is not None else Shown("")
        if not value or kind == "e":
            return Shown(value)
        if kind in ("s", "str"):
            text = self._book.text_of(int(value)) if kind == "s" else Shown(unescape(value))
            return _framed(text, style)
        if kind == "b":
            return Shown(str(bool(int(value))).upper())
        shown = _date(value, style) if kind == "d" else self._number(float(value), style)
        if self._book.has_lost_styles and element.get("s", "0") != "0":
            return Shown(shown.text, doubts(shown.doubt, LOST_STYLE))
        return shown

    def _number(self, value: float, style: Style) -> Shown:
        is_span = is_timedelta_format(style.code)
        if not is_span and not is_date_format(style.code):
            if not isfinite(value):
                raise ValueError(value)
            return shown_number(value, style.code)
        try:
            moment = from_excel(value, self._book.epoch, timedelta=is_span)
            return shown_date(moment, style.code)
        except (OverflowError, ValueError):
            self._sheet.note("a number that is no date was read as blank", *self._at)
            return Shown("")

    def _merged(self, element: Element) -> None:
        self._merge(element.get("ref", ""))

    def _merge(self, ref: str) -> None:
        try:
            left, top, right, bottom = (int(edge or "") for edge in range_boundaries(ref))
            self._sheet.merge(top, left, bottom, right)
        except DAMAGED:
            self._sheet.note(f"a damaged merged cell (“{ref[:40]}”) was not read", 1, 1)

    def _columns(self, element: Element) -> None:
        if element.get("hidden") in ON or float(element.get("width", 1)) == 0:
            self._sheet.hide_columns(int(element.get("min", 1)), int(element.get("max", 1)))


def _framed(text: Shown, style: Style) -> Shown:
    return Shown(shown_words(text.text, style.code), text.doubt)


def _date(value: str, style: Style) -> Shown:
    """A date that is stored as one, not as a number."""
    date: datetime | None = from_ISO8601(value)  # type: ignore[no-untyped-call]
    return shown_date(date, style.code) if date else Shown("")
