from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.report.show import file_name, money, number, page_name, percent, shown

D = Decimal


@pytest.mark.parametrize(
    ("value", "operator", "expected"),
    [
        (D("4000.000000"), ">=", "≥4,000"),
        (D("2500"), ">", ">2,500"),
        (D("6.650000"), "=", "6.65"),
        (D("0.000000"), "=", "0"),
        (D("8"), "rank", "第8 位"),
        (D("550"), "~", "约550"),
        (D("-14"), None, "-14"),
        (None, ">=", ""),
    ],
)
def test_a_figure_is_shown_with_its_comparison(
    value: Decimal | None, operator: str | None, expected: str
) -> None:
    assert shown(value, operator) == expected


def test_numbers_keep_their_digits_and_lose_their_zeros() -> None:
    assert number(D("494772.540000")) == "494,772.54"
    assert number(D("1000")) == "1,000"
    assert number(None) == ""


def test_money_has_two_decimals_at_least() -> None:
    assert money(D("364607.200000")) == "364,607.20"
    assert money(D("0")) == "0.00"
    assert money(D("1.234000")) == "1.234"
    assert money(None) == ""


def test_a_share_has_two_decimals_at_most() -> None:
    assert percent(D("99.9185")) == "99.92%"
    assert percent(None) == ""


@pytest.mark.parametrize(
    "key", ["../../etc/passwd", "a/b", "名称", "", "Key", "x" * 200, "a.html", "a b", ".", "-a"]
)
def test_a_page_is_never_named_by_outside_text(key: str) -> None:
    name = file_name(key)
    assert name.startswith("h")
    assert name.isalnum()
    assert len(name) == 20
    assert name == file_name(key)


def test_keys_name_their_own_pages() -> None:
    assert file_name("high_tech_enterprises") == "high_tech_enterprises"
    assert file_name("x_3962c94c0e1d") == "x_3962c94c0e1d"
    assert file_name("dfa19ab34b" + "0" * 54) == "dfa19ab34b" + "0" * 10


def test_parts_of_a_page_are_numbered() -> None:
    assert page_name("list/checks") == "list/checks.html"
    assert page_name("list/checks", 2) == "list/checks-2.html"
