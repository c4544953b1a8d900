"""Amounts that a sentence or a cell tells, each behind its label."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ingest.lexicon.headers import AMONG

if TYPE_CHECKING:
    from collections.abc import Callable

# What parts the amounts: 总额500万元 一、财政拨款：300万元（其中：省级资金：100万元）.
# An aside that is but a unit belongs to its label: 财政拨款（万元）：300.
_UNIT = r"(?:单位[:：]?)?[十百千万亿]*元[)）]"
_BETWEEN = re.compile(
    rf"[；;，。、]|[（(](?!{_UNIT})|,(?!\d{{3}})|(?<=元)(?![)）][:：\d])|(?<=\d)(?=[一-鿿])(?![万亿]?元|年)"
)
_PART = re.compile(
    r"[)）]?(?:(?P<year>20\d\d)年度?)?(?P<label>[^\d]{1,30}?)[:：]?(?P<amount>[-−]?\d[\d,.]*(?:[万亿]?元)?)[)）]?"
)
_HEADING = re.compile("[:：]")
# 基本支出合计为300万元: what stands between a label and its amount.
_COPULA = re.compile("(?:[为是共计]|总计|合计|安排)$")
_VERB = re.compile("^(?:主要)?(?:用于|包括|安排)")


class Told(NamedTuple):
    """A label, less the heading before it, and its amount; ``text`` is both as printed.

    The label of an amount of a year before another's is empty: it is of no known kind.
    """

    label: str
    amount: str
    text: str


def told(text: str, known: Callable[[str], object]) -> list[Told]:
    """The amounts of a printed text; what of a label belongs to it is told by which are known."""
    one = _PART.fullmatch(AMONG.sub("", text))
    if one and known(_label(one["label"], known)):
        return [Told(_label(one["label"], known), one["amount"], text)]
    parts = _BETWEEN.split(text)
    matches = [(part, _PART.fullmatch(AMONG.sub("", part))) for part in parts]
    last = max((match["year"] or "" for _, match in matches if match), default="")
    return [
        Told(
            _label(match["label"], known) if match["year"] in (None, last) else "",
            match["amount"],
            part,
        )
        for part, match in matches
        if match
    ]


def _label(text: str, known: Callable[[str], object]) -> str:
    """A label less 其中：, heading, verb and copula (按用途分：用于基本支出共 is 基本支出)."""
    label = AMONG.sub("", _HEADING.split(text.rstrip(":："))[-1])
    shorter = label if known(label) else _VERB.sub("", label)
    while not known(shorter) and (rest := _COPULA.sub("", shorter)) != shorter:
        shorter = rest
    return shorter if known(shorter) else label
