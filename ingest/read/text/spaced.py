"""Text laid out with spaces (as ``pdftotext -layout`` writes it) → Document.

Every line is a line of a page of characters as wide as they are high: its tables are then those of
a page without rules. Latin letters are half as wide or as wide as others, whichever lines up:
people see the one, pdftotext counts characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from ingest.document import Block, Document, Line, Place
from ingest.read.pdf.alignment import GUESSED_ROWS
from ingest.read.pdf.layout import page_blocks
from ingest.read.pdf.page.content import PageContent, Word
from ingest.read.text.gaps import GAP
from ingest.read.text.page_text import at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.document import BBox

_TITLE = re.compile(r"表(?:\s*[（(][^（）()]*[）)])*$")
# A blank line makes a gap that no wrapped text has.
_PITCH, _SIZE = 16.0, 12.0

Numbered = list[tuple[int, str]]


def read_spaced(lines: Sequence[str]) -> Document:
    """Lines and tables, in order."""
    blocks = [block for part in _parts(lines) for block in _blocks(part)]
    return Document(tuple(blocks), "text/plain")


def _parts(lines: Sequence[str]) -> Iterator[Numbered]:
    """What is laid out together; paragraphs around it, and titles between, are parts of their own.

    A part is a run of numbered lines.
    """
    numbered = [(number, line.replace("\f", "")) for number, line in enumerate(lines, 1)]
    runs = [
        run
        for filled, block in groupby(numbered, key=lambda each: bool(each[1].strip()))
        if filled
        for run in _titled(block)
    ]
    laid_out = [any(GAP.search(line) for _, line in run) for run in runs]
    first = laid_out.index(True)
    last = len(runs) - laid_out[::-1].index(True)
    together: Numbered = []
    for index, run in enumerate(runs):
        is_title = not laid_out[index] and _is_title(run[0][1])
        if first <= index < last and not is_title:
            together += run
            continue
        if together:
            yield together
            together = []
        yield run
    if together:
        yield together


def _titled(block: Iterable[tuple[int, str]]) -> Iterator[Numbered]:
    """The lines of a block, a title and what stands below it without a gap in a run of its own."""
    run: Numbered = []
    titled = False
    for number, line in block:
        begins = _is_title(line)
        if run and (begins or (titled and GAP.search(line))):
            yield run
            run, titled = [], False
        run.append((number, line))
        titled = titled or begins
    yield run


def _is_title(line: str) -> bool:
    return not GAP.search(line) and bool(_TITLE.search(line.strip()))


def _blocks(part: Numbered) -> Iterator[Block]:
    if not any(GAP.search(line) for _, line in part):
        yield from (Line(line.strip(), at(number)) for number, line in part)
        return
    content = _TextPage(1, 0.0, 0.0)
    layouts = [[*_all_words(part, narrow)] for narrow in (_SIZE / 2, _SIZE)]
    content.words = max(layouts, key=_lined_up)
    for block in page_blocks(content).blocks:
        yield block if isinstance(block, Line) else block.table


def _lined_up(words: Sequence[Word]) -> int:
    """How many words begin where others do."""
    starts = Counter(word.x0 for word in words)
    return sum(count for count in starts.values() if count > 1)


def _all_words(part: Numbered, narrow: float) -> Iterator[Word]:
    for number, line in part:
        yield from _words(number, line, narrow)


def _words(number: int, line: str, narrow: float) -> Iterator[Word]:
    word: Word | None = None
    x, top = 0.0, number * _PITCH
    for char in line.expandtabs():
        right = x + (_SIZE if unicodedata.east_asian_width(char) in "WFA" else narrow)
        if char.isspace():
            if word:
                yield word
            word = None
        elif word is None:
            word = Word(char, x, top, right, top + _SIZE, _SIZE, [(x, right)])
        else:
            word = replace(word, text=word.text + char, x1=right, edges=[*word.edges, (x, right)])
        x = right
    if word:
        yield word


@dataclass(slots=True)
class _TextPage(PageContent):
    """A text as a page: its places are those of physical lines.

    Which lines make a cell is a guess: all are equally near to one another.
    """

    def place(self, box: BBox, words: Sequence[Word] = (), doubt: str | None = None) -> Place:
        """The lines that a box covers; those of its words, where it has any."""
        tops = [word.top for word in words] or [box[1], box[3] - _SIZE]
        first, last = (max(round(top / _PITCH), 1) for top in (min(tops), max(tops)))
        joined = GUESSED_ROWS if words and last > first else None
        doubts = dict.fromkeys(
            text for text in (doubt, joined, *(word.doubt for word in words)) if text
        )
        return Place(line_from=first, line_to=max(first, last), doubt="; ".join(doubts) or None)
