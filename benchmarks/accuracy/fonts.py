"""Fonts for drawn PDFs: a CID font that is only named, or the glyphs of a system font embedded."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from itertools import count
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont, newTable
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont as PdfFont

_SYSTEM = Path("/usr/share/fonts/opentype/noto")
_FACES = {"serif": "NotoSerifCJK-Regular.ttc", "sans": "NotoSansCJK-Regular.ttc"}
CID = "STSong-Light"
_NUMBERS = count(1)


def has_embedded() -> bool:
    """Whether the system fonts for embedding are installed."""
    return all((_SYSTEM / face).exists() for face in _FACES.values())


@cache
def _face(name: str) -> TTFont:
    collection = TTCollection(str(_SYSTEM / _FACES[name]))
    return next(font for font in collection.fonts if "SC" in str(font["name"].getDebugName(1)))


def register_cid() -> str:
    """The name of the CID font."""
    pdfmetrics.registerFont(UnicodeCIDFont(CID))
    return CID


def register_embedded(face: str, text: str) -> str:
    """The name of a TrueType font with the glyphs of ``text``, made from an OpenType face.

    ReportLab embeds TrueType outlines only, so cubic curves are turned into quadratic ones.
    """
    # ReportLab knows a font by its own name: each subset needs another.
    name = f"{face}{next(_NUMBERS)}"
    font = TTFont(BytesIO(_bytes(face)), lazy=True)
    options = Options(drop_tables=["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx"])
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(text=text + " 0123456789")
    subsetter.subset(font)
    for entry in font["name"].names:
        entry.string = name
    buffer = BytesIO()
    _quadratic(font).save(buffer)
    buffer.seek(0)
    pdfmetrics.registerFont(PdfFont(name, buffer))
    return name


@cache
def _bytes(face: str) -> bytes:
    buffer = BytesIO()
    _face(face).save(buffer)
    return buffer.getvalue()


def _quadratic(font: TTFont) -> TTFont:
    glyphs = font.getGlyphSet()
    drawn = {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        drawn[name] = pen.glyph()
    font["loca"] = newTable("loca")
    glyf = newTable("glyf")
    glyf.glyphOrder = font.getGlyphOrder()
    glyf.glyphs = drawn
    font["glyf"] = glyf
    del font["CFF "]
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for key in (
        "maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs",
        "maxStackElements", "maxSizeOfInstructions", "maxComponentElements", "maxComponentDepth",
        "maxPoints", "maxContours", "maxCompositePoints", "maxCompositeContours",
    ):  # fmt: skip
        setattr(maxp, key, 1)
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"
    return font
