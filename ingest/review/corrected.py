"""What a person types as printed, read as the figures that it corrects.

    corrected("≥4,000家", item, {"value": "number", "operator": "operator", "unit": "text"})
    # [Correction('value', '4500', '4000')]   where >= and 家 were read rightly

The digits stay as typed, since they say how it is rounded. A bare number corrects the number
alone. Whoever types more types what is printed, and corrects its sign and unit too where they were
read otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ingest.decisions import DecisionError
from ingest.words.money import amount, printed_rate
from ingest.words.printed import printed
from ingest.words.values import parse_cell

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from ingest.review.queue import Item

_MONEY = "_wan"
_RATE = "execution_rate"
_EMPTY = "请填原文印的内容 type what is printed"


class Correction(NamedTuple):
    """One field of a figure: what was read, and what is printed; None where that is the same."""

    field: str
    was_read: str | None
    value: str | None


def corrected(text: str, item: Item, kinds: Mapping[str, str]) -> list[Correction]:
    """The corrections of an item that ``text`` says; ``kinds`` are its fact's fields.

    Raises DecisionError for what can't be read as the item's kind of figure, or changes nothing.
    """
    shown = printed(text)
    if not shown:
        raise DecisionError(_EMPTY)
    field = item.field or ""
    if kinds.get(field) != "number":
        return [Correction(field, item.was_read, shown)]
    if field.endswith(_MONEY):
        return [Correction(field, item.was_read, f"{_money(shown):f}")]
    if field == _RATE:
        rate = printed_rate(shown)
        if rate is None:
            raise DecisionError(f"不是比率 no rate: {shown[:40]}")
        return [Correction(field, item.was_read, f"{rate:f}")]
    return _quantity(shown, item, kinds)


def _money(shown: str) -> Decimal:
    """An amount in 万元, in which those without a unit are taken to be."""
    try:
        found = amount(shown, "万元")
    except ValueError as error:
        raise DecisionError(f"不是金额 {error}") from None
    if found is None:
        raise DecisionError(_EMPTY)
    return found.wan


def _quantity(shown: str, item: Item, kinds: Mapping[str, str]) -> list[Correction]:
    found = parse_cell(shown, item.label)
    if len(found) != 1 or found[0].value is None:
        raise DecisionError(f"读不出一个数 not one number: {shown[:40]}")
    (read,) = found
    assert read.value is not None
    beside = []
    if not _is_bare(shown):
        if not item.is_published:
            raise DecisionError("此文件未发布，只能改数 not published yet: type the number alone")
        beside = [
            Correction(field, was, value)
            for field, was, value in (
                ("operator", item.operator, read.operator),
                ("unit", item.unit, read.unit),
            )
            if field in kinds and value is not None and value != was
        ]
    is_same = bool(beside) and item.number == read.value
    value = None if is_same else f"{read.value:f}"
    return [Correction(item.field or "", item.was_read, value), *beside]


def _is_bare(shown: str) -> bool:
    return not set(shown) - set("0123456789.,，-−")
