"""Labels and heads that narrow cells of printed pages break over lines."""

import pytest

from ingest.document import Line
from ingest.read.text.page_text import read_text
from ingest.understand.lines.broken_labels import with_whole_labels
from tests.unit.read_forms import funds, messages, only, targets, values


def joined(text: str) -> list[str]:
    blocks = with_whole_labels(read_text(text.split("\n"))).blocks
    return [block.text for block in blocks if isinstance(block, Line)]


EVALUATED = """部门预算项目支出绩效自评表
（2023年度）
项目名称 公共图书馆免费开放
主管部门 某区文化局 实施单位 某区文化局
项目资金（万
元）
年初预算数
全年预算数
（A）
全年执行数（B
）
分值 执行率（B/A） 得分
年度资金总额： 4,566.42 4,631.86 4,076.04 10 88.00% 10
其中：本年财政拨
款
4,566.42 4,631.86 4,076.04 — 88.00% —
其他资金 0.00 0.00 0.00 — — —
年度总
体目标
预期目标 实际完成情况
免费开放图书馆。
已免费开放。
绩效指
标
一级指标 二级指标 考核指标内容 当年预期值
年末实际完成
数值
标准分
值
自评得
分
未达目标原因
及整改措施
产出指标 数量指标 举办讲座 ≥16场 15场 40 35
预算编制不够精
细，今后将提高
精细。
产出指标 数量指标
设置阅读角（处
）
49处 49处 30 30
满意度指标
服务对象满意
度
读者满意度 ＞88% 87% 30 30
总分 100 95"""


def test_an_evaluation_as_the_text_of_a_page() -> None:
    form = only(read_text(EVALUATED.split("\n")))
    assert funds(form) == [
        ("budget_initial", "total", "4566.42"),
        ("budget", "total", "4631.86"),
        ("executed", "total", "4076.04"),
        ("budget_initial", "fiscal", "4566.42"),
        ("budget", "fiscal", "4631.86"),
        ("executed", "fiscal", "4076.04"),
        *[(stage, "other", "0.00") for stage in ("budget_initial", "budget", "executed")],
    ]
    assert [row[:7] for row in values(form)] == [
        ("产出指标", "数量指标", "举办讲座", "target annual", ">=", "16", "场"),
        ("产出指标", "数量指标", "举办讲座", "actual annual", "=", "15", "场"),
        ("产出指标", "数量指标", "设置阅读角（处）", "target annual", "=", "49", "处"),
        ("产出指标", "数量指标", "设置阅读角（处）", "actual annual", "=", "49", "处"),
        ("满意度指标", "服务对象满意度", "读者满意度", "target annual", ">", "88", "%"),
        ("满意度指标", "服务对象满意度", "读者满意度", "actual annual", "=", "87", "%"),
    ]
    reasons = [score.deviation_reason for score in form.indicator_scores]
    assert reasons == ["预算编制不够精细，今后将提高精细。", None, None]


def test_labels_are_put_together_line_by_line() -> None:
    assert joined("总体绩\n效目\n标\n发展") == ["总体绩效目标", "发展"]
    assert joined("产\n出\n指\n标\n数量指标") == ["产出指标", "数量指标"]
    # A line longer than the first one is no rest of it.
    assert joined("年度\n总体目标") == ["年度", "总体目标"]
    assert joined("某市科技局\n项目资金（万元）") == ["某市科技局", "项目资金（万元）"]


def test_headers_that_no_list_has_wherever_they_are_wrapped() -> None:
    text = """部门整体支出绩效目标表
（2024年度）
部门名称 某市财政局
部门预算支出 预算金额（万元） 收入来源 预算金额（万元）
基本支出 6.37 财政拨款 24.79
总体绩效目标
管好资金。
绩效指标
指标类型 指标子类 指标事项 关系 目标数值 单位
产出指标
数量
开展评价个数 = 34 个
质量
预算执行率 ≥ 95 %"""
    assert targets(only(read_text(text.split("\n")))) == [
        ("开展评价个数", "=", "34", "个"),
        ("预算执行率", ">=", "95", "%"),
    ]


def test_what_may_be_the_end_of_a_name_is_reported() -> None:
    text = EVALUATED.replace("举办讲座 ≥16场 15场", "渔业船舶水上生产安全死\n亡事故\n=0起 0起")
    text = text.replace("产出指标 数量指标 渔业", "产出指标 数量指标\n渔业")
    form = only(read_text(text.split("\n")))
    named = {row[2] for row in values(form)}
    warned = any("the end of a name" in message for message in messages(form))
    assert "渔业船舶水上生产安全死亡事故" in named or warned


def test_a_name_with_a_value_in_it_puts_the_number_in_doubt_and_page_numbers_are_no_names() -> None:
    rows = "产出指标 数量指标\n检查机构 大于等于\n630家\n— 2 —\n设置阅读角 49处"
    text = f"""项目支出绩效目标表
（2023年度）
项目名称 医保监管
年度资金总额（万元） 10.00
年度目标 监管。
一级指标 二级指标 三级指标 指标值
{rows}"""
    form = only(read_text(text.split("\n")))
    doubted = {row.indicator_name: row.place.doubt is not None for row in form.indicator_values}
    assert doubted["设置阅读角"] is False
    assert all(doubt for name, doubt in doubted.items() if name != "设置阅读角")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("年度 总体 目标 目标1：按期出版", "年度总体目标 目标1：按期出版"),
        ("效益 指标 社会效益 指标 普惠学位 增加", "效益指标 社会效益指标 普惠学位 增加"),
        ("可持续影 响指标 泵站长期可用", "可持续影响指标 泵站长期可用"),
        ("满意度指标 (10分) 服务对象 满意度指标", "满意度指标(10分) 服务对象满意度指标"),
        ("产 出 指 标 数量指标 新修便道 860m", "产出指标 数量指标 新修便道 860m"),
        # Two labels, two headers, and words that are none.
        ("产出 数量指标 立项数", "产出 数量指标 立项数"),
        ("任务 达成目标 投入（万元）", "任务 达成目标 投入（万元）"),
        ("一级指标 二级指标 指标解释 目标值", "一级指标 二级指标 指标解释 目标值"),
        ("培训人数 效益 指标 增加", "培训人数 效益 指标 增加"),
    ],
)
def test_spaces_within_the_first_labels_of_a_line_are_closed(text: str, whole: str) -> None:
    assert joined(text) == [whole]


def test_a_projects_name_below_its_label_stands_beside_it() -> None:
    assert joined("项目名\n称\n土壤污染状况\n调查\n主管部门\n某局 实施单位 某所") == [
        "项目名称 土壤污染状况调查",
        "主管部门",
        "某局 实施单位 某所",
    ]
    # Those of a list's columns follow each other.
    assert joined("项目名称\n主管部门\n绩效目标") == ["项目名称", "主管部门", "绩效目标"]
    assert joined("项目名称\n甲乙栏\n主管部门\n绩效目标") == [
        "项目名称",
        "甲乙栏",
        "主管部门",
        "绩效目标",
    ]
