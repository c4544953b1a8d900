"""Indicators packed into one cell: ``1、产出指标：名称，年度指标值：≥5场。2、效益指标：…``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from ingest.lexicon import headers
from ingest.lexicon.composition import morphemes
from ingest.lexicon.levels import Levels, ranks
from ingest.understand.indicators.bracketed import bracketed
from ingest.understand.indicators.pairs import clauses, numbered_items, pair, value_start
from ingest.vocabulary import load

if TYPE_CHECKING:
    from collections.abc import Iterable

Horizon = Literal["annual", "cycle"]

_MARK = r"(?:[(（]\d{1,2}[)）]|(?:(?<!\d)\d{1,2}|(?<=\d)\d)\s*[、.．,，)）]|[①-⑳])"
_BOUNDARY = r"(?:^|(?<=[。．.；;，,、！!\s]))"
_NOTE = r"(?:\s*[(（][^()（）]{1,12}[)）])?"
_TERMINATORS = "。；;，,"


# What the label of a value is made of before its last word: 年度指标值.
_BEFORE_VALUE = (
    "year",
    "start",
    "term",
    "whole",
    "planned",
    "asked",
    "performance",
    "indicator",
    "goal",
)


class PackedValue(NamedTuple):
    """One value text of an indicator, and the horizon it is for."""

    horizon: Horizon
    text: str


@dataclass(frozen=True, slots=True)
class PackedIndicator:
    """One indicator of a packed cell, its texts with the cell's own white space.

    ``start`` is its offset in the cell. ``values`` is empty where no value label is printed.
    """

    level1: str | None
    level2: str | None
    name: str
    values: tuple[PackedValue, ...]
    start: int


class _Words(NamedTuple):
    start: re.Pattern[str]
    label: re.Pattern[str]


def unpack(text: str) -> list[PackedIndicator]:
    """The indicators of a packed cell, in order; empty for a text that holds none.

    An indicator begins with a level's name and a colon, numbered or not; numbering may restart
    and numbered clauses inside names and values split nothing. A first level that stands alone or
    before a second one (产出指标：数量指标：…) heads the second levels behind it. Levels may stand
    in brackets instead.
    """
    words = _words()
    if in_brackets := bracketed(text):
        return [
            PackedIndicator(
                each.level1 or None,
                each.level2 or None,
                each.name,
                (PackedValue("annual", each.value),) if each.value else (),
                each.start,
            )
            for each in in_brackets
        ]
    starts = list(words.start.finditer(text))
    ends = [match.start() for match in starts[1:]] + [len(text)]
    found: list[PackedIndicator] = []
    levels = Levels()
    bodies = [text[match.end() : end] for match, end in zip(starts, ends, strict=False)]
    paired = any(_is_pair(body, words) for body in bodies)
    for match, end in zip(starts, ends, strict=False):
        levels = _levels(match, levels)
        body = text[match.end() : end]
        if body.strip(_TERMINATORS + " \t\r\n　"):
            level1, level2 = levels.level1, levels.level2
            found += [
                PackedIndicator(level1, level2, name, values, match.start())
                for name, values in _several(body, words, paired=paired)
                or [_name_and_values(body, words)]
            ]
    return found


def first_mark(text: str) -> int | None:
    """Where packed indicators begin in a text that should hold none; None when it does not.

    That is the first indicator or the first value label, whichever is printed earlier.
    """
    words = _words()
    labels = _value_labels(text, words)
    if not labels:
        return None
    label, start = labels[0][0], words.start.search(text)
    return min(label.start(), start.start()) if start else label.start()


def _levels(match: re.Match[str], above: Levels) -> Levels:
    """The levels that a mark puts in force; unlike in a table, a first level ends the second."""
    word = _squeeze(match["level"] or match["numbered"])
    below = _squeeze(match["below"] or "")
    # 成本指标 may be either level: it is a second one among second ones.
    first = below or ranks(word) == {1} or (1 in ranks(word) and above.level2 is None)
    levels = Levels() if first else above
    if first:
        levels.level1, levels.level2 = word, below or None
    else:
        levels.label(word, rank=2)
    return levels


def _is_pair(body: str, words: _Words) -> bool:
    """Whether there is but one indicator behind a label, its value told by an operator or colon."""
    items = [] if _value_labels(body, words) else [*map(_trim, clauses(body))]
    return len(items) == 1 and bool(value_start(items[0]))


def _several(
    body: str, words: _Words, *, paired: bool
) -> list[tuple[str, tuple[PackedValue, ...]]]:
    """Indicators behind one label, each with its value: （1）开展巡查≥5次；（2）巡查覆盖率100%.

    None where values have labels, or one of the clauses has no value. One alone has a number before
    it, is told by more than that of its value, or stands among such (``paired``).
    """
    items = [] if _value_labels(body, words) else [*map(_trim, clauses(body))]
    if len(items) == 1 and not (paired or numbered_items(body) or value_start(items[0])):
        return []
    pairs = [pair(item) for item in items]
    return (
        [(name, (PackedValue("annual", said),)) for name, said in pairs]
        if all(said for _, said in pairs)
        else []
    )


def _name_and_values(body: str, words: _Words) -> tuple[str, tuple[PackedValue, ...]]:
    labels = _value_labels(body, words)
    if not labels:
        return _trim(body), ()
    ends = [match.start() for match, _ in labels[1:]] + [len(body)]
    values = tuple(
        PackedValue(horizon, _trim(body[match.end() : end]))
        for (match, horizon), end in zip(labels, ends, strict=True)
    )
    return body[: labels[0][0].start()].strip(), values


def _value_labels(text: str, words: _Words) -> list[tuple[re.Match[str], Horizon]]:
    """The labels of values that a text prints (年度指标值：), and the horizon of each."""
    return [
        (match, "cycle" if role == "cycle" else "annual")
        for match in words.label.finditer(text)
        if (role := headers.role(_squeeze(match["label"]), "indicators")) in ("annual", "cycle")
    ]


def _trim(text: str) -> str:
    """A value without the one mark that ends it in its cell."""
    text = text.strip()
    return text[:-1].rstrip() if text and text[-1] in _TERMINATORS else text


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, which may be wrapped anywhere."""
    longest_first = sorted(set(words), key=len, reverse=True)
    return "|".join(r"\s*".join(map(re.escape, word)) for word in longest_first)


@cache
def _words() -> _Words:
    vocabulary = load("levels")
    names = {
        rank: {name for names in vocabulary[rank].values() for name in names}
        for rank in ("level1", "level2")
    }
    # Only a word that ends in 指标 or 值, or a numbered first level, is told from running text.
    firsts = {*vocabulary["level1"], *names["level1"]}
    levels = {name for name in firsts | names["level2"] if name.endswith("指标")}
    before, values = _any_of(morphemes(*_BEFORE_VALUE)), _any_of(morphemes("value"))
    return _Words(
        start=re.compile(
            rf"(?:{_MARK}\s*(?P<numbered>{_any_of(firsts)})"
            rf"|(?:{_MARK}\s*|{_BOUNDARY})(?P<level>{_any_of(levels)})){_NOTE}"
            rf"(?:\s*[-—–/→·:：]\s*(?P<below>{_any_of(names['level2'])}){_NOTE})?\s*(?:[:：]|[—–]+|-)"
        ),
        label=re.compile(
            r"[\s，,；;]{0,8}(?:20\d\d年度?\s*)?"
            rf"(?P<label>(?:(?:{before})\s*)+(?:{values})){_NOTE}\s*[:：]"
        ),
    )
