"""Characters that look alike, told apart by what stands beside them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

from ingest.vocabulary import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.read.scan.engine import Char

_VOCABULARIES = ("forms", "headers", "levels", "quantity")
_IDEOGRAPHS = 0x2E7F
_ROUND = "0oO〇"
_GUESSED = 0.8


def told_apart(chars: Sequence[Char]) -> list[Char]:
    """A line whose uncertain characters are that of their candidates that makes a known word.

    What is read as % and a round character is ‰: nothing else looks like it. It stays uncertain.
    """
    told = list(chars)
    for at, char in enumerate(chars):
        beside = (told[at - 1 : at], told[at + 1 : at + 2])
        candidates = (char.text, *(text for text, _ in char.others))
        known = [text for text in candidates if char.others and _makes_word(text, *beside)]
        if len(known) == 1:
            sure = char.confidence + sum(sure for _, sure in char.others)
            told[at] = replace(char, text=known[0], confidence=sure, others=())
    return list(_per_mille(told))


def _per_mille(chars: Sequence[Char]) -> Iterator[Char]:
    skipped = False
    for char, following in zip_longest(chars, chars[1:]):
        if skipped:
            skipped = False
        elif char.text == "%" and following and following.text in _ROUND:
            sure = min(char.confidence, following.confidence, _GUESSED)
            skipped = True
            yield replace(char, text="‰", confidence=sure, others=())
        else:
            yield char


def _makes_word(text: str, before: Iterable[Char], after: Iterable[Char]) -> bool:
    """Whether a character makes a pair of the vocabulary with the one before or after it."""
    pairs = [char.text + text for char in before] + [text + char.text for char in after]
    return any(pair in _pairs() for pair in pairs)


@cache
def _pairs() -> frozenset[str]:
    """All pairs of ideographs that follow each other in the words of forms."""
    texts = [text for name in _VOCABULARIES for text in _texts(load(name))]
    return frozenset(
        a + b for text in texts for a, b in pairwise(text) if min(ord(a), ord(b)) > _IDEOGRAPHS
    )


def _texts(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(key)
            yield from _texts(value)
    elif isinstance(data, list):
        for one in data:
            yield from _texts(one)
