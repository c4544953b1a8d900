"""Line ends in cells of PDFs: those that a wrap made are none of the text, printed ones are."""

from __future__ import annotations

import pytest

from ingest.read.pdf import read_pdf
from tests.unit.read.draw_pdf import Drawing

XS = (50, 150, 250)


def texts(lines: str) -> list[str]:
    """The cells of a ruled table whose first cell is full to its border, the second ``lines``."""
    drawing = Drawing()
    drawing.cell((50, 100, 147, 160), "一二三四五六七八九十")
    drawing.cell((150, 100, 250, 160), "")
    drawing.line(147, 100, 150, 100)
    drawing.line(147, 160, 150, 160)
    drawing.cell((150, 100, 250, 160), lines)
    (table,) = read_pdf(drawing.data()).tables
    return [cell.text for row in table.rows for cell in row if cell.text]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        # What begins the second line had no room on the first.
        ("重点区域普查登记单位\n数13450个", "重点区域普查登记单位数13450个"),
        # A figure is broken by some programs, and kept whole by others.
        ("普查登记的全部单位13\n450个", "普查登记的全部单位13450个"),
        ("普查登记的全部单位\n13450个以上", "普查登记的全部单位13450个以上"),
        # The first line has room for more: its end is printed.
        ("普查登记单位\n编印年鉴册数", "普查登记单位\n编印年鉴册数"),
        # A full line may end a sentence, and what is numbered begins a line.
        ("登记单位13450个以上；\n编印年鉴", "登记单位13450个以上；\n编印年鉴"),
        ("1.普查登记的单位数量\n2.编印年鉴", "1.普查登记的单位数量\n2.编印年鉴"),
    ],
)
def test_line_ends_are_kept_where_no_wrap_made_them(lines: str, text: str) -> None:
    assert texts(lines)[1:] == [text]


@pytest.mark.parametrize(
    ("upper", "lower", "text"),
    [
        ("重点区域普查登记单位", "数13450个", "重点区域普查登记单位数13450个"),
        ("重点区域普查登记。", "数13450个", "重点区域普查登记。\n数13450个"),
    ],
)
def test_a_page_break_in_a_full_line_leaves_no_line_end(upper: str, lower: str, text: str) -> None:
    drawing = Drawing()
    rows = [("产出指标", "指标内容"), ("数量指标", "一二三四五六七八九十")]
    end = drawing.table(700, rows, XS)
    # The cells of the last row have no lower border, those of the first on the next page no upper.
    for x in XS:
        drawing.line(x, end, x, end + 20)
    drawing.text(53, end + 3, "质量指标")
    drawing.text(153, end + 3, upper)
    drawing.page()
    for x in XS:
        drawing.line(x, 60, x, 80)
    drawing.text(153, 63, lower)
    drawing.table(80, [("时效指标", "按期完成")], XS)
    (table,) = read_pdf(drawing.data()).tables
    assert text in [cell.text for row in table.rows for cell in row]


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        # The white of two marks overlaps, as browsers set them.
        ("产出指标：", "（1）发放", "产出指标：（1）发放"),
        # Ink on ink is no line: such words stand above one another.
        ("产出指标值", "发放数量", "产出指标值\n发放数量"),
    ],
)
def test_marks_whose_white_overlaps_stand_on_one_line(first: str, second: str, text: str) -> None:
    drawing = Drawing()
    drawing.table(100, [("一级指标", "绩效指标"), ("产出", "")], (50, 150, 350), pitch=30)
    drawing.text(153, 140, first, 10)
    drawing.text(153 + 44.2, 140, second, 10)
    (table,) = read_pdf(drawing.data()).tables
    assert table.rows[1][1].text == text
