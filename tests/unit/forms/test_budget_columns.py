"""A department's budget: in a sentence, beside other years, and in columns that slide apart."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from ingest.forms.money.told_amounts import told
from ingest.lexicon.budget_items import item_section
from tests.unit.read_forms import messages, only, with_lines

if TYPE_CHECKING:
    from ingest.records import Extraction

_TITLE = "部门整体绩效目标申报表"


def _department(money: str, *lines: str) -> Extraction:
    drawing = f"""
        部门名称 某区统计局 < < < <
        {money}
        年度绩效目标 完成统计 < < < <
        年度绩效指标 一级指标 二级指标 三级指标 指标值 .
        ^ 产出指标 数量指标 统计报表 ≥12份 .
        """
    return only(with_lines(drawing, _TITLE, *lines))


def _lines(extraction: Extraction) -> list[tuple[str, str, str]]:
    return [(line.section, line.item, line.amount_text) for line in extraction.budget_lines]


def test_amounts_of_the_year_beside_shares_and_former_years() -> None:
    extraction = _department(
        """
        部门总体资金情况 总体资金情况（万元） 当年金额 占比 2023年收支金额 2024年收支金额
        收入构成 财政拨款 16,279.80 92.00% 13,837.83 14,651.82
        ^ 其他资金 1,415.64 8.00% 1,203.29 1,274.08
        ^ 合计 17,695.44 100.00% 15,041.12 15,925.90
        支出构成 基本支出 8,316.86 47.00% 7,069.33 7,485.17
        ^ 项目支出 9,378.58 53.00% 7,971.79 8,440.72
        ^ 合计 17,695.44 100.00% 15,041.12 15,925.90
        """
    )
    assert _lines(extraction) == [
        ("收入来源", "财政拨款", "16,279.80"),
        ("收入来源", "其他资金", "1,415.64"),
        ("收入来源", "合计", "17,695.44"),
        ("部门预算支出", "基本支出", "8,316.86"),
        ("部门预算支出", "项目支出", "9,378.58"),
        ("部门预算支出", "合计", "17,695.44"),
    ]


def test_what_stands_above_the_labels_is_no_part_of_them() -> None:
    extraction = _department(
        """
        部门预算（万元） 预算科目 2024年预算 2025年预算 比上年增加
        ^ 收入预算合计 200 300 100
        ^ 其中：财政拨款 150 200 50
        """,
        "（2025年度）",
    )
    assert _lines(extraction) == [
        ("收入来源", "收入预算合计", "300"),
        ("收入来源", "财政拨款", "200"),
    ]


def test_columns_of_years_above_the_label_of_their_section() -> None:
    extraction = _department(
        """
        基本信息 内设科室 9个 下属单位 3个
        . 预算科目 2024年预算 2025年预算 增减额
        . 收入预算合计 200 300 100
        预算情况（万元） 其中：财政拨款 150 200 50
        . 支出预算合计 200 300 100
        """,
        "（2025年度）",
    )
    assert _lines(extraction) == [
        ("收入来源", "收入预算合计", "300"),
        ("收入来源", "财政拨款", "200"),
        ("部门预算支出", "支出预算合计", "300"),
    ]


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ("2024年预算数 2025年预算数 增减额", "200"),
        ("上年执行数 预算金额 增长率", "200"),
        ("预算金额 上年预算金额 占总额比例", "100"),
        ("2024年 2025年 2023年", "200"),
        ("合计 一般公共预算 单位资金", "100"),
    ],
)
def test_the_year_is_told_by_the_headers(headers: str, own: str) -> None:
    extraction = _department(
        f"""
        部门预算情况（万元） 资金来源 {headers} .
        ^ 财政拨款 100 200 100% .
        ^ 其他资金 10 20 100% .
        """
    )
    assert [text for *_, text in _lines(extraction)] == [own, own[:-1]]
    assert messages(extraction) == ["no tasks (年度重点工作任务)"]


def test_several_amounts_beside_one_item_are_a_guess() -> None:
    extraction = _department(
        """
        部门预算情况（万元） 财政拨款 100 200 . .
        ^ 其他资金 10 . . .
        """
    )
    fiscal, other = extraction.budget_lines
    assert "a guess" in (fiscal.place.doubt or "")
    assert other.place.doubt is None
    assert "amount without an item: 200" in messages(extraction)


def test_a_budget_in_a_sentence() -> None:
    extraction = _department(
        "预算情况 本年预算总额58563.76万元，比上年增加12.5万元。按来源分：财政拨款50950.47万元，"
        "其他资金7613.29万元；按用途分：基本支出共计26353.69万元、项目支出32210.07万元。 < < < <"
    )
    assert _lines(extraction) == [
        ("收入来源", "本年预算总额", "58563.76万元"),
        ("收入来源", "财政拨款", "50950.47万元"),
        ("收入来源", "其他资金", "7613.29万元"),
        ("部门预算支出", "基本支出", "26353.69万元"),
        ("部门预算支出", "项目支出", "32210.07万元"),
    ]
    assert "money of an unknown kind: 比上年增加12.5万元" in messages(extraction)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("资金总额（万元）：500", [("资金总额（万元）", "500")]),
        ("2024年部门预算1,500万元", [("部门预算", "1,500万元")]),
        ("其中：基本支出为300万元", [("基本支出", "300万元")]),
        ("完成税收增长5%以上", []),
        ("基本支出", []),
    ],
)
def test_amounts_that_a_text_tells(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(label, amount) for label, amount, _ in told(text, item_section)] == expected


def test_items_above_their_amounts_in_columns_that_slid_apart() -> None:
    extraction = _department(
        """
        预算收支情 收入预算 其中：财政拨款⏎其他资金 . 基本支出预算 项目支出预算
        况 . . . . .
        . . 237,885,200.00 206,960,100.00⏎30,925,100.00 149,867,700.00 88,017,500.00
        """,
        "金额单位：元",
    )
    assert [(line.item, str(line.amount_wan)) for line in extraction.budget_lines] == [
        ("收入预算", "23788.520000"),
        ("财政拨款", "20696.010000"),
        ("其他资金", "3092.510000"),
        ("基本支出预算", "14986.770000"),
        ("项目支出预算", "8801.750000"),
    ]


def test_a_total_above_its_parts_in_columns_that_slid_apart() -> None:
    extraction = _department(
        """
        年度部门预算（万元） 部门预算总额 . . 其中： .
        ^ . . 基本支出 . 项目支出
        ^ . 18,074.92 . 6,687.72 11,387.20
        """
    )
    assert _lines(extraction) == [
        ("收入来源", "部门预算总额", "18,074.92"),
        ("部门预算支出", "基本支出", "6,687.72"),
        ("部门预算支出", "项目支出", "11,387.20"),
    ]


def test_the_total_above_the_label_that_prints_its_unit() -> None:
    extraction = _department(
        """
        资金总额：26332.26 . . . . .
        年度预算申请（万⏎元） 按收入性质分： < 按支出性质分： < .
        ^ 其中：一般公共预算：24752.32 < 其中：基本支出：7373.03 < .
        ^ 其他资金：1579.94 < 项目支出：18959.23 < .
        """
    )
    assert [(line.item, line.amount_wan) for line in extraction.budget_lines] == [
        (item, Decimal(amount))
        for item, amount in (
            ("资金总额", "26332.26"),
            ("一般公共预算", "24752.32"),
            ("基本支出", "7373.03"),
            ("其他资金", "1579.94"),
            ("项目支出", "18959.23"),
        )
    ]
    # Its parts are printed instead of 财政拨款.
    assert messages(extraction) == ["no tasks (年度重点工作任务)"]


def test_projects_of_a_department_with_the_money_of_their_whole_term() -> None:
    extraction = _department(
        """
        部门总体资金情况 基本支出 50 项目支出 30 .
        项目支出情况 项目名称 项目类型 项目总预算 项目本年度预算 主要支出方向和用途
        ^ 优化交易服务 特定目标类 20,966.64 6,988.88 设备采购
        ^ 规范评标管理 特定目标类 5,190.57 1,730.19 委托服务
        长期目标1： 安全底线牢牢守住 < < < <
        """,
        "单位：万元",
    )
    assert [(task.task_name, task.amount_text, task.content) for task in extraction.tasks] == [
        ("优化交易服务", "6,988.88", "设备采购"),
        ("规范评标管理", "1,730.19", "委托服务"),
    ]


def test_tasks_under_what_they_are_to_spend_with_their_sum() -> None:
    extraction = _department(
        """
        年度主要任务 任务名称 工作任务内容 < 预算支出 .
        ^ 推动妇女创业就业 据实结算 < 48,784,000.00 .
        ^ 小计 . < 48,784,000.00 .
        """,
        "金额单位：元",
    )
    assert [(task.task_name, task.amount_wan) for task in extraction.tasks] == [
        ("推动妇女创业就业", Decimal("4878.4"))
    ]
    assert _lines(extraction) == [("年度主要任务", "小计", "48,784,000.00")]


def test_amounts_of_a_former_year_in_a_sentence_are_not_read() -> None:
    extraction = _department(
        "预算情况 2025年部门预算500万元，2024年部门预算400万元；"
        "基本支出300万元，项目支出200万元 < < < <"
    )
    assert [text for *_, text in _lines(extraction)] == ["500万元", "300万元", "200万元"]
    assert "money of an unknown kind: 2024年部门预算400万元" in messages(extraction)


def test_a_label_of_the_budget_may_be_an_item() -> None:
    extraction = _department(
        """
        部门预算情况（万元） 年度收入预算 100 其中：一般公共预算 100 .
        ^ 年度支出预算 100 其中：人员类支出 60 .
        ^ . . 特定目标类项目支出 40 .
        """
    )
    assert _lines(extraction) == [
        ("收入来源", "年度收入预算", "100"),
        ("收入来源", "一般公共预算", "100"),
        ("部门预算支出", "年度支出预算", "100"),
        ("部门预算支出", "人员类支出", "60"),
        ("部门预算支出", "特定目标类项目支出", "40"),
    ]


def test_a_known_item_is_of_no_other_section_s_column() -> None:
    extraction = _department(
        """
        部门预算情况 部门预算支出 金额 收入来源 金额 .
        ^ 基本支出 2856.31 财政拨款 15320.88 .
        ^ 事业发展性支出 11000.00 按预算级次划分 金额 .
        ^ 其中：财政专项资金 9800.00 本级使用 4600.00 .
        """,
        "单位：万元",
    )
    assert _lines(extraction) == [
        ("部门预算支出", "基本支出", "2856.31"),
        ("收入来源", "财政拨款", "15320.88"),
        ("部门预算支出", "事业发展性支出", "11000.00"),
        ("事业发展性支出", "财政专项资金", "9800.00"),
        ("按预算级次划分", "本级使用", "4600.00"),
    ]
