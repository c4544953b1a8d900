"""An upright, level image of a page → its words and rules, in pixels."""

from __future__ import annotations

from itertools import pairwise
from statistics import mean, median
from typing import TYPE_CHECKING

import cv2
import numpy as np

from ingest.read.pdf.page.content import Word
from ingest.read.scan.alike import told_apart
from ingest.read.scan.doubts import confidence, doubt
from ingest.read.scan.engine import find_lines, read_lines
from ingest.read.scan.ruling import stretches

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.read.scan.engine import Box, Char, Pixels
    from ingest.read.scan.ruling import Stroke

UNREAD = "旁有未识别字迹 (something beside it could not be read)"
_APART = 0.6  # of the height: characters with a wider gap between them are two words
_LEAST_LEFT_OUT = 0.1  # of the height
_LOOSE = "：，。、；！？（）《》“”"  # have paper of their own beside them
_PAD = 3
_DARK = 60  # of 255, than the paper
_LEAST_INK = 0.02  # of the square of a line's height
_LEAST_CONFIDENCE = 0.3
_FAINT = 0.6
_TALL = 1.6  # times as high as wide, or as the usual line: characters below each other
_BESIDE = 0.6  # of the height of the lower one: two boxes stand on one line


def find_words(image: Pixels, rules: Sequence[Stroke], dpi: float) -> tuple[list[Word], list[Box]]:
    """The words of an image of three colours without its rules, and the boxes that stay unread."""
    boxes = _parted(_stacked(image, find_lines(image)), rules)
    faint = {part for box in _overlooked(image, boxes, dpi) for part in _cut(box, rules)}
    words: list[Word] = []
    unread: list[Box] = []
    boxes = [box for box in (*boxes, *sorted(faint)) if _has_ink(_crop(image, box))]
    lines = [told_apart(line) for line in read_lines([_crop(image, box) for box in boxes])]
    for box, chars in zip(boxes, lines, strict=True):
        found = list(_words(chars, box, _gaps(_crop(image, box))))
        # The edges of paper and shadows are passed over with reason.
        if found and not (box in faint and mean(char.confidence for char in chars) < _FAINT):
            if _left_out(chars, _crop(image, box)):
                _doubt(found)
            words += found
        else:
            unread.append(box)
    _doubt(word for word in words if any(_stands_beside(box, word) for box in unread))
    return words, unread


def _doubt(words: Iterable[Word]) -> None:
    for word in words:
        word.doubt = "; ".join(filter(None, (word.doubt, UNREAD)))


def _left_out(chars: Sequence[Char], crop: Pixels) -> bool:
    """Whether a line has ink too far from its characters to be theirs."""
    inked = np.flatnonzero(_ink(crop).any(axis=0))
    middles = np.array([char.x for char in chars])
    apart = np.abs(inked[:, np.newaxis] - middles).min(axis=1)
    return bool(np.count_nonzero(apart > _APART * len(crop)) > _LEAST_LEFT_OUT * len(crop))


def _stands_beside(box: Box, word: Word) -> bool:
    """Whether what stands in a box may belong to a word: on its line, without a gap."""
    x0, top, x1, bottom = box
    lower = min(bottom - top, word.bottom - word.top)
    shared = min(bottom, word.bottom) - max(top, word.top)
    apart = max(x0 - word.x1, word.x0 - x1)
    return bool(shared > _BESIDE * lower and apart < _APART * lower)


def _crop(image: Pixels, box: Box) -> Pixels:
    x0, top, x1, bottom = box
    return image[top:bottom, x0:x1]


def _has_ink(crop: Pixels) -> bool:
    """Whether more than specks stands out from the paper."""
    grey = crop[:, :, 0]
    dark = np.count_nonzero(grey < np.percentile(grey, 90) - _DARK)
    return bool(dark > _LEAST_INK * grey.shape[0] ** 2)


def _cut(box: Box, rules: Iterable[Stroke]) -> list[Box]:
    """A line's box, cut where it crosses a rule between two cells."""
    x0, top, x1, bottom = box
    middle, height = (top + bottom) / 2, bottom - top
    cuts = [
        round(rule.at)
        for rule in rules
        if rule.vertical
        and rule.start - 2 <= middle <= rule.end + 2
        and x0 + 0.2 * height < rule.at < x1 - 0.2 * height
    ]
    edges = [x0, *sorted(cuts), x1]
    return [(a, top, b, bottom) for a, b in pairwise(edges)]


def _stacked(image: Pixels, lines: Sequence[Box]) -> list[Box]:
    """The boxes of lines; of one character each where characters stand below each other."""
    usual = median(bottom - top for _, top, _, bottom in lines) if lines else 0.0
    found = []
    for box in lines:
        x0, top, x1, bottom = box
        if bottom - top < _TALL * max(x1 - x0, usual):
            found.append(box)
        else:
            inked = np.any(_ink(_crop(image, box)), axis=1, keepdims=True)[:, 0]
            rows = _characters(inked, min(x1 - x0, usual))
            found += [
                (x0, max(top + above - _PAD, top), x1, min(top + below + _PAD, bottom))
                for above, below in rows
            ]
    return found


def _characters(inked: np.ndarray, most: float) -> list[tuple[int, int]]:
    """The stretches of inked rows, put together where they are ``most`` rows high or less."""
    found: list[tuple[int, int]] = []
    for above, below in stretches(inked):
        if found and below - found[-1][0] <= most:
            found[-1] = (found[-1][0], below)
        else:
            found.append((above, below))
    return found


def _parted(lines: Sequence[Box], rules: Sequence[Stroke]) -> list[Box]:
    """The boxes of lines, in pieces where they cross rules.

    Lines are detected over each other, and what crosses a rule was detected worse than a line
    within its cell: its pieces leave to that line what both of them hold.
    """
    pieces = [_cut(line, rules) for line in lines]
    whole = [parts[0] for parts in pieces if len(parts) == 1]
    cut = [part for parts in pieces if len(parts) > 1 for part in parts]
    return whole + [part for part in (_trimmed(each, whole) for each in cut) if part]


def _trimmed(piece: Box, lines: Iterable[Box]) -> Box | None:
    """The piece without its ends that lie in lines beside it; None where it lies in one."""
    x0, top, x1, bottom = piece
    for left, above, right, below in lines:
        if min(bottom, below) - max(top, above) < _BESIDE * min(bottom - top, below - above):
            continue
        if left <= x0 < right:
            x0 = right
        elif left < x1 <= right:
            x1 = left
    return (x0, top, x1, bottom) if x1 - x0 > _PAD else None


def _overlooked(image: Pixels, boxes: Sequence[Box], dpi: float) -> list[Box]:
    """Boxes of ink as large as text that the detection of lines has passed over."""
    if not boxes:
        return []
    usual = median(bottom - top for _, top, _, bottom in boxes)
    grey = image[:, :, 0]
    block = max(int(dpi / 4) | 1, 15)
    ink = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 25
    )
    for x0, top, x1, bottom in boxes:
        ink[top:bottom, x0:x1] = 0
    ink = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    joined = cv2.dilate(ink, np.ones((3, max(int(usual / 2), 3)), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    height, width = grey.shape
    found = []
    for x, y, w, h, _ in stats[1:count].tolist():
        inked = ink[y : y + h, x : x + w]
        if not 0.3 * usual <= h <= 2 * usual or np.count_nonzero(inked) < 0.02 * usual * usual:
            continue
        pad = max(_PAD, int((usual - h) / 2))
        found.append((max(x, 0), max(y - pad, 0), min(x + w, width), min(y + h + pad, height)))
    return found


def _gaps(crop: Pixels) -> list[tuple[float, int]]:
    """The middles and widths of the stretches of a line without ink that may part columns."""
    inked = np.flatnonzero(_ink(crop).any(axis=0))
    wide = np.flatnonzero(np.diff(inked) > _APART * crop.shape[0])
    return [((inked[at] + inked[at + 1]) / 2, int(inked[at + 1] - inked[at])) for at in wide]


def _ink(crop: Pixels) -> np.ndarray:
    """Which pixels are ink, specks left out."""
    grey = crop[:, :, 0]
    dark = (grey < np.percentile(grey, 90) - _DARK).astype(np.uint8)
    return np.asarray(cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))) > 0


def _words(
    chars: Sequence[Char], box: Box, gaps: Sequence[tuple[float, int]] = ()
) -> Iterable[Word]:
    """The words of a line of characters: parted at spaces and gaps."""
    run: list[Char] = []
    for char in chars:
        loose = run and (run[-1].text in _LOOSE or char.text in _LOOSE)
        least = (_APART + 0.4 if loose else _APART) * (box[3] - box[1])
        apart = run and any(run[-1].x < at <= char.x and width > least for at, width in gaps)
        if char.text.isspace() or apart:
            yield from _word(run, box)
            run = []
        if not char.text.isspace():
            run.append(char)
    yield from _word(run, box)


def _word(run: Sequence[Char], box: Box) -> Iterable[Word]:
    if not run or max(char.confidence for char in run) < _LEAST_CONFIDENCE:
        return
    x0, top, x1, bottom = box
    height = bottom - top
    size = 0.75 * height  # the detection leaves some paper around the type
    half = [0.5 * size if ord(char.text) > 0x2E7F else 0.27 * size for char in run]
    middles = [x0 + char.x for char in run]
    edges = []
    for at, (x, reach) in enumerate(zip(middles, half, strict=True)):
        left = max(x - reach, (middles[at - 1] + x) / 2 + 0.03 * size if at else x0)
        right = min(x + reach, (middles[at + 1] + x) / 2 - 0.03 * size if at + 1 < len(run) else x1)
        edges.append((min(left, x), max(right, x)))
    yield Word(
        "".join(char.text for char in run),
        edges[0][0],
        top + 0.12 * height,
        edges[-1][1],
        bottom - 0.12 * height,
        size,
        edges,
        confidence=confidence(run),
        doubt=doubt(run),
    )
