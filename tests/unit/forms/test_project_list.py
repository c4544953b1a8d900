# ruff: noqa: E501 - drawn tables are as wide as the forms
from __future__ import annotations

import pytest

from tests.unit.read_forms import messages, only, targets, values, with_lines

SICHUAN = """
    单位名称   项目名称 项目资金 年度目标       一级指标 二级指标   三级指标   指标性质 指标值 度量单位 权重 指标方向性
    某县科技局 科普经费 30.00    开展科普12场次 产出指标 数量指标   科普场次   ≥        12     场次     40   正向指标
    ^          ^        ^        ^              ^        时效指标   完成时限   ≤        12     月       20   反向指标
    ^          ^        ^        ^              满意度指标 服务对象满意度指标 群众满意度 ≥ 90  %        10   正向指标
    ^          专家咨询 8.50     聘请专家20人   产出指标 数量指标   专家人数   ＝       20     人次     60   正向指标
    ^          ^        ^        ^              效益指标 社会效益指标 决策水平 定性     提升   .        30   正向指标
"""


def test_one_indicator_a_row() -> None:
    extraction = only(with_lines(SICHUAN, "部门预算项目绩效目标表（2024年度）", "单位：万元"))
    header = extraction.header
    assert (header.form, header.fiscal_year) == ("project_target_table", 2024)
    assert header.amount_unit == "万元"
    assert [(p.project_no, p.project_name, p.total_wan, p.goal) for p in extraction.projects] == [
        (1, "科普经费", 30, "开展科普12场次"),
        (2, "专家咨询", 8.5, "聘请专家20人"),
    ]
    assert targets(extraction) == [
        ("科普场次", ">=", "12", "场次"),
        ("完成时限", "<=", "12", "月"),
        ("群众满意度", ">=", "90", "%"),
        ("专家人数", "=", "20", "人次"),
        ("决策水平", None, None, None),
    ]
    numbers = {(v.project_no, v.row_no) for v in extraction.indicator_values if v.row_no}
    assert numbers == {(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)}
    assert [s.weight for s in extraction.indicator_scores] == [40, 20, 10, 60, 30]
    assert values(extraction)[3][:2] == ("产出指标", "数量指标")
    assert messages(extraction) == []


def test_a_unit_s_total_merged_over_names_is_no_project() -> None:
    total = "    某县科技部门 < 38.50 . . . . . . . . .\n"
    header, rest = SICHUAN.strip("\n").split("\n", 1)
    drawing = f"{header}\n{total}{rest}"
    extraction = only(with_lines(drawing, "部门预算项目绩效目标表（2024年度）", "单位：万元"))
    assert [p.project_name for p in extraction.projects] == ["科普经费", "专家咨询"]
    assert messages(extraction) == ["not read, a unit's row among projects: 某县科技部门"]


def test_repeated_names_and_money_in_two_header_rows() -> None:
    extraction = only(
        with_lines(
            """
            序号 项目名称 预算资金（元） <    <   绩效目标 一级指标 二级指标 三级指标 指标值 神秘栏
            ^    ^        合计 财政拨款 其他资金  ^        ^        ^        ^        ^      ^
            合计 <        150000 120000 30000     .        .        .        .        .      .
            1    路灯维护 100000 100000 0         维护路灯 产出指标 数量指标 路灯数   ≥500盏 x
            1    路灯维护 100000 100000 0         维护路灯 产出指标 质量指标 亮灯率   ≥98%   x
            2    绿化养护 50000  20000  30000     养护绿地 产出指标 数量指标 面积     2万平方米 x
            """,
            "2024年项目支出绩效目标表",
        )
    )
    assert [(p.project_no, p.project_name, p.total_wan) for p in extraction.projects] == [
        (0, "合计", 15),
        (1, "路灯维护", 10),
        (2, "绿化养护", 5),
    ]
    assert extraction.projects[-1].fiscal_wan == 2
    assert [row[2] for row in values(extraction)] == ["路灯数", "亮灯率", "面积"]
    assert messages(extraction) == ["unknown column header: 神秘栏"]


def test_a_list_without_a_unit_is_an_error() -> None:
    extraction = only(with_lines(SICHUAN, "部门预算项目绩效目标表"))
    errors = [p.message for p in extraction.problems if p.severity == "error"]
    assert [error[:25] for error in errors] == ["no unit of money is print"]


def test_the_rest_of_a_sentence_in_the_place_of_a_name_is_an_error() -> None:
    extraction = only(
        with_lines(SICHUAN.replace("专家咨询", "。明显提升。"), "项目绩效目标表", "单位：万元")
    )
    assert [p.message for p in extraction.problems if p.severity == "error"] == [
        "no name of a project, so projects cannot be told apart: 。明显提升。"
    ]


def test_a_row_above_the_first_project_is_reported() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 预算数 绩效目标 一级指标 三级指标 指标值
            .        .      .        产出指标 座谈会   ≥2场
            科普经费 30.00  办好科普 产出指标 科普场次 ≥12场
            """,
            "项目支出绩效目标表",
            "单位：万元",
        )
    )
    assert messages(extraction) == ["a row above the first project: 产出指标"]
    assert targets(extraction) == [("科普场次", ">=", "12", "场")]


def test_yunnans_list_without_money_and_with_explanations() -> None:
    extraction = only(
        with_lines(
            """
            单位名称、项目名称 项目年度绩效目标 一级指标 二级指标 三级指标 指标性质 指标值 度量单位 指标属性 指标内容
            公用经费           保障运转         产出指标 数量指标 保障人数 =        42     人       定量指标 反映保障的在职人数
            ^                  ^                ^        ^        物业面积 >=       3200.5 平方米   定量指标 反映面积
            """,
            "项目支出绩效目标表（本次下达）",
            "部门：某州科技局",
        )
    )
    assert extraction.header.department_name == "某州科技局"
    assert [(p.project_name, p.total_wan) for p in extraction.projects] == [("公用经费", None)]
    assert targets(extraction) == [
        ("保障人数", "=", "42", "人"),
        ("物业面积", ">=", "3200.5", "平方米"),
    ]
    assert [m for m in messages(extraction) if "indicator" in m or "header" in m] == []


def test_levels_below_a_header_of_all_indicators_and_a_total_before_the_names() -> None:
    extraction = only(
        with_lines(
            """
            序号 项目名称 资金总额 其中：   <        项目绩效目标 绩效指标 <        <        <
            ^    ^        ^        财政拨款 其他资金 ^            一级指标 二级指标 指标内容 指标值
            1    网络租赁 88.00    80.00    8.00     租赁专线     产出指标 数量指标 专线条数 5条
            合计 .        88.00    80.00    8.00     .            .        .        .        .
            """,
            "项目（政策）绩效目标表",
            "单位：万元",
        )
    )
    assert extraction.header.form == "project_target_table"
    assert [(p.project_no, p.total_wan, p.other_wan) for p in extraction.projects] == [
        (1, 88, 8),
        (0, 88, 8),
    ]
    assert targets(extraction) == [("专线条数", "=", "5", "条")]
    assert messages(extraction) == []


def test_headers_that_no_list_has() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 预算数 年度绩效目标 指标类型 指标子类 指标事项 关系 本年设定的目标值 单位 分值比重
            路灯维护 10     维护路灯     产出指标 数量     路灯数   ≥    500              盏   20
            ^        ^      ^            ^        质量     亮灯率   ≥    98               %    30
            """,
            "预算项目绩效目标汇总表",
            "单位：万元",
        )
    )
    assert [row[:3] for row in values(extraction)] == [
        ("产出指标", "数量", "路灯数"),
        ("产出指标", "质量", "亮灯率"),
    ]
    assert targets(extraction) == [("路灯数", ">=", "500", "盏"), ("亮灯率", ">=", "98", "%")]
    assert [score.weight for score in extraction.indicator_scores] == [20, 30]


def test_indicators_named_as_the_section_that_they_stand_in() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 预算数 年度绩效目标 一级指标 二级指标 绩效指标 目标值
            路灯维护 10     维护路灯     产出指标 数量指标 路灯数   ≥500盏
            """,
            "预算项目绩效目标汇总表",
            "单位：万元",
        )
    )
    assert targets(extraction) == [("路灯数", ">=", "500", "盏")]


def test_a_second_row_of_headers_may_name_columns_that_no_list_has() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 项目资金（万元） 项目总目标 绩效指标 <     <      <                  <
            ^        ^                ^          一级指标 二级指标 三级指标 半年（程）目标值 全年（程）目标值
            救援队伍 996.05           建好队伍   产出     数量指标 采购帐篷 =160顶           =210顶
            ^        ^                ^          满意度   服务对象满意度指标 群众满意度 >54% >95%
            """,
            "部门项目绩效目标申报表",
        )
    )
    assert [(p.project_name, str(p.total_wan)) for p in extraction.projects] == [
        ("救援队伍", "996.05")
    ]
    assert targets(extraction) == [("采购帐篷", "=", "210", "顶"), ("群众满意度", ">", "95", "%")]


def test_a_header_that_means_something_else_is_no_indicator_by_its_words() -> None:
    header = "项目名称 预算数（元） 年度绩效目标 指标类型 指标子类 指标事项 关系 目标数值 单位"
    extraction = only(
        with_lines(
            f"""
            {header}
            就业补助 1200 促进就业 产出指标 数量 培训人次   > 24,680 人次
            ^        ^    ^        ^        ^    实现就业   > 3170   人
            ^        ^    ^        ^        质量 预算执行率 ≥ 92     %
            """,
            "预算项目绩效目标汇总表",
        )
    )
    assert targets(extraction) == [
        ("培训人次", ">", "24680", "人次"),
        ("实现就业", ">", "3170", "人"),
        ("预算执行率", ">=", "92", "%"),
    ]
    assert [row[1] for row in values(extraction)] == ["数量", "数量", "质量"]


def test_a_list_without_money_needs_no_unit_of_it() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 绩效目标 绩效指标 <        <        <
            ^        ^        一级指标 二级指标 指标内容 指标值
            安全监管 管好安全 产出指标 数量指标 应急演练 ≥18次
            """,
            "市级项目支出绩效目标表",
        )
    )
    assert [(p.project_name, p.total_wan, p.goal) for p in extraction.projects] == [
        ("安全监管", None, "管好安全")
    ]
    assert targets(extraction) == [("应急演练", ">=", "18", "次")]
    assert messages(extraction) == []


@pytest.mark.parametrize("indicators", ["一级指标 二级指标 三级指标 指标值", "绩效指标"])
def test_parts_of_fiscal_money_and_their_sum_where_it_is_printed(indicators: str) -> None:
    packed = indicators == "绩效指标"
    fill = " ^" * len(indicators.split())
    one = "产出指标：参保人数，年度指标值：≥5人。" if packed else "产出指标 数量指标 参保人数 ≥5人"
    two = "产出指标：路灯数，年度指标值：≥6盏。" if packed else "产出指标 数量指标 路灯数 ≥6盏"
    extraction = only(
        with_lines(
            f"""
            序号 项目名称 项目资金（万元） < < < 绩效目标 {indicators}
            ^ ^ 年度资金总额 其中：一般公共预算 政府性基金 上年结转 ^{fill}
            1 社保补贴 500 400 100 . 发放补贴 {one}
            2 路灯维护 300 250 0 50 维护路灯 {two}
            """,
            "部门预算项目支出绩效目标表",
            "部门编码及名称：[301]某县社保局",
        )
    )
    assert extraction.header.department_name == "某县社保局"
    assert [(p.total_wan, p.fiscal_wan, p.carried_over_wan) for p in extraction.projects] == [
        (500, None, None),
        (300, 250, 50),
    ]
    assert messages(extraction) == [
        "parts of 财政拨款 without their sum, not read: 400、100 of “社保补贴”"
    ]


@pytest.mark.parametrize(
    "money", ["资金金额（万元）", "年度预算总规模（万元）", "资金额度（万元）"]
)
def test_a_header_of_money_beside_that_of_names_is_no_project(money: str) -> None:
    table = f"""
        项目名称 {money} 总体目标 年度绩效指标 <        <        <
        ^        ^       ^        一级指标     二级指标 指标内容 指标值
        河道清淤 27.96   清淤     产出指标     数量指标 清淤量   ≥24.7万立方米
        ^        ^       ^        产出指标     质量指标 合格率   ≥98%
    """
    extraction = only(with_lines(table, "部门预算专项业务经费绩效目标表", "单位：万元"))
    assert extraction.header.form == "project_target_table"
    assert [(p.project_name, str(p.total_wan)) for p in extraction.projects] == [
        ("河道清淤", "27.96")
    ]
    assert [row[0] for row in targets(extraction)] == ["清淤量", "合格率"]


@pytest.mark.parametrize("name", ["经办费用（万元）", "年度资金总额", "预算数", "预算合计"])
def test_a_label_where_a_name_belongs_is_an_error(name: str) -> None:
    table = f"""
        项目名称 预算金额 绩效目标 一级指标 二级指标 三级指标 指标值
        {name}   27.96    清淤     产出指标 数量指标 清淤量   ≥24.7万立方米
    """
    extraction = only(with_lines(table, "项目支出绩效目标表", "单位：万元"))
    assert [p.message for p in extraction.problems if p.severity == "error"] == [
        f"no name of a project, so projects cannot be told apart: {name}"
    ]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("项目总预算 项目本年度预算", ("2868.72", "8606.16")),
        ("三年支出规划 本年预算数", ("2868.72", "8606.16")),
        ("2023年预算数 2024年预算数", ("2868.72", None)),
        ("上年预算数 预算金额", ("2868.72", None)),
        ("项目总预算 项目周期", ("8606.16", None)),
        # The form is of 2024.
        ("2024年预算数 2025年预算数", ("8606.16", None)),
        ("总投资 本年安排", ("2868.72", "8606.16")),
    ],
)
def test_money_of_the_whole_term_and_of_former_years(
    header: str, expected: tuple[str, str | None]
) -> None:
    extraction = only(
        with_lines(
            f"""
            项目名称 {header} 年度绩效目标 一级指标 二级指标 三级指标 指标值
            石窟加固 8,606.16 2,868.72 加固石窟 产出指标 数量指标 摄像头 240路
            ^ ^ ^ ^ 满意度指标 服务对象满意度 观众满意度 ≥95%
            """,
            "部门项目支出绩效目标汇总表",
            "（2024年度）",
            "单位：万元",
        )
    )
    (project,) = extraction.projects
    found = (project.total_wan, project.cycle_total_wan)
    assert tuple(None if amount is None else str(amount) for amount in found) == expected


def test_headers_of_money_that_are_broken_over_rows() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 项目资金（万元） < < 一级指标 二级指标 三级指标 指标值
            ^ 年度金额 其中：财政 其他资金 ^ ^ ^ ^
            ^ . 拨款 . ^ ^ ^ ^
            评标专家抽取 2,792.34 2,700.00 92.34 产出指标 数量指标 接入机构 ≥14家
            """,
            "项目支出绩效目标表",
        )
    )
    (project,) = extraction.projects
    assert [str(project.total_wan), str(project.fiscal_wan), str(project.other_wan)] == [
        "2792.34",
        "2700.00",
        "92.34",
    ]
