"""Page text: rows that print all, headers in two tiers, and cells broken over lines."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.document import Document, Line, Place
from ingest.read.text.page_text import read_text
from tests.unit.read_forms import funds, only, targets


def _page(text: str) -> Document:
    lines = enumerate((line.strip() for line in text.strip().splitlines()), 1)
    return Document(
        tuple(Line(line, Place(line_from=at)) for at, line in lines if line), "text/plain"
    )


@pytest.mark.parametrize("parts", ["比较关系 目标值 计量单位", "比较关系 目标值\n计量\n单位"])
def test_header_of_values_above_its_parts_in_page_text(parts: str) -> None:
    text = f"""项目支出绩效目标批复表
单位：元
项目名称 动物疫病净化
绩效指标
一级指标
二级指标
三级指标
目标值设定
取值依据
{parts}
产出指标 质量指标 抗体合格率 大于 89 % 业务统计
产出指标 数量指标 净化场 大于等于 5 个 业务统计
资金构成
预算总金额 300,000.00
按进度拨付
①财政拨款 300,000.00"""
    extraction = only(_page(text))
    assert targets(extraction) == [("抗体合格率", ">", "89", "%"), ("净化场", ">=", "5", "个")]
    assert [(source, Decimal(wan)) for _, source, wan in funds(extraction)] == [
        ("total", 30),
        ("fiscal", 30),
    ]


def test_list_in_page_text_with_all_of_a_project_in_each_row() -> None:
    extraction = only(
        _page(
            """
            项目支出绩效目标表
            金额单位：万元
            预算单位 项目名称 预算金额 一级指标 二级指标 三级指标
            绩效指标
            性质
            绩效指标值 权重
            1 2 3 4 5 6 7 8 9
            某省国防动
            员办公室
            人防工程维护 3139.64 产出指标 数量指标 印发手册 ≥ 33,960册 20
            某省国防动
            员办公室
            人防工程维护 3139.64
            满意度指
            标
            服务对象满意度指标 居民满意度 ＞ 92% 10
            某省国防动
            员办公室
            疏散基地
            建设 204.32 产出指标 数量指标 新增面积 ≥ 16.7万平方米 17.5
            """
        )
    )
    one, two = extraction.projects
    assert [each.total_wan for each in (one, two)] == [Decimal("3139.64"), Decimal("204.32")]
    assert one.project_name == "人防工程维护"
    # Where its unit ends and its name begins, wrapped lines do not tell.
    assert two.project_name.endswith("疏散基地建设")
    assert "where this cell begins or ends" in (two.place.doubt or "")
    assert [value.project_no for value in extraction.indicator_values] == [1, 1, 2]
    assert targets(extraction) == [
        ("印发手册", ">=", "33960", "册"),
        ("居民满意度", ">", "92", "%"),
        ("新增面积", ">=", "16.7", "万平方米"),
    ]


def test_units_dates_and_headers_broken_in_page_text() -> None:
    extraction = only(
        _page(
            """
            部门整体绩效目标表
            金额单位：万元
            年度主
            要任务
            任务名称 主要做法 预算金额
            稳定防疫队伍
            按每个镇不少于2个点位安排建设，配套经费由市、区分担。
            2,002.36
            部门支出预算 基本支出 2,000.00
            年度绩效指标
            一级指标 二级指标 三级指标 指标值
            度量
            单位
            分值
            产出指标
            数量指标
            采集血清样品 ＝2800 份 2
            牛羊强制免疫 ≥112.5
            万头
            （只
            ）
            6.5
            时效指标 春季集中免疫完成时间
            2023年12月
            20日前
            1
            成本指标 经济成本指标 疫苗均价 ＝3.4 元 5
            """
        )
    )
    assert [(task.task_name, task.amount_wan) for task in extraction.tasks] == [
        ("稳定防疫队伍", Decimal("2002.36"))
    ]
    assert [
        (value.indicator_name, value.value_text) for value in extraction.indicator_values[-4:]
    ] == [
        ("采集血清样品", "＝2800份"),
        ("牛羊强制免疫", "≥112.5万头（只）"),
        ("春季集中免疫完成时间", "2023年12月20日前"),
        ("疫苗均价", "＝3.4元"),
    ]


@pytest.mark.parametrize(("total", "read"), [("100.00", True), ("90.00", False)])
def test_amounts_below_a_sum_that_stands_above_its_parts_in_page_text(
    total: str, read: bool
) -> None:
    extraction = only(
        _page(
            f"""
            部门整体绩效目标表
            金额单位：万元
            部门支出预算
            总额
            资金来源
            财政拨款 其他资金
            {total} 80.00 20.00
            年度绩效指标
            一级指标 二级指标 三级指标 指标值
            产出指标 数量指标 采集血清样品 ＝2800份
            """
        )
    )
    lines = [(line.item, line.amount_text) for line in extraction.budget_lines]
    whole = [("总额", "100.00"), ("财政拨款", "80.00"), ("其他资金", "20.00")]
    assert (lines == whole) is read
    assert read or all(line.place.doubt for line in extraction.budget_lines)


def test_tasks_among_the_indicators_of_a_department_in_page_text() -> None:
    extraction = only(
        _page(
            """
            部门整体绩效目标公开表
            单位：万元
            预算部门 某市防疫中心
            部门预算安排
            项目支出 13,059.14
            重点任务
            预算安排
            绩效指标
            一级
            指标
            二级指标 三级指标 目标值
            抓好重大动物疫病
            防控
            4,329.98
            成本
            指标
            经济成本指标 疫苗采购均价 1.61元/毫升
            效益指标 可持续影响指标 防疫体系 明显提高
            稳定基层防疫队伍
            8,729.16
            产出
            指标
            数量指标 补助防疫员 ≥232名
            """
        )
    )
    assert [(task.task_name, task.amount_text) for task in extraction.tasks] == [
        ("抓好重大动物疫病防控", "4,329.98"),
        ("稳定基层防疫队伍", "8,729.16"),
    ]
    assert targets(extraction) == [
        ("疫苗采购均价", "=", "1.61", "元/毫升"),
        ("防疫体系", None, None, None),
        ("补助防疫员", ">=", "232", "名"),
    ]


def test_cumulated_targets_by_quarters_in_page_text() -> None:
    extraction = only(
        _page(
            """
            部门整体绩效目标表
            金额单位：万元
            部门支出
            预算
            基本支出 100.00
            绩效指标
            一级
            指标
            二级指标 三级指标
            累计目标值
            一季度 上半年 前三季度 全年
            部门
            履职
            重点工作完成 企业评价入库 ≥262家 ≥525家 ≥788家 ≥1050家
            组织对接会 =2场 =3场 =4场 =6场
            履职质量 账实相符率 >99.6% >99.6% >99.6% >99.6%
            效益指标 经济效益 合同成交额 ≥65.65亿元
            ≥131.30亿
            元
            ≥196.95亿
            元
            ≥262.6亿元
            满意度指标 满意度 企业满意度 >94% >94% >94% >94%
            """
        )
    )
    assert targets(extraction) == [
        ("企业评价入库", ">=", "1050", "家"),
        ("组织对接会", "=", "6", "场"),
        ("账实相符率", ">", "99.6", "%"),
        ("合同成交额", ">=", "262.6", "亿元"),
        ("企业满意度", ">", "94", "%"),
    ]
    assert [line.item for line in extraction.budget_lines] == ["基本支出"]


def test_project_printed_again_in_each_row_of_text_with_tabs() -> None:
    extraction = only(
        read_text(
            """项目支出绩效目标表
金额单位：万元
预算单位\t项目名称\t预算金额\t一级指标\t二级指标\t三级指标\t绩效指标值
某局\t研发补助\t2380.62\t产出指标\t数量指标\t对接会\t13场
某局\t研发补助\t2380.62\t成本指标\t经济成本指标\t补助上限\t≤118万元
某局\t平台运维\t20.00\t产出指标\t数量指标\t平台\t2个""".splitlines()
        )
    )
    assert [project.project_name for project in extraction.projects] == ["研发补助", "平台运维"]
    assert [value.project_no for value in extraction.indicator_values] == [1, 1, 2]


def test_unit_on_a_line_of_its_own_behind_a_value() -> None:
    extraction = only(
        _page(
            """
            项目支出绩效目标表
            项目名称 融媒体 主管部门 某局
            年度资金总额 30万元
            绩效指标 一级指标 二级指标 指标内容 指标值
            产出指标
            数量指标
            指标1：客户端注册用户
            不低于38.78
            万人
            指标2：制作短视频 1210部
            """
        )
    )
    assert targets(extraction) == [
        ("客户端注册用户", ">=", "38.78", "万人"),
        ("制作短视频", "=", "1210", "部"),
    ]


def test_evaluation_whose_results_and_money_are_called_otherwise() -> None:
    extraction = only(
        _page(
            """
            项目支出绩效自评表
            （2023年）
            单位：元
            项目名称 内部审计指导
            主管部门 某市审计局 项目承担单位 某市审计局
            项目资金（元）
            年初批复数 调整后批复数 实际支出数 满分 执行率 自评分
            总金额 18,818,900.00 19,206,300.00 17,477,700.00 10 91.00% 10
            ①财政拨款 18,818,900.00 19,206,300.00 17,477,700.00 — 91.00% —
            绩效指标
            一级指标 二级指标 三级指标 年初目标 年末实际 满分 自评分
            过程管理 成本控制 审计费用 ≤5万元 5万元 10 10
            产出指标 数量指标 审计报告 ＞57篇 58篇 20 20
            效益指标 可持续影响指标 监督机制 健全 达到预期 20 20
            """
        )
    )
    assert extraction.header.form == "self_evaluation_table"
    assert [fund for fund in funds(extraction) if fund[1] == "total"] == [
        ("budget_initial", "total", "1881.890000"),
        ("budget", "total", "1920.630000"),
        ("executed", "total", "1747.770000"),
    ]
    assert [
        (value.level1, value.level2, value.measure, value.value_text)
        for value in extraction.indicator_values
    ] == [
        ("过程管理", "成本控制", "target", "≤5万元"),
        ("过程管理", "成本控制", "actual", "5万元"),
        ("产出指标", "数量指标", "target", "＞57篇"),
        ("产出指标", "数量指标", "actual", "58篇"),
        ("效益指标", "可持续影响指标", "target", "健全"),
        ("效益指标", "可持续影响指标", "actual", "达到预期"),
    ]
