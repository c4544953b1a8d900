"""The numbers that Word prints before paragraphs and that their text does not hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.read.office_xml import attribute, child, children
from ingest.read.office_xml import number as whole_number

if TYPE_CHECKING:
    from lxml.etree import _Element

_PLACEHOLDER = re.compile(r"%([1-9])")
_DIGITS = "零一二三四五六七八九"
_CHINESE = re.compile(r"(?:chinese|japanese|taiwanese|ideograph(?:Digital|LegalTraditional))")
_CYCLES = {
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
}
_FIRST_OF = {
    "decimalEnclosedCircle": "①",
    "decimalEnclosedCircleChinese": "①",
    "decimalEnclosedParen": "⑴",
    "decimalEnclosedFullstop": "⒈",
}
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_SILENT = {"bullet", "none"}


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    style: str
    text: str


@dataclass(slots=True)
class Numbering:
    """Counts the numbered paragraphs of a document in order."""

    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _list_of: dict[str, str] = field(default_factory=dict)
    _restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: _Element | None) -> Numbering:
        """The lists that numbering.xml defines; none where there is no such part."""
        found = cls()
        for element in root if root is not None else ():
            number = attribute(element, "numId")
            if number is not None:
                linked = child(element, "abstractNumId")
                found._list_of[number] = attribute(linked, "val") or ""
                found._restarts[number] = dict(_overrides(element))
            elif (abstract := attribute(element, "abstractNumId")) is not None:
                found._levels[abstract] = dict(map(_level, children(element, "lvl")))
        return found

    def label(self, number: str, depth: int) -> str:
        """The printed number of the next paragraph of list ``number`` at ``depth`` (from 0)."""
        abstract = self._list_of.get(number, "")
        levels = self._levels.get(abstract, {})
        if depth not in levels:
            return ""
        counts = self._counts.setdefault(abstract, {})
        counts.update(self._restarts.pop(number, {}))
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        if levels[depth].style in _SILENT:
            return ""

        def shown(match: re.Match[str]) -> str:
            level = levels.get(int(match[1]) - 1, levels[depth])
            return _formatted(counts.get(int(match[1]) - 1, level.start), level.style)

        label = _PLACEHOLDER.sub(shown, levels[depth].text)
        return f"{label} " if label[-1:].isalnum() else label


def _level(element: _Element) -> tuple[int, _Level]:
    start = whole_number(child(element, "start"), 1)
    style = attribute(child(element, "numFmt"), "val") or "decimal"
    text = attribute(child(element, "lvlText"), "val") or ""
    return int(attribute(element, "ilvl") or 0), _Level(start, style, text)


def _overrides(element: _Element) -> list[tuple[int, int]]:
    """What the counts of a list that starts anew stand at before its first paragraph."""
    return [
        (int(attribute(override, "ilvl") or 0), whole_number(start, 1) - 1)
        for override in children(element, "lvlOverride")
        if (start := child(override, "startOverride")) is not None
    ]


def _formatted(number: int, style: str) -> str:
    if style in _CYCLES:
        cycle = _CYCLES[style]
        return cycle[(number - 1) % len(cycle)] * ((number - 1) // len(cycle) % 9 + 1)
    if style in _FIRST_OF and 0 < number <= 20:
        return chr(ord(_FIRST_OF[style]) + number - 1)
    if style == "decimalFullWidth":
        return "".join(chr(ord("０") + int(digit)) for digit in str(number))
    if _CHINESE.match(style) and 0 < number < 100:
        return _chinese(number)
    if style.endswith("Roman") and 0 < number < 40:
        return _roman(number).upper() if style == "upperRoman" else _roman(number)
    return f"{number:02d}" if style == "decimalZero" else str(number)


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones else "")


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        while number >= value:
            text += letters
            number -= value
    return text
