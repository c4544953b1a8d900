"""Money of page text: which header, or which label, each amount of a line belongs to."""

from __future__ import annotations

import pytest

from ingest.read.text.page_text import read_text
from tests.unit.read_forms import only

EVALUATION = """项目支出绩效自评表
（2023年度）
项目名称 科普活动
主管部门 某市科学技术局 实施单位 某市科学技术局
{money}
绩效指标
一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分
产出指标 数量指标 举办活动 ≥12场 13场 50 50
满意度指标 服务对象满意度指标 受众满意度 ≥90% 95% 40 40"""

LABEL_OF_ALL = """预算执行（万元）
年初预算 调整后预算 实际支出 执行率 分值 得分
120.00 130.00 117.00 90.00% 10 9"""

STAGES_IN_ROWS = """项目资金使用情况（万元）
预算执行 资金总额 其中：财政拨款 其他资金
年初预算数 120.00 120.00 0.00
全年预算数 130.00 130.00 0.00
全年执行数 117.00 117.00 0.00
预算执行率 90.00% 90.00%"""

LABELS_ANEW = """资金使用情况（万元）
年初预算数 全年预算数 全年执行数 执行率
资金总额 120.00 资金总额 130.00 资金总额 117.00 90.00%
财政拨款 120.00 财政拨款 130.00 财政拨款 117.00"""


@pytest.mark.parametrize("money", [LABEL_OF_ALL, STAGES_IN_ROWS, LABELS_ANEW])
def test_what_a_project_was_given_and_spent(money: str) -> None:
    extraction = only(read_text(EVALUATION.format(money=money).split("\n")))
    [project] = extraction.projects
    assert [
        f"{amount}"
        for amount in (project.budget_initial_wan, project.budget_wan, project.executed_wan)
    ] == ["120.00", "130.00", "117.00"]


DEPARTMENT = """部门整体支出绩效自评表
（2023年度）
金额单位：万元
部门名称 某市科学技术局
部门整体支出情况
支出类别 全年预算数 全年执行数 执行率
部门支出总额 500.00 450.00 90.00%
其中：基本支出 300.00 280.00 93.33%
项目支出 200.00 170.00 85.00%
绩效指标
一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分
产出指标 数量指标 举办活动 ≥12场 13场 50 50
满意度指标 服务对象满意度指标 受众满意度 ≥90% 95% 40 40"""


def test_what_a_department_spent_by_use_stands_in_rows() -> None:
    extraction = only(read_text(DEPARTMENT.split("\n")))
    told = {(line.item, line.phase): f"{line.amount_wan}" for line in extraction.budget_lines}
    assert told == {
        ("部门支出总额", "budget"): "500.00",
        ("部门支出总额", "executed"): "450.00",
        ("基本支出", "budget"): "300.00",
        ("基本支出", "executed"): "280.00",
        ("项目支出", "budget"): "200.00",
        ("项目支出", "executed"): "170.00",
    }


TASKS = """部门整体支出绩效目标表
（2024年度）
单位：万元
部门名称 某市科学技术局
年度重点任务
任务名称
主要内容
所需资金（万元）
总额 上级财政 {part}
{tasks}
绩效指标
一级指标 二级指标 三级指标 指标值
产出指标 数量指标 举办活动 ≥12场
满意度指标 服务对象满意度指标 受众满意度 ≥90%"""

TOLD = """支持科普活动
按照上级下达的任务清单执行。
60.00 24.00 36.00
培养科技人才
按年度计划开展。
80.00 32.00 48.00"""


def test_of_the_amounts_of_a_task_the_total_counts_though_others_are_not_known() -> None:
    extraction = only(read_text(TASKS.format(part="本级财政", tasks=TOLD).split("\n")))
    assert [(t.task_name, f"{t.amount_wan}", t.place.doubt) for t in extraction.tasks] == [
        ("支持科普活动", "60.00", None),
        ("培养科技人才", "80.00", None),
    ]


def test_a_task_called_like_the_end_of_a_sentence_is_in_doubt() -> None:
    tasks = TOLD.replace("支持科普活动\n", "风险消除。\n")
    extraction = only(read_text(TASKS.format(part="本级财政", tasks=tasks).split("\n")))
    doubts = {task.task_name: task.place.doubt for task in extraction.tasks}
    assert "is like none" in (doubts["风险消除。"] or "")
    assert doubts["培养科技人才"] is None
