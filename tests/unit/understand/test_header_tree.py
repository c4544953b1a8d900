"""Headers of indicators over two rows, or of names under a second level."""

import pytest

from tests.unit.read_forms import messages, only, targets, values, with_lines

RULED = """
    项目名称 储备林建设 < < < < <
    主管部门 某县林业局 < < < < <
    资金总额 300 < < < < <
    一级指标 实施期绩效指标 < < 年度绩效指标 < <
    ^ 二级指标 三级指标 指标值 二级指标 三级指标 指标值
    产出指标 数量指标 建设面积 6万亩 数量指标 建设面积 1.5万亩
    ^ 质量指标 保存率 ≥85% 质量指标 成活率 ≥90%
    效益指标 社会效益指标 带动就业 1500人次 社会效益指标 带动就业 360人次
"""
# Without rules the label below the header may begin beside it, and the header be too wide.
UNRULED = RULED.replace("一级指标 实施期绩效指标 <", "一级指标 < 实施期绩效指标").replace(
    "    ^ 二级指标", "    产出指标 二级指标"
)
UNRULED = UNRULED.replace("    产出指标 数量指标", "    ^ 数量指标")


@pytest.mark.parametrize("drawing", [RULED, UNRULED])
def test_a_first_level_beside_two_blocks(drawing: str) -> None:
    extraction = only(with_lines(drawing, "项目支出绩效目标申报表", "（2024年度）", "单位：万元"))
    assert [
        (value.level1, value.level2, value.indicator_name, value.horizon, value.value_text)
        for value in extraction.indicator_values
    ] == [
        ("产出指标", "数量指标", "建设面积", "cycle", "6万亩"),
        ("产出指标", "数量指标", "建设面积", "annual", "1.5万亩"),
        ("产出指标", "质量指标", "保存率", "cycle", "≥85%"),
        ("产出指标", "质量指标", "成活率", "annual", "≥90%"),
        ("效益指标", "社会效益指标", "带动就业", "cycle", "1500人次"),
        ("效益指标", "社会效益指标", "带动就业", "annual", "360人次"),
    ]
    assert not [message for message in messages(extraction) if "read wrong" in message]


def test_headers_of_values_beside_one_that_spans_those_of_levels_and_names() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 人口抽样调查 < < < <
            资金总额（万元） 300 < < < <
            绩效指标 指标名称 < 上年度实际水平 本年度计划水平 指标内容/计算公式
            ^ 二级指标 三级指标 ^ ^ ^
            ^ 目标完成程度 撰写分析 55篇 ≥58篇 反映撰写情况
            ^ 项目实施效益 数据更正 2次 ≤1次 参照上年下降5%
            """,
            "项目支出绩效目标申报表",
            "（2025年度）",
        )
    )
    assert targets(extraction) == [("撰写分析", ">=", "58", "篇"), ("数据更正", "<=", "1", "次")]


SECOND = """
    {label} 一级指标 二级指标 绩效标准 当年预期实现值
    ^ 数量指标 巡展场次 上年水平的110% ≥118场
    ^ 满意度指标 观众满意度 历史标准95% >90%
    """


def test_names_under_a_second_level_where_no_third_one_is() -> None:
    head = "项目名称 科普巡展 < < <\n年度资金总额（万元） 30 < < <"
    drawing = f"{head}{SECOND.format(label='绩效指标')}"
    extraction = only(with_lines(drawing, "项目支出绩效目标表", "（2025年度）"))
    assert targets(extraction) == [("巡展场次", ">=", "118", "场"), ("观众满意度", ">", "90", "%")]
    assert [each[0] for each in values(extraction)] == ["数量指标", "满意度指标"]


def test_names_under_a_second_level_in_a_list() -> None:
    drawing = """
        项目名称 项目预算 一级指标 二级指标 绩效标准 当年预期实现值
        科普巡展 30.00 数量指标 巡展场次 上年水平的110% ≥118场
        ^ ^ 满意度指标 观众满意度 历史标准95% >90%
        """
    extraction = only(with_lines(drawing, "2025年部门预算项目支出绩效目标汇总表", "单位：万元"))
    assert [project.project_name for project in extraction.projects] == ["科普巡展"]
    assert targets(extraction) == [("巡展场次", ">=", "118", "场"), ("观众满意度", ">", "90", "%")]


def test_a_second_level_with_labels_below_it_heads_no_names() -> None:
    head = "项目名称 科普巡展 < <\n年度资金总额（万元） 30 < <\n"
    drawing = (
        f"{head}一级指标 二级指标 指标值\n产出指标 数量指标 ≥118场\n效益指标 社会效益指标 ≥3个"
    )
    extraction = only(with_lines(drawing, "项目支出绩效目标表", "（2025年度）"))
    assert not extraction.indicator_values
    assert "no header row of indicators (绩效指标)" in messages(extraction)


def test_a_goal_beside_the_headers_of_indicators_in_a_list_stays_one() -> None:
    drawing = """
        项目名称 预算合计 年度目标 绩效指标 < <
        ^ ^ ^ 一级指标 三级指标 目标值
        警报更新 466.88 设施完好 产出指标 培训骨干 ≥418人次
        ^ ^ ^ 效益指标 警报覆盖率 ≥89%
        """
    extraction = only(with_lines(drawing, "部门重点项目绩效目标公开表", "单位：万元"))
    (project,) = extraction.projects
    assert (project.project_name, project.goal) == ("警报更新", "设施完好")
    assert targets(extraction) == [
        ("培训骨干", ">=", "418", "人次"),
        ("警报覆盖率", ">=", "89", "%"),
    ]


def test_parts_of_the_money_of_a_list_below_what_they_are_parts_of() -> None:
    drawing = """
        序号 项目名称 {over} < 绩效指标 < < 指标值
        ^ ^ {total} 其中：财政拨款 一级指标 二级指标 三级指标 ^
        1 文献采购 30 20 产出指标 数量指标 新增藏书量 ≥29册
        2 免费开放 15 10 产出指标 数量指标 开放天数 ≥300天
        """
    title = "部门预算项目支出绩效目标表"
    for over, total in (("本年预算", "安排数"), ("资金申请", "本年申请")):
        told = only(with_lines(drawing.format(over=over, total=total), title, "单位：万元"))
        assert [(p.total_wan, p.fiscal_wan) for p in told.projects] == [(30, 20), (15, 10)]
    unknown = only(with_lines(drawing.format(over="奇特情况", total="甲"), title, "单位：万元"))
    assert [project.total_wan for project in unknown.projects] == [None, None]
    assert any("甲" in message for message in messages(unknown))


LOST = """
    序号 项目名称 年度预算 .      绩效目标 绩效指标 .        .        .
    .    .        合计     省本级 .        一级指标 沐岚项   三级指标 指标值
    1    道路养护 30       20     养好道路 产出指标 数量指标 养护里程 >5公里
    .    .        .        .      .        效益指标 社会效益 通行率   99%
    2    桥梁检测 12       12     查清病害 产出指标 数量指标 检测桥梁 8座
"""


def test_headers_that_lost_what_they_span_reach_to_the_next() -> None:
    extraction = only(with_lines(LOST, "2024年项目支出绩效目标表", "单位：万元"))
    assert [(p.project_name, str(p.total_wan), p.goal) for p in extraction.projects] == [
        ("道路养护", "30", "养好道路"),
        ("桥梁检测", "12", "查清病害"),
    ]
    assert [(*row[:3], row[5]) for row in values(extraction)] == [
        ("产出指标", "数量指标", "养护里程", "5"),
        ("效益指标", "社会效益", "通行率", "99"),
        ("产出指标", "数量指标", "检测桥梁", "8"),
    ]


def test_a_row_that_heads_nothing_above_headers_is_no_upper_row_of_them() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 道路养护 .        .
            年度目标 养好道路 .        .
            一级指标 二级指标 三级指标 指标值
            产出指标 数量指标 养护里程 >5公里
            """,
            "项目支出绩效目标申报表",
        )
    )
    assert [(p.project_name, p.goal) for p in extraction.projects] == [("道路养护", "养好道路")]
    assert [row[:3] for row in values(extraction)] == [("产出指标", "数量指标", "养护里程")]


def test_names_and_values_in_columns_of_first_levels_below_headers_of_money() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 项目金额（万元） <        绩效目标 < < <
            ^        资金总额         单位资金 产出指标 < 满意度指标 <
            ^        ^                ^        三级指标 指标值 三级指标 指标值
            道路养护 30               2        养护里程 >5公里 好评率 ≥9%
            """,
            "部门预算项目支出绩效目标表",
        )
    )
    (project,) = extraction.projects
    assert (str(project.total_wan), str(project.other_wan)) == ("30", "2")
    assert [(row[0], row[2]) for row in values(extraction)] == [
        ("产出指标", "养护里程"),
        ("满意度指标", "好评率"),
    ]


def test_what_stands_beside_a_bare_year_under_values_is_not_the_years_for_lack_of_words() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 道路养护 .        .        .
            年度目标 养好道路 .        .        .
            一级指标 二级指标 三级指标 目标值   <
            ^        ^        ^        沐岚项   2024年
            产出指标 数量指标 养护里程 >5公里   >2公里
            产出指标 数量指标 检查桥梁 >8座     >4座
            产出指标 质量指标 合格率   >98%     >97%
            """,
            "2024年项目支出绩效目标申报表",
        )
    )
    found = [
        (v.indicator_name, v.horizon, str(v.value), bool(v.place.doubt))
        for v in extraction.indicator_values
    ]
    assert ("养护里程", "annual", "2", False) in found
    assert ("养护里程", "cycle", "5", True) in found
