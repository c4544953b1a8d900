"""Whose money is printed: the year's or the whole term's, given or spent, by source or by use."""

from __future__ import annotations

import pytest
from forms import funds, messages, only, with_lines

_GOAL_AND_INDICATORS = """
    年度绩效目标 培育企业 < < < <
    一级指标 二级指标 三级指标 指标值 . .
    产出指标 数量指标 对接活动 ≥19场 . .
    """
_RESULTS = """
    年度总体目标 预期目标 < < 实际完成情况 <
    ^ 做好工作 < < 已完成 <
    一级指标 二级指标 三级指标 年度指标值 实际完成值 得分
    产出指标 数量指标 对接活动 ≥19场 20场 10
    """


def test_a_sum_of_the_years_sources_below_the_money_of_the_whole_term() -> None:
    extraction = only(
        with_lines(
            f"""
            项目名称 企业培育 < < < <
            项目预算（万元） 项目总预算 6,579.57 项目当年预算 2,193.19 .
            项目资金来源（万元） 合计 2,193.19 < < <
            ^ 1.一般公共预算财政拨款 2,108.47 < < <
            ^ 2.政府性基金预算财政拨款 0.00 < < <
            3.其他资金 84.72 < < < <
            {_GOAL_AND_INDICATORS}
            """,
            "项目支出绩效目标申报表",
        )
    )
    assert funds(extraction) == [
        ("cycle", "total", "6579.57"),
        ("annual", "total", "2193.19"),
        ("annual", "total", "2193.19"),
        ("annual", "fiscal_part", "2108.47"),
        ("annual", "fiscal_part", "0.00"),
        ("annual", "other", "84.72"),
    ]
    (project,) = extraction.projects
    assert [
        str(project.total_wan),
        str(project.cycle_total_wan),
        str(project.fiscal_wan),
        str(project.other_wan),
    ] == ["2193.19", "6579.57", "2108.47", "84.72"]


def test_parts_below_each_of_two_totals_in_one_column() -> None:
    extraction = only(
        with_lines(
            f"""
            项目名称 企业培育 < < < <
            项目资金（万元） 中期资金总额 1500 < < <
            ^ 其中：财政拨款 1200 < < <
            ^ 年度资金总额 500 < < <
            ^ 其中：财政拨款 400 < < <
            {_GOAL_AND_INDICATORS}
            """,
            "项目支出绩效目标申报表",
        )
    )
    assert funds(extraction) == [
        ("cycle", "total", "1500"),
        ("cycle", "fiscal", "1200"),
        ("annual", "total", "500"),
        ("annual", "fiscal", "400"),
    ]


def test_a_departments_money_by_its_use() -> None:
    extraction = only(
        with_lines(
            f"""
            部门（单位）名称 某市妇联 < < < <
            部门整体支出情况 支出类别 . 全年预算数（A） 全年执行数（B） 执行率（B/A）
            ^ 部门支出总额 . 582,286,400.00 494,943,400.00 85.00%
            ^ 其中：基本支出 . 285,320,300.00 242,522,300.00 85.00%
            ^ 项目支出 . 296,966,100.00 252,421,200.00 85.00%
            {_RESULTS}
            """,
            "部门整体支出绩效自评表",
            "金额单位：元",
        )
    )
    assert [
        (line.section, line.item, line.phase, f"{line.amount_wan:.2f}")
        for line in extraction.budget_lines
    ] == [
        ("部门整体收支情况", "部门支出总额", "budget", "58228.64"),
        ("部门整体收支情况", "部门支出总额", "executed", "49494.34"),
        ("按支出性质", "基本支出", "budget", "28532.03"),
        ("按支出性质", "基本支出", "executed", "24252.23"),
        ("按支出性质", "项目支出", "budget", "29696.61"),
        ("按支出性质", "项目支出", "executed", "25242.12"),
    ]
    assert extraction.budget_lines[1].execution_rate == 85
    assert messages(extraction) == []


@pytest.mark.parametrize(
    ("head", "label"),
    [("预算数（A）", "年度资金总额⏎"), ("资金来源⏎预算数（A）", "年度资金总额⏎")],
)
def test_labels_and_amounts_that_no_rule_parts(head: str, label: str) -> None:
    extraction = only(
        with_lines(
            f"""
            项目名称 企业培育 < < < <
            预算执行情况（万元） {head} < 执行数（B） 执行率（B/A） <
            ^ {label}2,694.92 < . 2,344.58 87.00%
            ^ 其他资金⏎0.00 < . 0.00 .
            {_RESULTS}
            """,
            "部门项目绩效自评表",
        )
    )
    # What stands under the rate is no rate: columns go by their order.
    assert funds(extraction) == [
        ("budget", "total", "2694.92"),
        ("executed", "total", "2344.58"),
        ("budget", "other", "0.00"),
        ("executed", "other", "0.00"),
    ]
    assert extraction.projects[0].execution_rate == 87


def test_a_total_above_the_label_that_prints_the_unit_and_an_amount_beside_a_label() -> None:
    extraction = only(
        with_lines(
            f"""
            项目名称 赛事补助 < < < <
            . 年度资金总额 11,735,900.00 . . .
            项目资金（元） 其中：财政拨款 11,000,000.00⏎其他资金 735,900.00 . .
            {_GOAL_AND_INDICATORS}
            """,
            "项目支出绩效目标申报表",
        )
    )
    assert [(stage, source, float(amount)) for stage, source, amount in funds(extraction)] == [
        ("annual", "total", 1173.59),
        ("annual", "fiscal", 1100.0),
        ("annual", "other", 73.59),
    ]


def test_the_whole_terms_money_in_a_column_beside_the_years() -> None:
    extraction = only(
        with_lines(
            f"""
            项目名称 企业培育 < < < <
            项目资金（万元） 资金来源 总投资 本年预算 以前年度投入 .
            ^ 合计 5000 1000 2000 .
            ^ 财政拨款 4000 900 2000 .
            ^ 其他资金 1000 100 0 .
            {_GOAL_AND_INDICATORS}
            """,
            "项目支出绩效目标申报表",
        )
    )
    (project,) = extraction.projects
    assert (project.total_wan, project.cycle_total_wan) == (1000, 5000)
    assert (project.fiscal_wan, project.other_wan) == (900, 100)


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        ("（2023年度）", [("cycle", "total", "706"), ("annual", "total", "235")]),
        ("（2024年度）", [("cycle", "total", "706"), ("annual", "total", "471")]),
        ("", []),
    ],
)
def test_of_columns_of_years_the_form_s_own_counts(
    year: str, expected: list[tuple[str, str, str]]
) -> None:
    extraction = only(
        with_lines(
            f"""
            项目名称 网点改造 < < <
            项目资金（万元） 资金来源 总额 2023年 2024年计划
            ^ 资金总额 706 235 471
            {_GOAL_AND_INDICATORS}
            """,
            "项目支出绩效目标申报表",
            year,
        )
    )
    assert funds(extraction) == expected
    assert bool(expected) or "money in unknown columns: 资金总额" in messages(extraction)
