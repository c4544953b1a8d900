"""Indicators that one text prints with their values: 1.改造步道：≥3148米；2.栽植乔灌木≥3万株."""

from __future__ import annotations

import re

from ingest.lexicon import appearance, headers
from ingest.words.quantity import is_unit

# Behind a blank alone, where line breaks are lost, 2.5 is a number and no numbering.
_NUMBERED = re.compile(
    r"(?:^|(?<=[；;。\n])|(?<=\s)(?=[（(]?\d{1,2}\s*[)）、.．](?!\d)))"
    r"\s*[（(]?(\d{1,2})\s*[)）、.．]\s*"
)
_PARTS = re.compile(r"[；;\n]")
_BARE_VALUE = re.compile(r"^.*[^\d.,，](\d[\d,]*(?:\.\d+)?)\s*([^\d\s]{1,8})$", re.S)
# 合格率（%）99.6以上: a number behind its unit.
_BEHIND_UNIT = re.compile(r"[（(]([^（()）]{1,8})[）)]\s*(?=\d[\d,.]*(?:以[上下内])?$)")
_COLON = re.compile(r"[^:：]{2,}?[:：](?=\s*\S)")


def numbered_items(text: str) -> list[str]:
    """The numbered items of a text, less their numbers: 1, 2, 3 and so on; none without."""
    starts: list[re.Match[str]] = []
    for sign in _NUMBERED.finditer(text):
        if int(sign[1]) == len(starts) + 1:
            starts.append(sign)
    ends = [*(sign.start() for sign in starts[1:]), len(text)]
    return [text[sign.end() : end] for sign, end in zip(starts, ends, strict=False)]


def clauses(text: str) -> list[str]:
    """What a text prints one after another: its numbered items, else what marks part."""
    return numbered_items(text) or [part for part in _PARTS.split(text) if part.strip()]


def pair(text: str) -> tuple[str, str]:
    """The name of an indicator and its value, '' where none is printed.

    The value stands in parentheses, behind a colon, or begins with its operator or its number.
    """
    name, value = appearance.name_and_value(text)
    if value:
        return name, value
    end = value_start(text) or _bare_value_start(text)
    if not end:
        return text, ""
    name = text[:end].rstrip(":： \n")
    # 入库数（家），年度指标值：>4760. A value of another term stays said in the name.
    label = appearance.value_label(name)
    if headers.role(label.strip("，,、；;: \n"), "indicators") == "annual":
        name = name.removesuffix(label)
    return name, text[end:].strip()


def value_start(text: str) -> int:
    """Where a value begins behind a colon, its unit in parentheses, or with an operator; else 0."""
    if colon := _COLON.match(text):
        return colon.end()
    behind = _BEHIND_UNIT.search(text)
    return behind.end() if behind and is_unit(behind[1]) else appearance.value_start(text)


def _bare_value_start(text: str) -> int:
    """Where a number with its unit begins behind a name: 养护里程2785.77公里; 0 for nowhere."""
    found = _BARE_VALUE.search(text)
    return found.start(1) if found and (found[2] in "%％‰" or is_unit(found[2])) else 0
