"""Amounts of money as printed, in 万元 with nothing lost."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from ingest.words.printed import printed

# Powers of ten between a unit and 万元.
_UNITS = {"元": -4, "千元": -1, "万元": 0, "十万元": 1, "百万元": 2, "千万元": 3, "亿元": 4}
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_WHOLE = {"万": "万元", "亿": "亿元"}
_AMOUNT = re.compile(
    r"(?P<open>\()?(?P<sign>[-−–])?[¥￥]?"
    r"(?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)"
    # What stands in parentheses behind it says what it is for: 854万(道路400万元,水渠454万元).
    rf"(?P<unit>{_UNIT}|[万亿])?(?P<close>\))?(?:\([^()]*[一-鿿][^()]*\))?"
)
_BLANK = re.compile(r"[-−–—_/\\.…*·]*|无|空|不适用|/?N/?A")
_PRINTED_UNIT = re.compile(
    rf"(?:单位[:：]?(?:人民币)?|[(（](?:[^()（）]*[^()（）元十百千万亿])?)({_UNIT})(?=$|[)）,，;；。、/])"
    # What begins with a unit may be the rest of a label that was cut: 元）of （万元）.
    rf"|^({_UNIT})(?=$|[,，;；。、/])"
)
_RATE = re.compile(r"(\d{1,18}(?:\.\d+)?)[%％]?")
_LIMIT = Decimal(10) ** 18
_FINEST = -6


class NoUnitError(ValueError):
    """An amount without a unit of money, of which its ``text`` is all that can be kept."""

    def __init__(self, text: str) -> None:
        super().__init__(f"no unit of money is printed: {text[:60]}")
        self.text = text


class Amount(NamedTuple):
    """``wan`` is exact; ``rounding_wan`` is half a unit of the last printed digit, in 万元."""

    wan: Decimal
    text: str
    rounding_wan: Decimal


def amount(text: str, unit: str) -> Amount | None:
    """The amount that ``text`` prints, its header saying ``unit`` (元, 万元, 亿元 …).

    A unit printed beside the number itself goes before the header's; a zero needs none. None for a
    blank or a placeholder. Raises NoUnitError for an amount without a unit, and ValueError for text
    that is not an amount, for an unknown unit, and for one beyond what the warehouse holds (18
    digits before the point, six after, in 万元).
    """
    shown = printed(text)
    plain = unicodedata.normalize("NFKC", shown)
    if _BLANK.fullmatch(plain):
        return None
    match = _AMOUNT.fullmatch(plain)
    if not match or bool(match["open"]) != bool(match["close"]):
        raise ValueError(f"not an amount: {shown[:60]}")
    digits = match["number"].replace(",", "")
    power = _UNITS.get(_WHOLE.get(match["unit"], match["unit"]) or unit)
    if power is None and not unit and not Decimal(digits):
        power = _UNITS["万元"]
    if power is None and not unit:
        raise NoUnitError(shown)
    if power is None:
        raise ValueError(f"unknown unit of money: {unit[:20]}: {shown[:60]}")
    decimals = len(digits.partition(".")[2])
    wan = _shift(Decimal(digits), power)
    if wan >= _LIMIT or power - decimals < _FINEST:
        raise ValueError(f"amount out of range: {shown[:60]}")
    if match["open"] or match["sign"]:
        wan = -wan
    return Amount(wan, shown, _shift(Decimal(5), power - decimals - 1))


def is_unit(text: str) -> bool:
    """Whether amounts can be read in a unit of that name (元, 万元 …)."""
    return text in _UNITS


def printed_rate(text: str) -> Decimal | None:
    """The number of a rate printed in % or without it; None for what is no rate."""
    match = _RATE.fullmatch(printed(text))
    return Decimal(match[1]) if match and is_held(Decimal(match[1])) else None


def is_held(value: Decimal) -> bool:
    """Whether the warehouse holds a number: 18 digits before the point, six after."""
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= _FINEST and abs(value) < _LIMIT


def half_unit(value: Decimal) -> Decimal:
    """Half a unit of the last printed digit of a number: 0.005 of 95.00, 0.5 of 95."""
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return _shift(Decimal(5), exponent - 1)


def printed_unit(text: str) -> str | None:
    """The unit of money that a header or caption names: 单位：万元, 金额（元）; None for none."""
    match = _PRINTED_UNIT.search(printed(text))
    return match[1] or match[2] if match else None


def _shift(value: Decimal, power: int) -> Decimal:
    """``value`` times ten to the ``power``, exact whatever the number of digits."""
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    shifted = Decimal((sign, digits, exponent + power))
    # 1E+4 would print as such in JSON; an integer is written out.
    return shifted if exponent + power <= 0 else Decimal(format(shifted, "f"))
