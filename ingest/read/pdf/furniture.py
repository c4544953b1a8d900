"""Page numbers and running heads: lines that belong to the pages, not to what they print."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from ingest.document import Line
from ingest.read.pdf.pages import is_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.read.continued import PageTable
    from ingest.read.pdf.layout import PageBlocks

_MARGIN = 0.12
_DEEPEST = 3
_PAGE_NUMBER = re.compile(
    r"[-—–~·\s]*(第?\s*\d{1,4}\s*页?|[ivxlIVXL]{1,6})[-—–~·\s]*"
    r"|第?\s*\d{1,4}\s*页?\s*[,，/|、]?\s*[（(]?\s*(共|of|/)\s*\d{1,4}\s*页?\s*[）)]?"
    r"|[Pp]age\s*\d{1,4}(\s*(of|/)\s*\d{1,4})?"
)
_DIGITS = re.compile(r"\d+")
# What stands above a table on each page of a book, and says something of it.
_SAYS = re.compile(r"[:：]|单位|年度|续表|^[（(]")


def drop_furniture(pages: Sequence[PageBlocks]) -> None:
    """Take page numbers and running heads out of the blocks of all pages, in place."""
    counts = Counter(key for page in pages for key in {_key(page, line) for line in _edge(page)})
    for page in pages:
        dropped = {
            id(line)
            for line in _edge(page)
            if _is_page_number(line) or _is_running(line, counts[_key(page, line)], len(pages))
        }
        page.blocks = [block for block in page.blocks if id(block) not in dropped]


def _edge(page: PageBlocks) -> Iterator[Line]:
    """The lines in the margins, from the page's edge up to the first that is no margin's."""
    yield from _margin(page.blocks, 0, _MARGIN * page.height)
    yield from _margin(page.blocks[::-1], (1 - _MARGIN) * page.height, page.height)


def _margin(blocks: Sequence[Line | PageTable], top: float, bottom: float) -> Iterator[Line]:
    for block in blocks[:_DEEPEST]:
        if not isinstance(block, Line):
            break
        box = block.place.bbox
        if not box or box[1] < top or box[3] > bottom:
            break
        yield block


def _key(page: PageBlocks, line: Line) -> tuple[str, int]:
    top = line.place.bbox[1] if line.place.bbox else 0.0
    return _DIGITS.sub("#", line.text), round(
        (top if top < page.height / 2 else top - page.height) / 8
    )


def _is_page_number(line: Line) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(line.text.strip()))


def _is_running(line: Line, count: int, pages: int) -> bool:
    if count < 2 or 2 * count < pages:
        return False
    return not is_title(line.text) and not _SAYS.search(line.text)
