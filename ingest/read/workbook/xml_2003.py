"""Workbooks in one XML file (Excel 2003) → Document, by the same rules as others.

LibreOffice would compute their formulas anew and show what they hide; the results that are stored
are read instead.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ingest.read.container import xml
from ingest.read.office_xml import attribute, child, children, name
from ingest.read.raised import raised
from ingest.read.shown import Shown, with_struck
from ingest.read.workbook.date_format import shown_date
from ingest.read.workbook.number_format import shown_number, shown_words
from ingest.read.workbook.sheet import DAMAGED, Sheet
from ingest.read.workbook.xlsx import document
from ingest.read.workbook.xlsx_parts import ON, Style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ingest.document import Document

XLS_XML = "application/vnd.ms-excel"
_NAMED = {
    "Percent": "0.00%",
    "Standard": "#,##0.00",
    "Currency": "#,##0.00",
    "Fixed": "0.00",
    "General Number": "General",
    "General Date": "yyyy/m/d h:mm",
    "Short Date": "yyyy/m/d",
    "Medium Date": "dd-mmm-yy",
    "Long Date": "[$-F800]",
    "Short Time": "h:mm",
    "Long Time": "[$-F400]",
}


def read_flat_workbook(data: bytes) -> Document:
    """Read a workbook of Excel 2003's XML. Raises UnreadableError for a damaged one."""
    root = xml(data)
    styles = {
        attribute(style, "ID"): _style(style) for style in children(child(root, "Styles"), "Style")
    }
    sheets, hidden = [], []
    for element in children(root, "Worksheet"):
        title = attribute(element, "Name") or ""
        visible = child(element, "WorksheetOptions", "Visible")
        if visible is not None and (visible.text or "").strip() != "SheetVisible":
            hidden.append(title)
        else:
            sheets.append(_read(Sheet(title), child(element, "Table"), styles))
    return document(sheets, hidden, XLS_XML)


def _style(element: _Element) -> Style:
    code = attribute(child(element, "NumberFormat"), "Format") or ""
    is_struck = attribute(child(element, "Font"), "StrikeThrough") in ON
    return Style(_NAMED.get(code, code) or None, is_struck)


def _read(sheet: Sheet, table: _Element | None, styles: dict[str | None, Style]) -> Sheet:
    for column, span, element in _numbered(table, "Column"):
        if _is_hidden(element, "Width"):
            sheet.hide_columns(column, column + span)
    for row, span, line in _numbered(table, "Row"):
        if _is_hidden(line, "Height"):
            sheet.hide_rows(row, row + span)
        for column, across, cell in _numbered(line, "Cell", "MergeAcross"):
            stored = child(cell, "Data")
            style = attribute(cell, "StyleID") or attribute(line, "StyleID")
            try:
                below = int(attribute(cell, "MergeDown") or 0)
                shown = Shown("") if stored is None else _shown(stored, styles.get(style, Style()))
            except DAMAGED:
                sheet.note("a damaged cell was not read", row, column)
                continue
            if across or below:
                sheet.merge(row, column, row + below, column + across)
            if attribute(stored, "Type") == "Error":
                sheet.note(f"a cell that shows {shown.text} was read as blank", row, column)
            elif not sheet.put(row, column, shown):
                break
    return sheet


def _numbered(
    parent: _Element | None, kind: str, span: str = "Span"
) -> Iterator[tuple[int, int, _Element]]:
    """The children of a kind with their numbers, from 1, and how many more each stands for."""
    number = 0
    for element in children(parent, kind):
        number = int(attribute(element, "Index") or number + 1)
        more = int(attribute(element, span) or 0)
        yield number, more, element
        number += more


def _is_hidden(element: _Element, size: str) -> bool:
    return attribute(element, "Hidden") == "1" or float(attribute(element, size) or 1) == 0


def _shown(data: _Element, style: Style) -> Shown:
    shown = with_struck(_pieces(data, style.is_struck))
    text = shown.text
    kind = attribute(data, "Type")
    if kind == "Number" and text.strip():
        text, doubt = shown_number(float(text), style.code)
    elif kind == "DateTime" and text.strip():
        text, doubt = shown_date(datetime.fromisoformat(text.strip()), style.code)
    elif kind == "Boolean":
        text, doubt = "TRUE" if text.strip() == "1" else "FALSE", None
    else:
        text, doubt = shown_words(text, style.code), None
    return Shown(text, shown.doubt or doubt)


def _pieces(element: _Element, is_struck: bool) -> Iterator[tuple[str, bool]]:
    """The text of a cell, raised digits raised, and of each piece whether it is struck through."""
    yield element.text or "", is_struck
    for each in element:
        kind = name(each)
        for text, struck in _pieces(each, is_struck or kind == "S"):
            yield raised(text) if kind == "Sup" else text, struck
        yield each.tail or "", is_struck
