"""Chooses words, dates and sums at random, as a style prints them."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from benchmarks.accuracy.truth import Sum
from benchmarks.accuracy.wording import Kind

_IN_YUAN = {"元": Decimal(10000), "万元": Decimal(1)}


@cache
def data(name: str) -> dict[str, Any]:
    """A vocabulary file beside this module."""
    loaded: dict[str, Any] = yaml.safe_load(
        (Path(__file__).parent / f"{name}.yml").read_text(encoding="utf-8")
    )
    return loaded


class Chooser:
    """What a document is made of: its bureau, year and indicators, and texts as they are needed."""

    def __init__(self, seed: int, split: str, style: dict[str, Any]) -> None:
        self.rng = Random(f"{split}-{style['name']}-{seed}")
        self.whole = self.style = style
        self.vocabulary = words = data("vocabulary")[style.get("words", split)]
        self.bureau = self.rng.choice(sorted(words["bureaus"]))
        self.words = words["bureaus"][self.bureau]
        self.kinds = [Kind.parse(line) for line in (*self.words["indicators"], *words["managing"])]
        self.department = self.rng.choice(style.get("districts", words["districts"])) + self.bureau
        self.year = self.rng.randint(2021, 2025)

    def _years(self) -> dict[str, int]:
        """The form's year and those around it, as headers may name them."""
        words = ("before", "previous", "year", "next", "after")
        return dict(zip(words, range(self.year - 2, self.year + 3), strict=True))

    def _names(self, count: int) -> list[str]:
        names: list[str] = self.words["projects"]
        return self.rng.sample(names, min(count, len(names)))

    def _goal(self) -> str:
        if numbered := self.style.get("numbered_goals"):
            aims = self.rng.sample(self.vocabulary["aims"], 3)
            return "\n".join(numbered.format(number) + aim for number, aim in enumerate(aims, 1))
        return self._one("goals") + "".join(self._one("aims") for _ in range(2))

    def _date(self) -> str:
        if "dates" in self.style:
            chosen: str = self.rng.choice(self.style["dates"])
            return chosen.format(year=self.year)
        return f"{self.year}年12月底前"

    def _one(self, key: str) -> str:
        """One of the texts of a kind, of the split's own where it has some."""
        chosen: str = self.rng.choice(self.vocabulary.get(key) or data("vocabulary")[key])
        return chosen

    def _wan(self, lowest: int, highest: int) -> Decimal:
        return Decimal(self.rng.randint(lowest * 100, highest * 100)) / 100

    def _part(self, wan: Decimal, least: int, most: int) -> Decimal:
        """A share of a sum between two percentages."""
        return (wan * self.rng.randint(least, most) / 100).quantize(Decimal("0.01"))

    def _funds(self, lines: list[list[str]]) -> dict[str, Sum]:
        """The whole budget by source and by use; a line is (label, item, share of the whole)."""
        whole = self._wan(900, 60000)
        basic = self._part(whole, 20, 80)
        staff, fiscal = self._part(basic, 60, 90), self._part(whole, 70, 99)
        upper = self._part(fiscal, 5, 30)
        projects, cent = whole - basic, Decimal("0.01")
        regular = (projects * Decimal("0.8")).quantize(cent)
        special = ((projects - regular) * Decimal("0.6")).quantize(cent)
        kept = (whole * Decimal("0.73")).quantize(cent)
        shares = {
            "whole": whole,
            "fiscal": fiscal,
            "upper": upper,
            "local": fiscal - upper,
            "own": whole - fiscal,
            "basic": basic,
            "staff": staff,
            "running": basic - staff,
            "projects": projects,
            "regular": regular,
            "special": special,
            "further": projects - regular - special,
            "kept": kept,
            "passed": whole - kept,
            "earlier": (whole * Decimal("0.94")).quantize(cent),
            "none": Decimal(0),
        }
        made: dict[str, Sum] = {}
        for _, item, part in lines:
            # A word such as 合计 may stand beside two sums.
            key = f"{item} {part}" if item in made else item
            made[key] = self._sum(item, shares[part])
        return made

    def _sum(self, item: str, wan: Decimal, subject: str = "") -> Sum:
        shown = (wan * _IN_YUAN[self.style["amount_unit"]]).quantize(Decimal("0.01"))
        way = self.style.get("amount_format", "{:,}")
        short = f"{shown.normalize():f}{way.removeprefix('short')}"
        text = short if way.startswith("short") else way.format(shown)
        return Sum(item=item, wan=wan, text=text, subject=subject)
