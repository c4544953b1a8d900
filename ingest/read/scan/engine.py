"""The recognition of text in images, offline: where lines of text stand, and what they say."""

from __future__ import annotations

import os
import unicodedata
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from statistics import mean
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import numpy.typing as npt

from ingest.read import limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Pixels = npt.NDArray[np.uint8]
Box = tuple[int, int, int, int]
"""(x0, top, x1, bottom) in pixels."""

DETECTED = 1280
_THREADS = 2  # read a line each: those of one line would spend their time waiting for each other
_LINES = 8  # are enough to tell which way up a page is
_CERTAIN = 0.9  # on the average: no line stood on its head is read so
_LEAST_RATIO = 320 / 48  # of width to height: shorter lines are read with room behind them
_SETTLED = 0.99
_POSSIBLE = 0.04
_TELLING = 8.0  # times as long as high: lines of so many characters tell it best


@dataclass(frozen=True, slots=True)
class Char:
    """One recognised character: its middle in pixels from the left, and how certain it is.

    ``others`` are the characters that it may be as well, each with how certain that is.
    """

    text: str
    x: float
    confidence: float
    others: tuple[tuple[str, float], ...] = ()


def find_lines(image: Pixels, longest: int = DETECTED) -> list[Box]:
    """The boxes of the lines of text in an image of three colours.

    They are looked for in an image made no longer than ``longest`` pixels.
    """
    height, width = image.shape[:2]
    scale = min(1.0, longest / max(height, width))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found = _engine().text_det(small)
    if found.boxes is None:
        return []
    corners = found.boxes / scale
    lows, highs = np.floor(corners.min(axis=1)), np.ceil(corners.max(axis=1))
    boxes = np.hstack([np.maximum(lows, 0), np.minimum(highs, (width, height))]).astype(int)
    return [
        (x0, top, x1, bottom) for x0, top, x1, bottom in boxes.tolist() if x1 > x0 and bottom > top
    ]


def read_lines(crops: Sequence[Pixels]) -> list[list[Char]]:
    """The characters of each line image, from left to right; spaces are characters too."""
    _engine()
    with ThreadPoolExecutor(min(_THREADS, len(os.sched_getaffinity(0)))) as pool:
        return list(pool.map(_read_line, crops))


def _read_line(crop: Pixels) -> list[Char]:
    reader = _engine().text_rec
    ratio = crop.shape[1] / crop.shape[0]
    widest = max(ratio, _LEAST_RATIO)
    scores = reader.session(reader.resize_norm_img(crop, widest)[np.newaxis])[0]
    step = crop.shape[1] * widest / ratio / len(scores)
    return list(_chars(scores, reader.postprocess_op.character, step))


def _chars(scores: np.ndarray, alphabet: Sequence[str], width: float) -> Iterator[Char]:
    """The characters of a line, by the ``scores`` of the ``alphabet`` at each step of ``width``.

    The first of the alphabet is no character. One at steps that follow each other is there once.
    """
    best = scores.argmax(axis=1)
    begins = np.flatnonzero((best != 0) & (best != np.concatenate([[0], best[:-1]])))
    for at in begins.tolist():
        x = (at + 0.5) * width
        text, sure = alphabet[best[at]], float(scores[at, best[at]])
        if sure > _SETTLED:
            yield Char(text, x, sure)
            continue
        others: defaultdict[str, float] = defaultdict(float)
        for one in np.flatnonzero(scores[at] > _POSSIBLE).tolist():
            others[unicodedata.normalize("NFKC", alphabet[one] if one else "")] += float(
                scores[at, one]
            )
        # Wide and narrow forms of a character are the same to all who read it.
        sure = others.pop(unicodedata.normalize("NFKC", text), sure)
        others.pop("", None)
        yield Char(text, x, sure, tuple(others.items()))


def are_upside_down(crops: Sequence[Pixels]) -> bool:
    """Whether lines of text are read with more certainty when stood on their heads."""
    chosen = sorted(crops, key=lambda crop: abs(crop.shape[1] / crop.shape[0] - _TELLING))[:_LINES]
    upright = _certainties(chosen)
    if upright and mean(upright) > _CERTAIN:
        return False
    turned = _certainties([np.ascontiguousarray(crop[::-1, ::-1]) for crop in chosen])
    return sum(turned) - 0.5 * len(turned) > sum(upright) - 0.5 * len(upright)


def _certainties(crops: Sequence[Pixels]) -> list[float]:
    return [char.confidence for line in read_lines(crops) for char in line]


@cache
def _engine() -> Any:
    """The engine, its models loaded from the package; once in a process."""
    limits.allow_ocr()
    from rapidocr import RapidOCR  # noqa: PLC0415 (takes seconds, and memory)

    engine: Any = RapidOCR(
        params={
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Det.limit_side_len": 320,  # what is smaller is enlarged
            "Rec.rec_batch_num": 1,
        }
    )
    engine._load_det_model()
    engine._load_rec_model()
    return engine
