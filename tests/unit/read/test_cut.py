"""What two lines tell of whether they are of one text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.read.tables.cut import apart, rest_of_record
from tests.unit.drawn_table import aligned

if TYPE_CHECKING:
    from ingest.document import Cell


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("12.50", "7"),
        ("1975.920000", "564.930000"),
        ("≥95%", "≥80%"),
        ("100", "≥99"),
        ("3场", "不低于12人次"),
        ("部门预算公开及时率（%）", "采购计划按期完成率（%）"),
        ("1,200.00", "合计"),
        ("2021年12月底前", "超过96"),
        ("不超过4.3万元/台（上年4.1万元/台）", "3.2元/平方米（上年3.01元/平方米）"),
    ],
)
def test_two_texts(above: str, below: str) -> None:
    assert apart(above, below)


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("不低于2", "2630人次"),
        ("建设3个，", "不低于上年"),
        ("2023年", "12月底前"),
        ("职业技能培训（含", "线上）人次（万人）"),
        ("完成人工造林", "面积"),
        ("不超过9.88元/平方米（", "上年9.39元/平方米）"),
    ],
)
def test_lines_that_may_be_of_one_text(above: str, below: str) -> None:
    assert not apart(above, below)


def test_what_is_merged_above_the_header_makes_no_records_below_it() -> None:
    top = rows(
        """
        项目资金 年度资金总额 . 90 85
        ^ 其中：财政拨款 . ^ ^
        一级指标 二级指标 三级指标 指标值 完成值
        产出指标 数量指标 抽检台数 ≥6 11
        ^ ^ 监管台数 ≥4 5
        ^ 成本指标 培训成本 360元/人 150元/人
        """
    )
    bottom = rows(". . 抽检标准 . .\n效益指标 社会效益指标 安全状况 稳步提升 稳步提升")
    assert rest_of_record(top, bottom, {}) == set()


def rows(drawing: str) -> list[list[Cell]]:
    (table,) = aligned(drawing).tables
    return [list(row) for row in table.rows]
