"""Indicator cells read under their names: a table of cases, and what holds for any text."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.vocabulary import load
from ingest.words.masks import half_width
from ingest.words.printed import printed
from ingest.words.quantity import quantities
from ingest.words.values import ParsedValue, is_blank, parse_cell

CASES = list(csv.DictReader((Path(__file__).parent / "value_cases.csv").open(encoding="utf-8")))

OPERATORS = {"≥": ">=", ">": ">", "≤": "<=", "<": "<", "=": "=", "约": "~", "不少于": ">=", "": "="}
UNITS = ["家", "个", "项", "人次", "万人次", "亿元", "万元", "%", "‰", "场", "个百分点", ""]
LABELS = ["高新技术企业认定数", "参会人数", "服务对象满意度", "技术合同成交额"]
MASTERS = [
    ">=",
    "≥",
    "1.",
    "2、",
    "（1）",
    "一是",
    "；",
    "，",
    "第",
    "前",
    "含",
    "（",
    "）",
    "《",
    "“",
    "百分之",
]
ANY_TEXT = st.text(max_size=80) | st.lists(
    st.sampled_from(
        [*MASTERS, *UNITS, *LABELS, "12", "3.5", "1,234", "十二", "零", "由", "到", "年"]
    ),
    max_size=24,
).map("".join)


def written(value: ParsedValue) -> str:
    if value.kind == "qualitative":
        return f"{value.metric} qualitative"
    year = f" ({value.year})" if value.year else ""
    return f"{value.metric} {value.operator} {value.value} {value.unit or '-'}{year}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['text'][:24]}")
def test_case(case: dict[str, str]) -> None:
    values = parse_cell(case["text"], case["name"])
    assert " || ".join(map(written, values)) == case["expected"]


def test_the_documents_have_their_counted_numbers() -> None:
    """One horizon of huangpu and guangzhou (both print the same numbers), both of nansha."""
    numbers: Counter[str] = Counter()
    for case in CASES:
        values = parse_cell(case["text"], case["name"])
        numbers[case["source"]] += sum(value.kind == "number" for value in values)
    del numbers["made up"]
    assert numbers == {
        "huangpu 2023": 27,
        "guangzhou 2023": 10,
        "nansha 2023": 26,
        "guangzhou 2023 projects": 127,
    }


def test_clause_without_number_is_a_statement_of_its_own() -> None:
    text = "1.新增省级以上孵化载体15家； 2.国家级孵化器运营评价优秀数量位居全国前列。"
    number, statement = parse_cell(text, "促进孵化育成体系提质增效")
    assert (number.metric, number.value, number.unit) == ("新增省级以上孵化载体", 15, "家")
    assert number.text == "1.新增省级以上孵化载体15家；2.国家级孵化器运营评价优秀数量位居全国前列。"
    assert statement.kind == "qualitative"
    assert statement.text == "国家级孵化器运营评价优秀数量位居全国前列。"
    assert statement.metric == "促进孵化育成体系提质增效"


def test_numbered_words_alone_are_one_statement() -> None:
    text = "1.严格按照规范完成；2.将资料全部扫描归档。"
    (statement,) = parse_cell(text, "1.数字档案规范性；2.电子资料库完备性")
    assert statement.text == text
    assert statement.metric == "数字档案规范性；电子资料库完备性"


def test_inner_numbering_does_not_split_a_clause() -> None:
    text = "1.承担单位比率≥80%。2.一是推进2021年省大专项+任务清单项目实施。二是支持中心建设。"
    kinds = [value.kind for value in parse_cell(text, "提升企业技术创新能力")]
    assert kinds == ["number", "qualitative"]


@pytest.mark.parametrize(
    "text", ["", " ", "……", "/", "—", "-", "无", "指标1：", "指标2：……", "N/A"]
)
def test_placeholders_are_blank(text: str) -> None:
    assert is_blank(text)
    assert parse_cell(text, "培训场次") == []


@pytest.mark.parametrize("text", ["0", "无重大安全事故", "见附件", "1"])
def test_what_says_something_is_not_blank(text: str) -> None:
    assert not is_blank(text)


@given(
    label=st.sampled_from(LABELS),
    operator=st.sampled_from(sorted(OPERATORS)),
    value=st.decimals(0, 10**9, allow_nan=False, places=2) | st.integers(0, 10**9).map(Decimal),
    unit=st.sampled_from(UNITS),
    grouped=st.booleans(),
)
def test_composed_cells_read_back(
    label: str, operator: str, value: Decimal, unit: str, grouped: bool
) -> None:
    number = f"{value:,f}" if grouped else f"{value:f}"
    (found,) = parse_cell(f"{label}{operator}{number}{unit}", "论坛规模")
    assert (found.metric, found.operator, found.value, found.unit) == (
        label,
        OPERATORS[operator],
        value,
        unit or None,
    )


@given(
    clauses=st.lists(
        st.tuples(st.sampled_from(LABELS), st.integers(0, 99999), st.sampled_from(UNITS[:-1])),
        min_size=2,
        max_size=9,
    ),
    numbering=st.sampled_from(["{}.", "{}、", "（{}）", "({})", "{}. "]),
    separator=st.sampled_from(["；", "。", ";", " "]),
)
def test_numbered_clauses_read_back(
    clauses: list[tuple[str, int, str]], numbering: str, separator: str
) -> None:
    text = separator.join(
        f"{numbering.format(index)}{label}≥{value}{unit}"
        for index, (label, value, unit) in enumerate(clauses, 1)
    )
    found = [(value.metric, value.value, value.unit) for value in parse_cell(text, "主要工作")]
    assert found == clauses


@given(values=st.lists(st.integers(0, 9999), min_size=2, max_size=6))
def test_bare_numbers_take_the_pieces_of_a_listing_name(values: list[int]) -> None:
    name = "；".join(f"{index}.培训{index}部（次）" for index in range(1, len(values) + 1))
    text = "；".join(f"{index}. {value}" for index, value in enumerate(values, 1))
    found = parse_cell(text, name)
    assert [value.value for value in found] == values
    assert {value.unit for value in found} == {"次"}


@given(ANY_TEXT, ANY_TEXT)
def test_any_text_gives_numbers_or_one_statement(text: str, name: str) -> None:
    values = parse_cell(text, name)
    numbers = [value for value in values if value.kind == "number"]
    assert all(value.operator and value.value is not None for value in numbers)
    assert numbers or len(values) <= 1
    assert bool(values) != is_blank(printed(text))


@given(ANY_TEXT)
def test_spans_lie_in_the_text_in_order(text: str) -> None:
    position = 0
    for found in quantities(text):
        assert position <= found.start <= found.number_start < found.number_end <= found.end
        position = found.number_end
    assert position <= len(text)


@given(ANY_TEXT)
def test_full_width_reads_as_half_width(text: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)
    assert quantities(wide) == quantities(text)


@pytest.mark.parametrize(
    "text",
    [
        "9" * 100_000,
        "（" * 100_000,
        "《" * 50_000 + "》" * 50_000,
        "1." * 50_000,
        "≥5家；" * 10_000,
        "1,111" + ",111" * 25_000 + "1",
        "约" * 100_000 + "5家",
        "一" * 100_000,
        " " * 100_000,
        "由5%提高到" * 10_000,
    ],
    ids=lambda text: text[:6],
)
def test_long_hostile_text_is_read_in_one_pass(text: str) -> None:
    assert isinstance(parse_cell(text, text), list)


def test_units_are_spelled_once() -> None:
    words = load("quantity")
    assert not set(words["counted"]) & set(words["measured"])


SIGNS = list("/／∕·•・‧⋅")
COUNTERS = [
    *[
        "人",
        "年",
        "月",
        "天",
        "次",
        "户",
        "亩",
        "万车",
        "万人",
        "百户",
        "10万人",
        "平方米",
        "床位日",
    ],
    *["车", "标准车", "班组", "航线", "餐", "人均", "盒装", "件", "公里", "座", "生", "学期"],
]
WORDS_BEHIND = [
    "完成",
    "以上",
    "以内",
    "以下",
    "左右",
    "达标",
    "增长",
    "发放",
    "及以上",
    "。",
    "；",
]


@given(
    st.sampled_from(["元", "人", "起", "万元", "吨标准煤", "%", "次", "kg", "m³"]),
    st.sampled_from(SIGNS[:3]),
    st.sampled_from(COUNTERS),
    st.lists(st.tuples(st.sampled_from(SIGNS), st.sampled_from(COUNTERS)), max_size=2),
    st.sampled_from(["", *WORDS_BEHIND]),
)
def test_a_unit_per_something_is_read_whole_and_no_word_with_it(
    unit: str, sign: str, counter: str, more: list[tuple[str, str]], behind: str
) -> None:
    whole = f"{unit}{sign}{counter}" + "".join(map("".join, more))
    (value,) = parse_cell(f"≥1234.5{whole}{behind}", "标准")
    assert (value.value, value.unit) == (Decimal("1234.5"), half_width(whole))
    assert value.doubt is None


@given(st.sampled_from(UNITS[:-1]), st.sampled_from(WORDS_BEHIND))
def test_a_word_behind_a_unit_is_no_part_of_it(unit: str, word: str) -> None:
    (value,) = parse_cell(f"12{unit}{word}", "数量")
    assert (value.value, value.unit, value.doubt) == (12, unit, None)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("30元/培训费用标准按照文件", "元"), ("50元/（人发放", "元"), ("50人/培训3场", "人")],
)
def test_a_unit_that_may_be_cut_is_doubted(text: str, unit: str) -> None:
    value = parse_cell(text, "标准")[0]
    assert value.unit == unit
    assert value.doubt
    assert parse_cell("30元/人", "标准")[0].doubt is None


@pytest.mark.parametrize(
    ("text", "is_doubtful"), [("≥2200治疗量", True), ("≥2200份", False), ("≥98%全覆盖", False)]
)
def test_a_longer_word_behind_a_number_without_a_unit_is_doubted(
    text: str, is_doubtful: bool
) -> None:
    [value] = parse_cell(text, "采集机采血小板")
    assert bool(value.doubt) == is_doubtful


@pytest.mark.parametrize(("name", "is_doubtful"), [("租用（机柜）", True), ("招生（高中）", False)])
def test_a_bare_number_under_a_name_that_may_end_with_its_unit(
    name: str, is_doubtful: bool
) -> None:
    (value,) = parse_cell("≥5", name)
    assert (value.metric, value.value, value.unit) == (name, 5, None)
    assert bool(value.doubt) == is_doubtful
    (value,) = parse_cell("≥5", name, "组")
    assert (value.unit, value.doubt) == ("组", None)
    (value,) = parse_cell("≥5个", name)
    assert (value.unit, value.doubt) == ("个", None)


@pytest.mark.parametrize(
    ("text", "is_doubtful"),
    [("23家（28家）", True), ("23家（其中规上5家）", False), ("23家（95%）", False)],
)
def test_another_figure_in_parentheses_is_doubted(text: str, is_doubtful: bool) -> None:
    assert [bool(value.doubt) for value in parse_cell(text, "企业")] == [is_doubtful] * len(
        parse_cell(text, "企业")
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("1.5%", "1.增速"),
        ("1.200张", "新增床位"),
        ("1.0起", "事故"),
        ("30人×1800元=5.4万元", "补助"),
        ("100%、98.5%", "合格率"),
    ],
)
def test_numbers_that_may_be_those_of_a_list_or_formula_are_doubted(text: str, name: str) -> None:
    assert all(value.doubt for value in parse_cell(text, name))


def test_a_figure_in_parentheses_of_a_year_before_the_form_is_a_remark() -> None:
    text = "95%（2024年为91%）"
    assert [value.value for value in parse_cell(text, "满意度", year=2025)] == [95]
    assert [value.value for value in parse_cell(text, "满意度", year=2024)] == [95, 91]


@pytest.mark.parametrize("text", ["3—5场", "2期、50人", "≥95%；≥95%", "≥90%、≤98%"])
def test_ranges_and_different_things_are_not_doubted(text: str) -> None:
    assert not any(value.doubt for value in parse_cell(text, "培训"))


@pytest.mark.parametrize(
    ("text", "name", "is_doubtful"),
    [("3,175.98", "疫病净化", True), ("3,175.98", "经费（万元）", False), ("1,500", "培训", False)],
)
def test_what_looks_like_an_amount_has_a_unit(text: str, name: str, is_doubtful: bool) -> None:
    (value,) = parse_cell(text, name)
    assert bool(value.doubt) == is_doubtful


@pytest.mark.parametrize("text", ["≥35M", "≥20T", "≥3km", "≥5kg"])
def test_a_letter_may_be_a_unit(text: str) -> None:
    (value,) = parse_cell(text, "喷雾射程")
    assert (value.operator, str(value.value) + (value.unit or "")) == (">=", text[1:])


@pytest.mark.parametrize(
    ("text", "operator", "is_doubtful"),
    [
        ("不逾90%", "<=", False),
        ("未超5%", "<=", False),
        ("未低于90%", ">=", False),
        ("莫低于90%", "<", True),
        ("不满足90%", "=", True),
        ("无偿达到90%", "=", False),
    ],
)
def test_a_negated_sign_that_is_not_known_is_doubted(
    text: str, operator: str, is_doubtful: bool
) -> None:
    [value] = parse_cell(text, "合格率")
    assert (value.operator, value.unit, bool(value.doubt)) == (operator, "%", is_doubtful)
