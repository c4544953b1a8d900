"""Printed lines cut at their spaces: what the reflow of wrapped cells works on."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise, repeat, takewhile
from math import ceil
from operator import itemgetter
from typing import TYPE_CHECKING, Literal

from ingest.words.quantity import is_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ingest.document import Line, Place

Gap = Literal["space", "tab", "line", "blank"]

_WORD = re.compile(r"[A-Za-z0-9.,%+&/-]+|.", re.DOTALL)
# What stands in parentheses is no cell of its own: 景点数量（ ≥4个 ）.
_TOGETHER = re.compile(r"(?:[(（][^()（）]*[)）]|\S)+")
_MAX_UNIT_WRAPS = 4
_MOST_BLANKS = 8
ANY_WIDE = 10_000
_DIGIT = re.compile(r"\d")
_OPENERS = "（(《〈“‘「『【〔[<"
_CLOSERS = "，。、；：！？）)》〉”’」』】〕]%％,;:!?．"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a printed line without spaces; ``gap`` is what stands before it."""

    text: str
    place: Place
    gap: Gap

    @property
    def line(self) -> int:
        """The number of the printed line."""
        return self.place.line_from or 0


def words_of(text: str) -> list[str]:
    """The words of a line, those in parentheses with the one that they stand behind."""
    return _TOGETHER.findall(text)


def pieces(lines: Iterable[Line], *, whole: bool = False) -> list[Piece]:
    """The pieces of consecutive lines, in order; with ``whole`` each line, or each part by tabs."""
    found: list[Piece] = []
    last = None
    for line in lines:
        number = line.place.line_from or 0
        gap: Gap = "line" if last is not None and number == last + 1 else "blank"
        for text in line.text.split("\t") if whole else line.text.split():
            found.append(Piece(text, line.place, gap))
            gap = "tab" if whole else "space"
        last = number
    return found


def blanks_behind(lines: Sequence[Line]) -> dict[int, int]:
    """How many blank cells stand behind a line, by its number, where cells are lines.

    Of lines that stand two apart, two blank cells stand between those six apart; where a row ends,
    a gap may be one of less.
    """
    ends = [(one.place.line_to or 0, two.place.line_from or 0) for one, two in pairwise(lines)]
    apart = Counter(start - end for end, start in ends)
    pitch, count = max(apart.items(), key=itemgetter(1), default=(0, 0))
    if pitch < 1 or 2 * count < len(ends):
        return {}
    missing = {end: ceil((start - end) / pitch) - 1 for end, start in ends}
    return {end: blanks for end, blanks in missing.items() if 0 < blanks <= _MOST_BLANKS}


def with_blanks(lines: Iterable[Line], behind: Mapping[int, int]) -> Iterator[Line]:
    """The lines with one without text for each blank cell ``behind`` them."""
    for line in lines:
        yield line
        yield from repeat(replace(line, text=""), behind.get(line.place.line_to or 0, 0))


def with_whole_units(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines with each unit on one that a narrow column broke (万立方 above 米)."""
    found: list[Line] = []
    at = 0
    while at < len(lines):
        count = _lines_of_unit([line.text for line in lines[at : at + _MAX_UNIT_WRAPS]])
        part = lines[at : at + count]
        text = "".join(line.text for line in part)
        found.append(replace(part[0], text=text, place=part[0].place.to(part[-1].place)))
        at += count
    return found


def _lines_of_unit(texts: Sequence[str]) -> int:
    """How many lines make up a unit with nothing beside it; 1 for other lines."""
    alone = len([*takewhile(lambda text: " " not in text and not _DIGIT.search(text), texts)])
    counts = range(min(alone + 1, len(texts)), 1, -1)
    return next((count for count in counts if is_unit("".join(texts[:count]))), 1)


def joined(run: Sequence[Piece]) -> str:
    """The text of pieces: spaces within a line, line ends between lines."""
    text = ""
    for index, piece in enumerate(run):
        if index:
            text += " " if piece.gap == "space" else "\n"
        text += piece.text
    return text


def span(run: Sequence[Piece]) -> Place:
    """The place of pieces, from the first to the last."""
    return run[0].place.to(run[-1].place)


def width(text: str) -> int:
    """Display width: 2 for a full-width character, 1 for others."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def first_unit(text: str) -> int:
    """The width of what can't be broken off the start of ``text``: a word and its punctuation."""
    end = 0
    while end < len(text) and text[end] in _OPENERS:
        end += 1
    match = _WORD.match(text, end)
    end = match.end() if match else end
    while end < len(text) and text[end] in _CLOSERS:
        end += 1
    return width(text[:end])


def width_bounds(text: str, place: Place) -> tuple[int, int]:
    """How wide a column is at least and most by its wrapped header.

    2021 | 年情 | 况 is four wide, as nothing more fitted.
    """
    lines = text.split("\n")
    count = (place.line_to or 0) - (place.line_from or 0) + 1
    if count not in (len(lines), 2 * len(lines) - 1):
        return 0, ANY_WIDE  # lines that were put together before
    most = (width(line) + first_unit(after) - 1 for line, after in pairwise(lines))
    return max(map(width, lines)), min(most, default=ANY_WIDE)


def starts_closed(text: str) -> bool:
    """Whether ``text`` begins with what can only go on: closing punctuation, a rest of a unit."""
    return text[:1] in _CLOSERS or (text[:1] in "·/" and len(text) > 1)


def ends_open(text: str) -> bool:
    """Whether ``text`` ends with what must go on: a comma, an opening bracket, an operator."""
    is_cut = text[-1:] in "/·" and len(text) > 1
    return is_cut or text[-1:] in "，、,：:≥≤≧≦＞＜><=﹥﹤和与及或的以" + _OPENERS


def ends_sentence(text: str) -> bool:
    """Whether ``text`` ends with the end of a sentence or clause."""
    return text[-1:] in "。；;！？!?"
