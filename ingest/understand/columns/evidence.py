"""What a column of an indicator table looks like, below its header and beside the others.

Of ``≥95 | ≥90 | 100%`` most cells are values with a sign, of ``10 | 20 | 5`` marks that add up:
each such observation is a feature, a number from 0 to 1, that ``column_roles`` weighs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from ingest.lexicon import appearance
from ingest.lexicon.headers import is_placeholder, is_value_word
from ingest.lexicon.levels import ranks
from ingest.words.masks import half_width
from ingest.words.operators import PREFIXES
from ingest.words.printed import printed
from ingest.words.quantity import is_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ingest.document import Cell

_Thing = TypeVar("_Thing")
_NUMBER = re.compile(r"[-+]?\d[\d,，]*(?:\.\d+)?")
_DIGIT = re.compile(r"\d")
_NO_SIGN = "定性"  # in place of one, where the value is in words
_LONG = 20
_FULL_MARKS = (80, 90, 100)
_NEAR = 0.5


@dataclass(frozen=True, slots=True)
class Column:
    """The cells that begin below one header, in their order; blank ones are left out."""

    cells: Sequence[Cell]
    rows: int

    @property
    def texts(self) -> list[str]:
        """The cells' texts as printed."""
        return [printed(cell.text) for cell in self.cells]


def features(columns: Sequence[Column], at: int, known: Mapping[int, str]) -> dict[str, float]:
    """The features of column ``at``; ``known`` are the roles of the others, by their place."""
    return _content(columns[at]) | _beside(columns, at, known) | _position(columns, at, known)


def _content(column: Column) -> dict[str, float]:
    texts = [text for text in column.texts if not is_placeholder(text)]
    found = {name: _share(texts, test) for name, test in _TESTS.items()}
    lengths = [len(text) for text in texts]
    return found | {
        "length": min(sum(lengths) / len(lengths) / _LONG, 1.0) if texts else 0.0,
        "distinct": len({*texts}) / len(texts) if texts else 0.0,
        "blank": 1 - len(texts) / column.rows if column.rows else 1.0,
        "merged": _share(column.cells, lambda cell: cell.row_span > 1),
        "adds up": float(_adds_up(texts)),
    }


def _is_value(text: str) -> bool:
    return bool(_DIGIT.search(text)) and appearance.is_short_value(text) and not _is_number(text)


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text))


_TESTS: dict[str, Callable[[str], bool]] = {
    "value": _is_value,
    "number": _is_number,
    "mark": appearance.is_mark,
    "word": is_value_word,
    "sign": lambda text: half_width(text) in PREFIXES or text == _NO_SIGN,
    "unit": is_unit,
    "level1": lambda text: 1 in ranks(text),
    "level2": lambda text: 2 in ranks(text),
    "figure": lambda text: bool(_DIGIT.search(text)),
    "sentence": lambda text: len(text) > _LONG or "。" in text[:-1],
}


def _share(things: Sequence[_Thing], test: Callable[[_Thing], bool]) -> float:
    return sum(map(test, things)) / len(things) if things else 0.0


def _number(text: str) -> float | None:
    found = _NUMBER.search(text)
    return float(found[0].replace(",", "").replace("，", "")) if found else None


def _adds_up(texts: Sequence[str]) -> bool:
    if not texts or not all(map(appearance.is_mark, texts)):
        return False
    total = sum(_number(text) or 0.0 for text in texts)
    return any(abs(total - full) <= _NEAR for full in _FULL_MARKS)


def _beside(columns: Sequence[Column], at: int, known: Mapping[int, str]) -> dict[str, float]:
    """How its figures stand to those of the same rows under the headers that are known."""
    found = {}
    for role in ("annual", "weight"):
        other = next((place for place, each in known.items() if each == role), None)
        pairs = _pairs(columns[at], columns[other]) if other is not None else []
        found[f"as {role}"] = _share(pairs, lambda pair: pair[0] == pair[1])
        found[f"below {role}"] = _share(pairs, lambda pair: pair[0] < pair[1])
        found[f"above {role}"] = _share(pairs, lambda pair: pair[0] > pair[1])
    return found


def _pairs(one: Column, other: Column) -> list[tuple[float, float]]:
    by_row = {cell.row: _number(printed(cell.text)) for cell in other.cells}
    mine = [(_number(printed(cell.text)), by_row.get(cell.row)) for cell in one.cells]
    return [(a, b) for a, b in mine if a is not None and b is not None]


_PRESENT = ("name", "annual", "cycle", "actual", "weight", "score", "unit", "nature")
_ANCHORS = ("level1", "level2", "name", "annual", "actual", "weight", "score")


def _position(columns: Sequence[Column], at: int, known: Mapping[int, str]) -> dict[str, float]:
    roles = set(known.values())
    found = {f"has {role}": float(role in roles) for role in _PRESENT}
    for role in _ANCHORS:
        place = next((place for place, each in known.items() if each == role), None)
        found[f"right of {role}"] = float(place is not None and at > place)
        found[f"left of {role}"] = float(place is not None and at < place)
        found[f"next to {role}"] = float(place is not None and at == place + 1)
        found[f"just before {role}"] = float(place is not None and at == place - 1)
    return found | {"first": float(at == 0), "last": float(at == len(columns) - 1)}
