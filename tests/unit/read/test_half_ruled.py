"""Tables whose rows alone are ruled: where rules stop tells columns, and where a table ends."""

from __future__ import annotations

import pytest

from ingest.read.pdf import read_pdf
from ingest.words.printed import printed
from tests.unit.read.draw_pdf import Drawing

LEFT, RIGHT = 50, 550


def grid(drawing: Drawing) -> list[list[str]]:
    (table,) = read_pdf(drawing.data()).tables
    return [[printed(cell.text) for cell in row] for row in table.rows]


def amid(drawing: Drawing, x0: float, x1: float, y: float, text: str) -> None:
    """A text of 9 points in the middle between two edges."""
    drawing.text((x0 + x1 - 9 * len(text)) / 2, y, text)


def budget(drawing: Drawing, *, figures_at_right: bool) -> None:
    """Headers in the middle of their columns, figures at one side of them."""
    for y in (100, 140, 160, 180):
        drawing.line(LEFT, y, RIGHT, y)
    drawing.line(250, 120, RIGHT, 120)
    amid(drawing, LEFT, 150, 115, "任务名称")
    amid(drawing, 150, 250, 115, "主要内容")
    amid(drawing, 250, RIGHT, 105, "经费安排（万元）")
    amid(drawing, 250, 400, 125, "上年执行数")
    amid(drawing, 400, RIGHT, 125, "本年预算数")
    for y, name, one, two in (
        (145, "为农服务", "1356.82", "1507.58"),
        (165, "冷链", "1.50", "2.50"),
    ):
        drawing.text(53, y, name)
        drawing.text(153, y, "修订办法")
        for x0, x1, figure in ((250, 400, one), (400, RIGHT, two)):
            drawing.text(x1 - 3 - 4.5 * len(figure) if figures_at_right else x0 + 3, y, figure)


@pytest.mark.parametrize("figures_at_right", [True, False])
def test_figures_beside_their_headers_are_below_their_own(figures_at_right: bool) -> None:
    drawing = Drawing()
    budget(drawing, figures_at_right=figures_at_right)
    assert grid(drawing) == [
        ["任务名称", "主要内容", "经费安排（万元）"],
        ["上年执行数", "本年预算数"],
        ["为农服务", "修订办法", "1356.82", "1507.58"],
        ["冷链", "修订办法", "1.50", "2.50"],
    ]


def listed(drawing: Drawing, start: float, end: float) -> None:
    """A list with cells merged at both sides, and a rule amid from ``start`` to ``end``."""
    columns = (LEFT, 100, 200, 300, 400, RIGHT)
    for y in (100, 120, 180, 240):
        drawing.line(LEFT, y, RIGHT, y)
    for text, x0, x1 in zip(
        ("序号", "项目名称", "三级指标", "指标值", "年度绩效目标"),
        columns,
        columns[1:],
        strict=False,
    ):
        amid(drawing, x0, x1, 105, text)
    for y, number, name in ((120, "1", "农村电网"), (180, "2", "油气管道")):
        drawing.line(start, y + 30, end, y + 30)
        drawing.text(53, y + 25, number)
        drawing.text(103, y + 25, name)
        drawing.text(403, y + 25, "形成可推广的做法")
        for x, upper, lower in ((203, "检查矿次", "管理台账"), (303, "154矿次", "7套")):
            drawing.text(x, y + 10, upper)
            drawing.text(x, y + 40, lower)


def test_rules_amid_that_begin_and_end_alike_divide_rows() -> None:
    drawing = Drawing()
    listed(drawing, 200, 400)
    assert grid(drawing)[1:3] == [
        ["1", "农村电网", "检查矿次", "154矿次", "形成可推广的做法"],
        ["管理台账", "7套"],
    ]


def test_a_line_amid_that_ends_where_no_other_does_divides_none() -> None:
    drawing = Drawing()
    listed(drawing, 200, 400)
    drawing.line(403, 158, 475, 158)
    assert grid(drawing)[1] == ["1", "农村电网", "检查矿次", "154矿次", "形成可推广的做法"]


def wrapped_headers(drawing: Drawing, head: float) -> None:
    """Headers of one, two and four lines between two rules, the upper one at ``head``."""
    for y in (head, 150, 170, 190):
        drawing.line(LEFT, y, RIGHT, y)
    for number, char in enumerate("项目序号"):
        drawing.text(58, 103 + 11 * number, char)
    amid(drawing, 80, 200, 120, "申报项目")
    amid(drawing, 200, 330, 120, "三级指标")
    drawing.text(352, 114, "计量单\n位")
    amid(drawing, 400, RIGHT, 120, "指标值")
    for y, figure in ((155, "154"), (175, "160")):
        for x, text in ((60, "1"), (83, "农村电网"), (203, "检查矿次"), (357, "次"), (403, figure)):
            drawing.text(x, y, text)


def test_all_between_the_rules_around_headers_is_of_them() -> None:
    drawing = Drawing()
    wrapped_headers(drawing, 100)
    assert grid(drawing) == [
        ["项目序号", "申报项目", "三级指标", "计量单位", "指标值"],
        ["1", "农村电网", "检查矿次", "次", "154"],
        ["1", "农村电网", "检查矿次", "次", "160"],
    ]


def test_text_at_the_side_of_rules_stands_in_no_row() -> None:
    drawing = Drawing()
    listed(drawing, 200, 400)
    drawing.text(LEFT, 250, "二、老旧农机报废更新")
    document = read_pdf(drawing.data())
    assert [line.text for line in document.lines] == ["二、老旧农机报废更新"]
    inside = Drawing()
    listed(inside, 200, 400)
    inside.line(LEFT, 270, RIGHT, 270)
    inside.text(LEFT + 3, 250, "注")
    assert grid(inside)[-1][0] == "注"


def parts(drawing: Drawing, stop: float) -> None:
    """Indicators, and below them a row whose rule stops at ``stop``."""
    listed(drawing, 200, 400)
    drawing.line(150, 260, stop, 260)
    drawing.line(LEFT, 280, RIGHT, 280)
    drawing.text(80, 255, "资金构成")
    drawing.text(180, 245, "预算总额")
    drawing.text(310, 245, "8,989.00")
    drawing.text(180, 265, "财政拨款")
    drawing.text(310, 265, "8,000.00")
    drawing.text(480, 255, "按进度拨付")


def test_rows_whose_rules_stop_amid_the_columns_above_are_another_part() -> None:
    drawing = Drawing()
    parts(drawing, 460)
    rows = [[text for text in row if text] for row in grid(drawing)[-2:]]
    assert rows == [["资金构成", "预算总额", "8,989.00", "按进度拨付"], ["财政拨款", "8,000.00"]]


def test_a_title_above_two_captions_is_no_row() -> None:
    drawing = Drawing()
    drawing.text(50, 60, "表1")
    drawing.text(180, 75, "2025年部门整体支出绩效目标申报表", 12)
    drawing.text(50, 100, "申报单位：柳州市鱼峰区房屋征收与补偿服务中心")
    drawing.text(500, 100, "单位：元")
    lines = [line.text for line in read_pdf(drawing.data()).lines]
    assert lines[:2] == ["表1", "2025年部门整体支出绩效目标申报表"]


@pytest.mark.parametrize(
    ("banner", "cells"),
    [
        # It runs over the columns, and reaches to the end of its row.
        (
            "资金总额：3880.46万元，其中财政拨款3880.46万元，单位资金零元",
            ["1.疫苗接种", "资金总额：3880.46万元，其中财政拨款3880.46万元，单位资金零元"],
        ),
        ("数量指标", ["1.疫苗接种", "数量指标", "", "", ""]),
    ],
)
def test_behind_a_text_over_columns_there_is_no_blank_cell(banner: str, cells: list[str]) -> None:
    drawing = Drawing()
    listed(drawing, 200, 400)
    drawing.line(LEFT, 260, RIGHT, 260)
    drawing.text(53, 245, "1.疫苗接种")
    drawing.text(112, 245, banner)
    assert grid(drawing)[-1] == cells


def test_headers_over_others_share_the_rule_below_them() -> None:
    drawing = Drawing()
    for y in (100, 140, 160, 180):
        drawing.line(LEFT, y, RIGHT, y)
    drawing.line(150, 120, RIGHT, 120)
    amid(drawing, LEFT, 150, 115, "任务名称")
    amid(drawing, 150, 350, 105, "批复金额")
    amid(drawing, 350, RIGHT, 105, "实际支出金额")
    for number, text in enumerate(("总额", "财政拨款", "总额", "财政拨款")):
        amid(drawing, 150 + 100 * number, 250 + 100 * number, 125, text)
        for y in (145, 165):
            drawing.text(217 + 100 * number, y, f"{number}0.25")
            drawing.text(53, y, "节能降碳")
    (table,) = read_pdf(drawing.data()).tables
    spans = [(cell.text, cell.col_span) for cell in table.rows[0]]
    assert spans == [("任务名称", 1), ("批复金额", 2), ("实际支出金额", 2)]


def test_what_sums_up_rows_stands_amid_columns_and_ends_no_table() -> None:
    drawing = Drawing()
    money = (LEFT, 200, 330, 440, RIGHT)
    for y, texts in (
        (45, ("资金来源", "年初预算数", "全年预算数", "全年执行数")),
        (65, ("年度资金总额", "2229.37", "2245.72", "2245.72")),
        (85, ("其他资金", "10.50", "10.50", "10.50")),
    ):
        drawing.line(LEFT, y - 5, RIGHT, y - 5)
        for text, x0, x1 in zip(texts, money, money[1:], strict=False):
            amid(drawing, x0, x1, y, text)
    columns = (LEFT, 150, 265, 380, 480, RIGHT)
    heads = ("一级指标", "二级指标", "三级指标", "指标值", "分值")
    for text, x0, x1 in zip(heads, columns, columns[1:], strict=False):
        amid(drawing, x0, x1, 105, text)
    for start, y in ((LEFT, 100), (LEFT, 120), (150, 140), (LEFT, 160), (265, 180), (150, 200)):
        drawing.line(start, y, RIGHT, y)
    drawing.line(LEFT, 220, RIGHT, 220)
    for y, texts in (
        (125, ("成本指标", "经济成本指标", "补助标准", "≤480元", "6")),
        (165, ("产出指标", "数量指标", "巡查次数", "≥40次", "5")),
        (185, ("", "", "整改数量", "≥50个", "5")),
        (205, ("", "质量指标", "合格率", "≥95%", "4")),
    ):
        for text, x0, x1 in zip(texts, columns, columns[1:], strict=False):
            amid(drawing, x0, x1, y, text)
    amid(drawing, 150, 380, 145, "小计")
    amid(drawing, 480, RIGHT, 145, "6")
    (table,) = read_pdf(drawing.data()).tables
    heads, first, _, second, *_ = table.rows[3:]
    assert [cell.col for cell in second] == [cell.col for cell in first]


WRAPPED = (
    (65, "412:上年完成 470:本年指标"),
    (73, "91:一级指标 149:二级指标 281:三级指标 525:分值"),
    (80, "428:值 486:值"),
    (100, "91:产出指标 149:数量指标 203:建设示范儿童之家 407:10所 465:等于12所 523:19.5"),
    (120, "149:经济效益"),
    (128, "203:带动妇女灵活就业增收 407:274.9万元 465:≥316万元 523:4"),
    (135, "160:指标"),
    (145, "91:效益指标"),
    (154, "149:可持续影 407:较上年提 465:较上年提"),
    (162, "203:男女平等基本国策知晓度 523:42.5"),
    (169, "155:响指标 407:高 465:高"),
)


def test_what_may_only_head_remarks_in_cells_of_two_lines_is_no_header() -> None:
    drawing = Drawing()
    for y, texts in WRAPPED:
        for text in texts.split():
            x, words = text.split(":")
            drawing.text(float(x), y - 10, words, size=10.5)
    for y, left in ((51, 45), (85, 83), (105, 83), (141, 141), (175, 45)):
        drawing.line(left, y, 550, y)
    assert grid(drawing)[-2:] == [
        ["效益指标", "经济效益指标", "带动妇女灵活就业增收", "274.9万元", "≥316万元", "4"],
        ["可持续影响指标", "男女平等基本国策知晓度", "较上年提高", "较上年提高", "42.5"],
    ]
