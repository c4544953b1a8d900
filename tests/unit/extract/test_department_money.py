"""The budget and the tasks of forms of whole departments, wherever labels and units stand."""

from forms import messages, only, with_lines


def test_total_of_tasks_and_a_budget_without_a_unit() -> None:
    extraction = only(
        with_lines(
            """
            部门名称 某统计局 < <
            预算安排 预算支出合计 50.00 .
            ^ 基本支出 30.00 .
            ^ 项目支出 20.00 .
            重点工作 工作任务 工作内容 资金（万元）
            ^ 人口抽样调查 入户登记 12.00
            ^ 任务金额合计 . 12.00
            年度总体目标 完成统计 < <
            一级指标 二级指标 三级指标 指标值
            产出指标 数量指标 统计报表 ≥12份
            """,
            "部门整体支出绩效目标表",
        )
    )
    assert [task.task_name for task in extraction.tasks] == ["人口抽样调查"]
    assert [(line.item, line.amount_wan) for line in extraction.budget_lines] == [
        ("任务金额合计", 12),
    ]
    # The unit of the tasks is not taken for that of the budget.
    assert [message for message in messages(extraction) if "unit" in message] == [
        f"{item}: no unit of money is printed: {amount}"
        for item, amount in (
            ("预算支出合计", "50.00"),
            ("基本支出", "30.00"),
            ("项目支出", "20.00"),
        )
    ]


def test_labels_of_sections_in_the_middle_of_their_rows() -> None:
    extraction = only(
        with_lines(
            """
            部门名称 某统计局 单位：元 .
            . 预算支出合计 500,000.00 .
            支出预算 基本支出 300,000.00 .
            . 项目支出 200,000.00 .
            . 任务名称 工作内容 所需资金（元）
            . 人口抽样调查 入户登记 120,000.00
            重点任务 . . .
            . 经济普查 入户登记 80,000.00
            . 合计 . 200,000.00
            年度总体目标 完成统计 < <
            一级指标 二级指标 三级指标 指标值
            产出指标 数量指标 统计报表 ≥12份
            """,
            "部门整体支出绩效目标表",
        )
    )
    assert [(task.task_name, task.amount_wan) for task in extraction.tasks] == [
        ("人口抽样调查", 12),
        ("经济普查", 8),
    ]
    assert [(line.item, line.amount_wan) for line in extraction.budget_lines] == [
        ("预算支出合计", 50),
        ("基本支出", 30),
        ("项目支出", 20),
        ("合计", 20),
    ]


def test_tasks_whose_names_have_a_blank_header() -> None:
    extraction = only(
        with_lines(
            """
            部门名称 某统计局 < < .
            重点工作任务 . 工作内容 预期成果 所需资金（元）
            . 重点任务 . . .
            . 人口抽样调查 入户登记 数据准确 120,000.00
            . 经济普查 入户登记 数据准确 80,000.00
            支出预算（万元） 基本支出 50 项目支出 30
            年度总体目标 完成统计 < < .
            一级指标 二级指标 三级指标 指标值 .
            产出指标 数量指标 统计报表 ≥12份 .
            """,
            "部门整体支出绩效目标表",
        )
    )
    assert [(task.task_name, task.amount_wan) for task in extraction.tasks] == [
        ("人口抽样调查", 12),
        ("经济普查", 8),
    ]
