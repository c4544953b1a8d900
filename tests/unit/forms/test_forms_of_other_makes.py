"""Forms without money, titles that no 表 ends, projects of two levels or called like a header."""

from __future__ import annotations

import pytest

from ingest.forms import extract
from ingest.read.text.page_text import read_text
from tests.unit.drawn_table import aligned
from tests.unit.read_forms import messages, only, targets, values, with_lines

TARGETS = """
    一级指标   二级指标       三级指标   年度指标值
    产出指标   数量指标       培训人数   ≥300人
    ^          质量指标       培训合格率 ≥95%
    满意度指标 服务对象满意度 学员满意度 ≥90%
"""
RESULTS = """
    一级指标   二级指标       三级指标   年度指标值 实际完成值 分值 得分
    产出指标   数量指标       培训人数   ≥300人     312人      50   50
    ^          质量指标       培训合格率 ≥95%       96%        30   30
    满意度指标 服务对象满意度 学员满意度 ≥90%       95%        10   10
"""
READ = [
    ("培训人数", ">=", "300", "人"),
    ("培训合格率", ">=", "95", "%"),
    ("学员满意度", ">=", "90", "%"),
]


def drawn(indicators: str, *rows: str) -> str:
    """Rows of a head, as wide as the indicators below them."""
    width = len(indicators.strip().split("\n")[0].split())
    head = (row.split() for row in rows)
    return "\n".join(" ".join([*row, *["<"] * (width - len(row))]) for row in head) + indicators


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2023年部门整体绩效目标", 2023),
        ("部门整体绩效目标", None),
        ("某市科技局2023年度部门整体绩效目标", 2023),
        ("单位整体绩效目标批复", None),
    ],
)
def test_a_departments_goals_without_a_budget(title: str, year: int | None) -> None:
    rows = ("部门名称 某市科技局", "年度绩效目标 办好培训")
    above = only(with_lines(drawn(TARGETS, *rows), title))
    within = only(aligned(drawn(TARGETS, title, *rows)))
    for extraction in (above, within):
        header = extraction.header
        assert (header.form, header.department_name) == ("department_target_form", "某市科技局")
        assert (header.title, header.fiscal_year) == (title, year)
        assert targets(extraction) == READ
        assert not any(problem.severity == "error" for problem in extraction.problems)


@pytest.mark.parametrize(
    "title", ["项目绩效目标", "2023年项目支出绩效目标", "专项资金绩效目标公开"]
)
@pytest.mark.parametrize("goal", [(), ("年度绩效目标 办好培训",)])
def test_a_projects_goals_without_money(title: str, goal: tuple[str, ...]) -> None:
    rows = ("项目名称 科技专项", "主管部门 某市科技局", *goal)
    extraction = only(with_lines(drawn(TARGETS, *rows), title))
    assert extraction.header.form == "project_target_form"
    assert extraction.header.title == title
    assert [(p.project_name, p.total_wan) for p in extraction.projects] == [("科技专项", None)]
    assert targets(extraction) == READ


def test_a_label_that_is_worded_like_a_title_cuts_no_form() -> None:
    rows = (
        "部门整体支出绩效自评表",
        "部门名称 某市科技局",
        "部门整体支出（万元） . 年初预算数 全年预算数 全年执行数 执行率 得分",
        ". 年度资金总额 100 100 98 98% 9.8",
        "部门整体绩效目标 办好培训",
    )
    (extraction,) = extract(aligned(drawn(RESULTS, *rows)))
    assert extraction.header.form == "self_evaluation_table"
    assert targets(extraction) == READ
    assert extraction.header.title == "部门整体支出绩效自评表"


@pytest.mark.parametrize(
    "names",
    [
        ("一级项目名称 科技专项 二级项目名称 技能培训",),
        ("一级项目名称 科技专项", "二级项目名称 技能培训"),
        ("二级项目名称 技能培训", "一级项目名称 科技专项"),
        ("一级项目名称 科技专项", "项目名称 技能培训"),
        ("一级项目名称 技能培训 二级项目名称 .",),
    ],
)
def test_the_name_of_a_project_of_two_levels_is_the_second(names: tuple[str, ...]) -> None:
    rows = ("项目支出绩效目标申报表", *names, "主管部门 某市科技局 项目资金（万元） 100")
    (extraction,) = extract(aligned(drawn(TARGETS, *rows, "年度绩效目标 办好培训")))
    assert [(p.project_name, p.total_wan) for p in extraction.projects] == [("技能培训", 100)]
    assert targets(extraction) == READ


def test_two_levels_of_names_in_lines() -> None:
    text = """项目支出绩效目标申报表
一级项目名称：科技专项
二级项目名称：技能培训
主管部门：某市科技局
年度目标：办好培训
一级指标\t二级指标\t三级指标\t指标值
产出指标\t数量指标\t培训人数\t≥300人
产出指标\t质量指标\t培训合格率\t≥95%
满意度指标\t服务对象满意度\t学员满意度\t≥90%"""
    (extraction,) = extract(read_text(text.split("\n")))
    assert [p.project_name for p in extraction.projects] == ["技能培训"]
    assert targets(extraction) == READ


def test_forms_that_follow_each_other_are_still_cut() -> None:
    one = ("一级项目名称 科技专项", "二级项目名称 技能培训", "年度绩效目标 办好培训")
    other = ("一级项目名称 科技专项", "二级项目名称 企业培育", "年度绩效目标 办好培训")
    drawing = drawn(TARGETS, "项目支出绩效目标申报表", *one) + drawn(TARGETS, *other).strip()
    found = extract(aligned(drawing))
    assert [p.project_name for each in found for p in each.projects] == ["技能培训", "企业培育"]


@pytest.mark.parametrize(
    "row",
    [
        "项目名称 专项资金",
        "项目名称 专项资金 主管部门 某市科技局",
        "项目名称 预算资金 主管部门 某市科技局",
        "主管部门 某市科技局 项目名称 专项资金",
    ],
)
def test_a_project_may_be_called_like_a_header(row: str) -> None:
    name = "预算资金" if "预算资金" in row else "专项资金"
    rows = ("项目支出绩效目标申报表", row, "项目资金（万元） 100", "年度绩效目标 办好培训")
    extraction = only(aligned(drawn(TARGETS, *rows)))
    assert [(p.project_name, p.total_wan) for p in extraction.projects] == [(name, 100)]
    assert targets(extraction) == READ
    assert messages(extraction) == []


def test_headers_of_columns_stay_headers() -> None:
    drawing = """
    项目名称 预算金额（万元） 绩效目标 绩效指标
    技能培训 100              办好培训 1、数量指标：培训人数，年度指标值：≥300人。
    """
    extraction = only(with_lines(drawing, "项目支出绩效目标表"))
    assert extraction.header.form == "project_target_table"
    assert [p.project_name for p in extraction.projects] == ["技能培训"]


MONEY = (
    "项目资金（万元） . 年初预算数 全年预算数 全年执行数 执行率 得分",
    ". 年度资金总额 100 100 98 98% 9.8",
    "年度总体目标 办好培训",
)


def test_a_report_by_project() -> None:
    one = drawn(RESULTS, "项目名称 技能培训 主管部门 某市科技局", *MONEY)
    other = drawn(RESULTS, "项目名称 企业培育 主管部门 某市科技局", *MONEY)
    title = "某市科技局2023年项目支出绩效自评报告"
    found = extract(with_lines(one + other.strip(), title))
    assert [p.project_name for each in found for p in each.projects] == ["技能培训", "企业培育"]
    for each in found:
        assert (each.header.form, each.header.title) == ("self_evaluation_table", title)
        assert each.header.fiscal_year == 2023
        assert len(values(each)) == 6


@pytest.mark.parametrize(
    "title",
    ["2023年度部门整体支出绩效自评表", "2023年部门整体支出绩效自评情况", "2023年部门整体绩效自评"],
)
@pytest.mark.parametrize("name", [(), ("部门名称 某市科技局",)])
def test_the_self_evaluation_of_a_whole_department(title: str, name: tuple[str, ...]) -> None:
    money = MONEY[0].replace("项目资金", "部门整体支出")
    extraction = only(aligned(drawn(RESULTS, title, *name, money, *MONEY[1:])))
    assert (extraction.header.form, extraction.header.fiscal_year) == (
        "self_evaluation_table",
        2023,
    )
    assert extraction.projects == []
    assert {line.phase for line in extraction.budget_lines} == {"budget", "executed"}
    assert [v.project_no for v in extraction.indicator_values] == [None] * 6
    assert targets(extraction) == READ
