"""Several figures of one cell under labels of their own, and ranks in words."""

from __future__ import annotations

import pytest

from ingest.words.narrative import figures
from ingest.words.values import parse_cell

SCHOOLS = [("小学", "600"), ("初中", "700"), ("高中", "1000")]


@pytest.mark.parametrize(
    ("text", "operator", "unit"),
    [
        ("小学600/初中700/高中1000元", "=", "元"),
        ("小学600元/初中700元/高中1000元", "=", "元"),
        ("小学600、初中700、高中1000元", "=", "元"),
        ("小学600，初中700，高中1000元", "=", "元"),
        ("小学600；初中700；高中1000元", "=", "元"),
        ("小学：600 初中：700 高中：1000元", "=", "元"),
        ("小学600\n初中700\n高中1000元", "=", "元"),
        ("小学≥600/初中≥700/高中≥1000元/生", ">=", "元/生"),
    ],
)
def test_each_figure_keeps_its_label(text: str, operator: str, unit: str) -> None:
    found = parse_cell(text, "生均补助标准")
    assert [(v.metric, str(v.value)) for v in found] == SCHOOLS
    assert {(v.operator, v.unit, v.doubt) for v in found} == {(operator, unit, None)}


def test_units_of_the_name_and_labels_with_numbers() -> None:
    found = parse_cell("省级5/市级3", "平台数（个）")
    assert [(v.metric, str(v.value), v.unit) for v in found] == [
        ("平台数省级", "5", "个"),
        ("平台数市级", "3", "个"),
    ]
    found = parse_cell("一档600/二档700/三档1000元", "补助标准")
    assert [(v.metric, str(v.value)) for v in found] == [
        ("一档", "600"),
        ("二档", "700"),
        ("三档", "1000"),
    ]


def test_figures_without_labels_are_doubted() -> None:
    found = parse_cell("600/700/1000元", "补助标准")
    assert [(v.metric, str(v.value), v.unit) for v in found] == [
        ("补助标准", "600", "元"),
        ("补助标准", "700", "元"),
        ("补助标准", "1000", "元"),
    ]
    assert all(v.doubt for v in found)


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("举办培训3场、论坛5场", ["举办培训", "论坛"]),
        ("≥3场/年", ["活动"]),
        ("1500元/人/年", ["活动"]),
    ],
)
def test_other_lists_stay_as_they_are(text: str, metrics: list[str]) -> None:
    assert [v.metric for v in parse_cell(text, "活动")] == metrics


def test_prose_gives_no_figure_under_a_label_that_holds_others() -> None:
    assert figures("补助标准为小学600/初中700/高中1000元。") == []


@pytest.mark.parametrize(
    ("text", "rank", "unit"),
    [
        ("居全省第一", "1", None),
        ("全国首位", "1", None),
        ("继续保持全国第一", "1", None),
        ("蝉联全省第一", "1", None),
        ("居珠三角第一", "1", None),
        ("位居大湾区第二位", "2", "位"),
        ("稳居全省前三", "3", None),
    ],
)
def test_ranks_in_words_are_rank_values(text: str, rank: str, unit: str | None) -> None:
    (found,) = parse_cell(text, "高新技术企业总量")
    read = found.metric, found.operator, str(found.value), found.unit
    assert read == ("高新技术企业总量", "rank", rank, unit)


@pytest.mark.parametrize("text", ["全市倒数第一", "居全省第一方阵", "位列第一梯队", "全省末位"])
def test_what_sounds_like_a_rank_is_none(text: str) -> None:
    assert [v.kind for v in parse_cell(text, "高新技术企业总量")] == ["qualitative"]


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("创新能力连续5年居全国第一。", "创新能力全国排名"),
        ("高企总量继续保持全省第一。", "高企总量全省排名"),
        ("高企总量蝉联全省首位。", "高企总量全省排名"),
    ],
)
def test_ranks_in_prose(text: str, metric: str) -> None:
    (found,) = figures(text)
    assert (found.metric, found.operator, found.value) == (metric, "rank", 1)
