"""Numbers of a workbook → the text that the sheet shows.

What is printed in a workbook is what its cell shows: 0.95 under ``0%`` is 95%, 12345.6 under
``#,##0.00`` is 12,345.60. One thing differs from the screen: digits that someone typed and that
the format hides stay (0.955 under ``0%`` is 95.5%). Digits of a computed fraction (1/3, more than
MOST_TYPED_DECIMALS of them) are rounded as the format says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

MOST_TYPED_DECIMALS = 6
_SIGNIFICANT = 15
# Room for the largest stored number and the longest format code.
_EXACT = Context(prec=700)
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<code>.)",
    re.DOTALL | re.IGNORECASE,
)
_SECTION = re.compile(r'(?:"[^"]*"|[\\!_*].|\[[^\]]*\]|[^;])*', re.DOTALL)
# Leads a literal that stands among the placeholders of digits.
_MARK = "'"
_CURRENCY = re.compile(r"\$([^-]*)(?:-.*)?")
_COLOUR = re.compile(r"(?:color\s*\d+|black|blue|cyan|green|magenta|red|white|yellow|.色)", re.I)
_LONG_DATE = "[$-F800]"


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of a format code.

    ``before``/``after`` are the literals around the number; ``whole`` and ``decimals`` its
    placeholders (``whole`` with the literals among them, led by _MARK); ``scale`` is the
    power of ten that is applied before printing.
    """

    before: str
    whole: tuple[str, ...]
    decimals: str
    after: str
    scale: int = 0
    grouped: bool = False
    general: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the printed digits are the stored ones: no division, no marks among them."""
        return self.scale >= 0 and not any(len(mark) > 1 for mark in self.whole)


def shown_number(value: float, code: str | None) -> str:
    """A number under a format code; a code that is not understood shows the stored digits."""
    number = Decimal(format(value, f".{_SIGNIFICANT}g"))
    if not number.is_finite():
        return ""
    sections = _sections(code or "General")
    if sections is None:
        return _plain(number)
    index = _which(number, len(sections))
    section = sections[index]
    # The second section prints its own sign.
    sign = "-" if number < 0 and index == 0 else ""
    text = _printed(abs(number), section)
    return f"{sign}{text}" if text.strip("0.,%") or not sign else text


def shown_date(value: date | datetime | time | timedelta, code: str | None) -> str:
    """A date or time: 2023年12月31日 where the format prints 年, else 2023-12-31."""
    if isinstance(value, timedelta | time):
        return str(value)
    plain = re.sub(r'"[^"]*"|\\.', "", code or "").lower()
    long = _LONG_DATE in (code or "")
    chinese = long or "月" in (code or "")
    text = f"{value.year}年{value.month}月" if chinese else f"{value:%Y-%m}"
    if chinese and "y" not in plain:
        text = f"{value.month}月"
    if long or not plain or "d" in plain:
        text += f"{value.day}日" if chinese else f"-{value.day:02d}"
    if isinstance(value, datetime) and value.time() != time() and "h" in plain:
        text += f" {value:%H:%M}"
    return text


def _which(number: Decimal, count: int) -> int:
    if number < 0 and count >= 2:
        return 1
    return 2 if number == 0 and count >= 3 else 0


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _printed(number: Decimal, section: _Section) -> str:
    if section.general:
        return f"{section.before}{_plain(number.scaleb(section.scale))}{section.after}"
    if not section.whole and not section.decimals:
        return section.before + section.after
    stored = max(-_exponent(number.normalize()), 0)
    places = len(section.decimals)
    if section.is_plain and stored <= MOST_TYPED_DECIMALS:
        places = max(places, stored - section.scale)
    number = number.scaleb(section.scale)
    text = format(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT), "f")
    whole, _, fraction = text.partition(".")
    kept = len(section.decimals.rstrip("#?"))
    while len(fraction) > kept and fraction.endswith("0"):
        fraction = fraction[:-1]
    digits = _whole(whole, section)
    return f"{section.before}{digits}{'.' if fraction else ''}{fraction}{section.after}"


def _whole(digits: str, section: _Section) -> str:
    """The digits before the point, spread over the placeholders from the right."""
    left = list("" if digits == "0" else digits)
    printed: list[str] = []
    count = 0
    for position in range(len(section.whole) - 1, -1, -1):
        mark = section.whole[position]
        if len(mark) > 1:
            printed.append(mark[1:])
            continue
        first = not any(len(other) == 1 for other in section.whole[:position])
        while True:
            if not left and mark != "0":
                break
            if section.grouped and count and count % 3 == 0:
                printed.append(",")
            printed.append(left.pop() if left else "0")
            count += 1
            if not (first and left):
                break
            mark = "#"
    return "".join(reversed(printed))


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...] | None:
    """The sections of a format code; None for one that uses more than is understood here."""
    try:
        return tuple(_Builder().build(text) for text in _split(code)[:3])
    except _UnknownCodeError:
        return None


def _split(code: str) -> list[str]:
    parts, start = [], 0
    while start <= len(code):
        match = _SECTION.match(code, start)
        assert match
        parts.append(match[0])
        start = match.end() + 1
    return parts


class _UnknownCodeError(ValueError):
    """A format code beyond fixed-point numbers: fractions, exponents, conditions, text."""


@dataclass(slots=True)
class _Builder:
    """Reads one section of a format code from left to right."""

    before: str = ""
    after: str = ""
    whole: list[str] = field(default_factory=list)
    decimals: str = ""
    percents: int = 0
    commas: int = 0
    grouped: bool = False
    general: bool = False
    point: bool = False

    def build(self, text: str) -> _Section:
        for token in _TOKEN.finditer(text):
            if token["bracket"] is not None:
                self._bracket(token["bracket"])
            elif token["general"]:
                self.general = True
            elif token["code"]:
                self._code(token["code"])
            else:
                self._literal(token["quoted"] or token["escaped"] or "")
        return _Section(
            self.before,
            tuple(self.whole),
            self.decimals,
            self.after,
            2 * self.percents - 3 * self.commas,
            self.grouped,
            self.general,
        )

    def _code(self, code: str) -> None:
        started = bool(self.whole or self.decimals)
        if code in "0#?":
            self._digit(code)
        elif code == "." and not self.point:
            self.point = True
        elif code == "," and started:
            self.commas += 1
        elif code == "@" or (code in "Ee/" and started):
            raise _UnknownCodeError
        else:
            self.percents += code == "%"
            self._literal(code)

    def _digit(self, code: str) -> None:
        self.grouped, self.commas = self.grouped or bool(self.commas), 0
        if self.after and self.point:
            raise _UnknownCodeError
        if self.after:
            self.whole.append(_MARK + self.after)
            self.after = ""
        if self.point:
            self.decimals += code
        else:
            self.whole.append(code)

    def _bracket(self, text: str) -> None:
        currency = _CURRENCY.fullmatch(text)
        if currency:
            self._literal(currency[1])
        elif not _COLOUR.fullmatch(text):
            raise _UnknownCodeError

    def _literal(self, text: str) -> None:
        if self.whole or self.decimals or self.general:
            self.after += text
        else:
            self.before += text
