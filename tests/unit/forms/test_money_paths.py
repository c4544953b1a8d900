"""Each amount of a form means what the labels left of it and the headers above it say together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.forms.money.fund_words import Said, said_of, together
from tests.unit.read_forms import funds, messages, only, with_lines

if TYPE_CHECKING:
    from ingest.records import Extraction

_TARGETS = """
    年度绩效目标 培育企业 < < < < < <
    一级指标 二级指标 三级指标 < < < 指标值 <
    产出指标 数量指标 对接活动 < < < ≥19场 <
    """
_RESULTS = """
    年度总体目标 预期目标 < < < 实际完成情况 < <
    ^ 做好工作 < < < 已完成 < <
    一级指标 二级指标 三级指标 < < 年度指标值 实际完成值 得分
    产出指标 数量指标 对接活动 < < ≥19场 20场 10
    """


def _target(money: str, year: str = "（2023年度）") -> Extraction:
    drawing = f"项目名称 企业培育 < < < < < <\n{money.strip()}\n{_TARGETS.strip()}"
    return only(with_lines(drawing, "项目支出绩效目标申报表", year))


def _evaluated(money: str, title: str = "项目支出绩效自评表") -> Extraction:
    name = "部门名称 某区统计局" if "整体" in title else "项目名称 企业培育"
    drawing = f"{name} < < < < < <\n{money.strip()}\n{_RESULTS.strip()}"
    return only(with_lines(drawing, title, "（2023年度）"))


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        (Said("fiscal"), Said("total", "budget"), Said("fiscal", "budget")),
        (Said("total", "annual"), Said("total", "executed"), Said("total", "executed")),
        (Said("fiscal"), Said("fiscal_part"), Said("fiscal_part")),
        (Said("total", "annual"), Said(None, "unread"), Said("total", "unread")),
        # Two parts of which neither holds the other.
        (Said("fiscal"), Said("other", "budget"), Said()),
    ],
)
def test_row_and_column_together(row: Said, column: Said, expected: Said) -> None:
    assert together(row, column) == (expected, None)


def test_two_stages_of_one_amount_are_doubted() -> None:
    said, doubt = together(Said("total", "annual"), Said("total", "cycle"))
    assert said == Said("total", "cycle")
    assert doubt
    assert together(Said("total", "cycle"), Said("total", "cycle"))[1] is None


@pytest.mark.parametrize(
    ("texts", "stages"),
    [
        # Money of other years, and changes, beside that of the year.
        ("2022年预算数 年度预算数 增减数", ["unread", "budget", "unread"]),
        ("2022年预算数 2023年预算数", ["unread", "budget"]),
        ("金额 2021年实际执行数 2022年实际执行数", ["annual", "unread", "unread"]),
        ("全年预算数 金额", ["budget", None]),
        # What was spent so far is what was spent, where no other column is.
        ("年初下达 调整后下达 累计支出", ["budget_initial", "budget", "executed"]),
        ("全年预算数 累计支出 全年执行数", ["budget", "unread", "executed"]),
        ("年度预算数 实际到位数 实际支出数", ["budget", "unread", "executed"]),
        ("到位数 支出数", ["budget", "executed"]),
        ("年初预算 调整后预算 预算执行 执行率", ["budget_initial", "budget", "executed", "rate"]),
    ],
)
def test_headers_side_by_side(texts: str, stages: list[str | None]) -> None:
    said, doubt = said_of(texts.split(), 2023)
    assert [each.stage for each in said] == stages
    assert doubt is None


def test_labels_and_amounts_in_pairs_below_a_header_of_both() -> None:
    extraction = _evaluated(
        """
        资金使用情况（万元） 年度预算数 < 实际到位数 < 实际支出数 < 支出率
        ^ 总额 50 总额 45 总额 40 80%
        ^ 市级财政资金 50 市级财政资金 45 市级财政资金 40 .
        ^ 单位其他资金 0 单位其他资金 0 单位其他资金 0 .
        """
    )
    assert funds(extraction) == [
        ("budget", "total", "50"),
        ("executed", "total", "40"),
        ("budget", "fiscal_part", "50"),
        ("executed", "fiscal_part", "40"),
        ("budget", "other", "0"),
        ("executed", "other", "0"),
    ]
    (project,) = extraction.projects
    assert (project.budget_wan, project.executed_wan, project.fiscal_wan) == (50, 40, 50)
    assert project.execution_rate == 80
    assert messages(extraction) == []


def test_the_only_column_of_sources_is_that_of_the_year() -> None:
    money = """
        投入目标（万元） 资金来源 < < 年初安排金额 < < <
        ^ 资金总额 < < 30 < < <
        ^ 其中：财政拨款数 < < 20 < < <
        ^ {label} < < 10 < < <
        """
    told = _target(money.format(label="其他资金"))
    assert funds(told) == [
        ("annual", "total", "30"),
        ("annual", "fiscal", "20"),
        ("annual", "other", "10"),
    ]
    unknown = _target(money.format(label="受益人数"))
    assert [source for _, source, _ in funds(unknown)] == ["total", "fiscal"]
    assert "money of an unknown kind: 受益人数" in messages(unknown)


def test_what_was_given_first_is_not_the_years_beside_it() -> None:
    extraction = _target(
        """
        项目资金（万元） 资金来源 < 年初预算数 < 年度预算数 < <
        ^ 资金总额 < 30 < 40 < <
        """
    )
    assert funds(extraction) == [("budget_initial", "total", "30"), ("annual", "total", "40")]


@pytest.mark.parametrize(
    ("fiscal", "other", "stages", "is_doubted"),
    [
        ("320", "0", ["budget", "budget"], False),
        ("290", "10", ["budget_initial", "budget_initial"], False),
        ("200", "10", ["budget_initial", "budget"], True),
    ],
)
def test_parts_below_two_totals_belong_to_the_one_that_they_make_up(
    fiscal: str, other: str, stages: list[str], is_doubted: bool
) -> None:
    extraction = _evaluated(
        f"""
        资金情况（万元） 年初预算 300 < 调整后预算 320 < <
        ^ 其中：财政拨款 {fiscal} < 其他资金 {other} < <
        ^ 实际支出 310 < < < < <
        """
    )
    parts = [fund for fund in extraction.project_funds if fund.source != "total"]
    assert [fund.stage for fund in parts] == stages
    assert [bool(fund.place.doubt) for fund in parts] == [is_doubted] * 2
    assert extraction.projects[0].executed_wan == 310


@pytest.mark.parametrize(
    ("total", "sources"), [("80", ["total", *["fiscal_part"] * 2]), ("50", None)]
)
def test_money_of_one_level_is_a_part_where_the_total_holds_another(
    total: str, sources: list[str] | None
) -> None:
    extraction = _target(
        f"""
        项目资金（万元） 资金总额 < < {total} < < <
        ^ 本级财政资金 < < 50 < < <
        ^ 其中：上级补助 < < 30 < < <
        """
    )
    assert [source for _, source, _ in funds(extraction)] == (
        sources or ["total", "fiscal", "fiscal_part"]
    )


def test_another_table_below_that_of_money_is_none_of_it() -> None:
    extraction = _target(
        """
        资金安排（万元） 预算项 合计 < 财政拨款 < 自筹资金 <
        ^ 年度预算 30 < 20 < 10 <
        资金明细用途 用途 金额 < 测算过程 < < <
        ^ 设备购置 18 < 按3家测算 < < <
        """
    )
    assert funds(extraction) == [
        ("annual", "total", "30"),
        ("annual", "fiscal", "20"),
        ("annual", "other", "10"),
    ]


def test_rows_of_years_below_sources() -> None:
    extraction = _target(
        """
        批复资金（万元） 年度 合计 < 财政拨款 < 其他资金 <
        ^ 2023年 30 < 20 < 10 <
        ^ 2022年 27 < 18 < 9 <
        """
    )
    assert [amount for *_, amount in funds(extraction)] == ["30", "20", "10"]
    assert not extraction.projects[0].place.doubt


def test_a_year_in_the_head_is_no_money() -> None:
    extraction = _target(
        """
        预算年度 2023 < 项目属性 新增 < < <
        项目资金（万元） 年度资金总额 30 < 上年安排数 25 < <
        """
    )
    assert funds(extraction) == [("annual", "total", "30")]


@pytest.mark.parametrize(
    "money",
    [
        """
        资金安排（万元） 资金来源 < < 项目总预算 < 当年预算 <
        ^ 合计 < < 90 < 30 <
        ^ 财政资金 < < 60 < 20 <
        """,
        """
        四、资金保障（万元） < < < < < < <
        年度预算安排 < < < 其中：财政拨款 < < <
        30 < < < 20 < < <
        """,
    ],
)
def test_money_below_the_indicators(money: str) -> None:
    drawing = f"项目名称 企业培育 < < < < < <\n{_TARGETS.strip()}\n{money.strip()}"
    extraction = only(with_lines(drawing, "项目支出绩效目标申报表", "（2023年度）"))
    (project,) = extraction.projects
    assert (project.total_wan, project.fiscal_wan) == (30, 20)
    assert [value.indicator_name for value in extraction.indicator_values] == ["对接活动"]


def test_indicators_about_money_are_none_of_it() -> None:
    more = """
        资金管理 ^ 预算执行率 < < < ≥95% <
        ^ ^ 经费控制数 < < < ≤30万元 <
        """.replace("^ 预算", "资金使用 预算").replace("^ ^ 经费", "^ 资金使用 经费")
    drawing = f"项目名称 企业培育 < < < < < <\n{_TARGETS.strip()}\n{more.strip()}"
    extraction = only(with_lines(drawing, "项目支出绩效目标申报表", "（2023年度）"))
    assert funds(extraction) == []
    assert len(extraction.indicator_values) == 3


def test_headers_of_a_table_without_spans_reach_to_the_next() -> None:
    rows = """
        项目名称 . . 企业培育 . . . .
        资金使用情况（万元） . 年度预算数 . . 实际支出数 . .
        . . 总额 . 50 总额 . 40
        . . 财政拨款 . 50 财政拨款 . 40
        年度总体目标 预期目标 . . . 实际完成情况 . .
        . 做好工作 . . . 已完成 . .
        一级指标 二级指标 三级指标 . . 年度指标值 实际完成值 得分
        产出指标 数量指标 对接活动 . . ≥19场 20场 10
        """
    extraction = only(with_lines(rows, "项目支出绩效自评表", "（2023年度）"))
    assert funds(extraction) == [
        ("budget", "total", "50"),
        ("executed", "total", "40"),
        ("budget", "fiscal", "50"),
        ("executed", "fiscal", "40"),
    ]


def test_a_part_of_what_is_spent_on_a_use_is_not_all_of_it() -> None:
    extraction = _evaluated(
        """
        部门支出情况（万元） 支出类别 全年预算数 < < 全年执行数 < <
        ^ ^ 合计 财政拨款 其他资金 合计 财政拨款 其他资金
        ^ 支出合计 50 40 10 45 36 9
        ^ 人员类 30 25 5 27 22 5
        """,
        "部门整体支出绩效自评表",
    )
    assert [(line.item, line.phase, line.amount_text) for line in extraction.budget_lines] == [
        ("支出合计", "budget", "50"),
        ("支出合计", "executed", "45"),
        ("人员类", "budget", "30"),
        ("人员类", "executed", "27"),
    ]


def _department(rows: str) -> list[tuple[str, str]]:
    drawing = f"""
        部门名称 某区统计局 < < < <
        {rows.strip()}
        年度绩效目标 做好工作 < < < <
        一级指标 二级指标 三级指标 指标值 . .
        产出指标 数量指标 对接活动 ≥19场 . .
        """
    extraction = only(with_lines(drawing, "部门整体支出绩效目标申报表", "（2023年度）"))
    return [(line.item, line.amount_text) for line in extraction.budget_lines]


def test_states_of_money_side_by_side_with_labels_of_their_own() -> None:
    extraction = _evaluated("""
        预算执行情况（万元） 预算安排情况（调整后） < 资金到位情况 < 资金执行情况 <
        ^ 预算数 18.60 到位数 18.50 执行数 17.67
        ^ 其中：财政资金 18.60 其中：财政资金 18.50 其中：财政资金 17.67
        ^ 其他 0.00 其他 0.00 其他 0.00
        """)
    assert sorted((f.source, f.stage, f.amount_text) for f in extraction.project_funds) == [
        ("fiscal", "budget", "18.60"),
        ("fiscal", "executed", "17.67"),
        ("other", "budget", "0.00"),
        ("other", "executed", "0.00"),
        ("total", "budget", "18.60"),
        ("total", "executed", "17.67"),
    ]


@pytest.mark.parametrize(
    "texts",
    [
        # One alone is the label of all money, and so is the first of two alike.
        ["资金执行情况", "年初预算数"],
        ["预算执行情况", "资金到位情况"],
        ["预算执行情况", "预算安排情况", "资金执行情况"],
        ["资金投入情况", "资金安排情况"],
    ],
)
def test_states_that_are_labels_of_all_money(texts: list[str]) -> None:
    assert said_of(texts, 2023)[0][0] == Said()


@pytest.mark.parametrize(
    ("label", "row"),
    [("年度资金总额", "调整预算数 5.00 4.00"), ("年度资金总额", "^ 执行数 5.00 4.00")],
)
def test_a_label_of_another_stage_than_its_header_is_no_total(label: str, row: str) -> None:
    extraction = _evaluated(f"""
        项目资金（万元） . 全年预算数 全年执行数 . . .
        ^ {label} 20.00 17.67 . . .
        {row if row[0] == "^" else "^ " + row} . . .
        """)
    totals = [f.amount_text for f in extraction.project_funds if f.source == "total"]
    assert not {"5.00", "4.00"} & {*totals}
    assert messages(extraction)


def test_a_cost_of_the_year_is_no_total_of_it() -> None:
    extraction = _target("""
        资金总额（万元） 120 . 年度考核经费 5 . .
        """)
    assert extraction.projects[0].total_wan == 120
    assert messages(extraction) == ["money of an unknown kind: 年度考核经费"]


@pytest.mark.parametrize("headers", ["上年执行数 < 年初安排金额", "2022年 < 2023年"])
def test_the_column_of_the_year_in_a_departments_money(headers: str) -> None:
    assert _department(f"""
        部门投入目标（万元） 资金来源 {headers} <
        ^ 资金总额 40 < 50 <
        ^ 其中：财政拨款数 30 < 45 <
        ^ 其他资金 10 < 5 <
        """) == [("资金总额", "50"), ("财政拨款数", "45"), ("其他资金", "5")]


def test_a_label_of_the_budget_among_items_above_their_amounts() -> None:
    assert _department(
        """
        支出预算 < 人员经费 公用经费 项目支出 <
        50（万元） < 20 10 20 <
        """.replace("50（万元）", "50").replace("支出预算", "支出预算（万元）")
    ) == [
        ("支出预算", "50"),
        ("人员经费", "20"),
        ("公用经费", "10"),
        ("项目支出", "20"),
    ]


def test_an_item_in_its_amounts_cell_opens_no_section() -> None:
    assert _department("""
        年度预算（万元） 资金总额：50 < < < <
        ^ 其中：一般公共预算拨款：40 < < < <
        ^ 单位资金：10 < < < <
        """) == [("资金总额", "50"), ("一般公共预算拨款", "40"), ("单位资金", "10")]
