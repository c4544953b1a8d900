"""Whose money is printed: the year's or the whole term's, given or spent, by source or by use."""

from __future__ import annotations

import pytest

from tests.unit.read_forms import funds, messages, only, with_lines

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


def test_a_departments_first_and_last_budget_by_all_its_uses_and_its_tasks() -> None:
    extraction = only(
        with_lines(
            f"""
            部门名称 某区供销社 < < < <
            预算支出情况（万元） 类别 年初预算 调整后预算 支出数 支出率
            ^ 合计 100 120 90 75.00%
            ^ 基本支出 60 70 50 71.43%
            ^ 财政专项资金 40 50 40 80.00%
            年度主要任务完成情况 任务名称 预算数（万元） < 执行数（万元） <
            ^ ^ 总额 其中：财政拨款 总额 其中：财政拨款
            ^ 完善网络 30 20 25 15
            ^ 保障供应 20 10 15 5
            {_RESULTS}
            """,
            "部门整体绩效自评表",
            "（2023年度）",
        )
    )
    assert [
        (line.section, line.item, line.phase, int(line.amount_wan))
        for line in extraction.budget_lines
    ] == [
        ("年初预算数", "合计", "budget", 100),
        ("部门整体收支情况", "合计", "budget", 120),
        ("部门整体收支情况", "合计", "executed", 90),
        ("年初预算数", "基本支出", "budget", 60),
        ("按支出性质", "基本支出", "budget", 70),
        ("按支出性质", "基本支出", "executed", 50),
        ("年初预算数", "财政专项资金", "budget", 40),
        ("按支出性质", "财政专项资金", "budget", 50),
        ("按支出性质", "财政专项资金", "executed", 40),
    ]
    assert [(task.task_name, task.amount_wan) for task in extraction.tasks] == [
        ("完善网络", 30),
        ("保障供应", 20),
    ]
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
    ("year", "columns", "own", "is_guess"),
    [
        ("（2023年度）", "2023年 2024年计划", "235", False),
        ("（2024年度）", "2023年 2024年计划", "471", False),
        ("", "2023年 2024年计划", "235", True),
        ("", "2023年 2024年", "235", True),
        # A budget is made for the form's own year.
        ("", "2023年预算 2024年计划", "235", False),
    ],
)
def test_of_columns_of_years_the_form_s_own_counts(
    year: str, columns: str, own: str, is_guess: bool
) -> None:
    extraction = only(
        with_lines(
            f"""
            项目名称 网点改造 < < <
            项目资金（万元） 资金来源 总额 {columns}
            ^ 资金总额 706 235 471
            {_GOAL_AND_INDICATORS}
            """,
            "项目支出绩效目标申报表",
            year,
        )
    )
    assert funds(extraction) == [("cycle", "total", "706"), ("annual", "total", own)]
    assert bool(extraction.projects[0].place.doubt) == is_guess
    assert any("本年度" in message for message in messages(extraction)) == is_guess
    assert not any(value.place.doubt for value in extraction.indicator_values)


def test_amounts_beside_their_headers_go_by_their_order() -> None:
    extraction = only(
        with_lines(
            f"""
            项目名称 网点改造 < < < <
            项目资金（万元） 资金来源⏎项目期合计 < 当年预算 < .
            ^ 资金总额 . 706 . 235
            ^ 财政拨款 . 700 . 230
            {_GOAL_AND_INDICATORS}
            """,
            "项目支出绩效目标申报表",
        )
    )
    assert funds(extraction) == [
        ("cycle", "total", "706"),
        ("annual", "total", "235"),
        ("cycle", "fiscal", "700"),
        ("annual", "fiscal", "230"),
    ]


def test_what_a_section_is_called_counts_not_in_the_order_of_headers() -> None:
    extraction = only(
        with_lines(
            f"""
            项目名称 网点改造 < < < < <
            项目资金（万元） 资金来源 < 实施期总额 . 2022年 2023年
            ^ 资金总额 < . 985.65 328.55 361.40
            ^ 财政拨款 < . 985.65 328.55 361.40
            {_GOAL_AND_INDICATORS}
            """,
            "项目支出绩效目标申报表",
            "（2022年度）",
        )
    )
    assert funds(extraction) == [
        ("cycle", "total", "985.65"),
        ("annual", "total", "328.55"),
        ("cycle", "fiscal", "985.65"),
        ("annual", "fiscal", "328.55"),
    ]


def test_what_a_budget_was_changed_by_is_no_budget() -> None:
    extraction = only(
        with_lines(
            f"""
            项目名称 企业培育 < < < <
            预算执行情况（万元） 资金来源 年初预算数 调整预算数 全年预算数 全年执行数
            ^ 资金总额 500 20 520 510
            {_RESULTS}
            """,
            "部门项目绩效自评表",
        )
    )
    assert funds(extraction) == [
        ("budget_initial", "total", "500"),
        ("budget", "total", "520"),
        ("executed", "total", "510"),
    ]


def test_a_column_of_no_year_of_the_form_s_is_doubted() -> None:
    extraction = only(
        with_lines(
            f"""
            项目名称 网点改造 < < <
            项目资金（万元） 资金来源 总投资 2022年预算数 .
            ^ 资金总额 706 235 .
            {_GOAL_AND_INDICATORS}
            """,
            "项目支出绩效目标申报表",
            "（2024年度）",
        )
    )
    assert funds(extraction) == [("cycle", "total", "706"), ("annual", "total", "235")]
    assert extraction.projects[0].place.doubt


def test_columns_told_by_their_words() -> None:
    extraction = only(
        with_lines(
            f"""
            项目名称 网点改造 < < < <
            项目资金（万元） 资金来源 实施周期金额 以前年度下达 年度金额 以后年度规划
            ^ 总计 706 100 235 371
            {_GOAL_AND_INDICATORS}
            """,
            "项目支出绩效目标申报表",
        )
    )
    assert funds(extraction) == [("cycle", "total", "706"), ("annual", "total", "235")]
    assert messages(extraction) == []


@pytest.mark.parametrize(
    ("year", "rows", "expected"),
    [
        ("", "^ 年度预算（万元） 300 200 120 80 100", "300"),
        (
            "（2023年度）",
            "^ 2022年（万元） 30 20 12 8 10\n^ 2023年（万元） 300 200 120 80 100",
            "300",
        ),
        ("", "^ 2022年（万元） 30 20 12 8 10\n^ 2023年（万元） 300 200 120 80 100", "300"),
    ],
)
def test_sources_above_columns(year: str, rows: str, expected: str) -> None:
    extraction = only(
        with_lines(
            f"""
            项目名称 网点改造 < < < < <
            资金安排 预算项 合计 财政拨款 其中：市级 区级 自筹资金
            {rows}
            {_GOAL_AND_INDICATORS}
            """,
            "项目支出绩效目标申报表",
            year,
        )
    )
    # Of rows of years the form's own counts, and is a guess where it prints none.
    is_guess = not year and "2022年" in rows
    assert any("本年度" in message for message in messages(extraction)) == is_guess
    assert funds(extraction) == [
        ("annual", "total", expected),
        ("annual", "fiscal", "200"),
        ("annual", "fiscal_part", "120"),
        ("annual", "fiscal_part", "80"),
        ("annual", "other", "100"),
    ]
    (project,) = extraction.projects
    assert (project.total_wan, project.fiscal_wan, project.other_wan) == (300, 200, 100)
