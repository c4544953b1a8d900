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


def laid(*lines: tuple[float, str]) -> list[tuple[str, ...]]:
    """The table of lines from top to bottom: the height of each, and x:text of what is on it."""
    drawing = Drawing()
    for y, line in lines:
        for part in line.split():
            x, _, text = part.partition(":")
            drawing.text(float(x), y, text)
    (table,) = read_pdf(drawing.data()).tables
    return filled(table)


def test_headers_as_near_as_words_are_cut_where_their_columns_part() -> None:
    assert laid(
        (100, "50:三级指标 150:目标值 182:分值权重"),
        (118, "50:培训人数 150:3人 182:10"),
        (136, "50:培训班次 150:12场 182:5"),
    )[0] == ("三级指标", "目标值", "分值权重")


def test_a_sentence_above_a_header_is_none_of_it() -> None:
    rows = laid(
        (88, "50:总体目标 100:显著提升。 180:培训工作再上台阶。"),
        (100, "100:一级 140:二级 180:三级 260:目标值"),
        (115, "100:产出 140:数量 180:培训人数 260:3人"),
        (130, "100:产出 140:质量 180:合格率 260:90%"),
    )
    assert [[text for text in row if text] for row in rows[-3:]] == [
        ["一级", "二级", "三级", "目标值"],
        ["产出", "数量", "培训人数", "3人"],
        ["产出", "质量", "合格率", "90%"],
    ]


def test_a_header_of_goals_that_goes_on_below_is_one_of_values() -> None:
    assert laid(
        (94, "250:年度绩效目标"),
        (100, "50:绩效一级指标 150:绩效三级指标"),
        (106, "275:值"),
        (124, "50:产出指标 150:培训人数 250:3人"),
        (142, "50:产出指标 150:培训班次 250:12场"),
    )[0] == ("绩效一级指标", "绩效三级指标", "年度绩效目标值")


def test_headers_written_downwards_are_read_to_their_end() -> None:
    assert laid(
        (76, "250:自"),
        (88, "250:评"),
        (100, "50:三级指标 150:年度指标值 250:价"),
        (112, "250:得"),
        (124, "250:分"),
        (145, "50:培训人数 150:3人 250:10"),
        (163, "50:培训班次 150:12场 250:5"),
    )[0] == ("三级指标", "年度指标值", "自评价得分")


def test_headers_in_two_lines_beside_those_in_one_are_told() -> None:
    assert laid(
        (94, "200:财政专 250:其他资"),
        (100, "50:项目名称 110:总计 150:财政拨款 300:绩效目标 380:绩效指标"),
        (106, "200:户拨款 259:金"),
        (130, "50:科普活动 110:12.50 150:12.50 300:开展科普。 380:数量指标：场次≥3场。"),
        (160, "50:人员培训 110:13.50 150:13.50 300:开展培训。 380:数量指标：场次≥5场。"),
    )[0] == (
        "项目名称", "总计", "财政拨款", "财政专户拨款", "其他资金", "绩效目标", "绩效指标",
    )  # fmt: skip


def test_the_cells_of_projects_reach_over_the_rows_of_their_indicators() -> None:
    rows = [
        ("项目名称", "预算数（万元）", "年度绩效目标", "一级指标", "绩效指标", "本年目标值"),
        ("科普活动", "12.50", "开展科普，服务群众。", "产出指标", "科普活动场次", "3场"),
        ("科普活动", "12.50", "开展科普，服务群众。", "产出指标", "科普活动人数", "800人"),
        ("科普活动", "12.50", "开展科普，服务群众。", "效益指标", "知晓率", "90%"),
        ("人员培训", "8.00", "开展培训。", "产出指标", "培训班次", "5期"),
        ("人员培训", "8.00", "开展培训。", "效益指标", "合格率", "95%"),
    ]
    drawing = Drawing()
    set_rows(drawing, rows, (60, 80, 100, 60, 100, 70), 3, Style())
    (table,) = read_pdf(drawing.data()).tables
    assert filled(table) == rows


def test_a_header_in_the_middle_tells_how_wide_its_column_is() -> None:
    names = ("新建改建农村公路（公里）", "养护里程（公里）", "桥梁（座）", "隧道（座）")
    values = ("129.8", "935.8", "22", "84")
    rows = laid(
        (100, "186:三级指标 360:全年目标"),
        *((118 + 16.0 * n, f"50:{names[n]} 360:{values[n]}") for n in range(4)),
    )
    assert rows[1:] == list(zip(names, values, strict=True))


def test_a_label_that_a_page_break_leaves_beyond_its_rows_is_theirs() -> None:
    drawing = Drawing()
    for x, text in ((50, "一级指标"), (120, "三级指标"), (250, "年度指标值"), (350, "分值")):
        drawing.text(x, 700, text)
    for x, text in ((120, "培训人数"), (250, "3人"), (350, "10")):
        drawing.text(x, 730, text)
    drawing.text(50, 750, "产出指标")
    drawing.page()
    for number, row in enumerate((("培训班次", "12场", "5"), ("培训课时", "8小时", "5"))):
        for x, text in zip((120, 250, 350), row, strict=True):
            drawing.text(x, 60 + 30 * number, text)
    (table,) = read_pdf(drawing.data()).tables
    assert filled(table)[1][:2] == ("产出指标", "培训人数")
    assert len(table.rows) == 4


def test_what_is_not_broken_over_lines_leaves_no_room() -> None:
    rows = laid(
        (100, "50:三级指标 250:年度指标值"),
        (116, "50:开展联合资助项目数量 250:开展市校"),
        (128, "250:（院）联合"),
        (140, "250:资助800项"),
        (152, "50:新增省级以上孵化载体 250:新增15"),
        (164, "250:家，其中中"),
        (176, "250:央直属5家"),
    )
    assert rows[1:] == [
        ("开展联合资助项目数量", "开展市校（院）联合资助800项"),
        ("新增省级以上孵化载体", "新增15家，其中中央直属5家"),
    ]


def test_the_cells_of_a_project_stand_amid_its_rows_on_both_pages() -> None:
    """Programs that print sheets cut merged cells after they set them."""
    heads = ("项目名称", "预算数", "年度绩效目标", "一级指标", "三级指标", "目标值")
    xs = (50, 130, 180, 290, 350, 480)
    drawing = Drawing()
    for x, text in zip(xs, heads, strict=True):
        drawing.text(x, 620, text)
    for y, name in ((660.0, "科普活动"), (770.0, "人员培训")):
        for x, text in zip(xs, (name, "12.50", f"开展{name}。"), strict=False):
            drawing.text(x, y, text)
    for row, (name, value) in enumerate(
        (("科普场次", "3场"), ("科普人数", "80人"), ("知晓率", "9%"))
    ):
        _indicator(drawing, 640 + 20 * row, name, value)
    for row in range(5):
        _indicator(drawing, 700 + 20 * row, "培训班次之" + "甲乙丙丁戊"[row], f"{row + 3}期")
    drawing.page()
    _indicator(drawing, 60, "培训人数", "90人")
    _indicator(drawing, 80, "培训合格率", "95%")
    (table,) = read_pdf(drawing.data()).tables
    rows = filled(table)[1:]
    assert [row[0] for row in rows[:9]] == ["科普活动"] * 3 + ["人员培训"] * 6
    assert [row[4] for row in rows][-3:] == ["培训班次之戊", "培训人数", "培训合格率"]


def _indicator(drawing: Drawing, y: float, name: str, value: str) -> None:
    for x, text in ((290, "产出指标"), (350, name), (480, value)):
        drawing.text(x, y, text)


def test_rules_divide_the_rows_of_the_next_page_too() -> None:
    heads = ("一级指标", "三级指标", "年度指标值")
    names = ("科普活动场次", "科普活动人数", "培训班次", "培训人数")
    drawing = Drawing()
    _ruled_row(drawing, 600, heads)
    for number, name in enumerate(names):
        _ruled_row(drawing, 640 + 40 * number, ("产出指标", name, f"{number + 3}次"))
    drawing.page()
    _ruled_row(drawing, 60, ("产出指标", "受助学\n生人数", "不少于\n91人"))
    _ruled_row(drawing, 100, ("产出指标", "受助学\n校数量", "不少于\n12所"))
    (table,) = read_pdf(drawing.data()).tables
    assert filled(table)[-2:] == [
        ("产出指标", "受助学生人数", "不少于91人"),
        ("产出指标", "受助学校数量", "不少于12所"),
    ]
    assert not any(cell.place.doubt for row in table.rows[-2:] for cell in row)


def test_short_rules_that_end_at_the_side_divide_rows_beside_merged_cells() -> None:
    drawing = Drawing()
    for x, text in zip(
        (50, 200, 450, 510), ("一级指标", "二级指标", "三级指标", "指标值"), strict=True
    ):
        drawing.text(x, 105, text)
    levels = (("产出指标", "数量指标"), ("效益指标", "社会效益"))
    for top in (100, 120, 160, 200):
        drawing.line(45, top, 560, top)
    for number, labels in enumerate(levels):
        top = 120 + 40 * number
        for x, text in zip((50, 200), labels, strict=True):
            drawing.text(x, top + 15, text)
        for at, (name, value) in enumerate((("到位资金", "≥5亿元"), ("使用外资", "≥9万元"))):
            drawing.text(510, top + 20 * at + 5, value)
            drawing.text(450, top + 20 * at + 5, name)
        drawing.line(505, top + 20, 560, top + 20)
        drawing.line(445, top + 20, 505, top + 20)
    (table,) = read_pdf(drawing.data()).tables
    assert [row[2:] for row in filled(table)[1:]] == [
        ("到位资金", "≥5亿元"),
        ("使用外资", "≥9万元"),
    ] * 2


def _ruled_row(drawing: Drawing, top: float, texts: tuple[str, ...]) -> None:
    for x, text in zip((50, 150, 300), texts, strict=True):
        drawing.text(x, top + 5, text)
    drawing.line(45, top, 400, top)
    drawing.line(45, top + 40, 400, top + 40)


def test_texts_far_apart_on_a_line_are_cells_though_few_lines_have_them() -> None:
    rows = laid(
        (60, "50:项目名称 160:公共文化服务体系建设专项"),
        (78, "50:主管部门 160:县文化广电和旅游局 330:实施单位 440:县文化馆"),
        (96, "50:资金情况 180:年度资金总额 460:1,286.50"),
        (114, "50:（万元） 180:其他资金 487:86.50"),
        (132, "50:总体目标 160:贯彻落实关于构建现代公共文化服务体系的决策部署，保障免费开放。"),
        (150, "50:绩效指标 160:三级指标 440:指标值"),
        (168, "160:演出场次 440:3场"),
    )
    kept = [[text for text in row if text] for row in rows[:4]]
    assert kept[:3] == [
        ["项目名称", "公共文化服务体系建设专项"],
        ["主管部门", "县文化广电和旅游局", "实施单位", "县文化馆"],
        ["资金情况（万元）", "年度资金总额", "1,286.50"],
    ]


def test_a_text_over_a_header_that_makes_it_no_other_is_none_of_it() -> None:
    assert laid(
        (60, "50:项目名称 200:文化馆免费开放"),
        (74, "50:主管部门 200:县文化馆 330:实施单位 400:县文化馆"),
        (88, "110:年初预算数 200:全年预算数 290:全年执行数 400:分值 440:执行率"),
        (104, "50:年度资金 110:10.00 200:12.00 290:11.00 400:10 440:92%"),
        (120, "50:其他资金 110:1.00 200:2.00 290:1.00 400:— 440:50%"),
    )[2][-5:] == ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率")


def test_captions_above_a_table_with_a_gap_between_them_are_no_row_of_it() -> None:
    assert laid(
        (60, "50:（2024年度） 400:单位：万元"),
        (80, "50:一级指标 150:三级指标 300:年度指标值"),
        (100, "50:产出指标 150:培训人数 300:3人"),
        (120, "50:产出指标 150:培训班次 300:12场"),
    )[0] == ("一级指标", "三级指标", "年度指标值")


def test_a_label_that_touches_the_first_header_is_cut_off_it() -> None:
    rows = laid(
        (60, "50:绩效指 80:一级 120:二级 200:三级指标 330:指标值"),
        (71, "50:标 80:指标 120:指标"),
        (90, "80:产出 120:数量 200:培训人数 330:3人"),
        (101, "80:指标 120:指标"),
        (120, "80:产出 120:质量 200:培训合格率 330:95%"),
        (131, "80:指标 120:指标"),
    )
    assert rows == [
        ("绩效指标", "一级指标", "二级指标", "三级指标", "指标值"),
        ("绩效指标", "产出指标", "数量指标", "培训人数", "3人"),
        ("绩效指标", "产出指标", "质量指标", "培训合格率", "95%"),
    ]


def test_coloured_labels_alone_divide_no_cells() -> None:
    drawing = Drawing()
    drawing.canvas.setFillGray(0.87)
    for box in ((45, 58, 420, 16), (45, 74, 55, 32)):
        x, y, width, height = box
        drawing.canvas.rect(x, drawing.height - y - height, width, height, stroke=0, fill=1)
    drawing.canvas.setFillGray(0)
    lines = (
        (60, ("一级指标", "三级指标", "年度指标值", "分值")),
        (76, ("产出指标", "培训人数", "3人", "10")),
        (92, ("效益指标", "合格率", "95%", "5")),
    )
    for y, texts in lines:
        for x, text in zip((50, 120, 250, 350), texts, strict=True):
            drawing.text(x, y, text)
    (table,) = read_pdf(drawing.data()).tables
    assert filled(table) == [texts for _, texts in lines]


def test_headers_that_reach_into_one_another_by_a_hair_part_there() -> None:
    drawing = Drawing()
    for number, row in enumerate(
        [
            ("三级指标", "年度指标值", "分值", "得分"),
            ("培训人数", "≥80人", "10", "9"),
            ("培训班次", "≥3次", "20", "18"),
        ]
    ):
        for x, text in zip((50, 200, 300, 317.9999), row, strict=True):
            drawing.text(x + (number > 0 and x > 300) * 4, 103 + 20 * number, text)
    for number in range(4):
        drawing.line(45, 100 + 20 * number, 400, 100 + 20 * number)
    (table,) = read_pdf(drawing.data()).tables
    assert [[cell.text for cell in row] for row in table.rows][1:] == [
        ["培训人数", "≥80人", "10", "9"],
        ["培训班次", "≥3次", "20", "18"],
    ]
