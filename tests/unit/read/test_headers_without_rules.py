"""Which texts are headers of columns where no vertical rules tell, and which run over columns."""

from __future__ import annotations

from reportlab.pdfbase.pdfmetrics import stringWidth

from ingest.read.pdf import read_pdf
from ingest.words.printed import printed
from tests.unit.read.draw_pdf import FONT, Drawing
from tests.unit.read.set_rows import Style, set_rows
from tests.unit.read.test_without_rules import filled, laid

HEADS = "95:一级指标 145:二级指标 195:三级指标 255:分值 300:年度指标值"


def test_the_end_of_a_name_beside_what_a_section_is_called_is_no_header() -> None:
    rows = laid(
        (100, HEADS),
        (120, "95:产出指标 145:数量指标 195:培训人数 255:5 300:≥66人"),
        (136, "195:年度立项"),
        (147, "195:市级以上 300:达139项或"),
        (152, "255:10"),
        (158, "195:科技计划 300:以上"),
        (169, "50:绩效指标 95:产出指标 195:项目"),
        (185, "95:产出指标 145:数量指标 195:培训班次 255:5 300:≥12期"),
        (201, "95:产出指标 145:质量指标 195:合格率 255:5 300:≥90%"),
    )
    (row,) = (row for row in rows if any("科技计划" in text for text in row))
    assert row[-3:] == ("年度立项市级以上科技计划项目", "10", "达139项或以上")


def test_a_header_amid_lower_ones_has_a_column_where_texts_stand_below_it_alone() -> None:
    rows = laid(
        (100, "100:预算执行 245:年度目标 370:绩效指标"),
        (112, "60:项目名称 150:预算数 320:三级指标 420:指标值"),
        (130, "60:农田建设 150:12.50 230:农田改造工作任务 320:改造面积 420:≥3亩"),
        (145, "60:动物防疫 150:10.00 235:疫病防控任务 320:培训人数 420:≥5人"),
    )
    assert rows[-1] == ("动物防疫", "10.00", "疫病防控任务", "培训人数", "≥5人")
    assert rows[0][2] == "年度目标"


def test_a_header_over_two_goes_not_on_in_the_one_that_reaches_below_it() -> None:
    rows = laid(
        (100, "20:年度主 60:任务名称 150:完成情况 250:预算数（万元） 400:执行数（万元）"),
        (111, "20:要任务"),
        (114, "235:总额 290:其中：财 385:总额 440:其中：财"),
        (125, "294:政拨款 444:政拨款"),
        (145, "60:农田建设 150:全部完成 235:12.50 290:10.00 385:12.00 440:9.00"),
        (160, "60:动物防疫 150:全部完成 235:20.00 290:15.00 385:19.00 440:14.00"),
    )
    assert rows[1][-4:] == ("总额", "其中：财政拨款", "总额", "其中：财政拨款")
    assert rows[2][-6:] == ("农田建设", "全部完成", "12.50", "10.00", "12.00", "9.00")


def test_a_text_over_columns_whose_words_part_above_an_edge_is_one_all_the_same() -> None:
    drawing = Drawing()
    for y, texts in (
        (100, ("一级指标", "二级指标", "三级指标", "指标值")),
        (136, ("产出指标", "数量指标", "改造农田面积", "≥3亩")),
        (154, ("产出指标", "质量指标", "合格率", "≥90%")),
    ):
        for x, text in zip((60, 150, 235, 350), texts, strict=True):
            drawing.text(x, y, text)
    x = 50.0
    words = (
        "1.农田建设",
        "资金总额：12,500.00",
        "元（财政拨款：10,000.00",
        "元，其他：2,500.00",
        "元）",
    )
    for word, gap in zip(words, (8, 2, 2, 2, 0), strict=True):
        drawing.text(x, 118, word)
        x += stringWidth(word, FONT, 9) + gap
    rows = filled(read_pdf(drawing.data()).tables[0])
    assert [printed(text) for text in rows[1] if text] == ["".join(words)]
    assert rows[2] == ("产出指标", "数量指标", "改造农田面积", "≥3亩")


def test_the_form_of_another_project_below_indicators_is_in_columns_of_its_own() -> None:
    rows = laid(
        (100, "60:一级指标 110:二级指标 200:三级指标 330:指标值 400:权重"),
        (118, "60:产出指标 110:数量指标 165:改造农田面积 330:≥3亩 400:10"),
        (136, "60:产出指标 110:质量指标 165:合格率 330:≥90% 400:20"),
        (154, "60:项目名称 120:动物疫病防控能力建设项目"),
        (172, "60:主管部门 120:某市农业农村局 300:实施单位 350:某市动物疫病预防中心"),
    )
    assert [text for text in rows[1] if text] == [
        "产出指标",
        "数量指标",
        "改造农田面积",
        "≥3亩",
        "10",
    ]
    assert [text for text in rows[-1] if text][1] == "某市农业农村局"


def test_a_label_written_downwards_is_none_of_the_header_above_it() -> None:
    drawing = Drawing()
    for number, letter in enumerate("一级指标产出指标"):
        drawing.text(60, 100 + 12 * number, letter)
    for x, text in ((90, "二级指标"), (160, "三级指标"), (240, "指标值")):
        drawing.text(x, 118, text)
    for x, text in ((90, "数量指标"), (160, "培训人数"), (240, "≥3人")):
        drawing.text(x, 166, text)
    (table,) = read_pdf(drawing.data()).tables
    assert [row[0] for row in filled(table)] == ["一级指标", "产出指标"]


def test_a_text_with_a_figure_is_no_header_that_its_words_would_tell() -> None:
    rows = laid(
        (100, "60:一级指标 120:二级指标 180:三级指标 260:指标值 330:指标值依据"),
        (118, "60:产出指标 120:数量指标 180:培训人数 260:≥3人 330:上年完成值的105%"),
    )
    assert rows[1] == ("产出指标", "数量指标", "培训人数", "≥3人", "上年完成值的105%")


def test_the_rest_of_what_stands_in_brackets_is_no_header() -> None:
    rows = laid(
        (60, "95:一级指标 145:二级指标 210:三级指标 300:指标值"),
        (90, "95:成本 145:经济成本 300:不超过16.8万元（"),
        (95, "210:设备维护费"),
        (101, "95:指标 145:指标 300:上年15.8万元）"),
        (125, "95:产出 145:数量指标 210:制作视频 300:≥12部"),
        (136, "95:指标"),
        (155, "95:产出 145:质量指标 210:合格率 300:≥90%"),
        (166, "95:指标"),
    )
    assert rows[1][-2:] == ("设备维护费", "不超过16.8万元（上年15.8万元）")


def test_a_line_of_a_label_that_touches_the_text_beside_it_is_cut_off_it() -> None:
    drawing = Drawing()
    size = 9.0
    start = 50 + stringWidth("年度总体", FONT, size) + 0.2 * size
    lines = (
        (60, (50, "部门"), (start, "某区农业中心")),
        (80, (50, "年度总体"), (start, "服务流程进一步优化，短板加快补齐，运")),
        (92, (55, "目标"), (start, "行保障能力增强。")),
        (112, (50, "一级指标"), (150, "三级指标"), (300, "指标值")),
        (130, (50, "产出指标"), (150, "培训人数"), (300, "≥3人")),
        (148, (50, "效益指标"), (150, "带动农户"), (300, "≥5户")),
    )
    for y, *texts in lines:
        for x, text in texts:
            drawing.text(x, y, text, size)
    (table,) = read_pdf(drawing.data()).tables
    label, text, _ = filled(table)[1]
    assert (label, text) == ("年度总体目标", "服务流程进一步优化，短板加快补齐，运行保障能力增强。")


def test_columns_keep_their_edges_behind_a_page_break() -> None:
    drawing = Drawing()
    drawing.text(60, 700, "部门名称")
    drawing.text(160, 700, "某市农业农村局")
    for x, text in ((60, "一级指标"), (130, "二级指标"), (230, "三级指标"), (330, "指标值")):
        drawing.text(x, 720, text)
    for x, text in ((60, "产出指标"), (130, "数量指标"), (230, "培训人数"), (330, "≥3人")):
        drawing.text(x, 740, text)
    drawing.page()
    for y, label, name in ((60, "可持续影响指标", "影响"), (78, "服务对象满意度", "满意度")):
        for x, text in ((60, "效益指标"), (112, label), (230, name), (330, "≥9%")):
            drawing.text(x, y, text)
    (table,) = read_pdf(drawing.data()).tables
    cols = {printed(cell.text): (cell.col, cell.col_span) for row in table.rows for cell in row}
    assert cols["二级指标"] == cols["可持续影响指标"]


def test_a_header_right_above_the_middle_one_of_three_is_over_all_of_them() -> None:
    rows = laid(
        (100, "60:一级指标 130:三级指标 200:实施期指 310:分年度指标值"),
        (111, "209:标值"),
        (115, "262:2023年 316:2024年 370:2025年"),
        (135, "60:产出指标 130:培训人数 200:≥66人 262:≥20人 316:≥22人 370:≥24人"),
        (150, "60:产出指标 130:培训班次 200:≥12期 262:≥3期 316:≥4期 370:≥5期"),
    )
    assert rows[1][-3:] == ("2023年", "2024年", "2025年")
    assert rows[2] == ("产出指标", "培训人数", "≥66人", "≥20人", "≥22人", "≥24人")


def test_headers_above_others_stand_over_those_that_are_lower_than_the_rest() -> None:
    rows = laid(
        (100, "195:年度预算 395:绩效指标"),
        (109, "50:序号 90:项目名称 270:绩效目标"),
        (118, "160:合计 220:省本级 360:三级指标 440:指标值"),
        (136, "50:1 90:农田建设 160:12.50 220:10.00 262:改造农田若干 360:改造面积 440:≥3亩"),
        (151, "50:2 90:动物防疫 160:10.00 220:8.00 262:防控疫病到位 360:培训人数 440:≥5人"),
    )
    assert rows[0] == ("序号", "项目名称", "年度预算", "", "绩效目标", "绩效指标", "")
    assert rows[3] == ("2", "动物防疫", "10.00", "8.00", "防控疫病到位", "培训人数", "≥5人")


def test_a_name_without_a_value_lets_the_rows_beside_it_be_doubted() -> None:
    drawing = Drawing()
    for y, texts in (
        (100, ("一级指标", "二级指标", "三级指标", "指标值")),
        (120, ("产出指标", "数量指标", "培训班次", "≥12期")),
        (140, ("产出指标", "数量指标", "培训人数", "≥66人")),
        (160, ("", "", "年度立项", "")),
        (180, ("产出指标", "数量指标", "科技计划", "≥3项")),
    ):
        for x, text in zip((60, 130, 200, 300), texts, strict=True):
            drawing.text(x, y, text)
    (table,) = read_pdf(drawing.data()).tables
    doubts = {printed(cell.text): cell.place.doubt for row in table.rows for cell in row}
    assert doubts["≥66人"] and doubts["年度立项"] and doubts["≥3项"]
    assert not doubts["≥12期"]


def test_labels_of_two_levels_beside_a_page_break_are_two() -> None:
    drawing = Drawing()
    heads = ((60, "一级指标"), (130, "二级指标"), (200, "三级指标"), (300, "指标值"))
    for x, text in heads:
        drawing.text(x, 680, text)
    for y, name in ((700, "培训班次"), (720, "培训人数"), (740, "合格率")):
        drawing.text(200, y, name)
        drawing.text(300, y, "≥12")
    drawing.text(60, 720, "产出")
    drawing.text(130, 720, "产出数量")
    drawing.page()
    for y, name in ((60, "人均成本"), (80, "补助标准"), (100, "单位造价")):
        drawing.text(200, y, name)
        drawing.text(300, y, "≤12")
    drawing.text(60, 80, "成本")
    drawing.text(130, 80, "经济成本")
    (table,) = read_pdf(drawing.data()).tables
    labels = [printed(cell.text) for row in table.rows for cell in row if not cell.col]
    assert labels == ["一级指标", "产出", "成本"]


def test_a_text_goes_on_behind_a_page_break_where_its_column_has_no_header() -> None:
    drawing = Drawing()
    drawing.text(60, 700, "项目名称")
    drawing.text(130, 700, "农田建设")
    drawing.text(60, 725, "绩效目标")
    drawing.text(130, 720, "目标1：改造农田。")
    drawing.text(130, 732, "目标2：培训农户。")
    drawing.page()
    drawing.text(130, 60, "目标3：防控疫病。")
    for y, texts in (
        (80, ("一级指标", "二级指标", "三级指标", "指标值")),
        (95, ("产出指标", "数量指标", "改造面积", "≥3亩")),
        (110, ("产出指标", "质量指标", "合格率", "≥90%")),
    ):
        for x, text in zip((60, 130, 200, 300), texts, strict=True):
            drawing.text(x, y, text)
    document = read_pdf(drawing.data())
    assert len(document.tables) == 1 and not document.lines
    assert "目标3：防控疫病。" in "".join(
        printed(cell.text) for row in document.tables[0].rows for cell in row
    )


def test_a_short_rule_level_with_a_long_one_divides_rows_too() -> None:
    drawing = Drawing()
    for x, y, text in (
        (60, 111, "项目名称"), (150, 105, "预算执行"), (360, 105, "绩效指标"),
        (130, 117, "预算数"), (180, 117, "执行数"), (280, 117, "三级指标"), (380, 117, "指标值"),
        (450, 117, "完成值"),
        (60, 137, "农田建设"), (130, 137, "12.50"), (180, 137, "10.00"), (280, 137, "改造面积"),
        (380, 137, "≥3亩"), (450, 137, "3亩"),
        (60, 157, "动物防疫"), (130, 157, "10.00"), (180, 157, "9.00"), (280, 157, "培训人数"),
        (380, 157, "≥5人"), (450, 157, "6人"),
    ):  # fmt: skip
        drawing.text(x, y, text)
    for y in (102, 133, 153, 173):
        drawing.line(50, y, 500, y)
    drawing.line(120, 115.5, 220, 115.5)
    drawing.line(270, 115.5, 500, 115.5)
    (table,) = read_pdf(drawing.data()).tables
    spans = {printed(cell.text): cell.row_span for row in table.rows for cell in row}
    assert (spans["项目名称"], spans["预算执行"], spans["预算数"]) == (2, 1, 1)


def test_words_of_remarks_in_the_cells_of_a_row_are_no_headers() -> None:
    heads = "50:一级指标 110:二级指标 180:三级指标 290:指标值 370:绩效标准"
    rows = laid(
        (100, heads),
        (125, "50:产出指标 110:数量指标 180:勘探面积 290:≥5万平方米 370:行业标准"),
        (150, "50:产出指标 110:时效指标 180:抢险完成时间 290:2024年三季度 370:计划标准"),
        (175, "50:效益指标 110:可持续影响指标 180:活化利用程度 290:较上年提高 370:历史标准"),
        (200, "50:满意度指标 110:满意度指标 180:参观者满意度 290:≥86% 370:计划标准"),
    )
    assert [row[0] for row in rows[1:]] == ["产出指标", "产出指标", "效益指标", "满意度指标"]
    assert rows[2][1:] == ("时效指标", "抢险完成时间", "2024年三季度", "计划标准")
    assert rows[3][1:] == ("可持续影响指标", "活化利用程度", "较上年提高", "历史标准")


def test_what_levels_weigh_stands_beside_them() -> None:
    head = ("一级指标", "分值", "二级指标", "分值", "三级指标", "分值", "年度指标值")
    rows = [
        head,
        *(
            ("产出指标", "60", "数量指标", "40", f"{name}场次", "10", "≥12场")
            for name in ("培训班", "座谈会", "科普活动", "展览会")
        ),
        *(
            ("产出指标", "60", "质量指标", "20", f"{name}合格率", "10", "≥95%")
            for name in ("培训班", "座谈会")
        ),
        ("效益指标", "30", "社会效益", "30", "带动就业人数", "30", "≥80人"),
    ]
    drawing = Drawing()
    set_rows(drawing, rows, (60, 40, 60, 40, 120, 40, 80), 4, Style(padding=6))
    (table,) = read_pdf(drawing.data()).tables
    assert filled(table) == rows
