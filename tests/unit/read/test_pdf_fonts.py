"""Fonts whose text is written in a named code, and fonts of signs."""

from __future__ import annotations

import pytest
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdftypes import PDFStream
from pdfminer.psparser import LIT

from ingest.read.pdf import read_pdf
from ingest.read.pdf.page.characters import UNMAPPED
from ingest.read.pdf.page.fonts import Fonts
from ingest.read.pdf.page.symbols import sign
from tests.unit.read.draw_pdf import Drawing

XS = (50, 300, 540)


def _texts(encoding: str, code: bytes, to_unicode: bytes = b"") -> list[str]:
    spec: dict[str, object] = {
        "Subtype": LIT("CIDFontType2"),
        "BaseFont": LIT("SimSun"),
        "Encoding": LIT(encoding),
        "CIDSystemInfo": {"Registry": b"Adobe", "Ordering": b"GB1"},
    }
    if to_unicode:
        spec["ToUnicode"] = PDFStream({}, to_unicode)
    font = Fonts().get_font(None, spec)
    return [font.to_unichr(glyph) for glyph in font.decode(code)]


def test_characters_that_a_table_of_codes_lacks_are_read() -> None:
    drawing = Drawing()
    rows = [("三级指标", "年度指标值"), ("人均成本·增幅", "≤12元/人·年"), ("气温变化", "≥−2℃")]
    drawing.table(100, rows, XS)
    document = read_pdf(drawing.data())
    assert [[cell.text for cell in row] for row in document.tables[0].rows] == [*map(list, rows)]
    assert document.warnings == ()


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [("UniGB-UCS2-H", "utf-16-be"), ("UniGB-UTF16-H", "utf-16-be"), ("GBK-EUC-H", "gbk")],
)
def test_characters_of_a_named_code_are_read(encoding: str, codec: str) -> None:
    assert "".join(_texts(encoding, "镕≥95%·﹥2元".encode(codec))) == "镕≥95%·﹥2元"


def test_what_follows_an_unknown_code_is_read_in_step() -> None:
    assert _texts("UniGB-UCS2-H", "ก\x0b5".encode("utf-16-be")) == ["ก", "", "5"]
    assert _texts("UniGB-UTF16-H", "𠮷5".encode("utf-16-be")) == ["𠮷", "5"]


def test_a_map_of_codes_is_asked_for_codes() -> None:
    codes = b"begincmap 2 beginbfchar <bca8> <7ee9> <35> <0035> endbfchar endcmap"
    assert _texts("GBK-EUC-H", "绩5".encode("gbk"), codes) == ["绩", "5"]


def test_a_code_that_no_table_has_means_nothing() -> None:
    with pytest.raises(PDFUnicodeNotDefined):
        _texts("GB-EUC-H", "镕".encode("gbk"))
    drawing = Drawing()
    drawing.canvas.setPageCompression(0)
    drawing.table(100, [("三级指标", "年度指标值"), ("培训班次", "≥12")], XS)
    document = read_pdf(drawing.data().replace(b"/UniGB-UCS2-H", b"/Unheard-of-H"))
    assert {cell.place.doubt for row in document.tables[0].rows for cell in row} == {UNMAPPED}
    assert (
        document.warnings[0][0] == "16 characters have no meaning in their font (broken font map)"
    )


def test_fonts_of_signs_print_no_letters_and_digits() -> None:
    drawing = Drawing()
    drawing.table(100, [("三级指标", "年度指标值"), ("培训人数", ""), ("是否完成", "")], XS)
    for font, y, text in (("Symbol", 132, "≥12±3"), ("ZapfDingbats", 152, "✓")):
        drawing.canvas.setFont(font, 9)
        drawing.canvas.drawString(XS[1] + 3, drawing.height - y, text)
    (table,) = read_pdf(drawing.data()).tables
    assert [row[1].text for row in table.rows] == ["年度指标值", "≥12±3", "✓"]


@pytest.mark.parametrize(
    ("font", "text", "shown"),
    [
        ("ABCDEF+SymbolMT", "\uf0b3", "≥"),
        ("Symbol", "\uf035", "5"),
        ("Wingdings-Regular", "\uf0fc", "✓"),
        ("Wingdings3", "\uf07d", "•"),
        ("SimSun", "\uf0b3", None),
        ("Symbol", "\ue0b3", None),
    ],
)
def test_private_characters_of_fonts_of_signs(font: str, text: str, shown: str | None) -> None:
    assert sign(font, text) == shown
