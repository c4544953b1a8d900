"""What two lines tell of whether they are of one text."""

from __future__ import annotations

import pytest

from ingest.read.tables.cut import apart


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
