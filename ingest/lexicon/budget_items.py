"""What the items of a department's budget are called (vocabulary/budget.yml)."""

from __future__ import annotations

import re
from functools import cache

from ingest.lexicon.appearance import is_amount
from ingest.lexicon.headers import AMONG, SUMS, told_role
from ingest.lexicon.labels import by_words, plain
from ingest.vocabulary import load

# The section of what money comes from.
_INCOME = "收入来源"


@by_words
def item_section(text: str) -> str | None:
    """The section of a budget that an item called ``text`` belongs to; None for no item."""
    label = plain(AMONG.sub("", text))
    for key, section in load("budget")["sections"].items():
        patterns = (*section["items"].values(), *section.get("also", {}).values())
        if any(re.fullmatch(pattern, label) for pattern in patterns):
            return str(key)
    source = told_role(AMONG.sub("", text), "funds")
    return _INCOME if source and source not in (*SUMS, "unread") else None


def holds_amount(text: str) -> bool:
    """Whether ``text`` is an item, or a section, and its amount behind it: 基本支出 1,532.66."""
    label, *behind = text.split() or [""]
    return names_item(label) and len(behind) == 1 and is_amount(behind[0])


def names_item(text: str) -> bool:
    """Whether ``text`` names an item of a budget, or a section."""
    return bool(item_section(text) or named_section(text))


@cache
def named_section(text: str) -> str | None:
    """The section that is called ``text`` itself (支出构成, 资金来源); None for no section."""
    label = plain(text)
    sections = load("budget")["sections"].items()
    return next((key for key, each in sections if re.fullmatch(each["names"], label)), None)


@cache
def other_column(text: str) -> bool:
    """Whether a column headed ``text`` holds shares, changes or amounts of former years."""
    label = plain(text)
    return any(re.fullmatch(pattern, label) for pattern in load("budget")["other_columns"])


@cache
def own_column(text: str) -> bool:
    """Whether a column headed ``text`` holds the amounts of the year."""
    return bool(re.fullmatch(load("budget")["own_column"], plain(text)))
