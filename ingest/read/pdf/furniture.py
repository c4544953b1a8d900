"""Page numbers and running heads: lines that belong to the pages, not to what they print."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from ingest.read.pdf.cell_text import line_text, text_lines
from ingest.read.pdf.pages import is_title, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.read.pdf.content import PageContent
    from ingest.read.pdf.pages import PageText

_MARGIN = 0.085
_PAGE_NUMBER = re.compile(
    r"[-—–~·]*(第?\d{1,4}页?|[ivxlIVXL]{1,6})[-—–~·]*"
    r"|第?\d{1,4}页?[,/|、]?\(?(共|of|/)\d{1,4}页?\)?"
    r"|[Pp]age\d{1,4}((of|/)\d{1,4})?"
)
_DIGITS = re.compile(r"\d+")
# What stands above a table on each page of a book, and says something of it.
_SAYS = re.compile(r":|单位|年度|续表|^\(|指标|名称|金额")


def running_heads(pages: Sequence[PageText]) -> frozenset[str]:
    """Lines that several pages print alike, numbers aside."""
    counts = Counter(key for page in pages for key in {_key(line) for line in page.lines})
    least = 2 if len(pages) < 6 else 3
    return frozenset(
        key
        for key, count in counts.items()
        if count >= least and not is_title(key) and not _SAYS.search(key)
    )


def drop_furniture(content: PageContent, running: frozenset[str] = frozenset()) -> None:
    """Take the page's number and running heads out of its words."""
    margin = _MARGIN * content.shown_height
    edge = [w for w in content.words if not margin <= w.middle <= content.shown_height - margin]
    dropped: set[int] = set()
    for line in text_lines(edge):
        text = plain(line_text(line))
        if _PAGE_NUMBER.fullmatch(text) or _key(text) in running:
            dropped.update(map(id, line))
    content.words = [word for word in content.words if id(word) not in dropped]


def _key(text: str) -> str:
    return _DIGITS.sub("#", text)
