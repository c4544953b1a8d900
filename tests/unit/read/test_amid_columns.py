"""Labels that stand amid several columns, and coloured cells of tables without vertical rules."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from ingest.read.pdf import read_pdf
from tests.unit.read.draw_pdf import FONT, Drawing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Table

XS = (50, 110, 180, 380, 470, 545)
HEAD = ("绩效指标", "指标类型", "指标名称", "目标值", "分值")
BODY = [
    ("产出指标（50分）",),
    ("", "数量指标", "租用云主机", "≥1095核", "20"),
    ("", "质量指标", "数据共享接口调用成功率", "≥98.7%", "30"),
    ("成本指标（20分）",),
    ("", "经济成本", "每核云主机月租金", "≤52元", "20"),
    ("满意度指标（10分）",),
    ("", "满意度", "企业群众办事好评率", "≥97%", "10"),
]


def _centred(drawing: Drawing, x0: float, x1: float, y: float, text: str) -> None:
    drawing.text((x0 + x1 - stringWidth(text, FONT, 9)) / 2, y, text)


def _row(drawing: Drawing, xs: Sequence[float], y: float, row: Sequence[str]) -> None:
    if len(row) == 1:
        _centred(drawing, xs[1], xs[-1], y, row[0])
    for x, text in zip(xs, row if len(row) > 1 else (), strict=False):
        drawing.text(x + 3, y, text)


def _shade(drawing: Drawing, x0: float, y0: float, x1: float, y1: float) -> None:
    drawing.canvas.setFillGray(0.87)
    for _ in range(2):  # as word processors print the ground of a cell
        drawing.canvas.rect(x0, drawing.height - y1, x1 - x0, y1 - y0, stroke=0, fill=1)
    drawing.canvas.setFillGray(0)


def _spans(table: Table) -> dict[str, tuple[int, int]]:
    return {cell.text: (cell.col, cell.col_span) for row in table.rows for cell in row if cell.text}


@pytest.mark.parametrize("ruled", [True, False])
def test_a_label_of_a_level_amid_all_columns_is_one_cell_above_its_rows(ruled: bool) -> None:
    drawing = Drawing()
    for number, row in enumerate((HEAD, *BODY)):
        y = 100 + 20 * number
        _row(drawing, XS, y, row)
        if ruled:
            drawing.line(XS[0] if number == 0 else XS[1], y - 5, XS[-1], y - 5)
    if ruled:
        drawing.line(XS[0], 255, XS[-1], 255)
    (table,) = read_pdf(drawing.data()).tables
    spans = _spans(table)
    for label in ("产出指标（50分）", "成本指标（20分）", "满意度指标（10分）"):
        assert spans[label] == (1, 4)
    assert [cell.text for cell in table.rows[3]][-4:] == [
        "质量指标",
        "数据共享接口调用成功率",
        "≥98.7%",
        "30",
    ]
    assert all(cell.place.doubt is None for row in table.rows for cell in row)


def test_a_name_that_wraps_before_the_words_of_a_level_is_one_name() -> None:
    drawing = Drawing()
    _row(drawing, XS, 100, HEAD)
    for number, name in enumerate(("培训人数", "培训班次", "培训课时", "学员")):
        _row(drawing, XS, 125 + 25 * number, ("", "数量指标", name, "≥5", "10"))
    drawing.text(XS[2] + 3, 211, "满意度")
    (table,) = read_pdf(drawing.data()).tables
    assert _spans(table)["学员\n满意度"] == (2, 1)


def test_the_sum_of_another_section_is_no_row_of_the_columns_above_it() -> None:
    xs = (50, 110, 200, 350, 460, 545)
    drawing = Drawing()
    for x0, x1, text in zip(
        xs[1:], xs[2:], ("重点任务", "工作内容", "预期成果", "所需资金（万元）"), strict=False
    ):
        _centred(drawing, x0, x1, 100, text)
    drawing.text(53, 130, "重点工作")
    for number, task in enumerate(("提高监测水平", "人工增雨作业", "灾害天气预警", "公共服务")):
        row = ("", task, "用于线路租赁和系统维护", "队伍素质增强", f"{4518 + number}.14")
        _row(drawing, xs, 120 + 20 * number, row)
    drawing.text(53, 230, "部门预算")
    for number, item in enumerate(("支出总额", "1.人员类支出", "2.项目支出")):
        _centred(drawing, xs[1], xs[4], 220 + 20 * number, item)
        drawing.text(463, 220 + 20 * number, f"{44544 - number}.32")
    (table,) = read_pdf(drawing.data()).tables
    rows = [[cell.text for cell in row if cell.text] for row in table.rows]
    assert rows[0][-4:] == ["重点任务", "工作内容", "预期成果", "所需资金（万元）"]
    assert rows[1][-4:] == ["提高监测水平", "用于线路租赁和系统维护", "队伍素质增强", "4518.14"]
    assert [row[-2:] for row in rows[5:]] == [
        ["支出总额", "44544.32"],
        ["1.人员类支出", "44543.32"],
        ["2.项目支出", "44542.32"],
    ]


def test_labels_coloured_twice_do_not_tell_the_cells_of_a_sheet() -> None:
    drawing = Drawing()
    rows = (HEAD, *(row for row in BODY if len(row) > 1))
    for x0, x1 in pairwise(XS):
        _shade(drawing, x0, 95, x1, 115)
    _shade(drawing, XS[0], 115, XS[1], 95 + 20 * len(rows))
    for number, row in enumerate(rows):
        y = 95 + 20 * number
        drawing.line(XS[0] if number == 0 else XS[1], y, XS[-1], y)
        _row(drawing, XS, y + 5, row)
    drawing.line(XS[0], 95 + 20 * len(rows), XS[-1], 95 + 20 * len(rows))
    (table,) = read_pdf(drawing.data()).tables
    assert [cell.text for cell in table.rows[2]][-4:] == [
        "质量指标",
        "数据共享接口调用成功率",
        "≥98.7%",
        "30",
    ]
    # The coloured headers tell where columns part, however long a name is.
    sides = [cell.place.bbox for cell in table.rows[1] if cell.text]
    assert [box[0] for box in sides if box] == [110, 180, 380, 470]


def test_where_a_rule_stops_in_one_section_no_column_of_another_ends() -> None:
    drawing = Drawing()
    for y in (100, 120, 140, 180, 200, 220):
        drawing.line(50, y, 545, y)
    drawing.line(330, 160, 545, 160)
    for x, y, text in (
        (90, 103, "任务名称"),
        (260, 103, "主要内容"),
        (440, 103, "预算数（万元）"),
        (55, 123, "培育科技企业"),
        (190, 123, "组织申报评审，公示无异议后兑付资金"),
        (470, 123, "540.78"),
        (190, 154, "预算总额"),
        (420, 143, "其中："),
        (355, 163, "基本支出"),
        (470, 163, "项目支出"),
        (60, 183, "一级指标"),
        (230, 183, "三级指标"),
        (430, 183, "年度指标值"),
        (60, 203, "产出指标"),
        (180, 203, "举办科普讲座和展览等各类活动的总场次"),
        (440, 203, "≥12场"),
    ):
        drawing.text(x, y, text)
    (table,) = read_pdf(drawing.data()).tables
    rows = [[*filter(None, (cell.text for cell in row))] for row in table.rows]
    assert rows[2:4] == [["预算总额", "其中："], ["基本支出", "项目支出"]]
    assert [cell.text for cell in table.rows[4]] == ["一级指标", "三级指标", "年度指标值"]
    assert rows[5] == ["产出指标", "举办科普讲座和展览等各类活动的总场次", "≥12场"]


def test_columns_of_two_sections_that_end_near_each_other_end_where_their_rules_do() -> None:
    drawing = Drawing()
    for y in (100, 120, 140, 160, 200):
        drawing.line(50, y, 545, y)
    drawing.line(220, 110, 545, 110)
    drawing.line(234, 180, 545, 180)
    for x, y, text, size in (
        (60, 106, "项目资金和上年结转资金及其他资金", 9),
        (226, 100, "年度资金总额", 8),
        (430, 100, "120.50", 8),
        (226, 111, "上年结转", 8),
        (430, 111, "12.50", 8),
        (60, 123, "资金用途和其他资金用途如后栏所列", 9),
        (226, 123, "补助经费", 9),
        (430, 123, "20.50", 9),
        (60, 143, "一级指标", 9),
        (160, 143, "二级指标", 9),
        (300, 143, "三级指标", 9),
        (430, 143, "年度指标值", 9),
        (60, 175, "产出指标", 9),
        (176, 175, "数量指标", 9),
        (236, 163, "培训人数", 9),
        (440, 163, "≥12人", 9),
        (236, 183, "培训班次", 9),
        (440, 183, "≥3次", 9),
    ):
        drawing.text(x, y, text, size)
    drawing.page()
    for y in (60, 80, 100):
        drawing.line(50 if y == 100 else 130, y, 545, y)
    for x, y, text in (
        (60, 73, "效益指标"),
        (149, 63, "可持续影响指标示例"),
        (236, 63, "受益人数"),
        (440, 63, "≥800人"),
        (145, 83, "社会效益指标"),
        (236, 83, "带动就业"),
        (440, 83, "≥80人"),
    ):
        drawing.text(x, y, text)
    (table,) = read_pdf(drawing.data()).tables
    rows = [[cell.text for cell in row if cell.text] for row in table.rows]
    assert rows[-2:] == [
        ["效益指标", "可持续影响指标示例", "受益人数", "≥800人"],
        ["社会效益指标", "带动就业", "≥80人"],
    ]


@pytest.mark.parametrize("rules", [(115,), (115, 135, 155, 175)])
def test_a_frame_is_no_cell_of_the_columns_in_it(rules: tuple[int, ...]) -> None:
    rows = [HEAD[1:], *(row[1:] for row in BODY if len(row) > 1)]
    drawing = Drawing()
    drawing.canvas.rect(50, drawing.height - 195, 495, 100)
    for y in rules:
        drawing.line(50, y, 545, y)
    for number, row in enumerate(rows):
        _row(drawing, XS[1:], 100 + 20 * number, row)
    (table,) = read_pdf(drawing.data()).tables
    assert [[cell.text for cell in row] for row in table.rows] == [*map(list, rows)]
