"""Wordings of target forms: signs and units in columns of other names, captions, levels, money."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn_table import aligned
from forms import funds, messages, only, targets, with_lines

HEAD = """
    项目名称         水库维修 <      <
    主管部门         某县水利局 <    <
    资金情况（万元） 年度资金总额 120 <
"""


def form(drawing: str, head: str = HEAD) -> list[tuple[object, ...]]:
    """The targets of a form of one project: its ``head``, its indicators as drawn."""
    width = max(len(line.split()) for line in drawing.strip().splitlines())
    rows = [line.split() for line in head.strip().splitlines()]
    wide = "\n".join(" ".join([*row, *["<"] * (width - len(row))]) for row in rows)
    return targets(
        only(with_lines(f"{wide}\n{drawing.strip()}", "项目支出绩效目标申报表", "（2024年度）"))
    )


def test_a_sign_may_stand_beside_the_direction_under_the_other_header() -> None:
    found = form(
        """
        一级指标 二级指标 三级指标 指标性质 指标方向 目标值 计量单位 分值
        产出指标 成本指标 维修成本 反向     小于等于 90     万元     20
        ^        数量指标 维修水库 正向     大于等于 3      座       20
        ^        质量指标 合格率   正向     等于     100    %        10
        """
    )
    assert found == [
        ("维修成本", "<=", "90", "万元"),
        ("维修水库", ">=", "3", "座"),
        ("合格率", "=", "100", "%"),
    ]


def test_a_column_of_standards_is_none_of_values() -> None:
    found = form(
        """
        一级指标 二级指标 三级指标 绩效标准           当年预期实现值
        产出指标 数量指标 维修次数 反映全年维修情况   ≥280次
        """
    )
    assert found == [("维修次数", ">=", "280", "次")]


def test_a_second_level_may_be_called_like_the_goal() -> None:
    found = form(
        """
        一级指标 二级指标 三级指标   半年（程）指标值 全年（程）指标值
        决策     项目立项 程序规范性 规范             规范
        ^        绩效目标 目标合理性 合理             合理
        产出     数量指标 开放天数   ≥150天           ≥300天
        """
    )
    assert [name for name, *_ in found] == ["程序规范性", "目标合理性", "开放天数"]
    assert found[-1] == ("开放天数", ">=", "300", "天")


@pytest.mark.parametrize(
    "pairs", ["项目属性 上年延续性项目 项目期 2022-2024", "项目属性 滚动项目 项目期 长期"]
)
def test_labels_of_the_head_are_no_columns_of_money(pairs: str) -> None:
    extraction = only(
        with_lines(
            f"""
            项目名称         校园安保 <      <
            {pairs}
            资金情况（万元） 年度资金总额   28.8 <
            ^                其中：财政拨款 28.8 <
            一级指标         二级指标 三级指标 指标值
            产出指标         数量指标 安保人员 8人
            """,
            "项目支出绩效目标申报表",
        )
    )
    assert funds(extraction) == [("annual", "total", "28.8"), ("annual", "fiscal", "28.8")]


def test_the_project_is_that_of_the_second_level() -> None:
    extraction = only(
        with_lines(
            """
            一级项目名称 文化专项 二级项目名称 展厅改造
            资金情况（万元） 资金额度 20万 <
            一级指标 二级指标 三级指标 指标值
            产出指标 数量指标 改造展厅 2个
            """,
            "项目支出绩效目标表",
        )
    )
    (project,) = extraction.projects
    assert (project.project_name, str(project.total_wan)) == ("展厅改造", "20")


def test_captions_may_be_read_as_a_table_of_their_own() -> None:
    caption = aligned("2.河道清淤绩效目标表 <\n320001某县水利局 单位：万元")
    table = aligned(
        """
        项目编码 P001 项目名称 河道清淤 <
        预算规模及资金用途 预算数 8.00 其中：财政资金 8.00
        一级指标 二级指标 三级指标 绩效指标描述 指标值
        产出指标 数量指标 清淤河道 清淤河道长度 ≥12公里
        """
    )
    extraction = only(replace(table, blocks=(*caption.blocks, *table.blocks)))
    assert funds(extraction) == [("annual", "total", "8.00"), ("annual", "fiscal", "8.00")]
    assert targets(extraction) == [("清淤河道", ">=", "12", "公里")]
    assert messages(extraction) == []
