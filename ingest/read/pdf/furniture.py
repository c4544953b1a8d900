"""Page numbers and running heads: lines that belong to the pages, not to what they print."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from ingest.read.pdf.page.cell_text import line_text, text_lines
from ingest.read.pdf.pages import is_title, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.read.pdf.page.content import PageContent, Rule, Word
    from ingest.read.pdf.pages import PageText

_MARGIN = 0.085
_PAGE_NUMBER = re.compile(
    r"[-—–~·]*(第?\d{1,4}页?|[ivxlIVXL]{1,6})[-—–~·]*"
    r"|第?\d{1,4}页?[,/|、]?\(?(共|of|/)\d{1,4}页?\)?"
    r"|[Pp]age\d{1,4}((of|/)\d{1,4})?"
)
# In one line with other words a mere number may be a value: this is none.
_SIGNED_NUMBER = re.compile(r"[-—–]+\d{1,4}[-—–]+|第\d{1,4}页(共\d{1,4}页)?")
# What browsers print above and below a page.
_MOMENT = r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?,?([上下]午)?\d{1,2}:\d\d(:\d\d)?([AP]M)?"
_BROWSER = re.compile(rf"{_MOMENT}|(https?|file)://.*", re.I)
_LONGEST_NUMBER = 6  # words
_PIECES = 3
_WIDE = 1.2  # times the size of the type: what a gap between two pieces of a line measures
_OUTER = 4  # lines at the head and at the foot of a page that may be its own
_FEW_PAGES = 6
_SHORTEST_HEAD = 6  # characters: what begins another line by chance is shorter
_ALIKE = 90  # per cent of two lines, one of them misread
_YEAR = "年度"
_DIGITS = re.compile(r"\d+")
# What stands above a table on each page of a book, and says something of it.
_SAYS = re.compile(r"[\u4e00-\u9fff]:|单位|续表|^\(|指标|名称|金额")


def running_heads(pages: Sequence[PageText]) -> frozenset[str]:
    """Lines that several pages print alike, numbers aside."""
    return _repeated([page.lines for page in pages])


def recognised_heads(pages: Sequence[PageContent]) -> frozenset[str]:
    """Lines that several pages of images print alike, numbers and a misread character aside."""
    texts = [[plain(line_text(line)) for line in text_lines(p.words)] for p in pages]
    keys = dict.fromkeys(_key(line) for lines in texts for line in _outer(lines))
    alike = {key: next(other for other in keys if fuzz.ratio(key, other) >= _ALIKE) for key in keys}
    repeated = _repeated([[alike[_key(line)] for line in _outer(lines)] for lines in texts])
    return frozenset(key for key, first in alike.items() if first in repeated)


def _repeated(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    heads = [{_key(line) for line in _outer(lines)} for lines in pages]
    counts = Counter(key for keys in heads for key in keys)
    few = len(pages) < _FEW_PAGES
    for key in counts:
        # Among many pages enough print it apart.
        if few and len(key) >= _SHORTEST_HEAD:
            counts[key] += sum(_begins_a_line(key, keys) for keys in heads)
    least = 2 if few else 3
    return frozenset(
        key
        for key, count in counts.items()
        if count >= least and not is_title(key) and not _SAYS.search(key)
    )


def _begins_a_line(key: str, keys: set[str]) -> bool:
    """Whether a head has run into the line below it, as plain text may have it."""
    return key not in keys and any(other.startswith(key) for other in keys)


def _outer(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines that a page begins and ends with."""
    return (*lines[:_OUTER], *lines[-_OUTER:])


def drop_furniture(
    content: PageContent, running: frozenset[str] = frozenset(), *, goes_on: bool = False
) -> None:
    """Take the page's number and running heads out of its words.

    A head that says the year is kept where something may begin that is of it: on a page with the
    title of a form, and on one that does not go on from the page before.
    """
    margin = _MARGIN * content.shown_height
    bottom = content.shown_height - margin
    edge = [w for w in content.words if not (w.shown or margin <= w.middle <= bottom)]
    dropped: set[int] = set()
    for line in text_lines(edge):
        text = plain(line_text(line))
        pieces = {plain(line_text(piece)): piece for piece in _pieces(line)}
        printed_by_browser = len(pieces) <= _PIECES and any(map(_BROWSER.fullmatch, pieces))
        repeated = _key(text) in running and not (
            _YEAR in text and (not goes_on or _is_titled(content))
        )
        of_the_page = _PAGE_NUMBER.fullmatch(text) or repeated or printed_by_browser
        if of_the_page and not _in_table(line, content.rules):
            dropped.update(map(id, line))
        for words in (words for piece in pieces.values() for words in _signed_numbers(piece)):
            dropped.update(map(id, words))
    content.words = [word for word in content.words if id(word) not in dropped]


def _signed_numbers(piece: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """The words of a piece of a line that are a page's number: it may be near to a cell's text."""
    for start in range(len(piece)):
        for end in range(start + 1, min(start + _LONGEST_NUMBER, len(piece)) + 1):
            if _SIGNED_NUMBER.fullmatch(plain("".join(word.text for word in piece[start:end]))):
                yield piece[start:end]


def _is_titled(content: PageContent) -> bool:
    return any(is_title(line_text(line)) for line in text_lines(content.words))


def _in_table(line: Sequence[Word], rules: Sequence[Rule]) -> bool:
    """Whether a line stands between the rules of a table."""
    at = line[0].middle
    sides = [rule.at for rule in rules if rule.vertical and rule.start < at < rule.end]
    return any(x < line[0].x0 for x in sides) and any(x > line[-1].x1 for x in sides)


def _pieces(line: Sequence[Word]) -> list[list[Word]]:
    """The words of a line in runs that wide gaps part."""
    pieces = [[line[0]]]
    for left, right in pairwise(line):
        if right.x0 - left.x1 > _WIDE * right.size:
            pieces.append([])
        pieces[-1].append(right)
    return pieces


def _key(text: str) -> str:
    return _DIGITS.sub("#", text)
