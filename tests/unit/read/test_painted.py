"""What shows of what a page paints: colours, areas painted over others, the edges of the page."""

from __future__ import annotations

import pytest
from reportlab.lib.colors import CMYKColor, CMYKColorSep, Color
from reportlab.pdfbase.pdfmetrics import stringWidth

from ingest.read.pdf import read_pdf
from ingest.read.pdf.ruled import OVERFLOW
from tests.unit.read.draw_pdf import FONT, Drawing

XS = (50, 200, 400, 540)
ROWS = [
    ("二级指标", "三级指标", "年度指标值"),
    ("数量指标", "举办培训班次数", "≥12"),
    ("数量指标", "培训人数", "≥80"),
]


def _texts(data: bytes) -> list[list[str]]:
    (table,) = read_pdf(data).tables
    assert all(cell.place.doubt is None for row in table.rows for cell in row)
    return [[cell.text for cell in row] for row in table.rows]


@pytest.mark.parametrize(
    "black", [CMYKColorSep(0, 0, 0, 1, spotName="Black", density=1), CMYKColor(0.7, 0.6, 0.6, 0.9)]
)
def test_the_black_of_print_shows(black: Color) -> None:
    drawing = Drawing()
    drawing.canvas.setFillColor(black)
    drawing.canvas.setStrokeColor(black)
    drawing.table(100, ROWS, XS)
    assert _texts(drawing.data()) == [*map(list, ROWS)]


def test_no_ink_does_not_show() -> None:
    drawing = Drawing()
    drawing.table(100, ROWS, XS)
    drawing.canvas.setFillColor(CMYKColorSep(0, 0, 0, 0, spotName="Black", density=0))
    drawing.text(450, 123, "≥99")
    data = drawing.data()
    assert _texts(data) == [*map(list, ROWS)]
    assert read_pdf(data).warnings[0][0] == "hidden text is not read: “≥99”"


def test_outlined_text_has_the_colour_of_its_outline() -> None:
    drawing = Drawing()
    drawing.table(100, ROWS[:2], XS)
    drawing.table(140, [("", "", "")], XS)
    drawing.canvas.setFillGray(1)
    for x, text in zip(XS, ROWS[2], strict=False):
        outlined = drawing.canvas.beginText(x + 3, drawing.height - 155)
        outlined.setFont(FONT, 9)
        outlined.setTextRenderMode(1)
        outlined.textOut(text)
        drawing.canvas.drawText(outlined)
    assert _texts(drawing.data()) == [*map(list, ROWS)]


def test_a_rule_under_a_white_area_that_was_painted_later_divides_nothing() -> None:
    drawing = Drawing()
    for y in (100, 120, 140, 160):
        drawing.line(XS[0], y, XS[-1], y)
    for x in XS:
        drawing.line(x, 100, x, 160)
    drawing.canvas.setFillGray(1)
    drawing.canvas.rect(XS[0] + 0.5, drawing.height - 159.5, 149, 39, stroke=0, fill=1)
    drawing.canvas.setFillGray(0)
    for row, y in zip(ROWS, (103, 123, 143), strict=True):
        for x, text in zip(XS, row, strict=False):
            if x > XS[0] or y < 120:
                drawing.text(x + 3, y, text)
    drawing.text(53, 135, "数量指标")
    (table,) = read_pdf(drawing.data()).tables
    assert [(cell.text, cell.row_span) for cell in table.rows[1]] == [
        ("数量指标", 2),
        ("举办培训班次数", 1),
        ("≥12", 1),
    ]


def test_text_beyond_the_edges_of_the_page_is_left_out_and_said() -> None:
    drawing = Drawing()
    drawing.table(100, ROWS, XS)
    drawing.canvas.setCropBox((40, 40, 560, 790))
    drawing.text(300, 12, "≥77家")
    drawing.text(700, 130, "≥66家")
    document = read_pdf(drawing.data())
    assert [[cell.text for cell in row] for row in document.tables[0].rows] == [*map(list, ROWS)]
    assert document.lines == ()
    assert document.warnings[0][0] == "text beyond the edge of the page is not read: “≥77家≥66家”"


def test_underlined_text_is_not_divided() -> None:
    drawing = Drawing()
    drawing.table(100, [*ROWS[:2], ("数量指标", "", "")], XS, pitch=30)
    for y, text in ((162, "不少于一千二百家科技企业单"), (175, "位")):
        drawing.text(403, y, text)
        width = stringWidth(text, FONT, 9)
        drawing.line(403, y + 10.5, 403 + width, y + 10.5)
    drawing.text(203, 163, "服务企业")
    (table,) = read_pdf(drawing.data()).tables
    assert [[cell.text for cell in row] for row in table.rows][2] == [
        "数量指标",
        "服务企业",
        "不少于一千二百家科技企业单位",
    ]
    assert len(table.rows) == 3


def test_a_line_across_the_border_below_it_is_doubted() -> None:
    drawing = Drawing()
    drawing.table(100, [*ROWS[:2], ("质量指标", "", "≥80")], XS)
    drawing.text(203, 132.5, "及合格率")
    (table,) = read_pdf(drawing.data()).tables
    doubts = [[cell.place.doubt for cell in row] for row in table.rows]
    assert doubts == [[None] * 3, [None, OVERFLOW, None], [None] * 3]
