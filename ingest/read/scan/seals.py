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
_LIGHT = 1.4  # by how much more light a pixel has in red than in grey, for its redness
_PAPER = 95  # per cent of the pixels are darker than paper, or as dark


def without_seals(image: Image, dpi: float) -> Pixels:
    """The image in shades of grey; where a seal lies, its ink is as light as the paper around it.

    The ink of a seal lets black print through: it darkens all beneath by the same factor. At its
    edges, where chroma is blurred, the red of a pixel tells how light it is, which ink hardly dims.
    """
    grey = np.asarray(image.convert("L"))
    if image.mode != "RGB":
        return grey
    red = (_redness(image.reduce(_SMALLER)) > _RED).astype(np.uint8)
    if not red.any():
        return grey
    grey = grey.copy()
    for box in _seals(red, dpi / _SMALLER):
        x0, top, x1, bottom = (_SMALLER * edge for edge in box)
        part = grey[top:bottom, x0:x1].astype(float)
        redness = _redness(image.crop((x0, top, x0 + part.shape[1], top + part.shape[0])))
        full = np.median(redness[redness > _RED])
        inked = redness > full / 3
        paper, ink = np.percentile(part, _PAPER), np.median(part[inked])
        part += np.where(inked, part * (paper / max(ink, 1.0) - 1), _LIGHT * redness.clip(0))
        grey[top:bottom, x0:x1] = np.minimum(part, paper)
    return grey


def _redness(image: Image) -> np.ndarray:
    return np.asarray(image.convert("YCbCr"))[:, :, 2].astype(float) - 128


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
