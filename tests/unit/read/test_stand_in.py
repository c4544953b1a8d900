"""The text of PDFs whose fonts are not in them, as pdfium sees it."""

from __future__ import annotations

from contextlib import closing

import pypdfium2 as pdfium

from ingest.read.pdf.pages import page_texts
from tests.unit.read.draw_pdf import Drawing


def picture(data: bytes) -> bytes:
    with closing(pdfium.PdfDocument(data)) as document, closing(document[0]) as page:
        return bytes(page.render(scale=1).to_pil().tobytes())


def test_text_in_a_font_that_is_not_in_the_file_is_seen_whole() -> None:
    drawing = Drawing()
    drawing.text(60, 100, "项目支出绩效目标表")
    drawing.text(60, 120, "。")
    drawing.text(60, 140, "政府采购情况：按照有关规定执行\n年度资金总额 1,234.50")
    with closing(pdfium.PdfDocument(drawing.data())) as document:
        (page,) = page_texts(document)
    assert page.lines == (
        "项目支出绩效目标表",
        "。",
        "政府采购情况:按照有关规定执行",
        "年度资金总额1,234.50",
    )


def test_what_is_drawn_afterwards_has_the_fonts_of_the_system() -> None:
    drawing = Drawing()
    drawing.text(60, 100, "项目支出绩效目标表")
    data = drawing.data()
    before = picture(data)
    with closing(pdfium.PdfDocument(data)) as document:
        page_texts(document)
    assert picture(data) == before
