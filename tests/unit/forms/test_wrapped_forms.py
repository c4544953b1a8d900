"""Forms of one project in page text: cells one after another, wrapped at their columns' widths."""

from __future__ import annotations

from ingest.forms import extract
from ingest.read.text.page_text import read_text
from tests.unit.read_forms import funds, messages, only, scores, values

EVALUATION = """项目支出绩效自评表
（2023年度）
项目名称 科普场馆运维经费
主管部门 某市科学技术局 实施单位 某科学中心
项目资金（万元） 年初预算数 全年预算数 全年执行数 分值 执行率 得分
年度资金总额 1,250.60 1,300.60 1,287.59 10 99.00% 9.9
其中：当年财政拨款 1,250.60 1,300.60 1,287.59 99.00%
年度总体目标 预期目标 实际完成情况
接待观众30万人次。 接待观众35.2万人次。
绩效指标 一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分
偏差原因分析及改
进措施
产出指标 数量指标 接待观众人次 ≥30万人次 10 8 未统计
发放科普读物数量
≥5,000册
已完成，发放5,120
册
10 10
质量指标 展品完好率 ≥95% 93.5% 10 9.5
部分展品老化，已
列入更新计划
时效指标 项目完成时间 2023年底前
已于2023年12月20
日完成
10 10
满意度指标
服务对象满意度指
标
观众满意度 ≥95% 98% 10 10
总分 50 47.5
填表说明：得分最高不能超过该指标分值上限。"""

PROJECT = """项目支出绩效目标申报表
（2024年度） 单位：万元
项目名称 {name}
主管部门 某省科技厅 实施单位 某研究院
项目资金 年度资金总额 {total}
绩效指标 一级指标 二级指标 三级指标 指标值 权重
产出指标 数量指标 资助项目数 ≥{count}项 40
满意度指标 服务对象满意度 {name}满意度 ≥90% 10"""


def test_a_self_evaluation_table() -> None:
    extraction = only(read_text(EVALUATION.split("\n")))
    assert extraction.header.department_name == "某市科学技术局"
    assert funds(extraction) == [
        ("budget_initial", "total", "1250.60"),
        ("budget", "total", "1300.60"),
        ("executed", "total", "1287.59"),
        ("budget_initial", "fiscal", "1250.60"),
        ("budget", "fiscal", "1300.60"),
        ("executed", "fiscal", "1287.59"),
    ]
    narrative = [v for v in extraction.indicator_values if v.source_section == "narrative"]
    assert [(v.measure, str(v.value)) for v in narrative] == [("target", "30"), ("actual", "35.2")]
    assert [(row[1], *row[2:4], *row[5:7]) for row in values(extraction)] == [
        ("数量指标", "接待观众人次", "target annual", "30", "万人次"),
        ("数量指标", "发放科普读物数量", "target annual", "5000", "册"),
        ("数量指标", "发放科普读物数量", "actual annual", "5120", "册"),
        ("质量指标", "展品完好率", "target annual", "95", "%"),
        ("质量指标", "展品完好率", "actual annual", "93.5", "%"),
        ("时效指标", "项目完成时间", "target annual", None, None),
        ("时效指标", "项目完成时间", "actual annual", None, None),
        ("服务对象满意度指标", "观众满意度", "target annual", "95", "%"),
        ("服务对象满意度指标", "观众满意度", "actual annual", "98", "%"),
    ]
    assert [(s.weight, s.score, s.deviation_reason) for s in extraction.indicator_scores][:3] == [
        (10, 8, "未统计"),
        (10, 10, None),
        (10, 9.5, "部分展品老化，已列入更新计划"),
    ]
    assert scores(extraction) == [("执行率", "9.9", "10"), ("总分", "47.5", "50")]
    # 未统计 may be the beginning of the name below it.
    assert [message.partition(": 本文")[0] for message in messages(extraction)] == [
        "may be read wrong: 发放科普读物数量 ≥5,000册",
        "may be read wrong: 发放科普读物数量 已完成，发放5,120册",
        "may be read wrong: 发放科普读物数量",
    ]


def test_goals_that_the_text_does_not_tell_apart_are_not_read() -> None:
    text = EVALUATION.replace("接待观众30万人次。 接待", "接待观众\n30万人次。\n接待")
    extraction = only(read_text(text.split("\n")))
    assert all(v.row_no for v in extraction.indicator_values)
    assert any(
        "goals in columns that this text does not tell apart" in m for m in messages(extraction)
    )


def test_two_forms_one_after_the_other() -> None:
    first = PROJECT.format(name="基础研究", total="680", count="1,800")
    second = PROJECT.format(name="成果转化", total="25.5", count="30")
    forms = extract(read_text([*first.split("\n"), *second.split("\n")]))
    assert [(f.projects[0].project_name, f.projects[0].total_wan) for f in forms] == [
        ("基础研究", 680),
        ("成果转化", 25.5),
    ]
    assert [[(*row[1:3], row[5]) for row in values(form)] for form in forms] == [
        [("数量指标", "资助项目数", "1800"), ("服务对象满意度", "基础研究满意度", "90")],
        [("数量指标", "资助项目数", "30"), ("服务对象满意度", "成果转化满意度", "90")],
    ]
    assert [s.weight for s in forms[0].indicator_scores] == [40, 10]


def test_headers_in_two_lines() -> None:
    text = """项目支出绩效自评表
项目名称 招商引资
资金情况（元） 资金来源 年初预算数 调整后预算数 实际支出数
合计 300,000 280,000 266,000
指标完成情况 一级指标 二级指标 三级指标 指标值 分值 得分
预期值 实际值
产出指标 数量指标 引进项目数 20个 23个 50 50
合计 50 50"""
    extraction = only(read_text(text.split("\n")))
    assert [(*row[2:4], row[5]) for row in values(extraction)] == [
        ("引进项目数", "target annual", "20"),
        ("引进项目数", "actual annual", "23"),
    ]
    assert funds(extraction)[-1] == ("executed", "total", "26.6000")


def test_a_unit_whose_label_is_cut_is_not_taken_for_a_smaller_one() -> None:
    text = EVALUATION.replace("项目资金（万元） 年初", "项目资金（万\n元） 年初")
    extraction = only(read_text(text.split("\n")))
    assert {fund.amount_wan for fund in extraction.project_funds} == {None}
    assert any("no unit of money is printed" in message for message in messages(extraction))


def test_money_whose_columns_the_text_does_not_tell_is_reported() -> None:
    text = EVALUATION.replace("1,250.60 1,300.60 1,287.59 99.00%", "1,250.60 1,287.59")
    extraction = only(read_text(text.split("\n")))
    assert [fund[1] for fund in funds(extraction)] == ["total"] * 3
    assert "money in unknown columns: 其中：当年财政拨款" in messages(extraction)


def test_signs_and_units_in_columns_of_their_own_below_numbered_levels() -> None:
    text = """项目支出绩效目标申报表
项目名称 创新引导
项目资金（元） 年度资金总额 12,000,000.00
一级指标 二级指标 三级指标 计量单位 运算符号 指标值
1.产出指标 1.1数量指标 奖补盟市数 个 = 12
支持项目数 项 ≥ 36
1.2质量指标 项目通过率 % ≥ 95
2.满意度指标
2.1服务对象满意
度指标
企业满意度 % ＞ 90"""
    extraction = only(read_text(text.split("\n")))
    assert [(row[1], row[2], *row[4:7]) for row in values(extraction)] == [
        ("1.1数量指标", "奖补盟市数", "=", "12", "个"),
        ("1.1数量指标", "支持项目数", ">=", "36", "项"),
        ("1.2质量指标", "项目通过率", ">=", "95", "%"),
        ("2.1服务对象满意度指标", "企业满意度", ">", "90", "%"),
    ]
    assert messages(extraction) == []


def test_a_name_that_may_be_two_cells_is_reported() -> None:
    text = EVALUATION.replace("质量指标 展品完好率", "质量指标 布展工作齐备 展品完好率")
    extraction = only(read_text(text.split("\n")))
    doubts = {v.indicator_name: v.place.doubt for v in extraction.indicator_values}
    assert "where the name ends" in (doubts["布展工作齐备展品完好率"] or "")


def test_the_results_of_former_years_before_the_target() -> None:
    text = """项目支出绩效目标申报表
（2022年度） 单位：万元
项目名称 气象监测
主管部门 某省气象局 实施单位 某气象台
项目资金 年度资金总额 50.00
绩效指标
一级指标
二级指标
三级指标
计量单
位
绩效目标值
2020年
实际完
成值
2021年
预计完
成值
2022年计划指
标值
产出指标
数量指标
布设自动气象站 座 25 24 >25
发布预警短信 万条次 116.6 116.6 ≥124
质量指标 预警准确率 % 80 83 >93
效益指标 生态效益指标 增加降水量
万立方
米
2185 2353 =2401
满意度指标 服务对象满意度指标 公众满意度 分 81 82.6 ≥89"""
    extraction = only(read_text(text.split("\n")))
    assert [(row[2], *row[4:7]) for row in values(extraction)] == [
        ("布设自动气象站", ">", "25", "座"),
        ("发布预警短信", ">=", "124", "万条次"),
        ("预警准确率", ">", "93", "%"),
        ("增加降水量", "=", "2401", "万立方米"),
        ("公众满意度", ">=", "89", "分"),
    ]


def test_rows_that_are_numbered_below_headers_in_two_lines() -> None:
    head, _, body = EVALUATION.partition("绩效指标 一级指标")
    _, _, body = body.partition("进措施\n")
    heads = ("绩效指标", "序号", "一级指标", "二级指标", "三级指标", "指标完成情况", "分值", "得分")
    text = "\n".join((head, *heads, "偏差原因", "年度指标值 实际完成值", body))
    for number, name in enumerate(
        ("产出指标 数", "发放科普", "质量指标", "时效指标", "满意度指标\n服务"), 1
    ):
        text = text.replace(name, f"{number} {name}" if number % 2 else f"{number}\n{name}")
    whole, numbered = (values(only(read_text(each.split("\n")))) for each in (EVALUATION, text))
    assert numbered == whole
