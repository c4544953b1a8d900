"""A font that stands in for those that a PDF names and does not hold, while its text is looked at.

Pdfium looks for such fonts among those of the system, and loads the glyphs of each character to
measure them: for Chinese fonts that takes longer than all else, and without any of them installed
whole lines are dropped. The stand-in has one glyph, a square, for every character; what a
character means is not the font's to say.
"""

from __future__ import annotations

import ctypes
import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium_c

if TYPE_CHECKING:
    from collections.abc import Iterator

_HANDLE = 1
_GB2312 = 134
_CALLS = dict(pdfium_c.FPDF_SYSFONTINFO._fields_)


@contextmanager
def stand_in_font() -> Iterator[None]:
    """Let pdfium take the stand-in for every font that is not in the file, then the system's again.

    Documents opened meanwhile keep it: they are not to be drawn.
    """
    pdfium_c.FPDF_SetSystemFontInfo(_INFO)
    try:
        yield
    finally:
        pdfium_c.FPDF_SetSystemFontInfo(pdfium_c.FPDF_GetDefaultSystemFontInfo())


def _font() -> bytes:
    """A TrueType font: glyph 0 is blank, glyph 1 a square, which all characters are."""
    square = struct.pack(">5hHH", 1, 100, -100, 900, 800, 3, 0)  # one contour of four points
    square += b"\1\1\1\1" + struct.pack(">8h", 100, 800, 0, -800, -100, 0, 900, 0)
    tables = {
        b"cmap": struct.pack(">4HI2H6I", 0, 1, 3, 10, 12, 13, 0, 28, 0, 1, 1, 0x10FFFF, 1),
        b"glyf": square,
        b"head": struct.pack(">4I2H2Q", 1 << 16, 1 << 16, 0, 0x5F0F3CF5, 0, 1000, 0, 0)
        + struct.pack(">4h2H3h", 100, -100, 900, 800, 0, 8, 2, 1, 0),
        b"hhea": struct.pack(
            ">I3hH11hH", 1 << 16, 800, -200, 0, 1000, 0, 0, 900, 1, 0, 0, 0, 0, 0, 0, 0, 2
        ),
        b"hmtx": struct.pack(">HhHh", 1000, 100, 1000, 100),
        b"loca": struct.pack(">3I", 0, 0, len(square)),
        b"maxp": struct.pack(">I14H", 1 << 16, 2, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    start = 12 + 16 * len(tables)
    directory, body = b"", b""
    for tag, table in tables.items():
        directory += tag + struct.pack(">3I", 0, start + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return (
        struct.pack(">I4H", 1 << 16, len(tables), 64, 2, 16 * len(tables) - 64) + directory + body
    )


_FONT = _font()


def _copied(data: bytes, buffer: Any, size: int) -> int:
    """How long ``data`` is, once copied where it fits."""
    if buffer and size >= len(data):
        ctypes.memmove(buffer, data, len(data))
    return len(data)


def _font_data(_info: Any, _handle: Any, table: int, buffer: Any, size: int) -> int:
    return 0 if table else _copied(_FONT, buffer, size)


# Kept for good: pdfium holds pointers to what is in it.
_INFO = pdfium_c.FPDF_SYSFONTINFO(
    version=1,
    MapFont=_CALLS["MapFont"](lambda *_: _HANDLE),
    GetFontData=_CALLS["GetFontData"](_font_data),
    GetFaceName=_CALLS["GetFaceName"](lambda _i, _h, buffer, size: _copied(b"-\0", buffer, size)),
    GetFontCharset=_CALLS["GetFontCharset"](lambda *_: _GB2312),
)
