"""The page without the specks that faxes and bad copies are strewn with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from ingest.read.scan.engine import Pixels

_SIDE = 0.0105  # inches: few dots of print are as small as the square of it
_MANY = 15  # a square inch
_DARK = 128


def without_specks(grey: Pixels, dpi: float) -> tuple[Pixels, bool]:
    """The image without its specks if it has many, else as it is; and whether it had.

    A point of a number is hardly larger than a speck, so that either may be taken for the other.
    """
    ink = (grey < _DARK).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    small = stats[:, cv2.CC_STAT_AREA] <= (_SIDE * dpi) ** 2
    if np.count_nonzero(small) < _MANY * grey.size / dpi**2:
        return grey, False
    paper = np.percentile(grey[ink == 0], 50)
    return np.where(small[labels], paper, grey).astype(np.uint8), True
