# ruff: noqa: E501 - drawn tables are as wide as the forms
from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.forms import extract
from ingest.read.text.page_text import read_text
from tests.unit.drawn_table import aligned
from tests.unit.read_forms import funds, messages, only, scores, values, with_lines

MINISTRY = """
    项目支出绩效自评表 <                  <          <            <          <          <      <      <
    （2022年度）       <                  <          <            <          <          <      <      <
    项目名称           大型仪器共享       <          <            <          <          <      <      <
    主管部门           某省科技厅         <          <            实施单位   某中心     <      <      <
    项目资金（万元）   .                  年初预算数 全年预算数   全年执行数 分值       执行率 得分   <
    ^                  年度资金总额       100.00     120.00       114.00     10         95.00% 9.5    <
    ^                  其中：当年财政拨款 100.00     110.00       104.00     —          94.55% —      <
    ^                  上年结转资金       0          10.00        10.00      —          100%   —      <
    ^                  其他资金           0          0            0          —          —      —      <
    年度总体目标       预期目标           <          <            实际完成情况 <        <      <      <
    ^                  开放仪器200台      <          <            开放仪器210台 <       <      <      <
    绩效指标           一级指标           二级指标   三级指标     年度指标值 实际完成值 分值   得分   偏差原因分析及改进措施
    ^                  产出指标（50分）   数量指标   开放仪器数   ≥200台     210台      20     20     无
    ^                  ^                  时效指标   完成时间     12月底前   12月31日   30     25     疫情影响进度
    ^                  效益指标（30分）   社会效益指标 服务企业数 ≥50家      60家       30     30     .
    ^                  满意度指标（10分） 服务对象满意度 用户满意度 ≥90%     95%        10     10     .
    总分               <                  <          <            <          <          100    94.5   .
"""


def test_the_ministrys_form() -> None:
    extraction = only(aligned(MINISTRY))
    header = extraction.header
    assert (header.form, header.fiscal_year) == ("self_evaluation_table", 2022)
    assert (header.department_name, header.amount_unit) == ("某省科技厅", "万元")
    (project,) = extraction.projects
    assert (project.project_no, project.project_name) == (1, "大型仪器共享")
    assert (project.budget_initial_wan, project.budget_wan, project.executed_wan) == (100, 120, 114)
    assert (project.execution_rate, project.total_wan) == (Decimal("95.00"), None)
    assert project.execution_rate_rounding == Decimal("0.005")
    assert (project.fiscal_wan, project.carried_over_wan, project.other_wan) == (110, 10, 0)
    assert (project.goal, project.rounding_wan) == ("开放仪器200台", Decimal("0.005"))
    assert extraction.problems == []


def test_one_row_gives_target_and_actual() -> None:
    extraction = only(aligned(MINISTRY))
    first = ("产出指标", "数量指标", "开放仪器数")
    assert values(extraction)[:2] == [
        (*first, "target annual", ">=", "200", "台", "≥200台"),
        (*first, "actual annual", "=", "210", "台", "210台"),
    ]
    assert len(values(extraction)) == 8
    narrative = [v for v in extraction.indicator_values if v.source_section == "narrative"]
    assert [(v.measure, v.value) for v in narrative] == [("target", 200), ("actual", 210)]


def test_weights_scores_and_reasons() -> None:
    extraction = only(aligned(MINISTRY))
    assert [
        (s.row_no, s.level1, s.indicator_name, s.weight, s.score, s.deviation_reason)
        for s in extraction.indicator_scores
    ] == [
        (1, "产出指标", "开放仪器数", 20, 20, None),
        (2, "产出指标", "完成时间", 30, 25, "疫情影响进度"),
        (3, "效益指标", "服务企业数", 30, 30, None),
        (4, "满意度指标", "用户满意度", 10, 10, None),
    ]
    assert scores(extraction) == [
        ("执行率", "9.5", "10"),
        ("产出指标", None, "50"),
        ("效益指标", None, "30"),
        ("满意度指标", None, "10"),
        ("总分", "94.5", "100"),
    ]
    assert extraction.scores[-1].place.cell == "form!A17"


def test_every_amount_of_the_grid_is_kept() -> None:
    found = funds(only(aligned(MINISTRY)))
    assert len(found) == 12
    assert found[:3] == [
        ("budget_initial", "total", "100.00"),
        ("budget", "total", "120.00"),
        ("executed", "total", "114.00"),
    ]
    assert ("executed", "carried_over", "10.00") in found


def test_budget_and_execution_side_by_side() -> None:
    extraction = only(
        aligned(
            """
            项目绩效目标自评表 <             <      <              <      <      <
            项目名称         公共就业服务    <      主管部门       某市人社局 <  <
            预算执行情况（万元） 预算数：    300.00 执行数：       285.50 执行率 95.17%
            ^                其中：财政拨款  300.00 其中：财政拨款 285.50 <      <
            ^                其他资金        0.00   其他资金       0.00   <      <
            年度总体目标完成情况 预期目标    <      目标实际完成情况 <    <      <
            ^                新增就业5000人  <      新增就业5230人 <      <      <
            绩效指标完成情况 一级指标        二级指标 三级指标     预期指标值 实际完成指标值 .
            ^                产出指标        数量指标 新增就业人数 ≥5000人 5230人 .
            ^                ^               质量指标 培训合格率   ≥90%   92%    .
            """
        )
    )
    (project,) = extraction.projects
    assert (project.budget_wan, project.executed_wan) == (300, Decimal("285.50"))
    assert (project.fiscal_wan, project.other_wan) == (300, 0)
    assert ("executed", "fiscal", "285.50") in funds(extraction)
    assert [row[3:6] for row in values(extraction)] == [
        ("target annual", ">=", "5000"),
        ("actual annual", "=", "5230"),
        ("target annual", ">=", "90"),
        ("actual annual", "=", "92"),
    ]
    assert extraction.indicator_scores == []


def test_chongqings_adjusted_target_goes_before_the_first_one() -> None:
    extraction = only(
        aligned(
            """
            2023年度项目支出绩效自评表 <      <          <          <          <          <        <        <        <
            项目名称 养老服务补贴     <          <          主管部门   某区民政局 <        <        <        <
            资金情况（万元） 年初预算数 全年（调整）预算数 全年执行数 执行率（%） 执行率权重 执行率得分 < <   <
            年度总金额 50.00          45.00      45.00      100        10         10       <        <        <
            年初绩效目标 补贴老人300人 <         <          <          <          <        <        <        <
            绩效指标 指标名称         计量单位   指标性质   年初指标值 调整指标值 全年完成值 指标权重 指标得分 是否核心指标
            ^        补贴人数         人         ≥          300        290        300      60       60       是
            ^        老人满意度       %          ≥          95         95         96       30       30       否
            """
        )
    )
    (project,) = extraction.projects
    assert (project.budget_initial_wan, project.budget_wan, project.executed_wan) == (50, 45, 45)
    assert project.execution_rate == 100
    assert values(extraction)[:2] == [
        (None, None, "补贴人数", "target annual", ">=", "290", "人", "≥290人"),
        (None, None, "补贴人数", "actual annual", "=", "300", "人", "300人"),
    ]
    assert [(s.weight, s.score) for s in extraction.indicator_scores] == [(60, 60), (30, 30)]
    assert messages(extraction) == ["target adjusted from 300 to 290: 补贴人数"]


def test_a_whole_department_in_the_same_shape() -> None:
    extraction = only(
        aligned(
            """
            部门整体支出绩效自评表 <      <          <          <          <      <      <
            部门名称 某市气象局    <      <          <          <          <      <      <
            部门整体支出（万元） . 年初预算数 全年预算数 全年执行数 分值   执行率 得分   <
            ^        年度资金总额  900.00 950.00     931.00     10         98%    9.8    <
            年度总体目标 做好气象服务 <   <          <          <          <      <      <
            一级指标 二级指标      三级指标 年度指标值 实际完成值 分值     得分   未完成原因分析 <
            产出指标 数量指标      预报次数 ≥365次   366次      90         90     .      <
            总分     <             <      <          <          100        99.8   .      <
            """
        )
    )
    assert extraction.header.department_name == "某市气象局"
    assert extraction.projects == []
    assert funds(extraction)[2] == ("executed", "total", "931.00")
    assert {f.project_no for f in extraction.project_funds} == {None}
    # As a report says it in prose, so that the printed rate is checked against both.
    assert [
        (line.section, line.item, line.phase, line.amount_wan, line.execution_rate)
        for line in extraction.budget_lines
    ] == [
        ("部门整体收支情况", "年初预算数", "budget", 900, None),
        ("部门整体收支情况", "全年预算数", "budget", 950, None),
        ("部门整体收支情况", "全年执行数", "executed", 931, 98),
    ]
    assert extraction.budget_lines[2].execution_rate_rounding == Decimal("0.5")
    assert scores(extraction)[0] == ("执行率", "9.8", "10")
    assert scores(extraction)[-1] == ("总分", "99.8", "100")


def test_subtotals_belong_to_their_level() -> None:
    drawing = MINISTRY.replace(
        "    ^                  效益指标（30分）",
        "    ^                  小计               <          <            <          <"
        "          50     45     .\n    ^                  效益指标（30分）",
        1,
    ).replace("产出指标（50分）", "产出指标")
    extraction = only(aligned(drawing))
    assert ("产出指标", "45", "50") in scores(extraction)
    assert len(extraction.indicator_scores) == 4


@pytest.mark.parametrize(
    ("changed", "to", "message"),
    [
        ("项目资金（万元）", "项目资金", "no unit of money is printed"),
        ("实际完成值", "实际情况说明", "no column of results (实际完成值)"),
        ("三级指标", "三级", ""),
    ],
)
def test_what_is_missing_is_an_error(changed: str, to: str, message: str) -> None:
    extraction = only(aligned(MINISTRY.replace(changed, to)))
    errors = [p.message for p in extraction.problems if p.severity == "error"]
    assert [error.startswith(message) for error in errors] == ([True] if message else [])


def test_a_form_whose_results_are_blank_is_a_form_without_results() -> None:
    extraction = only(
        with_lines(
            """
            项目名称         科普专项     <          <            <          <    <
            项目资金（万元） .            年初预算数 全年预算数 全年执行数 分值 执行率
            ^                年度资金总额 100        100          90         10   90%
            一级指标         二级指标     三级指标   年度指标值   实际完成值 分值 得分
            产出指标         数量指标     科普活动   ≥3场         .          50   .
            """,
            "项目支出绩效自评表",
        )
    )
    assert [(p.severity, p.message) for p in extraction.problems] == [
        ("warning", "all results (实际完成值) are blank")
    ]
    (target,) = extraction.indicator_values
    assert (target.measure, target.value_text) == ("target", "≥3场")
    (row,) = extraction.indicator_scores
    assert (row.weight, row.score) == (50, None)


def test_a_weight_that_is_no_number_is_reported() -> None:
    extraction = only(aligned(MINISTRY.replace("30     25 ", "30     扣5分 ")))
    assert "neither a weight nor a score: 扣5分" in messages(extraction)
    assert extraction.indicator_scores[1].score is None


def test_an_unknown_kind_of_money_is_reported() -> None:
    extraction = only(aligned(MINISTRY.replace("上年结转资金", "神秘资金")))
    assert messages(extraction) == ["money of an unknown kind: 神秘资金"]


def test_tab_separated_text() -> None:
    text = """项目支出绩效自评表
（2022年度）
项目名称\t智慧农业
主管部门\t某县农业局\t实施单位\t某县农技站
项目资金（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t80.00\t80.00\t76.00\t10\t95%\t9.5
\t其中：当年财政拨款\t80.00\t80.00\t76.00\t—\t95%\t—
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标\t数量指标\t推广技术\t≥5项\t6项\t50\t50\t无
\t\t质量指标\t技术合格率\t≥95%\t96%\t40\t40\t无
总分\t100\t99.5"""
    extraction = only(read_text(text.split("\n")))
    (project,) = extraction.projects
    assert (project.budget_wan, project.executed_wan, project.execution_rate) == (80, 76, 95)
    assert [row[2:6] for row in values(extraction)] == [
        ("推广技术", "target annual", ">=", "5"),
        ("推广技术", "actual annual", "=", "6"),
        ("技术合格率", "target annual", ">=", "95"),
        ("技术合格率", "actual annual", "=", "96"),
    ]
    assert scores(extraction) == [("执行率", "9.5", "10"), ("总分", "99.5", "100")]


def test_a_book_of_tables() -> None:
    second = MINISTRY.replace("大型仪器共享", "二号项目")
    extractions = extract(aligned(MINISTRY.strip() + "\n" + second.strip()))
    assert [e.projects[0].project_name for e in extractions] == ["大型仪器共享", "二号项目"]
    assert {s.project_no for s in extractions[1].scores} == {2}
    assert {s.project_no for s in extractions[1].indicator_scores} == {2}


def test_subtotals_in_rows_of_levels_and_a_total_left_of_its_headers() -> None:
    extraction = only(
        aligned(
            """
            项目支出绩效自评表 <    <        <          <          <    <
            项目名称 技能培训  <    <        <          <          <    <
            资金投入情况（万元） .  全年预算数（A） 全年执行数（B） 预算执行率（B/A） 分值 得分
            ^        年度财政资金总额 700 679.80    97.11428571%     10   9.7123456789
            一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分
            产出指标 .        .        .          .          50   48
            .        数量指标 培训人数 ≥100人     120人      50   48
            效益指标 社会效益 就业人数 ≥50人      60人       30   30
            合计     <        <        <          100        <    97.4
            """
        )
    )
    assert extraction.header.amount_unit == "万元"
    assert funds(extraction) == [("budget", "total", "700"), ("executed", "total", "679.80")]
    assert extraction.projects[0].execution_rate is None
    assert scores(extraction) == [
        ("预算执行率（B/A）", None, "10"),
        ("产出指标", "48", "50"),
        ("总分", "97.4", "100"),
    ]
    assert messages(extraction) == [
        "neither a weight nor a score: 9.7123456789",
        "no execution rate: 97.11428571%",
    ]


LISTED = """
    序号 项目名称 预算执行情况 <          <       绩效指标完成情况 <        <        <          <          <    <
    ^    ^        全年预算数   全年执行数 执行率  一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分
    1    水价改革 1,537.57     1,414.56   92.00%  产出指标 数量指标 面积     ≥45公顷    46公顷     10   10
    ^    ^        ^            ^          ^       ^        时效指标 完成率   ≥96%       90%        20   18
    2    水库养护 3268.72      2941.85    90.00%  产出指标 数量指标 水库     =48座      48座       10   10
    3    水库养护 100          100        100.00% 产出指标 数量指标 水库     =2座       2座        10   10
    合计 <        4906.29      4456.41    .       .        .        .        .          .          .    .
"""


def test_a_list_of_evaluated_projects() -> None:
    extraction = only(with_lines(LISTED, "2023年部门项目支出绩效自评结果表", "单位：万元"))
    assert extraction.header.form == "self_evaluation_table"
    assert [
        (p.project_no, p.project_name, p.budget_wan, p.executed_wan, p.execution_rate)
        for p in extraction.projects
    ] == [
        (1, "水价改革", Decimal("1537.57"), Decimal("1414.56"), 92),
        (2, "水库养护", Decimal("3268.72"), Decimal("2941.85"), 90),
        (3, "水库养护", 100, 100, 100),
        (0, "合计", Decimal("4906.29"), Decimal("4456.41"), None),
    ]
    assert [(v.project_no, v.measure, v.value) for v in extraction.indicator_values] == [
        (1, "target", 45),
        (1, "actual", 46),
        (1, "target", 96),
        (1, "actual", 90),
        (2, "target", 48),
        (2, "actual", 48),
        (3, "target", 2),
        (3, "actual", 2),
    ]
    assert [(s.project_no, s.weight, s.score) for s in extraction.indicator_scores] == [
        (1, 10, 10),
        (1, 20, 18),
        (2, 10, 10),
        (3, 10, 10),
    ]
    assert messages(extraction) == []


def test_an_evaluation_of_a_project_without_its_name_is_not_the_departments() -> None:
    drawing = MINISTRY.replace("项目名称 ", "沐岚栏位 ")
    assert "no 项目名称, though it is titled “项目支出绩效自评表”" in messages(
        only(aligned(drawing))
    )
    whole = drawing.replace("项目支出绩效自评表", "部门整体支出自评表")
    assert not any("项目名称" in message for message in messages(only(aligned(whole))))
