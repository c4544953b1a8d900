# ruff: noqa: E501 - a drawn table is as wide as the form
"""Headers that no list knows: their columns tell their roles, with a doubt."""

from __future__ import annotations

import re

import pytest

from ingest.understand.columns.header_cells import TOLD_BY_CELLS
from tests.unit.drawn_table import aligned
from tests.unit.read_forms import messages, only, with_lines

FORM = """
    项目支出绩效自评表 <           <        <                <            <          <    <    <
    （2023年度）     <             <        <                <            <          <    <    <
    项目名称         科技创新专项  <        <                主管部门     某市科技局 <    <    <
    绩效指标         一级指标      二级指标 三级指标         年度指标值   实际完成值 分值 得分 偏差原因分析
    ^                产出指标      数量指标 新增培育企业数   ≥300家       312家      20   20   .
    ^                ^             ^        举办培训场次     ≥12场        9场        10   7.5  场地未落实
    ^                ^             质量指标 项目验收合格率   ≥95%         97%        20   20   .
    ^                ^             时效指标 资金支付及时率   100%         100%       10   10   .
    ^                效益指标      社会效益指标 带动就业人数 ≥1500人      1622人     20   20   .
    ^                满意度指标    服务对象满意度指标 企业满意度 ≥90%     96%        10   10   .
"""
READ = [
    ("新增培育企业数", "target", "300"),
    ("新增培育企业数", "actual", "312"),
    ("举办培训场次", "target", "12"),
    ("举办培训场次", "actual", "9"),
    ("项目验收合格率", "target", "95"),
    ("项目验收合格率", "actual", "97"),
    ("资金支付及时率", "target", "100"),
    ("资金支付及时率", "actual", "100"),
    ("带动就业人数", "target", "1500"),
    ("带动就业人数", "actual", "1622"),
    ("企业满意度", "target", "90"),
    ("企业满意度", "actual", "96"),
]


@pytest.mark.parametrize(
    ("header", "doubted"),
    [
        ("三级指标", {"target", "actual"}),
        ("年度指标值", {"target"}),
        ("实际完成值", {"actual"}),
        ("一级指标", set()),
        ("二级指标", set()),
        ("分值", set()),
        ("得分", set()),
        ("偏差原因分析", set()),
    ],
)
def test_one_unknown_header_costs_nothing_but_a_doubt(header: str, doubted: set[str]) -> None:
    form = only(aligned(FORM.replace(header, "沐岚项")))
    values = form.indicator_values
    assert [(v.indicator_name, v.measure, str(v.value)) for v in values] == READ
    assert {v.level1 for v in values} == {"产出指标", "效益指标", "满意度指标"}
    told = {v.measure for v in values if TOLD_BY_CELLS in (v.place.doubt or "")}
    assert told == doubted
    assert [str(score.score) for score in form.indicator_scores][:2] == ["20", "7.5"]


def test_the_label_left_of_the_headers_may_be_printed_again_in_each_row() -> None:
    again = re.sub(r"(?m)^( +)\^", r"\1绩效指标", FORM.replace("年度指标值", "沐岚项"))
    values = only(aligned(again)).indicator_values
    assert [(v.indicator_name, v.measure, str(v.value)) for v in values] == READ


def test_known_headers_are_not_doubted() -> None:
    values = only(aligned(FORM)).indicator_values
    assert [(v.indicator_name, v.measure, str(v.value)) for v in values] == READ
    assert not any(v.place.doubt for v in values)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("三级指标", "unknown column header: 沐岚项, taken for name by its cells"),
        ("得分", "unknown column header: 沐岚项, taken for score by its cells"),
    ],
)
def test_what_an_unknown_header_was_taken_for_is_said(header: str, said: str) -> None:
    form = only(aligned(FORM.replace(header, "沐岚项")))
    assert [p.message for p in form.problems if "unknown" in p.message] == [said]


def test_a_column_of_something_else_stays_unknown() -> None:
    lines = FORM.rstrip().split("\n")
    added = ["<", "<", "<", "沐岚项", "甲科", "乙科", "甲科", "丙科", "乙科", "甲科"]
    drawing = "\n".join(map("   ".join, zip(lines[1:], added, strict=True)))
    form = only(aligned(drawing))
    assert [(v.indicator_name, v.measure, str(v.value)) for v in form.indicator_values] == READ
    assert not any(v.place.doubt for v in form.indicator_values)
    assert [p.message for p in form.problems if "unknown" in p.message] == [
        "unknown column header: 沐岚项"
    ]


def test_a_header_in_a_second_block_is_what_it_is_in_the_first() -> None:
    drawing = """
    项目支出绩效目标申报表 <                  <          <                  <                    <        <
    （2023年度）     <                        <          <                  <                    <        <
    项目名称         科技创新专项             <          <                  <                    <        <
    总体目标         中期目标（2023年—2025年） <         <                  年度目标             <        <
    ^                三年培育企业300家        <          <                  培育企业100家以上    <        <
    绩效指标         一级指标                 二级指标   绩效指标           指标值               绩效指标 指标值
    ^                产出指标                 数量指标   培育企业数         ≥300家               培育企业数 ≥100家
    ^                ^                        质量指标   验收合格率         ≥95%                 验收合格率 ≥90%
    """
    found = only(aligned(drawing)).indicator_values
    values = [value for value in found if value.source_section != "narrative"]
    assert [(v.indicator_name, v.horizon, str(v.value)) for v in values] == [
        ("培育企业数", "cycle", "300"),
        ("培育企业数", "annual", "100"),
        ("验收合格率", "cycle", "95"),
        ("验收合格率", "annual", "90"),
    ]


TIERS = """
    项目支出绩效目标表 <           <        <              <      <      <    <
    （2023年度）     <             <        <              <      <      <    <
    项目名称         科技创新专项  <        <              主管部门 某市科技局 < <
    绩效指标         一级指标      二级指标 三级指标       绩效指标值 <  <    取值依据
    ^                ^             ^        ^              比对   目标值 沐岚项 ^
    ^                产出指标      数量指标 新增培育企业数 ≥      300    家   台账
    ^                ^             ^        举办培训场次   ≥      12     场   通知
    ^                ^             质量指标 项目验收合格率 ≥      95     %    验收单
    ^                效益指标      社会效益指标 带动就业人数 ≥    1500   人   台账
"""


def test_unknown_headers_in_the_lower_of_two_tiers() -> None:
    values = only(aligned(TIERS)).indicator_values
    assert [(v.indicator_name, v.operator, str(v.value), v.unit) for v in values] == [
        ("新增培育企业数", ">=", "300", "家"),
        ("举办培训场次", ">=", "12", "场"),
        ("项目验收合格率", ">=", "95", "%"),
        ("带动就业人数", ">=", "1500", "人"),
    ]


NAMES = """
    项目支出绩效目标表 <           <        <              <          <
    （2023年度）     <             <        <              <          <
    项目名称         科技创新专项  <        主管部门       某市科技局 <
    绩效指标         一级指标      二级指标 沐岚项         指标值     指标内容
    ^                产出指标      数量指标 新增培育企业数 ≥300家     反映本年培育的企业。
    ^                ^             ^        举办培训场次   ≥12场      反映培训情况。
    ^                效益指标      社会效益指标 带动就业人数 ≥1500人  反映就业带动。
"""


def test_what_explains_an_indicator_behind_its_value_is_no_name() -> None:
    values = only(aligned(NAMES)).indicator_values
    assert [v.indicator_name for v in values] == ["新增培育企业数", "举办培训场次", "带动就业人数"]
    assert all(TOLD_BY_CELLS in (v.place.doubt or "") for v in values)


YEARS = """
    项目支出绩效目标表 <           <        <              <              <      <
    （2023年度）     <             <        <              <              <      <
    项目名称         科技创新专项  <        <              主管部门       某市科技局 <
    绩效指标         一级指标      二级指标 三级指标       实施期指标值   2023年 2024年
    ^                产出指标      数量指标 新增培育企业数 ≥900家         ≥300家 ≥320家
    ^                ^             ^        举办培训场次   ≥36场          ≥12场  ≥13场
"""


BLANK = """
    项目支出绩效目标表 <             <        <              <      <     <
    （2023年度）     <             <        <              <      <     <
    项目名称         科技创新专项  <        主管部门       某市科技局 < <
    绩效指标         一级指标      二级指标 三级指标       年度指标值 < <
    ^                ^             ^        ^              {first} . {last}
    ^                产出指标      数量指标 新增培育企业数 ≥      300   家
    ^                ^             ^        举办培训场次   ≥      12    场
"""


def test_a_blank_header_between_those_of_sign_and_unit_heads_the_values() -> None:
    values = only(aligned(BLANK.format(first="符号", last="单位"))).indicator_values
    assert [(v.operator, str(v.value), v.unit) for v in values] == [
        (">=", "300", "家"),
        (">=", "12", "场"),
    ]
    assert all(v.place.doubt is None for v in values)


@pytest.mark.parametrize(("first", "last"), [("一季度", "二季度"), ("甲县", "乙县")])
def test_a_blank_header_among_others_heads_none(first: str, last: str) -> None:
    extraction = only(aligned(BLANK.format(first=first, last=last)))
    read = {str(v.value) for v in extraction.indicator_values if not v.place.doubt}
    assert not read & {"300", "12"}
    assert messages(extraction)


PAST = """
    项目支出绩效目标表 <             <        <              <            <            <
    （2024年度）     <             <        <              <            <            <
    项目名称         科技创新专项  <        <              主管部门     某市科技局   <
    绩效指标         一级指标      二级指标 三级指标       历史指标值   <            沐珂记
    ^                ^             ^        ^              2022年实际值 2023年预计值 ^
    ^                产出指标      数量指标 新增培育企业数 250家        280家        ≥300家
    ^                ^             ^        举办培训场次   10场         11场         ≥12场
"""


def test_what_stands_under_the_past_is_no_target_beside_an_unknown_header() -> None:
    values = only(aligned(PAST)).indicator_values
    assert [(v.indicator_name, str(v.value), v.measure) for v in values] == [
        ("新增培育企业数", "300", "target"),
        ("举办培训场次", "12", "target"),
    ]
    assert all(TOLD_BY_CELLS in (v.place.doubt or "") for v in values)


def test_a_column_of_one_year_beside_its_term_leaves_no_target_to_an_unknown_header() -> None:
    form = YEARS.replace("实施期指标值", "2023—2025年").replace("2024年", "羽蔷项")
    values = only(aligned(form)).indicator_values
    assert [(v.horizon, str(v.value)) for v in values] == [
        ("cycle", "900"),
        ("annual", "300"),
        ("cycle", "36"),
        ("annual", "12"),
    ]


def test_a_column_of_the_forms_own_year_is_the_years() -> None:
    values = only(aligned(YEARS)).indicator_values
    assert [(v.indicator_name, v.horizon, str(v.value)) for v in values] == [
        ("新增培育企业数", "cycle", "900"),
        ("新增培育企业数", "annual", "300"),
        ("举办培训场次", "cycle", "36"),
        ("举办培训场次", "annual", "12"),
    ]
    assert not any(v.place.doubt for v in values)


BUREAUS = """
    单位     项目名称     项目资金（万元） 一级指标   二级指标     三级指标       指标值
    某市青少年科技活动中心 科技创新专项 120 产出指标 数量指标 举办活动场次   ≥12
    ^        ^            ^              满意度指标 满意度指标   参加者满意度   ≥90
    某市科学技术馆管理服务中心 科普专项 80 产出指标 数量指标   新增展品件数   ≥30
    ^        ^            ^              满意度指标 满意度指标   参观者满意度   ≥95
"""


def test_a_column_called_unit_over_bureaus_gives_no_value_a_unit() -> None:
    found = only(with_lines(BUREAUS, "2024年部门预算项目支出绩效目标表")).indicator_values
    assert [(v.metric, str(v.value), v.unit) for v in found] == [
        ("举办活动场次", "12", None),
        ("参加者满意度", "90", None),
        ("新增展品件数", "30", None),
        ("参观者满意度", "95", None),
    ]


STANDARDS = """
    部门整体绩效目标表 <        <              <
    （2023年度）       <        <              <
    部门名称           某市农机局 <            <
    部门预算安排       年度预算总额 300        <
    年度绩效目标       推广农机 <              <
    {header}
    产出指标           数量指标 补贴农机具台数 ≥2430台
    产出指标           质量指标 程序合规率     ＞99%
    效果指标           经济效果指标 节本增效   ≥58元
"""


def test_cells_tell_a_header_that_only_a_level_is_known_of() -> None:
    form = only(aligned(STANDARDS.format(header="类别 二级指标 绩效指标 评价标准")))
    assert [(v.level1, v.indicator_name, str(v.value)) for v in form.indicator_values] == [
        ("产出指标", "补贴农机具台数", "2430"),
        ("产出指标", "程序合规率", "99"),
        ("效果指标", "节本增效", "58"),
    ]
    assert all(TOLD_BY_CELLS in (v.place.doubt or "") for v in form.indicator_values)


def test_what_is_called_a_standard_is_no_target_beside_one() -> None:
    header = "一级指标 二级指标 绩效指标 年度指标值 评价标准"
    rows = STANDARDS.format(header=header).strip().split("\n")
    wider = [f"{row} {'<' if at < 5 else '' if at == 5 else '≥1台'}" for at, row in enumerate(rows)]
    form = only(aligned("\n".join(wider)))
    assert [str(v.value) for v in form.indicator_values] == ["2430", "99", "58"]


@pytest.mark.parametrize(("first", "second"), [("指标性质", "比较符"), ("比较符", "指标性质")])
def test_of_two_columns_called_signs_the_one_that_holds_them_counts(
    first: str, second: str
) -> None:
    cells = {"指标性质": ("正向", "反向"), "比较符": ("≥", "≤")}
    rows = zip(cells[first], cells[second], strict=True)
    body = [
        f"产出指标 数量指标 {name} {one} {two} 20 个"
        for name, (one, two) in zip(("培训场次", "投诉次数"), rows, strict=True)
    ]
    head = [
        "项目名称 科普 < < < < <",
        f"一级指标 二级指标 三级指标 {first} {second} 预期值 计量单位",
    ]
    drawing = "\n".join([*head, *body])
    extraction = only(with_lines(drawing, "项目支出绩效目标表"))
    told = [(v.indicator_name, v.operator) for v in extraction.indicator_values]
    assert told == [("培训场次", ">="), ("投诉次数", "<=")]


@pytest.mark.parametrize("label", ["沐岚记", "专项绩效指标"])
def test_the_label_beside_a_table_heads_no_column(label: str) -> None:
    drawing = FORM.replace("    绩效指标         一级指标", f"    {label}         一级指标")
    for header in ("三级指标", "一级指标"):
        values = only(aligned(drawing.replace(header, "珊庭项"))).indicator_values
        assert [(v.indicator_name, v.measure, str(v.value)) for v in values] == READ


def test_a_header_that_may_be_of_names_leaves_them_to_an_unknown_one_behind_it() -> None:
    drawing = FORM.replace("二级指标", "指标细分").replace("三级指标", "沐岚项")
    values = only(aligned(drawing)).indicator_values
    assert [(v.indicator_name, v.measure, str(v.value)) for v in values] == READ
    assert all(TOLD_BY_CELLS in (v.place.doubt or "") for v in values)


def test_marks_of_another_reviewer_are_no_targets() -> None:
    drawing = FORM.replace("偏差原因分析", "主管部门复核分").replace("年度指标值", "沐岚项")
    drawing = drawing.replace("20   .", "20   20").replace("10   .", "10   10")
    values = only(aligned(drawing)).indicator_values
    assert [(v.indicator_name, v.measure, str(v.value)) for v in values] == READ


def test_second_levels_are_names_beside_levels_under_an_unknown_header() -> None:
    form = only(
        aligned(
            """
            项目支出绩效目标申报表（2024年度） <        <              <          <
            项目名称                           科普下乡 <              <          <
            年度目标                           办好科普 <              <          <
            绩效指标                           沐岚项   二级指标       绩效标准   当年预期实现值
            ^                                  数量指标 讲座场次       按计划     15次
            ^                                  ^        巡展场次       按计划     ≥79场
            ^                                  效益指标 公众知晓率     不低于上年 ≥90%
            """
        )
    )
    assert [(v.indicator_name, str(v.value)) for v in form.indicator_values] == [
        ("讲座场次", "15"),
        ("巡展场次", "79"),
        ("公众知晓率", "90"),
    ]


TARGETS = """
    项目支出绩效目标表 <           <        <                <            <               <    <
    （2023年度）     <             <        <                <            <               <    <
    项目名称         科技创新专项  <        <                主管部门     某市科技局      <    <
    项目资金（万元） 年度资金总额  <        300              <            <               <    <
    总体目标         培育一批创新主体，完成年度任务。 <      <            <               <    <
    绩效指标         {levels}               绩效内容         {value}      内容解释        权重 {mark}
    ^                产出指标      数量指标 新增培育企业数   ≥300家       按年末口径统计  20   20
    ^                ^             ^        举办培训场次     ≥12场        按年末口径统计  10   10
    ^                ^             质量指标 项目验收合格率   ≥95%         按年末口径统计  30   30
    ^                效益指标      社会效益指标 带动就业人数 ≥1500人      按年末口径统计  20   20
    ^                满意度指标    服务对象满意度指标 企业满意度 ≥90%     按年末口径统计  20   20
"""


@pytest.mark.parametrize(
    ("levels", "value", "mark"),
    [
        ("评价内容 目标类型", "沐岚项", "."),  # levels are told by the labels below them
        ("一级指标 二级指标", "年度指标值", "蔷羽项"),  # a form of targets has no scores
    ],
)
def test_what_cells_look_like_makes_up_for_words_and_never_against_a_title(
    levels: str, value: str, mark: str
) -> None:
    form = only(aligned(TARGETS.format(levels=levels, value=value, mark=mark)))
    assert [(v.indicator_name, str(v.value)) for v in form.indicator_values] == [
        ("新增培育企业数", "300"),
        ("举办培训场次", "12"),
        ("项目验收合格率", "95"),
        ("带动就业人数", "1500"),
        ("企业满意度", "90"),
    ]
    assert [v.level1 for v in form.indicator_values][-2:] == ["效益指标", "满意度指标"]
    assert [project.project_name for project in form.projects] == ["科技创新专项"]


GRADED = """
    项目绩效目标表 < < < < < <
    项目名称 展馆运行 < < < < <
    指标类型 绩效指标 绩效目标 绩效标准 < < <
    ^ ^ ^ 优 良 中 差
    产出指标 物业服务面积 7200平方米 7200平方米以上 6200平方米 5200平方米 5200平方米以下
    ^ 用水量 45万吨 45万吨以上 35万吨 25万吨 25万吨以下
    效益指标 设备使用率 85%以上 85%以上 75% 65% 65%以下
    ^ 开放天数 240 240天以上 210天 180天 180天以下
"""


@pytest.mark.parametrize("headers", ["绩效目标 绩效标准", "目标值 评价标准"])
def test_what_each_grade_asks_for_is_no_target(headers: str) -> None:
    form = only(aligned(GRADED.replace("绩效目标 绩效标准", headers)))
    assert [(v.indicator_name, v.horizon, str(v.value)) for v in form.indicator_values] == [
        ("物业服务面积", "annual", "7200"),
        ("用水量", "annual", "45"),
        ("设备使用率", "annual", "85"),
        ("开放天数", "annual", "240"),
    ]
    assert not any("header: 优" in message for message in messages(form))


def test_what_explains_an_indicator_is_no_target_though_none_is_known() -> None:
    form = only(
        aligned(
            """
            项目绩效目标表 < < < < <
            项目名称 展馆运行 < < < <
            一级指标 二级指标 三级指标 指标解释 沐岚项 备注
            产出指标 数量指标 研究品种数量 研究选育品种数量 3种 .
            ^ ^ 技术培训数量 对企业的培训数量 12家 .
            ^ 质量指标 推广成功率 品种的推广成功率 ≥90% .
            """
        )
    )
    found = [(v.indicator_name, str(v.value)) for v in form.indicator_values]
    assert found == [("研究品种数量", "3"), ("技术培训数量", "12"), ("推广成功率", "90")]


def test_the_term_stands_before_values_for_each_of_its_years() -> None:
    form = only(
        aligned(
            """
            项目支出绩效目标申报表 < < < < <
            （2025年度） < < < < <
            项目名称 儿童之家建设 < < < <
            一级指标 二级指标 三级指标 沐岚项 2025年指标值 2026年指标值
            产出指标 数量指标 建设儿童之家 ≥230所 ≥80所 ≥150所
            ^ ^ 培训家政人员 ≥2184名 ≥1000名 ≥1184名
            ^ 质量指标 培训合格率 ≥95% ≥90% ≥95%
            效益指标 社会效益指标 就业人数 ≥900人 ≥300人 ≥600人
            """
        )
    )
    found = [(v.indicator_name, v.horizon, str(v.value)) for v in form.indicator_values]
    assert found[:4] == [
        ("建设儿童之家", "cycle", "230"),
        ("建设儿童之家", "annual", "80"),
        ("培训家政人员", "cycle", "2184"),
        ("培训家政人员", "annual", "1000"),
    ]
