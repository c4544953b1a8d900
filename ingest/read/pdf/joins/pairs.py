"""Lines of one column below one another: whether they are surely the texts of two cells."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.lexicon.labels import first_level, is_label, plain
from ingest.read.tables.cut import apart, no_start
from ingest.vocabulary import alternatives
from ingest.words.masks import half_width
from ingest.words.operators import PREFIXES, SUFFIXES
from ingest.words.quantity import is_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.read.pdf.white.bands import Interval, Segment

LEVELS = frozenset({"level1", "level2", "level3"})
# Columns of figures: what stands in them are values, amounts and points.
FIGURES = frozenset(
    {"annual", "cycle", "adjusted", "actual", "weight", "score", "total", "fiscal", "cycle_total"}
)
_SIGNS = frozenset("≥≤≧≦＞＜＝=<>")
_DATED = re.compile(r"(?:19|20)\d\d年\d")
_BOUND = re.compile(r"[≥≤≧≦＞＜=<>]\d[\d,.]*(\D{1,8})")
_MORE = re.compile(rf"\W|[的且并每多余前内后年月日]|{alternatives(SUFFIXES)}")
_LONGEST_LABEL = 8  # lines
_GOES_ON = re.compile(r"[（(《“‘\[【、，,；;：:。.·和至到]$")


def are_two(one: str, two: str, role: str | None) -> bool:
    """Whether two lines of a column of ``role`` are two labels, values, signs or units."""
    if role in LEVELS:
        return are_two_labels(one, two)
    if no_start(one, two):
        return False
    if role == "nature":
        return half_width(one) in PREFIXES and half_width(two) in PREFIXES
    if role == "unit":
        return is_unit(one) and is_unit(two) and not is_unit(one + two)
    if role in FIGURES and not _GOES_ON.search(one) and _begins_value(one, two):
        return True
    return apart(one, two)


def _begins_value(one: str, two: str) -> bool:
    """Whether a line of values begins another one: the one above is whole, or this one surely new.

    A value with a sign and a unit is whole but for a longer unit and words for its bound.
    """
    if two[:1] in _SIGNS or (_DATED.match(one) and _DATED.match(two)):
        return True
    value = _BOUND.fullmatch(one)
    if not (value and is_unit(value[1])) or _MORE.match(two):
        return False
    return not any(is_unit(value[1] + two[:end]) for end in range(1, len(two) + 1))


def joins_digits(one: str, two: str) -> bool:
    """Whether two lines would make one number together."""
    return one[-1:].isdigit() and two[:1].isdigit()


def are_two_labels(one: str, two: str) -> bool:
    """Whether two texts are labels, and not one label together."""
    return is_label(one) and is_label(two) and not is_label(one + two)


def holds_two(lines: Sequence[Segment], role: str | None) -> bool:
    """Whether the lines of a cell are surely the texts of several."""
    if role in LEVELS:
        return sum(known for _, known in _labels(lines)) > 1
    return any(are_two(one.text, two.text, role) for one, two in pairwise(lines))


def parted(lines: Sequence[Segment], role: str | None) -> Iterator[Interval]:
    """The stretches from the middle of one text to that of the next which is surely another."""
    if role in LEVELS:
        known = [part for part, known in _labels(lines) if known]
        yield from ((_middle(one), _middle(two)) for one, two in pairwise(known))
        return
    for one, two in pairwise(lines):
        if are_two(one.text, two.text, role):
            yield _middle([one]), _middle([two])


def restarts(lines: Sequence[Segment]) -> Iterator[Interval]:
    """The stretches from the middle of a label to that of one below it that came before it.

    What the labels of levels are of, a project, has each of them once or several in succession.
    """
    seen: list[str] = []
    above: Sequence[Segment] = ()
    for label in (part for part, known in _labels(lines) if known):
        name = plain(_text(label))
        if name in seen[:-1]:
            yield _middle(above), _middle(label)
            seen = []
        if name not in seen:
            seen.append(name)
        above = label


def turns(lines: Sequence[Segment]) -> Iterator[Interval]:
    """The stretches from a label of a second level to the next, where that is of another first."""
    known = [(part, first_level(_text(part))) for part, known in _labels(lines) if known]
    for (one, above), (two, below) in pairwise(known):
        if above and below and above != below:
            yield _middle(one), _middle(two)


def _middle(lines: Sequence[Segment]) -> float:
    return (lines[0].top + lines[-1].bottom) / 2


def _labels(lines: Sequence[Segment]) -> Iterator[tuple[Sequence[Segment], bool]]:
    """Lines that are a label together, and others alone; whether they are one."""
    start = 0
    while start < len(lines):
        ends = range(min(start + _LONGEST_LABEL, len(lines)), start, -1)
        end = next((e for e in ends if is_label(_text(lines[start:e]))), 0)
        yield lines[start : end or start + 1], bool(end)
        start = end or start + 1


def _text(lines: Sequence[Segment]) -> str:
    return "".join(line.text for line in lines)
