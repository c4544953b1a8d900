"""Records of ruled tables, such as projects of a list, that a page break cuts."""

from __future__ import annotations

from ingest.read.pdf import read_pdf
from ingest.read.tables.cut import GUESSED
from ingest.words.printed import printed
from tests.unit.read.draw_pdf import Drawing
from tests.unit.read.test_page_breaks import only_table, texts


def test_a_project_whose_amount_is_not_printed_again_goes_on_from_the_page_before() -> None:
    drawing = Drawing()
    xs = (50, 120, 190, 330, 400)
    drawing.table(700, [("项目名称", "预算数", "三级指标", "目标值")], xs)
    for number, project in enumerate(("科普活动", "人员培训")):
        drawing.table(720 + 20 * number, [(project, "12.50", f"场次{number}", "3场")], xs)
    drawing.table(760, [("特困人员救助", "140.10", "供养人数", "80人")], xs)
    drawing.page()
    drawing.cell((50, 60, 120, 100), "供养")
    drawing.cell((120, 60, 190, 100), "")
    drawing.table(60, [("供养床位", "9张"), ("满意度", "90%")], xs[2:])
    last = only_table(drawing).rows[-3]
    assert [(printed(cell.text), cell.row_span) for cell in last] == [
        ("特困人员救助供养", 3),
        ("140.10", 3),
        ("供养人数", 1),
        ("80人", 1),
    ]


def test_what_is_blank_above_a_record_that_begins_on_the_next_page_is_no_part_of_it() -> None:
    drawing = Drawing()
    xs = (50, 120, 190, 270, 400, 470)
    header = ("单位名称", "项目名称", "预算数", "三级指标", "目标值")
    drawing.table(740, [header, ("某镇部门", "", "8,827.53", "", "")], xs)
    drawing.page()
    for at, text in enumerate(("某镇人民政府", "干部报酬", "3,309.84")):
        drawing.cell((xs[at], 60, xs[at + 1], 100), text)
    drawing.table(60, [("发放人数", "230人"), ("满意度", "95%")], xs[3:])
    _, total, first, _ = only_table(drawing).rows
    assert [printed(cell.text) for cell in total] == ["某镇部门", "", "8,827.53", "", ""]
    assert [(printed(cell.text), cell.row_span) for cell in first[:3]] == [
        ("某镇人民政府", 2),
        ("干部报酬", 2),
        ("3,309.84", 2),
    ]


def test_a_row_is_cut_amid_the_brackets_behind_its_value() -> None:
    drawing = Drawing()
    xs = (50, 120, 190, 260, 400, 540)
    rows = [("项目名称", "资金", "年度目标", "三级指标", "指标值")]
    rows += [(f"项目{n}", "12.50", "平稳有序", f"场次{n}", "3场（上年2场）") for n in range(3)]
    drawing.table(700, [*rows, ("人防", "20.00", "工程", "维护单价", "不超过9元/平方米（")], xs)
    drawing.page()
    for at, goal in enumerate(("", "", "完好")):
        drawing.cell((xs[at], 60, xs[at + 1], 100), goal)
    drawing.table(60, [("", "上年8元/平方米）"), ("满意度", "90%")], xs[3:])
    *_, cut, last = texts(only_table(drawing))
    assert cut == ["人防", "20.00", "工程完好", "维护单价", "不超过9元/平方米（上年8元/平方米）"]
    assert last == ["满意度", "90%"]


def test_a_row_is_cut_where_what_its_project_is_called_is() -> None:
    drawing = Drawing()
    xs = (50, 130, 200, 280, 420)
    drawing.table(
        640,
        [("项目编码", "项目名称", "项目金额（万元）", "三级指标", "指标值")],
        (*xs, 540),
        ruled=False,
    )
    for number, name in enumerate(("森林管护", "病虫防治", "义务植树")):
        row = (f"4103002400{number}", name, f"{number + 7}12.50", f"{name}面积", "≥80亩")
        drawing.table(660 + 30 * number, [row], (*xs, 540), ruled=False)
    for x, text in zip(xs, ("4103002", "高校毕业", "", "职业技能培训", "不低于3"), strict=True):
        drawing.text(x + 3, 753, text)
    drawing.text(xs[2] + 3, 753, "133.43")
    drawing.page()
    for x, text in zip(xs, ("4003", "生见习", "", "补贴人次", "7645人次"), strict=True):
        drawing.text(x + 3, 60, text)
    for number in range(3):
        drawing.text(xs[3] + 3, 95 + 30 * number, f"就业困难人员实现就业{number}")
        drawing.text(xs[4] + 3, 95 + 30 * number, "≥3362人")
    (table,) = read_pdf(drawing.data()).tables
    (cut,) = [row for row in table.rows if any("职业技能" in cell.text for cell in row)]
    assert [cell.text.replace("\n", "") for cell in cut] == [
        "41030024003",
        "高校毕业生见习",
        "133.43",
        "职业技能培训补贴人次",
        "不低于37645人次",
    ]
    assert cut[-1].place.doubt


def test_a_goal_goes_on_where_the_project_s_name_is_not_printed_again() -> None:
    drawing = Drawing()
    xs = (50, 120, 260, 400, 540)
    drawing.table(680, [("项目名称", "年度目标", "三级指标", "目标值")], xs)
    projects = (("科普活动", "活动办好。"), ("人员培训", "培训做实，\n群众满意，"))
    for number, (project, goal) in enumerate(projects):
        top = 700 + 40 * number
        drawing.cell((50, top, 120, top + 40), project)
        drawing.cell((120, top, 260, top + 40), goal)
        drawing.table(top, [("场次", "3场"), ("人数", "80人")], xs[2:])
    drawing.page()
    drawing.table(60, [("", "事业持续发展。", "满意度", "90%")], xs)
    rows = only_table(drawing).rows
    assert [(printed(cell.text), cell.row_span) for cell in rows[3]] == [
        ("人员培训", 3),
        ("培训做实，群众满意，事业持续发展。", 3),
        ("场次", 1),
        ("3场", 1),
    ]
    assert rows[3][1].place.doubt == GUESSED
    assert [printed(cell.text) for cell in rows[5]] == ["满意度", "90%"]


def test_a_project_goes_on_where_its_first_level_does() -> None:
    drawing = Drawing()
    xs = (50, 120, 260, 330, 440, 540)
    rows = [("项目名称", "年度目标", "一级指标", "三级指标", "目标值")]
    rows += [(f"项目{at}", "活动办好。", "产出指标", "场次", "3场") for at in range(3)]
    rows += [("建筑工程安全", "项目管理做得细而又实，群众", "产出指标", "改建的开工改造", "32个")]
    drawing.table(680, rows, xs)
    drawing.page()
    for at, text in enumerate(("监督", "满意。", "")):
        drawing.cell((xs[at], 60, xs[at + 1], 100), text)
    drawing.table(60, [("小区", ""), ("合格率", "95%")], xs[3:])
    table = only_table(drawing)
    assert [(printed(cell.text), cell.row_span) for cell in table.rows[4]] == [
        ("建筑工程安全监督", 2),
        ("项目管理做得细而又实，群众满意。", 2),
        ("产出指标", 2),
        ("改建的开工改造小区", 1),
        ("32个", 1),
    ]


def test_another_project_of_the_same_bureau_is_no_rest_of_the_one_above() -> None:
    drawing = Drawing()
    xs = (50, 120, 200, 280, 400, 540)
    drawing.table(680, [("单位名称", "项目名称", "项目资金", "三级指标", "目标值")], xs)
    records = (("红色档案", "1975.92"), ("档案抢救", "564.93"), ("馆藏档案红色记忆", "201.50"))
    for number, (name, amount) in enumerate(records):
        top = 700 + 40 * number if number < 2 else 60
        if number == 2:
            drawing.page()
        for at, text in enumerate(("市档案馆", name, amount)):
            drawing.cell((xs[at], top, xs[at + 1], top + 40), text)
        drawing.table(top, [("展览场次", "3场"), ("观众人数", "80人")], xs[3:])
    table = only_table(drawing)
    assert [(printed(cell.text), cell.row_span) for cell in table.rows[-2][:3]] == [
        ("市档案馆", 2),
        ("馆藏档案红色记忆", 2),
        ("201.50", 2),
    ]


def test_the_rest_of_a_record_without_values_is_no_row_of_its_own() -> None:
    drawing = Drawing()
    xs = (50, 120, 190, 290, 400, 540)
    rows = [("项目名称", "预算数", "三级指标", "目标值", "满意度")]
    rows += [(f"项目{at}", "12.50", "展览场次", "3场", "90%") for at in range(3)]
    rows += [("国有资产清", "34.92", "政府采购合规率", "不低于1", "≥94%")]
    drawing.table(680, rows, xs)
    drawing.page()
    for at, text in enumerate(("查", "")):
        drawing.cell((xs[at], 60, xs[at + 1], 100), text)
    drawing.table(60, [("", "00%", ""), ("合格率", "95%", "96%")], xs[2:])
    row = texts(only_table(drawing))[4]
    assert row == ["国有资产清查", "34.92", "政府采购合规率", "不低于100%", "≥94%"]


def test_a_new_level_beside_the_rest_of_a_project_is_no_rest_of_the_one_above() -> None:
    drawing = Drawing()
    xs = (50, 120, 190, 280, 400, 540)
    drawing.table(640, [("项目名称", "预算数", "一级指标", "三级指标", "目标值")], xs)
    for number, name in enumerate(("科普活动", "人员培训", "投资推介")):
        top = 660 + 40 * number
        for at, text in enumerate((name, "12.50", "预期产出指标")):
            drawing.cell((xs[at], top, xs[at + 1], top + 40), text)
        drawing.table(top, [("展览场次", "3场"), ("观众人数", "80人")], xs[3:])
    drawing.page()
    for at, text in enumerate(("", "", "效果指标")):
        drawing.cell((xs[at], 60, xs[at + 1], 100), text)
    drawing.table(60, [("投资吸引力", "影响较大"), ("满意度", "90%")], xs[3:])
    table = only_table(drawing)
    assert table.rows[5][0].row_span == 4
    assert [row[-3].text for row in (table.rows[5], table.rows[7])] == ["预期产出指标", "效果指标"]


def test_a_record_begins_in_all_columns_where_its_figure_does() -> None:
    drawing = Drawing()
    xs = (50, 120, 160, 220, 290, 400, 540)
    header = ("单位名称", "项目名称", "项目资金", "", "三级指标", "指标值")
    drawing.table(640, [header], xs)
    # The header of money is one over two columns, so that these are merged otherwise.
    drawing.cell((160, 660, 220, 680), "合计")
    drawing.cell((220, 660, 290, 680), "财政拨款")
    projects = (("农村调查", "2,274.54"), ("矿山治理", "330.10"))
    for number, (name, amount) in enumerate(projects):
        top = 680 + 40 * number
        for at, text in enumerate(("某区资源局", name, amount, amount)):
            drawing.cell((xs[at], top, xs[at + 1], top + 40), text)
        drawing.table(top, [("图斑个数", "3个"), ("满意度", "95%")], xs[4:])
    drawing.page()
    for at, text in enumerate(("某区资源局", "国土调查", "412.48", "412.48")):
        drawing.cell((xs[at], 60, xs[at + 1], 100), text)
    drawing.table(60, [("执法图斑", "5宗"), ("合格率", "90%")], xs[4:])
    cells = [cell for row in only_table(drawing).rows for cell in row]
    names = [printed(cell.text) for cell in cells if cell.col == 1]
    assert names == ["项目名称", "农村调查", "矿山治理", "国土调查"]
