"""Cells that hold several indicators with their values."""

from tests.unit.drawn_table import aligned
from tests.unit.read_forms import messages, only, values

FORM = """
    项目支出绩效目标申报表 < < <
    （2022年度）   <        <        <
    项目名称       公园开放 主管部门 某区园林局
    项目资金（万元） 年度资金总额 38.42 <
    绩效指标       一级指标 二级指标 三级指标及指标值
    ^              产出指标 数量指标 {cell}
    ^              效益指标 社会效益指标 1.开放时长：≥3148小时；
"""


def read(cell: str) -> list[tuple[object, ...]]:
    form = only(aligned(FORM.format(cell=cell)))
    return [(*row[:3], *row[4:7]) for row in values(form)]


LAST = ("效益指标", "社会效益指标", "开放时长", ">=", "3148", "小时")


def test_numbered_indicators_with_their_values() -> None:
    assert read(
        "1.改造步道：≥3148.8延米；2.7×24小时平台可用率：不低于98.9%；3.栽植花卉：114万盆。"
    ) == [
        ("产出指标", "数量指标", "改造步道", ">=", "3148.8", "延米"),
        ("产出指标", "数量指标", "7×24小时平台可用率", ">=", "98.9", "%"),
        ("产出指标", "数量指标", "栽植花卉", "=", "114", "万盆"),
        LAST,
    ]


def test_indicators_parted_by_semicolons_and_signs() -> None:
    assert read("改造步道≥31延米；栽植花卉=14盆") == [
        ("产出指标", "数量指标", "改造步道", ">=", "31", "延米"),
        ("产出指标", "数量指标", "栽植花卉", "=", "14", "盆"),
        LAST,
    ]


def test_a_cell_without_values_is_a_name_without_one() -> None:
    form = only(aligned(FORM.format(cell="改造步道")))
    assert [row[2] for row in values(form)] == ["开放时长"]
    assert "indicator without a value: 改造步道" in messages(form)


def test_a_number_that_a_line_break_cuts_from_its_dot() -> None:
    assert read("1.改造步道：⏎≥31延米；2⏎.栽植花卉：14盆；") == [
        ("产出指标", "数量指标", "改造步道", ">=", "31", "延米"),
        ("产出指标", "数量指标", "栽植花卉", "=", "14", "盆"),
        LAST,
    ]


def test_the_label_of_the_value_is_no_part_of_the_name() -> None:
    first, second, last = read(
        "1、孵化器数⏎（家），年度指⏎标值：>8。2、信息公开率（%），年度指标值：⏎100。"
    )
    assert first == ("产出指标", "数量指标", "孵化器数（家）", ">", "8", "家")
    assert second == ("产出指标", "数量指标", "信息公开率（%）", "=", "100", "%")
    assert last == LAST


def test_the_value_of_another_term_is_in_doubt() -> None:
    form = only(aligned(FORM.format(cell="1.改造步道，中期指标值：≥30延米；2.栽植花卉：14万盆")))
    doubts = [(v.indicator_name, bool(v.place.doubt)) for v in form.indicator_values]
    assert doubts == [("改造步道，中期指标值", True), ("栽植花卉", False), ("开放时长", False)]
