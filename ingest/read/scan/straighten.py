"""Turn the image of a page so that its lines of text run level."""

from __future__ import annotations

from math import radians, tan
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.read.scan.engine import Box, Pixels

MOST_SKEW = 6.0
_MOST_LEAN = 2.4
_SHARPER = 1.1  # times: a page is sheared for a gain only
_WIDTH = 900  # pixels are enough to see by how much a page is skewed
_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def turned(image: Pixels, turn: int) -> Pixels:
    """The image turned clockwise by 0, 90, 180 or 270 degrees."""
    return cv2.rotate(image, _TURNS[turn]).astype(np.uint8) if turn else image


def runs_down(boxes: list[Box]) -> bool:
    """Whether most lines of text run down or up the page rather than across it."""
    across = sum(x1 - x0 for x0, top, x1, bottom in boxes if x1 - x0 > 2 * (bottom - top))
    down = sum(bottom - top for x0, top, x1, bottom in boxes if bottom - top > 2 * (x1 - x0))
    return down > across


def skew(grey: Pixels) -> float:
    """By how many degrees the page must be turned counter-clockwise to be level."""
    ink = _small_ink(grey)

    def sharpness(angle: float) -> float:
        level = _rotate(ink, angle, cv2.BORDER_CONSTANT)
        return _sharpness(level.sum(axis=1)) + _sharpness(level.sum(axis=0))

    return _sharpest(sharpness)


def lean(grey: Pixels) -> float:
    """By how many degrees what is upright on a level page leans to the right, seen from aside."""
    ink = _small_ink(grey)

    def sharpness(angle: float) -> float:
        return _sharpness(_lean(ink, -angle, cv2.BORDER_CONSTANT).sum(axis=0))

    found = _sharpest(sharpness, _MOST_LEAN)
    return found if sharpness(found) > _SHARPER * sharpness(0.0) else 0.0


def _small_ink(grey: Pixels) -> np.ndarray:
    scale = min(1.0, _WIDTH / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    # Blurred, or the one angle at which pixels are not mixed would always look the sharpest.
    small = cv2.GaussianBlur(small, (0, 0), 1.0)
    return np.asarray(np.clip(230.0 - small, 0.0, None), np.float32)


def _sharpest(sharpness: Callable[[float], float], most: float = MOST_SKEW) -> float:
    angles = np.arange(-most, most + 0.01, 0.4)
    best = 0.0
    for step in (0.1, 0.02, 0.02):
        best = max(angles.tolist(), key=sharpness)
        angles = best + step * np.arange(-4, 5)
    return best if abs(best) > 0.03 else 0.0


def _sharpness(sums: np.ndarray) -> float:
    """How sharply rows or columns of ink and of paper differ."""
    return float((np.diff(sums) ** 2).sum())


def levelled(image: Pixels, angle: float) -> Pixels:
    """The image turned counter-clockwise about its middle; its size stays."""
    return _rotate(image, angle, cv2.BORDER_REPLICATE).astype(np.uint8) if angle else image


def upright(image: Pixels, angle: float) -> Pixels:
    """The level image that leans no more by ``angle``; its size and its rows stay."""
    return _lean(image, -angle, cv2.BORDER_REPLICATE).astype(np.uint8) if angle else image


def _lean(image: np.ndarray, angle: float, border: int) -> np.ndarray:
    height, width = image.shape[:2]
    slope = tan(radians(angle))
    matrix = np.array([[1.0, -slope, slope * height / 2], [0.0, 1.0, 0.0]])
    size = (width, height)
    return np.asarray(cv2.warpAffine(image, matrix, size, flags=cv2.INTER_CUBIC, borderMode=border))


def _rotate(image: np.ndarray, angle: float, border: int) -> np.ndarray:
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    size = (width, height)
    return np.asarray(cv2.warpAffine(image, matrix, size, flags=cv2.INTER_CUBIC, borderMode=border))
