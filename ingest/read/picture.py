"""A page of a PDF or of an image as a picture, for people to look at."""

from __future__ import annotations

from contextlib import closing
from io import BytesIO
from typing import TYPE_CHECKING

import pdfplumber
import pypdfium2 as pdfium

from ingest.document import UnreadableError
from ingest.read import IMAGE_SIGNATURES

if TYPE_CHECKING:
    from PIL.Image import Image

Point = tuple[float, float]

_DPI = 144
_LONGEST = 3000


def page_picture(data: bytes, page: int, *, recognised: bool) -> tuple[bytes, float, Point]:
    """PNG of a page (from 1), the width in points of what it shows, and what its top left is.

    It shows the whole sheet, but what is left of a cropped one where the text was ``recognised``;
    the top left is (0, 0) there, and for others what the file says. Raises UnreadableError for a
    page that the file has not.
    """
    if data.startswith(IMAGE_SIGNATURES):
        from ingest.read.image import page_of_image  # noqa: PLC0415 - a PDF does not need it

        image, width = page_of_image(data, page)
        image.thumbnail((_LONGEST, _LONGEST))
        return _png(image), width, (0.0, 0.0)
    try:
        with closing(pdfium.PdfDocument(data)) as document, closing(document[page - 1]) as sheet:
            if not recognised:
                sheet.set_cropbox(*sheet.get_mediabox())
            width, height = sheet.get_size()
            scale = min(_DPI / 72, _LONGEST / max(width, height))
            with closing(sheet.render(scale=scale)) as bitmap:
                corner = (0.0, 0.0) if recognised else _top_left(data, page)
                return _png(bitmap.to_pil()), width, corner
    except (pdfium.PdfiumError, IndexError) as error:
        raise UnreadableError(f"page {page} can't be drawn") from error


def _top_left(data: bytes, page: int) -> Point:
    with pdfplumber.open(BytesIO(data), pages=[page]) as document:
        left, top, _, _ = document.pages[0].mediabox
    return float(left), float(top)


def _png(image: Image) -> bytes:
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
