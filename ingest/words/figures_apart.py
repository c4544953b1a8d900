"""A cell that lists figures, each under a label, with one unit: 小学600/初中700/高中1000元."""

from __future__ import annotations

import re

from ingest.vocabulary import alternatives
from ingest.words.operators import BOUNDS, PREFIXES
from ingest.words.quantity import is_unit

_LONGEST = 120
_SIGN = alternatives(word for word, sign in PREFIXES.items() if sign in BOUNDS)
_LABEL = r"[A-Za-z一-鿿][A-Za-z（）()一-鿿]{0,9}?"
_NUMBER = r"\d+(?:\.\d+)?"
_FIGURE = rf"(?:{_SIGN}|[=＝])?{_NUMBER}"
_BETWEEN = re.compile(rf"\s*[/／、，,；;\s]\s*(?=(?:{_LABEL}\s*[:：]?)\s*{_FIGURE})")
_PART = re.compile(rf"(?P<label>{_LABEL})\s*[:：]?\s*(?P<figure>{_FIGURE})\s*(?P<unit>\D*)")
_BARE = re.compile(rf"{_NUMBER}(?:[/／]{_NUMBER}){{2,}}(?P<unit>\D*)")
# What says how a number stands to something else, and is no label of it.
_NO_LABEL = re.compile(
    rf"(?:{_SIGN}|{alternatives(PREFIXES)}|其中|[^一-鿿]|.*(?:[第前约近达至到为共按每超]|增长|下降|提高))$"
)


def figures_apart(text: str) -> list[str]:
    """The figures of such a cell, each with its label and the unit; none of another cell.

    Figures alone between slashes (600/700/1000元) stand apart without labels.
    """
    if len(text) > _LONGEST:
        return []
    bare = _BARE.fullmatch(text.strip())
    if bare and (is_unit(bare["unit"]) or not bare["unit"]):
        numbers = re.findall(_NUMBER, text)
        return [f"{number}{bare['unit']}" for number in numbers]
    parts = [_PART.fullmatch(part.strip()) for part in _BETWEEN.split(text.strip().rstrip("。；;"))]
    found = [part for part in parts if part and not _NO_LABEL.match(part["label"])]
    labels = {part["label"] for part in found}
    if len(found) < len(parts) or len(labels) < len(parts) or len(parts) == 1:
        return []
    units = [part["unit"].strip() for part in found]
    if any(unit and not is_unit(unit) for unit in units):
        return []
    shared = units[-1] if not any(units[:-1]) else ""
    is_slashed = "/" in text or "／" in text
    if not (is_slashed and (all(units) or not any(units))) and not shared:
        return []
    return [
        f"{part['label']}{part['figure']}{unit or shared}"
        for part, unit in zip(found, units, strict=True)
    ]
