"""Text that a page holds but does not show."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium_c

if TYPE_CHECKING:
    import pypdfium2 as pdfium

    from ingest.document import BBox

_INVISIBLE = {
    pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE,
    pdfium_c.FPDF_TEXTRENDERMODE_CLIP,
}


def invisible_boxes(document: pdfium.PdfDocument, number: int) -> list[BBox]:
    """The boxes of text that is printed in no colour, in points from the top of the page.

    Text in groups (form XObjects) and on pages that are displayed rotated is not looked at.
    """
    with closing(document[number - 1]) as page:
        if page.get_rotation():
            return []
        height = page.get_height()
        found = []
        for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT], max_depth=1):
            if pdfium_c.FPDFTextObj_GetTextRenderMode(item) in _INVISIBLE:
                left, bottom, right, top = item.get_bounds()
                found.append((left, height - top, right, height - bottom))
    return found
