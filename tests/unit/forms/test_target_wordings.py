"""Wordings of target forms: signs and units in columns of other names, captions, levels, money."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.document import Cell, Place
from ingest.forms.indicator_records import indicator_name
from ingest.read.text.page_text import read_text
from tests.unit.drawn_table import aligned
from tests.unit.read_forms import funds, messages, only, targets, values, with_lines

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
    "pairs",
    [
        "项目属性 上年延续性项目 项目期 2022-2024",
        "项目属性 滚动项目 项目期 长期",
        "开始时间 2024年 完成时间 2026年",
    ],
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


def test_tasks_told_in_words_and_listed_below_beside_money_of_former_years() -> None:
    extraction = only(
        with_lines(
            """
            部门（单位）名称 某市政府办 < < < <
            总体资金情况（万元） < 当年金额 占比 近两年收支金额 <
            ^ ^ ^ ^ 2019年 2020年
            收入构成 财政拨款 180 100% 150 160
            ^ 其他资金 0 0% 0 0
            支出构成 基本支出 100 55.6% 90 95
            ^ 项目支出 80 44.4% 60 65
            年度工作任务 任务1：做好会议服务 < < < <
            项目支出情况 项目名称 项目类型 项目总预算 项目本年度预算 主要支出方向和用途
            ^ 政务服务 常年性 120 60 日常运转
            ^ 网站运维 常年性 40 20 网站维护
            整体绩效总目标 长期目标 < 年度目标 < <
            ^ 提升服务水平 < 完成会议服务 < <
            年度绩效指标 一级指标 二级指标 指标内容 < 指标值
            ^ 产出指标 数量指标 起草文稿 < ≥100篇
            """,
            "部门整体支出绩效目标申报表",
        )
    )
    assert [(line.item, str(line.amount_wan)) for line in extraction.budget_lines] == [
        ("财政拨款", "180"),
        ("其他资金", "0"),
        ("基本支出", "100"),
        ("项目支出", "80"),
    ]
    assert [(task.task_name, str(task.amount_wan)) for task in extraction.tasks] == [
        ("政务服务", "60"),
        ("网站运维", "20"),
    ]
    assert messages(extraction) == []


def test_tasks_beside_the_label_of_the_goals() -> None:
    extraction = only(
        with_lines(
            """
            部门（单位）名称 < 某市地方志研究室 部门预算编码 901001
            年度预算安排（万元） 资金总额 171.41 < <
            ^ 项目支出 60.8 < <
            ^ 基本支出 110.61 < <
            年度总体目标 完成年鉴编纂 < < <
            年度履职目标 部门职能 年度目标任务 支出项目名称 预算金额（万元）
            ^ 编纂年鉴 完成编纂 年鉴出版 60.8
            年度绩效指标 一级指标 二级指标 三级指标 目标值
            ^ 产出指标 数量指标 出版年鉴 ≥1部
            """,
            "部门整体支出绩效目标表",
        )
    )
    assert extraction.header.form == "department_target_form"
    assert [(task.task_name, str(task.amount_wan), task.goal) for task in extraction.tasks] == [
        ("年鉴出版", "60.8", "完成编纂")
    ]
    assert targets(extraction) == [("出版年鉴", ">=", "1", "部")]


def test_text_keeps_parentheses_together_and_ends_at_opinions() -> None:
    text = """绩效目标申报表
项目名称 旅游扶贫 项目负责人 某人
主管部门 某镇政府
资金情况（万元） 年度资金总额： 10
绩效指标 一级指标 二级指标 三级指标 指标值
产出指标 数量指标 新建步道 >=2公里
开发景点数量（ ≥**个 ） >=4个
成本指标 步道补助标准 <=475元/米
满意度指标 服务对象满意度指标 游客满意度 >=90%
财政部门支出股室初审意见 （盖章）
"""
    found = [(*row[:3], *row[4:7]) for row in values(only(read_text(text.split("\n"))))]
    assert found == [
        ("产出指标", "数量指标", "新建步道", ">=", "2", "公里"),
        ("产出指标", "数量指标", "开发景点数量（≥**个）", ">=", "4", "个"),
        ("产出指标", "成本指标", "步道补助标准", "<=", "475", "元/米"),
        ("满意度指标", "服务对象满意度指标", "游客满意度", ">=", "90", "%"),
    ]


def test_an_indicator_whose_first_level_was_not_read_is_doubted() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 水库维修 < <
            资金情况（万元） 年度资金总额 120 <
            一级指标 二级指标 三级指标 指标值
            . 数量指标 维修水库 3座
            效益指标 社会效益指标 受益人口 500人
            """,
            "项目支出绩效目标申报表",
        )
    )
    doubts = [value.place.doubt for value in extraction.indicator_values]
    assert doubts == ["一级指标未读到 (its first level was not read)", None]


def test_money_behind_the_name_of_the_department() -> None:
    extraction = only(
        with_lines(
            """
            部门（单位）名称 某区科技局 < 支出预算总量 2860.55 <
            其中：部门预算支出 2860.55 < < < <
            当年整体绩效目标 培育企业 < < < <
            一级指标 二级指标 三级指标 指标性质 指标值 度量单位
            产出指标 数量指标 新增企业 ≥ 20 家
            """,
            "2024年部门整体绩效目标表",
            "单位：万元",
        )
    )
    assert extraction.header.department_name == "某区科技局"
    assert [(line.item, str(line.amount_wan)) for line in extraction.budget_lines] == [
        ("支出预算总量", "2860.55"),
        ("部门预算支出", "2860.55"),
    ]
    assert targets(extraction) == [("新增企业", ">=", "20", "家")]


def test_one_of_several_columns_under_a_header_is_doubted() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 农产品展销 < < < <
            资金情况（万元） 资金总额 115 < < <
            一级指标 二级指标 三级指标 指标值 < <
            ^ ^ ^ 甲类 乙类 丙类
            产出指标 数量指标 展销企业（家） ≥5 ≥8 ≥6
            """,
            "专项资金绩效目标表",
        )
    )
    (value,) = extraction.indicator_values
    assert (str(value.value), bool(value.place.doubt)) == ("6", True)


def test_two_columns_of_targets_in_one_row_are_doubted() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 农产品展销 < < <
            资金情况（万元） 资金总额 115 < <
            一级指标 二级指标 三级指标 指标值 目标值
            产出指标 数量指标 展销企业（家） ≥5 ≥8
            """,
            "专项资金绩效目标表",
        )
    )
    (value,) = extraction.indicator_values
    assert (str(value.value), bool(value.place.doubt)) == ("5", True)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("指标1：机柜数量", "机柜数量"),
        ("指标1 2021年10月底前支付", "2021年10月底前支付"),
        ("指标12021年10月底前支付", "2021年10月底前支付"),
        ("指标100个", "指标100个"),
        ("任务2：电子档案更新率", "电子档案更新率"),
        ("任务2完成率", "任务2完成率"),
        ("指标：工程总下达资金", "工程总下达资金"),
        ("任务：完成率", "任务：完成率"),
    ],
)
def test_the_number_of_a_template_is_no_part_of_a_name(printed: str, name: str) -> None:
    assert indicator_name(Cell(printed, Place(), 0, 0)) == name
