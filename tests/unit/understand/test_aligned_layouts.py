"""Layouts of aligned tables that every family of forms meets."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.drawn_table import aligned
from tests.unit.read_forms import cells, messages, only, table_of, targets, with_lines


def test_labels_printed_downwards_or_broken() -> None:
    table = table_of(
        """
        一级⏎指标  二级⏎指标            三级指标 年度⏎指标值
        产⏎出⏎指⏎标 数量指⏎标          课题数   5项
        满意⏎度指标 服务对象满⏎意度指标 满意度   ≥90%
        """
    )
    assert cells(table) == [
        ("产出指标", "数量指标", "课题数", "5项"),
        ("满意度指标", "服务对象满意度指标", "满意度", "≥90%"),
    ]


def test_a_label_cut_by_the_page_break() -> None:
    table = table_of(
        """
        一级指标 二级指标 三级指标 指标值
        产出指   数量指标 课题数   5项
        标       质量指标 合格率   ≥95%
        效益指标 社会效   受益人数 100人
        .        益指标   就业人数 10人
        """
    )
    assert cells(table) == [
        ("产出指标", "数量指标", "课题数", "5项"),
        ("产出指标", "质量指标", "合格率", "≥95%"),
        ("效益指标", "社会效益指标", "受益人数", "100人"),
        ("效益指标", "社会效益指标", "就业人数", "10人"),
    ]


@pytest.mark.parametrize(
    ("above", "below"),
    [("成本", "（15分）"), ("成本（15", "分）"), ("成本（15分", "）"), ("成本（", "15分）")],
)
def test_a_label_cut_within_its_weight(above: str, below: str) -> None:
    table = table_of(
        f"""
        一级指标 二级指标   三级指标 指标值
        {above}  经济成本指 单位成本 ≤5元
        {below}  标         补助标准 ≤8元
        .        ^          控制率   ≤90%
        """
    )
    assert cells(table) == [
        ("成本", "经济成本指标", "单位成本", "≤5元"),
        ("成本", "经济成本指标", "补助标准", "≤8元"),
        ("成本", "经济成本指标", "控制率", "≤90%"),
    ]
    assert [(level.level1, level.weight) for level in table.weights] == [("成本", 15)]


def test_levels_merged_or_repeated_read_the_same() -> None:
    merged = """
        一级指标 二级指标 三级指标 指标值
        产出指标 数量指标 课题数   5项
        ^        ^        论文数   8篇
        ^        质量指标 合格率   ≥95%
    """
    repeated = merged.replace("^        ^ ", "产出指标 数量指标 ").replace("^   ", "产出指标 ")
    assert cells(table_of(merged)) == cells(table_of(repeated))
    assert cells(table_of(merged))[1] == ("产出指标", "数量指标", "论文数", "8篇")


def test_a_header_repeated_on_the_next_page_keeps_the_labels() -> None:
    table = table_of(
        """
        一级指标 二级指标 三级指标 指标值
        产出指标 数量指标 课题数   5项
        一级指标 二级指标 三级指标 指标值
        .        .        论文数   8篇
        """
    )
    assert cells(table)[1] == ("产出指标", "数量指标", "论文数", "8篇")


def test_a_header_in_two_rows() -> None:
    table = table_of(
        """
        绩效指标 <        <        绩效目标值 <        备注
        一级指标 二级指标 三级指标 实施周期   年度     ^
        产出指标 数量指标 课题数   15项       5项      .
        """
    )
    assert [(row.name.text, {k: c.text for k, c in row.values.items()}) for row in table.rows] == [
        ("课题数", {"cycle": "15项", "annual": "5项"})
    ]


def test_one_header_over_sign_value_and_unit() -> None:
    table = table_of(
        """
        一级指标 二级指标 三级指标 年度指标值 <  <  备注
        产出指标 数量指标 课题数   ≥          5  项 .
        """
    )
    assert cells(table) == [("产出指标", "数量指标", "课题数", "≥ 5 项")]
    assert table.problems == []


def test_a_value_merged_over_two_indicators_holds_for_both() -> None:
    table = table_of(
        """
        一级指标 三级指标 指标值 分值
        产出指标 课题数   ≥5项   10
        ^        论文数   ^      ^
        """
    )
    assert cells(table) == [
        ("产出指标", None, "课题数", "≥5项", "10"),
        ("产出指标", None, "论文数", "≥5项"),
    ]


def test_a_name_merged_over_two_values_stands_over_both() -> None:
    table = table_of(
        """
        一级指标 三级指标 指标值
        产出指标 课题数   国家级5项
        ^        ^        省级8项
        """
    )
    assert cells(table) == [
        ("产出指标", None, "课题数", "国家级5项"),
        ("产出指标", None, "课题数", "省级8项"),
    ]


def test_a_level_merged_with_the_name_is_the_name() -> None:
    table = table_of(
        """
        一级指标   二级指标       三级指标 指标值
        满意度指标 群众满意度指标 <        ≥90%
        """
    )
    assert cells(table) == [("满意度指标", "群众满意度指标", "群众满意度指标", "≥90%")]
    assert table.problems == []


def test_a_value_without_a_name_is_taken_under_its_level_and_reported() -> None:
    table = table_of(
        """
        一级指标   二级指标       三级指标 指标值
        满意度指标 群众满意度指标 .        ≥90%
        """
    )
    assert cells(table) == [("满意度指标", "群众满意度指标", "群众满意度指标", "≥90%")]
    assert [p.message for p in table.problems] == ["values without a name, taken under their level"]


def test_a_cell_under_no_header_and_an_unknown_header_are_reported() -> None:
    table = table_of(
        """
        一级指标 三级指标 指标值 占卜值 .
        产出指标 课题数   5项    6项    7项
        """
    )
    assert [p.message for p in table.problems] == [
        "unknown column header: 占卜值",
        "a cell under no header: 7项",
    ]
    assert table.problems[0].place.cell == "form!D1"


def test_signs_and_units_under_unknown_headers_are_known_by_what_they_say() -> None:
    table = table_of(
        """
        一级指标 三级指标 占卜   指标值 神秘栏
        产出指标 课题数   ≥      5      项
        ^        覆盖率   等于   6.5    颇多
        ^        达标率   .      ≥7%    颇多
        """
    )
    first, second, third = (row.values for row in table.rows)
    assert (first["nature"].text, first["unit"].text) == ("≥", "项")
    assert first["annual"].place.doubt is None
    assert "nature" in second
    assert "unit" not in second
    assert "颇多" in (second["annual"].place.doubt or "")
    assert third["annual"].place.doubt is None


@pytest.mark.parametrize(
    ("label", "name", "weight"),
    [
        ("产出指标(50分)", "产出指标", 50),
        ("产出指标（50）", "产出指标", 50),
        ("产出⏎指标⏎50分", "产出指标", 50),
        ("产出指标【权重30%】", "产出指标", 30),
        ("产出指标⏎(10)分", "产出指标", 10),
        # What a template leaves a weight to be is none.
        ("产出指标(40-50)分", "产出指标", None),
        ("产出指标（40—50分）", "产出指标", None),
        ("产出指标", "产出指标", None),
        ("指标2", "指标2", None),
    ],
)
def test_weights_in_labels(label: str, name: str, weight: int | None) -> None:
    table = table_of(f"一级指标 三级指标 指标值\n{label} 课题数 5项")
    assert table.rows[0].level1 == name
    assert [level.weight for level in table.weights] == ([weight] if weight else [])


def test_a_header_of_indicators_over_labels_of_levels_is_of_the_level() -> None:
    table = table_of(
        """
        指标     指标内容   指标值
        产出指标 培训人数   ≥300人
        ^        合格率     ≥95%
        效益指标 受益人数   ≥9000人
        """
    )
    assert [(row.level1, row.name.text) for row in table.rows] == [
        ("产出指标", "培训人数"),
        ("产出指标", "合格率"),
        ("效益指标", "受益人数"),
    ]


def test_a_place_left_free_beside_a_level_s_label_is_none_of_it() -> None:
    table = table_of(
        """
        一级指标 二级指标 <     三级指标 指标值
        产出指标 数量指标 目标1 培训人数 ≥300人
        ^        ^        目标2 培训场次 ≥12场
        ^        质量指标 目标1 合格率   ≥95%
        """
    )
    assert [row.level2 for row in table.rows] == ["数量指标", "数量指标", "质量指标"]


def test_templates_left_as_they_are() -> None:
    table = table_of(
        """
        一级指标 二级指标 三级指标 指标值
        产出指标 数量指标 指标1：   .
        ^        ^        指标2：   ……
        ^        ^        ……        /
        ^        质量指标 指标1：合格率 ≥95%
        """
    )
    assert len(table.rows) == 1


def test_of_two_columns_of_names_the_finer_one_is_the_name() -> None:
    table = table_of(
        """
        一级指标 二级指标 三级指标   四级指标   半年指标值 全年指标值
        产出     履职产出 产业发展   新增车间   ≥100个     ≥200个
        """
    )
    assert [(row.name.text, row.values["annual"].text) for row in table.rows] == [
        ("新增车间", "≥200个")
    ]
    assert table.problems == []


def test_a_cell_with_a_figure_that_gives_no_number_is_reported() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 修缮 < <
            项目资金（万元） 年度资金总额 20.00 <
            一级指标 二级指标 三级指标   指标值
            产出指标 成本指标 每平米造价 0.32857142万元
            ^        时效指标 完成时间   2024年12月31日前
            """,
            "项目支出绩效目标申报表",
        )
    )
    assert targets(extraction) == [
        ("每平米造价", None, None, None),
        ("完成时间", None, None, None),
    ]
    assert messages(extraction) == ["no number read of “0.32857142万元”: 每平米造价"]


def test_a_caption_gives_the_unit_and_a_unit_column_that_of_a_range() -> None:
    extraction = only(
        with_lines(
            """
            单位名称 某县科学技术局 <        <        <        <      <
            年度预算 预算合计       526.37   <        <        <      <
            ^        基本支出       326.37   <        <        <      <
            年度总体目标 培育企业   <        <        <        <      <
            一级指标 二级指标       三级指标 指标性质 指标值   度量单位 权重
            产出指标 数量指标       投入增速 区间     8-10     %      20
            """,
            "部门（单位）整体支出绩效目标表",
            "金额单位：万元",
        )
    )
    assert [(b.item, b.amount_wan) for b in extraction.budget_lines] == [
        ("预算合计", Decimal("526.37")),
        ("基本支出", Decimal("326.37")),
    ]
    assert targets(extraction) == [("投入增速", ">=", "8", "%"), ("投入增速", "<=", "10", "%")]


def test_a_name_that_goes_on_behind_its_unit_is_in_doubt() -> None:
    extraction = only(
        aligned(
            """
            项目支出绩效自评表 < < < <
            项目名称 机关后勤 < < <
            一级指标 二级指标 三级指标 指标值 实际完成值
            产出指标 质量指标 检查合格率（%）98 98 .
            产出指标 质量指标 满意度（%） 95 96
            """
        )
    )
    assert [bool(v.place.doubt) for v in extraction.indicator_values] == [True, False, False]


def test_two_levels_in_one_cell() -> None:
    table = table_of("""
        指标类别（一级—二级） 绩效指标名称 指标值
        产出—数量指标         借阅人次     6万人次
        满意度—满意度指标     读者满意度   95%
        产出指标              藏书量       3万册
    """)
    assert [(row.level1, row.level2, row.name.text) for row in table.rows] == [
        ("产出", "数量指标", "借阅人次"),
        ("满意度", "满意度指标", "读者满意度"),
        ("产出指标", None, "藏书量"),
    ]
