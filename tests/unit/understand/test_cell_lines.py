"""Forms of one project as text with every cell, or every row of cells, on a line of its own."""

import pytest

from ingest.document import Line, Place
from ingest.read.text.page_text import read_text
from ingest.understand.lines.division import Programme
from ingest.understand.lines.line_columns import column_of
from ingest.understand.lines.pieces import ANY_WIDE, blanks_behind, pieces
from tests.unit.read_forms import funds, only, scores, targets, values

CELLS = """项目支出绩效自评表
（2022年度）
项目名称
成果转化经费
主管部门
实施单位
某市科技局
项目资金
（万元）
年初预算数
全年预算数（A）
全年执行数（B）
分值
执行率（B/A）
得分
年度资金总额：
880
905
892.4
10
98.61%
9.9
其中：本年财政拨款
800
825
812.4
-
年度总体目标
预期目标
实际完成情况
支持项目12项。
支持项目13项。
一级指标
二级指标
三级指标
参考分值
年度指标值
实际完成值
得分
未完成原因分析
产
出
指
标
（50分）
数量指标
支持项目
10
12项
13项
10
质量指标
验收合格率
40
≥95%
93%
38
一项延期
社会效益指标
带动作用
10
明显
明显
10
总分
60
58
注：分值统一设置。"""


def test_a_form_with_every_cell_on_a_line_of_its_own() -> None:
    form = only(read_text(CELLS.split("\n")))
    header, (project,) = form.header, form.projects
    assert (header.department_name, header.fiscal_year) == ("某市科技局", 2022)
    assert (project.project_name, str(project.execution_rate)) == ("成果转化经费", "98.61")
    assert funds(form) == [
        ("budget_initial", "total", "880"),
        ("budget", "total", "905"),
        ("executed", "total", "892.4"),
        ("budget_initial", "fiscal", "800"),
        ("budget", "fiscal", "825"),
        ("executed", "fiscal", "812.4"),
    ]
    narrative = [v for v in form.indicator_values if v.source_section == "narrative"]
    assert [(v.measure, v.value) for v in narrative] == [("target", 12), ("actual", 13)]
    assert [(*row[:4], *row[5:7]) for row in values(form)] == [
        ("产出指标", "数量指标", "支持项目", "target annual", "12", "项"),
        ("产出指标", "数量指标", "支持项目", "actual annual", "13", "项"),
        ("产出指标", "质量指标", "验收合格率", "target annual", "95", "%"),
        ("产出指标", "质量指标", "验收合格率", "actual annual", "93", "%"),
        ("效益指标", "社会效益指标", "带动作用", "target annual", None, None),
        ("效益指标", "社会效益指标", "带动作用", "actual annual", None, None),
    ]
    assert [(s.weight, s.score, s.deviation_reason) for s in form.indicator_scores] == [
        (10, 10, None),
        (40, 38, "一项延期"),
        (10, 10, None),
    ]
    assert scores(form) == [
        ("执行率（B/A）", "9.9", "10"),
        ("产出指标", None, "50"),
        ("总分", "58", "60"),
    ]
    assert form.problems == []


def test_a_line_that_is_but_a_word_of_a_label_ends_no_table_of_cells_on_lines() -> None:
    text = CELLS.replace("未完成原因分析", "备注").replace("一项延期", "其他")
    form = only(read_text(text.split("\n")))
    assert [s.weight for s in form.indicator_scores] == [10, 40, 10]


SOURCES = """项目支出绩效目标申报表
（2022年度）
项目名称 成果转化
资金来源（万元） 财政资金 自筹资金 其他资金
5600 3000 0
一级指标 二级指标 三级指标 指标值类型 指标值 单位 权重
产出 数量指标 立项数 ≥ 20 项 20
效益 社会效益 影响力 定性 提升 - 10
满意度 服务对象满意度 企业满意度 ≥ 90 % 10"""
SIDES = """项目支出绩效目标申报表
（2022年度）
项目名称
成果转化
项目总金额（万元）
4500
当年预算金额（万元）
1500
其中：一般公共预算
4500
其中：一般公共预算
1500
其他资金
其他资金
0
一级指标
二级指标
三级指标
指标值类型
指标值
计量单位
产出
数量指标
立项数
≥
20
项"""


@pytest.mark.parametrize("gap", [" ", "\n"])
def test_labels_of_money_above_amounts_in_text(gap: str) -> None:
    lines = "\n".join(gap.join(line.split()) for line in SOURCES.split("\n")).split("\n")
    form = only(read_text(lines))
    assert funds(form) == [
        ("annual", "fiscal", "5600"),
        ("annual", "other", "3000"),
        ("annual", "other", "0"),
    ]
    assert [(*row[:3], *row[4:]) for row in values(form)] == [
        ("产出", "数量指标", "立项数", ">=", "20", "项", "≥20项"),
        ("效益", "社会效益", "影响力", None, None, None, "提升"),
        ("满意度", "服务对象满意度", "企业满意度", ">=", "90", "%", "≥90%"),
    ]


def test_the_sides_of_money_with_every_cell_on_a_line_of_its_own() -> None:
    form = only(read_text(SIDES.split("\n")))
    assert funds(form) == [
        ("cycle", "total", "4500"),
        ("annual", "total", "1500"),
        ("cycle", "fiscal_part", "4500"),
        ("annual", "fiscal_part", "1500"),
        ("annual", "other", "0"),
    ]
    assert targets(form) == [("立项数", ">=", "20", "项")]


def test_a_blank_cell_in_text_puts_its_row_in_doubt() -> None:
    text = CELLS.replace("支持项目\n10\n12项\n13项", "支持项目\n10\n13项")
    form = only(read_text(text.split("\n")))
    doubted = {value.indicator_name for value in form.indicator_values if value.place.doubt}
    assert doubted == {"支持项目"}
    assert [bool(score.place.doubt) for score in form.indicator_scores] == [True, False, False]


HEAD = "项目支出绩效目标表\n（2023年度）\n项目名称\n校舍维修\n主管部门\n某县教育局\n"
LISTED = """一级指标
二级指标
三级指标
年度指标值
备注
产出甲
数量甲
在校人数
≤2145人
{blank}
质量甲
办学条件改善
100%
{blank}
成本甲
公用经费
1010元/生
{blank}
效益甲
社会甲
教学水平提高
95%
{blank}"""


def spaced(text: str, blank: str) -> str:
    """Each cell on a line with a blank line behind it, blank ones as web pages are stored."""
    return "\n\n".join(text.format(blank=blank).split("\n")) + "\n\n主管部门意见\n"


def test_blank_cells_that_leave_a_gap_tell_columns_apart() -> None:
    found = only(read_text(spaced(HEAD + LISTED, "\xa0").split("\n")))
    assert [
        (v.level1, v.level2, v.indicator_name, v.value_text) for v in found.indicator_values
    ] == [
        ("产出甲", "数量甲", "在校人数", "≤2145人"),
        ("产出甲", "质量甲", "办学条件改善", "100%"),
        ("产出甲", "成本甲", "公用经费", "1010元/生"),
        ("效益甲", "社会甲", "教学水平提高", "95%"),
    ]
    assert not any(value.place.doubt for value in found.indicator_values)


@pytest.mark.parametrize(
    ("numbers", "blanks"),
    [
        ([1, 3, 5, 9, 11], {5: 1}),
        ([1, 3, 5, 11, 13], {5: 2}),
        ([1, 3, 5, 8, 10], {5: 1}),
        ([1, 2, 3, 5, 6], {3: 1}),
        ([1, 3, 5, 7, 9], {}),
        ([1, 2, 5, 9, 15], {}),
        ([1, 3, 5, 90, 92], {}),
        ([7], {}),
    ],
    ids=["one", "two", "row ends", "no blank lines", "none", "no pitch", "too many", "a line"],
)
def test_gaps_between_lines_are_blank_cells(numbers: list[int], blanks: dict[int, int]) -> None:
    lines = [Line("甲", Place(line_from=at, line_to=at)) for at in numbers]
    assert blanks_behind(lines) == blanks


@pytest.mark.parametrize("text", ["", "甲"], ids=["blank", "a note"])
def test_a_blank_cell_fills_its_column_as_a_text_does(text: str) -> None:
    columns = [column_of("level1", "一级指标", "0", left=True), column_of("name", "指标", "1")]
    columns += [column_of("annual", "指标值", "2"), column_of("remark", "备注", "3")]
    lines = ["产出指标", "培训人数", "≥300人", text]
    run = pieces([Line(each, Place(line_from=1, line_to=1)) for each in lines], whole=True)
    solution = Programme(run, columns, spaced=False, whole=True).solve([ANY_WIDE] * len(columns))
    assert not solution.skipped
    assert [step.column for step in solution.rows[0]] == [0, 1, 2, 3]


UNKNOWN = """一级指标
二级指标
三级指标
甲乙栏
产出指标
数量指标
培训人数
≥300人
质量指标
培训合格率
98%"""


@pytest.mark.parametrize(
    ("header", "read"),
    [("甲乙栏", 2), ("年度指标值", 2), ("以下略，详见2023年附件所列", 0)],
    ids=["unknown", "known", "no header"],
)
def test_an_unknown_header_of_values_may_be_the_last_line_of_a_header(
    header: str, read: int
) -> None:
    text = spaced(HEAD + UNKNOWN.replace("甲乙栏", header), "")
    found = only(read_text(text.split("\n")))
    assert len(targets(found)) == read
    told = {bool(value.place.doubt) for value in found.indicator_values}
    assert told <= {header == "甲乙栏"}


@pytest.mark.parametrize("total", ["50", ""], ids=["with its sum", "without"])
def test_a_column_of_scores_may_be_headed_by_what_they_come_to(total: str) -> None:
    rows = """一级指标
二级指标
三级指标
年度指标值
实际完成值
{total}
产出指标
数量指标
检查家数
不少于160家
173家
5
宣传活动
12场
11场
3
质量指标
结案率
100%
96%
4
效益指标
社会效益指标
满意程度
95%
97%
5"""
    text = f"{HEAD}{rows}".replace("目标表", "自评表").replace("{total}\n", total and f"{total}\n")
    found = only(read_text(spaced(text, "").split("\n")))
    numbers = [
        (v.indicator_name, v.measure, str(v.value), v.unit)
        for v in found.indicator_values
        if not v.place.doubt or total
    ]
    right = [
        ("检查家数", "target", "160", "家"),
        ("检查家数", "actual", "173", "家"),
        ("宣传活动", "target", "12", "场"),
        ("宣传活动", "actual", "11", "场"),
        ("结案率", "target", "100", "%"),
        ("结案率", "actual", "96", "%"),
        ("满意程度", "target", "95", "%"),
        ("满意程度", "actual", "97", "%"),
    ]
    assert numbers == right if total else {*numbers} <= {*right}


@pytest.mark.parametrize("last", ["甲乙记\n", ""], ids=["a word", "nothing"])
def test_what_may_be_a_header_left_out_puts_its_table_in_doubt(last: str) -> None:
    text = UNKNOWN.replace("甲乙栏\n", f"年度指标值\n{last}")
    found = only(read_text(spaced(HEAD + text, "").split("\n")))
    assert targets(found) == [("培训人数", ">=", "300", "人"), ("培训合格率", "=", "98", "%")]
    assert {bool(value.place.doubt) for value in found.indicator_values} == {bool(last)}


def test_results_beside_two_tiers_of_headers_stand_behind_them() -> None:
    header = """绩效指标
绩效指标
指标取值
实际完成值
得分
一级指标
二级指标
三级指标
指标性质
指标值
计量单位"""
    rows = """产出指标
数量指标
检查家数
≥
160
家
173
5
产出指标
质量指标
结案率
=
100
%
96
4"""
    text = f"{HEAD}{header}\n{rows}".replace("目标表", "自评表")
    found = only(read_text(spaced(text, "").split("\n")))
    assert [
        (v.indicator_name, v.measure, v.operator, str(v.value), v.unit)
        for v in found.indicator_values
    ] == [
        ("检查家数", "target", ">=", "160", "家"),
        ("检查家数", "actual", "=", "173", "家"),
        ("结案率", "target", "=", "100", "%"),
        ("结案率", "actual", "=", "96", "%"),
    ]


def test_spaces_within_headers_part_no_columns_and_a_year_labels_nothing() -> None:
    head = "某馆运转经费项目绩效公开\n2024年度\n项目名称\n校舍维修\n实施部门\n某县教育局\n"
    money = "项目资金 (万元)\n资金总额\n92\n年度目标\n保证开放。\n"
    rows = """一级指标
二级指标
三级指标
半年(程) 指标值
全年(程) 指标值
产出指标
数量指标
开放天数
≥150天
≥310天
质量指标
设施完好率
≥95%
≥97%"""
    found = only(read_text(spaced(head + money + rows, "").split("\n")))
    assert (found.header.form, found.header.fiscal_year) == ("project_target_form", 2024)
    assert [project.project_name for project in found.projects] == ["校舍维修"]
    assert targets(found) == [("开放天数", ">=", "310", "天"), ("设施完好率", ">=", "97", "%")]


YEARS = """指标大类
指标小类
衡量指标
珂澜记
目标值
2023—2025年
2023年
产出指标
数量
新增缴存职工
人
不少于37996
不少于12,500
时效
资金拨付及时率
%
≥92.6
≥95"""


def test_years_may_end_a_header_and_a_day_behind_an_opinion_is_no_row() -> None:
    text = spaced(HEAD + YEARS, "") + "同意申报。　　2023年1月15日\n"
    found = only(read_text(text.split("\n")))
    numbers = [
        (v.indicator_name, v.horizon, v.operator, str(v.value), v.unit)
        for v in found.indicator_values
    ]
    assert numbers[:2] == [
        ("新增缴存职工", "cycle", ">=", "37996", "人"),
        ("新增缴存职工", "annual", ">=", "12500", "人"),
    ]


KINDS = """一级指标
二级指标
三级指标
指标类型
计算符号
指标值
计量单位
权重分
产出指标
数量指标
购置设备
定量指标
=
9
台
10
发放叶酸
定量指标
≥
16,129
盒
4
时效指标
按期完成率
定量指标
≥
95
%
5.5"""


def test_a_column_called_a_level_may_hold_kinds_of_values() -> None:
    found = only(read_text(spaced(HEAD + KINDS, "").split("\n")))
    assert [
        (v.level1, v.level2, *row)
        for v, row in zip(found.indicator_values, targets(found), strict=True)
    ] == [
        ("产出指标", "数量指标", "购置设备", "=", "9", "台"),
        ("产出指标", "数量指标", "发放叶酸", ">=", "16129", "盒"),
        ("产出指标", "时效指标", "按期完成率", ">=", "95", "%"),
    ]
    assert not any(value.place.doubt for value in found.indicator_values)


TIMES = """一级指标
二级指标
三级指标
指标值
半年（程）
全年（程）
产出指标
数量指标
购置设备
5台
9台
发放叶酸
≥9,000盒
≥16,129盒
时效指标
按期完成率
≥90%
≥95%"""


def test_of_two_times_each_heads_a_column() -> None:
    found = only(read_text(spaced(HEAD + TIMES, "").split("\n")))
    assert targets(found) == [
        ("购置设备", "=", "9", "台"),
        ("发放叶酸", ">=", "16129", "盒"),
        ("按期完成率", ">=", "95", "%"),
    ]


FORMER = """绩效指标
一级指标
二级指标
指标名称
绩效标准
指标值确定依据
前年
上年
珂珊项
产出指标
数量指标
体检人数
11.16万人次
8.85万人次
13.61万人次
反映体检人数的情况。
签约居民数
≥24.4万人
≥48.9万人
≥52万人
根据年度工作计划确定。
质量指标
专款专用率
74%
90%
100%
依据部门职责确定，考核专款专用率是否达到预期。"""


def test_what_explains_values_is_not_below_their_header_with_former_years() -> None:
    found = only(read_text(spaced(HEAD + FORMER, "").split("\n")))
    assert targets(found) == [
        ("体检人数", "=", "13.61", "万人次"),
        ("签约居民数", ">=", "52", "万人"),
        ("专款专用率", "=", "100", "%"),
    ]
    assert all(value.place.doubt for value in found.indicator_values)
