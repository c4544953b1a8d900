"""Numbers of a workbook → the text that the sheet shows.

What is printed in a workbook is what its cell shows: 0.95 under ``0%`` is 95%, 12345.6 under
``#,##0.00`` is 12,345.60, 6 under ``[>=5]0"以上"`` is 6以上. A format that is not understood, or
that hides much of the number, gives a doubt.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from ingest.read.shown import Shown, doubts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SIGNIFICANT = 15
# Room for the largest stored number and the longest format code.
_EXACT = Context(prec=700)
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<code>.)",
    re.DOTALL | re.IGNORECASE,
)
_SECTION = re.compile(r'(?:"[^"]*"|[\\!_*].|\[[^\]]*\]|[^;])*', re.DOTALL)
_QUOTED = re.compile(r'"[^"]*"|[\\!_*].|\[[^\]]*\]', re.DOTALL)
# Leads a literal that stands among the placeholders of digits.
_MARK = "'"
_CURRENCY = re.compile(r"\$([^-]*)(?:-.*)?")
COLOUR = re.compile(
    r"(?:color\s*\d+|black|blue|cyan|green|magenta|red|white|yellow|.色|颜色\s*\d+)", re.I
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
_COMPARED: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "<>": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
# A number under General takes as many characters at most, as far as its fraction goes.
_GENERAL_WIDTH = 11
_LETTER = re.compile("[a-z]", re.IGNORECASE)
_NEGATIVE = re.compile("[-−(（▲△负]")
_MUCH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of a format code.

    ``before``/``after`` are the literals around the number; ``whole`` and ``decimals`` its
    placeholders (``whole`` with the literals among them, led by _MARK); ``scale`` is the
    power of ten that is applied before printing. ``is_known`` is False for one that uses more than
    is understood here: fractions, exponents, numerals in words.
    """

    before: str
    whole: tuple[str, ...]
    decimals: str
    after: str
    scale: int = 0
    grouped: bool = False
    general: bool = False
    condition: tuple[str, Decimal] | None = None
    is_known: bool = True

    def fits(self, number: Decimal) -> bool:
        """Whether the number meets the section's condition, which it has."""
        return self.condition is not None and _COMPARED[self.condition[0]](
            number, self.condition[1]
        )


def shown_number(value: float, code: str | None) -> Shown:
    """A number under a format code; one that is not understood shows the stored digits."""
    number = Decimal(format(value, f".{_SIGNIFICANT}g"))
    if not number.is_finite():
        return Shown("")
    sections, _ = _sections(code or "General")
    index = _which(number, sections)
    section = sections[index] if index is not None else None
    is_conditional = any(each.condition for each in sections)
    # Whether a section with a condition prints its own sign cannot be told from outside Excel.
    if not section or not section.is_known or (is_conditional and number < 0):
        doubt = f"shown by a format that is not known here: {(code or '')[:40]}"
        return Shown(_plain(number), doubt)
    text, digits = _printed(abs(number), section)
    is_negative = number < 0 and digits.strip("0.") != ""
    # The second section prints its own sign.
    if is_negative and index == 0:
        text = f"-{text}"
    unsigned = "a negative number, shown without a sign"
    has_sign = not is_negative or _NEGATIVE.search(text)
    return Shown(
        text, doubts(_hidden(abs(number), digits, section), None if has_sign else unsigned)
    )


def shown_words(text: str, code: str | None) -> str:
    """A text under a format code, which may put other words around it (``@"家"``)."""
    _, frame = _sections(code or "General")
    return text if frame is None else frame.replace("@", text)


def _hidden(number: Decimal, digits: str, section: _Section) -> str | None:
    """A doubt where the format hides much of a number: 0.4 under ``0`` shows 0."""
    if not digits.strip(","):
        return None
    shown = Decimal(digits.replace(",", "")).scaleb(-section.scale)
    if abs(shown - number) <= _MUCH * number:
        return None
    return f"the cell holds {_plain(number)}, much of which its format hides"


def _which(number: Decimal, sections: Sequence[_Section]) -> int | None:
    """Which section shows a number; None where all of them have conditions that it fails."""
    if any(section.condition for section in sections):
        met = (index for index, section in enumerate(sections) if section.fits(number))
        free = (index for index, section in enumerate(sections) if index and not section.condition)
        return next(met, next(free, None))
    if number < 0 and len(sections) >= 2:
        return 1
    return 2 if number == 0 and len(sections) >= 3 else 0


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _general(number: Decimal) -> str:
    """The digits of a number as far as General shows them; a large one keeps all."""
    places = max(_GENERAL_WIDTH - 1 - len(str(int(number))), 0)
    return _plain(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT))


def _printed(number: Decimal, section: _Section) -> tuple[str, str]:
    """What a section shows of a number, and the digits in it, the marks among them left out."""
    if section.general:
        digits = _general(number.scaleb(section.scale))
        return f"{section.before}{digits}{section.after}", digits
    if not section.whole and not section.decimals:
        return section.before + section.after, ""
    places = len(section.decimals)
    number = number.scaleb(section.scale)
    text = format(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT), "f")
    whole, _, fraction = text.partition(".")
    kept = len(section.decimals.rstrip("#?"))
    while len(fraction) > kept and fraction.endswith("0"):
        fraction = fraction[:-1]
    shown = f"{_whole(whole, section)}{'.' if fraction else ''}{fraction}"
    return f"{section.before}{shown}{section.after}", f"{whole}.{fraction or 0}"


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


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[tuple[_Section, ...], str | None]:
    """The sections of a format code for numbers, and what it prints of a text (as @) if it says."""
    parts = _split(code)[:4]
    words = None
    if len(parts) == 4 or "@" in _QUOTED.sub("", parts[-1]):
        words = _words(parts.pop())
    return tuple(_Builder().build(part) for part in parts or ["General"]), words


def _words(part: str) -> str:
    """What a section for texts prints, the text as @."""
    tokens = (token for token in _TOKEN.finditer(part) if token["bracket"] is None)
    return "".join(
        token["quoted"] or token["escaped"] or token["general"] or token["code"] or ""
        for token in tokens
    )


def _split(code: str) -> list[str]:
    parts, start = [], 0
    while start <= len(code):
        match = _SECTION.match(code, start)
        assert match
        parts.append(match[0])
        start = match.end() + 1
    return parts


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
    condition: tuple[str, Decimal] | None = None
    is_known: bool = True

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
            self.condition,
            self.is_known,
        )

    def _code(self, code: str) -> None:
        started = bool(self.whole or self.decimals)
        if code in "0#?":
            self._digit(code)
        elif code == "." and not self.point:
            self.point = True
        elif code == "," and started:
            self.commas += 1
        elif code == "@" or _LETTER.match(code) or (code == "/" and started):
            self.is_known = False
        else:
            self.percents += code == "%"
            self._literal(code)

    def _digit(self, code: str) -> None:
        self.grouped, self.commas = self.grouped or bool(self.commas), 0
        if self.after and self.point:
            self.is_known = False
        elif self.after:
            self.whole.append(_MARK + self.after)
            self.after = ""
        if self.point:
            self.decimals += code
        else:
            self.whole.append(code)

    def _bracket(self, text: str) -> None:
        currency = _CURRENCY.fullmatch(text)
        condition = _CONDITION.fullmatch(text)
        if currency:
            self._literal(currency[1])
        elif condition:
            self.condition = condition[1], Decimal(condition[2])
        elif not COLOUR.fullmatch(text):
            self.is_known = False

    def _literal(self, text: str) -> None:
        if self.whole or self.decimals or self.general:
            self.after += text
        else:
            self.before += text
