"""Scans: the image of a page → its words and rules, by optical recognition (the extra ``ocr``).

Importing this raises ImportError where the extra is not installed.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from math import cos, radians, sin, tan
from typing import TYPE_CHECKING

import numpy as np

from ingest.document import Place
from ingest.read import limits
from ingest.read.pdf.page.content import PageContent, Rule, Word
from ingest.read.pdf.rules import joined

if find_spec("rapidocr") is None or find_spec("onnxruntime") is None:
    raise ImportError("the extra ocr is not installed")

from ingest.read.scan.engine import are_upside_down, find_lines
from ingest.read.scan.ruling import find_rules
from ingest.read.scan.seals import without_seals
from ingest.read.scan.specks import without_specks
from ingest.read.scan.straighten import lean, levelled, runs_down, skew, turned, upright
from ingest.read.scan.words import find_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

    from ingest.document import BBox
    from ingest.read.scan.engine import Box, Pixels

PAGE_SECONDS = 90
SPECKS = "噪点 (the page is strewn with specks)"
_GLANCE = 960  # pixels are enough to see which way lines run
_MOST_UNREAD = 20


@dataclass(slots=True)
class ScannedContent(PageContent):
    """A page whose image was turned by ``skew`` degrees counter-clockwise to be level.

    What is upright on it leant to the right by ``lean`` degrees then.
    """

    skew: float = 0.0
    lean: float = 0.0

    def place(self, box: BBox, words: Sequence[Word] = (), doubt: str | None = None) -> Place:
        """The place of a box of the level page: its middle is turned back, its size stays."""
        angle = radians(self.skew)
        middle_x, middle_y = self.shown_width / 2, self.shown_height / 2
        y = (box[1] + box[3]) / 2 - middle_y
        leant = -y * tan(radians(self.lean))
        x = (box[0] + box[2]) / 2 - middle_x + leant
        dx = x * cos(angle) - y * sin(angle) - x + leant
        dy = x * sin(angle) + y * cos(angle) - y
        back = (box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy)
        return PageContent.place(self, back, words, doubt)


def scan_page(image: Image, number: int, width: float, height: float) -> PageContent:
    """The words and rules of the image of page ``number``, ``width`` × ``height`` points large.

    Words have confidences, and doubts where their figures may be wrong. What was seen but could not
    be read is a warning, as is a page that takes too long.
    """
    try:
        with limits.one_page(limits.MORE_A_SCAN, PAGE_SECONDS):
            return _scanned(image, number, width, height)
    except TimeoutError as error:
        place = Place(page=number)
        return PageContent(number, width, height, warnings=[(f"page {number} {error}", place)])


def _scanned(image: Image, number: int, width: float, height: float) -> PageContent:
    dpi = 72 * image.width / width
    grey, specked = without_specks(without_seals(image, dpi), dpi)
    turn = _turn(grey)
    grey = turned(grey, turn)
    angle = skew(grey)
    grey = levelled(grey, angle)
    leaning = lean(grey)
    grey = upright(grey, leaning)
    strokes, bare = find_rules(grey, dpi)
    words, unread = find_words(_coloured(bare), strokes, dpi)
    for word in words if specked else ():
        if any(char.isdigit() for char in word.text):
            word.doubt = "; ".join(filter(None, (word.doubt, SPECKS)))
    scale = 72 / dpi
    content = ScannedContent(
        number,
        width,
        height,
        words=[_scaled(word, scale) for word in words],
        rules=joined(
            [
                Rule(one.vertical, one.at * scale, one.start * scale, one.end * scale)
                for one in strokes
            ]
        ),
        turn=turn,
        skew=angle,
        lean=leaning,
    )
    for box in unread[:_MOST_UNREAD]:
        place = content.place(_points(box, scale))
        content.warnings.append(("something printed here could not be read", place))
    return content


def _turn(grey: Pixels) -> int:
    """By how many degrees the image must be turned clockwise for its text to stand upright."""
    image = _coloured(grey)
    boxes = find_lines(image, _GLANCE)
    turn = 90 if runs_down(boxes) else 0
    crops = [image[top:bottom, x0:x1] for x0, top, x1, bottom in boxes]
    if turn:
        crops = [turned(crop, turn) for crop in crops]
    return (turn + 180) % 360 if are_upside_down(crops) else turn


def _coloured(grey: Pixels) -> Pixels:
    return np.repeat(grey[:, :, np.newaxis], 3, axis=2)


def _points(box: Box | BBox, scale: float) -> BBox:
    return (box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale)


def _scaled(word: Word, scale: float) -> Word:
    edges = [(left * scale, right * scale) for left, right in word.edges]
    return Word(
        word.text,
        *_points(word.box, scale),
        word.size * scale,
        edges,
        confidence=word.confidence,
        doubt=word.doubt,
    )
