"""Levels that head columns in page text: 产出指标 over 三级指标, 指标值, or over 数量, 质量."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from ingest.lexicon.levels import first_of, ranks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Place

_LEAST = 2


class Part(NamedTuple):
    """A cell of a header: its text, where it stands, how odd it is as one, what stands below it."""

    text: str
    place: Place
    cost: float
    below: tuple[Part, ...] = ()


Leaf = tuple[Part, Part | None]


def folded(parts: Sequence[Part]) -> list[Part]:
    """The parts, with the second levels below first ones put below each.

    Of 产出指标, 效益指标, 三级指标, 指标值, 三级指标, 指标值 only 产出指标 is left, above 三级指标,
    指标值: which of the levels a name stands below cannot be told.
    """
    start = next((at for at, part in enumerate(parts) if 1 in ranks(part.text)), len(parts))
    firsts = [*takewhile(lambda part: 1 in ranks(part.text), parts[start:])]
    for count in range(len(firsts), _LEAST - 1, -1):
        below = parts[start + count :]
        if size := _repeated(below, count):
            return [*parts[:start], firsts[0]._replace(below=(*below[:size],))]
        if shares := _by_first(firsts[:count], below):
            pairs = zip(firsts, shares, strict=False)
            return [*parts[:start], *(first._replace(below=(*own,)) for first, own in pairs)]
    return [*parts]


def leaves_of(leaf: Leaf) -> list[Leaf]:
    """What stands below a level, each below it where it is a second one; or the leaf itself."""
    part, _ = leaf
    return [(each, part if ranks(each.text) else None) for each in part.below] or [leaf]


def is_kind(leaf: Leaf) -> bool:
    """Whether a column below a first level is called by its second one: it holds indicators."""
    part, above = leaf
    return bool(above and 1 in ranks(above.text) and ranks(part.text))


def _repeated(below: Sequence[Part], count: int) -> int:
    """How many headers stand ``count`` times below; 0 where they are not the same."""
    size, rest = divmod(len(below), count)
    shares = {tuple(part.text for part in below[at * size :][:size]) for at in range(count)}
    return size if size >= _LEAST and not rest and len(shares) == 1 else 0


def _by_first(firsts: Sequence[Part], below: Sequence[Part]) -> list[list[Part]]:
    """The second levels by the first ones, in order; empty where some are of none."""
    shares: list[list[Part]] = [[] for _ in firsts]
    at = 0
    for part in below:
        if 2 not in ranks(part.text):
            return []
        own = first_of(2, part.text)
        while shares[at] and at + 1 < len(firsts) and own != first_of(1, firsts[at].text):
            at += 1
        shares[at].append(part)
    return shares if all(shares) else []
