"""Ruled tables over page breaks, as browsers and programs for sheets print them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.read.pdf import read_pdf
from ingest.read.tables.continued import CUT_OFF
from ingest.read.tables.cut import MAYBE_CUT
from ingest.words.printed import printed
from tests.unit.read.draw_pdf import HEIGHT, Drawing

if TYPE_CHECKING:
    from ingest.document import Table

XS = (50, 130, 220, 400, 540)
HEADER = ("一级指标", "二级指标", "三级指标", "年度指标值")
FIRST = ("产出指标", "数量指标", "举办培训班次数（次）", "≥12")


def texts(table: Table) -> list[list[str]]:
    return [[printed(cell.text) for cell in row] for row in table.rows]


def only_table(drawing: Drawing) -> Table:
    (table,) = read_pdf(drawing.data()).tables
    return table


def sides(drawing: Drawing, top: float, bottom: float) -> None:
    """The vertical rules of a row whose ends are on other pages."""
    for x in XS:
        drawing.line(x, top, x, bottom)


def begin(drawing: Drawing) -> None:
    """A table whose third row the page cuts: no rule closes it."""
    drawing.table(740, [HEADER, FIRST], XS)
    sides(drawing, 780, 800)
    drawing.table(780, [("效益指标", "社会效益", "新增企业数", "不少于4")], XS, ruled=False)
    drawing.page()


def test_a_row_that_no_rule_closes_goes_on_on_the_next_page() -> None:
    drawing = Drawing()
    begin(drawing)
    sides(drawing, 60, 80)
    drawing.line(50, 80, 540, 80)
    drawing.table(60, [("", "指标", "量", "500家")], XS, ruled=False)
    drawing.table(80, [("效益指标", "生态效益", "减排量", "≥3吨")], XS)
    last = only_table(drawing).rows
    assert [printed(cell.text) for cell in last[2]] == [
        "效益指标",
        "社会效益指标",
        "新增企业数量",
        "不少于4500家",
    ]
    assert last[2][3].place.doubt is None
    assert printed(last[3][2].text) == "减排量"


def test_a_row_over_three_pages_has_nothing_but_sides_on_the_second() -> None:
    drawing = Drawing()
    begin(drawing)
    sides(drawing, 50, 800)
    drawing.text(223, 60, "量，包括")
    drawing.page()
    sides(drawing, 50, 80)
    drawing.line(50, 80, 540, 80)
    drawing.text(223, 60, "个体户")
    drawing.text(403, 60, "500家")
    row = texts(only_table(drawing))[2]
    assert row == ["效益指标", "社会效益", "新增企业数量，包括个体户", "不少于4500家"]


def test_a_row_that_a_rule_closes_ends_there() -> None:
    drawing = Drawing()
    drawing.table(740, [HEADER, FIRST], XS)
    drawing.page()
    sides(drawing, 60, 80)
    drawing.line(50, 80, 540, 80)
    drawing.table(60, [("", "", "附加说明", "≥3次")], XS, ruled=False)
    assert texts(only_table(drawing))[1:] == [list(FIRST), ["", "", "附加说明", "≥3次"]]


def clipped(drawing: Drawing, box: tuple[float, float, float, float], y: float, text: str) -> None:
    """A label written at ``y``, of which ``box`` (x0, top, x1, bottom) shows."""
    canvas = drawing.canvas
    x0, top, x1, bottom = box
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(x0, HEIGHT - bottom, x1 - x0, bottom - top)
    canvas.clipPath(path, stroke=0)
    drawing.text(x0 + 3, y, text)
    canvas.restoreState()


def test_a_merged_label_clipped_by_the_page_break_is_read_once() -> None:
    drawing = Drawing()
    drawing.table(720, [HEADER], XS)
    drawing.table(740, [FIRST[1:], ("质量指标", "合格率", "≥95%")], XS[1:])
    drawing.line(50, 740, 50, 780)
    clipped(drawing, (50, 740, 130, 780), 775, "产出指标")
    drawing.page()
    drawing.table(60, [("时效指标", "完成率", "100%")], XS[1:])
    drawing.line(50, 60, 50, 80)
    drawing.line(50, 80, 130, 80)
    clipped(drawing, (50, 60, 130, 80), 55, "产出指标")
    table = only_table(drawing)
    label = table.rows[1][0]
    assert (label.text, label.row_span, label.place.doubt) == ("产出指标", 3, None)
    assert texts(table)[2:] == [["质量指标", "合格率", "≥95%"], ["时效指标", "完成率", "100%"]]


def test_text_clipped_to_its_cell_stays_in_it_and_is_doubted() -> None:
    drawing = Drawing()
    drawing.table(100, [HEADER, ("产出指标", "", "举办培训班次数", "≥12")], XS)
    clipped(drawing, (130, 120, 220, 140), 123, "数量指标（含线上线下两种方式的）")
    row = only_table(drawing).rows[1]
    assert [cell.text for cell in row[1:3]] == [
        "数量指标（含线上线下两种方式的）",
        "举办培训班次数",
    ]
    assert (row[1].place.doubt, row[2].place.doubt) == (CUT_OFF, None)


def test_rows_beyond_the_page_s_edge_are_kept_with_a_doubt_or_said() -> None:
    drawing = Drawing()
    drawing.table(780, [HEADER], XS)
    sides(drawing, 800, HEIGHT + 40)
    drawing.text(53, 810, "产出指标")
    drawing.text(403, 835, "开展检查\n不少于12次")
    drawing.text(90, -30, "页外的字")
    document = read_pdf(drawing.data())
    cell = document.tables[0].rows[1][3]
    assert (printed(cell.text), cell.place.doubt) == ("开展检查不少于12次", CUT_OFF)
    assert "页外的字" in document.warnings[0][0]


@pytest.mark.parametrize("pages", [1, 2])
def test_what_a_browser_prints_around_a_page_is_left_out(pages: int) -> None:
    drawing = Drawing()
    for number in range(1, pages + 1):
        drawing.text(22, 15, "11/21/26, 12:34 PM", 8)
        drawing.text(280, 15, "绩效目标公开", 8)
        drawing.text(22, HEIGHT - 25, "https://www.example.gov.cn/czj/content/post_1.html", 8)
        drawing.text(555, HEIGHT - 25, f"{number}/{pages}", 8)
        drawing.table(60, [HEADER, FIRST], XS)
        drawing.page()
    document = read_pdf(drawing.data())
    assert document.lines == ()
    assert texts(document.tables[0]) == [list(HEADER), *[list(FIRST)] * pages]


def test_words_that_tables_repeat_at_the_edge_of_pages_are_no_running_heads() -> None:
    drawing = Drawing()
    for name in ("高龄津贴发放", "临时救助"):
        drawing.table(
            740, [HEADER, ("成本指标", "经济成本", f"{name}\n人均补助", "≤90")], XS, pitch=30
        )
        drawing.text(290, HEIGHT - 25, "- 1 -")
        drawing.page()
    rows = [row[2] for table in read_pdf(drawing.data()).tables for row in texts(table)]
    assert rows == ["三级指标", "高龄津贴发放人均补助", "临时救助人均补助"]


def test_whole_labels_on_both_sides_of_a_page_break_are_two_rows() -> None:
    drawing = Drawing()
    rows = [HEADER, *[FIRST] * 3, ("效益指标", "可持续影响指标", "制度健全性", "")]
    drawing.table(660, rows, XS)
    drawing.page()
    drawing.table(60, [("满意度指标", "服务对象满意度", "单位满意度", "93")], XS)
    table = only_table(drawing)
    assert texts(table)[-2:] == [
        list(rows[-1]),
        ["满意度指标", "服务对象满意度", "单位满意度", "93"],
    ]


def test_a_label_in_two_halves_tells_that_its_row_was_cut() -> None:
    drawing = Drawing()
    drawing.table(680, [HEADER, FIRST, ("效益指", "经济效", "公交客", ">8287.")], XS)
    drawing.page()
    drawing.cell((50, 60, 130, 100), "标")
    drawing.table(60, [("益指标", "运量", "1万人次"), ("社会效益指标", "事故", "0起")], XS[1:])
    row = only_table(drawing).rows[2]
    assert [printed(cell.text) for cell in row] == [
        "效益指标",
        "经济效益指标",
        "公交客运量",
        ">8287.1万人次",
    ]


def test_the_weight_of_a_label_that_goes_on_beside_half_a_row_tells_that_it_was_cut() -> None:
    drawing = Drawing()
    drawing.table(680, [HEADER, FIRST, FIRST, FIRST], XS)
    drawing.table(760, [("满意度指标", "满意度指标", "参训学生家长满意", "≥87%")], XS)
    drawing.page()
    drawing.cell((50, 60, 130, 100), "（25分）")
    drawing.table(60, [("", "度（抽样调查）", "")], XS[1:])
    drawing.table(80, [("满意度指标", "受助学生满意度", "≥91%")], XS[1:])
    rows = texts(only_table(drawing))
    assert rows[4] == ["满意度指标（25分）", "满意度指标", "参训学生家长满意度（抽样调查）", "≥87%"]
    assert rows[5] == ["满意度指标", "受助学生满意度", "≥91%"]


def test_a_line_that_ends_before_the_border_ends_its_cell() -> None:
    drawing = Drawing()
    whole = [("甲", "乙", "丙", "1"), ("甲", "乙", "丙", "2"), ("甲", "乙", "丙", "3")]
    drawing.table(660, [*whole, ("丁", "戊", "己", "")], XS)
    drawing.page()
    drawing.table(60, [("庚", "辛", "壬", "4")], XS)
    assert texts(only_table(drawing))[-2:] == [["丁", "戊", "己", ""], ["庚", "辛", "壬", "4"]]


def test_columns_printed_on_the_next_page_go_beside_the_others() -> None:
    drawing = Drawing()
    drawing.text(200, 60, "项目支出绩效自评表")
    drawing.table(100, [("项目", "修路", "", "")], (50, 130, 220, 400, 540))
    heights = (120, 150, 170, 200)
    left = [("三级指标", "年度指标值"), ("修路里程", "≥12公里"), ("合格率", "≥95%")]
    right = [("全年完成值", "得分", "备注"), ("13公里", "20", ""), ("96%", "15", "")]
    for rows, xs in ((left, (50, 220, 540)), (right, (50, 100, 180, 260))):
        for row, top, bottom in zip(rows, heights, heights[1:], strict=False):
            for text, x0, x1 in zip(row, xs, xs[1:], strict=False):
                drawing.cell((x0, top, x1, bottom), text)
        if rows is left:
            drawing.page()
            drawing.cell((50, 100, 260, 120), "")
    table = only_table(drawing)
    assert texts(table)[1:] == [[*a, *b] for a, b in zip(left, right, strict=True)]
    assert [cell.place.page for cell in table.rows[2]] == [1, 1, 2, 2, 2]


def test_half_a_character_at_the_border_makes_a_doubt() -> None:
    drawing = Drawing()
    drawing.table(100, [HEADER, ("产出指标", "数量指标", "", "≥12")], XS)
    clipped(drawing, (220, 120, 263, 140), 123, "市民投诉量")
    cell = only_table(drawing).rows[1][2]
    assert (cell.text, cell.place.doubt) == ("市民投诉量", CUT_OFF)


def test_full_lines_on_both_sides_of_a_closed_page_break_are_doubted() -> None:
    drawing = Drawing()
    full = ("新增并且申报成功的高新技术企业的总数", "考核的指标值为不少于4")
    drawing.table(700, [("培训班", "≥12期"), ("讲座", "≥30场"), full], XS[2:])
    drawing.page()
    drawing.table(60, [("企业数量", "500家"), ("展会", "≥3场"), ("论坛", "≥1场")], XS[2:])
    doubts = [[cell.place.doubt for cell in row] for row in only_table(drawing).rows]
    assert doubts == [[None] * 2, [None] * 2, *[[MAYBE_CUT] * 2] * 2, [None] * 2, [None] * 2]


@pytest.mark.parametrize("caption", ["续表", "（续上表）", "项目支出绩效目标表（续）"])
def test_the_caption_of_a_continued_table_parts_nothing(caption: str) -> None:
    drawing = Drawing()
    drawing.table(700, [HEADER, FIRST], XS)
    drawing.page()
    drawing.text(230, 40, caption)
    drawing.table(60, [HEADER, FIRST], XS)
    assert texts(only_table(drawing)) == [list(HEADER), list(FIRST), list(FIRST)]


def test_the_last_rows_of_a_table_without_a_frame_join_it() -> None:
    drawing = Drawing()
    rest = [
        ("产出指标", "质量指标", "合格率", "≥95%"),
        ("效益指标", "社会效益", "受益人", "80人"),
    ]
    for top, rows in ((720, [HEADER, *[FIRST] * 3]), (60, rest)):
        drawing.table(top, rows, XS, ruled=False)
        for number in range(1, len(rows)):
            drawing.line(50, top + 20 * number, 540, top + 20 * number)
        for x in XS[1:-1]:
            drawing.line(x, top, x, top + 20 * len(rows))
        drawing.page()
    assert texts(only_table(drawing))[-2:] == [list(row) for row in rest]


def test_a_sheet_printed_down_and_then_across_is_one_table() -> None:
    drawing = Drawing()
    rows = [
        ("指标一", "甲", "≥1", "1分"),
        ("指标二", "乙", "≥2", "2分"),
        ("指标三", "丙", "≥3", "3分"),
    ]
    pages = ((60, 80, 120, 150, 190), (60, 90, 110, 150, 200))
    for columns, xs in ((slice(0, 2), (50, 300, 540)), (slice(2, 4), (50, 120, 200))):
        for tops in pages:
            for row, top, bottom in zip([HEADER, *rows], tops, tops[1:], strict=False):
                for text, x0, x1 in zip(row[columns], xs, xs[1:], strict=False):
                    drawing.cell((x0, top, x1, bottom), text)
            drawing.page()
    assert texts(only_table(drawing)) == [list(HEADER), *[list(row) for row in rows * 2]]


def test_what_the_crop_box_leaves_out_is_not_read_and_said() -> None:
    drawing = Drawing()
    drawing.canvas.setCropBox((0, 100, 450, HEIGHT))
    drawing.table(100, [HEADER, FIRST], (50, 120, 190, 340, 440))
    drawing.text(60, HEIGHT - 60, "裁掉的页脚")
    document = read_pdf(drawing.data())
    assert document.lines == ()
    assert texts(document.tables[0]) == [list(HEADER), list(FIRST)]
    assert "裁掉的页脚" in document.warnings[0][0]


def test_pages_that_lie_a_little_apart_have_the_same_columns() -> None:
    drawing = Drawing()
    drawing.table(700, [HEADER, FIRST], XS)
    drawing.page()
    moved = [6 + 1.01 * x for x in XS]
    drawing.table(60, [("效益指标", "社会效益", "新增企业数", "不少于4")], moved)
    rows = only_table(drawing).rows
    assert [(cell.col, cell.col_span) for cell in rows[2]] == [(0, 1), (1, 1), (2, 1), (3, 1)]


def test_a_header_amid_a_table_begins_a_part_where_no_row_of_its_own_is_above() -> None:
    drawing = Drawing()
    drawing.table(620, [("项目名称", "科普活动")], (50, 130, 540))
    drawing.table(640, [HEADER, FIRST], XS)
    drawing.table(680, [("项目名称", "孵化器建设")], (50, 130, 540))
    drawing.table(700, [("年度目标", "新建孵化器")], (50, 130, 540))
    drawing.page()
    drawing.table(60, [HEADER, ("效益指标", "社会效益", "新增企业数", "不少于4家")], XS)
    assert [row[0] for row in texts(only_table(drawing))] == [
        "项目名称",
        "一级指标",
        "产出指标",
        "项目名称",
        "年度目标",
        "一级指标",
        "效益指标",
    ]


def test_a_header_printed_again_below_rows_of_its_own_is_left_out() -> None:
    drawing = Drawing()
    drawing.table(640, [("项目名称", "孵化器建设")], (50, 130, 540))
    drawing.table(660, [HEADER, FIRST], XS)
    drawing.page()
    drawing.table(60, [HEADER, ("效益指标", "社会效益", "新增企业数", "不少于4家")], XS)
    labels = [row[0] for row in texts(only_table(drawing))]
    assert labels == ["项目名称", "一级指标", "产出指标", "效益指标"]


def test_labels_printed_again_beside_the_rest_of_a_row_do_not_make_it_a_row() -> None:
    drawing = Drawing()
    drawing.table(680, [HEADER, FIRST], XS)
    drawing.cell((50, 720, 130, 780), "效益指标")
    drawing.cell((130, 720, 220, 780), "社会效益")
    rows = [
        ("受益人数", "≥80人"),
        ("带动就业", "≥30人"),
        ("面向全区各镇街和各企事业单位的培训", "≥3场"),
    ]
    drawing.table(720, rows, XS[2:])
    drawing.page()
    drawing.cell((50, 60, 130, 100), "效益指标")
    drawing.cell((130, 60, 220, 100), "社会效益")
    drawing.table(60, [("人数", ""), ("帮扶户数", "≥9户")], XS[2:])
    table = only_table(drawing)
    assert texts(table)[4:] == [
        ["面向全区各镇街和各企事业单位的培训人数", "≥3场"],
        ["帮扶户数", "≥9户"],
    ]
    assert (table.rows[2][0].text, table.rows[2][0].row_span) == ("效益指标", 4)


def test_headers_at_the_foot_of_a_page_are_whole() -> None:
    drawing = Drawing()
    xs = (50, 130, 400, 540)
    drawing.table(720, [("项目名称", "修路", "")], xs)
    drawing.table(740, [("年度目标", "预期目标", "实际完成情况")], xs)
    drawing.page()
    drawing.table(60, [("", "保障资金安全。", "已按计划完成。")], xs)
    assert texts(only_table(drawing))[1:] == [
        ["年度目标", "预期目标", "实际完成情况"],
        ["保障资金安全。", "已按计划完成。"],
    ]


def test_sections_on_both_sides_of_a_page_break_are_two() -> None:
    drawing = Drawing()
    drawing.cell((50, 740, 130, 760), "总体目标")
    drawing.cell((130, 740, 540, 760), "保障资金安全。")
    drawing.page()
    drawing.cell((50, 60, 130, 100), "绩效指标")
    drawing.table(60, [HEADER[1:], FIRST[1:]], XS[1:])
    assert [row[0] for row in texts(only_table(drawing))[:2]] == ["总体目标", "绩效指标"]


def test_a_level_whose_label_stands_below_the_break_begins_above_it() -> None:
    drawing = Drawing()
    rows = [HEADER, *[FIRST] * 3, ("成本指标", "", "接待费控制率", "≤90%")]
    drawing.table(660, rows, XS)
    drawing.page()
    drawing.table(60, [("成本指标", "经济成本指标", "三公经费控制率", "≤95%")], XS)
    level2 = only_table(drawing).rows[4][1]
    assert (level2.text, level2.row_span) == ("经济成本指标", 2)


def test_a_row_of_few_columns_that_the_page_before_leaves_open_goes_on() -> None:
    drawing = Drawing()
    drawing.table(740, [("项目名称", "修路")], (50, 130, 540))
    for x in (50, 130, 540):
        drawing.line(x, 760, x, 800)
    drawing.text(53, 763, "总体")
    drawing.text(133, 763, "保障资金规范、安全、")
    drawing.page()
    for x in (50, 130, 540):
        drawing.line(x, 60, x, 80)
    drawing.text(53, 63, "目标")
    drawing.text(133, 63, "高效使用。")
    xs = (50, 130, 200, 260, 320, 380, 440, 500, 540)
    drawing.table(80, [tuple("一二三四五六七八"), tuple("甲乙丙丁戊己庚辛")], xs)
    assert texts(only_table(drawing))[1] == ["总体目标", "保障资金规范、安全、高效使用。"]


def test_headers_printed_again_without_what_their_section_is_called() -> None:
    drawing = Drawing()
    xs = (30, *XS)
    drawing.cell((30, 680, 50, 800), "")
    drawing.text(33, 683, "绩\n效\n指\n标")
    full = ("产出指标", "数量指标", "面向全区各镇街和各企事业单位的培训", "≥12场")
    drawing.table(680, [HEADER, *[FIRST] * 4, full], XS)
    drawing.page()
    drawing.table(60, [("", *HEADER), ("", "", "", "次数", "")], xs)
    assert texts(only_table(drawing))[-1] == [*full[:2], f"{full[2]}次数", full[3]]


def test_a_label_torn_beside_headers_does_not_make_them_half_a_row() -> None:
    drawing = Drawing()
    xs = (50, 130, 400, 540)
    drawing.table(720, [("项目名称", "修路", "")], xs)
    drawing.table(740, [("年度总", "预期目标", "实际完成情况")], xs)
    drawing.page()
    drawing.table(60, [("体目标", "保障资金安全。", "已按计划完成。")], xs)
    assert texts(only_table(drawing))[1:] == [
        ["年度总体目标", "预期目标", "实际完成情况"],
        ["保障资金安全。", "已按计划完成。"],
    ]


def test_the_numbers_of_columns_printed_again_are_headers() -> None:
    drawing = Drawing()
    numbers = ("1", "2", "3", "4")
    drawing.table(680, [HEADER, numbers, *[FIRST] * 2], XS)
    drawing.page()
    drawing.table(60, [HEADER, numbers, FIRST], XS)
    assert texts(only_table(drawing)) == [list(HEADER), list(numbers), *[list(FIRST)] * 3]
