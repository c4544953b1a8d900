"""A page of a PDF or of an image as a picture, for people to look at."""

from __future__ import annotations

from contextlib import closing
from io import BytesIO
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from ingest.document import UnreadableError
from ingest.read import IMAGE_SIGNATURES

if TYPE_CHECKING:
    from PIL.Image import Image

_DPI = 144
_LONGEST = 3000


def page_picture(data: bytes, page: int, *, recognised: bool) -> tuple[bytes, float, float]:
    """PNG of a page (from 1), and the width and height in points of what it shows.

    Its corner at the top left is where boxes are counted from: that of the whole sheet, but of
    what is left of a cropped one where the text was ``recognised``. Raises UnreadableError for a
    page that the file has not.
    """
    if data.startswith(IMAGE_SIGNATURES):
        from ingest.read.image import page_of_image  # noqa: PLC0415 - a PDF does not need it

        image, width, height = page_of_image(data, page)
        image.thumbnail((_LONGEST, _LONGEST))
        return _png(image), width, height
    try:
        with closing(pdfium.PdfDocument(data)) as document, closing(document[page - 1]) as sheet:
            if not recognised:
                sheet.set_cropbox(*sheet.get_mediabox())
            width, height = sheet.get_size()
            scale = min(_DPI / 72, _LONGEST / max(width, height))
            with closing(sheet.render(scale=scale)) as bitmap:
                return _png(bitmap.to_pil()), width, height
    except (pdfium.PdfiumError, IndexError) as error:
        raise UnreadableError(f"page {page} can't be drawn") from error


def _png(image: Image) -> bytes:
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
