"""Quantities in printed text: what is one, what only looks like one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.words.quantity import quantities


def found(text: str) -> list[tuple[str, Decimal, str | None, str]]:
    return [(q.operator, q.value, q.unit, text[q.start : q.end]) for q in quantities(text)]


def short(text: str) -> list[str]:
    return [f"{q.operator}{q.value}{q.unit or ''}" for q in quantities(text)]


def test_spans_cover_operator_number_unit_and_what_follows() -> None:
    text = "高企认定数不少于4500家(含4500家)以上，约5人"
    first, second = quantities(text)
    assert text[first.start : first.end] == "不少于4500家(含4500家)以上"
    assert text[first.number_start : first.number_end] == "4500"
    assert (first.operator, first.value, first.unit) == (">=", Decimal(4500), "家")
    assert (second.operator, second.value, second.unit) == ("~", Decimal(5), "人")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("为参会人数>500人，企业>100家", [">500人", ">100家"]),
        ("投诉率<不超过总工单的3%", ["<=3%"]),
        ("1000多家", [">1000家"]),
        ("3万余人次", [">3万人次"]),
        ("2个亿以上", [">=2亿"]),
        ("控制在3%以内", ["<=3%"]),
        ("10秒内", ["<=10秒"]),
        ("≤-2%", ["<=-2%"]),
        ("百分之九十", ["=90%"]),
        ("千分之三", ["=3‰"]),
        ("十二项", ["=12项"]),
        ("十二亿元", ["=12亿元"]),
        ("全年不少于一次组训", [">=1次"]),
        ("零", ["=0"]),
        ("0起", ["=0起"]),
        ("1亿2000万元", ["=12000万元"]),
        ("人民币50万", ["=50万元"]),
        ("USD50万", ["=50万美元"]),
        ("１，２３４．５万元", ["=1234.5万元"]),
        ("分别为3、4、5家", ["=3家", "=4家", "=5家"]),
        ("提前5天", ["=5天"]),
    ],
)
def test_reads(text: str, expected: list[str]) -> None:
    assert short(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3—5场", [">=3场", "<=5场"]),
        ("90%-95%", [">=90%", "<=95%"]),
        ("3-5万人", [">=3万人", "<=5万人"]),
        ("10至15个工作日", [">=10个工作日", "<=15个工作日"]),
        ("5-3场", []),
        ("电话020-83124", []),
    ],
)
def test_ranges_give_two_bounds(text: str, expected: list[str]) -> None:
    assert short(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全国居前8", ["rank8"]),
        ("第3名", ["rank3名"]),
        ("前8名", ["rank8名"]),
        ("位居全市第一", ["rank1"]),
        ("科技创新能力连续多年全国经开区第一；", ["rank1"]),
        ("居全国首位", ["rank1"]),
        ("首位", ["rank1"]),
        ("名列全省榜首", ["rank1"]),
        ("居全市各区首位", ["rank1"]),
        ("在全市11个区中排名第二", ["rank2"]),
        ("覆盖全市11个区", ["=11个"]),
        ("位居全省前列", []),
        ("全省第一方阵", []),
        ("把安全放在首位", []),
        ("首位度35%", ["=35%"]),
        ("质量第一", []),
        ("第一时间", []),
        ("目前8家", ["=8家"]),
    ],
)
def test_ranks(text: str, expected: list[str]) -> None:
    assert short(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.≥10000；2.15；3.≥4。", [">=10000", "=15", ">=4"]),
        ("参赛数量≥2500家2.历史获奖企业融资额≥200亿", [">=2500家", ">=200亿"]),
        ("2.2023年推荐申报孵化载体≥3家", [">=3家"]),
        ("1.5000家；2.300人", ["=5000家", "=300人"]),
        ("1.5亿元；2.6亿元", ["=1.5亿元", "=2.6亿元"]),
        ("（1）培训3场（2）论坛5场", ["=3场", "=5场"]),
        ("1、配合我局做好法治工作；2、为我局审查文件", []),
        ("指标1：", []),
    ],
)
def test_numbering_is_no_quantity(text: str, expected: list[str]) -> None:
    assert short(text) == expected


def test_expected_numbering_reads_bare_pairs() -> None:
    assert [q.value for q in quantities("1.20；2.15", numbered=True)] == [20, 15]
    assert [q.value for q in quantities("1.20；2.15")] == [Decimal("1.20"), Decimal("2.15")]


@pytest.mark.parametrize(
    "text",
    [
        "2023年12月31日前",
        "12月底前",
        "2023-2024年",
        "（国发〔2022〕13号）",
        "支持发展第8.6代TFT-LCD氧化物半导体",
        "推动P3实验室年底建成",
        "“2+3+N”创新平台集群",
        "推进“1+1+3+N”科创平台建设",
        "支持35岁以下博士青年人才",
        "制定“中医药10条”“高成长十条”等政策",
        "兑现IAB政策、纳米10条、现代服务业黄金10条等政策",
        "4号楼东3、4、8、9楼和9办公室",
        "推进2021年省大专项+任务清单项目实施",
        "投入产出比1:3",
        "5G基站和12345热线",
        "进一步统一思想，打造一流平台，一事一议",
    ],
)
def test_no_quantity(text: str) -> None:
    assert quantities(text) == []


def test_conditions_stay_in_the_label() -> None:
    assert found("支持35岁以下青年人才项目≥1900项") == [(">=", Decimal(1900), "项", "≥1900项")]
    assert short("1亿元以上项目20个") == ["=20个"]
    assert short("吸引5个以上生物医药项目落地") == [">=5个"]


def test_numbers_beyond_the_warehouse_are_left_as_text() -> None:
    assert short("9" * 18 + "元") == ["=" + "9" * 18 + "元"]
    assert short("9" * 19 + "元") == []
    assert short("0.1234567元") == []
