"""The parts of a workbook (XLSX) that its cells need: sheets, shared texts, number formats.

Nothing else of the file is looked at, so that damage elsewhere (colours, properties, drawings, as
programs other than Excel write them) does not keep the cells from being read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from openpyxl.utils.escape import unescape

from ingest.document import UnreadableError
from ingest.read.container import part, refuse_entities, relations, xml
from ingest.read.raised import raised
from ingest.read.word_xml import attribute, child, children, is_on, name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from zipfile import ZipFile

    from lxml.etree import _Element

ON = ("1", "true")
_SHOWN = (None, "visible")


class SheetPart(NamedTuple):
    """A sheet: the name of its part in the archive, and whether the sheet shows."""

    name: str
    part: str
    is_visible: bool


class Format(NamedTuple):
    """A number format: its number, and its code where that is known."""

    number: int
    code: str | None


class Workbook:
    """What is read of a workbook before its sheets. Raises UnreadableError for a damaged one."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        main = next((to for kind, to, _ in relations(archive, "") if kind == "officeDocument"), "")
        root = self._root(main)
        parts = {key: (kind, target) for kind, target, key in relations(archive, main)}
        named = dict(parts.values())
        self.epoch: datetime = CALENDAR_WINDOWS_1900
        if attribute(child(root, "workbookPr"), "date1904") in ON:
            self.epoch = CALENDAR_MAC_1904
        self.sheets = [
            SheetPart(
                sheet.get("name", ""), parts[key][1], sheet.get("state", "visible") == "visible"
            )
            for sheet in children(child(root, "sheets"), "sheet")
            if (key := attribute(sheet, "id") or "") in parts and parts[key][0] == "worksheet"
        ]
        styles = self._root(named["styles"]) if "styles" in named else None
        self._codes = {
            int(each.get("numFmtId", 0)): each.get("formatCode")
            for each in children(child(styles, "numFmts"), "numFmt")
        }
        self._numbers = [
            int(each.get("numFmtId", 0)) for each in children(child(styles, "cellXfs"), "xf")
        ]
        self.texts = list(self._texts(named["sharedStrings"])) if "sharedStrings" in named else []

    def format_of(self, style: int) -> Format:
        """The number format of a cell's style; General for a style that is nowhere described."""
        number = self._numbers[style] if style < len(self._numbers) else 0
        return Format(number, self._codes.get(number) or BUILTIN_FORMATS.get(number))

    def _root(self, target: str) -> _Element:
        data = part(self.archive, target)
        if data is None:
            raise UnreadableError("a damaged workbook: a part of it is missing")
        return xml(data)

    def _texts(self, target: str) -> Iterator[str]:
        with self.archive.open(target) as source:
            events = etree.iterparse(source, tag="{*}si", resolve_entities=False)
            for _, element in events:
                yield shown_text(element)
                forget(element)
            if events.root is not None:
                refuse_entities(events.root)


def shown_text(element: _Element) -> str:
    """The text of a shared or inline string; raised digits stay raised.

    Reading aids and what is struck through are left out.
    """
    pieces = []
    for each in element:
        kind = name(each)
        if kind == "t":
            pieces.append(unescape(each.text or ""))
        elif kind == "r" and not is_on(child(each, "rPr", "strike")):
            text = "".join(unescape(run.text or "") for run in children(each, "t"))
            height = attribute(child(each, "rPr", "vertAlign"), "val")
            pieces.append(raised(text) if height == "superscript" else text)
    return "".join(pieces)


def forget(element: _Element) -> None:
    """Free an element of a stream that has been read, and what came before it."""
    element.clear()
    above = element.getparent()
    while above is not None and len(above) > 1:
        del above[0]
