from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ingest.document import Cell, Document, Table
from ingest.read.text.page_text import read_text
from tests.unit.drawn_table import aligned
from tests.unit.read_forms import messages, only, values, with_lines

BANDED = """
    一级指标 指标类型 指标名称 目标值 分值
    项目1：路灯维护；预算金额：1,000.50万元 < < < <
    产出指标 数量指标 路灯数   ≥500盏 20
    ^        质量指标 亮灯率   ≥98%   30
    项目2：绿化；主管部门：某局；预算金额：80000元 < < < <
    产出指标 数量指标 面积     2公顷  20
"""


def test_projects_named_with_their_money_in_rows_between_the_indicators() -> None:
    extraction = only(with_lines(BANDED, "2024年项目支出绩效目标汇总表"))
    assert extraction.header.form == "project_target_table"
    assert [(p.project_no, p.project_name, p.total_wan) for p in extraction.projects] == [
        (1, "路灯维护", 1000.5),
        (2, "绿化", 8),
    ]
    assert [(v.project_no, v.row_no) for v in extraction.indicator_values] == [
        (1, 1),
        (1, 2),
        (2, 1),
    ]
    assert [row[:3] for row in values(extraction)] == [
        ("产出指标", "数量指标", "路灯数"),
        ("产出指标", "质量指标", "亮灯率"),
        ("产出指标", "数量指标", "面积"),
    ]
    assert messages(extraction) == []


def test_bands_below_headers_whose_last_level_heads_names() -> None:
    drawing = """
        一级指标 二级指标 绩效标准 预期实现值
        项目1：路灯维护（预算金额：30万元） < < <
        数量指标 路灯数 以台账为准 ≥500盏
        质量指标 亮灯率 以台账为准 ≥98%
        项目2：绿化（预算金额：8万元） < < <
        数量指标 面积 以台账为准 2公顷
    """
    extraction = only(with_lines(drawing, "2024年项目支出绩效目标汇总表"))
    assert [(p.project_name, p.total_wan) for p in extraction.projects] == [
        ("路灯维护", 30),
        ("绿化", 8),
    ]
    assert [(v.project_no, v.indicator_name, v.value) for v in extraction.indicator_values] == [
        (1, "路灯数", 500),
        (1, "亮灯率", 98),
        (2, "面积", 2),
    ]


def test_a_list_that_goes_on_in_another_table() -> None:
    whole = with_lines(BANDED, "2024年项目支出绩效目标汇总表")
    title, table = whole.blocks
    assert isinstance(table, Table)
    above, below = (replace(table, rows=rows) for rows in (table.rows[:3], table.rows[3:]))
    extraction = only(replace(whole, blocks=(title, above, below)))
    assert extraction.indicator_values == only(whole).indicator_values


def test_the_name_of_the_only_project_above_its_form_is_no_band() -> None:
    extraction = only(
        with_lines(
            """
            项目名称：路灯维护 < < <
            绩效目标 维护路灯  < <
            一级指标 二级指标 三级指标 指标值
            产出指标 数量指标 路灯数   ≥500盏
            """,
            "项目支出绩效目标表",
        )
    )
    assert extraction.header.form == "project_target_form"
    assert [(p.project_no, p.project_name) for p in extraction.projects] == [(1, "路灯维护")]


def spaced(document: Document) -> Document:
    """The document with spaces for semicolons."""

    def cell(each: Cell) -> Cell:
        return replace(each, text=each.text.replace("；", "　　"))

    blocks = (
        replace(block, rows=tuple(tuple(map(cell, row)) for row in block.rows))
        if isinstance(block, Table)
        else block
        for block in document.blocks
    )
    return replace(document, blocks=tuple(blocks))


def test_labels_that_only_spaces_part() -> None:
    document = with_lines(BANDED.replace("项目1", "项目名称"), "2024年项目支出绩效目标汇总表")
    extraction = only(spaced(document))
    assert [(p.project_name, p.total_wan) for p in extraction.projects] == [
        ("路灯维护", 1000.5),
        ("绿化", 8),
    ]


def test_lines_of_page_text_that_name_projects() -> None:
    text = """2024年项目支出绩效目标汇总表
编报单位：某市档案馆
一级指标 指标类型 指标名称 目标值 分值 设定依据
项目1：档案数字化加工　　预算金额：3,565.03万元
产出指标（61.0
分）
数量指标 修复破损档案 等于26190页 7.5 国家技术规范
产出指标（61.0
分）
质量指标 目录著录差错率 ≤2.4‰ 28.5 部门统计年报
满意度指标（21
分）
满意度指标 查档群众满意度 大于等于99% 21 合同约定
项目2：红色档案展览　　预算金额：407.12万元
产出指标（53.0
分）
数量指标 举办档案展览 等于2期 15.5 国家技术规范"""
    extraction = only(read_text(text.split("\n")))
    assert [(p.project_no, p.project_name, p.total_wan) for p in extraction.projects] == [
        (1, "档案数字化加工", Decimal("3565.03")),
        (2, "红色档案展览", Decimal("407.12")),
    ]
    assert [
        (v.project_no, *row[:3])
        for v, row in zip(extraction.indicator_values, values(extraction), strict=True)
    ] == [
        (1, "产出指标", "数量指标", "修复破损档案"),
        (1, "产出指标", "质量指标", "目录著录差错率"),
        (1, "满意度指标", "满意度指标", "查档群众满意度"),
        (2, "产出指标", "数量指标", "举办档案展览"),
    ]
    assert extraction.header.department_name == "某市档案馆"


def test_projects_named_behind_their_number_with_their_money_in_parts() -> None:
    extraction = only(
        with_lines(
            """
            一级指标 二级指标 三级指标 指标值
            1.路灯维护\u3000资金总额：1,500.00元（财政拨款：1,000.00元，单位资金：500.00元） < < <
            产出指标 数量指标 路灯数   ≥500盏
            2.绿化\u3000资金总额：80000元（财政拨款：80000元，单位资金：0.00元） < < <
            产出指标 数量指标 面积     2公顷
            """,
            "2024年项目支出绩效目标汇总表",
        )
    )
    assert [
        (p.project_name, p.total_wan, p.fiscal_wan, p.other_wan) for p in extraction.projects
    ] == [
        ("路灯维护", Decimal("0.15"), Decimal("0.1"), Decimal("0.05")),
        ("绿化", 8, 8, 0),
    ]
    assert [v.project_no for v in extraction.indicator_values] == [1, 2]


def test_amounts_in_parentheses_behind_the_name() -> None:
    drawing = """
    某县水务局2024年项目支出绩效目标表     <        <              <
    一级指标                               二级指标 三级指标       指标值
    项目1：农田水利建设（资金总额300万元）  <        <              <
    产出指标                               数量指标 新建水渠       ≥30公里
    效益指标                               社会效益指标 受益人口   ≥2万人
    项目2：河道清淤（资金总额120.5万元）    <        <              <
    产出指标                               数量指标 清淤长度       ≥12公里
    效益指标                               社会效益指标 受益村     ≥8个
    """
    form = only(aligned(drawing))
    assert [(p.project_name, str(p.total_wan)) for p in form.projects] == [
        ("农田水利建设", "300"),
        ("河道清淤", "120.5"),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1.　路灯维护　　年度预算：300万元", "2.　120急救　　年度预算：120.5万元"),
        ("1.路灯维护　资金总额：300万元", "2.120急救　资金总额：120.5万元"),
        (
            "【项目1】路灯维护；年度预算300万元，其中市级财政资金200万元",
            "【项目2】120急救；年度预算120.5万元",
        ),
    ],
)
def test_a_band_begins_with_a_number_and_may_tell_its_money_as_a_sentence(
    first: str, second: str
) -> None:
    form = only(_banded(first, second))
    assert [(p.project_name, str(p.total_wan)) for p in form.projects] == [
        ("路灯维护", "300"),
        ("120急救", "120.5"),
    ]
    assert [value.project_no for value in form.indicator_values] == [1, 1, 2]


def test_a_row_without_labelled_money_is_no_band() -> None:
    form = only(_banded("1.路灯维护 新增30盏", "2.120急救 新增2辆"))
    assert form.projects == []


def _banded(first: str, second: str) -> Document:
    whole = with_lines(BANDED, "2024年项目支出绩效目标汇总表")
    title, table = whole.blocks
    assert isinstance(table, Table)
    texts = {1: first, 4: second}
    rows = tuple(
        (replace(row[0], text=texts[at]), *row[1:]) if at in texts else row
        for at, row in enumerate(table.rows)
    )
    return replace(whole, blocks=(title, replace(table, rows=rows)))
