"""Fonts that do not tell what their characters mean, or tell it wrong."""

from __future__ import annotations

from ingest.read.pdf import read_pdf
from ingest.read.pdf.page.characters import UNMAPPED, UNUSUAL
from tests.unit.read.draw_pdf import Drawing

XS = (50, 300, 540)
ROWS = [("三级指标", "年度指标值"), ("举办培训班次数", "≥12"), ("培训合格率", "≥95%")]


def test_characters_without_a_meaning_are_marked_and_said() -> None:
    drawing = Drawing()
    drawing.canvas.setPageCompression(0)
    drawing.table(100, ROWS, XS)
    data = drawing.data().replace(b"/UniGB-UCS2-H", b"/Identity-H   ").replace(b"(GB1)", b"(Xx1)")
    document = read_pdf(data)
    cells = [cell for row in document.tables[0].rows for cell in row]
    assert {cell.place.doubt for cell in cells} == {UNMAPPED}
    assert cells[3].text == "\ufffd\ufffd\ufffd"
    message, place = document.warnings[0]
    assert message == "28 characters have no meaning in their font (broken font map)"
    assert place.page == 1


def test_characters_hardly_ever_printed_tell_of_a_wrong_map() -> None:
    drawing = Drawing()
    drawing.table(100, [("攍攎攏攐攑攒攓攔", "攕攖攗攙攚攛攜"), *ROWS[1:]], XS)
    document = read_pdf(drawing.data())
    assert document.tables[0].rows[1][1].text == "≥12"
    assert document.tables[0].rows[1][1].place.doubt == UNUSUAL
    assert "not in everyday use" in document.warnings[0][0]


def test_a_few_rare_characters_are_names() -> None:
    drawing = Drawing()
    drawing.table(100, [("攍攎河整治", "≥3公里"), *ROWS], XS)
    document = read_pdf(drawing.data())
    assert document.warnings == ()
    assert document.tables[0].rows[0][0].place.doubt is None
