"""Ways of printing what a project costs, and the tables that stand between its other rows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from benchmarks.accuracy.grids import UNITS, Box, Grid, spread

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.accuracy.truth import Form, Sum

_WORDS: dict[str, Any] = {
    "label": "项目资金（{unit}）",
    "total": "年度资金总额",
    "fiscal": "其中：财政拨款",
    "other": "其他资金",
}
# Sums that are none of the year's: they stand beside it, as shares of its total.
_BESIDE = {
    "term": Decimal(3),
    "last": Decimal("0.9"),
    "next": Decimal("1.1"),
    "more": Decimal("0.1"),
    "spent": Decimal("0.85"),
    "spent_lower": Decimal("0.51"),
    "upper": Decimal("0.4"),
    "first": Decimal("0.2"),
    "second": Decimal("0.3"),
    "third": Decimal("0.3"),
    "fourth": Decimal("0.2"),
    "lower": Decimal("0.6"),
}


def money(form: Form, grid: Grid, section: str = "money") -> None:
    """A project's money in the way of its style's ``section``, its label beside it."""
    start, sums = grid.rows, form.projects[0].amounts
    words = _WORDS | form.printing.get(section, {})
    _WAYS[words.get("way", "lines")](form, grid, words, sums)
    grid.label(words["label"].format(unit=form.unit), start, 0, 3)
    if plan := words.get("plan"):
        table(grid, plan["label"], [plan["heads"], plan["shares"]], (4, 4, 3, 3), "figure")


def table(
    grid: Grid, label: str, lines: list[list[str]], spans: tuple[int, ...], kind: str = "text"
) -> None:
    """A table of its own within a form, beside its label; its first line are heads."""
    start = grid.rows
    for number, line in enumerate(lines):
        told = kind if number else "label"
        grid.add([(text, span, told) for text, span in zip(line, spans, strict=True)], 3)
    grid.label(label, start, 0, 3)


def details(form: Form, grid: Grid) -> None:
    """What a project's money is spent on, and how each sum was worked out."""
    says, total = form.printing["details"], form.projects[0].amounts["total"]
    lines = [[text.format(unit=form.unit) for text in says["heads"]]]
    for (words, basis), part in zip(says["lines"], _parts(total, len(says["lines"])), strict=True):
        lines.append([words, part.text, basis])
    table(grid, says["label"], lines, (4, 3, 7))


def _parts(whole: Sum, count: int) -> list[Sum]:
    """What a sum is made of, as printed."""
    left, decimals, made = Decimal(whole.text.replace(",", "")), Decimal("0.01"), []
    for number in range(1, count + 1):
        part = left if number == count else (left * Decimal("0.6")).quantize(decimals)
        made.append(replace(whole, text=f"{part:,}" if "," in whole.text else str(part)))
        left -= part
    return made


def share(sums: dict[str, Sum], key: str) -> str:
    """A sum as printed; ``none`` of it, what stood there in another year, or nothing for no key.

    After a dot stands what is wanted of a sum: ``fiscal.last`` was appropriated the year before.
    """
    if not key:
        return ""
    source, _, part = key.rpartition(".")
    if source:
        whole = replace(sums["total"], text=share(sums, source))
        return share(sums | {"total": whole}, part)
    if key == "none":
        return f"{0:.{len(sums['total'].text.partition('.')[2])}f}"
    if key not in _BESIDE:
        return sums[key].text
    text = sums["total"].text
    figure = Decimal(text.replace(",", "").rstrip("万元"))
    value = (figure * _BESIDE[key]).quantize(Decimal("0.01"))
    return f"{value:,}" if "," in text else str(value)


def minus(whole: Sum, part: Sum) -> Sum:
    """What is left of a sum, as printed."""
    texts = (one.text.replace(",", "") for one in (whole, part))
    left = Decimal(next(texts)) - Decimal(next(texts))
    return replace(whole, wan=whole.wan - part.wan, text=f"{left:,}")


def _lines(_: Form, grid: Grid, words: dict[str, Any], sums: dict[str, Sum]) -> None:
    """A sum a line, with a remark beside all of them where there is one."""
    lines = words.get("lines", [[words[key], key] for key in ("total", "fiscal", "other")])
    remark = 4 if "remark" in words else 0
    start = grid.rows
    for label, key in lines:
        wide = UNITS - 8 - remark
        grid.boxes.append(Box(label, grid.rows, 3, 1, 6))
        grid.boxes.append(Box(share(sums, key), grid.rows, 9, 1, wide, "figure"))
        grid.rows += 1
    if remark:
        grid.label(words["remark"], start, UNITS + 1 - remark, remark)


def _line(_: Form, grid: Grid, words: dict[str, Any], sums: dict[str, Sum]) -> None:
    """All sums in one line."""
    cells = []
    for key in ("total", "fiscal", "other"):
        cells += [(words[key], 2, "label"), (sums[key].text, 2 if key == "other" else 3, "figure")]
    grid.add(cells, 3)


def _terms(_: Form, grid: Grid, words: dict[str, Any], sums: dict[str, Sum]) -> None:
    """The whole term's sums beside the year's."""
    for key in ("total", "fiscal", "other"):
        text = sums[key].text
        term = f"{Decimal(text.replace(',', '')) * 3:,}"
        left = [(words[key].format(term=words["cycle"]), 4, "label"), (term, 3, "figure")]
        right = [(words[key].format(term=words["annual"]), 4, "label"), (text, 3, "figure")]
        grid.add(left + right, 3)


def _pairs(_: Form, grid: Grid, words: dict[str, Any], sums: dict[str, Sum]) -> None:
    """Two sums a line, some of them of other years."""
    for left, first, right, second in words["pairs"]:
        cells = [(left, 4, "label"), (share(sums, first), 3, "figure")]
        grid.add([*cells, (right, 4, "label"), (share(sums, second), 3, "figure")], 3)


def _cells(_: Form, grid: Grid, words: dict[str, Any], sums: dict[str, Sum]) -> None:
    """Each sum in one cell with its words."""
    for key in ("total", "fiscal", "other"):
        grid.add([(words[key] + sums[key].text, UNITS - 2, "text")], 3)


def _sentence(form: Form, grid: Grid, words: dict[str, Any], sums: dict[str, Sum]) -> None:
    """All sums in one sentence."""
    told = {key: one.text for key, one in sums.items()}
    grid.add([(words["sentence"].format(unit=form.unit, **told), UNITS - 2, "text")], 3)


def _matrix(form: Form, grid: Grid, words: dict[str, Any], sums: dict[str, Sum]) -> None:
    """A line for each source and a column for each year or level of government, or turned."""
    told = _years(form)
    spans = [4, *spread(UNITS - 6, len(words["columns"]))]
    heads = [words["corner"], *(text.format(**told) for text in words["columns"])]
    grid.add([(text, span, "label") for text, span in zip(heads, spans, strict=True)], 3)
    for number, (label, source) in enumerate(words["lines"]):
        # What a year has of a source is its share of that source's sum.
        pairs = (
            sorted((source, key), key=_BESIDE.__contains__) for key in words["columns"].values()
        )
        texts = [share(sums, ".".join(pair)) for pair in pairs]
        if number and "blank" in words:
            # Of other years the whole alone is asked for.
            keys = words["columns"].values()
            texts = [
                words["blank"] if k in _BESIDE else t for k, t in zip(keys, texts, strict=True)
            ]
        figures = [(t, s, "figure") for t, s in zip(texts, spans[1:], strict=True)]
        grid.add([(label.format(**told), spans[0], "label"), *figures], 3)


def _composed(form: Form, grid: Grid, words: dict[str, Any], sums: dict[str, Sum]) -> None:
    """A line for each thing the money is spent on, its columns in the style's order."""
    columns = {text.format(**_years(form)): key for text, key in words["columns"].items()}
    spans = [4 if key in ("name", "basis") else 2 for key in columns.values()]
    grid.add([(text, span, "label") for text, span in zip(columns, spans, strict=True)], 3)
    parts = _parts(sums["total"], len(words["lines"]))
    lines = [(*line, part) for line, part in zip(words["lines"], parts, strict=True)]
    lines.insert(words["whole_at"], (words["whole"], "", sums["total"]))
    for name, basis, part in lines:
        told = {"name": name, "basis": basis}
        texts = [
            told[key] if key in told else share({"total": part}, key) for key in columns.values()
        ]
        kinds = ["text" if key in told else "figure" for key in columns.values()]
        grid.add(list(zip(texts, spans, kinds, strict=True)), 3)


def _years(form: Form) -> dict[str, Any]:
    """What the heads of sums may name."""
    words = ("before", "previous", "year", "next")
    years = dict(zip(words, range(form.year - 2, form.year + 2), strict=True))
    return years | {"unit": form.unit}


_WAYS: dict[str, Callable[[Form, Grid, dict[str, Any], dict[str, Sum]], None]] = {
    "lines": _lines,
    "line": _line,
    "terms": _terms,
    "pairs": _pairs,
    "cells": _cells,
    "sentence": _sentence,
    "matrix": _matrix,
    "composed": _composed,
}
