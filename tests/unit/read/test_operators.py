"""Content streams are read as pdfminer reads them, whatever they hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfminer.pdfinterp import PDFContentParser
from pdfminer.pdftypes import PDFStream
from pdfminer.psparser import PSEOF

from ingest.read.pdf import read_pdf
from ingest.read.pdf.page.operators import operators
from tests.unit.read.draw_pdf import Drawing

USUAL = (
    b"q 1 0 0 -1 .5 841.89 cm /P <</MCID 0 /Lang (zh)>>BDC BT /F1 -12.5 Tf",
    b"[(\\350\\14\\0a\\n\\)\\\\) -120 <4E00 4e8c>+.5<>] TJ T* (x)' 1 2(y)\" ET",
    b"0 0 m 10. 00012 l S% and so on\n/CS0 cs true false null EMC 5-3 1.2.3 4Q",
    b"",
)
UNUSUAL = (
    b"BI /W 1 /H 1 ID abc EI",
    b"((a) and b) Tj",
    b"(a\\\nb) Tj",
    b"(\\400) Tj",
    b"(never ends",
    b"<4E0> Tj",
    b"/A#20B gs",
    b"/ gs",
    b"1 -- 2 . 3",
    b"[ 1 >> ]",
    b"<< /A >> BDC",
    b"[ 1 2",
    b"1 ] q",
    b"q\0Q",
    b"q { 1 } Q",
    b"/\xff gs",
)
PARTS = st.sampled_from([*USUAL, *UNUSUAL, *b"()<>[]{}/%#+-.'\"\\\n\r\0 01a".split()])
PIECES = st.sampled_from([bytes((sign,)) for sign in b"()<>[]{}/%#+-.'\"\\\n\r\t\0 017aAfT*\xff"])
STREAM = st.lists(st.one_of(PARTS, PIECES), max_size=12).map(b"".join)


def _by_pdfminer(streams: list[bytes]) -> list[object]:
    parser = PDFContentParser([PDFStream({}, stream) for stream in streams])
    found: list[object] = []
    while True:
        try:
            found.append(parser.nextobject()[1])
        except PSEOF:
            return found


def test_what_streams_usually_hold_is_read_at_once() -> None:
    found = operators(USUAL)
    assert found
    assert repr(found) == repr(_by_pdfminer([*USUAL]))


@pytest.mark.parametrize("stream", UNUSUAL)
def test_the_unusual_is_left_to_pdfminer(stream: bytes) -> None:
    assert operators([b"q", stream]) is None


def test_much_at_once_is_left_to_pdfminer() -> None:
    assert operators([b"q Q " * (1 << 19), b"q Q " * (1 << 19), b"q"]) is None


@given(st.lists(STREAM, min_size=1, max_size=3))
def test_nothing_is_read_otherwise_than_by_pdfminer(streams: list[bytes]) -> None:
    found = operators(streams)
    assert found is None or repr(found) == repr(_by_pdfminer(streams))


def test_a_page_with_an_image_among_its_operators_is_read() -> None:
    drawing = Drawing()
    drawing.table(100, [("三级指标", "年度指标值"), ("培训人次", "≥120人次")], (50, 300, 540))
    drawing.canvas._code.append("q 9 0 0 9 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q")
    texts = [cell.text for row in read_pdf(drawing.data()).tables[0].rows for cell in row]
    assert texts == ["三级指标", "年度指标值", "培训人次", "≥120人次"]
