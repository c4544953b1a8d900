"""Blocks of tasks and money below or beside the indicators, quarters, and projects in headings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ingest.document import Block, Document, Line, Place
from ingest.forms.money.money_cells import NO_UNIT, UNCONVERTED
from ingest.forms.projects.project_headings import with_headings_in_tables
from tests.unit.drawn_table import aligned
from tests.unit.read_forms import funds, only, targets, with_lines


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


def test_tasks_in_columns_beside_the_indicators_of_a_department() -> None:
    extraction = only(
        with_lines(
            """
            预算部门 某市防疫中心 < < < <
            部门预算安排 项目支出 300.00 < < <
            重点任务及绩效指标 重点任务 预算安排 绩效指标 < <
            ^ ^ ^ 一级指标 三级指标 目标值
            ^ 净化养殖场 100.00 产出指标 净化场 ≥5个
            ^ ^ ^ 效益指标 防疫体系 稳步改善
            ^ 稳定队伍 200.00 产出指标 防疫员 =232名
            """,
            "部门整体绩效目标公开表",
            "单位：万元",
        )
    )
    assert [(task.task_name, task.amount_wan) for task in extraction.tasks] == [
        ("净化养殖场", 100),
        ("稳定队伍", 200),
    ]
    assert targets(extraction) == [
        ("净化场", ">=", "5", "个"),
        ("防疫体系", None, None, None),
        ("防疫员", "=", "232", "名"),
    ]


def test_money_above_tasks_whose_headers_stand_beside_those_of_the_indicators() -> None:
    extraction = only(
        with_lines(
            """
            预算部门 某市防疫中心 < < < <
            部门预算安排 项目支出 300.00 < < <
            重点任务及绩效指标 重点任务 预算安排 一级指标 三级指标 目标值
            ^ 净化养殖场 100.00 产出指标 净化场 ≥5个
            ^ 稳定队伍 200.00 产出指标 防疫员 =232名
            """,
            "部门整体绩效目标公开表",
            "单位：万元",
        )
    )
    assert [(line.item, line.amount_wan) for line in extraction.budget_lines] == [("项目支出", 300)]
    assert [(task.task_name, task.amount_wan) for task in extraction.tasks] == [
        ("净化养殖场", 100),
        ("稳定队伍", 200),
    ]
    assert targets(extraction) == [("净化场", ">=", "5", "个"), ("防疫员", "=", "232", "名")]


def test_money_of_a_list_with_its_unit_beside_each_amount() -> None:
    drawing = """
        项目名称 资金总额 其中：财政拨款 其他资金 一级指标 二级指标 指标内容 指标值
        审计专项 {total} 1,166.42万元 0.00 产出指标 数量指标 审计报告 ≥86份
        """
    extraction = only(with_lines(drawing.format(total="1,166.42万元"), "项目绩效目标公开表"))
    project = extraction.projects[0]
    found = (project.total_wan, project.fiscal_wan, project.other_wan)
    assert found == (Decimal("1166.42"), Decimal("1166.42"), 0)
    assert not [each for each in extraction.problems if each.severity == "error"]

    bare = only(with_lines(drawing.format(total="1,166.42"), "项目绩效目标公开表"))
    assert bare.projects[0].total_wan is None
    assert [each.message for each in bare.problems if each.severity == "error"] == [NO_UNIT]
    # The amounts that have a unit of their own are read; the other stays as it is printed.
    assert bare.projects[0].fiscal_wan == Decimal("1166.42")
    (kept,) = bare.project_funds
    assert (kept.source, kept.source_text, kept.stage) == ("total", "总计", "annual")
    assert (kept.amount_wan, kept.amount_text) == (None, "1,166.42")
    assert kept.place.doubt == UNCONVERTED


def test_header_of_money_is_no_name_of_a_project() -> None:
    extraction = only(
        with_lines(
            """
            预算部门 某区国防办 < < <
            预算执行情况 支出项目 全年预算 全年执行 执行进度
            ^ 部门预算合计 48774.95 42921.96 88.00%
            绩效指标 一级指标 三级指标 年度指标值 实际完成值
            ^ 产出指标 人防工程 77处 76处
            """,
            "部门整体支出绩效自评表",
            "金额单位：万元",
        )
    )
    assert not extraction.projects
    assert [value.project_no for value in extraction.indicator_values] == [None, None]


def test_cumulated_targets_of_a_form_by_quarters() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 专利导航 < < < < <
            用款计划（万元） 资金来源 < 全年预算 第一季度 第二季度 下半年
            ^ 合计 < 270.15 50.00 50.00 170.15
            ^ 财政拨款 < 270.15 50.00 50.00 170.15
            绩效指标 一级指标 三级指标 累计目标值 < < <
            ^ ^ ^ 一季度 上半年 前三季度 全年
            ^ 产出指标 注册商标 >20件 >40件 >60件 >80件
            """,
            "市级预算项目绩效目标申报表",
        )
    )
    assert targets(extraction) == [("注册商标", ">", "80", "件")]
    assert extraction.projects[0].total_wan == Decimal("270.15")
    assert extraction.projects[0].fiscal_wan == Decimal("270.15")


def _below_headings(*headings: str, label: str = "") -> Document:
    blocks: list[Block] = [Line("2025年部门预算项目支出绩效目标", Place(line_from=1))]
    for at, heading in enumerate(headings, 2):
        blocks += [Line(text.strip(), Place(line_from=at)) for text in heading.split("/")]
        drawing = "一级指标 二级指标 三级指标 指标值\n产出指标 数量指标 审计报告 ≥12份"
        blocks += aligned(label + drawing).blocks
    return Document(tuple(blocks), "text/html")


def test_projects_named_in_headings_above_tables() -> None:
    extraction = only(
        _below_headings(
            "（一）审计专项/2025年预算安排1,313.93万元，其中：财政拨款1,313.93万元，其他资金0.00万元。"
            "/年度绩效目标：审计全覆盖。",
            "（二）信息化建设/2025年预算安排20.00万元，其中：财政拨款15.00万元，其他资金5.00万元。",
        )
    )
    assert [
        (each.project_name, each.total_wan, each.fiscal_wan, each.other_wan, each.goal)
        for each in extraction.projects
    ] == [
        ("审计专项", Decimal("1313.93"), Decimal("1313.93"), 0, "审计全覆盖。"),
        ("信息化建设", 20, 15, 5, None),
    ]
    assert [value.project_no for value in extraction.indicator_values] == [1, 2]


def test_headings_above_tables_that_begin_with_their_label() -> None:
    headings = (
        "一、项目名称：审计专项/项目预算13.93万元。",
        "二、项目名称：信息化/项目预算20万元。",
    )
    extraction = only(_below_headings(*headings, label="绩效指标 < < <\n"))
    assert [(each.project_name, each.total_wan) for each in extraction.projects] == [
        ("审计专项", Decimal("13.93")),
        ("信息化", 20),
    ]
    assert [value.project_no for value in extraction.indicator_values] == [1, 2]


def test_a_header_of_the_year_below_a_heading_of_the_whole_term_is_the_years() -> None:
    heading = "{}项目项目绩效目标/（一）中长期绩效目标/略。/（二）中长期绩效指标/指标如下："
    document = _below_headings(heading.format("审计"), heading.format("信息化"))
    printed = {"指标值": "年度指标值"}
    document = document.with_tables(
        lambda table: replace(
            table,
            rows=tuple(
                tuple(replace(cell, text=printed.get(cell.text, cell.text)) for cell in row)
                for row in table.rows
            ),
        )
    )
    extraction = only(document)
    assert [value.horizon for value in extraction.indicator_values] == ["annual", "annual"]


def test_headings_that_name_projects_without_their_money() -> None:
    extraction = only(
        _below_headings(
            "审计项目项目绩效目标/（一）中长期绩效目标/审计全覆盖。/（二）中长期绩效指标/指标如下：",
            "信息化专项绩效目标/（一）年度绩效目标/系统上线。/（二）年度绩效指标/指标如下：",
        )
    )
    assert [(each.project_name, each.goal) for each in extraction.projects] == [
        ("审计项目", "审计全覆盖。"),
        ("信息化专项", "系统上线。"),
    ]
    assert [value.horizon for value in extraction.indicator_values] == ["cycle", "annual"]


@pytest.mark.parametrize("below", ["具体绩效目标", "全面完成年度绩效目标"])
def test_a_label_below_a_numbered_heading_names_no_project(below: str) -> None:
    extraction = only(
        _below_headings(
            f"一、审计专项/2025年预算安排300万元。/{below}",
            f"二、信息化/2025年预算安排20万元。/{below}",
        )
    )
    assert [(each.project_name, each.total_wan) for each in extraction.projects] == [
        ("审计专项", 300),
        ("信息化", 20),
    ]


@pytest.mark.parametrize("whose", ["省本级", "市县", "2025年部门预算项目", "审计"])
def test_headings_of_levels_and_documents_name_no_projects(whose: str) -> None:
    document = _below_headings(f"{whose}绩效目标/职责略。", f"{whose}绩效目标/职责略。")
    assert with_headings_in_tables(document) is document


def test_headings_that_say_what_stands_below_the_name() -> None:
    extraction = only(
        _below_headings(
            "一、审计专项项目绩效目标/（一）年度绩效目标/审计全覆盖（一般公共预算：全部）。"
            "/（二）年度绩效指标/2025年安排预算13.93万元。指标如下：/项目具体目标表",
            "二、信息化项目绩效目标/（一）年度绩效目标/系统上线。/2025年安排预算20万元。指标如下：",
        )
    )
    assert [(each.project_name, each.total_wan, each.goal) for each in extraction.projects] == [
        ("审计专项", Decimal("13.93"), "审计全覆盖（一般公共预算：全部）。"),
        ("信息化", 20, "系统上线。"),
    ]
    assert [value.project_no for value in extraction.indicator_values] == [1, 2]


def test_headings_without_amounts_name_no_projects() -> None:
    document = _below_headings("（一）本部门情况/职责略。", "（二）其他情况/职责略。")
    assert with_headings_in_tables(document) is document


TERM = """
    项目名称 文物保护 < < < <
    年度资金总额（万元） 300 < < < <
    {first} 产出指标 数量指标 安防摄像头 286路 计划标准
    {second} ^ 质量指标 归档率 ≥90% 历史标准
    长期绩效目标1 ^ 时效指标 完成时间 2025年三季度末 历史标准
    年度绩效目标1 产出指标 数量指标 安防摄像头 143路 计划标准
"""


@pytest.mark.parametrize(("first", "second"), [("长期绩效目标1", "^"), (".", ".")])
def test_rows_above_the_label_of_a_term_are_doubted(first: str, second: str) -> None:
    drawing = TERM.replace(
        "    {first}", "    目标名称 一级指标 二级指标 指标名称 指标值 绩效标准\n    {first}"
    ).format(first=first, second=second)
    extraction = only(with_lines(drawing, "项目支出绩效目标申报表", "（2025年度）"))
    found = [
        (value.indicator_name, value.horizon, "期间的标签" in (value.place.doubt or ""))
        for value in extraction.indicator_values
    ]
    doubted = first == "."
    above = "annual" if doubted else "cycle"
    assert found == [
        ("安防摄像头", above, doubted),
        ("归档率", above, doubted),
        ("完成时间", "cycle", False),
        ("安防摄像头", "annual", False),
    ]


BELOW = """
    项目名称 全民阅读 < <
    年度目标 推广阅读 < <
    一级指标 二级指标 三级指标 指标值
    产出指标 数量指标 活动场次 ≥6场
    {row}
    . 2025年 30 20
"""


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ("批复资金 年度 合计 财政拨款", ["活动场次"]),
        ("投入指标 资金投入 资金到位率 及时", ["活动场次", "资金到位率"]),
    ],
)
def test_headers_of_money_below_the_indicators_end_them(row: str, names: list[str]) -> None:
    extraction = only(with_lines(BELOW.format(row=row), "项目支出绩效目标申报表"))
    found = [value.indicator_name for value in extraction.indicator_values]
    assert found[: len(names)] == names
    assert (len(found) == 1) == (len(names) == 1)
