"""Reads one indicator cell under its printed name: its numbers with their labels, or its words."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from ingest.vocabulary import alternatives, load
from ingest.words.figures_apart import figures_apart
from ingest.words.labels import Label, may_end_with_unit, name_pieces, own_label
from ingest.words.masks import BOUNDARY, START, half_width, mask
from ingest.words.numbered import with_numbering
from ingest.words.operators import PREFIXES
from ingest.words.printed import printed
from ingest.words.quantity import Quantity, quantities
from ingest.words.units import COUNTED, goes_on

if TYPE_CHECKING:
    from ingest.records import Operator

_BLANKS = load("quantity")["blanks"]
_PLACEHOLDER = re.compile(r"(?:指标|目标|指标值|目标值)\d{0,2}[:：]")
_MARK = re.compile(r"\(?(?:\d+|[一二三四五六七八九十]+|[①-⑳])[.、):是]?")
_NO_UNITS = frozenset((*load("quantity")["no_units"], *load("quantity")["behind_units"]))
_NEGATIONS = frozenset(load("quantity")["negations"])
_MAGNITUDES = frozenset(load("quantity")["magnitudes"])
_COUNTER = re.compile("[\u4e00-\u9fff]{1,2}")
_ENDS = BOUNDARY + " "
_COUNT = re.compile(
    rf"(?P<sign>{alternatives(PREFIXES)})?(?P<number>\d{{1,9}}(?:,\d{{3}}){{0,4}}(?:\.\d{{1,6}})?)(?P<unit>{_COUNTER.pattern})"
)
_UNIT_IN_NAME = "单位可能写在指标名称中 (its unit may stand at the end of the name)"
_UNIT_CUT = "单位可能不全 (the unit may go on)"
_UNIT_UNKNOWN = "数后的词可能是单位 (the word behind it may be its unit)"
_WORD_BEHIND = re.compile("[\u4e00-\u9fff]{3,10}(?:[/／][\u4e00-\u9fff]{1,6})?[。；;]?")
_NEGATED = (
    "运算符前有否定词 (a negation stands before its sign, and both are no sign that is known)"
)
_TWO_FIGURES = "括号内另有数字 (another figure stands in parentheses)"
_SEVERAL = "同一名称下有几个数 (several numbers under one name)"
_AMOUNT = "像是金额，却没有单位 (it looks like an amount of money, without a unit)"
_MONEY = re.compile(r"\d{1,3}(?:,\d{3})+\.\d\d|\d{5,}\.\d\d")
_NUMBERING = "小数点前可能是序号 (what stands before the point may be a number of a list)"
_MOST = 20
_FORMULA = "算式 (a formula: which of its numbers is the value is a guess)"
_PARENTHESES = re.compile(r"\((?:[^()]|\([^()]*\))*\)")
_REMARK = re.compile(rf"(?:{alternatives(load('quantity')['remarks'])})[^增减升降提扩]*")
_SHARES = frozenset("%‰")
_YEAR = re.compile(r"(20\d\d)年")
_RANGE = re.compile(r"[-~—–－～至到]{1,2}")


@dataclass(frozen=True, slots=True)
class ParsedValue:
    """One number of a cell, or its one statement in words.

    ``metric`` is the label that this very number belongs to; ``text`` the whole printed cell, for
    a numbered clause without a number the clause; ``value`` and ``unit`` are as printed, the unit
    of a bare number from the name's parentheses; ``year`` where the label gives one; ``doubt``
    says why it may be read wrong.
    """

    kind: Literal["number", "qualitative"]
    metric: str
    text: str
    operator: Operator | None = None
    value: Decimal | None = None
    unit: str | None = None
    year: int | None = None
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class _Clause:
    """A numbered clause, or the whole cell; quantities in order, a range's two bounds together."""

    start: int
    end: int
    groups: list[list[Quantity]]


def parse_cell(
    text: str, name: str, unit: str | None = None, year: int | None = None
) -> list[ParsedValue]:
    """The values of the cell ``text`` under the indicator name ``name``.

    A ``unit`` that stands beside the cell is that of its numbers; ``year`` is that of the form.

    Numbers in order, each under its own label; numbered clauses without a number beside others
    that have one, as qualitative values; a cell without any number as one qualitative value; []
    for a blank or a placeholder (……, /, 无, 指标1：). Never raises.
    """
    whole = printed(text)
    if is_blank(whole):
        return []
    if parts := figures_apart(text):
        return _of_parts(parts, whole, name, unit, year)
    text, name, is_guess = with_numbering(text, name)
    shown = printed(text)
    pieces = name_pieces(printed(name))
    masked = mask(shown, numbered=pieces.numbered)
    found = _counted(shown, masked, quantities(shown, numbered=pieces.numbered))
    found, doubtful = _without_remarks(shown, masked, found, year)
    if not found:
        return [ParsedValue("qualitative", pieces.whole.text, whole, year=pieces.whole.year)]
    clauses = _clauses(shown, masked, found)
    is_formula = len(found) > 1 and "×" in masked
    groups = sum(len(clause.groups) for clause in clauses)
    values: list[ParsedValue] = []
    order = 0
    for index, clause in enumerate(clauses):
        if not clause.groups:
            piece = pieces.item(index, len(clauses))
            words = shown[clause.start : clause.end].strip(f"；;，,、 {START}")
            values.append(ParsedValue("qualitative", piece.text, words, year=piece.year))
        for position, group in enumerate(clause.groups):
            itemised = len(clauses) > 1 and len(clause.groups) == 1
            piece = pieces.at(index, len(clauses)) if itemised else pieces.at(order, groups)
            own = own_label(shown, masked, *_around(clause, position), alone=groups == 1)
            for quantity in group:
                value = _number(shown, quantity, own, piece, unit)
                doubt = _TWO_FIGURES if quantity in doubtful else value.doubt
                doubt = _FORMULA if is_formula else _NUMBERING if is_guess else doubt
                values.append(replace(value, text=whole, doubt=doubt))
            order += 1
    return _doubted(values)


def _of_parts(
    parts: list[str], whole: str, name: str, unit: str | None, year: int | None
) -> list[ParsedValue]:
    """The values of figures that stand apart, each in a text of its own."""
    values = [value for part in parts for value in parse_cell(part, name, unit, year)]
    return _doubted([replace(value, text=whole) for value in values])


def _doubted(values: list[ParsedValue]) -> list[ParsedValue]:
    """The values, with a doubt on different ones of one thing in one unit that are no range."""
    numbers = {(_subject(each), each.value) for each in values if each.kind == "number"}
    counts = Counter(subject for subject, _ in numbers)
    return [
        replace(each, doubt=each.doubt or _SEVERAL) if counts[_subject(each)] > 1 else each
        for each in values
    ]


def _subject(value: ParsedValue) -> tuple[object, ...]:
    return value.metric, value.unit, value.year, value.operator


def _without_remarks(
    shown: str, masked: str, found: list[Quantity], year: int | None
) -> tuple[list[Quantity], list[Quantity]]:
    """The numbers without those in parentheses that others are held against, and doubtful ones.

    A result of a former year (≥12份（上年10份）) and the share that was reached (12份（100%）)
    are remarks. Without a word, another number in parentheses may be the value as well.
    """
    kept: list[Quantity] = []
    doubtful: list[Quantity] = []
    start = end = 0
    for quantity in found:
        if kept and quantity.number_start < end:
            words = masked[start + 1 : quantity.start]
            alone = not words and quantity.end == end - 1
            dated = _YEAR.search(shown, start, quantity.start)
            is_former = bool(dated and year and int(dated[1]) < year)
            if is_former or _REMARK.fullmatch(words) or (alone and quantity.unit in _SHARES):
                continue
            doubtful += [kept[-1], quantity] if alone else []
        elif behind := _PARENTHESES.match(masked, quantity.end):
            start, end = behind.span()
        kept.append(quantity)
    return kept, doubtful


def _counted(shown: str, masked: str, found: list[Quantity]) -> list[Quantity]:
    """The numbers of a cell; a lone one has the word that ends the cell as its unit (300顶)."""
    if not found and (whole := _COUNT.fullmatch(masked)) and whole["unit"] not in _NO_UNITS:
        value = Decimal(whole["number"].replace(",", ""))
        operator = PREFIXES.get(whole["sign"], "=")
        return [Quantity(operator, value, whole["unit"], 0, whole.end(), *whole.span("number"))]
    alone = len(found) == 1
    return [_with_counter(shown, masked, each, alone=alone) for each in found]


def _with_counter(shown: str, masked: str, quantity: Quantity, *, alone: bool) -> Quantity:
    """A number without a unit, with the word that ends its clause as one that no list has.

    Among others it is a single character (1.≥5万丛；2.≥45樘); two may be what is counted.
    """
    is_open = quantity.unit in (None, "", *_MAGNITUDES) and quantity.operator != "rank"
    unit = _COUNTER.match(shown, quantity.end) if is_open and quantity.value else None
    if not unit or unit[0] in _NO_UNITS or (len(unit[0]) > 1 and not alone):
        return quantity
    ends = len(shown) == unit.end() or (not alone and masked[unit.end()] in _ENDS)
    return (
        replace(quantity, unit=f"{quantity.unit or ''}{unit[0]}", end=unit.end())
        if ends
        else quantity
    )


def _around(clause: _Clause, position: int) -> tuple[tuple[int, int], tuple[int, int], bool]:
    """The spans before and after a group up to its neighbours; whether it is the first."""
    group, others = clause.groups[position], clause.groups
    before = others[position - 1][-1].end if position else clause.start
    after = others[position + 1][0].start if position + 1 < len(others) else clause.end
    return (before, group[0].start), (group[-1].end, after), position == 0


def is_blank(text: str) -> bool:
    """Whether a printed text says nothing: empty, a dash, ……, 无, 指标1：."""
    rest = _PLACEHOLDER.sub("", text).translate({ord(char): None for char in _BLANKS["characters"]})
    masked = mask(text).replace(START, "").strip(_BLANKS["characters"])
    return not rest or rest in _BLANKS["words"] or not masked


def _clauses(shown: str, masked: str, found: list[Quantity]) -> list[_Clause]:
    """The numbered clauses of a cell; words before the first one are none."""
    groups = _groups(masked, found)
    marks = [match.span() for match in re.finditer(f"{START}+", masked)]
    kinds = [_kind(shown[start:end]) for start, end in marks]
    marks = [mark for mark, kind in zip(marks, kinds, strict=True) if kind == kinds[0]]
    if len(marks) < 2:
        return [_Clause(0, len(masked), groups)]
    edges = [(0, 0)] if groups and groups[0][0].start < marks[0][0] else []
    edges += [*marks, (len(masked), len(masked))]
    clauses = []
    position = 0
    for (_, start), (end, _) in pairwise(edges):
        first = position
        while position < len(groups) and groups[position][0].start < end:
            position += 1
        if masked[start:end].strip(START + _BLANKS["characters"]):
            clauses.append(_Clause(start, end, groups[first:position]))
    return clauses


def _kind(numbering: str) -> str:
    """The kind of a numbering, so that one in a clause (一是) is told from the clauses' own."""
    first = _MARK.match(half_width(numbering))
    return re.sub(r"[^().是]+", "#", first[0].replace("、", ".")) if first else ""


def _groups(masked: str, found: list[Quantity]) -> list[list[Quantity]]:
    groups: list[list[Quantity]] = []
    for quantity in found:
        last = groups[-1][-1] if groups else None
        if last and _RANGE.fullmatch(masked, last.end, quantity.start):
            groups[-1].append(quantity)
        else:
            groups.append([quantity])
    return groups


def _is_negated(shown: str, start: int) -> bool:
    """Whether a negation stands before a sign in words: 莫 before 低于90%."""
    return start > 0 and shown[start - 1] in _NEGATIONS and shown[start] not in _NEGATIONS


def _number(
    shown: str, quantity: Quantity, own: Label, piece: Label, beside: str | None
) -> ParsedValue:
    named = own.under(piece)
    rank = quantity.operator == "rank"
    unit = beside or quantity.unit or (None if rank else named.unit or piece.unit)
    doubt = _UNIT_CUT if goes_on(shown, quantity.end) else None
    number = shown[quantity.number_start : quantity.number_end]
    if not unit and _MONEY.fullmatch(number):
        doubt = _AMOUNT
    if "." in number and not quantity.number_start and unit in COUNTED and quantity.value < _MOST:
        doubt = _NUMBERING
    if quantity.start < quantity.number_start and _is_negated(shown, quantity.start):
        doubt = _NEGATED
    if not (unit or rank or doubt) and may_end_with_unit(piece.text):
        doubt = _UNIT_IN_NAME
    if not (unit or rank or doubt) and _WORD_BEHIND.fullmatch(shown, quantity.end):
        doubt = _UNIT_UNKNOWN
    year = named.year or piece.year
    return ParsedValue(
        "number", named.text, shown, quantity.operator, quantity.value, unit, year, doubt
    )
