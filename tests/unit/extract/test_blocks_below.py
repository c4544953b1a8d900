"""Blocks of tasks and money below the indicators, and headers in two tiers of values."""

from __future__ import annotations

from decimal import Decimal

import pytest
from forms import funds, only, targets, with_lines

from ingest.document import Document, Line, Place


@pytest.mark.parametrize(
    ("tasks", "money"),
    [("重点工作安排", "预算构成"), ("履职部署", "经费概览"), ("本年部署", "家底")],
)
def test_tasks_and_money_below_the_indicators_of_a_department(tasks: str, money: str) -> None:
    extraction = only(
        with_lines(
            f"""
            部门名称 某区融媒体中心 < < < <
            年度总目标 讲好本地故事 < < < <
            绩效指标 一级指标 二级指标 三级指标 < 目标值
            ^ 产出指标 数量指标 预算绩效宣传稿件（篇） < ≥40
            ^ 成本指标 经济成本指标 设备维护费（万元） < ≤29
            {tasks} 重点工作 < 预期成效 所需资金 .
            ^ 做强主流舆论 < 采写能力持续增强 550,000.00 .
            ^ 推进媒体融合 < 平台平稳有序 450,000.00 .
            ^ 任务金额小计 < . 1,000,000.00 .
            {money} 年度收入 1,200,000.00 年度支出 1,200,000.00 .
            ^ ①财政拨款 900,000.00 ①基本支出 200,000.00 .
            ^ ②自筹及其他 300,000.00 ②项目支出 1,000,000.00 .
            """,
            "部门整体绩效目标表",
            "单位：元",
        )
    )
    assert targets(extraction) == [
        ("预算绩效宣传稿件（篇）", ">=", "40", "篇"),
        ("设备维护费（万元）", "<=", "29", "万元"),
    ]
    assert [(task.task_name, task.amount_wan) for task in extraction.tasks] == [
        ("做强主流舆论", 55),
        ("推进媒体融合", 45),
    ]
    assert [(line.item, line.amount_wan) for line in extraction.budget_lines] == [
        ("任务金额小计", 100),
        ("年度收入", 120),
        ("年度支出", 120),
        ("财政拨款", 90),
        ("基本支出", 20),
        ("自筹及其他", 30),
        ("项目支出", 100),
    ]


def test_money_below_the_indicators_of_a_project() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 < 动物疫病净化 < <
            绩效指标 一级指标 二级指标 三级指标 指标值
            ^ 产出指标 数量指标 创建净化场 ≥5个
            资金构成 < 预算总金额 300,000.00 按进度拨付
            ^ < ①财政拨款 250,000.00 ^
            ^ < ②自筹及其他 50,000.00 ^
            """,
            "项目支出绩效目标批复表",
            "单位：元",
        )
    )
    assert targets(extraction) == [("创建净化场", ">=", "5", "个")]
    assert [(source, Decimal(wan)) for _, source, wan in funds(extraction)] == [
        ("total", 30),
        ("fiscal", 25),
        ("other", 5),
    ]


def test_header_of_values_above_its_parts_in_page_text() -> None:
    text = """项目支出绩效目标批复表
单位：元
项目名称 动物疫病净化
绩效指标
一级指标
二级指标
三级指标
目标值设定
取值依据
比较关系 目标值 计量单位
产出指标 质量指标 抗体合格率 大于 89 % 业务统计
产出指标 数量指标 净化场 大于等于 5 个 业务统计
资金构成
预算总金额 300,000.00
按进度拨付
①财政拨款 300,000.00"""
    lines = [Line(line, Place(line_from=at)) for at, line in enumerate(text.splitlines(), 1)]
    extraction = only(Document(tuple(lines), "text/plain"))
    assert targets(extraction) == [("抗体合格率", ">", "89", "%"), ("净化场", ">=", "5", "个")]
    assert [(source, Decimal(wan)) for _, source, wan in funds(extraction)] == [
        ("total", 30),
        ("fiscal", 30),
    ]


def test_cumulated_targets_of_a_list_without_spans() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 预算金额（万元） 总体目标 一级指标 二级指标 三级指标 累计目标值 . . .
            . . . . . . 一季度 上半年 前三季度 全年
            投资审计 30 审计全覆盖 产出指标 数量指标 审计报告 >1篇 >3篇 >5篇 >7篇
            . . . . 质量指标 整改率 ≥90% ≥90% ≥90% ≥90%
            """,
            "项目绩效目标公开表",
        )
    )
    assert targets(extraction) == [("审计报告", ">", "7", "篇"), ("整改率", ">=", "90", "%")]
