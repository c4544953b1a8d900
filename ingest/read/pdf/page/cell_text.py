"""Words → lines of text: what stands on one line, in order, and marks raised above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.read.pdf.page.content import around
from ingest.read.raised import raised

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.document import BBox
    from ingest.read.pdf.page.content import Word

_SPACE = 0.22  # of the size: a gap this wide between words is printed as a space
_RAISED = 0.75


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
    return all(min(word.x1, w.x1) - max(word.x0, w.x0) < 0.5 * min(word.size, w.size) for w in line)


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


def cell_text(words: Sequence[Word]) -> str:
    """The text of a cell: its lines, joined by line ends."""
    return "\n".join(line_text(line) for line in text_lines(words))


def box_of(words: Iterable[Word]) -> BBox:
    """The box around words."""
    return around(word.box for word in words)
