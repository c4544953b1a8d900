"""Several forms in one file, below one heading or each below its own."""

from dataclasses import replace

from ingest.document import Document, Line, Place
from ingest.forms import extract
from ingest.forms.money.money_cells import NO_UNIT
from tests.unit.drawn_table import aligned
from tests.unit.read_forms import (
    TERM_AND_YEAR,
    funds,
    messages,
    table_values,
    targets,
    values,
    with_lines,
)

HEADING = ("项目支出绩效目标表", "（2023年度）", "单位：元")
PROJECTS = """
项目名称 孵化器建设 . . .
项目资金 资金总额 < 1200000 .
^ 其中：财政拨款 < 1200000 .
绩效指标 一级指标 二级指标 三级指标 指标值
^ 产出指标 数量指标 新增孵化器 ≥10家
项目名称 科普活动 . . .
项目资金 资金总额 < 300000 .
^ 其中：财政拨款 < 300000 .
绩效指标 一级指标 二级指标 三级指标 指标值
^ 产出指标 数量指标 活动场次 ≥6场
"""


def test_unit_and_year_above_the_first_project_are_those_of_the_next_in_its_table() -> None:
    first, second = extract(with_lines(PROJECTS, *HEADING))
    assert messages(first) == messages(second) == []
    assert [form.header.fiscal_year for form in (first, second)] == [2023, 2023]
    assert [form.header.title for form in (first, second)] == [HEADING[0], HEADING[0]]
    assert funds(first) == [("annual", "total", "120.0000"), ("annual", "fiscal", "120.0000")]
    assert funds(second) == [("annual", "total", "30.0000"), ("annual", "fiscal", "30.0000")]
    assert targets(second) == [("活动场次", ">=", "6", "场")]


def test_each_form_is_on_the_pages_of_its_own_rows() -> None:
    document = with_lines(PROJECTS, *HEADING)
    *lines, table = document.blocks
    rows = tuple(
        tuple(replace(cell, place=Place(page=1 + at // 5)) for cell in row)
        for at, row in enumerate(table.rows)
    )
    below = replace(table, rows=rows, place=Place(page=1))
    forms = extract(replace(document, blocks=(*lines, below)))
    assert [(form.header.page_from, form.header.page_to) for form in forms] == [(1, 1), (2, 2)]


def test_a_form_with_a_heading_of_its_own_has_nothing_from_the_one_before() -> None:
    first = with_lines(PROJECTS[: PROJECTS.index("项目名称 科普")], *HEADING)
    second = with_lines(
        PROJECTS[PROJECTS.index("项目名称 科普") :], "项目支出绩效目标表", "（2024年度）"
    )
    forms = extract(replace(first, blocks=(*first.blocks, *second.blocks)))
    assert [form.header.fiscal_year for form in forms] == [2023, 2024]
    assert {fund.amount_wan for fund in forms[1].project_funds} == {None}
    assert [p.message for p in forms[1].problems if p.severity == "error"] == [NO_UNIT]


def test_the_evaluations_of_a_department_and_of_its_projects_are_two_forms() -> None:
    whole = with_lines(
        """
        预算执行情况 全年预算数 100.00 全年执行数 90.00
        一级指标 二级指标 三级指标 指标值 实际完成值
        产出指标 数量指标 办案数 ≥57件 57件
        """,
        "部门整体绩效自评表",
        "单位：万元",
    )
    projects = with_lines(
        """
        项目名称 一级指标 二级指标 三级指标 目标值 完成值
        人才公寓 产出指标 数量指标 房源数 ≥90套 90套
        """,
        "部门项目支出绩效自评汇总表",
    )
    first, second = extract(replace(whole, blocks=(*whole.blocks, *projects.blocks)))
    assert [v.indicator_name for v in table_values(first)] == ["办案数", "办案数"]
    assert [v.indicator_name for v in table_values(second)] == ["房源数", "房源数"]
    assert [project.project_name for project in second.projects] == ["人才公寓"]


def book(*names: str) -> Document:
    forms = [aligned(TERM_AND_YEAR.replace("科技创新专项", name)) for name in names]
    blocks = []
    for page, form in enumerate(forms, 1):
        (table,) = form.blocks
        rows = tuple(
            tuple(replace(cell, place=Place(page=page)) for cell in row) for row in table.rows
        )
        blocks.append(replace(table, rows=rows, place=Place(page=page)))
    return replace(forms[0], blocks=tuple(blocks))


def test_a_book_gives_one_extraction_a_form() -> None:
    extractions = extract(book("一号专项", "二号专项", "三号专项"))
    assert [e.projects[0].project_name for e in extractions] == ["一号专项", "二号专项", "三号专项"]
    assert [e.projects[0].project_no for e in extractions] == [1, 2, 3]
    assert [(e.header.page_from, e.header.page_to) for e in extractions] == [(1, 1), (2, 2), (3, 3)]
    assert {v.project_no for v in extractions[2].indicator_values} == {3}
    assert {f.project_no for f in extractions[1].project_funds} == {2}


def test_forms_one_below_another_on_one_sheet() -> None:
    first = TERM_AND_YEAR.strip()
    extractions = extract(aligned(first + "\n" + first.replace("科技创新专项", "二号专项")))
    assert [e.projects[0].project_name for e in extractions] == ["科技创新专项", "二号专项"]
    assert [len(values(e)) for e in extractions] == [6, 6]


def test_forms_without_titles_of_their_own_are_cut_at_the_names() -> None:
    untitled = "\n".join(TERM_AND_YEAR.strip().split("\n")[2:])
    extractions = extract(aligned(untitled + "\n" + untitled.replace("科技创新专项", "二号专项")))
    assert [e.projects[0].project_name for e in extractions] == ["科技创新专项", "二号专项"]


def test_text_and_tables_around_a_form_are_left_out() -> None:
    texts = ["某局2023年部门预算", "目录", "一、概况", "二、项目支出绩效目标申报表", "三、名词解释"]
    texts += ["一、部门概况", "主要职能：管理科技。", "二、收支", "收入1000万元。", "见附表。"]
    before = [Line(text, Place(page=1)) for text in texts]
    form = aligned(TERM_AND_YEAR).blocks
    other = aligned(
        """
        采购品目 数量 金额
        服务器   3台  30.00
        """
    ).blocks
    whole = aligned(TERM_AND_YEAR)
    (extraction,) = extract(
        replace(whole, blocks=(*before, *form, Line("三、名词解释", Place(page=9)), *other))
    )
    assert extraction.header.title == "项目支出绩效目标申报表"
    assert len(values(extraction)) == 6
    assert messages(extraction) == ["a table beside the form: not read"]
