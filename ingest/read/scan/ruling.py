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
    return [stroke for stroke, _ in kept], _without(grey, [box for _, box in kept], marked)


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
    count, _, stats, _ = cv2.connectedComponentsWithStats(marked, connectivity=8)
    for x, y, width, height, area in stats[1:count].tolist():
        long, thick = (height, width) if vertical else (width, height)
        # A rule may still slope a little; what counts is how thick it is on the average.
        if area / long > _THICK * dpi + 2 or thick > _THICK * dpi + 2 + 0.01 * long:
            continue
        box = (x, y, x + width, y + height)
        if vertical:
            yield Stroke(True, x + width / 2, y, y + height), box
        else:
            yield Stroke(False, y + height / 2, x, x + width), box


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
