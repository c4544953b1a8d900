"""The audit's own reading of printed numbers against what the extractor reads."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import cn2an
import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.printed import MACROS
from ingest.words.money import amount
from ingest.words.quantity import quantities

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(MACROS)
        yield connection


def is_printed(
    database: duckdb.DuckDBPyConnection,
    value: Decimal,
    text: str,
    name: str = "",
    operator: str = "=",
) -> bool:
    sql = "select coalesce(is_printed(?::decimal(24, 6), ?, ?, ?), false)"
    return bool(database.execute(sql, [value, operator, text, name]).fetchall()[0][0])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("≥2,500家", "2500"),
        ("２，５００家", "2500"),
        ("2,500m²", "2500"),
        ("6.65%", "6.65"),
        ("1.≥10000；2.15；3.≥4", "15"),
        ("1.≥10000；2.15；3.≥4", "10000"),
        ("十二项", "12"),
        ("一百零五场", "105"),
        ("三千五百家", "3500"),
        ("三千五", "3500"),
        ("两次", "2"),
        ("百分之九十五", "95"),
        ("百分之95.5", "95.5"),
        ("十点五亿", "10.5"),
        ("一亿二千万元", "120000000"),
        ("二十亿元", "20"),
        ("零事故", "0"),
        ("1亿2000万元", "12000"),
        ("同比-3.5%", "-3.5"),
        ("3—5场", "5"),
    ],
)
def test_a_value_is_found_as_printed(database, text: str, value: str) -> None:
    assert is_printed(database, Decimal(value), text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (">2500家", "25000"),
        (">2500家", "250"),
        (">25000家", "2500"),
        ("≥550亿元", "5500"),
        ("6.65%", "65"),
        ("6.65%", "6"),
        ("2.15亿元", "15"),
        ("一百零五场", "150"),
        ("十二项", "2"),
        ("优良", "1"),
        ("≥0.10万元", "1"),
        ("≥0.10万元", "0"),
        ("1.5亿元", "0"),
    ],
)
def test_another_value_is_not(database, text: str, value: str) -> None:
    assert not is_printed(database, Decimal(value), text)


def test_a_rank_may_be_told_in_a_word(database) -> None:
    assert is_printed(database, Decimal(1), "居全市首位", operator="rank")
    assert is_printed(database, Decimal(1), "全市第一", operator="rank")
    assert not is_printed(database, Decimal(1), "居全市首位", operator="=")
    assert not is_printed(database, Decimal(2), "居全市首位", operator="rank")


def test_a_numbered_name_tells_numbering(database) -> None:
    assert is_printed(database, Decimal(100), "1.100%", name="1.准确率")
    assert not is_printed(database, Decimal(100), "1.100%", name="准确率")


NUMBERS = st.decimals(min_value=0, max_value=10**9, places=2)


@settings(max_examples=60, deadline=None)
@given(
    number=NUMBERS, separated=st.booleans(), unit=st.sampled_from(["家", "%", "万元", "亿元", ""])
)
def test_what_the_extractor_reads_is_printed(database, number, separated: bool, unit: str) -> None:
    text = f"≥{number:,}{unit}" if separated else f"≥{number}{unit}"
    for quantity in quantities(text):
        assert is_printed(database, quantity.value, text)
        assert is_printed(database, quantity.value * 10, text) == (not quantity.value)


@settings(max_examples=60, deadline=None)
@given(number=st.integers(min_value=0, max_value=99_999_999))
def test_number_words_are_read(database, number: int) -> None:
    words = cn2an.an2cn(number, "low")
    assert is_printed(database, Decimal(number), f"不少于{words}家")


@settings(max_examples=80, deadline=None)
@given(
    number=st.decimals(min_value=Decimal("0.01"), max_value=10**8, places=2),
    unit=st.sampled_from(["元", "千元", "万元", "百万元", "亿元"]),
    beside=st.booleans(),
)
def test_an_amount_is_what_is_printed(database, number, unit: str, beside: bool) -> None:
    text = f"{number:,}{unit if beside else ''}"
    read = amount(text, unit)
    assert read
    [(printed,)] = database.execute(
        "select printed_amount(?, ?::decimal(24, 10))", [text, read.rounding_wan]
    ).fetchall()
    assert printed == read.wan
