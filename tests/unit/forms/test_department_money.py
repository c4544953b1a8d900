"""The budget and the tasks of forms of whole departments, wherever labels and units stand."""

from dataclasses import replace

import pytest

from ingest.document import Document, Table
from ingest.forms.money.money_cells import NO_UNIT, UNCONVERTED
from ingest.read.text.page_text import read_text
from tests.unit.read_forms import messages, only, with_lines


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
    # The unit of the tasks is not taken for that of the budget.
    lines = [(line.item, line.amount_wan, line.amount_text) for line in extraction.budget_lines]
    assert lines == [
        ("预算支出合计", None, "50.00"),
        ("基本支出", None, "30.00"),
        ("项目支出", None, "20.00"),
        ("任务金额合计", 12, "12.00"),
    ]
    doubts = [line.place.doubt for line in extraction.budget_lines]
    assert doubts == [UNCONVERTED, UNCONVERTED, UNCONVERTED, None]
    refused = [p for p in extraction.problems if p.severity == "error"]
    assert [(problem.family, problem.message) for problem in refused] == [("money", NO_UNIT)]
    assert sum("unit" in message for message in messages(extraction)) == 1


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


@pytest.mark.parametrize(
    "parts", ["总额 省本级 转移支付", "预算金额 其中：本级 其中：上级转移支付"]
)
def test_of_several_amounts_of_a_task_the_total_counts(parts: str) -> None:
    extraction = only(
        with_lines(
            f"""
            部门名称 某省卫健委 < < < <
            年度重点工作任务 任务名称 主要内容 拟投入的资金（万元） < <
            ^ ^ ^ {parts}
            ^ 防控疾病 购置设备 546.69 328.01 218.68
            """,
            "部门整体支出绩效目标申报表",
        )
    )
    assert [(t.task_name, t.amount_text) for t in extraction.tasks] == [("防控疾病", "546.69")]


def test_several_amounts_under_one_header_of_tasks_are_in_doubt() -> None:
    extraction = only(
        with_lines(
            """
            部门名称 某省卫健委 < < <
            年度重点工作任务 任务名称 主要内容 拟投入的资金（万元） <
            ^ 防控疾病 购置设备 546.69 328.01
            """,
            "部门整体支出绩效目标申报表",
        )
    )
    assert [bool(task.place.doubt) for task in extraction.tasks] == [True]


def test_the_column_of_the_year_counts_beside_that_of_the_year_before() -> None:
    drawing = """
        部门名称 某市海洋局 < < < <
        年度重点工作任务 任务名称 对应举措 经费安排（万元） <
        ^ ^ ^ 上年执行数 本年预算数
        ^ 修复海洋生态 购置设备 3271.37 3634.86
        """
    extraction = only(with_lines(drawing, "部门整体支出绩效目标申报表"))
    assert [t.amount_text for t in extraction.tasks] == ["3634.86"]


@pytest.mark.parametrize("gap", ["\t", " "])
def test_columns_of_amounts_are_told_in_text_too(gap: str) -> None:
    text = """
部门整体支出绩效目标申报表
部门名称 某市海洋局
年度重点工作任务
任务名称 主要内容 经费安排（万元）
上年执行数 本年预算数
修复海洋生态 购置设备若干台。 3271.37 3634.86
保障渔业安全 开展安全检查。 89.93 99.92
"""
    extraction = only(read_text(text.strip().replace(" ", gap).split("\n")))
    assert [t.amount_text for t in extraction.tasks] == ["3634.86", "99.92"]


def test_other_tasks_stand_below_the_headers_of_the_tasks() -> None:
    drawing = """
        部门名称 某区水务局 < < <
        年度重点工作任务 名称 主要实施内容 拟投入的资金（万元）
        ^ 保障供水 修管网 2,755.68
        其他需完成的任务（可选填） 建设河湖 治理 479.71
        """
    extraction = only(with_lines(drawing, "部门整体支出绩效目标申报表"))
    assert [(t.task_no, t.task_name, t.amount_text) for t in extraction.tasks] == [
        (1, "保障供水", "2,755.68"),
        (2, "建设河湖", "479.71"),
    ]


def test_other_tasks_left_blank_are_none() -> None:
    drawing = """
        部门名称 某区水务局 < < <
        年度重点工作任务 名称 主要实施内容 拟投入的资金（万元）
        ^ 保障供水 修管网 2,755.68
        其他需完成的任务（可选填） . . .
        """
    extraction = only(with_lines(drawing, "部门整体支出绩效目标申报表"))
    assert [t.task_name for t in extraction.tasks] == ["保障供水"]


def test_page_text_whose_labels_of_budget_and_tasks_are_broken() -> None:
    text = """
        部门整体绩效目标表
        （2024年度）
        部门名称 某区水务局
        部门预算
        （万元）
        支出分类 本年预算数 上年预算数 比上年增加
        支出预算 300.00 200.00 100.00
        其中：基本支出 180.00 150.00 30.00
        项目支出 120.00 50.00 70.00
        年度重
        点任务
        重点任务 工作措施 预算安排（万元） 完成目标
        推进幸福河湖建设
        按季度组织申报、评审和公示。
        70.00
        重点项目建设按期推进。
        保障城乡供水安全
        落实属地责任，完成年度目标任务。
        50.00
        城乡供水保证率稳步提升。
        年度总体目标
        保障供水
        绩效指标
        一级指标 二级指标 三级指标 指标值
        产出指标 数量指标 检测管网 ≥40千米
        """
    lines = [line.strip() for line in text.strip().split("\n")]
    extraction = only(read_text(lines))
    assert [(line.item, line.amount_text) for line in extraction.budget_lines] == [
        ("支出预算", "300.00"),
        ("基本支出", "180.00"),
        ("项目支出", "120.00"),
    ]
    assert [(task.task_name, task.amount_wan) for task in extraction.tasks] == [
        ("推进幸福河湖建设", 70),
        ("保障城乡供水安全", 50),
    ]
    assert messages(extraction) == []


SIDES = """
    部门预算支出（万元） < 收入来源（万元） <
    基本支出 1,532.66 财政拨款 6,890.16
    项目支出 857.50 其他资金 0.00
    事业发展性支出 4,500.00 . .
    合计 6,890.16 合计 6,890.16
    一级指标 二级指标 三级指标 年度指标值
    产出指标 数量指标 统计报表 ≥12份
"""
OF_SIDES = [
    ("部门预算支出", "基本支出", "1,532.66"),
    ("收入来源", "财政拨款", "6,890.16"),
    ("部门预算支出", "项目支出", "857.50"),
    ("收入来源", "其他资金", "0.00"),
    ("部门预算支出", "事业发展性支出", "4,500.00"),
    ("部门预算支出", "合计", "6,890.16"),
    ("收入来源", "合计", "6,890.16"),
]


def in_cells() -> Document:
    head = ("部门整体预算绩效目标申报表", "部门名称：某市统计局")
    return with_lines(SIDES, *head)


def in_glued_cells() -> Document:
    document = in_cells()
    *lines, table = document.blocks
    assert isinstance(table, Table)
    rows = [list(row) for row in table.rows]
    for row in rows[1:5]:
        row[:2] = [replace(row[0], text=f"{row[0].text} {row[1].text}", col_span=2)]
    return replace(document, blocks=(*lines, replace(table, rows=tuple(map(tuple, rows)))))


def in_lines() -> Document:
    words = SIDES.replace("<", "").replace(" . .", "")
    lines = [" ".join(line.split()) for line in words.strip().splitlines()]
    return read_text(["部门整体预算绩效目标申报表", "部门名称：某市统计局", *lines])


@pytest.mark.parametrize("made", [in_cells, in_glued_cells, in_lines])
def test_sides_of_a_budget_without_a_label(made) -> None:
    extraction = only(made())
    assert extraction.header.department_name == "某市统计局"
    assert [
        (line.section, line.item, line.amount_text) for line in extraction.budget_lines
    ] == OF_SIDES
    assert not [each for each in messages(extraction) if "tasks" not in each]


def test_captions_in_the_cell_of_the_title() -> None:
    head = """
        部门整体预算绩效目标申报表\\n部门名称：某市统计局 < < 单位：万元
    """
    document = with_lines(head.rstrip() + SIDES)
    *lines, table = document.blocks
    assert isinstance(table, Table)
    first = replace(table.rows[0][0], text=table.rows[0][0].text.replace("\\n", "\n"))
    rows = ((first, *table.rows[0][1:]), *table.rows[1:])
    extraction = only(replace(document, blocks=(*lines, replace(table, rows=rows))))
    assert extraction.header.department_name == "某市统计局"
    assert [line.amount_text for line in extraction.budget_lines] == [
        amount for _, _, amount in OF_SIDES
    ]


def test_amounts_among_goals_that_no_label_tells_are_said() -> None:
    drawing = """
        部门名称 某区农业中心 < <
        年度总体目标 服务流程进一步优化 < <
        {}
        一级指标 二级指标 三级指标 指标值
        产出指标 数量指标 统计报表 ≥12份
        """
    said = "an amount that no label tells: 37,842.49"
    title = "部门整体支出绩效目标表"
    assert said in messages(only(with_lines(drawing.format(". 37,842.49 756.85 ."), title)))
    assert said not in messages(only(with_lines(drawing.format(""), title)))


def test_a_header_row_all_of_whose_columns_are_told() -> None:
    lines = (
        "2023年部门整体支出绩效目标表",
        "单位：万元",
        "部门名称\t某区农业中心",
        "部门收支预算\t类别\t\t当年预算数\t占比\t2021年实际执行数\t2022年实际执行数",
        "\t预算收入\t财政拨款\t12.00\t100.00%\t10.20\t11.30",
        "\t预算支出\t基本支出\t12.00\t100.00%\t10.20\t11.30",
        "年度总体目标\t服务优化",
        "一级指标\t二级指标\t三级指标\t指标值",
        "产出指标\t数量指标\t统计报表\t≥12份",
    )
    found = {line.item: line.amount_wan for line in only(read_text(list(lines))).budget_lines}
    assert found == {"财政拨款": 12, "基本支出": 12}
