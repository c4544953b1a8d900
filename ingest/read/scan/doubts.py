"""How certain a recognised word is, and why its figures may be wrong."""

from __future__ import annotations

import re
from statistics import mean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.read.scan.engine import Char

SURE = 0.9
_BESIDE = 2  # characters before and after: signs and units, which the figure is nothing without
LOW = "低置信度 (low confidence)"
ALIKE = "形近字符 (characters that look alike)"
_FIGURE = re.compile(r"[><=≥≤≧≦﹥﹤±+\-－~～〇○]*[0-9][0-9.,:：%‰~～〇○\-－—]*[万亿]*")
_CHINESE = re.compile(r"[零〇一二三四五六七八九十百千]+(?=[万亿%个项家次人场件名起])")
_OPERATOR = re.compile(r"[><=≥≤≧≦﹥﹤]")
_LETTERS = "OoQDlI|丨SZB〇○口"
_LIKE_DIGITS = re.compile(rf"[0-9.,][{_LETTERS}][0-9%]|(?<![A-Za-z])[{_LETTERS}][.,][0-9]")
_LIKE_PERCENT = re.compile(r"[0-9][º°˚]|[%‰][0-9A-Za-z]|^[0Ooº°][./]?[0Ooº°]$")
# Alone they are more often a stroke of a pen or a rest of a rule.
_LIKE_STROKE = re.compile(r"[IJLTVYlij|丨]")
# Digits that are grouped as no amount is, and a zero that a number does not begin with.
_ODD_NUMBER = re.compile(r"\d\.\d+\.\d|\d,\d{1,2}(?!\d)|\d,\d{4,}|(?<![\d.,])0\d")


def confidence(chars: Sequence[Char]) -> float:
    """Of the least certain character of the figures; of all on the average where there is none."""
    figures = [char.confidence for char in _of_figures(chars)]
    return min(figures) if figures else mean(char.confidence for char in chars)


def doubt(chars: Sequence[Char]) -> str | None:
    """The reasons, None where the figures and ideographs of a word are beyond doubt."""
    text = "".join(char.text for char in chars)
    reasons = []
    doubtful = [char for char in chars if "一" <= char.text <= "鿿"] + _of_figures(chars)
    if any(char.confidence < SURE for char in doubtful):
        reasons.append(LOW)
    odd = any(like.search(text) for like in (_LIKE_DIGITS, _LIKE_PERCENT, _ODD_NUMBER))
    if odd or _LIKE_STROKE.fullmatch(text):
        reasons.append(ALIKE)
    return "; ".join(reasons) or None


def _of_figures(chars: Sequence[Char]) -> list[Char]:
    text = "".join(char.text for char in chars)
    spans = [
        match.span() for kind in (_FIGURE, _CHINESE, _OPERATOR) for match in kind.finditer(text)
    ]
    return [
        char
        for at, char in enumerate(chars)
        if any(a - _BESIDE <= at < b + _BESIDE for a, b in spans)
    ]
