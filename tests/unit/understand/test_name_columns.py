"""Two columns that may hold the names of indicators: which one does, and what the other is."""

from __future__ import annotations

import pytest

from ingest.read.text.page_text import read_text
from ingest.understand.columns.name_columns import ONE_OF_NAMES
from tests.unit.drawn_table import aligned
from tests.unit.read_forms import only

FORM = """
    项目支出绩效自评表 <        <          <            <            <          <      <
    （2023年度）     <          <          <            <            <          <      <
    项目名称         科技专项   <          <            主管部门     某市科技局 <      <
    项目资金（万元） .          年初预算数 全年预算数   全年执行数   分值       执行率 得分
    ^                年度资金总额 100      100          98           10         98%    9.8
    一级指标         二级指标   HEADERS                 年度指标值   实际完成值 分值   得分
    产出指标         数量指标   FIRST                   ≥300家       312家      20     20
    ^                ^          SECOND                  ≥12场        9场        10     7.5
    ^                质量指标   THIRD                   ≥95%         97%        20     20
"""
NAMES = ("高新技术企业数量", "培训场次", "验收合格率")
DETAILS = ("全市有效期内高新技术企业总数", "举办科技政策培训班的次数", "验收合格项目占比")
TEXTS = ("高新技术企业数量≥300家", "培训场次≥12场", "验收合格率≥95%")
GAPS = ("全市有效期内高新技术企业总数", ".", "验收合格项目占比")


def read(headers: str, left: tuple[str, ...], right: tuple[str, ...]) -> list[tuple[str, bool]]:
    """The names with their first target, and whether they are doubted."""
    drawing = FORM.replace("HEADERS", headers)
    for slot, *pair in zip(("FIRST", "SECOND", "THIRD"), left, right, strict=True):
        drawing = drawing.replace(slot, " ".join(pair))
    found = only(aligned(drawing)).indicator_values
    assert [(v.measure, str(v.value)) for v in found] == [
        ("target", "300"),
        ("actual", "312"),
        ("target", "12"),
        ("actual", "9"),
        ("target", "95"),
        ("actual", "97"),
    ]
    return [(v.indicator_name, bool(v.place.doubt)) for v in found if v.measure == "target"]


def named(names: tuple[str, ...], *, doubted: bool = False) -> list[tuple[str, bool]]:
    return [(name, doubted) for name in names]


@pytest.mark.parametrize(
    ("headers", "left", "right"),
    [
        ("三级指标 指标内容", NAMES, DETAILS),
        ("三级指标 指标内容", NAMES, GAPS),
        ("三级指标 指标内容", NAMES, TEXTS),
        ("三级指标名称 三级指标内容", NAMES, DETAILS),
        ("指标名称 绩效指标内容", NAMES, DETAILS),
        ("指标名称 指标要素", NAMES, DETAILS),
        ("指标内容 三级指标", DETAILS, NAMES),
        ("指标内容 指标名称", DETAILS, NAMES),
    ],
)
def test_the_third_level_is_the_name_beside_what_explains_it(
    headers: str, left: tuple[str, ...], right: tuple[str, ...]
) -> None:
    assert read(headers, left, right) == named(NAMES)


@pytest.mark.parametrize("label", ["数量", "产出数量", "数量指标"])
def test_a_third_level_of_level_labels_is_no_name(label: str) -> None:
    assert read("三级指标 指标内容", (label, "^", "质量"), NAMES) == named(NAMES)


def test_a_fourth_level_is_the_name_below_a_third_that_groups() -> None:
    groups = ("科技发展", "^", "项目验收")
    assert read("三级指标 四级指标", groups, NAMES) == named(NAMES)
    assert read("三级指标 四级指标", ("科技", "培训", "验收"), NAMES) == named(NAMES)


def test_cells_that_group_go_before_words_with_a_doubt() -> None:
    groups = ("科技发展", "^", "项目验收")
    assert read("三级指标 指标内容", groups, NAMES) == named(NAMES, doubted=True)
    repeated = ("科技发展", "科技发展", "项目验收")
    assert read("三级指标 指标内容", repeated, NAMES) == named(NAMES, doubted=True)


def test_a_column_with_gaps_is_no_column_of_names() -> None:
    gaps = ("企业", ".", "合格率")
    assert read("三级指标 四级指标", NAMES, gaps) == named(NAMES, doubted=True)


def test_words_that_do_not_tell_leave_a_doubt() -> None:
    found = read("三级指标 具体指标", NAMES, DETAILS)
    assert found == named(NAMES, doubted=True)
    drawing = FORM.replace("HEADERS", "三级指标 具体指标")
    for slot, *pair in zip(("FIRST", "SECOND", "THIRD"), NAMES, DETAILS, strict=True):
        drawing = drawing.replace(slot, " ".join(pair))
    values = only(aligned(drawing)).indicator_values
    assert all(ONE_OF_NAMES in (v.place.doubt or "") for v in values)


def test_in_text_without_columns_words_choose() -> None:
    text = """项目支出绩效自评表
（2022年度）
项目名称\t智慧农业
主管部门\t某县农业局\t实施单位\t某县农技站
绩效指标\t一级指标\t二级指标\t三级指标\t指标内容\t年度指标值\t实际完成值\t分值\t得分
\t产出指标\t数量指标\t推广技术\t全县推广的农业技术\t≥5项\t6项\t50\t50
\t\t质量指标\t技术合格率\t技术合格的比例\t≥95%\t96%\t40\t40"""
    values = only(read_text(text.split("\n"))).indicator_values
    assert [(v.indicator_name, v.measure, str(v.value)) for v in values] == [
        ("推广技术", "target", "5"),
        ("推广技术", "actual", "6"),
        ("技术合格率", "target", "95"),
        ("技术合格率", "actual", "96"),
    ]


def test_a_header_over_both_levels() -> None:
    [extraction] = [
        only(
            aligned(
                """
                项目支出绩效目标表 < < < <
                项目名称 科技专项 < < <
                一级指标 < 三级指标 指标值 备注
                产出指标 数量指标 培训场次 ≥12场 .
                ^ ^ 培训人数 ≥300人 .
                ^ 质量指标 合格率 ≥95% .
                """
            )
        )
    ]
    assert [(v.level1, v.level2, v.indicator_name) for v in extraction.indicator_values] == [
        ("产出指标", "数量指标", "培训场次"),
        ("产出指标", "数量指标", "培训人数"),
        ("产出指标", "质量指标", "合格率"),
    ]


@pytest.mark.parametrize(
    ("header", "notes"),
    [
        ("翎汐栏", ("见附件", "由科室填报", "见附件")),
        ("绩效标准", ("历史水平", "行业标准", "历史水平")),
    ],
)
def test_names_under_the_second_level_beside_a_header_that_nothing_tells(
    header: str, notes: tuple[str, ...]
) -> None:
    found = only(
        aligned(
            f"""
    项目支出绩效目标表 <          <        <
    （2023年度）     <            <        <
    项目名称         科技专项     主管部门 某市科技局
    年度资金总额（万元） 100      .        .
    一级指标         二级指标     {header} 当年预期实现值
    数量指标         新建院士工作站 {notes[0]} ≥3家
    质量指标         省级竞赛获奖率 {notes[1]} ≥56%
    时效指标         公开按时完成率 {notes[2]} 100%
    """
        )
    )
    names = [value.indicator_name for value in found.indicator_values]
    assert names == ["新建院士工作站", "省级竞赛获奖率", "公开按时完成率"]
