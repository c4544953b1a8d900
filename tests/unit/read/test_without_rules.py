"""Tables without rules: what their headers, the fullness of lines and where cells stand tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.read.pdf import read_pdf
from ingest.read.pdf.alignment import GUESSED_ROWS
from ingest.words.printed import printed
from tests.unit.read.draw_pdf import Drawing
from tests.unit.read.set_rows import Style, set_rows

if TYPE_CHECKING:
    from ingest.document import Table

HEAD = ("一级指标", "二级指标", "三级指标", "年度指标值", "分值")
ROWS = [
    HEAD,
    ("产出指标", "数量指标", "举办科技企业孵化器从业人员培训班次数", "≥12场", "10"),
    ("产出指标", "数量指标", "新增高新技术企业", "不少于1200家", "12.5"),
    ("产出指标", "数量指标", "开展科普活动场次", "3场", "5"),
    ("产出指标", "质量指标", "重点实验室设备购置及运行维护合格率", "≥95%", "10"),
    ("产出指标", "时效指标", "项目按期完成率", "100%", "8"),
    ("成本指标", "经济成本指标", "单位培训成本", "≤2.5万元", "20"),
    ("效益指标", "社会效益指标", "带动就业人数", "达到8500人以上", "15"),
    ("效益指标", "生态效益指标", "生态环境质量持续改善情况", "有所提升", "10"),
    ("满意度指标", "服务对象满意度指标", "受益企业满意度", "98%", "10"),
]
WIDTHS = (55, 62, 130, 72, 40)


def filled(table: Table) -> list[tuple[str, ...]]:
    """The texts of a table by row, those of merged cells in each row that they reach over."""
    texts = {
        (row, cell.col): printed(cell.text)
        for cells in table.rows
        for cell in cells
        for row in range(cell.row, cell.row + cell.row_span)
    }
    columns = sorted({col for _, col in texts})
    return [tuple(texts.get((row, col), "") for col in columns) for row in range(len(table.rows))]


def drawn(rows: list[tuple[str, ...]], style: Style, labels: int = 2) -> Table:
    drawing = Drawing()
    set_rows(drawing, rows, WIDTHS, labels, style)
    (table,) = read_pdf(drawing.data()).tables
    return table


@pytest.mark.parametrize("alignment", ["top", "middle", "bottom"])
@pytest.mark.parametrize(("size", "pitch", "padding"), [(9, 1.35, 3), (8, 1.15, 1), (10, 1.5, 5)])
def test_rows_and_merged_labels_are_told_however_cells_stand(
    alignment: str, size: float, pitch: float, padding: float
) -> None:
    assert filled(drawn(ROWS, Style(size, pitch, padding, alignment))) == ROWS


def test_labels_in_every_row_are_cells_of_their_rows() -> None:
    table = drawn(ROWS, Style(), labels=0)
    assert filled(table) == ROWS
    assert all(cell.row_span == 1 for row in table.rows for cell in row)


@pytest.mark.parametrize("alignment", ["top", "middle"])
def test_columns_and_labels_go_on_over_a_page_break(alignment: str) -> None:
    rows = [HEAD, *ROWS[1:] * 4]
    found = filled(drawn(rows, Style(12, 1.5, 4, alignment)))
    assert [row[2:] for row in found] == [row[2:] for row in rows]
    assert [row[:2] for row in found] == [row[:2] for row in rows]


def test_values_beside_a_header_in_the_middle_of_its_column_stand_below_it() -> None:
    drawing = Drawing()
    for x, text in ((60, "三级指标"), (275, "年度指标值"), (420, "分值")):
        drawing.text(x, 100, text)
    for number, row in enumerate((("培训人数", "3人", "10"), ("培训班次", "12场", "5"))):
        for x, text in zip((50, 230, 440), row, strict=True):
            drawing.text(x, 120 + number * 20, text)
    (table,) = read_pdf(drawing.data()).tables
    assert filled(table) == [
        ("三级指标", "年度指标值", "分值"),
        ("培训人数", "3人", "10"),
        ("培训班次", "12场", "5"),
    ]


def test_vertical_rules_alone_tell_the_columns() -> None:
    drawing = Drawing()
    set_rows(drawing, ROWS, WIDTHS, 0, Style())
    x = 45.0
    for width in WIDTHS[:-1]:
        x += width
        drawing.line(x, 60, x, 330)
    (table,) = read_pdf(drawing.data()).tables
    assert filled(table) == ROWS


def test_the_row_of_the_total_is_its_own() -> None:
    total = ("", "", "总分", "", "100")
    assert filled(drawn([*ROWS, total], Style(9, 1.35, 2)))[-2:] == [ROWS[-1], total]


def test_rows_that_could_be_divided_otherwise_are_said_to_be_a_guess() -> None:
    drawing = Drawing()
    for x, text in ((50, "三级指标"), (150, "年度指标值"), (230, "分值")):
        drawing.text(x, 100, text)
    names = ("道路养护里程及桥", "梁检测座数达标的", "隧道检修的座数总", "路灯维修的个数和")
    for number, text in enumerate(names):
        drawing.text(50, 118 + number * 11.25, text)
    for number, value in ((0, "≥12座"), (2, "3人")):
        drawing.text(150, 118 + number * 11.25, value)
        drawing.text(230, 118 + number * 11.25, "10")
    (table,) = read_pdf(drawing.data()).tables
    values = {cell.text: cell.place.doubt for row in table.rows for cell in row}
    assert values["≥12座"] == values["3人"] == GUESSED_ROWS
    assert values["年度指标值"] is None
