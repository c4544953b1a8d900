"""Layouts of the forms of one project: blocks by horizon, columns and sentences of money, lines."""

# ruff: noqa: E501 - drawn tables are as wide as the forms
from __future__ import annotations

import pytest

from ingest.lexicon.labels import with_close_labels
from ingest.read.text.page_text import read_text
from tests.unit.drawn_table import aligned
from tests.unit.read_forms import funds, messages, only, targets, values, with_lines

BLOCKS = """
    项目支出绩效目标申报表 <        <        <        <
    （2021年度）   <        <        <        <
    项目名称       科普基地 主管部门 某市科技局 <
    项目资金（万元） 资金总额 500    <        <
    {whole}        一级指标 二级指标 指标内容 指标值
    ^              产出指标 数量指标 基地数   30个
    {annual}       一级指标 二级指标 指标内容 指标值
    ^              产出指标 数量指标 基地数   10个
"""
LINES = """项目支出绩效自评表
（2021年度）
项目名称 科普经费
主管部门 某市科技局
项目资金（万元） 年初预算数 全年预算数 全年执行数
年度资金总额 64.8 64.8 64.8
{header} 一级指标 二级指标 三级指标 分值 年度指标值 实际完成值 得分 偏差原因分析及改进措施
项目管理（25分） 资金管理 资金合规率 15 100% 100% 15
组织实施 制度健全性 10 健全 健全 10
产出指标 数量指标 活动场次 10 24场 22场 4 印刷费用上涨
"""


def columns(label: str, header: str, *rows: str) -> str:
    """A form whose money stands in columns below ``header``, beside ``label``."""
    width = len(header.split()) + 1
    filler = " <" * (width - 2)
    return "\n".join(
        [
            f"项目支出绩效自评表 <{filler}",
            f"项目名称 科普经费{filler}",
            f"{label} {header}",
            *(f"^ {row}" for row in rows),
            f"一级指标 二级指标 三级指标 指标值 实际完成值{' .' * (width - 5)}",
            f"产出指标 数量指标 课题数 5项 6项{' .' * (width - 5)}",
        ]
    )


@pytest.mark.parametrize(
    ("whole", "annual"),
    [
        ("长期绩效指标", "年度绩效指标"),
        ("总目标绩效指标", "本年度绩效指标"),
        ("中期指标", "2021年绩效指标"),
    ],
)
def test_blocks_of_the_whole_term_above_those_of_the_year(whole: str, annual: str) -> None:
    found = [
        ("target cycle", "30", "个"),
        ("target annual", "10", "个"),
    ]
    drawing = BLOCKS.format(whole=whole, annual=annual)
    assert [(row[3], *row[5:7]) for row in values(only(aligned(drawing)))] == found
    text = "\n".join(
        " ".join(word for word in line.split() if word not in "<^") for line in drawing.split("\n")
    )
    assert [(row[3], *row[5:7]) for row in values(only(read_text(text.split("\n"))))] == found


def test_what_is_only_called_whole_is_the_years_where_no_other_block_is() -> None:
    drawing = "\n".join(BLOCKS.format(whole="总体绩效指标", annual="").split("\n")[:7])
    assert targets(only(aligned(drawing))) == [("基地数", "=", "30", "个")]


def test_the_year_before_is_not_the_year() -> None:
    form = only(
        aligned(
            """
            项目支出绩效目标申报表 <        <              <              <
            项目名称         科普经费 <              <              <
            资金来源（万元） 项目     上年度预算安排 上年度实际执行 本年度申请金额
            ^                合计     300            289.5          350
            ^                财政拨款 280            270            330
            绩效指标         一级指标 二级指标       三级指标       指标值
            ^                产出指标 数量指标       课题数         5项
            """
        )
    )
    assert funds(form) == [("annual", "total", "350"), ("annual", "fiscal", "330")]


def test_the_header_above_the_labels_of_money_is_no_column_of_amounts() -> None:
    form = only(
        aligned(
            columns(
                "预算执行情况",
                "年度预算数（万元） 年初预算 调整后预算数 预算执行数 预算执行率 原因",
                "总额 238.93 251.89 240.50 95.48% 执行率未达90%的说明原因",
                "其中：财政资金 200 210 205 97.62% .",
            )
        )
    )
    assert funds(form) == [
        ("budget_initial", "total", "238.93"),
        ("budget", "total", "251.89"),
        ("executed", "total", "240.50"),
        ("budget_initial", "fiscal", "200"),
        ("budget", "fiscal", "210"),
        ("executed", "fiscal", "205"),
    ]
    assert [str(project.execution_rate) for project in form.projects] == ["95.48"]


def test_an_amount_beside_a_label_that_is_not_known_is_reported() -> None:
    form = only(
        aligned(BLOCKS.format(whole="绩效指标", annual="绩效指标").replace("资金总额", "某种来源"))
    )
    assert funds(form) == []
    assert "money of an unknown kind: 某种来源" in messages(form)


def test_several_amounts_in_one_cell() -> None:
    sentence = "总额10606.75万元一、财政拨款：6923.35万元（其中：上级财政资金：5900.35万元；本级财政：1023万元）二、自有资金：0万元"
    drawing = BLOCKS.format(whole="绩效指标", annual="绩效指标")
    form = only(
        aligned(
            drawing.replace("项目资金（万元） 资金总额 500", f"年度资金总额及构成 {sentence} <")
        )
    )
    assert form.header.amount_unit == "万元"
    assert funds(form) == [
        ("annual", "total", "10606.75"),
        ("annual", "fiscal", "6923.35"),
        ("annual", "fiscal_part", "5900.35"),
        ("annual", "fiscal_part", "1023"),
        ("annual", "other", "0"),
    ]


@pytest.mark.parametrize("header", ["", "绩效指标", "年度绩效目标1（80分）"])
def test_lines_of_text_that_are_rows(header: str) -> None:
    form = only(read_text(LINES.format(header=header).split("\n")))
    assert [(row[2], row[3], *row[5:]) for row in values(form)] == [
        ("资金合规率", "target annual", "100", "%", "100%"),
        ("资金合规率", "actual annual", "100", "%", "100%"),
        ("制度健全性", "target annual", None, None, "健全"),
        ("制度健全性", "actual annual", None, None, "健全"),
        ("活动场次", "target annual", "24", "场", "24场"),
        ("活动场次", "actual annual", "22", "场", "22场"),
    ]
    assert [(s.weight, s.score, s.deviation_reason) for s in form.indicator_scores] == [
        (15, 15, None),
        (10, 10, None),
        (10, 4, "印刷费用上涨"),
    ]


def test_a_percentage_under_no_rate_tells_that_a_blank_was_lost() -> None:
    text = LINES.format(header="").replace(
        "全年执行数\n年度资金总额 64.8 64.8 64.8",
        "全年执行数 执行率 得分\n年度资金总额 64.8 63 97.2% 9.7",
    )
    form = only(read_text(text.split("\n")))
    assert funds(form) == []
    assert "money in unknown columns: 年度资金总额" in messages(form)


def test_several_amounts_behind_one_label_are_reported() -> None:
    drawing = BLOCKS.format(whole="绩效指标", annual="绩效指标")
    form = only(aligned(drawing.replace("资金总额 500    <", "资金总额 500 450")))
    assert funds(form) == []
    assert "money in unknown columns: 资金总额" in messages(form)


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("指标值类型", "指标解释", "≥"),
        ("指标值类型", "指标性质", ">"),
        ("说明", "备注", "≥"),
    ],
)
def test_a_sign_is_known_under_headers_of_several_meanings(
    first: str, second: str, found: str
) -> None:
    other = "定量" if second == "指标性质" else "≥"
    sign = ">" if second == "指标性质" else "统计"
    form = only(
        aligned(
            f"""
            项目支出绩效目标申报表 <  < < < <
            项目名称 科普 < < < <
            一级指标 二级指标 三级指标 {first} {second} 指标值
            产出指标 数量指标 基地数 {other} {sign} 30个
            """
        )
    )
    assert [value.operator for value in form.indicator_values] == [{"≥": ">=", ">": ">"}[found]]


def test_headers_of_goals_and_the_label_of_money_that_text_prints_before_and_behind_them() -> None:
    text = """项目支出绩效自评表
项目名称 科普经费
主管部门及代码 [162]科学技术部
年初预算数 全年预算数 全年执行数 分值 执行率 得分
年度资金总额 1,245.30 1,245.30 1,200.11 10.0 96.37% 9.6
项目资金
(万元)
预期目标 实际完成情况
年度总体目标
完成研究报告10份。 完成研究报告12份。
绩效指标
一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分
产出指标 数量指标 研究报告数 ≥10份 12份 50 50
效益指标 社会效益指标 采纳数 ≥5份 6份 40 40"""
    extraction = only(read_text(text.split("\n")))
    assert messages(extraction) == []
    assert extraction.header.amount_unit == "万元"
    assert [fund[2] for fund in funds(extraction)] == ["1245.30", "1245.30", "1200.11"]
    told = [v for v in extraction.indicator_values if v.source_section == "narrative"]
    assert [(v.measure, v.value) for v in told] == [("target", 10), ("actual", 12)]


def test_labels_near_values_spread_labels_and_lines_that_go_on() -> None:
    text = """项目支出绩效目标表
（２０２４年度）
项　目　名　称：科技创新券 项目类别：其他
年度资金总额（万元） 20
年度目标
带动企业研发投入20亿
元以上。
一级指标 二级指标 三级指标 指标值 计量单位
产 出 指 标 数 量 指 标 服务企业 ≥30 家
效益指标 社会效益指标 培训 ≥5 人数次"""
    extraction = only(read_text([with_close_labels(line) for line in text.split("\n")]))
    assert extraction.header.fiscal_year == 2024
    assert extraction.projects[0].project_name == "科技创新券"
    goal = next(v for v in extraction.indicator_values if v.source_section == "narrative")
    assert (goal.operator, goal.value, goal.unit) == (">=", 20, "亿元")
    first, second = (v for v in extraction.indicator_values if v.row_no)
    assert (first.level1, first.level2, first.value, first.place.doubt) == (
        *("产出指标", "数量指标", 30, None),
    )
    assert "单位不明" in (second.place.doubt or "")


@pytest.mark.parametrize(
    ("unit", "doubted"), [("%绩效指标", True), ("%", False), ("标准车", False)]
)
def test_a_unit_with_a_label_of_the_next_block_is_doubted(unit: str, *, doubted: bool) -> None:
    extraction = only(
        with_lines(
            f"""
            项目名称 河流治理 . . .
            当年预算（万元） 50.00 . . .
            一级指标 二级指标 三级指标 指标值 计量单位
            产出指标 数量指标 治理河长 19 公里
            满意度指标 服务对象满意度指标 村民满意度 88 {unit}
            """,
            "项目支出绩效目标申报表",
        )
    )
    _, last = extraction.indicator_values
    assert bool(last.place.doubt) == doubted
