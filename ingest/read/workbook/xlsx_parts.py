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
from ingest.read.container import DamagedXmlError, part, refuse_entities, relations, xml
from ingest.read.decode import REPLACEMENT
from ingest.read.office_xml import attribute, child, children, is_on, name
from ingest.read.raised import raised
from ingest.read.shown import Shown, with_struck
from ingest.read.workbook.date_format import NUMBERED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from zipfile import ZipFile

    from lxml.etree import _Element

ON = ("1", "true")
LOST = "文字已损坏 (its text is in a damaged part of the file)"
LOST_STYLE = "数字格式已损坏 (how it shows is in a damaged part of the file)"


class SheetPart(NamedTuple):
    """A sheet: the name of its part in the archive, and whether the sheet shows."""

    name: str
    part: str
    is_visible: bool


class Style(NamedTuple):
    """How a cell shows: the code of its format where that is known, and whether it is struck."""

    code: str | None = None
    is_struck: bool = False


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
        self._styles: list[Style] = []
        self.has_lost_styles = False
        self._texts: list[Shown] = []
        self._has_lost_texts = False
        if "styles" in named:
            self._read_styles(named["styles"])
        if "sharedStrings" in named:
            self._read_texts(named["sharedStrings"])

    def text_of(self, number: int) -> Shown:
        """The shared text of that number. Raises IndexError where there is none."""
        if self._has_lost_texts and number >= len(self._texts):
            return Shown(REPLACEMENT, LOST)
        return self._texts[number]

    def style_of(self, number: int) -> Style:
        """The style of that number; a plain one where it is nowhere described."""
        return self._styles[number] if number < len(self._styles) else Style()

    def _root(self, target: str) -> _Element:
        data = part(self.archive, target)
        if data is None:
            raise UnreadableError("a damaged workbook: a part of it is missing")
        return xml(data)

    def _read_styles(self, target: str) -> None:
        try:
            self._styles += _styles(self._root(target))
        except DamagedXmlError:
            self.has_lost_styles = True

    def _read_texts(self, target: str) -> None:
        """Read the texts up to where they are damaged: those behind can't be told by number."""
        with self.archive.open(target) as source:
            events = etree.iterparse(source, tag="{*}si", resolve_entities=False)
            try:
                for _, element in events:
                    if not self._texts:
                        refuse_entities(element)
                    self._texts.append(shown_text(element))
                    forget(element)
            except etree.XMLSyntaxError:
                self._has_lost_texts = True


def _styles(root: _Element | None) -> Iterator[Style]:
    codes = {
        _number(each, "numFmtId"): each.get("formatCode")
        for each in children(child(root, "numFmts"), "numFmt")
    }
    struck = [is_on(child(font, "strike")) for font in children(child(root, "fonts"), "font")]
    for each in children(child(root, "cellXfs"), "xf"):
        number, font = _number(each, "numFmtId"), _number(each, "fontId")
        code = NUMBERED.get(number) or codes.get(number) or BUILTIN_FORMATS.get(number)
        yield Style(code, font < len(struck) and struck[font])


def _number(element: _Element, attribute: str) -> int:
    """A number that refers to a part of a style; 0, the plain one, where it is none."""
    text = element.get(attribute, "")
    return int(text) if text.isdecimal() else 0


def shown_text(element: _Element) -> Shown:
    """The text of a shared or inline string, without reading aids; raised digits stay raised."""
    if len(element) == 1 and name(element[0]) == "t":
        return Shown(unescape(element[0].text or ""))
    pieces = []
    for each in element:
        kind = name(each)
        if kind == "t":
            pieces.append((unescape(each.text or ""), False))
        elif kind == "r":
            text = "".join(unescape(run.text or "") for run in children(each, "t"))
            height = attribute(child(each, "rPr", "vertAlign"), "val")
            shown = raised(text) if height == "superscript" else text
            pieces.append((shown, is_on(child(each, "rPr", "strike"))))
    return with_struck(pieces)


def forget(element: _Element) -> None:
    """Free an element of a stream that has been read, and what came before it."""
    element.clear()
    above = element.getparent()
    while above is not None and len(above) > 1:
        del above[0]
