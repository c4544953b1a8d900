"""Headers above headers without vertical rules, and columns that the ends of rules tell."""

from __future__ import annotations

from ingest.read.pdf import read_pdf
from ingest.words.printed import printed
from tests.unit.read.draw_pdf import Drawing
from tests.unit.read.test_without_rules import filled, laid

THREE_TIERS = (
    (100, "68:项目编码 122:项目名称 228:项目金额（万元） 453:绩效目标"),
    (114, "180:资金总额 234:财政拨款 288:其他资金 372:产出指标 516:满意度指标"),
    (128, "345:三级指标 417:指标值 489:三级指标 561:指标值"),
)


def test_headers_in_three_rows_stand_over_the_columns_they_are_of() -> None:
    rows = laid(
        *THREE_TIERS,
        (150, "122:县文化馆"),
        (170, "68:410301 122:免费开放 180:12.50 234:12.50 288:0.00 345:演出场次 417:3场"),
        (170, "489:观众满意度 561:90%"),
        (190, "345:培训人数 417:80人"),
        (210, "68:410302 122:文物保护 180:8.00 234:7.00 288:1.00 345:修缮文物 417:5处"),
        (210, "489:居民满意度 561:95%"),
        (230, "345:巡查次数 417:12次"),
    )
    heads = ("项目编码", "项目名称", "项目金额（万元）", "", "", "绩效目标", "", "", "")
    assert rows[0] == heads
    assert rows[1][2:] == (
        "资金总额", "财政拨款", "其他资金", "产出指标", "", "满意度指标", "",
    )  # fmt: skip
    assert rows[2][5:] == ("三级指标", "指标值", "三级指标", "指标值")
    assert rows[3][1] == "县文化馆"
    assert rows[4] == (
        "410301", "免费开放", "12.50", "12.50", "0.00", "演出场次", "3场", "观众满意度", "90%",
    )  # fmt: skip
    assert rows[5][5:] == ("培训人数", "80人", "", "")
    assert rows[6][:5] == ("410302", "文物保护", "8.00", "7.00", "1.00")


def test_figures_at_the_right_of_divided_columns_stand_below_their_headers() -> None:
    drawing = Drawing()
    for x, y, text in (
        (60, 100, "年度主\n要任务"), (130, 107, "任务名称"), (240, 107, "主要内容"),
        (400, 100, "预算金额（万元）"), (345, 116, "总额"), (415, 116, "财政拨款"),
        (490, 116, "其他资金"),
    ):  # fmt: skip
        drawing.text(x, y, text)
    for number, (name, total) in enumerate((("农田建设", "1,204.62"), ("动物防疫", "3,151.58"))):
        y = 134 + 18 * number
        drawing.text(110, y, name)
        drawing.text(210, y, "主要用于设备购置")
        for right, text in ((385, total), (460, total), (535, "0.00")):
            drawing.canvas.drawRightString(right, drawing.height - y - 9, text)
    for y in (97, 131, 149, 167):
        drawing.line(55 if y != 149 else 105, y, 540, y)
    drawing.line(320, 114, 540, 114)
    (table,) = read_pdf(drawing.data()).tables
    rows = filled(table)
    assert [row[-3:] for row in rows] == [
        ("预算金额（万元）", "", ""),
        ("总额", "财政拨款", "其他资金"),
        ("1,204.62", "1,204.62", "0.00"),
        ("3,151.58", "3,151.58", "0.00"),
    ]


def test_a_header_over_one_other_is_its_first_line() -> None:
    rows = laid(
        (94, "200:指标 300:佐证"),
        (100, "50:三级指标 130:年度指标值"),
        (106, "200:所占 300:材料"),
        (130, "50:培训人数 130:3人 200:10 300:名册"),
        (150, "50:培训班次 130:12场 200:5 300:通知"),
    )
    assert rows[0] == ("三级指标", "年度指标值", "指标所占", "佐证材料")


def test_a_line_of_signatures_ends_the_table_above_it() -> None:
    rows = laid(
        (100, "110:一级指标 180:三级指标 330:年度指标值"),
        (120, "110:产出指标 180:培训人数 330:3人"),
        (140, "50:绩效指标 110:产出指标 180:培训班次 330:12场"),
        (160, "110:效益指标 180:带动就业 330:50人"),
        (190, "50:单位负责人（签章）： 230:填表日期："),
    )
    assert rows[1:4] == [
        ("绩效指标", "产出指标", "培训人数", "3人"),
        ("绩效指标", "产出指标", "培训班次", "12场"),
        ("绩效指标", "效益指标", "带动就业", "50人"),
    ]


def test_headers_at_the_foot_of_a_page_take_the_columns_they_are_amid() -> None:
    drawing = Drawing()
    wide, narrow = (50, 120, 330, 400, 540), (50, 120, 190, 400, 470, 540)
    _ruled_row(drawing, 620, ("名称", "主要实施内容", "拟投入的资金", "期望达到的目标"), wide)
    for number, name in enumerate(("农田建设", "动物防疫")):
        goal = "按计划完成年度任务，成效明显。"
        texts = (name, "开展项目建设并做好后续管护工作", "1,204.62", goal)
        _ruled_row(drawing, 640 + 20 * number, texts, wide)
    heads = ("一级指标", "二级指标", "三级指标", "实施周期指标值", "年度指标值")
    _ruled_row(drawing, 680, heads, narrow, amid=True)
    drawing.page()
    for number, name in enumerate(("新建高标准农田并配套建设灌溉设施", "培训高素质农民")):
        texts = ("产出指标", "数量指标", name, "不少于300人", "不少于100人")
        _ruled_row(drawing, 60 + 20 * number, texts, narrow)
    (table,) = read_pdf(drawing.data()).tables
    heads, *rows = ([printed(cell.text) for cell in row if cell.text] for row in table.rows[3:])
    columns = [[cell.col for cell in row if cell.text] for row in table.rows[3:]]
    assert rows[1] == ["产出指标", "数量指标", "培训高素质农民", "不少于300人", "不少于100人"]
    assert columns[0] == columns[1] == columns[2]


def _ruled_row(
    drawing: Drawing,
    top: float,
    texts: tuple[str, ...],
    xs: tuple[float, ...],
    *,
    amid: bool = False,
) -> None:
    for text, x0, x1 in zip(texts, xs, xs[1:], strict=False):
        drawing.text((x0 + x1 - 9 * len(text)) / 2 if amid else x0 + 3, top + 5, text)
    drawing.line(50, top, 540, top)
    drawing.line(50, top + 20, 540, top + 20)


def test_rules_that_stop_beside_a_label_written_downwards_part_it_from_the_rows() -> None:
    drawing = Drawing()
    drawing.line(50, 100, 500, 100)
    for number, char in enumerate("部门预算"):
        drawing.text(55, 106 + 17 * number, char)
    for number, item in enumerate(("收入预算", "财政拨款", "其他资金", "基本支出")):
        y = 100 + 20 * number
        drawing.text(150, y + 5, item)
        drawing.text(440, y + 5, f"{number + 1},204.50")
        drawing.line(70 if number < 3 else 50, y + 20, 500, y + 20)
    drawing.text(55, 185, "部门（单位）名称")
    drawing.text(200, 185, "县教育局")
    drawing.line(50, 200, 500, 200)
    (table,) = read_pdf(drawing.data()).tables
    assert [row[0] for row in filled(table)][:4] == ["部门预算"] * 4
    assert [row[-1] for row in filled(table)][:4] == [f"{n},204.50" for n in range(1, 5)]


def test_coloured_labels_on_a_page_without_headers_are_no_table_of_their_own() -> None:
    drawing = Drawing()
    drawing.canvas.setFillGray(0.88)
    for number in range(4):
        for x0, x1 in ((50, 120), (120, 190)):
            drawing.canvas.rect(x0, drawing.height - 120 - 20 * number, x1 - x0, 20, 0, 1)
    drawing.canvas.setFillGray(0)
    rows = [("产出指标", "数量指标", "培训人数", f"{number}人") for number in range(3, 7)]
    drawing.table(100, rows, (50, 120, 190, 330, 400), ruled=False)
    (table,) = read_pdf(drawing.data()).tables
    assert filled(table)[0] == ("产出指标", "数量指标", "培训人数", "3人")


def test_a_header_between_the_columns_it_is_over_has_none_of_its_own() -> None:
    rows = laid(
        (100, "50:项目名称 204:绩效指标"),
        (114, "110:一级指标 160:二级指标 250:指标名称 320:指标值"),
        (134, "50:免费开放 110:产出指标 160:数量指标 250:演出场次 320:3场"),
        (154, "50:文物保护 110:产出指标 160:数量指标 250:修缮文物 320:5处"),
    )
    assert rows[0] == ("项目名称", "绩效指标", "", "", "")
    assert rows[1][1:] == ("一级指标", "二级指标", "指标名称", "指标值")


def test_headers_that_touch_are_cut_where_their_columns_part() -> None:
    rows = laid(
        (94, "50:一级 290:半年（程）全年（程）"),
        (100, "110:二级指标 180:三级指标"),
        (106, "50:指标 299:目标值 344:目标值"),
        (130, "50:产出指标 110:数量指标 180:培训人数 290:1230人 340:2093人"),
        (150, "50:产出指标 110:数量指标 180:培训班次 290:12场 340:30场"),
    )
    assert rows[0][3:] == ("半年（程）目标值", "全年（程）目标值")


def test_two_labels_below_one_another_are_two_rows() -> None:
    rows = laid(
        (60, "50:项目名称 130:农村饮水安全巩固提升工程"),
        (72, "50:主管部门 130:江苏省南京市玄武区水务局 300:实施单位 380:区水务局"),
        (92, "110:实施期目标 300:年度目标"),
        (106, "110:保障供水，提升水质。 300:保障供水，提升水质。"),
    )
    assert [row[0] for row in rows][:2] == ["项目名称", "主管部门"]


def test_a_section_whose_name_stands_on_the_next_page_has_its_column_on_this_one() -> None:
    drawing = Drawing()
    _beside_section(drawing, 640, ("一级指标", "三级指标", "年度指标值"), 90)
    _beside_section(drawing, 680, ("", "修缮文物", "56处"), 160)
    _beside_section(drawing, 720, ("", "演出场次", "20场"), 160)
    drawing.line(50, 640, 500, 640)
    drawing.page()
    _beside_section(drawing, 60, ("产出指标", "培训人数", "99人"), 160)
    _beside_section(drawing, 100, ("", "培训班次", "12场"), 90)
    _beside_section(drawing, 140, ("效益指标", "参观人次", "40万人次"), 90)
    _beside_section(drawing, 180, ("满意度指标", "观众满意度", "95%"), 50)
    drawing.text(53, 110, "绩效指标")
    (table,) = read_pdf(drawing.data()).tables
    texts = {printed(cell.text): cell.col for row in table.rows for cell in row}
    assert texts["绩效指标"] == 0
    assert texts["一级指标"] == texts["产出指标"] == texts["效益指标"] == 1


def _beside_section(drawing: Drawing, top: float, texts: tuple[str, ...], rule_from: float) -> None:
    for x, text in zip((100, 170, 350), texts, strict=True):
        drawing.text(x, top + 14, text)
    drawing.line(rule_from, top + 40, 500, top + 40)


def test_a_header_beside_figures_at_the_left_of_their_column_stands_over_two_all_the_same() -> None:
    rows = laid(
        (100, "50:一级指标 130:三级指标 271:完成情况"),
        (114, "226:年度指标值 309:实际完成值 370:分值"),
        (134, "50:产出指标 130:培训人数 220:≥66人 290:66人 370:10"),
        (154, "50:产出指标 130:培训班次 220:≥12期 290:12期 370:5"),
    )
    assert rows[1][2:] == ("年度指标值", "实际完成值", "分值")
    assert rows[2] == ("产出指标", "培训人数", "≥66人", "66人", "10")


def test_a_label_of_a_sum_amid_merged_cells_tells_no_edge_of_levels() -> None:
    rows = laid(
        (100, "50:一级指标 120:二级指标 190:三级指标 290:指标值 350:分值"),
        (120, "50:产出指标 110:数量指标 172:培训人数 290:66人 350:10"),
        (140, "160:小计 350:10"),
        (160, "50:满意度指标 106:服务对象满意度 172:学员满意度 290:95% 350:5"),
        (180, "160:小计 350:5"),
    )
    assert rows[1] == ("产出指标", "数量指标", "培训人数", "66人", "10")
    assert rows[3] == ("满意度指标", "服务对象满意度", "学员满意度", "95%", "5")


def test_rules_that_stop_in_a_gutter_tell_which_edge_of_those_above_is_of_a_column() -> None:
    drawing = Drawing()
    for x, y, text in (
        (50, 105, "资金"), (140, 105, "年初预算数"), (215, 105, "全年执行数"), (380, 105, "得分"),
        (50, 125, "总额"), (140, 125, "120.00"), (215, 125, "110.00"), (380, 125, "10"),
        (120, 145, "预期目标"), (320, 145, "实际完成情况"),
        (50, 165, "培训一批技术骨干，服务全县重点产业发展需要"), (262, 165, "已完成年度任务。"),
        (50, 185, "三级指标"), (285, 185, "年度指标值"), (380, 185, "分值"),
        (50, 205, "培训人数"), (262, 205, "66人"), (380, 205, "10"),
        (50, 225, "培训班次"), (262, 225, "12期"), (380, 225, "5"),
    ):  # fmt: skip
        drawing.text(x, y, text)
    for y in (102, 122, 142, 162, 182, 222, 242):
        drawing.line(48, y, 440, y)
    drawing.line(258, 202, 440, 202)
    (table,) = read_pdf(drawing.data()).tables
    by_text = {printed(cell.text): cell.col for row in table.rows for cell in row}
    assert by_text["年度指标值"] == by_text["66人"] == by_text["12期"]


def test_a_header_above_a_rule_over_several_headers_stands_over_them() -> None:
    drawing = Drawing()
    for x, y, text in (
        (340, 102, "本年绩效指标"), (70, 114, "一级指标"), (160, 114, "三级指标"),
        (255, 118, "指标性质"), (340, 118, "本年指标值"), (430, 118, "本年权重"),
        (70, 140, "产出指标"), (150, 140, "培训人数"), (250, 140, "≥"), (340, 140, "66人"),
        (430, 140, "10"), (70, 160, "产出指标"), (150, 160, "培训班次"), (250, 160, "="),
        (340, 160, "12期"), (430, 160, "5"),
        (70, 60, "任务名称"), (200, 60, "工作举措"), (70, 80, "农田建设"), (200, 80, "开展检查"),
    ):  # fmt: skip
        drawing.text(x, y, text)
    for y in (57, 77, 97, 134, 155, 175):
        drawing.line(60, y, 480, y)
    drawing.line(245, 113, 480, 113)
    (table,) = read_pdf(drawing.data()).tables
    heads = [row for row in filled(table) if "三级指标" in row]
    assert [text for text in heads[0] if text] == ["一级指标", "三级指标", "本年绩效指标"]
    assert heads[1][-3:] == ("指标性质", "本年指标值", "本年权重")
