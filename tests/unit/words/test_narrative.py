from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.words.narrative import figures

SENTENCES = yaml.safe_load(
    (Path(__file__).parent / "narrative_sentences.yml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", SENTENCES, ids=[case["text"][:24] for case in SENTENCES])
def test_reads_the_figures_of_a_sentence(case: dict) -> None:
    expected = [
        (metric, operator, Decimal(value), unit, *year)
        for metric, operator, value, unit, *year in case["figures"]
    ]
    found = [
        (figure.metric, figure.operator, figure.value, figure.unit)
        + ((figure.year,) if figure.year else ())
        for figure in figures(case["text"])
    ]
    assert found == expected


def test_each_figure_has_the_clause_that_states_it() -> None:
    text = "2022年，高层次人才总数达1382人、A类外国高端人才1226人；技术合同成交额超550亿元。"
    assert [figure.clause for figure in figures(text)] == [
        "高层次人才总数达1382人",
        "A类外国高端人才1226人",
        "技术合同成交额超550亿元",
    ]


def test_a_year_holds_until_the_sentence_ends() -> None:
    text = "2021年，高新技术企业2300家，新增120家。认定瞪羚企业541家。"
    assert [figure.year for figure in figures(text)] == [2021, 2021, None]


def test_a_number_compared_with_another_year_is_not_of_that_year() -> None:
    [figure] = figures("技术合同成交额较2020年增长14%。")
    assert (figure.metric, figure.year) == ("技术合同成交额较2020年增长", None)


def test_numbering_ends_what_a_sentence_is_about() -> None:
    assert figures("1.高新技术企业2500家；2.同比增长14%。")[1:] == []


_WORDS = st.sampled_from(
    [
        *"，。；：、（）“”《》",
        "一是",
        "1.",
        "其中",
        "分别为",
        "均居",
        "全市第一",
        "同比增长",
        "由",
        "增加到",
        "高新技术企业",
        "等",
        "的",
        "举办",
        "2021年",
        "5家",
        "12.5%",
        "3—5场",
        "超过400亿元",
        " ",
        "\n",
        "A",
    ]
)


@settings(deadline=None)
@given(st.text(max_size=200) | st.lists(_WORDS, max_size=40).map("".join))
def test_never_raises_and_knows_its_places(text: str) -> None:
    for figure in figures(text):
        assert text[figure.start : figure.end] == figure.clause
        assert figure.metric
