"""Pages that are images: handed to optical recognition where its extra is installed."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from ingest.read.pdf.furniture import drop_furniture, recognised_heads
from ingest.read.pdf.layout import PageBlocks, page_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pypdfium2 as pdfium
    from PIL.Image import Image

    from ingest.read.pdf.page.content import PageContent

DPI = 200
_MOST_PIXELS = 40_000_000


class PageScanner(Protocol):
    """Recognises the words and rules of a page's image.

    ``width`` and ``height`` are the page's size in points, in which the content's boxes are given;
    every word has its confidence.
    """

    def __call__(self, image: Image, number: int, width: float, height: float) -> PageContent:
        """The content of page ``number``."""


@cache
def scanner() -> PageScanner | None:
    """The page scanner, None where the ``ocr`` extra is not installed."""
    try:
        return cast("PageScanner", import_module("ingest.read.scan").scan_page)
    except ImportError:
        return None


def scanned_page(scan: PageScanner, page: pdfium.PdfPage, number: int) -> PageContent:
    """The content of a page, recognised from its rendering."""
    width, height = page.get_size()
    scale = min(DPI / 72, (_MOST_PIXELS / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale)
    try:
        return scan(bitmap.to_pil(), number, width, height)
    finally:
        bitmap.close()


def blocks_of_scans(
    pages: Sequence[PageContent], running: frozenset[str] = frozenset()
) -> Iterator[PageBlocks]:
    """The blocks of recognised pages, without what several of them print at head or foot."""
    running |= recognised_heads(pages)
    last: PageBlocks | None = None
    for page in pages:
        before = last if last and last.number == page.number - 1 else None
        drop_furniture(page, running, goes_on=before is not None)
        last = page_blocks(page, before)
        yield last
