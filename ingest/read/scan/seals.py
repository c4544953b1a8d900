"""The page under a red seal: what is printed there, without the ink of the seal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image

    from ingest.read.scan.engine import Pixels

_RED = 20  # more than grey has, of 127: chroma survives a JPEG blurred, brightness sharp
_LEAST, _MOST = 0.5, 3.0  # inches wide and high; red figures and headings are no seals
_SMALLER = 4  # times: seals are looked for in a smaller image
_PAPER = 95  # per cent of the pixels are darker than paper, or as dark


def without_seals(image: Image, dpi: float) -> Pixels:
    """The image in shades of grey; where a seal lies, its ink is as light as the paper around it.

    The ink of a seal lets black print through: it darkens all beneath by the same factor.
    """
    grey = np.asarray(image.convert("L"))
    if image.mode != "RGB":
        return grey
    small = image.reduce(_SMALLER)
    chroma = np.asarray(small.convert("YCbCr"))[:, :, 2].astype(int) - 128
    red = (chroma > _RED).astype(np.uint8)
    if not red.any():
        return grey
    grey = grey.copy()
    for x0, top, x1, bottom in _seals(red, dpi / _SMALLER):
        part = grey[top * _SMALLER : bottom * _SMALLER, x0 * _SMALLER : x1 * _SMALLER]
        inked = cv2.dilate(red[top:bottom, x0:x1], np.ones((3, 3), np.uint8))
        covered = cv2.resize(inked, part.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
        paper, ink = np.percentile(part, _PAPER), np.median(part[covered])
        lighter = np.minimum(part * (paper / max(ink, 1.0)), paper)
        part[covered] = lighter[covered].astype(np.uint8)
    return grey


def _seals(red: np.ndarray, dpi: float) -> list[tuple[int, int, int, int]]:
    """The boxes of large patches of red ink: the strokes of a seal lie close together."""
    reach = max(int(0.1 * dpi), 1)
    joined = cv2.dilate(red, np.ones((reach, reach), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    return [
        (x, y, x + width, y + height)
        for x, y, width, height, _ in stats[1:count].tolist()
        if all(_LEAST * dpi <= side <= _MOST * dpi for side in (width, height))
    ]
