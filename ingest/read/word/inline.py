"""The text of a Word paragraph, run by run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.read.office_xml import attribute, child, is_on, name
from ingest.read.raised import raised

if TYPE_CHECKING:
    from lxml.etree import _Element

_DROPPED = {
    *("del", "moveFrom", "delText", "instrText", "rPr", "pPr", "sdtPr", "sdtEndPr", "rt"),
    *("fPr", "sSupPr", "oMathParaPr", "annotationRef", "tbl"),
}
_STRUCK = ("strike", "dstrike")
_MARKS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
# The Symbol font by its codes, as far as these forms print it.
_SYMBOLS = {0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xBB: "≈", 0xB9: "≠", 0xB7: "•", 0xA5: "∞"}
_PRIVATE = 0xF000

Piece = tuple[str, bool]


@dataclass(slots=True)
class Inline:
    """Collects what a paragraph shows; text boxes stand in ``boxes``.

    ``pieces`` are texts, each with whether it is struck through; ``in_codes`` has an item for each
    field that is open, the inmost last, with whether its code (not yet its result) is being read.
    """

    pieces: list[Piece] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    is_struck: bool = False
    in_codes: list[bool] = field(default_factory=list)

    def add(self, element: _Element) -> None:
        """Add what is below ``element``."""
        for each in element:
            kind = name(each)
            if kind == "r":
                self._run(each)
            elif kind == "t":
                self._put(each.text or "")
            elif kind in _MARKS:
                self._put(_MARKS[kind])
            elif kind == "br":
                self._put("" if attribute(each, "type") == "page" else "\n")
            elif kind == "sym":
                self._put(_symbol(each))
            elif kind == "fldChar":
                self._field(attribute(each, "fldCharType"))
            elif kind == "txbxContent":
                self.boxes.append(each)
            elif kind == "AlternateContent":
                # The first alternative; the others show the same again.
                self.add(each[0] if len(each) else each)
            elif kind == "sSup":
                self._raised(each)
            elif kind not in _DROPPED:
                self.add(each)

    def _put(self, text: str) -> None:
        if not any(self.in_codes):
            self.pieces.append((text, self.is_struck))

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self.in_codes.append(True)
        elif kind == "separate" and self.in_codes:
            self.in_codes[-1] = False
        elif kind == "end" and self.in_codes:
            self.in_codes.pop()

    def _run(self, run: _Element) -> None:
        properties = child(run, "rPr")
        if is_on(child(properties, "vanish")):
            return
        start = len(self.pieces)
        self.is_struck = any(is_on(child(properties, mark)) for mark in _STRUCK)
        self.add(run)
        self.is_struck = False
        if attribute(child(properties, "vertAlign"), "val") == "superscript":
            self._raise(start)

    def _raised(self, power: _Element) -> None:
        """A power in a formula: its base, then its exponent raised."""
        for each in power:
            start = len(self.pieces)
            self.add(each)
            if name(each) == "sup":
                self._raise(start)

    def _raise(self, start: int) -> None:
        self.pieces[start:] = [(raised(text), struck) for text, struck in self.pieces[start:]]


def _symbol(element: _Element) -> str:
    try:
        code = int(attribute(element, "char") or "", 16)
    except ValueError:
        return ""
    code = code - _PRIVATE if code >= _PRIVATE else code
    if (attribute(element, "font") or "").lower() == "symbol" and code in _SYMBOLS:
        return _SYMBOLS[code]
    return chr(code) if 0x20 <= code < 0x7F else ""
