"""Of which term and year the columns of values are: sections of the whole term, former years."""

from dataclasses import replace

import pytest

from ingest.document import Document
from tests.unit.drawn_table import aligned
from tests.unit.read_forms import messages, only, scores, table_values, targets, values, with_lines

PROJECT = """
项目名称         孵化器建设     .        .        .
主管部门         某区科技局     .        .        .
年度资金总额（万元） 120        .        .        .
"""


def document(drawing: str) -> Document:
    return with_lines(
        f"{PROJECT.strip()}\n{drawing.strip()}", "项目支出绩效目标申报表", "（2023年度）"
    )


@pytest.mark.parametrize("label", ["长期绩效指标", "中期指标", "总目标绩效指标"])
@pytest.mark.parametrize("header_again", [True, False], ids=["headed", "under one header"])
def test_indicators_of_the_whole_term_stand_above_those_of_the_year(
    label: str, header_again: bool
) -> None:
    header = "一级指标 二级指标 三级指标 指标值"
    labels = [f"{label} {header}", f"年度绩效指标 {header}"]
    if not header_again:
        labels = [f". {header}", ""]
    drawing = f"""
        {labels[0]}
        {"." if header_again else label} 产出指标 数量指标 新增孵化器 ≥30家
        . 效益指标 社会效益 带动就业 900人
        {labels[1]}
        {"." if header_again else "年度绩效指标"} 产出指标 数量指标 新增孵化器 ≥10家
    """
    lines = "\n".join(line for line in drawing.splitlines() if line.strip())
    found = [(v[2], v[3], v[4], v[5]) for v in values(only(document(lines)))]
    assert found == [
        ("新增孵化器", "target cycle", ">=", "30"),
        ("带动就业", "target cycle", "=", "900"),
        ("新增孵化器", "target annual", ">=", "10"),
    ]


def test_the_only_indicators_of_a_form_are_those_of_its_year() -> None:
    extraction = only(
        document(
            """
            总体绩效指标 一级指标 二级指标 三级指标 指标值
            ^            产出指标 数量指标 新增孵化器 ≥10家
            """
        )
    )
    assert targets(extraction) == [("新增孵化器", ">=", "10", "家")]


@pytest.mark.parametrize(
    "parts",
    ["前年 上年 预计当年实现", "2021年实际 2022年实际 2023年预期", "2021年 2022年 2023年"],
)
def test_of_a_divided_column_of_values_the_year_aimed_at_counts(parts: str) -> None:
    extraction = only(
        with_lines(
            f"""
            项目名称 孵化器建设 . . . .
            年度资金总额（万元） 120 . . . .
            一级指标 二级指标 三级指标 指标值 < <
            .        .        .        {parts}
            产出指标 数量指标 新增孵化器 6家  8家  10家
            """,
            "项目支出绩效目标申报表",
            "（2023年度）",
        )
    )
    assert targets(extraction) == [("新增孵化器", "=", "10", "家")]
    assert not [m for m in messages(extraction) if "header" in m]


@pytest.mark.parametrize(
    ("year", "own"), [("（2023年度）", "6"), ("（2024年度）", "8"), ("", "10")]
)
def test_of_several_years_ahead_the_form_s_own_counts_else_the_last(year: str, own: str) -> None:
    for header in (
        "实施期指标值 分年度指标值 < <\n. . . . 2023年 2024年 2025年",
        "实施期指标值 2023年指标值 2024年指标值 2025年指标值",
    ):
        drawing = f"""
            项目名称 孵化器建设 . . . . .
            年度资金总额（万元） 120 . . . . .
            一级指标 二级指标 三级指标 {header}
            产出指标 数量指标 新增孵化器 24家 6家 8家 10家
            """
        extraction = only(with_lines(drawing, "项目支出绩效目标申报表", year))
        assert targets(extraction) == [("新增孵化器", "=", own, "家")]
        assert ("target cycle", "24") in {(v[3], v[5]) for v in values(extraction)}


DEPARTMENT = """
部门整体绩效目标申报表 < < < < < <
部门名称 某市科技局 < < < < <
年度预算（万元） 支出总额 7345.57 < < < <
"""
PROJECTS = """
项目支出绩效目标申报表 < < < < < <
项目名称 孵化器建设 < < < < <
年度资金总额（万元） 120 < < < < <
"""


@pytest.mark.parametrize(
    "drawing",
    [
        f"""{DEPARTMENT.strip()}
        长期目标1： 孵化器成网 < < < < <
        长期绩效指标 一级指标 二级指标 指标名称 < < 指标值
        ^ 产出指标 数量指标 新增孵化器 < < 30家
        ^ 满意度指标 企业满意度 企业满意度 < < ≥90%
        年度目标1： 建成孵化器 < < < < <
        年度绩效指标 一级指标 二级指标 指标名称 指标值 < <
        ^ ^ ^ ^ 前年 上年 预期当年实现
        ^ 产出指标 数量指标 新增孵化器 6家 8家 10家
        年度目标2： 服务好企业 < < < < <
        年度绩效指标 一级指标 二级指标 指标名称 指标值 < <
        ^ ^ ^ ^ 前年 上年 预期当年实现
        ^ 满意度指标 企业满意度 企业满意度 80% 85% ≥90%
        """,
        f"""{PROJECTS.strip()}
        长期绩效目标表 < < < < < <
        目标名称 一级指标 二级指标 指标名称 < < 指标值
        长期绩效目标1 产出指标 数量指标 新增孵化器 < < 30家
        ^ 满意度指标 企业满意度 企业满意度 < < ≥90%
        年度绩效目标表 < < < < < <
        目标名称 一级指标 二级指标 指标名称 指标值 < <
        ^ ^ ^ ^ 前年 上年 预期当年实现
        年度绩效目标1 产出指标 数量指标 新增孵化器 6家 8家 10家
        年度绩效目标2 满意度指标 企业满意度 企业满意度 80% 85% ≥90%
        """,
    ],
    ids=["of a department", "of a project"],
)
def test_each_of_several_goals_has_indicators_of_its_own(drawing: str) -> None:
    extraction = only(aligned(drawing))
    assert [(v[1], v[2], v[3], v[5]) for v in values(extraction)] == [
        ("数量指标", "新增孵化器", "target cycle", "30"),
        ("企业满意度", "企业满意度", "target cycle", "90"),
        ("数量指标", "新增孵化器", "target annual", "10"),
        ("企业满意度", "企业满意度", "target annual", "90"),
    ]
    assert [v.row_no for v in table_values(extraction)] == [1, 2, 3, 4]


def test_target_and_result_under_one_header_stay_apart() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 孵化器建设 . . .
            全年预算数（万元） 120 全年执行数（万元） 118 .
            一级指标 二级指标 三级指标 指标值 <
            .        .        .        预期值 实际完成值
            产出指标 数量指标 新增孵化器 8家 10家
            """,
            "项目支出绩效自评表",
            "（2023年度）",
        )
    )
    assert [(v[3], v[5]) for v in values(extraction)] == [
        ("target annual", "8"),
        ("actual annual", "10"),
    ]


def test_indicators_of_an_unknown_form_before_a_known_one_are_reported() -> None:
    before = with_lines(
        """
        一级指标 二级指标 三级指标 占卜值
        产出指标 数量指标 新增孵化器 8家
        """,
        "某种指标一览",
    )
    known = document("一级指标 二级指标 三级指标 指标值\n产出指标 数量指标 新增孵化器 10家")
    extraction = only(replace(known, blocks=(*before.blocks, *known.blocks)))
    assert targets(extraction) == [("新增孵化器", "=", "10", "家")]
    assert "a table beside the form: not read" in messages(extraction)


def test_two_horizons_each_in_a_column_of_signs_values_and_units() -> None:
    extraction = only(
        aligned(
            """
            项目支出绩效目标申报表 < < < < < < < <
            项目名称 农业示范 < < < < < < <
            资金总额（元） 300 < < < < < < <
            一级指标 二级指标 三级指标 实施期目标 < < 年度目标 < <
            ^ ^ ^ 符号 值 单位 符号 值 单位
            产出指标 数量指标 示范基地数 ≥ 30 个 ≥ 10 个
            效益指标 经济效益指标 亩均增收 ＞ 300 元 ≥ 100 元
            """
        )
    )
    assert [(v.horizon, v.operator, str(v.value), v.unit) for v in extraction.indicator_values] == [
        ("cycle", ">=", "30", "个"),
        ("annual", ">=", "10", "个"),
        ("cycle", ">", "300", "元"),
        ("annual", ">=", "100", "元"),
    ]


def test_weights_of_levels_in_columns_of_their_own_and_a_total_short_of_its_headers() -> None:
    extraction = only(
        aligned(
            """
            部门整体支出绩效自评表 < < < < < < <
            省级预算部门名称 某省卫健委 < < < < < <
            一级指标 分值 二级指标 分值 三级指标 指标值 实际完成值 得分
            产出指标 60 数量指标 35 签约人数 ≥30万人 31万人 20
            ^ ^ ^ ^ 随访人数 ≥9万人 9万人 15
            ^ ^ 质量指标 25 规范管理率 ≥62% 65% 24
            总分 60 . . . . . 59
            """
        )
    )
    assert extraction.header.department_name == "某省卫健委"
    assert [s.weight for s in extraction.indicator_scores] == [None, None, None]
    assert scores(extraction) == [
        ("产出指标", None, "60"),
        ("产出指标", None, "35"),
        ("产出指标", None, "25"),
        ("总分", "59", "60"),
    ]


def test_a_total_whose_label_spans_too_few_columns_keeps_its_order() -> None:
    extraction = only(
        aligned(
            """
            项目支出绩效自评表 < < < < <
            项目名称 科普经费 < < < <
            一级指标 二级指标 三级指标 指标值 实际完成值 分值 得分
            产出指标 数量指标 活动场次 12场 12场 100 93.3
            总分 < < < 100 93.3 .
            """
        )
    )
    assert scores(extraction) == [("总分", "93.3", "100")]


def test_a_line_of_values_for_each_line_of_a_name() -> None:
    extraction = only(
        document(
            """
            一级指标 二级指标 三级指标 指标值
            产出指标 质量指标 指标1：活动合格率⏎指标2：投诉率 ≥95%⏎≤1%
            效益指标 社会效益指标 覆盖面⏎公众科学素质 不断扩大⏎提升至15%
            """
        )
    )
    assert [(v.metric, v.operator, v.value) for v in extraction.indicator_values] == [
        ("活动合格率", ">=", 95),
        ("投诉率", "<=", 1),
        ("覆盖面", None, None),
        ("公众科学素质", "=", 15),
    ]


def test_columns_headed_by_years_before_the_last_are_no_values_of_the_form() -> None:
    form = only(
        aligned(
            """
            部门整体支出绩效目标表 < < < < < <
            （2022年度） < < < < < <
            部门名称 某市气象局 < < < < <
            年度预算（万元） 支出总额 7345.57 < < < <
            绩效目标指标 一级指标 二级指标 三级指标 绩效目标值 < <
            ^ ^ ^ ^ 2020年实际完成值 2021年预计完成值 2022年计划指标值
            ^ 产出指标 数量指标 雷达运行 8000小时 8010小时 >8062小时
            """
        )
    )
    assert targets(form) == [("雷达运行", ">", "8062", "小时")]
    assert {row.measure for row in form.indicator_values} == {"target"}


def test_results_of_former_years_in_a_form_of_targets_are_not_read() -> None:
    form = only(
        aligned(
            """
            部门整体支出绩效目标表 < < < < <
            （2022年度） < < < < <
            部门名称 某市气象局 < < < <
            年度预算（万元） 支出总额 7345.57 < < <
            年度绩效目标 做好气象服务。 < < < <
            一级指标 二级指标 三级指标 2020年完成 2021年完成 甲乙栏
            产出指标 数量指标 雷达运行 8000小时 8010小时 >8062小时
            ^ ^ 发布预警 20次 21次 22次
            ^ 质量指标 准确率 80% 81% ≥82%
            """
        )
    )
    assert form.header.form == "department_target_form"
    assert {row.measure for row in form.indicator_values} == {"target"}
    assert "results of a former year in a form of targets: not read: 2021年完成" in [
        problem.message for problem in form.problems
    ]


def test_a_target_of_a_year_beside_another_is_doubted_where_the_form_prints_none() -> None:
    [value] = only(
        with_lines(
            """
            项目名称 雷达运行维护 . . .
            年度资金总额（万元） 120 . . .
            一级指标 二级指标 三级指标 目标值 2024年目标值
            产出指标 数量指标 雷达运行 24000小时 8000小时
            """,
            "项目支出绩效目标申报表",
        )
    ).indicator_values
    assert value.place.doubt


@pytest.mark.parametrize(("year", "is_doubtful"), [("2022", True), ("2021", False), ("", False)])
def test_a_column_of_another_year_than_the_forms_is_in_doubt(year: str, is_doubtful: bool) -> None:
    [result] = only(
        with_lines(
            """
            项目名称 雷达运行维护 . . .
            年度资金总额（万元） 120 . . .
            一级指标 二级指标 三级指标 2020年完成值 2021年完成值
            产出指标 数量指标 雷达运行 8000小时 8010小时
            """,
            "项目支出绩效自评表",
            f"（{year}年度）" if year else "某市气象局",
        )
    ).indicator_values
    assert (result.measure, result.value) == ("actual", 8010)
    assert ("表头年份不是本年度" in (result.place.doubt or "")) == is_doubtful


@pytest.mark.parametrize("year", ["（2022年度）", ""])
def test_a_year_that_is_expected_is_no_target_beside_one(year: str) -> None:
    form = only(
        with_lines(
            """
            项目名称 雷达运行维护 . . .
            年度资金总额（万元） 120 . . .
            一级指标 二级指标 三级指标 2021年预计完成值 目标值
            产出指标 数量指标 雷达运行 8010小时 >8062小时
            产出指标 质量指标 数据可用率 97% ≥98%
            """,
            "项目支出绩效目标申报表",
            year,
        )
    )
    assert targets(form) == [
        ("雷达运行", ">", "8062", "小时"),
        ("数据可用率", ">=", "98", "%"),
    ]


def test_years_that_stand_beside_their_column_divide_it_and_cells_go_to_what_they_span() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 车辆保障 . . . . . .
            年度资金总额（万元） 120 . . . . . .
            一级指标 二级指标 三级指标 实施期指标值 < . 分年度指标值 <
            .        .        .        .           . 2023年 2024年 2025年
            产出指标 数量指标 值守岗位 40个 20个 < 19个 18个
            """,
            "项目支出绩效目标申报表",
            "（2023年度）",
        )
    )
    found = [(v[3], v[5]) for v in values(extraction)]
    assert found == [("target cycle", "40"), ("target annual", "20")]


def test_a_kind_beside_levels_is_none_of_them() -> None:
    found = only(
        document("""
            一级指标 二级指标 三级指标   指标类型 符号 指标值 计量单位
            产出指标 数量指标 新增孵化器 定量指标 =    30     家
            效益指标 社会效益 带动就业   定量指标 ≥    900    人
        """)
    )
    assert [row[:3] for row in values(found)] == [
        ("产出指标", "数量指标", "新增孵化器"),
        ("效益指标", "社会效益", "带动就业"),
    ]
    beside = only(
        document("""
            指标类型 二级指标 三级指标   指标值
            产出指标 数量指标 新增孵化器 30家
            效益指标 社会效益 带动就业   900人
        """)
    )
    assert [row[0] for row in values(beside)] == ["产出指标", "效益指标"]


@pytest.mark.parametrize("span", ["2023—2025年", "2023年-2025年", "2023至2025年度"])
def test_a_span_of_years_is_the_whole_term(span: str) -> None:
    found = only(
        document(f"""
            绩效指标 一级指标 二级指标 三级指标   目标值 <
            ^        ^        ^        ^          {span} 2023年
            ^        产出指标 数量指标 新增孵化器 30家 10家
            ^        效益指标 社会效益 带动就业   900人 300人
        """)
    )
    assert [(v.horizon, str(v.value)) for v in table_values(found)] == [
        ("cycle", "30"),
        ("annual", "10"),
        ("cycle", "900"),
        ("annual", "300"),
    ]


@pytest.mark.parametrize(
    ("last", "right"),
    [
        ("全年绩效目标", [("助学款", "=", "76", "人"), ("结业率", ">=", "95", "%")]),
        ("备注", [("助学款", "=", "80", "人"), ("结业率", "=", "100", "%")]),
    ],
)
def test_goals_of_the_year_behind_standards_head_its_values(
    last: str, right: list[tuple[object, ...]]
) -> None:
    found = only(
        document(
            f"""
            绩效目标 评价指标 绩效内容 绩效标准 {last}
            产出     数量目标 助学款   80人     76人
            效益     质量目标 结业率   100%     ≥95%
            """
        )
    )
    assert targets(found) == right


def local(drawing: str) -> list[tuple[str | None, str, str]]:
    """What each value is of, its measure with its horizon, and its text."""
    return [
        (value.metric, f"{value.measure} {value.horizon}", value.value_text)
        for value in table_values(only(document(drawing)))
    ]


@pytest.mark.parametrize(
    ("header", "horizon"),
    [
        ("一级指标 二级指标 三级指标 西陵区 东岗街道办", "annual"),
        ("一级指标 二级指标 三级指标 西陵区 东岗街道办 2022年完成值", "annual"),
        ("一级指标 二级指标 三级指标 区域目标值 <\n^ ^ ^ 西陵区 东岗街道办", "annual"),
        ("一级指标 二级指标 三级指标 实施期目标值 <\n^ ^ ^ 西陵区 东岗街道办", "cycle"),
        ("一级指标 二级指标 三级指标 西陵区 东岗街道办 2022年预计值", "annual"),
    ],
)
def test_the_values_of_each_place_in_a_column(header: str, horizon: str) -> None:
    body = """
        产出指标 数量指标 修复水圳（米） ≥180 ≥425
        ^ 质量指标 验收合格率 ≥95% <
        效益指标 社会效益指标 受益人口（人） 320 .
    """
    assert local(f"{header}\n{body}") == [
        ("西陵区修复水圳", f"target {horizon}", "≥180"),
        ("东岗街道办修复水圳", f"target {horizon}", "≥425"),
        ("西陵区、东岗街道办验收合格率", f"target {horizon}", "≥95%"),
        ("西陵区受益人口", f"target {horizon}", "320"),
    ]


def test_a_value_of_a_place_reaches_down_as_far_as_its_cell() -> None:
    found = local(
        """
        一级指标 二级指标 三级指标 西陵区 北津县
        产出指标 数量指标 修复水圳（米） ≥180 ≥425
        ^ 质量指标 验收合格率 ≥95% ≥90%
        ^ ^ 资金合规率 ^ ≥80%
        """
    )
    assert [(place, text) for place, _, text in found[2:]] == [
        ("西陵区验收合格率", "≥95%"),
        ("北津县验收合格率", "≥90%"),
        ("西陵区资金合规率", "≥95%"),
        ("北津县资金合规率", "≥80%"),
    ]


@pytest.mark.parametrize("label", ["中期指标", "总目标绩效指标"])
def test_places_below_the_label_of_the_whole_term(label: str) -> None:
    found = local(
        f"""
        {label} 一级指标 二级指标 三级指标 西陵区 北津县
        . 产出指标 数量指标 修复水圳（米） ≥180 ≥425
        年度绩效指标 一级指标 二级指标 三级指标 西陵区 北津县
        . 产出指标 数量指标 修复水圳（米） ≥60 ≥85
        """
    )
    assert [(horizon, text) for _, horizon, text in found] == [
        ("target cycle", "≥180"),
        ("target cycle", "≥425"),
        ("target annual", "≥60"),
        ("target annual", "≥85"),
    ]


@pytest.mark.parametrize(
    "header",
    [
        "一级指标 二级指标 三级指标 指标值 资金安排 <\n^ ^ ^ ^ 西陵区 北津县",
        "一级指标 二级指标 三级指标 指标值 西陵区 北津县",
        "一级指标 二级指标 三级指标 指标值 西陵区 备注",
    ],
    ids=["of money", "beside the whole", "only one"],
)
def test_what_else_is_headed_by_places_is_no_value(header: str) -> None:
    found = local(f"{header}\n产出指标 数量指标 修复水圳（米） ≥605 180 425")
    assert found == [("修复水圳", "target annual", "≥605")]
