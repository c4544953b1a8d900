"""Levels in rows or columns of their own."""

from ingest.understand.columns.level_columns import with_level_rows
from tests.unit.drawn_table import aligned
from tests.unit.read_forms import cells, only, table_of, values


def test_first_levels_in_rows_of_their_own_above_the_only_column_of_levels() -> None:
    table = table_of(
        """
        指标类型             指标名称 目标值 分值
        产出指标（60分）     .        .      .
        数量指标             课题数   5项    30
        ^                    论文数   9篇    30
        满意度指标（10分）   <        <      <
        满意度指标           满意度   ≥90%   10
        """
    )
    assert cells(table) == [
        ("产出指标", "数量指标", "课题数", "5项", "30"),
        ("产出指标", "数量指标", "论文数", "9篇", "30"),
        ("满意度指标", "满意度指标", "满意度", "≥90%", "10"),
    ]
    assert [(level.level1, level.weight) for level in table.weights] == [
        ("产出指标", 60),
        ("满意度指标", 10),
    ]


def test_two_rows_of_levels_and_nothing_below_are_no_table_of_places() -> None:
    table = aligned(
        """
        绩效指标 产出指标 效益指标
        绩效指标 数量指标 社会效益指标
        """
    )
    assert with_level_rows(table) == table


def test_levels_in_rows_of_their_own_that_stand_where_names_do() -> None:
    table = table_of(
        """
        指标类型 指标名称           目标值 分值
        .        产出指标（60分）   .      .
        数量指标 课题数             5项    30
        质量指标 合格率⏎成本指标（10分）  95%   30
        经济成本指标 单位成本       5元    10
        满意度指标 满意度指标（10分） .    .
        .        满意度             90%    10
    """
    )
    assert cells(table) == [
        ("产出指标", "数量指标", "课题数", "5项", "30"),
        ("产出指标", "质量指标", "合格率", "95%", "30"),
        ("成本指标", "经济成本指标", "单位成本", "5元", "10"),
        ("满意度指标", "满意度指标", "满意度", "90%", "10"),
    ]
    table = table_of(
        """
        指标名称 目标值
        产出指标 .
        数量指标 .
        课题数   5项
        质量指标 .
        合格率   95%
        满意度指标 .
        满意度指标 ≥90%
        """
    )
    assert [row[:3] for row in cells(table)] == [
        ("产出指标", "数量指标", "课题数"),
        ("产出指标", "质量指标", "合格率"),
        ("满意度指标", None, "满意度指标"),
    ]


def test_the_only_column_of_levels_without_such_rows_has_first_ones() -> None:
    table = table_of(
        """
        指标类型 指标名称 目标值
        产出指标 课题数   5项
        数量指标 论文数   9篇
        """
    )
    assert [row[:2] for row in cells(table)] == [("产出指标", None), ("数量指标", None)]


def test_a_level_that_begins_below_the_section_s_label_is_that_of_its_header() -> None:
    extraction = only(
        aligned(
            """
            项目支出绩效目标表 < < < < <
            项目名称 交易档案数字化 < < < <
            绩效指标 一级指标 二级指标 三级指标 指标值 标准
            产出指标 < 数量指标 归档档案 1064盒 按比例
            ^ < 质量指标 投诉率 ≤2‰ 按比例
            . 成本指标 经济成本指标 运维费用 178万元 按比例
            效益指标 < 社会效益指标 中标占比 67% 按比例
            """
        )
    )
    assert [(v[0], v[1], v[2]) for v in values(extraction)] == [
        ("产出指标", "数量指标", "归档档案"),
        ("产出指标", "质量指标", "投诉率"),
        ("成本指标", "经济成本指标", "运维费用"),
        ("效益指标", "社会效益指标", "中标占比"),
    ]
