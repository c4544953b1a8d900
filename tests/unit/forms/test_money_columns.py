"""Money above and below its headers: by columns where there are any, whatever cells are blank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.document import Table
from ingest.read.text.page_text import read_text
from tests.unit.read_forms import funds, messages, only, with_lines

if TYPE_CHECKING:
    from ingest.document import Document
    from ingest.records import Extraction

_PROJECT, _EVALUATED = "项目支出绩效目标申报表", "项目支出绩效自评表"
_DEPARTMENT = "部门整体支出绩效目标申报表"


def _wide(row: str, width: int) -> str:
    """A row of a drawing with blank cells up to ``width``."""
    return " ".join([*row.split(), *["."] * (width - len(row.split()))])


def _drawn(title: str, money: str, width: int) -> Document:
    """A form with this money, ``width`` columns wide."""
    is_evaluated, is_department = title == _EVALUATED, title == _DEPARTMENT
    rows = [
        f"{'部门名称 某区统计局' if is_department else '项目名称 企业培育'}" + " <" * (width - 2),
        *(_wide(row, width) for row in money.strip().split("\n")),
        *(
            _wide(row, width)
            for row in (
                (
                    "年度总体目标 年初预期目标 < 实际完成情况 <",
                    "^ 做好工作 < 已完成 <",
                    "一级指标 二级指标 三级指标 年度指标值 实际完成值 得分",
                    "产出指标 数量指标 对接活动 ≥19场 20场 10",
                )
                if is_evaluated
                else (
                    "年度绩效目标 做好工作 < <",
                    "一级指标 二级指标 三级指标 指标值",
                    "产出指标 数量指标 对接活动 ≥19场",
                )
            )
        ),
    ]
    return with_lines("\n".join(rows), title)


def _read(title: str, money: str, width: int) -> Extraction:
    return only(_drawn(title, money, width))


def _read_without_columns(title: str, money: str, width: int) -> Extraction:
    """The same form as tab-separated text, in which blank cells are lost."""
    lines = []
    for block in _drawn(title, money, width).blocks:
        if isinstance(block, Table):
            texts = [[cell.text for cell in row if cell.text] for row in block.rows]
            lines += ["\t".join(row) for row in texts]
        else:
            lines.append(block.text)
    return only(read_text(lines))


def _lines(extraction: Extraction) -> list[tuple[str, str, str]]:
    return [(line.section, line.item, line.amount_text) for line in extraction.budget_lines]


@pytest.mark.parametrize(
    ("money", "expected"),
    [
        (
            """项目资金（万元） 资金总额 公共财政拨款 政府性基金拨款 其他资金 上年结转
            ^ 211.62 211.62 . . .""",
            [("total", "211.62"), ("fiscal_part", "211.62")],
        ),
        # Without a label, with one of its own, and a blank between amounts.
        (
            """资金总额（万元） 公共财政拨款 政府性基金拨款 其他资金 上年结转
            211.62 200.62 . . 11.00""",
            [("total", "211.62"), ("fiscal_part", "200.62"), ("carried_over", "11.00")],
        ),
        (
            """项目资金（万元） 资金总额 财政拨款 上年结转 其他资金
            金额 211.62 200.62 . 11.00""",
            [("total", "211.62"), ("fiscal", "200.62"), ("other", "11.00")],
        ),
        # Headers in two rows: of 财政拨款 | 小计 the sum is all of it.
        (
            """项目资金（万元） 资金总额 财政拨款 < < 其他资金
            ^ ^ 小计 中央补助 市级 ^
            ^ 211.62 200.62 . 200.62 11.00""",
            [
                ("total", "211.62"),
                ("fiscal", "200.62"),
                ("fiscal_part", "200.62"),
                ("other", "11.00"),
            ],
        ),
    ],
)
def test_an_amount_is_of_the_header_above_it(money: str, expected: list[tuple[str, str]]) -> None:
    extraction = _read(_PROJECT, money, 6)
    assert funds(extraction) == [("annual", *each) for each in expected]
    assert str(extraction.projects[0].total_wan) == "211.62"
    assert messages(extraction) == []


def test_an_amount_under_an_unknown_header_is_not_read() -> None:
    extraction = _read(
        _PROJECT,
        """项目资金（万元） 资金总额 财政拨款 奇特来源 其他资金
        ^ 211.62 200.62 11.00 .""",
        6,
    )
    assert funds(extraction) == [("annual", "total", "211.62"), ("annual", "fiscal", "200.62")]
    assert messages(extraction) == ["money in unknown columns: 11.00"]


def test_two_amounts_under_one_header_are_not_read() -> None:
    extraction = _read(
        _PROJECT,
        """项目资金（万元） 资金总额 财政拨款 < 其他资金
        ^ 30 20 10 .""",
        6,
    )
    assert funds(extraction) == [("annual", "total", "30")]
    assert messages(extraction) == [f"money in unknown columns: {each}" for each in (20, 10)]


def test_without_columns_only_as_many_amounts_as_headers_are_all_told() -> None:
    headers = "项目资金（万元） 资金总额 财政拨款 上年结转 其他资金"
    told = _read_without_columns(_PROJECT, f"{headers}\n^ 30 20 0 10", 6)
    assert [amount for *_, amount in funds(told)] == ["30", "20", "0", "10"]
    assert not told.projects[0].place.doubt
    # What does not add up may have slid.
    doubted = _read_without_columns(_PROJECT, f"{headers}\n^ 30 20 0 5", 6)
    assert "顺序" in (doubted.projects[0].place.doubt or "")
    # Of fewer the first is the sum of the others, and whose the others are is not told.
    fewer = _read_without_columns(_PROJECT, f"{headers}\n^ 30 20 . 10", 6)
    assert funds(fewer) == [("annual", "total", "30")]
    assert "顺序" in (fewer.projects[0].place.doubt or "")
    unclear = _read_without_columns(_PROJECT, f"{headers}\n^ 30 20 . .", 6)
    assert funds(unclear) == []
    assert "money in unknown columns: 30" in messages(unclear)


def test_columns_of_a_departments_sources_and_uses_with_blanks() -> None:
    money = """年度资金总额（万元） 资金总额 按收入性质分 < < 按支出性质分 <
        ^ ^ 公共财政拨款 政府性基金拨款 其他资金 基本支出 项目支出
        ^ 211.62 211.62 . . 200 11.62"""
    extraction = _read(_DEPARTMENT, money, 7)
    assert _lines(extraction) == [
        ("收入来源", "资金总额", "211.62"),
        ("收入来源", "公共财政拨款", "211.62"),
        ("部门预算支出", "基本支出", "200"),
        ("部门预算支出", "项目支出", "11.62"),
    ]
    without = _read_without_columns(_DEPARTMENT, money, 7)
    assert _lines(without) == []
    assert "money of an unknown kind: 11.62" in messages(without)


@pytest.mark.parametrize("read", [_read, _read_without_columns])
@pytest.mark.parametrize(
    "money",
    [
        """项目资金（万元） 资金总额 20 财政拨款 20
        ^ 其他资金 . . .
        受益人数 1320""",
        """项目资金（万元） 资金总额 20
        ^ 财政拨款 20
        ^ 其他资金 .
        受益人数 1320 项目类别 新增""",
        """资金总额（万元） 20 . 财政拨款 20 其他资金
        受益人数 1320 . 户数 12 600""",
    ],
)
def test_a_blank_amount_takes_none_of_another_row(read: object, money: str) -> None:
    assert callable(read)
    extraction = read(_PROJECT, money, 6)
    assert funds(extraction) == [("annual", "total", "20"), ("annual", "fiscal", "20")]


@pytest.mark.parametrize("read", [_read, _read_without_columns])
@pytest.mark.parametrize(
    "money",
    [
        """项目资金（万元） 资金总额 300 当年资金总额 100
        ^ 财政拨款 300 财政拨款 80
        ^ 其他资金 0 其他资金 20""",
        """项目资金（万元） 资金来源 资金总额 当年资金总额
        ^ 合计 300 100
        ^ 财政拨款 300 80
        ^ 其他资金 0 20""",
    ],
)
def test_the_total_beside_that_of_the_year_is_the_whole_terms(read: object, money: str) -> None:
    assert callable(read)
    extraction = read(_PROJECT, money, 6)
    assert funds(extraction) == [
        ("cycle", "total", "300"),
        ("annual", "total", "100"),
        ("cycle", "fiscal", "300"),
        ("annual", "fiscal", "80"),
        ("cycle", "other", "0"),
        ("annual", "other", "20"),
    ]
    (project,) = extraction.projects
    assert (project.total_wan, project.cycle_total_wan) == (100, 300)
    assert (project.fiscal_wan, project.other_wan) == (80, 20)
    assert messages(extraction) == []


def test_the_year_in_a_total_tells_it_from_the_whole_terms() -> None:
    extraction = _read(_PROJECT, "项目资金（万元） 资金总额 300 2024年资金总额 100", 6)
    assert funds(extraction) == [("cycle", "total", "300"), ("annual", "total", "100")]


@pytest.mark.parametrize("read", [_read, _read_without_columns])
def test_parentheses_in_those_of_a_header(read: object) -> None:
    assert callable(read)
    extraction = read(
        _EVALUATED,
        """项目资金（万元） 来源 年初预算数 全年预算数（A）（结转+追加（不含追减）） 执行数 执行率
        ^ 年度资金总额 10 20 15 75%
        ^ 其中：财政拨款 10 20 15 75%""",
        6,
    )
    assert funds(extraction)[:3] == [
        ("budget_initial", "total", "10"),
        ("budget", "total", "20"),
        ("executed", "total", "15"),
    ]
    assert messages(extraction) == []


def test_sums_and_levels_among_sources_are_no_totals() -> None:
    extraction = _read(
        _EVALUATED,
        """项目资金（万元） 资金来源 < 年初预算数 全年预算数 全年执行数 执行率
        ^ 年度资金总额 < 30 40 35 87.5%
        ^ 财政拨款 小计 30 30 25 .
        ^ ^ 中央、省补助 20 20 20 .
        ^ ^ 市本级 10 10 5 .
        ^ 其他资金 < . 10 10 .""",
        7,
    )
    assert funds(extraction) == [
        ("budget_initial", "total", "30"),
        ("budget", "total", "40"),
        ("executed", "total", "35"),
        ("budget_initial", "fiscal", "30"),
        ("budget", "fiscal", "30"),
        ("executed", "fiscal", "25"),
        ("budget_initial", "fiscal_part", "20"),
        ("budget", "fiscal_part", "20"),
        ("executed", "fiscal_part", "20"),
        ("budget_initial", "fiscal_part", "10"),
        ("budget", "fiscal_part", "10"),
        ("executed", "fiscal_part", "5"),
        ("budget", "other", "10"),
        ("executed", "other", "10"),
    ]
    (project,) = extraction.projects
    assert (project.budget_wan, project.executed_wan, project.fiscal_wan) == (40, 35, 30)
    assert messages(extraction) == []


@pytest.mark.parametrize("read", [_read, _read_without_columns])
def test_a_sum_of_an_unknown_part_is_not_read_below_the_total(read: object) -> None:
    assert callable(read)
    extraction = read(
        _EVALUATED,
        """项目资金（万元） 资金来源 全年预算数 全年执行数 执行率
        ^ 年度资金总额 40 35 87.5%
        ^ 小计 30 25 83.3%
        ^ 市本级 10 5 50%""",
        6,
    )
    assert funds(extraction) == [
        ("budget", "total", "40"),
        ("executed", "total", "35"),
        ("budget", "fiscal_part", "10"),
        ("executed", "fiscal_part", "5"),
    ]
    assert messages(extraction) == ["money of an unknown kind: 小计"]


def test_a_sum_beside_its_source_in_pairs() -> None:
    extraction = _read(
        _PROJECT,
        """项目资金（万元） 资金总额 < 100
        ^ 财政拨款 小计 80
        ^ ^ 中央补助 50
        ^ ^ 省级 30
        ^ 其他资金 < 20""",
        6,
    )
    assert funds(extraction) == [
        ("annual", "total", "100"),
        ("annual", "fiscal", "80"),
        ("annual", "fiscal_part", "50"),
        ("annual", "fiscal_part", "30"),
        ("annual", "other", "20"),
    ]
    assert messages(extraction) == []


def test_stages_left_of_rows_with_blanks() -> None:
    money = """项目资金（万元） 资金来源 年度资金总额 其中：当年财政拨款 上年结转资金 其他资金
        ^ 年初预算数 30 . . .
        ^ 全年预算数 40 30 10 .
        ^ 全年执行数 35 25 10 .
        ^ 执行率 87.5% . . ."""
    extraction = _read(_EVALUATED, money, 6)
    assert funds(extraction) == [
        ("budget_initial", "total", "30"),
        ("budget", "total", "40"),
        ("budget", "fiscal", "30"),
        ("budget", "carried_over", "10"),
        ("executed", "total", "35"),
        ("executed", "fiscal", "25"),
        ("executed", "carried_over", "10"),
    ]
    assert str(extraction.projects[0].execution_rate) == "87.5"
    assert messages(extraction) == []
    without = _read_without_columns(_EVALUATED, money, 6)
    # Without columns the first is told where the others add up to it.
    assert funds(without) == [
        ("budget_initial", "total", "30"),
        ("budget", "total", "40"),
        ("executed", "total", "35"),
    ]
    assert [bool(fund.place.doubt) for fund in without.project_funds] == [False, True, True]
    assert "money in unknown columns: 全年预算数" in messages(without)


def test_sources_below_stages_above_one_row_of_amounts() -> None:
    money = """预算执行情况（万元） 全年预算数 < < 全年执行数 < < 执行率
        ^ 小计 财政拨款 其他资金 小计 财政拨款 其他资金 ^
        ^ 40 30 10 25 25 . 62.5%"""
    extraction = _read(_EVALUATED, money, 8)
    assert funds(extraction) == [
        ("budget", "total", "40"),
        ("budget", "fiscal", "30"),
        ("budget", "other", "10"),
        ("executed", "total", "25"),
        ("executed", "fiscal", "25"),
    ]
    assert str(extraction.projects[0].execution_rate) == "62.5"
    assert funds(_read_without_columns(_EVALUATED, money, 8)) == []


def test_parts_beside_each_of_two_stages_above_one_row_of_amounts() -> None:
    money = """预算执行情况（万元） 全年预算数 其中：财政拨款 全年执行数 其中：财政拨款 执行率
        ^ 40 30 35 25 87.5%"""
    expected = [
        ("budget", "total", "40"),
        ("budget", "fiscal", "30"),
        ("executed", "total", "35"),
        ("executed", "fiscal", "25"),
    ]
    assert funds(_read(_EVALUATED, money, 6)) == expected
    without = _read_without_columns(_EVALUATED, money, 6)
    assert funds(without) == expected
    assert all(fund.place.doubt for fund in without.project_funds)


def test_parts_under_headers_that_no_list_has_are_not_read() -> None:
    extraction = _read(
        _EVALUATED,
        """预算执行情况（万元） 奇特的 < 神秘的 <
        ^ 财政拨款 其他资金 财政拨款 其他资金
        ^ 30 10 25 .""",
        6,
    )
    # Headers above them say whose they are, but not in words that are known.
    assert funds(extraction) == []


def test_columns_of_other_years_may_not_be_blank_without_columns() -> None:
    money = """项目资金（万元） 项目总投资 2024年预算 2025年计划 2026年计划
        ^ 300 100 . 200"""
    extraction = _read(_PROJECT, money, 6)
    assert funds(extraction) == [("cycle", "total", "300"), ("annual", "total", "100")]
    without = _read_without_columns(_PROJECT, money, 6)
    assert funds(without) == []
    assert "money in unknown columns: 300" in messages(without)


def test_a_number_of_people_in_a_budget_is_doubted() -> None:
    extraction = _read(
        _DEPARTMENT,
        """部门预算（万元） 基本支出 200 项目支出 .
        受益人数 1320""",
        6,
    )
    assert _lines(extraction)[0] == ("部门预算支出", "基本支出", "200")
    assert [bool(line.place.doubt) for line in extraction.budget_lines] == [False, True]


def test_sums_and_parts_of_income_and_spending_side_by_side() -> None:
    extraction = _read(
        _DEPARTMENT,
        """年度预算（万元） 收入 < < 支出 < <
        ^ 合计 财政拨款 其他资金 合计 基本支出 项目支出
        ^ 320 320 . 320 200 120""",
        7,
    )
    assert _lines(extraction) == [
        ("收入", "合计", "320"),
        ("收入", "财政拨款", "320"),
        ("支出", "合计", "320"),
        ("支出", "基本支出", "200"),
        ("支出", "项目支出", "120"),
    ]


def test_a_header_that_reaches_down_beside_further_headers() -> None:
    extraction = _read(
        _EVALUATED,
        """预算执行情况（万元） 资金来源 预算数 < 全年执行数 执行率
        ^ ^ 年初预算数 全年预算数 ^ ^
        ^ 年度资金总额 30 40 35 87.5%
        ^ 财政拨款 30 40 35 .""",
        6,
    )
    assert [amount for *_, amount in funds(extraction)] == ["30", "40", "35"] * 2
    assert [stage for stage, *_ in funds(extraction)] == [
        "budget_initial",
        "budget",
        "executed",
    ] * 2
    assert str(extraction.projects[0].execution_rate) == "87.5"
    assert messages(extraction) == []


def test_amounts_that_are_not_told_to_be_given_or_spent_are_doubted() -> None:
    extraction = _read(
        _EVALUATED,
        """项目资金（万元） 资金总额 公共财政拨款 其他资金
        ^ 30 30 .""",
        6,
    )
    assert funds(extraction) == [("budget", "total", "30"), ("budget", "fiscal_part", "30")]
    assert all(fund.place.doubt for fund in extraction.project_funds)
