"""PDF → Document: the pages that hold forms, their tables by rules or alignment, their lines."""

from __future__ import annotations

import logging
from contextlib import closing
from io import BytesIO
from typing import TYPE_CHECKING, cast

import pdfplumber
import pypdfium2 as pdfium
from pdfminer.layout import LTChar, LTCurve, LTImage
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from ingest.document import Document, Place, UnreadableError
from ingest.read.limits import one_page
from ingest.read.pdf.furniture import drop_furniture, running_heads
from ingest.read.pdf.layout import PageBlocks, page_blocks
from ingest.read.pdf.page.characters import add_words
from ingest.read.pdf.page.content import PageContent
from ingest.read.pdf.page.drawn import drawn
from ingest.read.pdf.page.fonts import Fonts
from ingest.read.pdf.pages import PageText, form_pages, page_texts
from ingest.read.pdf.rules import add_rules, drop_underlines, turn_rules
from ingest.read.pdf.scanned import blocks_of_scans, scanned_page, scanner
from ingest.read.tables.across import join_across
from ingest.read.tables.continued import join_pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pdfplumber.page import Page

    from ingest.read.pdf.page.drawn import State

# What it logs of a font or a colour is nothing that a reader of the document can act on.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

MEDIA_TYPE = "application/pdf"
_FIRST_PAGES = 3
_IMAGE_SHARE = 0.6
# Recognition takes seconds a page: a scanned book must not keep the other documents from their
# turn, and the forms that are published as scans have a few pages.
_MOST_SCANS = 100
# How pdfminer fails on objects that are not what they should be.
_DAMAGED = (AttributeError, LookupError, TypeError, ValueError)
TEXT_LAYER = "图像上的隐形文字层 (invisible text layer over an image)"


def read_pdf(data: bytes) -> Document:
    """Read the pages that hold forms; the first ones where none does.

    Raises UnreadableError when the file is damaged, needs a password, or holds only images that
    can't be recognised.
    """
    with closing(_open(data)) as document:
        texts = page_texts(document)
    images = [page.number for page in texts if page.is_image]
    numbers = form_pages(texts) or _first_pages(texts)
    if not numbers and not images:
        raise UnreadableError("a PDF without any text or image")
    if not numbers and scanner() is None:
        raise UnreadableError("a PDF of images; install the ocr extra to read it (make ocr)")
    running = running_heads(texts)
    pages = [*_read_pages(data, numbers, running), *_scanned_pages(data, images, running)]
    pages.sort(key=lambda page: page.number)
    join_across(pages)
    return Document(
        blocks=tuple(join_pages(pages)),
        media_type=MEDIA_TYPE,
        page_count=len(texts),
        warnings=tuple(warning for page in pages for warning in page.warnings),
    )


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableError("an encrypted PDF; a password would be needed") from error
        raise UnreadableError("a damaged PDF") from error


def _first_pages(texts: Iterable[PageText]) -> list[int]:
    return [page.number for page in texts if page.lines and not page.is_image][:_FIRST_PAGES]


def _read_pages(data: bytes, numbers: list[int], running: frozenset[str]) -> Iterator[PageBlocks]:
    if not numbers:
        return
    try:
        with pdfplumber.open(BytesIO(data), pages=numbers) as pdf:
            pdf.rsrcmgr = Fonts()
            last: PageBlocks | None = None
            for page in pdf.pages:
                goes_on = last and last.number == page.page_number - 1
                last = _read_page(page, running, last if goes_on else None)
                yield last
                page.close()
    except (MalformedPDFException, PdfminerException, *_DAMAGED) as error:
        raise UnreadableError(f"a damaged PDF ({type(error).__name__}: {error!s:.100})") from error


def _read_page(page: Page, running: frozenset[str], before: PageBlocks | None) -> PageBlocks:
    try:
        with one_page():
            content = _content(page)
            drop_furniture(content, running, goes_on=before is not None)
            return page_blocks(content, before)
    except TimeoutError as error:
        return _unread(page.page_number, str(error), page.width, page.height)


def _content(page: Page) -> PageContent:
    """The words and rules of a page as displayed."""
    content = PageContent(page.page_number, float(page.width), float(page.height))
    content.origin = (float(page.mediabox[0]), float(page.mediabox[1]))
    items = list(drawn(page))
    left, top, right, bottom = page.cropbox
    content.cropped = (float(right - left), float(bottom - top))
    covered = any(_covers(item, content) for item in items if isinstance(item, LTImage))
    add_rules(content, [item for item in items if isinstance(item, LTCurve)])
    chars = [item for item in items if isinstance(item, LTChar)]
    add_words(content, chars, on_image=covered)
    turn_rules(content)
    drop_underlines(content)
    if covered and any(cast("State", char.graphicstate).invisible for char in chars):
        for word in content.words:
            word.doubt = word.doubt or TEXT_LAYER
    return content


def _covers(image: LTImage, content: PageContent) -> bool:
    return bool(image.width * image.height >= _IMAGE_SHARE * content.width * content.height)


def _scanned_pages(
    data: bytes, numbers: list[int], running: frozenset[str]
) -> Iterator[PageBlocks]:
    """Pages that are images: recognised, or a warning each."""
    scan = scanner()
    recognised: list[PageContent] = []
    # Opened anew: the fonts of a document whose text was looked at are stand-ins.
    with closing(_open(data)) as document:
        for at, number in enumerate(numbers):
            with closing(document[number - 1]) as page:
                size = page.get_size()
                if scan is None:
                    yield _unread(number, "is an image; install the ocr extra to read it", *size)
                elif at >= _MOST_SCANS:
                    yield _unread(number, f"is an image; {_MOST_SCANS} before it were read", *size)
                else:
                    recognised.append(scanned_page(scan, page, number))
    yield from blocks_of_scans(recognised, running)


def _unread(number: int, why: str, width: float, height: float) -> PageBlocks:
    warning = f"page {number} {why}", Place(page=number)
    return PageBlocks(number, [], width, height, warnings=[warning])
