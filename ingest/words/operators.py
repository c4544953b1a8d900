"""The words and signs around a number that say "at least", "about", "more than"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ingest.vocabulary import alternatives, load
from ingest.words.masks import ASIDE, BOUNDARY, START

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.records import Operator

_WORDS = load("quantity")
_FILLING = " " + START + ASIDE
BOUNDS: frozenset[Operator] = frozenset({">=", ">", "<=", "<"})
FLIPPED: dict[Operator, Operator] = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}


def _spelled(key: str) -> dict[str, Operator]:
    """Word → operator, for one of the vocabulary's tables of operators."""
    table: dict[Operator, list[str]] = _WORDS[key]
    return {word: operator for operator, words in table.items() for word in words}


PREFIXES = _spelled("operators")
SUFFIXES = _spelled("suffixes")
TIME_SUFFIXES = _spelled("time_suffixes")
_NOT_AFTER = {word: frozenset(before) for word, before in _WORDS["not_after"].items()}
_OF_A_WHOLE = [word for word, operator in PREFIXES.items() if operator in BOUNDS]
_OF_A_WHOLE += _WORDS["of_a_whole"]
_SHARE_OF = re.compile(rf".*(?P<word>{alternatives(_OF_A_WHOLE)})[^\d{BOUNDARY}]{{1,12}}的$", re.S)


class Words(NamedTuple):
    """Operator words before a number: where they start, and the nearest one's operator."""

    start: int
    operator: Operator | None


def words_before(window: str, words: Mapping[str, object]) -> list[tuple[int, str]]:
    """The run of ``words`` that ends ``window``, nearest first, each with its start."""
    longest = max(map(len, words))
    found: list[tuple[int, str]] = []
    end = len(window)
    while True:
        end = len(window[:end].rstrip(_FILLING))
        for start in range(max(0, end - longest), end):
            word = window[start:end]
            if word in words and window[start - 1 : start] not in _NOT_AFTER.get(word, ()):
                found.append((start, word))
                end = start
                break
        else:
            return found


def operator_before(window: str) -> Words:
    """The operator words that end ``window``, or that stand before a whole (不超过总工单的)."""
    run = words_before(window, PREFIXES)
    if run:
        return Words(run[-1][0], PREFIXES[run[0][1]])
    share = _SHARE_OF.match(window) if window.endswith("的") else None
    if not share:
        return Words(len(window), None)
    run = words_before(window[: share.end("word")], PREFIXES)
    return Words(run[-1][0], PREFIXES[run[0][1]]) if run else Words(len(window), None)
