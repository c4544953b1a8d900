from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from ingest.document import Cell, Document, Line, Place, Table
from ingest.forms.projects.target_table import FORM, extract
from ingest.read import read
from ingest.records import Extraction
from ingest.words.printed import printed

TABLE = Path(__file__).parents[3] / "documents/guangzhou/2023/project_target_table.txt"

HEADER = ["项目名称", "总计", "财政拨款", "财政专户拨款", "其他资金", "绩效目标", "绩效指标"]
ROW = ["甲经费", "10.00", "8.00", "", "2.00", "办好展会。", "1、产出指标：展会，年度指标值：≥3场。"]
NUMBERS = [3, 3, 3, 3, 4, 7, 6, 5, 5, 5, 2, 2, 6, 7, 7, 3, 10, 5, 8, 3, 5, 5, 2, 4, 10, 4]


@cache
def real() -> Extraction:
    return extract(read(TABLE))


def table(*rows: list[str], page: int = 1, aligned: bool = True) -> Table:
    place = Place(page=page)
    cells = (
        tuple(
            Cell(text, Place(page=page, bbox=(col, row, col + 1.0, row + 1.0)), row, col)
            for col, text in enumerate(texts)
        )
        for row, texts in enumerate(rows)
    )
    return Table(tuple(cells), place, aligned)


def made(
    *tables: Table, captions: tuple[str, ...] = ("部门名称：某局", "单位：万元")
) -> Extraction:
    lines = (Line(text, Place(page=1)) for text in ("项目支出绩效目标表", *captions))
    return extract(Document((*lines, *tables), "application/pdf", page_count=2))


def messages(extraction: Extraction, severity: str) -> list[str]:
    return [one.message for one in extraction.problems if one.severity == severity]


# The real table


def test_header() -> None:
    header = real().header
    assert header.form == FORM == "project_target_table"
    assert header.title == "项目支出绩效目标表（含转移支付项目）"
    assert header.department_name == "广州市科学技术局（本级）"
    assert header.amount_unit == "万元"
    assert header.fiscal_year == 2023
    assert header.year_evidence == "广州市科学技术局2023-2024年信息化运维项目(2023)"


def test_the_printed_total_and_twenty_six_projects() -> None:
    total, *projects = real().projects
    assert (total.project_no, total.project_name) == (0, "广州市科学技术局（本级）")
    assert total.total_wan == total.fiscal_wan == Decimal("476904.29")
    assert total.goal is None
    assert [project.project_no for project in projects] == list(range(1, 27))
    assert sum(project.total_wan or 0 for project in projects) == Decimal("476904.30")
    assert {project.rounding_wan for project in projects} == {Decimal("0.005")}


def test_first_and_last_project() -> None:
    first, last = real().projects[1], real().projects[-1]
    assert first.project_name == "企业创新计划-TCL华星光电T9项目（黄埔区）"
    assert (first.total_wan, first.fiscal_wan) == (Decimal("26000.00"), Decimal("26000.00"))
    assert first.place == Place(line_from=11, line_to=11)
    assert first.goal is not None
    assert first.goal.startswith("支持发展第8.6代TFT-LCD氧化物半导体")
    assert last.project_name == "广州市科学技术局2023年“穗智管”广州科技大脑升级改造项目(一期)"
    assert last.total_wan == Decimal("250.32")
    assert last.place == Place(line_from=42, line_to=42)


def test_blank_amounts_are_not_zero() -> None:
    assert {project.special_account_wan for project in real().projects} == {None}
    assert {project.other_wan for project in real().projects} == {None}


def test_the_city_transfers_to_four_district_projects() -> None:
    names = ("（黄埔区）", "（增城区）")
    transfers = [one for one in real().projects if one.project_name.endswith(names)]
    assert sum(one.total_wan or 0 for one in transfers) == Decimal("57622.00")


def test_every_indicator_row_has_a_value() -> None:
    rows = Counter(
        project_no
        for project_no, _ in {
            (one.project_no, one.row_no)
            for one in real().indicator_values
            if one.source_section == "indicator_table"
        }
    )
    expected = [4, 5, 5, 5, 6, 6, 6, 6, 6, 6, 4, 5, 7, 6, 6, 6, 8, 5, 5, 4, 5, 6, 4, 5, 5, 4]
    assert [rows[number] for number in range(1, 27)] == expected


def test_numbers_by_project() -> None:
    numbers = Counter(
        one.project_no
        for one in real().indicator_values
        if one.source_section == "indicator_table" and one.value_kind == "number"
    )
    assert [numbers[number] for number in range(1, 27)] == NUMBERS
    assert numbers.total() == 127


@pytest.mark.parametrize(
    ("project_no", "row_no", "expected"),
    [
        (1, 1, [("落户以来完成累计固定资产投资（亿元）", ">=", 150, "亿元")]),
        (7, 2, [("人工智能领域新增重大科技项目中科技企业作为承担单位比率", ">=", 80, "%")]),
        (
            6,
            6,
            [("高新技术企业申报数量", ">=", 4500, "家"), ("高新技术企业认定数", ">=", 4000, "家")],
        ),
        (
            14,
            4,
            [
                ("外出调研次数（次）", ">=", 4, "次"),
                ("考察调研国内外、先进城市经验次数（次）", "=", 15, "次"),
            ],
        ),
        (11, 2, [("外包服务量", "~", 5, "人")]),
        (26, 4, [("系统用户总数", ">=", 5, "万")]),
    ],
)
def test_values_under_their_own_labels(
    project_no: int, row_no: int, expected: list[tuple[str, str, int, str]]
) -> None:
    found = [
        one
        for one in real().indicator_values
        if (one.project_no, one.row_no) == (project_no, row_no) and one.value_kind == "number"
    ]
    assert [(one.operator, one.value, one.unit) for one in found] == [
        (operator, value, unit) for _, operator, value, unit in expected
    ]
    plain = [one.metric.partition("（")[0] for one in found]
    assert plain == [metric.partition("（")[0] for metric, *_ in expected]


def test_latex_residue_is_unwrapped_in_the_printed_value() -> None:
    texts = {one.value_text for one in real().indicator_values if one.project_no == 7}
    assert any("承担单位比率≥80%。" in text for text in texts)


def test_a_goal_polluted_by_its_neighbour_stays_and_is_reported() -> None:
    (warning,) = real().problems
    assert warning.severity == "warning"
    assert "project 16 “科技管理辅助支撑经费”" in warning.message
    assert warning.place.line_from == 28
    goal = real().projects[16].goal
    assert goal is not None
    assert goal.endswith("6、产出指标：协助完成科技报告，年度指标值：不少于200份。")
    figures = [
        one
        for one in real().indicator_values
        if one.project_no == 16 and one.source_section == "narrative"
    ]
    assert [(one.operator, one.value, one.unit) for one in figures] == [(">=", 50, "家")]


def test_figures_of_a_goal_are_narrative_targets() -> None:
    found = [
        one
        for one in real().indicator_values
        if one.project_no == 17 and one.source_section == "narrative"
    ]
    assert {(one.operator, one.value) for one in found} >= {(">=", 3), (">=", 2), (">=", 200)}
    assert all(one.row_no is None and one.measure == "target" for one in found)


# Other tables


def test_columns_in_another_order_under_other_names() -> None:
    header = ["序号", "绩效指标", "年度绩效目标", "一般公共预算", "资金总额", "项目名称"]
    row = ["1", ROW[6], ROW[5], "8.00", "10.00", "甲经费"]
    (project,) = made(table(header, row)).projects
    assert (project.project_name, project.total_wan, project.fiscal_wan) == ("甲经费", 10, 8)
    assert project.goal == "办好展会。"


def test_a_header_of_two_rows_with_a_unit() -> None:
    rows = (
        (
            Cell("项目名称", Place(), 0, 0, row_span=2),
            Cell("预算资金（元）", Place(), 0, 1, col_span=2),
            Cell("绩效目标", Place(), 0, 3, row_span=2),
            Cell("绩效指标", Place(), 0, 4, row_span=2),
        ),
        (Cell("合计", Place(), 1, 1), Cell("其他资金", Place(), 1, 2)),
    )
    row = tuple(
        Cell(text, Place(), 2, col)
        for col, text in enumerate(["甲经费", "100,000.00", "20,000", ROW[5], ROW[6]])
    )
    found = made(Table((*rows, row), Place()), captions=())
    (project,) = found.projects
    assert (project.total_wan, project.other_wan) == (Decimal("10.000000"), Decimal("2.0000"))
    assert project.rounding_wan == Decimal("0.00005")
    assert found.header.amount_unit == "元"
    assert found.problems == []


def test_an_extra_project_and_a_total_at_the_end() -> None:
    found = made(table(HEADER, ROW, ["乙经费", *ROW[1:]], ["合计", "20.00", "", "", "", "", ""]))
    assert [(one.project_no, one.project_name) for one in found.projects] == [
        (1, "甲经费"),
        (2, "乙经费"),
        (0, "合计"),
    ]


@pytest.mark.parametrize("repeated", [True, False])
def test_a_row_cut_by_the_page_break(repeated: bool) -> None:
    goal, indicators = ROW[5], ROW[6] + "2、效益指标：影响力，年度指标值：进一步扩大。"
    head = [*ROW[:5], goal[:2], indicators[:10]]
    tail = [*[""] * 5, goal[2:], indicators[10:]]
    below = ["乙经费", *ROW[1:]]
    second = table(HEADER, tail, below, page=2) if repeated else table(tail, below, page=2)
    found = made(table(HEADER, head), second)
    assert [one.project_name for one in found.projects] == ["甲经费", "乙经费"]
    assert found.projects[0].goal == goal
    first = [one for one in found.indicator_values if one.project_no == 1]
    assert [(one.row_no, one.level1, one.value_text) for one in first] == [
        (1, "产出指标", "≥3场"),
        (2, "效益指标", "进一步扩大"),
    ]
    assert [one.place.page for one in first] == [1, 2]
    assert found.problems == []


def test_a_name_cut_by_the_page_break() -> None:
    head = ["国际展会", *ROW[1:6], ROW[6][:12]]
    tail = ["专项经费", *[""] * 5, ROW[6][12:]]
    (project,) = made(table(HEADER, head), table(HEADER, tail, page=2)).projects
    assert project.project_name == "国际展会专项经费"


def test_a_new_project_without_amounts_is_not_taken_for_a_continuation() -> None:
    new = ["乙经费", *[""] * 4, *ROW[5:]]
    found = made(table(HEADER, ROW), table(HEADER, new, page=2))
    assert [one.total_wan for one in found.projects] == [10, None]


def test_goals_and_indicators_in_several_rows() -> None:
    more = [*[""] * 5, "带动就业。", "2、效益指标：就业，年度指标值：100人。"]
    found = made(table(HEADER, ROW, more))
    (project,) = found.projects
    assert project.goal == "办好展会。带动就业。"
    assert [one.row_no for one in found.indicator_values if one.row_no] == [1, 2]


def test_captions_within_the_table() -> None:
    rows = ["2024年项目支出绩效目标表"], ["部门名称", "某局"], ["单位：万元"], HEADER, ROW
    found = extract(Document((table(*rows),), "application/vnd.ms-excel"))
    assert found.header.department_name == "某局"
    assert (found.header.fiscal_year, found.header.amount_unit) == (2024, "万元")
    assert found.header.year_evidence == "2024年项目支出绩效目标表"
    assert len(found.projects) == 1


@pytest.mark.parametrize(
    "caption",
    ["", "依据国发〔2022〕13号", "2022年12月30日公开", "2022年至2024年规划", "2022-2024年"],
)
def test_no_year_is_guessed(caption: str) -> None:
    header = made(table(HEADER, ROW), captions=(caption, "单位：万元")).header
    assert (header.fiscal_year, header.year_evidence) == (None, None)


# What is wrong is said


def test_an_unknown_header_is_reported_with_its_place() -> None:
    found = made(table([*HEADER, "负责人"], [*ROW, "张三"], page=4))
    (warning,) = found.problems
    assert "“负责人”" in warning.message
    assert warning.place.page == 4


def test_no_unit_is_an_error_and_no_amount_is_made_up() -> None:
    found = made(table(HEADER, ROW), captions=("部门名称：某局",))
    assert found.projects[0].total_wan is None
    assert any("no unit of money" in message for message in messages(found, "error"))


def test_an_amount_that_is_none_is_an_error() -> None:
    found = made(table(HEADER, ["甲经费", "约十万", *ROW[2:]]))
    assert messages(found, "error") == ["total of “甲经费”: not an amount: 约十万"]
    assert found.projects[0].total_wan is None
    assert found.projects[0].fiscal_wan == 8


def test_no_project_is_an_error() -> None:
    below = f"the header row {'、'.join(HEADER[:8])}"
    (empty,) = messages(made(table(HEADER)), "error")
    assert empty == f"no project found: {below} has no row of a project below it"
    assert messages(made(), "error") == [
        "no project found: no row has headers like 项目名称、绩效目标、绩效指标"
    ]
    renamed = ["事项" if text == "项目名称" else text for text in HEADER]
    (nameless,) = messages(made(table(["2024年预算"], renamed, ROW)), "error")
    assert nameless == f"no project found: the header row {'、'.join(renamed[:8])} has no 项目名称"


@pytest.mark.parametrize(
    ("cell", "warning"),
    [
        ("完成展会三场", "text that is no indicator: “完成展会三场”"),
        (
            "总体要求。1、产出指标：展会，年度指标值：3场。",
            "text that is no indicator: “总体要求。”",
        ),
        ("1、产出指标：展会，年度指标值：。", "indicator “展会” has no value"),
        ("1、产出指标：展会3场。", "indicator “展会3场” has no value label"),
    ],
)
def test_odd_indicator_cells_are_warned_of(cell: str, warning: str) -> None:
    found = made(table(HEADER, [*ROW[:6], cell]))
    assert messages(found, "warning") == [f"project 1 “甲经费”: {warning}"]


def test_text_that_fell_out_of_the_table_is_warned_of() -> None:
    found = made(
        table(HEADER, ROW), captions=("单位：万元", "2、产出指标：展位，年度指标值：9个。")
    )
    assert messages(found, "warning") == [
        "text outside the table is not read: “2、产出指标：展位，年度指标值：9个。”"
    ]


def test_an_empty_indicator_cell_is_nothing_to_warn_of() -> None:
    found = made(table(HEADER, [*ROW[:6], ""]))
    assert (found.indicator_values, found.problems) == ([], [])


def test_printed_text_of_a_wrapped_cell() -> None:
    wrapped = "1、产出指标：国际\n展会，年度指标值：≥\n3场。"
    (value,) = made(table(HEADER, [*ROW[:6], wrapped])).indicator_values
    assert (value.indicator_name, value.value_text) == ("国际展会", "≥3场")
    assert printed(value.metric) == "国际展会"
