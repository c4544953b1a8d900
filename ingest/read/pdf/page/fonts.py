"""Fonts that pdfminer reads amiss: those of signs, and those whose text is in a named code.

pdfminer passes over codes that its table of a code lacks (``·``, ``−`` and ``²`` of UniGB-UCS2-H)
and may lose step in what follows them; and it takes the numbers of glyphs for what a font's own
map of its codes is asked for. Fonts that write the numbers of glyphs (Identity-H) are left alone.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, cast

from pdfminer.cmapdb import CMap, CMapBase, FileUnicodeMap, UnicodeMap
from pdfminer.pdffont import PDFCIDFont, PDFType1Font
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import resolve1

from ingest.read.pdf.page.symbols import signs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pdfminer.pdffont import PDFFont

_UNICODE = {"UCS2": "utf-16-be", "UTF16": "utf-16-be", "UTF32": "utf-32-be"}
_SURROGATES = range(0xD8, 0xDC)
_LONGEST = 4
_TWO_BYTES = 0x81  # from this byte on, national codes write characters as two


class Fonts(PDFResourceManager):
    """Makes the fonts of a document."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        """The font of an object, made once."""
        font = super().get_font(objid, spec)
        if isinstance(font, PDFCIDFont) and isinstance(font.cmap, CMap):
            font.cmap = _Codes(font.cmap, font.unicode_map)
            font.unicode_map = _Texts()
        elif isinstance(font, PDFType1Font) and not _says_its_codes(font, spec):
            font.cid2unicode = signs_of(font.basefont) or font.cid2unicode
        return font


def _says_its_codes(font: PDFType1Font, spec: Mapping[str, object]) -> bool:
    """Whether a font, or the program in it, says which characters its codes are."""
    encoding = resolve1(spec.get("Encoding"))
    named = isinstance(encoding, dict) and "Differences" in encoding
    return bool(font.unicode_map) or named or (not encoding and "FontFile" in font.descriptor)


class _Glyph(int):
    """The number of a glyph in its font, with what it means; None where nothing tells."""

    text: str | None


class _Texts(UnicodeMap):
    """Glyphs know their text."""

    def get_unichr(self, cid: int) -> str:
        """The text of a glyph. Raises KeyError where it has none."""
        text = cast("_Glyph", cid).text
        if text is None:
            raise KeyError(cid)
        return text


class _Codes(CMapBase):
    """The glyphs of a font's codes; a code without a glyph has number 0 and what it may mean."""

    def __init__(self, cmap: CMap, texts: UnicodeMap | None) -> None:
        super().__init__(**cmap.attrs)
        name = str(cmap.attrs.get("CMapName"))
        self._tree = cmap.code2cid
        self._texts = texts.cid2unichr if texts else {}
        self._by_code = isinstance(texts, FileUnicodeMap)
        self._codec = next((codec for key, codec in _UNICODE.items() if key in name), None)
        self._glyphs: dict[bytes, _Glyph] = {}

    def decode(self, code: bytes) -> Iterator[int]:
        """The glyphs of a text."""
        at = 0
        while at < len(code):
            end = at + self._length(code, at)
            yield self._glyph(code[at:end])
            at = end

    def _length(self, code: bytes, at: int) -> int:
        """How many bytes the character at a place takes."""
        if self._codec:
            return 4 if self._codec == "utf-32-be" or code[at] in _SURROGATES else 2
        node: object = self._tree
        for length, byte in enumerate(code[at : at + _LONGEST], 1):
            node = cast("dict[int, object]", node).get(byte)
            if isinstance(node, int):
                return length
            if node is None:
                break
        return 2 if not self._tree or code[at] >= _TWO_BYTES else 1

    def _glyph(self, code: bytes) -> _Glyph:
        if code not in self._glyphs:
            node: object = self._tree
            for byte in code:
                node = node.get(byte) if isinstance(node, dict) else None
            glyph = self._glyphs[code] = _Glyph(node if isinstance(node, int) else 0)
            key = int.from_bytes(code) if self._by_code else glyph
            known = self._by_code or isinstance(node, int)
            glyph.text = self._texts.get(key) if known else None
            if glyph.text is None:
                glyph.text = self._meaning(code)
        return self._glyphs[code]

    def _meaning(self, code: bytes) -> str | None:
        """What a code of Unicode means by itself; nothing where it is a mere control character."""
        text = code.decode(self._codec, "replace") if self._codec else None
        return "" if text and all(unicodedata.category(char) == "Cc" for char in text) else text
