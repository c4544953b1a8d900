"""Where money stands in forms, and under what labels, listed or not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.document import Table
from ingest.forms import extract
from ingest.read.text.page_text import read_text
from tests.unit.drawn_table import aligned
from tests.unit.read_forms import funds, messages, only, targets, with_lines


@pytest.mark.parametrize("label", ["预算金额（元）", "预算规模及资金用途（元）"])
def test_money_of_a_project_behind_its_goal(label: str) -> None:
    extraction = only(
        with_lines(
            f"""
            项目名称 企业培育 . . .
            年度绩效目标 培育企业 < < <
            {label} 资金总额 871700 . .
            ^ 财政拨款 871700 . .
            ^ 单位资金 0 . .
            绩效指标 一级指标 二级指标 三级指标 指标值
            ^ 产出指标 数量指标 对接活动 ≥19场
            """,
            "项目支出绩效目标申报表",
        )
    )
    assert funds(extraction) == [
        ("annual", "total", "87.1700"),
        ("annual", "fiscal", "87.1700"),
        ("annual", "other", "0.0000"),
    ]
    assert extraction.header.amount_unit == "元"


@pytest.mark.parametrize("as_line", [True, False])
def test_money_of_a_project_in_one_line_above_its_table(*, as_line: bool) -> None:
    money = "资金总额：2,365.14万元（其中：财政拨款2,300.14万元，其他资金65.00万元）"
    table = with_lines(
        f"""
        项目名称：企业培育 . . . .
        {money if not as_line else "."} . . . .
        年度绩效目标 培育企业 < < <
        绩效指标 一级指标 二级指标 三级指标 指标值
        ^ 产出指标 数量指标 对接活动 ≥19场
        """,
        "项目支出绩效目标表",
        *([money] if as_line else []),
    )
    assert funds(only(table)) == [
        ("annual", "total", "2365.14"),
        ("annual", "fiscal", "2300.14"),
        ("annual", "other", "65.00"),
    ]


def test_money_of_a_department_under_a_label_that_no_list_has() -> None:
    extraction = only(
        with_lines(
            """
            部门名称 某区司法局 < < <
            年度绩效目标 做好工作 < < <
            年度重点任务 对应项目 项目绩效目标 预算资金（万元） .
            ^ 普法宣传 讲好法治 1330.77 .
            神秘的收支规模（万元） 收入预算合计 14,452.52 人员类项目支出 2,975.77
            ^ 本级财政安排 9,430.27 公用经费项目支出 1,215.46
            绩效指标 一级指标 二级指标 三级指标 指标值
            ^ 产出指标 数量指标 印制资料 ≥25份
            """,
            "部门整体绩效目标表",
        )
    )
    assert [(t.task_name, t.goal, t.amount_text) for t in extraction.tasks] == [
        ("普法宣传", "讲好法治", "1330.77")
    ]
    assert [(line.item, line.amount_text) for line in extraction.budget_lines] == [
        ("收入预算合计", "14,452.52"),
        ("人员类项目支出", "2,975.77"),
        ("本级财政安排", "9,430.27"),
        ("公用经费项目支出", "1,215.46"),
    ]
    assert {problem.severity for problem in extraction.problems} <= {"warning"}


def test_a_row_that_numbers_the_columns_is_none() -> None:
    extraction = only(
        with_lines(
            """
            预算单位 项目 资金总额 其中：财政拨款 绩效目标 一级指标 二级指标 三级指标 指标值
            1 2 3 4 5 6 7 8 9
            某局 节能监察 2,969.12 2,900.00 节能 产出指标 数量指标 监察企业 ≥37户
            """,
            "项目支出绩效目标表",
            "单位：万元",
        )
    )
    assert [(p.project_name, str(p.total_wan), str(p.fiscal_wan)) for p in extraction.projects] == [
        ("节能监察", "2969.12", "2900.00")
    ]
    assert targets(extraction) == [("监察企业", ">=", "37", "户")]
    assert messages(extraction) == []


def test_titles_in_tables_of_their_own_belong_to_the_form_below() -> None:
    title = aligned("项目支出绩效目标申报表 <")
    blocks = []
    for name in ("一号专项", "二号专项", "三号专项"):
        form = aligned(
            f"""
            项目名称 {name} . .
            年度资金总额（万元） 10 . .
            一级指标 二级指标 三级指标 指标值
            产出指标 数量指标 活动场次 ≥5场
            """
        )
        blocks += [*title.blocks, *form.blocks]
    assert all(isinstance(block, Table) for block in blocks)
    found = extract(replace(title, blocks=tuple(blocks)))
    assert [e.projects[0].project_name for e in found] == ["一号专项", "二号专项", "三号专项"]
    assert {e.header.title for e in found} == {"项目支出绩效目标申报表"}


def test_a_total_beside_its_parts_in_two_header_rows() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 科普经费 < < < <
            项目资金（万元） 年份 总额 其中 < <
            ^ ^ ^ 财政拨款 上年结转 其他资金
            ^ 2024年 500 400 70 30
            绩效目标 办好活动 < < < <
            一级指标 二级指标 三级指标 < 指标值 <
            产出指标 数量指标 活动场次 < 20场 <
            """,
            "项目支出绩效目标申报表",
        )
    )
    assert funds(extraction) == [
        ("annual", "total", "500"),
        ("annual", "fiscal", "400"),
        ("annual", "carried_over", "70"),
        ("annual", "other", "30"),
    ]
    assert messages(extraction) == []


@pytest.mark.parametrize(
    ("total", "local", "fiscal"), [(800, "0", 700), (1000, "200", None), (1000, "0", None)]
)
def test_the_only_part_of_fiscal_money_stands_for_it_where_all_adds_up(
    total: int, local: str, fiscal: int | None
) -> None:
    extraction = only(
        with_lines(
            f"""
            专项名称 科普转移支付 < <
            项目资金（万元） 年度金额 {total} .
            ^ 其中：中央财政资金 700 .
            ^ 地方资金 {local} .
            ^ 其他资金 100 .
            年度目标 办好活动 < <
            一级指标 二级指标 三级指标 指标值
            产出指标 数量指标 活动场次 20场
            """,
            "转移支付绩效目标申报表",
        )
    )
    (project,) = extraction.projects
    assert (project.total_wan, project.fiscal_wan, project.other_wan) == (total, fiscal, 100)


def test_money_of_a_department_in_columns_below_two_rows_of_headers() -> None:
    extraction = only(
        with_lines(
            """
            部门名称 某区科技局 < < < <
            年度部门整体支出预算（万元） 资金总额 财政拨款 < 单位资金 备注
            ^ ^ 一般公共预算 政府性基金预算 ^ ^
            ^ 8,650.25 8,150.25 0 500.00 .
            ^ 其中：基本支出 2,150.25 项目支出 6,500.00 .
            年度总体目标 做好工作 < < < <
            绩效指标 一级指标 二级指标 三级指标 指标值 .
            ^ 产出指标 数量指标 培育企业 ≥30家 .
            """,
            "2024年部门整体支出绩效目标表",
        )
    )
    assert {line.item: line.amount_text for line in extraction.budget_lines} == {
        "资金总额": "8,650.25",
        "一般公共预算": "8,150.25",
        "政府性基金预算": "0",
        "单位资金": "500.00",
        "基本支出": "2,150.25",
        "项目支出": "6,500.00",
    }
    assert extraction.header.amount_unit == "万元"


def test_parts_below_a_total_that_is_not_known_are_not_those_of_the_one_before() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 科普经费 < < < < <
            项目资金（万元） 预算数 500 神秘数 400 执行数 300
            ^ 其中：财政资金 500 其中：财政资金 400 其中：财政资金 300
            一级指标 二级指标 三级指标 指标值 实际完成值 . .
            产出指标 数量指标 活动场次 20场 21场 . .
            """,
            "项目支出绩效自评表",
        )
    )
    assert funds(extraction) == [
        ("budget", "total", "500"),
        ("executed", "total", "300"),
        ("budget", "fiscal", "500"),
        ("executed", "fiscal", "300"),
    ]
    assert messages(extraction) == ["money of an unknown kind: 神秘数"]


@pytest.mark.parametrize("gap", ["\t", ""])
def test_items_of_a_department_above_their_amounts_where_the_first_is_one_too(gap: str) -> None:
    drawing = """
        部门名称 某区疾控局 .
        预算总额 基本支出 项目支出
        23,525.97 18,585.52 4,940.45
        年度总体目标 做好工作 .
        一级指标 三级指标 指标值
        产出指标 宣讲课时 ≥30课时
    """
    titles = ("部门整体绩效目标表", "二、预算安排（单位：万元）")
    rows = [line.split() for line in drawing.strip().split("\n")]
    text = [*titles, *("\t".join(row) for row in rows)]
    document = read_text(text) if gap else with_lines(drawing, *titles)
    assert {line.item: line.amount_text for line in only(document).budget_lines} == {
        "预算总额": "23,525.97",
        "基本支出": "18,585.52",
        "项目支出": "4,940.45",
    }
