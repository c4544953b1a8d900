"""Goals and what was achieved of them: what is a target, what a result, and what is a header."""

from __future__ import annotations

import pytest

from tests.unit.drawn_table import aligned
from tests.unit.read_forms import messages, only

FORM = """
    项目支出绩效自评表 <           <          <                <          <          <      <
    （2023年度）     <             <          <                <          <          <      <
    项目名称         科技创新专项  <          <                主管部门   某市科技局 <      <
    项目资金（万元） .             年初预算数 全年预算数       全年执行数 分值       执行率 得分
    ^                年度资金总额  100        100              98         10         98%    9.8
    GOALS
    绩效指标         一级指标      二级指标   三级指标         年度指标值 实际完成值 分值   得分
    ^                产出指标      数量指标   新增培育企业数   ≥300家     312家      20     20
    ^                ^             ^          举办培训场次     ≥12场      9场        10     7.5
"""
BOTH = [("target", "300"), ("actual", "312")]


def told(goals: str) -> tuple[str | None, list[tuple[str, str]]]:
    """The goal that a form of these rows has, and the figures with their measure."""
    extraction = only(aligned(FORM.replace("GOALS", goals.strip())))
    figures = [v for v in extraction.indicator_values if v.source_section == "narrative"]
    assert {v.indicator_name for v in figures} <= {"培育企业"}
    return extraction.projects[0].goal, [(v.measure, str(v.value)) for v in figures]


@pytest.mark.parametrize(
    "header",
    [
        "全年目标实际完成情况",
        "年度总体目标完成情况综述",
        "全年目标实际完成情况综述",
        "年度目标完成情况说明",
        "年度绩效目标实现情况概述",
        "总体目标达成情况",
        "实际完成情况描述",
        "项目目标任务完成情况总结",
        "具体完成情况",
    ],
)
def test_what_was_achieved_stands_under_a_header_made_of_known_words(header: str) -> None:
    beside = f"""
    年度总体目标     年度总体目标  <          <                {header}   <          <      <
    ^                培育企业300家 <          <                培育企业312家 <       <      <
    """
    assert told(beside) == ("培育企业300家", BOTH)
    below = f"""
    年度总体目标     培育企业300家 <          <                <          <          <      <
    {header}         培育企业312家 <          <                <          <          <      <
    """
    assert told(below) == ("培育企业300家", BOTH)
    alone = f"""
    {header}         培育企业312家 <          <                <          <          <      <
    """
    assert told(alone) == (None, BOTH[1:])


@pytest.mark.parametrize(
    "header", ["预期绩效目标内容", "全年预期目标设定情况", "年初设定的总体目标"]
)
def test_a_target_stands_under_a_header_made_of_known_words(header: str) -> None:
    rows = f"""
    总体目标         {header}      <          <                全年目标实际完成情况 < <      <
    ^                培育企业300家 <          <                培育企业312家 <       <      <
    """
    assert told(rows) == ("培育企业300家", BOTH)


@pytest.mark.parametrize(
    ("text", "goal", "figures"),
    [
        ("全年目标实际完成情况：培育企业312家", None, BOTH[1:]),
        ("年初设定目标：培育企业300家⏎全年目标实际完成情况：培育企业312家", "培育企业300家", BOTH),
        ("培育企业300家。完成情况：培育企业312家。", "培育企业300家。", BOTH),
        ("培育企业300家；任务一：办好会展", "培育企业300家；任务一：办好会展", BOTH[:1]),
    ],
)
def test_a_label_in_the_text_itself(
    text: str, goal: str | None, figures: list[tuple[str, str]]
) -> None:
    rows = f"年度总体目标 {text} <          <                <          <          <      <"
    assert told(rows) == (goal, figures)


def test_what_stands_under_an_unknown_header_is_neither_target_nor_result() -> None:
    rows = """
    年度总体目标     年初设定目标  <          <                沐岚述     <          <      <
    ^                培育企业300家 <          <                培育企业312家 <       <      <
    """
    assert told(rows) == ("培育企业300家", BOTH[:1])
    found = messages(only(aligned(FORM.replace("GOALS", rows.strip()))))
    assert found == ["unknown header of goals, what stands under it is not read: 沐岚述"]


@pytest.mark.parametrize(
    "text",
    [
        "已培育企业312家。",
        "全年实际培育企业312家，超额完成年度目标。",
        "截至年底，完成了培育企业312家。",
    ],
)
def test_results_told_where_the_goal_stands_are_no_targets(text: str) -> None:
    rows = f"年度总体目标 {text} <          <                <          <          <      <"
    extraction = only(aligned(FORM.replace("GOALS", rows)))
    (figure,) = [v for v in extraction.indicator_values if v.source_section == "narrative"]
    assert (figure.measure, str(figure.value)) == ("actual", "312")
    assert "结果" in (figure.place.doubt or "")
