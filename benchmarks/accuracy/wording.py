"""How a number is printed: its operator in words or signs, its unit here or there."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random


_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


@dataclass(frozen=True, slots=True)
class Kind:
    """An indicator of the vocabulary; ``unit`` is empty for one in words or for a date."""

    level2: str
    name: str
    unit: str
    lowest: Decimal
    highest: Decimal
    direction: str
    decimals: int = 0

    @classmethod
    def parse(cls, line: str) -> Kind:
        """The indicator that a line of vocabulary.yml describes."""
        level2, name, unit, lowest, highest, direction, *rest = line.split("|")
        low, high = Decimal(lowest or 0), Decimal(highest or 0)
        return cls(level2, name, unit, low, high, direction, int(rest[0]) if rest else 0)

    def draw(self, rng: Random) -> Decimal:
        """A value within the bounds, round more often than not."""
        scale = 10**self.decimals
        value = rng.randint(int(self.lowest * scale), int(self.highest * scale))
        if value > 200 and rng.random() < 0.6:
            value = value // 10 * 10
        return Decimal(value) / scale


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as printed: the name, the cells by role, and what they say."""

    name: str
    metric: str
    nature: str
    text: str
    unit_cell: str
    operator: str
    value: Decimal
    unit: str


def printed(rng: Random, kind: Kind, value: Decimal, style: dict[str, Any]) -> Printed:
    """``value`` of ``kind`` as ``style`` prints it."""
    parted = value >= style.get("thousands", 10000) and rng.random() < 0.3
    shown = f"{value:,}" if parted else str(value)
    if "full_width" in style and rng.random() < style["full_width"]:
        shown = shown.translate(_FULL_WIDTH)
    wanted = {"+": {">=", ">"}, "-": {"<=", "<"}, "=": {"="}}[kind.direction]
    choices = [pair for pair in style["operators"] if pair[0] in wanted]
    if rng.random() < 0.15 or not choices:
        choices = [pair for pair in style["operators"] if pair[0] in ("=", "~")]
    operator, pattern = rng.choice(choices)
    place = style["unit_at"]
    if place == "column":
        return Printed(kind.name, kind.name, pattern, shown, kind.unit, operator, value, kind.unit)
    if place == "name":
        name = f"{kind.name}（{kind.unit}）"
        return Printed(name, kind.name, "", pattern.format(shown), "", operator, value, kind.unit)
    if place == "apart":
        text = pattern.format(shown)
        return Printed(kind.name, kind.name, "", text, kind.unit, operator, value, kind.unit)
    unit = _behind(kind, style)
    text = pattern.format(shown + unit)
    return Printed(kind.name, kind.name, "", text, "", operator, value, unit)


def _behind(kind: Kind, style: dict[str, Any]) -> str:
    """The unit behind a value, if any: some do not print it where the name says what is counted."""
    if style["unit_at"] == "uncounted":
        whole = kind.level2 == "数量" and not kind.decimals and kind.unit != "%"
        return "" if whole else kind.unit
    return kind.unit if style["unit_at"] == "value" else ""


def actual(rng: Random, kind: Kind, target: Decimal, style: dict[str, Any]) -> tuple[str, Decimal]:
    """What was achieved of ``target``, as printed and as a number."""
    step = Decimal(1) / 10**kind.decimals
    reached = target
    if kind.direction != "=" and rng.random() < 0.6:
        factor = Decimal(rng.randint(92, 112)) / 100
        reached = (target * factor).quantize(step)
        if kind.unit == "%":
            reached = min(reached, Decimal(100))
    return str(reached) + _behind(kind, style), reached


def by_midyear(kind: Kind, reached: Decimal, style: dict[str, Any]) -> str:
    """What was achieved by the end of June: half of what counts up, else as at the year's end."""
    counted = kind.level2 in ("数量", "经济效益") and not set(kind.unit) & set("%‰/")
    return str(portion(reached, 50, kind) if counted else reached) + _behind(kind, style)


def in_value(style: dict[str, Any]) -> dict[str, Any]:
    """Most self-evaluation tables have no columns for operator and unit: the value has them."""
    if style["unit_at"] not in ("column", "apart"):
        return style
    signs = style["operators"]
    if style["unit_at"] == "column":
        signs = [[operator, sign + "{}"] for operator, sign in signs]
    return style | {"unit_at": "value", "operators": signs}


def portion(value: Decimal, percent: int, kind: Kind) -> Decimal:
    """A part of a value, with the decimals of its kind."""
    return (value * percent / 100).quantize(Decimal(1) / 10**kind.decimals)


def ratio(reached: Decimal, target: Decimal) -> str:
    """How much of a target was reached, as a percentage; all of a target of nought."""
    return f"{(reached / target * 100).quantize(Decimal('0.1'))}%" if target else "100.0%"


def meets(operator: str, kind: Kind, reached: Decimal, target: Decimal) -> bool:
    """Whether what was reached is what was aimed at, or better."""
    if reached == target:
        return operator not in (">", "<")
    return (reached > target) is (kind.direction == "+")


def first_number(text: str) -> str:
    """The digits of a text that holds one number."""
    digits = [char for char in text if char.isdecimal() or char in ".,．"]
    return "".join(digits)
