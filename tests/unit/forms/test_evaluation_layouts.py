# ruff: noqa: E501 - drawn tables are as wide as the forms
"""Self-evaluations as provinces lay them out: headers, money and marks in other places."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.read.text.markdown import read_markdown
from ingest.read.text.page_text import read_text
from tests.unit.read_forms import funds, messages, only, scores, table_values, values, with_lines

_RESULTS = """
    年度总体目标 预期目标 < < < 实际完成情况 < <
    ^ 做好工作 < < < 已完成 < <
    一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施
    产出指标 数量指标 培训人数 ≥500人 510人 60 60 .
"""


def test_headers_that_span_the_row_of_those_of_names() -> None:
    """性质, 值 and 单位 stand below 年度指标值, beside what reaches down to them."""
    extraction = only(
        with_lines(
            """
            项目名称 学生营养改善 < < < < < < < <
            主管部门 某县教育局 < < < < < < < <
            项目资金（元） . 年初预算数 全年预算数 < 全年执行数 分值 执行率 得分 .
            ^ 年度资金总额 . 387664.62 < 380000 10 98.02% 9.8 .
            绩效指标 < < 年度指标值 < < 实际完成值 分值 得分 偏差原因分析及改进措施
            一级指标 二级指标 三级指标 指标性质 指标值 度量单位 ^ ^ ^ ^
            产出指标 数量指标 受助学生 ≧ 735 人次 741 10 10 .
            ^ 质量指标 达标率 ═ 100 % 98% 10 9 个别学校未达标
            """,
            "2022年度项目支出绩效自评表",
        )
    )
    assert [value[2:7] for value in values(extraction)] == [
        ("受助学生", "target annual", ">=", "735", "人次"),
        ("受助学生", "actual annual", "=", "741", "人次"),
        ("达标率", "target annual", "=", "100", "%"),
        ("达标率", "actual annual", "=", "98", "%"),
    ]
    assert [(s.weight, s.score, s.deviation_reason) for s in extraction.indicator_scores] == [
        (10, 10, None),
        (10, 9, "个别学校未达标"),
    ]
    assert messages(extraction) == []


def test_marks_beside_the_fiscal_money_and_a_total_in_the_head() -> None:
    form = """
        主管部门 某区林业局 < < 联系人 李某 自评总分（分） 97.93
        资金情况（万元） . 年初预算数 全年（调整）预算数 全年执行数 执行率（%） 执行率权重（分） 执行率得分（分）
        ^ 年度总金额 213.5 268.5 {executed} . . .
        ^ 其中：财政拨款 213.5 268.5 212.8 79.26 10 7.93
        绩效指标 指标名称 计量单位 指标性质 指标值 全年完成值 指标权重（分） 指标得分（分）
        ^ 护林员 人 ≥ 200 236 10 10
    """
    extraction = only(with_lines(form.format(executed="212.8"), "2022年度部门整体绩效自评表"))
    assert scores(extraction) == [("执行率（%）", "7.93", "10"), ("总分", "97.93", None)]
    rates = [line.execution_rate for line in extraction.budget_lines]
    assert rates == [None, None, Decimal("79.26")]
    # Of a part of the money it is no rate of the whole.
    extraction = only(with_lines(form.format(executed="250"), "2022年度部门整体绩效自评表"))
    assert not any(line.execution_rate for line in extraction.budget_lines)
    assert "a rate of a part of the money: 79.26" in messages(extraction)


def test_the_weight_of_the_execution_in_the_label_of_the_money() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 科普活动 < < < < <
            主管部门 某市科协 < < 实施单位 某市科协 <
            预算执行情况（万元）⏎（20分） < . 预算数（A） 执行数（B） 执行率（B/A） 得分⏎（20分*执行率）
            ^ ^ 年度财政资金总额 104 103.97 99.97 19
            年度绩效目标1（80分） 一级指标 二级指标 三级指标 年初目标值（A） 实际完成值（B） 得分
            ^ 产出指标 数量指标 科普活动 10场 9场 7
            """,
            "2022年度科普经费项目自评表",
        )
    )
    assert [(s.level1[:3], s.score, s.full_mark) for s in extraction.scores] == [("执行率", 19, 20)]


@pytest.mark.parametrize(
    ("label", "source"),
    [
        ("其中-财政拨款：", "fiscal"),
        ("一般预算内拨款", "fiscal_part"),
        ("自治区财政资金", "fiscal_part"),
        ("盟市级资金", "fiscal_part"),
        ("旗县财政配套资金", "fiscal_part"),
    ],
)
def test_parts_of_the_money_of_other_places(label: str, source: str) -> None:
    extraction = only(
        with_lines(
            f"""
            项目名称 河道保洁 < < < < . .
            主管部门 某县水利局 < < < < . .
            资金情况（万元） . 年初预算资金总额 实际投入资金额 . . . .
            ^ 合计 15 10.5 . . . .
            ^ {label} 15 10.5 . . . .
            {_RESULTS}
            """,
            "2022年度项目支出绩效自评表",
        )
    )
    assert funds(extraction) == [
        ("budget_initial", "total", "15"),
        ("executed", "total", "10.5"),
        ("budget_initial", source, "15"),
        ("executed", source, "10.5"),
    ]


def test_reasons_of_a_table_without_scores() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 储备粮 < < < <
            主管部门 某县粮食局 < < < <
            项目资金（万元） . < 全年预算数 全年执行数 执行率
            ^ 年度资金总额 < 194.9 194.9 100%
            一级指标 二级指标 三级指标 年度指标值 全年完成值 产生差异的原因及改进措施
            产出指标 数量指标 轮换 ≥5批 4批 没有库存可轮换
            """,
            "2020年度专项资金绩效目标自评表",
        )
    )
    (score,) = extraction.indicator_scores
    assert (score.weight, score.score, score.deviation_reason) == (None, None, "没有库存可轮换")


def test_a_percentage_in_words_is_a_unit() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 委托业务 < < < <
            主管部门 某镇人民政府 < < < <
            一级指标 二级指标 三级指标 年度指标值 实际完成值 得分
            产出指标 质量指标 合格率 ≥100百分比 100百分比 8
            """,
            "2022年度项目支出绩效自评表",
        )
    )
    found = table_values(extraction)
    assert [(value.operator, value.value, value.unit) for value in found] == [
        (">=", 100, "百分比"),
        ("=", 100, "百分比"),
    ]


def test_dashes_of_marks_are_no_amounts_of_what_was_spent() -> None:
    """In page text the blank 年初预算数 is lost, and the dash of the weight slides left."""
    text = """2022年度项目支出绩效自评表
项目名称 学生营养改善
主管部门 某县教育局
项目资金（元） 年初预算数 全年预算数 全年执行数 分值 执行率 得分
年度资金总额 387664.62 387664.62 10 100% 10
其中：当年财政拨款 387664.62 387664.62 — —
一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分
产出指标 数量指标 受助学生 735人 741人 10 10
"""
    extraction = only(read_text(text.splitlines()))
    assert not [fund for fund in extraction.project_funds if fund.stage == "budget_initial"]
    assert any("money in unknown columns" in each for each in messages(extraction))


_PAGE = """2022年度项目支出绩效自评表
项目名称 场馆运营
主管部门 某区体育局
项目资金（万元） 年初预算数 全年预算数 全年执行数 分值 执行率 得分
年度资金总额 25 25 21.5 10 {rate}8.6
一级指标 二级指标 三级指标 年度 指标值 实际 完成值 分值 得分 偏差原因 分析及 改进措施
产出指标 数量指标 结算完成率 100% 98% 10 9
{row}
"""


def test_headers_of_page_text_wrapped_within_their_cells() -> None:
    text = _PAGE.format(rate="86% ", row="")
    extraction = only(read_text(text.splitlines()))
    found = [(v.measure, v.value) for v in table_values(extraction)]
    assert found == [("target", 100), ("actual", 98)]
    assert [(s.weight, s.score) for s in extraction.indicator_scores] == [(10, 9)]


def test_two_numbers_without_a_share_are_weight_and_score() -> None:
    text = _PAGE.format(rate="", row="")
    extraction = only(read_text(text.splitlines()))
    assert scores(extraction)[0] == ("执行率", "8.6", "10")
    assert extraction.projects[0].execution_rate is None


def test_a_bare_number_in_a_row_without_its_weight_may_be_that() -> None:
    text = _PAGE.format(rate="86% ", row="质量指标 工程合格 5 5")
    extraction = only(read_text(text.splitlines()))
    doubts = {v.indicator_name: v.place.doubt for v in table_values(extraction)}
    assert doubts["结算完成率"] is None
    assert doubts["工程合格"]


_BY_USE = """2022年度部门整体支出绩效自评表
部门、单位名称 某乡人民政府
年度预算申请（万元） 年初预算数 全年预算数 全年执行数 分值 执行率 自评得分
年度资金总额 861.1 2030.1 2030.1 10 100% 10
其中：一般公共预算：1325.7 其中：基本支出：900.5
政府性基金拨款：118.8 项目支出：1025.2
一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分
产出指标 数量指标 巡查次数 12次 15次 10 10
"""


def test_columns_behind_a_label_called_like_one_and_money_by_its_use() -> None:
    extraction = only(read_text(_BY_USE.splitlines()))
    assert extraction.header.department_name == "某乡人民政府"
    assert funds(extraction) == [
        ("budget_initial", "total", "861.1"),
        ("budget", "total", "2030.1"),
        ("executed", "total", "2030.1"),
        ("budget", "fiscal_part", "1325.7"),
        ("budget", "fiscal_part", "118.8"),
    ]
    uses = [(b.section, b.item, b.amount_text) for b in extraction.budget_lines[3:]]
    assert uses == [("按支出性质", "基本支出", "900.5"), ("按支出性质", "项目支出", "1025.2")]


def test_another_level_at_the_start_of_a_name() -> None:
    """Without rules a level's cell runs into the name behind it."""
    extraction = only(
        with_lines(
            """
            项目名称 就业补助 < < < < .
            主管部门 某县人社局 < < < < .
            一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分
            产出指标 质量指标 质量指标完成率 100% 100% 10 10
            ^ ^ 成本指标补贴标准 500元 500元 10 10
            """,
            "2022年度项目支出绩效自评表",
        )
    )
    assert [bool(value.place.doubt) for value in table_values(extraction)] == [
        False,
        False,
        True,
        True,
    ]


_OVER_TWO_LINES = """2022年度项目支出绩效自评表
项目名称 学生营养改善
主管部门 某县教育局
绩效指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施
一级指标 二级指标 三级指标 指标性质 指标值 度量单位
产出指标 数量指标 受助学生 ≥ 735 人次 741 10 10
质量指标 营养改善覆盖率 ≥ 95 % 98% 10 9
其他需要说明事项 无
总分 100 96
"""


@pytest.mark.parametrize("gap", [" ", "\t"])
def test_headers_over_two_lines_of_text(gap: str) -> None:
    extraction = only(read_text(_OVER_TWO_LINES.replace(" ", gap).splitlines()))
    assert [value[2:7] for value in values(extraction)] == [
        ("受助学生", "target annual", ">=", "735", "人次"),
        ("受助学生", "actual annual", "=", "741", "人次"),
        ("营养改善覆盖率", "target annual", ">=", "95", "%"),
        ("营养改善覆盖率", "actual annual", "=", "98", "%"),
    ]
    assert [(s.weight, s.score) for s in extraction.indicator_scores] == [(10, 10), (10, 9)]


def test_tasks_below_a_label_of_their_own_row() -> None:
    extraction = only(
        with_lines(
            """
            部门名称 < 某县教育局 < < < <
            二、部门年度重点工作任务 < < < < < <
            任务名称 项目级次 主要内容 批复金额（万元） 实际支出金额（万元） 预算执行率 预算执行偏低原因及改进措施
            营养改善计划 本级 提供营养膳食 1520.50 1520.50 100% .
            校舍维修改造 本级 改造校舍 860.00 645.00 75% 进度滞后
            三、部门整体支出绩效指标 < < < < < <
            一级指标 二级指标 三级指标 指标性质 指标值 度量单位 实际完成值
            产出指标 数量指标 受益学生 ≥ 35000 人 36210人
            """,
            "2022年度部门整体支出绩效自评表",
        )
    )
    tasks = [(task.task_name, task.amount_text, task.content) for task in extraction.tasks]
    assert tasks == [
        ("营养改善计划", "1520.50", "提供营养膳食"),
        ("校舍维修改造", "860.00", "改造校舍"),
    ]
    assert [value.value for value in table_values(extraction)] == [35000, 36210]


def test_amounts_of_tasks_below_no_header_are_said() -> None:
    extraction = only(
        with_lines(
            """
            部门名称 < 某县教育局 < < < <
            年度重点工作任务 < < < < < <
            营养改善计划 1520.50 1520.50 . . . .
            一级指标 二级指标 三级指标 指标性质 指标值 度量单位 实际完成值
            产出指标 数量指标 受益学生 ≥ 35000 人 36210人
            """,
            "2022年度部门整体支出绩效自评表",
        )
    )
    assert any(each.startswith("amounts of tasks below no header") for each in messages(extraction))


def test_headers_of_money_that_ran_into_one_cell() -> None:
    """Without rules 年度预算数 and 年初预算 share a cell, and so do rate and score."""
    form = """
        项目名称 图书馆免费开放 < < < < . .
        主管部门 某县文旅局 < < < < . .
        预算执行情况 {first} < 调整后预算数 预算执行数 权重 执行率（B/A）得分 <
        ^ 总额␣20.00 < 20.00 19.00 10 95%␣9.5 <
        一级指标 二级指标 三级指标 年度指标值 实际完成值 得分 . .
        产出指标 数量指标 讲座场次 ≥12场 12场 20 . .
    """.replace("␣", "⏎")
    drawn = form.format(first="年度预算数（万元）年初预算")
    extraction = only(with_lines(drawn, "2022年度项目支出绩效自评表"))
    assert funds(extraction) == [
        ("budget_initial", "total", "20.00"),
        ("budget", "total", "20.00"),
        ("executed", "total", "19.00"),
    ]
    assert extraction.projects[0].execution_rate == 95
    assert [(s.score, s.full_mark) for s in extraction.scores[:1]] == [(Decimal("9.5"), 10)]
    # Of rate and score one number alone may be either.
    extraction = only(with_lines(drawn.replace("95%⏎9.5", "9.5"), "2022年度项目支出绩效自评表"))
    assert extraction.projects[0].execution_rate is None
    assert "a number under two headers: 9.5" in messages(extraction)
    # An amount under a header that is not known is said.
    drawn = form.format(first="某某数（万元）")
    extraction = only(with_lines(drawn, "2022年度项目支出绩效自评表"))
    assert any(each.startswith("money in unknown columns") for each in messages(extraction))


def test_pipe_tables_whose_merged_cells_left_no_blank() -> None:
    page = """部门预算项目支出绩效自评表（2022年度）

| 项目名称 | 图书馆免费开放 |  |  |  |  |  |
| --- | --- | --- | --- | --- | --- | --- |
| 主管部门 | 某县文旅局 |  |  |  |  |  |
| 绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 得分 |
| 产出指标 | 数量指标 | 讲座场次 | ≥12场 | 11场 | 18 |  |
| 质量指标 | 更新率 | ≥90% | 95% | 20 |  |  |
| 时效指标 | 拨付及时率 | 100% | 100% | 20 |  |  |
"""
    extraction = only(read_markdown(page.splitlines()))
    assert [(v.level2, v.indicator_name, v.measure, v.value) for v in table_values(extraction)] == [
        ("数量指标", "讲座场次", "target", 12),
        ("数量指标", "讲座场次", "actual", 11),
        ("质量指标", "更新率", "target", 90),
        ("质量指标", "更新率", "actual", 95),
        ("时效指标", "拨付及时率", "target", 100),
        ("时效指标", "拨付及时率", "actual", 100),
    ]
    assert [s.score for s in extraction.indicator_scores] == [18, 20, 20]
