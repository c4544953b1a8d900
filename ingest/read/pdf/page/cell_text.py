"""Words → lines of text: what stands on one line, in order, and marks raised above it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.read.pdf.page.content import around
from ingest.read.raised import raised
from ingest.read.tables.cut import is_line_end

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.document import BBox
    from ingest.read.pdf.page.content import Word

_SPACE = 0.22  # of the size: a gap this wide between words is printed as a space
_RAISED = 0.75
_NEAR = 0.3  # of the size: how near to the border a full line may end before what has no room
# What is not broken over two lines: a figure or word, and what may not end or begin a line.
_OPENS, _CLOSES = "（《【“‘", "，。、；：！？）》】”’"
_UNBROKEN = re.compile(rf"[({_OPENS}]*(?:[!-~]+|.)[{_CLOSES}%％‰]*", re.S)


def text_lines(words: Iterable[Word]) -> list[list[Word]]:
    """Words by printed line, from top to bottom, each line from left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.middle, word.x0)):
        line = next((line for line in reversed(lines[-3:]) if _on_line(word, line)), None)
        if line is None:
            lines.append([word])
        else:
            line.append(word)
    return [sorted(line, key=lambda word: word.x0) for line in lines]


def _on_line(word: Word, line: Sequence[Word]) -> bool:
    """Whether a word stands on a line: beside the line's largest word, not above it."""
    main = max(line, key=lambda other: other.size)
    shared = min(word.bottom, main.bottom) - max(word.top, main.top)
    if shared < 0.5 * min(word.bottom - word.top, main.bottom - main.top):
        return False
    left, right = _ink(word)
    sides = ((_ink(other), min(word.size, other.size)) for other in line)
    return all(min(right, x1) - max(left, x0) < 0.5 * size for (x0, x1), size in sides)


def _ink(word: Word) -> tuple[float, float]:
    """Where the ink of a word begins and ends: brackets and stops have half a width of white.

    Programs let such white overlap: ``产出指标：（1）`` is one line.
    """
    before = 0.5 * word.size if word.text.startswith(tuple(_OPENS)) else 0.0
    behind = 0.5 * word.size if word.text.endswith(tuple(_CLOSES)) else 0.0
    return word.x0 + before, word.x1 - behind


def line_text(line: Sequence[Word]) -> str:
    """The text of the words of one line; a raised mark is kept apart from the number before it."""
    size = max(word.size for word in line)
    base = max((word for word in line if word.size == size), key=lambda word: len(word.text))
    text = ""
    for at, word in enumerate(line):
        if at and _is_raised(word, base):
            text += raised(word.text)
            continue
        gap = word.x0 - line[at - 1].x1 if at else 0.0
        text += (" " if gap > _SPACE * word.size else "") + word.text
    return text


def _is_raised(word: Word, base: Word) -> bool:
    return (
        word.size < _RAISED * base.size
        and word.middle < base.middle - 0.1 * base.size
        and len(word.text) <= 4
        and any(char.isdigit() for char in word.text)
    )


def cell_text(words: Sequence[Word], width: float) -> str:
    """The text of a cell whose lines may be ``width`` wide: a line end that no wrap made stays.

    A line is wrapped where what follows it had no room behind it: ``普查登记单\\n位13450个；``
    is one text.
    """
    lines = text_lines(words)
    text = ""
    for above, line in zip((None, *lines), lines, strict=False):
        if above:
            text += "" if _is_wrapped(above, line, width) else "\n"
        text += line_text(line)
    return text


def _is_wrapped(above: Sequence[Word], below: Sequence[Word], width: float) -> bool:
    """Whether a line ends where it does only because what begins the next one has no room."""
    if is_line_end(line_text(above), line_text(below)):
        return False
    free = width - (above[-1].x1 - above[0].x0)
    return free < _width_of_start(below[0]) + _NEAR * above[-1].size


def _width_of_start(word: Word) -> float:
    """How wide the shortest part of a word is that could stand at the end of the line before."""
    start = _UNBROKEN.match(word.text)
    count = start.end() if start else 0
    return word.edges[count - 1][1] - word.x0 if 0 < count <= len(word.edges) else word.x1 - word.x0


def box_of(words: Iterable[Word]) -> BBox:
    """The box around words."""
    return around(word.box for word in words)
