"""Workbooks in one XML file (Excel 2003) → Document, by the same rules as others.

LibreOffice would compute their formulas anew and show what they hide; the results that are stored
are read instead.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ingest.read.container import xml
from ingest.read.number_format import shown_date, shown_number
from ingest.read.raised import raised
from ingest.read.sheet import DAMAGED, Sheet
from ingest.read.word_xml import attribute, child, children, name
from ingest.read.workbook import document

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
}


def read_flat_workbook(data: bytes) -> Document:
    """Read a workbook of Excel 2003's XML. Raises UnreadableError for a damaged one."""
    root = xml(data)
    formats = {
        attribute(style, "ID"): attribute(child(style, "NumberFormat"), "Format")
        for style in children(child(root, "Styles"), "Style")
    }
    sheets, hidden = [], []
    for element in children(root, "Worksheet"):
        title = attribute(element, "Name") or ""
        visible = child(element, "WorksheetOptions", "Visible")
        if visible is not None and (visible.text or "").strip() != "SheetVisible":
            hidden.append(title)
        else:
            sheets.append(_read(Sheet(title), child(element, "Table"), formats))
    return document(sheets, hidden, XLS_XML)


def _read(sheet: Sheet, table: _Element | None, formats: dict[str | None, str | None]) -> Sheet:
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
                text = "" if stored is None else _text(stored, formats.get(style))
            except DAMAGED:
                sheet.note("a damaged cell was not read", row, column)
                continue
            if across or below:
                sheet.merge(row, column, row + below, column + across)
            if attribute(stored, "Type") == "Error":
                sheet.note(f"a cell that shows {text} was read as blank", row, column)
            elif not sheet.put(row, column, text):
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


def _text(data: _Element, form: str | None) -> str:
    text = _shown(data)
    code = _NAMED.get(form or "", form)
    kind = attribute(data, "Type")
    if kind == "Number" and text.strip():
        return shown_number(float(text), code)
    if kind == "DateTime" and text.strip():
        return shown_date(datetime.fromisoformat(text.strip()), code)
    if kind == "Boolean":
        return "TRUE" if text.strip() == "1" else "FALSE"
    return text


def _shown(element: _Element) -> str:
    """The text of a cell: raised digits stay raised, what is struck through is left out."""
    text = element.text or ""
    for each in element:
        kind = name(each)
        inner = "" if kind == "S" else _shown(each)
        text += (raised(inner) if kind == "Sup" else inner) + (each.tail or "")
    return text
