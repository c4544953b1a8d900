"""The rules drawn in the image of a page, and the image without them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ingest.read.scan.engine import Pixels

# In inches: what is longer is a rule by itself, what is shorter only between two other rules.
_LONG = 0.8
_SHORT = 0.13
_THICK = 0.04
_COVERED = 0.7  # of its length: a level rule that something thick touches
_BEYOND = 0.3
_EDGE = 0.01  # of the page
_SLOPE = 0.015
_GAP = 0.012
_NEAR = 0.05
_DARKER = 12  # than the paper around it, of 255


@dataclass(frozen=True, slots=True)
class Stroke:
    """A level or upright stroke: from ``start`` to ``end`` at ``at``, in pixels."""

    vertical: bool
    at: float
    start: float
    end: float


def find_rules(grey: Pixels, dpi: float) -> tuple[list[Stroke], Pixels]:
    """The rules of a level image, and the image with paper in their place."""
    block = max(int(dpi / 6) | 1, 15)
    ink = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, _DARKER
    )
    marked = {vertical: _marked(ink, vertical, dpi) for vertical in (False, True)}
    found = [pair for vertical in marked for pair in _strokes(marked[vertical], vertical, dpi)]
    kept = [pair for pair in found if pair[0].end - pair[0].start >= _LONG * dpi]
    for _ in range(2):  # short ones may end at short ones
        rules = [stroke for stroke, _ in kept]
        kept += [pair for pair in found if pair not in kept and _joins(pair[0], rules, _NEAR * dpi)]
    rules = [stroke for stroke, _ in kept]
    rules = [rule for rule in rules if not _is_streak(rule, rules, grey.shape, _BEYOND * dpi)]
    return rules, _without(grey, [box for _, box in kept], marked)


def _is_streak(
    stroke: Stroke, rules: Iterable[Stroke], shape: tuple[int, ...], beyond: float
) -> bool:
    """Whether a stroke, as dirt on a scanner's glass gives, crosses the page and all its rules."""
    end = shape[0] if stroke.vertical else shape[1]
    across = [rule.at for rule in rules if rule.vertical is not stroke.vertical]
    lowest, highest = min(across, default=end / 2), max(across, default=end / 2)
    return (
        stroke.start <= _EDGE * end
        and stroke.end >= (1 - _EDGE) * end
        and beyond < lowest
        and highest < end - beyond
    )


def _marked(ink: np.ndarray, vertical: bool, dpi: float) -> np.ndarray:
    """The pixels that lie in long straight runs, small gaps closed."""

    def bar(length: float, across: int = 1) -> np.ndarray:
        size = max(int(length * dpi), 3)
        return np.ones((size, across) if vertical else (across, size), np.uint8)

    thicker = cv2.dilate(ink, np.ones((1, 3) if vertical else (3, 1), np.uint8))
    closed = cv2.morphologyEx(thicker, cv2.MORPH_CLOSE, bar(_GAP))
    return np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, bar(_SHORT)))


def _strokes(
    marked: np.ndarray,
    vertical: bool,
    dpi: float,
) -> Iterator[tuple[Stroke, tuple[int, int, int, int]]]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(marked, connectivity=8)
    most = _THICK * dpi + 2
    for at, (x, y, width, height, area) in enumerate(stats[1:count].tolist(), 1):
        long, thick = (height, width) if vertical else (width, height)
        spans = [(0, thick)]
        # A rule may still slope a little; what counts is how thick it is on the average.
        if area / long > most or thick > most + _SLOPE * long:
            part = labels[y : y + height, x : x + width] == at
            covered = part.mean(axis=0 if vertical else 1) > _COVERED
            spans = [span for span in stretches(covered) if span[1] - span[0] <= most]
        for first, last in spans:
            middle = (first + last) / 2
            if vertical:
                box = (x + first, y, x + last, y + height)
                yield Stroke(True, x + middle, y, y + height), box
            else:
                box = (x, y + first, x + width, y + last)
                yield Stroke(False, y + middle, x, x + width), box


def stretches(marks: np.ndarray) -> list[tuple[int, int]]:
    """From where to where, the end excluded, marks follow each other without a gap."""
    edges = np.flatnonzero(np.diff(marks.astype(np.int8), prepend=0, append=0))
    return [(start, end) for start, end in edges.reshape(-1, 2).tolist()]


def _joins(stroke: Stroke, rules: Iterable[Stroke], near: float) -> bool:
    """Whether a stroke reaches from one rule to another."""
    ends = [
        rule.at
        for rule in rules
        if rule.vertical is not stroke.vertical
        and rule.start - near <= stroke.at <= rule.end + near
    ]
    return all(any(abs(at - end) <= near for at in ends) for end in (stroke.start, stroke.end))


def _without(
    grey: Pixels,
    boxes: list[tuple[int, int, int, int]],
    marked: dict[bool, np.ndarray],
) -> Pixels:
    ruled = np.zeros(grey.shape, np.uint8)
    both = marked[False] | marked[True]
    for x0, top, x1, bottom in boxes:
        ruled[top:bottom, x0:x1] = both[top:bottom, x0:x1]
    ruled = cv2.dilate(ruled, np.ones((3, 3), np.uint8)).astype(np.uint8)
    paper = cv2.medianBlur(cv2.resize(grey, None, fx=0.125, fy=0.125), 15)
    ground = cv2.resize(paper, (grey.shape[1], grey.shape[0]))
    return np.where(ruled > 0, ground, grey).astype(np.uint8)
