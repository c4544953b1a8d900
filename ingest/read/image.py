"""Images of pages (PNG, JPEG, TIFF) → Document, by the recognition of scans.

Boxes are in points: pixels × 72 ÷ the resolution that the file states. Where it states none, or one
by which the page would be no sheet of paper, the image is taken to be as long as an A4 sheet.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from ingest.document import Document, Place, UnreadableError
from ingest.read.pdf.scanned import blocks_of_scans, scanner
from ingest.read.tables.continued import join_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.read.pdf.page.content import PageContent
    from ingest.read.pdf.scanned import PageScanner

MOST_PIXELS = 60_000_000
MOST_PAGES = 100
_FORMATS = ("PNG", "JPEG", "TIFF")
_A4_INCHES = 11.69
_LEAST_INCHES, _MOST_INCHES = 4.0, 34.0


def read_image(data: bytes) -> Document:
    """Read the text of an image, of each page of a TIFF.

    Raises UnreadableError for a damaged or too large image, for one without text, and where the
    ``ocr`` extra is not installed.
    """
    scan = scanner()
    if scan is None:
        raise UnreadableError("an image; install the ocr extra to read it (make ocr)")
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            media_type = Image.MIME[str(image.format)]
            contents = list(_contents(image, scan))
            count = getattr(image, "n_frames", 1)
    except Image.DecompressionBombError as error:
        raise UnreadableError("an image of too many pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise UnreadableError("a damaged or truncated image") from error
    pages = list(blocks_of_scans(contents))
    if not any(page.blocks for page in pages):
        raise UnreadableError("an image without any text that can be read")
    warnings = [warning for page in pages for warning in page.warnings]
    if count > MOST_PAGES:
        message = f"only the first {MOST_PAGES} of {count} pages were read"
        warnings.append((message, Place(page=MOST_PAGES + 1)))
    return Document(
        blocks=tuple(join_pages(pages)),
        media_type=media_type,
        page_count=count,
        warnings=tuple(warnings),
    )


def page_of_image(data: bytes, page: int) -> tuple[Image.Image, float]:
    """A page (from 1) upright, and its width in points.

    Raises UnreadableError for a damaged image or a page that it has not.
    """
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            image.seek(page - 1)
            upright = _on_white(ImageOps.exif_transpose(image))
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise UnreadableError(f"page {page} can't be drawn") from error
    return upright, upright.width * 72 / _dpi(upright)


def _contents(image: Image.Image, scan: PageScanner) -> Iterator[PageContent]:
    for number, frame in enumerate(ImageSequence.Iterator(image), 1):
        if frame.width * frame.height > MOST_PIXELS:
            raise UnreadableError(f"an image of {frame.width} × {frame.height} pixels: too large")
        if number > MOST_PAGES:
            return
        page = _on_white(ImageOps.exif_transpose(frame))
        scale = 72 / _dpi(page)
        yield scan(page, number, page.width * scale, page.height * scale)


def _on_white(image: Image.Image) -> Image.Image:
    """The image in colours or shades of grey; what is transparent is paper."""
    if image.mode.startswith("I"):  # 16 bits
        return image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _dpi(image: Image.Image) -> float:
    longest = max(image.size)
    stated = image.info.get("dpi", (0, 0))[0]
    if stated and _LEAST_INCHES <= longest / float(stated) <= _MOST_INCHES:
        return float(stated)
    return longest / _A4_INCHES
