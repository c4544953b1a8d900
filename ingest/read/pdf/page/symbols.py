"""Fonts of signs (Symbol, Wingdings, ZapfDingbats): what their codes show, which no letter tells.

Their codes are those of letters and digits, or of U+F000 and on: ``≥`` is printed as ``³``,
a tick as ``3`` or ``ü``.
"""

from __future__ import annotations

import re
from functools import cache

_NAMES = re.compile(r"(?:^|\+)(Symbol|Wingdings|Webdings|ZapfDingbats|Dingbats)")
_PRIVATE = range(0xF020, 0xF100)
_BULLET = "•"
_SYMBOL = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?"
    "≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"
    "‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼ ",
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑",
)
# The signs that forms use; all others pass for bullets.
_SIGNS = {
    "Wingdings": {
        0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "□", 0x72: "□", 0x75: "◆", 0x76: "❖", 0xA1: "○",
        0xA7: "▪", 0xA8: "□", 0xD8: "➢", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    },
    "ZapfDingbats": {
        0x33: "✓", 0x34: "✔", 0x35: "✕", 0x36: "✖", 0x37: "✗", 0x38: "✘", 0x6C: "●", 0x6D: "○",
        0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□", 0x75: "◆",
    },
}  # fmt: skip


@cache
def signs_of(font: str) -> dict[int, str]:
    """By code: what a font of signs shows, empty for other fonts."""
    found = _NAMES.search(font)
    if not found:
        return {}
    if found[1] == "Symbol":
        low, high = _SYMBOL
        return dict(enumerate(low, 0x20)) | dict(enumerate(high, 0xA0))
    return dict.fromkeys(range(0x21, 0x100), _BULLET) | {0x20: " "} | _SIGNS.get(found[1], {})


def sign(font: str, text: str) -> str | None:
    """What a character in the private use of a font of signs shows; None for any other."""
    code = ord(text) if len(text) == 1 else 0
    return signs_of(font).get(code & 0xFF) if code in _PRIVATE else None
