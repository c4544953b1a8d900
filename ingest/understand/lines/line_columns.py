"""What the columns of page text hold: how odd a text is as a cell of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.lexicon import appearance, headers
from ingest.understand.columns.header_cells import VALUE_ROLES
from ingest.understand.lines.reflow import Column
from ingest.words.masks import half_width
from ingest.words.operators import PREFIXES
from ingest.words.quantity import is_unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.understand.indicators.indicator_table import IndicatorTable

_NOTE = "备注"
SENTENCE = re.compile("。.")
_IN_WORDS = ("deviation", "remark", "direction", "")
_FIGURES = re.compile(r"(?:[率值数]|水平|季度?|半年|\d年度?|[前上去]一?年|\d月)$")
_KINDS = ("定性", "定量", "区间", "定性指标", "定量指标")
_LONG_NAME = 60
_LONG_UNIT = 6
_DIGIT = re.compile(r"\d")
_DATE_AT_END = re.compile(r"20\d\d年(?:\d{1,2}月(?:\d{1,2}日)?|底)前?$")
_UNIT_BEHIND = re.compile(r"[（(][^（）()]{1,6}[）)]$")


def _is_value(text: str) -> bool:
    return appearance.is_short_value(text) or appearance.starts_value(text)


def _mark_fit(text: str) -> float:
    return 0.0 if appearance.is_mark(text) else 30.0


def _sign_fit(text: str) -> float:
    return 0.0 if half_width(text) in PREFIXES or text in _KINDS else 30.0


def _unit_fit(text: str) -> float:
    if _DIGIT.search(text) or len(text) > _LONG_UNIT or text in _KINDS:
        return 30.0
    return 5.0 if headers.is_value_word(text) else 0.0


# Columns whose cells are told by what they hold.
_SHORT = {"weight": _mark_fit, "score": _mark_fit, "nature": _sign_fit, "unit": _unit_fit}


_SIGNS = {"nature": frozenset(PREFIXES), "unit": frozenset("%％‰")}


# What the cell behind a name looks like.
_FOLLOWS: dict[str, Callable[[str], bool]] = {
    **dict.fromkeys(VALUE_ROLES, _is_value),
    "weight": appearance.is_mark,
    "nature": lambda text: not _sign_fit(text),
    "unit": lambda text: is_unit(text) or headers.is_placeholder(text),
}


def followed_by(table: IndicatorTable) -> Callable[[str], bool] | None:
    """What tells the cell behind a name from others; None where nothing does."""
    if not table.roles:
        return None
    behind = table.headers[-len(table.roles)]
    is_figure = behind.role in (None, "remark") and _FIGURES.search(behind.text)
    return _is_value if is_figure else _FOLLOWS.get(table.roles[0])


def line_columns(table: IndicatorTable) -> list[Column]:
    """The name's column and those behind it, by the headers of ``table``."""
    roles = table.roles
    texts = [header.text for header in table.headers][-len(roles) :]
    twins = {"cycle", "annual"} if {"cycle", "annual"} <= set(roles) else set()
    columns = [Column("name", _name_fit, empty=12.0)]
    for index, role in enumerate(roles):
        if role in _SHORT:
            signs = _SIGNS.get(role, frozenset())
            columns.append(Column(role, _SHORT[role], empty=3.5, wraps=False, signs=signs))
            continue
        if role in _IN_WORDS and _FIGURES.search(texts[index]):
            name = role or f"unknown{index}"
            columns.append(Column(name, _figure_fit, empty=3.5, wraps=False))
            continue
        fit = _text_fit if role in _IN_WORDS else _value_fit
        # A target is always printed, a result is not; reasons and notes are the exception.
        empty = 6.0 if role == "annual" and "actual" in roles else 3.5
        rare = role == "deviation" or _NOTE in texts[index]
        empty = 1.0 if rare else empty
        columns.append(Column(role or f"unknown{index}", fit, empty=empty, twin=role in twins))
    return columns


def _name_fit(text: str) -> float:
    if appearance.is_short_value(text) or half_width(text) in PREFIXES:
        return 8.0
    if appearance.starts_value(text):
        return 5.0
    if _DATE_AT_END.search(text):
        return 12.0
    # A sentence that ends within the name is the end of the cell before it.
    cost = 8.0 if SENTENCE.search(text) else 0.0
    cost += 1.5 if appearance.numbering(text) else 0.0
    return cost + (2.0 if len(text) > _LONG_NAME else 0.0)


def _value_fit(text: str) -> float:
    if text in _KINDS:
        return 8.0
    if appearance.is_short_value(text):
        return 0.0
    if _DIGIT.search(text):
        return 0.6
    # A name ends with its unit in parentheses, a value does not.
    return 6.0 if _UNIT_BEHIND.search(text) else 1.2


def _figure_fit(text: str) -> float:
    """Of a former year's result, or a rate beside a target."""
    return 0.0 if appearance.is_short_value(text) else 3.0


def _text_fit(text: str) -> float:
    is_value = _DIGIT.search(text) and appearance.is_short_value(text)
    return 4.0 if is_value or is_unit(text) else 0.5
