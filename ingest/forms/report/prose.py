"""Running text: paragraphs joined over line wraps, each under its headings, each with its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

from ingest.document import Document, Line, Place
from ingest.words.printed import printed

# Ranks of headings by how they are numbered, outermost first.
_NUMBERINGS = tuple(
    re.compile(pattern)
    for pattern in (
        r"第[一二三四五六七八九十]{1,3}(?:部分|章)",
        r"[一二三四五六七八九十]{1,3}[、.．]",
        r"[（(][一二三四五六七八九十]{1,3}[）)]",
        r"\d{1,2}[.．、](?!\d)",
        r"[（(]\d{1,2}[）)]|\d{1,2}[）)]|[①-⑳]",
    )
)
_ITEM = re.compile(r"[一二三四五六七八九十]{1,3}是")
_ENDED = re.compile(r"[。！？；：:;!?][”’」）)]*$")
_ASIDE = re.compile(r"[（(][^（）()]*[）)]")
_RUNNING = re.compile(r"[。；，,;!！?？：:]|\d(?!\d{0,3}年)")
_LONGEST_HEADING = 40


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as one printed text.

    ``headings`` are the headings it stands under, outermost first; a heading is a paragraph of
    its own, ``is_heading``, and the last of its own headings.
    """

    text: str
    headings: tuple[str, ...]
    is_heading: bool
    _starts: tuple[int, ...]
    _places: tuple[Place, ...]

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """Where ``text[start:end]`` is printed."""
        last = (len(self.text) if end is None else end) - 1
        first = self._places[max(bisect_right(self._starts, start) - 1, 0)]
        return first.to(self._places[max(bisect_right(self._starts, max(last, start)) - 1, 0)])


@dataclass(slots=True)
class _Joined:
    """Lines of one paragraph so far."""

    pieces: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    @property
    def ended(self) -> bool:
        """Whether the last line ends a sentence."""
        return bool(self.pieces) and bool(_ENDED.search(self.pieces[-1][-4:]))

    def add(self, text: str, place: Place) -> None:
        self.pieces.append(text)
        self.places.append(place)

    def paragraph(self, headings: list[str], *, is_heading: bool) -> Paragraph:
        starts = accumulate(map(len, self.pieces[:-1]), initial=0)
        return Paragraph(
            "".join(self.pieces), tuple(headings), is_heading, tuple(starts), tuple(self.places)
        )


def paragraphs(document: Document) -> list[Paragraph]:
    """The paragraphs and headings of the text outside tables, in order."""
    found: list[Paragraph] = []
    path: list[tuple[int, str]] = []
    open_ = _Joined()

    def close() -> None:
        nonlocal open_
        if open_.pieces:
            found.append(open_.paragraph([text for _, text in path], is_heading=False))
            open_ = _Joined()

    for block in document.blocks:
        text = printed(block.text) if isinstance(block, Line) else ""
        rank = heading_rank(text, block.heading) if isinstance(block, Line) else None
        if not text or rank is not None or _begins(text) or open_.ended:
            close()
        if text:
            open_.add(text, block.place)
        if rank is not None:
            path = [*(entry for entry in path if entry[0] < rank), (rank, text)]
            found.append(open_.paragraph([text for _, text in path], is_heading=True))
            open_ = _Joined()
    close()
    return found


def heading_rank(text: str, level: int) -> int | None:
    """How deep a heading ``text`` is, 0 the outermost; None for running text.

    Numbering goes before the ``level`` that the format gives, which authors use loosely. Without
    a level (0) a short numbered line without a sentence or a figure in it is a heading.
    """
    numbered = next((rank for rank, sign in enumerate(_NUMBERINGS) if sign.match(text)), None)
    if level:
        return level - 1 if numbered is None else numbered
    if numbered is None or len(text) > _LONGEST_HEADING:
        return None
    bare = _NUMBERINGS[numbered].sub("", _ASIDE.sub("", text), count=1)
    return None if not bare or _RUNNING.search(bare) else numbered


def _begins(text: str) -> bool:
    """Whether a line begins a paragraph: it is numbered."""
    return bool(_ITEM.match(text)) or any(sign.match(text) for sign in _NUMBERINGS)
