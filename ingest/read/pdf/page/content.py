"""What is printed on one page, whatever it was read from: words and rules, in points, top down."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.document import BBox, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_INSIDE = 1.0
_SLIT = 0.15  # of the size: the narrowest gap between cells


@dataclass(slots=True)
class Word:
    """A run of characters without a gap, its box, and the left and right edge of each character.

    ``edges`` may be empty: the word is then never cut. ``size`` is the height of the type.
    ``shown`` is the box that the word is clipped to, where that cuts some of it off.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    edges: list[tuple[float, float]] = field(default_factory=list)
    confidence: float | None = None
    doubt: str | None = None
    pale: bool = False
    shown: BBox | None = None

    @property
    def box(self) -> BBox:
        """(x0, top, x1, bottom)."""
        return (self.x0, self.top, self.x1, self.bottom)

    @property
    def middle(self) -> float:
        """The height of its middle on the page."""
        return (self.top + self.bottom) / 2

    @property
    def spot(self) -> tuple[float, float]:
        """The middle of the word, or what is nearest to it where the word shows."""
        x, y = (self.x0 + self.x1) / 2, self.middle
        if self.shown is None:
            return x, y
        x0, top, x1, bottom = self.shown
        return min(max(x, x0 + _INSIDE), x1 - _INSIDE), min(max(y, top + _INSIDE), bottom - _INSIDE)

    def pieces(self) -> list[Word]:
        """The word cut at every gap between characters that may be one between cells.

        Where recognised characters stand is no more than a guess: their word stays whole.
        """
        if self.confidence is not None:
            return [self]
        for (_, left), (right, _) in pairwise(self.edges):
            if right - left >= _SLIT * self.size:
                halves = self.cut((left + right) / 2)
                if halves:
                    return [halves[0], *halves[1].pieces()]
        return [self]

    def cut(self, x: float) -> tuple[Word, Word] | None:
        """The two words left and right of ``x``; None where characters follow on one another there.

        Between words are a gap, or characters that overlap: a text that is wider than its cell.
        """
        at = bisect_left([(left + right) / 2 for left, right in self.edges], x)
        if not 0 < at < len(self.edges):
            return None
        left, right = self.edges[at - 1][1], self.edges[at][0]
        if abs(right - left) < 0.05 * self.size:
            return None
        return self.split(at)

    def split(self, at: int) -> tuple[Word, Word]:
        """The two words before and from its character number ``at``."""
        return (
            replace(self, text=self.text[:at], x1=self.edges[at - 1][1], edges=self.edges[:at]),
            replace(self, text=self.text[at:], x0=self.edges[at][0], edges=self.edges[at:]),
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line along a side of the page: from ``start`` to ``end`` at ``at``."""

    vertical: bool
    at: float
    start: float
    end: float


@dataclass(slots=True)
class PageContent:
    """One page: its number from 1, its size as displayed, what is printed on it, what was odd.

    ``cropped`` is the width and height of what is displayed, where that is not all of the page.
    ``origin`` is what the page's upper left corner has as coordinates in the file.
    ``turn`` is by how many degrees the page's content was turned to stand upright; boxes of words
    and rules are in the turned frame, places in that of the page as displayed. ``shades`` are the
    coloured areas.
    """

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    shades: list[BBox] = field(default_factory=list)
    turn: int = 0
    cropped: tuple[float, float] | None = None
    origin: tuple[float, float] = (0.0, 0.0)
    warnings: list[tuple[str, Place]] = field(default_factory=list)

    @property
    def shown_height(self) -> float:
        """The height of the page in the turned frame."""
        return self.width if self.turn in (90, 270) else self.height

    @property
    def shown_width(self) -> float:
        """The width of the page in the turned frame."""
        return self.height if self.turn in (90, 270) else self.width

    @property
    def visible(self) -> tuple[float, float]:
        """The width and height of what is displayed, in the turned frame."""
        width, height = self.cropped or (self.width, self.height)
        return (height, width) if self.turn in (90, 270) else (width, height)

    def place(self, box: BBox, words: Sequence[Word] = (), doubt: str | None = None) -> Place:
        """The place of a box, as certain as the least certain of ``words``."""
        shown = turned(box, -self.turn % 360, self.shown_width, self.shown_height)
        x, y = self.origin
        shown = (shown[0] + x, shown[1] + y, shown[2] + x, shown[3] + y)
        sure = [word.confidence for word in words if word.confidence is not None]
        doubts = dict.fromkeys(text for text in (doubt, *(w.doubt for w in words)) if text)
        return Place(
            page=self.number,
            bbox=(round(shown[0], 2), round(shown[1], 2), round(shown[2], 2), round(shown[3], 2)),
            confidence=min(sure, default=None),
            doubt="; ".join(doubts) or None,
        )


def turned(box: BBox, turn: int, width: float, height: float) -> BBox:
    """``box`` on a page of ``width`` × ``height`` after the page is turned clockwise."""
    x0, top, x1, bottom = box
    if turn == 90:
        return (height - bottom, x0, height - top, x1)
    if turn == 180:
        return (width - x1, height - bottom, width - x0, height - top)
    if turn == 270:
        return (top, width - x1, bottom, width - x0)
    return box


def around(boxes: Iterable[BBox]) -> BBox:
    """The smallest box around ``boxes``. Raises ValueError when there is none."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def shared(one: BBox, two: BBox) -> BBox:
    """The box that two boxes share; one without width or height where they share none."""
    x0, y0 = max(one[0], two[0]), max(one[1], two[1])
    return (x0, y0, max(x0, min(one[2], two[2])), max(y0, min(one[3], two[3])))


def lies_on(box: BBox, areas: Iterable[BBox]) -> bool:
    """Whether the middle of a box is in one of ``areas``."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(area[0] <= x <= area[2] and area[1] <= y <= area[3] for area in areas)
