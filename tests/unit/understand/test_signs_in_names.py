# ruff: noqa: E501 - a drawn table is as wide as the form
"""Names that hold more than a name: signs, units, values, levels, numbers of the template."""

from __future__ import annotations

import pytest

from ingest.read.text.page_text import read_text
from tests.unit.drawn_table import aligned
from tests.unit.read_forms import messages, only, targets, values, with_lines

FORM = """
    项目支出绩效目标申报表 <          <          <           <
    （2023年度）     <                <          <           <
    项目名称         林业专项         <          主管部门    某市林业局
    项目资金（万元） 年度资金总额：   100        其中：财政拨款 100
    年度目标         推进林业建设     <          <           <
    绩效指标         一级指标         二级指标   三级指标    指标值
    ^                产出指标         数量指标   NAME        VALUE
    ^                ^                质量指标   验收合格率  ≥95%
"""
EVALUATED = """
    项目支出绩效自评表 <      <        <        <          <
    （2023年度）   <          <        <        <          <
    项目名称       林业专项   <        主管部门 某市林业局 <
    一级指标       二级指标   三级指标 年度指标值 实际完成值 得分
    产出指标       数量指标   NAME     TARGET   ACTUAL     10
    ^              质量指标   验收合格率 ≥95%   96%        10
"""


def first(name: str, value: str) -> tuple[object, ...]:
    """Name, metric, operator, value, unit and doubt of the first indicator."""
    extraction = only(aligned(FORM.replace("NAME", name).replace("VALUE", value)))
    found = extraction.indicator_values[0]
    number = None if found.value is None else str(found.value)
    doubt = bool(found.place.doubt)
    return found.indicator_name, found.metric, found.operator, number, found.unit, doubt


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("苗木成活率（≥**%）", "85", ("苗木成活率", ">=", "85", "%")),
        ("公猪舍（≥**平方米）", "22.8", ("公猪舍", ">=", "22.8", "平方米")),
        ("新建猪舍(≥XX平方米)", "1200", ("新建猪舍", ">=", "1200", "平方米")),
        ("补助标准（≤__元/亩）", "500", ("补助标准", "<=", "500", "元/亩")),
        ("绿化面积（≥亩）", "500", ("绿化面积", ">=", "500", "亩")),
        ("培训人数（不少于**人）", "60", ("培训人数", ">=", "60", "人")),
        ("造林面积（**万亩）", "3.5", ("造林面积", "=", "3.5", "万亩")),
        ("苗木成活率（≥**%）", "≥90%", ("苗木成活率", ">=", "90", "%")),
        ("苗木成活率（≥**%）", "=90%", ("苗木成活率", "=", "90", "%")),
        ("补助标准（最高）", "500元", ("补助标准（最高）", "=", "500", "元")),
    ],
)
def test_a_sign_and_a_unit_behind_the_name(
    name: str, value: str, read: tuple[str, str, str, str]
) -> None:
    assert first(name, value) == (name, *read, False)


def test_a_result_takes_the_unit_but_not_the_sign() -> None:
    drawing = EVALUATED.replace("NAME", "苗木成活率（≥**%）")
    extraction = only(aligned(drawing.replace("TARGET", "85").replace("ACTUAL", "87")))
    assert [each[3:7] for each in values(extraction)][:2] == [
        ("target annual", ">=", "85", "%"),
        ("actual annual", "=", "87", "%"),
    ]


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("指标1⏎培训人数", "培训人数"),
        ("指标1培训人数", "培训人数"),
        ("指标12：培训人数", "培训人数"),
        ("三级指标1⏎培训人数", "培训人数"),
        ("指标一：培训人数", "培训人数"),
        ("指标一体化率", "指标一体化率"),
        ("指标3年均增长率", "指标3年均增长率"),
        ("指标2023", "指标2023"),
    ],
)
def test_the_number_of_the_template_is_no_part_of_the_name(printed: str, name: str) -> None:
    assert first(printed, "≥300人")[0] == name


@pytest.mark.parametrize(
    ("other", "name"), [("指标1：验收合格率", "项目完成率"), ("验收合格率", "指标1项目完成率")]
)
def test_other_names_tell_whether_a_number_is_the_templates(other: str, name: str) -> None:
    drawing = FORM.replace("验收合格率", other).replace("NAME", "指标1项目完成率")
    found = targets(only(aligned(drawing.replace("VALUE", "100%"))))
    assert [each[0] for each in found] == [name, "验收合格率"]


def test_a_number_of_the_template_alone_is_no_indicator() -> None:
    drawing = FORM.replace("NAME", "指标1").replace("VALUE", ".")
    assert targets(only(aligned(drawing))) == [("验收合格率", ">=", "95", "%")]


def test_a_value_behind_the_name_is_the_target_where_none_is_printed() -> None:
    assert first("机柜数量（≥77台）", ".") == ("机柜数量", "机柜数量", ">=", "77", "台", False)
    drawing = EVALUATED.replace("NAME", "机柜数量（≥77台）")
    extraction = only(aligned(drawing.replace("TARGET", ".").replace("ACTUAL", "80台")))
    assert [each[2:7] for each in values(extraction)][:2] == [
        ("机柜数量", "target annual", ">=", "77", "台"),
        ("机柜数量", "actual annual", "=", "80", "台"),
    ]


def test_a_printed_target_goes_before_one_behind_the_name() -> None:
    assert first("机柜数量（≥77台）", "≥70台")[2:] == (">=", "70", "台", False)


def test_a_bare_target_beside_a_value_behind_the_name() -> None:
    assert first("机柜数量（≥77台）", "77")[2:] == (">=", "77", "台", False)
    assert first("机柜数量（≥77台）", "70")[2:] == ("=", "70", None, True)


HEAD = """
    项目支出绩效目标申报表 <
    （2023年度）     <
    项目名称         政务云
    主管部门         某市数据局
    项目资金（万元） 100
    年度目标         建好政务云
"""
BRACKETED = [
    ("产出指标", "数量指标", "机柜数量", ">=", "77", "台"),
    ("产出指标", "质量指标", "设备合格率", ">=", "95", "%"),
    ("满意度指标", "服务对象满意度指标", "用户满意度", ">=", "90", "%"),
]


def levelled(extraction: object) -> list[tuple[object, ...]]:
    """Levels, name, operator, value and unit of each target."""
    found = values(extraction)  # type: ignore[arg-type]
    assert {each[3] for each in found} == {"target annual"}
    return [(*each[:3], *each[4:7]) for each in found]


def test_levels_in_brackets_before_the_name_in_a_cell_each() -> None:
    drawing = HEAD + (
        "    绩效指标         【产出指标-数量指标】指标1:机柜数量（≥77台）\n"
        "    ^                【产出指标-质量指标】指标1:设备合格率（≥95%）\n"
        "    ^                【满意度指标-服务对象满意度指标】指标1:用户满意度（≥90%）\n"
    )
    assert levelled(only(aligned(drawing))) == BRACKETED


@pytest.mark.parametrize("between", ["⏎", "；", ""])
def test_levels_in_brackets_before_the_names_of_one_cell(between: str) -> None:
    items = (
        "【产出指标-数量指标】指标1：机柜数量（≥77台）",
        "【产出指标/质量指标】设备合格率（≥95%）",
        "【满意度指标-服务对象满意度指标】指标1用户满意度：≥90%",
    )
    drawing = f"{HEAD}    绩效指标 {between.join(items)}\n"
    assert levelled(only(aligned(drawing))) == BRACKETED


def test_levels_in_brackets_in_a_table_of_projects() -> None:
    drawing = """
    项目名称 预算金额（万元） 绩效指标
    政务云   100 【产出指标-数量指标】指标1:机柜数量（≥77台）；指标2:接口数（≥7个）⏎【产出指标-质量指标】指标1:设备合格率（≥95%）
    平台     200 【满意度指标-服务对象满意度指标】指标1:用户满意度（≥90%）
    """
    extraction = only(with_lines(drawing, "项目支出绩效目标表"))
    extra = ("产出指标", "数量指标", "接口数", ">=", "7", "个")
    assert levelled(extraction) == [BRACKETED[0], extra, *BRACKETED[1:]]
    assert messages(extraction) == []


def test_levels_in_brackets_in_lines() -> None:
    text = """项目支出绩效目标申报表
（2023年度）
项目名称：政务云
主管部门：某市数据局
项目资金：100万元
年度目标：建好政务云
绩效指标
【产出指标-数量指标】指标1:机柜数量
（≥77台）
【产出指标-质量指标】指标1:设备合格率（≥95%）
【满意度指标-服务对象满意度指标】指标1:用户满意度（≥90%）"""
    assert levelled(only(read_text(text.split("\n")))) == BRACKETED


def test_other_brackets_stay_text() -> None:
    assert first("【核心】机柜数量", "≥77台")[0] == "【核心】机柜数量"
    assert first("【产出指标】机柜数量", "≥77台")[2:5] == (">=", "77", "台")


def test_what_is_in_parentheses_behind_a_name_is_a_unit_where_it_is_behind_others() -> None:
    drawing = """
        项目支出绩效目标申报表（2024年度） <        <                    <
        项目名称                           献血     <                    <
        年度目标                           采好血   <                    <
        一级指标                           二级指标 三级指标             指标值
        产出指标                           数量指标 采集血小板（治疗量） ≥9085
        ^                                  质量指标 合格率（%）          ≥98
        ^                                  时效指标 采血班次{班次}       ≥120
    """
    said = [
        [
            (v.unit, bool(v.place.doubt))
            for v in only(aligned(drawing.format(班次=each))).indicator_values
        ]
        for each in ("（班次）", "")
    ]
    assert said[0] == [("治疗量", True), ("%", False), ("班次", False)]
    assert said[1][0] == (None, False)
