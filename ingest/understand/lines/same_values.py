"""Two neighbouring cells that say the same: the cycle's value and the year's."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DIGITS = re.compile(r"\d[\d,，.]*")
_PREFIX = 4
_SUFFIX = 2
_SHORT = 24
_CLOSEST = 3
_MOST = 60


class Twin(NamedTuple):
    """Pieces ``start:middle`` and ``middle:end`` look like two values of one indicator."""

    start: int
    middle: int
    end: int
    bonus: float


def same_values(texts: Sequence[str], longest: int) -> list[list[Twin]]:
    """By first piece, the pairs of neighbouring runs of at most ``longest`` pieces."""
    finder = _Finder(texts, longest)
    found: list[list[Twin]] = []
    for start in range(len(texts)):
        pairs: list[Twin] = []
        for middle in range(start + 1, min(start + longest, len(texts) - 1) + 1):
            pairs += finder.pairs(start, middle)
            if len(pairs) > _MOST:  # text that repeats itself throughout tells nothing
                break
        found.append(pairs)
    return found


class _Finder:
    def __init__(self, texts: Sequence[str], longest: int) -> None:
        self._whole = "".join(texts)
        self._offsets = [0, *accumulate(map(len, texts))]
        self._piece_at = {offset: piece for piece, offset in enumerate(self._offsets)}
        self._longest = longest

    def pairs(self, start: int, middle: int) -> Iterator[Twin]:
        """The twins that begin with the run ``start:middle``."""
        border = self._offsets[middle]
        first = self._whole[self._offsets[start] : border]
        if not first:
            return
        same = self._piece_at.get(border + len(first))
        if same is not None and self._whole.startswith(first, border):
            yield Twin(start, middle, same, -2.0 - min(len(first), 40) / 10)
        if len(first) <= _SHORT:
            ends = self._same_shape(first, middle)
        elif self._whole.startswith(first[:_PREFIX], border):
            ends = self._same_frame(first, middle)
        else:
            return
        for end, bonus in ends:
            yield Twin(start, middle, end, bonus)

    def _same_shape(self, first: str, middle: int) -> Iterator[tuple[int, float]]:
        """Short values that differ in their numbers alone: ≥30家, ≥28家."""
        shape = _DIGITS.sub("#", first)
        if "#" not in shape:
            return
        for end in self._ends(middle, 3):
            second = self._whole[self._offsets[middle] : self._offsets[end]]
            if len(second) <= _SHORT and second != first and _DIGITS.sub("#", second) == shape:
                yield end, -2.0 - len(first) / 20

    def _same_frame(self, first: str, middle: int) -> Iterator[tuple[int, float]]:
        """Long texts that begin and end alike and are about as long: the closest in length."""
        found: list[tuple[int, int]] = []
        for end in self._ends(middle, self._longest):
            length = self._offsets[end] - self._offsets[middle]
            if length > 2 * len(first):
                break
            if 2 * length > len(first) and self._whole.endswith(
                first[-_SUFFIX:], 0, self._offsets[end]
            ):
                found.append((abs(length - len(first)), end))
        for _, end in sorted(found)[:_CLOSEST]:
            yield end, -2.0

    def _ends(self, middle: int, longest: int) -> range:
        return range(middle + 1, min(middle + longest, len(self._offsets) - 1) + 1)
