"""Money above and below its headers: by columns where there are any, whatever cells are blank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from forms import funds, messages, only, with_lines

from ingest.document import Table
from ingest.read.text import read_text

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
        """项目资金（万元） 资金来源 年初预算数 全年预算数（A）（上年结转+年初预算（不含追减）） 全年执行数 执行率
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
