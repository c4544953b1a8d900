"""What some styles print beside an indicator: quarters, remarks in brackets, numbered names."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from benchmarks.accuracy.truth import Row
from benchmarks.accuracy.wording import first_number, portion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from random import Random

    from benchmarks.accuracy.wording import Kind

# What is to be reached by the end of a quarter, of all that counts up during the year.
QUARTERS = {"first": 25, "second": 50, "third": 75}
_COUNTED = ("数量", "经济效益", "社会效益", "生态效益")


def quarters(kind: Kind, row: Row) -> dict[str, str]:
    """Counts grow from quarter to quarter, rates and prices are the same all year."""
    text = row.cells["annual"]
    if not row.numbers:
        return dict.fromkeys(QUARTERS, "—")
    value = row.numbers[0].value
    counted = kind.level2 in _COUNTED and not set(kind.unit) & set("%‰/") and value
    if not counted:
        return dict.fromkeys(QUARTERS, text)
    parts = {role: portion(value, percent, kind) for role, percent in QUARTERS.items()}
    whole = first_number(text)
    return {role: text.replace(whole, str(part)) if part else "—" for role, part in parts.items()}


def remarks(row: Row, asides: dict[str, str]) -> dict[str, str]:
    """The cells of a number with what its style prints behind them in brackets."""
    if not row.numbers:
        return {}
    told = {role: text.format(**row.cells) for role, text in asides.items() if role in row.cells}
    return {role: row.cells[role] + text for role, text in told.items()}


def numbered_names(rows: Iterable[Row], style: dict[str, Any], rng: Random) -> Iterator[Row]:
    """Names behind a number of their own in each second level, as a blank form has them.

    Behind some of them stands the dots of the blank form, which nobody deleted. The number is part
    of the name as printed, but for the template's own (指标1：).
    """
    of_template = style["prefixed"].startswith("指标")
    for _, run in groupby(rows, lambda row: (row.level1, row.level2)):
        number = 0
        for number, row in enumerate(run, 1):
            printed = row.name if row.blank else style["prefixed"].format(number) + row.name
            named = row if of_template or row.blank else _named(row, printed)
            yield replace(named, cells=row.cells | {"name": printed})
        if number and not row.blank and rng.random() < 0.3:
            yield Row(level1=row.level1, level2=row.level2, name="……", cells={}, blank=True)


def _named(row: Row, name: str) -> Row:
    return replace(row, name=name, numbers=tuple(replace(n, name=name) for n in row.numbers))
