"""Units of measure as patterns: those that are known, and what they may be per."""

from __future__ import annotations

import re

from ingest.vocabulary import alternatives, load
from ingest.words.masks import ASIDE, BOUNDARY
from ingest.words.operators import SUFFIXES

_WORDS = load("quantity")
_COUNTED_WORDS: dict[str, str] = _WORDS["counted"]
# Whatever is counted may be counted each time (人次, 艘次).
COUNTED: dict[str, str] = {
    **{f"{unit}次": _COUNTED_WORDS["次"] for unit in _COUNTED_WORDS if len(unit) == 1},
    **_COUNTED_WORDS,
}
UNITS: dict[str, str] = {**COUNTED, **_WORDS["measured"]}

MORE = f"(?:{alternatives(_WORDS['more'])})"
MEASURE = "|".join(
    re.escape(unit) + (f"(?![{avoid}])" if avoid else "")
    for unit, avoid in sorted(UNITS.items(), key=lambda item: len(item[0]), reverse=True)
)
# What is counted in one of two ways: 件（套）, 万头（只）, 人（户）次.
OR_ANOTHER = rf"(?:[(（](?:{alternatives(COUNTED)})[)）]次?)?"
MAGNITUDE = alternatives(_WORDS["magnitudes"])

_SIGN = f"(?:[{_WORDS['per_signs']}]|[.*](?=[一-鿿]))"
_COUNTER = alternatives([*UNITS, *_WORDS["per"]])
_BEHIND = alternatives([*SUFFIXES, *_WORDS["behind_units"]])
_END = rf"(?={_SIGN}|[{BOUNDARY}:()（）\]】〕{ASIDE}<>≤≥≦≧]|[-~—–至到]\d|{MORE}|{_BEHIND}|$)"
_MANY = r"\d{0,4}[十百千万亿]{1,2}"
# Known units, with one character more that ends there (元/人均), or an unknown counter (元/标准车),
# up to where a unit may end; else a known one alone.
_COUNTED = (
    rf"(?:(?:{_COUNTER}){{1,3}}(?:(?!{_BEHIND})[一-鿿])?{_END}"
    rf"|(?!{_COUNTER})[一-鿿]{{1,4}}?{_END}|{_COUNTER})"
)
_SOMETHING = rf"(?!{_BEHIND})每?(?:(?:{_MANY})?{_COUNTED}|{_MANY}{_END})"
# /人·月, /人、天, /万车, /(人·年), 每人每月
PER = (
    rf"(?:{_SIGN}{_SOMETHING}){{1,3}}(?:、(?:{alternatives(_WORDS['times'])}){_END})?"
    rf"|{_SIGN}\({_SOMETHING}(?:{_SIGN}{_SOMETHING}){{0,2}}\)"
    rf"|(?:每(?:{_COUNTER})){{1,3}}{_END}"
)
# The same behind a number without a unit: /10万, /年.
PER_ALONE = rf"{_SIGN}(?:(?:{_MANY})?(?:{_COUNTER}){_END}|{_MANY}{_END})"
_GOES_ON = re.compile(rf"{_SIGN}[(（每]?(?!{_BEHIND})[A-Za-z一-鿿]")


def goes_on(text: str, end: int) -> bool:
    """Whether what a unit is per stands behind ``end``, where reading it broke off."""
    return bool(_GOES_ON.match(text, end))
