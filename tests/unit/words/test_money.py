from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.words.money import Amount, amount, printed_unit


@pytest.mark.parametrize(
    ("text", "unit", "wan", "rounding"),
    [
        ("476,904.29", "万元", "476904.29", "0.005"),
        ("476，904．29", "万元", "476904.29", "0.005"),
        ("2,289.3", "万元", "2289.3", "0.05"),
        ("1200", "万元", "1200", "0.5"),
        ("12,345.67", "元", "1.234567", "0.0000005"),
        ("3.2", "亿元", "32000", "500"),
        ("0.00", "万元", "0.00", "0.005"),
        ("-12.5", "万元", "-12.5", "0.05"),
        ("（1,000）", "万元", "-1000", "0.5"),
        ("￥ 600", "元", "0.06", "0.00005"),
        ("26,000.00 万元", "元", "26000.00", "0.005"),
        ("26,000\n.00", "万元", "26000.00", "0.005"),
        ("854万（道路400万元，水渠454万元）", "万元", "854", "0.5"),
        ("2.5亿", "万元", "25000", "500"),
    ],
)
def test_amounts(text: str, unit: str, wan: str, rounding: str) -> None:
    got = amount(text, unit)
    assert got is not None
    assert got.wan == Decimal(wan)
    assert got.rounding_wan == Decimal(rounding)
    assert "E" not in str(got.wan)


@pytest.mark.parametrize("text", ["", "  ", "-", "——", "/", "／", "…", "无", "N/A"])
def test_blank_is_not_zero(text: str) -> None:
    assert amount(text, "万元") is None


@pytest.mark.parametrize(
    "text", ["基本支出", "1.2.3", "4,76,904", "12%", "(5", "5)", "≥3", "1e5", "9" * 19, "1 2 家"]
)
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        amount(text, "万元")


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown unit"):
        amount("1", "美元")


def test_keeps_the_printed_text() -> None:
    assert amount(" 26,000.00 ", "万元") == Amount(
        Decimal("26000.00"), "26,000.00", Decimal("0.005")
    )


@given(
    st.decimals(-(10**13), 10**13, places=2, allow_nan=False),
    st.sampled_from([("元", -4), ("万元", 0), ("亿元", 4)]),
    st.sampled_from([",", "，", ""]),
    st.booleans(),
)
def test_digits_survive_in_every_unit(
    value: Decimal, unit: tuple[str, int], separator: str, in_parentheses: bool
) -> None:
    text = f"{abs(value):,.2f}".replace(",", separator)
    if value < 0:
        text = f"（{text}）" if in_parentheses else f"-{text}"
    got = amount(text, unit[0])
    assert got is not None
    assert got.wan == value * Decimal(10) ** unit[1]
    assert got.rounding_wan == Decimal("0.005") * Decimal(10) ** unit[1]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", "万元"),
        ("金额单位:元", "元"),
        ("单位：人民币万元", "万元"),
        ("预算金额（亿元）", "亿元"),
        ("拟投入的资金（单位：万元）", "万元"),
        ("万元", "万元"),
        ("单元测试", None),
        ("多元支持体系", None),
        ("项目名称（资金使用单位）", None),
        ("部门名称：广州市科学技术局", None),
    ],
)
def test_printed_unit(text: str, unit: str | None) -> None:
    assert printed_unit(text) == unit
