"""Running prose cut into clauses, and clauses into the words around each of their quantities."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from ingest.vocabulary import load
from ingest.words.masks import START, mask
from ingest.words.phrases import opened, verb
from ingest.words.quantity import Quantity, quantities

if TYPE_CHECKING:
    from collections.abc import Iterator

Strength = Literal["item", "sentence", "part", "clause", "aside"]

_BREAK = re.compile(rf"[。!?\n\t;,:]|{START}+")
_STRENGTH: dict[str, Strength] = {
    **dict.fromkeys("。!?\n\t", "sentence"),
    ";": "part",
    ",": "clause",
    ":": "clause",
}
_PARENTHESIS = re.compile(r"[()]")
_CONNECTIVE = "、|以及|和|及|与|并"
_OPENS = re.compile(_CONNECTIVE)
_CLOSES = re.compile(f"(?:{_CONNECTIVE})$")
_THEN = re.compile(load("narrative")["then"])
_FROM = re.compile(
    r"[由从自](?:(?:19|20)\d{2}年(?:底|末|度)?|(?:上|去)年(?:底|末|度)?|年初|原来?)?的?$"
)
_TIED = re.compile(r"[-~～—–－至到]{0,2}")
_WINDOW = 120


@dataclass(frozen=True, slots=True)
class Clause:
    """Text between two marks of punctuation, with its quantities.

    ``opened`` says what ended the clause before: numbering (``item``), the end of a ``sentence``,
    a semicolon (``part``), a comma or colon (``clause``); ``aside`` is a clause in parentheses.
    """

    start: int
    end: int
    opened: Strength
    found: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """One quantity of a clause with its own words before and after it.

    ``joined`` says that it goes on with the list that the quantity before it is in.
    """

    quantity: Quantity
    start: int
    end: int
    before: str
    after: str
    joined: bool


def clauses(text: str) -> Iterator[Clause]:
    """The clauses of a printed text in order, those of parentheses after the clause they are in."""
    shown = mask(text)
    found = quantities(text)
    starts = [quantity.number_start for quantity in found]
    asides = [
        span
        for span in _parentheses(shown)
        if bisect_left(starts, span[0]) < bisect_left(starts, span[1])
    ]
    opens = [start for start, _ in asides]
    start = 0
    opened_by: Strength = "sentence"
    end_: tuple[int, int, Strength] = (len(shown), len(shown), "sentence")
    for stop, after, strength in [*_breaks(shown, asides), end_]:
        inner = asides[bisect_left(opens, start) : bisect_left(opens, stop)]
        marks = [start, *(position for span in inner for position in span), stop]
        spans = [
            tuple(found[bisect_left(starts, a) : bisect_left(starts, b)])
            for a, b in pairwise(marks)
        ]
        outer = tuple(quantity for span in spans[::2] for quantity in span)
        yield Clause(start, stop, opened_by, outer)
        for (a, b), quoted in zip(inner, spans[1::2], strict=True):
            yield Clause(a + 1, b - 1, "aside", quoted)
        start, opened_by = after, strength


def _parentheses(shown: str) -> list[tuple[int, int]]:
    """The outermost matched parentheses."""
    spans: list[tuple[int, int]] = []
    open_: list[int] = []
    for match in _PARENTHESIS.finditer(shown):
        if match[0] == "(":
            open_.append(match.start())
        elif open_:
            start = open_.pop()
            while spans and spans[-1][0] > start:
                spans.pop()
            spans.append((start, match.end()))
    return spans


def _breaks(shown: str, asides: list[tuple[int, int]]) -> Iterator[tuple[int, int, Strength]]:
    """Where clauses end and the next begin, outside parentheses and numbers, and how strongly."""
    ends = [end for _, end in asides]
    for match in _BREAK.finditer(shown):
        start, end = match.span()
        index = bisect_left(ends, end)
        if index < len(asides) and asides[index][0] < start:
            continue
        if (
            match[0] == ","
            and shown[start - 1 : start].isdigit()
            and shown[end : end + 1].isdigit()
        ):
            continue
        yield start, end, _STRENGTH.get(match[0], "item")


def slices(text: str, clause: Clause) -> list[Slice]:
    """The clause's words shared out among its quantities; what a rise began at is left out."""
    found: list[Slice] = []
    start, joined = clause.start, False
    for index, quantity in enumerate(clause.found):
        after = clause.found[index + 1] if index + 1 < len(clause.found) else None
        before = text[max(start, quantity.start - _WINDOW) : max(start, quantity.start)]
        if after and _FROM.search(before):
            continue
        stop, following = _share(text, before, quantity, after) if after else (clause.end,) * 2
        words = text[quantity.end : stop][:_WINDOW]
        if found and _TIED.fullmatch(text[found[-1].quantity.end : quantity.start][:3]):
            # 3—5场培训, 组织3批次210人参加培训: both numbers are of the same words.
            first = found[-1]
            found[-1] = replace(first, after=words, end=stop)
            before, start, joined = first.before, first.start, first.joined
        found.append(Slice(quantity, start, stop, before, words, joined))
        joined = following > stop
        start = following
    return found


def _share(text: str, before: str, first: Quantity, second: Quantity) -> tuple[int, int]:
    """Where the words of ``first`` end and those of ``second`` begin, between the two."""
    end, start = first.end, max(first.end, second.start)
    between = text[end:start][:_WINDOW]
    if match := _OPENS.match(between):
        return end, end + match.end()
    if end + len(between) == start and (match := _CLOSES.search(between)):
        return end + match.start(), start
    if "、" in between:
        comma = end + between.rindex("、")
        return comma, comma + 1
    opening, _ = opened(before)
    if opening != verb(opening):
        return end, end
    match = _THEN.search(between, 1)
    return (end + match.start(),) * 2 if match else (start, start)
