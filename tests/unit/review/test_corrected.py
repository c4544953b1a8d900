"""What a person types as printed, by kind of figure."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ingest.decisions import DecisionError
from ingest.review.corrected import Correction, corrected

KINDS = {
    "value": "number",
    "amount_wan": "number",
    "execution_rate": "number",
    "operator": "operator",
    "unit": "text",
    "value_text": "text",
}


def typed(text: str, **item) -> list[Correction]:
    told = {
        "field": "value",
        "label": "企业数",
        "was_read": "4500",
        "number": 4500,
        "operator": ">=",
        "unit": "家",
        "is_published": True,
    } | item
    return corrected(text, SimpleNamespace(**told), KINDS)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("4000", {"value": "4000"}),
        ("4,000.50", {"value": "4000.50"}),
        ("≥4,000家", {"value": "4000"}),
        ("超过4000户", {"value": "4000", "operator": ">", "unit": "户"}),
        ("第3名", {"value": "3", "operator": "rank", "unit": "名"}),
        ("≤4500家", {"value": None, "operator": "<="}),
    ],
)
def test_a_quantity_is_read_as_documents_are(text, values):
    assert {each.field: each.value for each in typed(text)} == values


@pytest.mark.parametrize(
    ("text", "value"),
    [("12.50", "12.50"), ("125000元", "12.5000"), ("1.2亿元", "12000"), ("-3", "-3")],
)
def test_money_is_in_wan(text, value):
    assert typed(text, field="amount_wan") == [Correction("amount_wan", "4500", value)]


def test_a_rate_is_in_percent():
    assert typed("97.50%", field="execution_rate")[0].value == "97.50"


def test_words_are_kept_as_printed():
    assert typed(" 进一步 提高\n", field="value_text")[0].value == "进一步提高"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "value"),
        ("若干", "value"),
        ("3家、4家", "value"),
        ("若干", "amount_wan"),
        ("12.5家", "amount_wan"),
        ("", "amount_wan"),
        ("高", "execution_rate"),
    ],
)
def test_what_is_no_such_figure_is_refused(text, field):
    with pytest.raises(DecisionError) as refused:
        typed(text, field=field)
    assert "\n" not in str(refused.value)


def test_what_was_read_beside_a_held_figure_is_not_known():
    assert typed("4000", is_published=False)[0].value == "4000"
    with pytest.raises(DecisionError, match="type the number alone"):
        typed("≥4000家", is_published=False)
