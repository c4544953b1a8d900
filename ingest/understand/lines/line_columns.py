"""What the columns of page text hold: how odd a text is as a cell of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable  # noqa: TC003 (in the types of tables)
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING

from ingest.document import Cell, Place
from ingest.lexicon import appearance, headers
from ingest.lexicon.composition import facets_of
from ingest.lexicon.labels import by_words, plain
from ingest.lexicon.levels import is_plain_label, ranks, weight_of
from ingest.understand.columns.header_cells import LEVEL_ROLES, SIGN, VALUE_ROLES
from ingest.understand.lines.reflow import Column
from ingest.understand.project_headers import AMOUNTS, EVALUATED, FISCAL_PART, project_header
from ingest.words.masks import half_width
from ingest.words.operators import PREFIXES
from ingest.words.printed import printed
from ingest.words.quantity import is_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.understand.lines.reflow import Row

_NOTE = "备注"
_INDICATOR = "指标"
_MARKS = ("weight", "score")
SENTENCE = re.compile("。.")
WEIGHT_ALONE = re.compile(r"[（(][^（）()]*分[^（）()]*[）)]")
_SENTENCES = re.compile("[。；;]")
_AMOUNT = re.compile(r"\d[\d,]*\.\d\d(?!\d)")
_AMID = re.compile(rf"[一-鿿）)]{_AMOUNT.pattern}(?![万亿元个人%％])")
_GLUED = re.compile(r"\.\d\d[\d,]+\.\d\d")
_LONG_NAME = 60
_TEXTS = 16384
_LONG_UNIT = 6
_SCRAP = 2
_SCRAP_BEFORE = re.compile(r"[一-鿿]\d[\d.,]*[^\d]?")  # 比74.2%: the end of a name, and a value
# 价入库企业1620家
_END_OF_NAME = re.compile(r"[一-鿿]{3,8}\d[\d.,]*[^\d]{0,3}$")
_NUMBER_AMID = re.compile(r"[一-鿿%％）)]\d{1,2}[.．、][一-鿿]")
_END_OF_KIND = re.compile(r"指标[一-鿿]{2}")  # 定量 | 指标 above 培训人数
_DIGIT = re.compile(r"\d")
_DATE_AT_END = re.compile(r"20\d\d(?:年(?:\d{1,2}月(?:\d{1,2}日)?|底)|-\d{1,2}-\d{1,2})前?$")
_VALUE_OF_YEAR = re.compile(r"20\d\d年\D{0,6}\d+\D$")
_ROW_NUMBER = re.compile(r"\d{1,3}[、.．]?|[（(]\d{1,3}[)）]|[一二三四五六七八九十]{1,3}、?")
# Of what holds indicators with their values.
PACKED = "packed"
# A column of values that its header only says the year or the place of.
DIVIDED = "divided"
OF_VALUES = (*VALUE_ROLES, DIVIDED)
_OF_PROJECTS = ("project_name", "task_name", "bureau", "doer", "goal", "unread", "code")
_WORDS = re.compile("[一-鿿]{1,6}")
_DIRECTION = re.compile("[一-鿿]{2}(?:指标)?")
_CALLED_LEVEL = re.compile("[一-鿿]{2,8}(?:指标|情况)")
_BETWEEN_LEVELS = re.compile("[—–-]+")
_LABELS = 5.0
_UNKNOWN_LEVEL = 2.0
_PLACED_LEVEL = 1.0
_OF_ANYTHING = (None, "remark", "deviation")
_OF_ANY_TEXT = 1.5
_OF_BLANKS = 0.3
_NOT_LEFT_OUT = 3.0
_OF_LEVEL = 0.5
_BLANK_IF_FEWER = 4
_LEAST_ROWS = 6
_FITS = 1.0
_OPENER = 0.5
_NO_SENTENCE = 2.0
_SAID_AGAIN = 3.0
_PAIR = 2
_REPEATED = 0.3
_NUMBERED = -1.5
_SIGNED = 1.5
_NOT_NUMBERED = 4.0
_MOST = 0.6
_FILLED_FIRST = 0.01
_OF_WORDS = re.compile("(?:单位|部门|名称|类别|类型|科目|编码|代码)$")
_OF_UNITS = re.compile("(?:单位|部门)$")
_OF_CODES = re.compile("(?:编码|代码|编号)[)）]?$")
_CODE = re.compile(r"[0-9A-Z-]{4,}")
_NO_TITLE = re.compile("[:：；;≥≤＞＜=＝]")
_PACKED = re.compile(r"[【\[〔（(]?(?:[1１][)）.、．]|①|[一-鿿]{2,6}指标)")
_LEVEL_LABEL = re.compile("[一-鿿]{2}指标(?:[(（][^()（）]*[)）])?[:：—】]")
_LETTER = re.compile("[A-Za-z一-鿿]")
_FIRST = re.compile(r"(?<![\d.])1(?:[)）]|[.、．](?!\d))")
_NAME_AND_VALUE = re.compile(r"[一-鿿]{4}[（(][^（）()]{1,6}[）)][≥≧≤≦＞＜><=＝]\d")
_UNIT_BEHIND = re.compile(r"[（(][^（）()]{1,6}[）)]$")


def _is_value(text: str) -> bool:
    return appearance.is_short_value(text) or appearance.starts_value(text)


@lru_cache(maxsize=_TEXTS)
def _mark_fit(text: str) -> float:
    return 0.0 if appearance.is_mark(text) else 30.0


@lru_cache(maxsize=_TEXTS)
def _sign_fit(text: str) -> float:
    return 0.0 if half_width(text) in PREFIXES or headers.is_kind_of_value(text) else 30.0


@lru_cache(maxsize=_TEXTS)
def _unit_fit(text: str) -> float:
    known = is_unit(text)
    is_long = len(text) > _LONG_UNIT and not known
    if _DIGIT.search(text) or is_long or headers.is_kind_of_value(text):
        return 30.0
    if text == _INDICATOR:  # the end of 正向指标
        return 8.0
    if known:
        return 0.0
    if ranks(text) or headers.is_value_word(text):
        return 8.0
    return 3.0 if len(text) <= _SCRAP else 1.0  # 率, 费: the end of a name


# Columns whose cells are told by what they hold.
_SHORT = {"weight": _mark_fit, "score": _mark_fit, "nature": _sign_fit, "unit": _unit_fit}


_SIGNS = {"nature": frozenset(PREFIXES), "unit": frozenset("%％‰")}
_BEGINNINGS = tuple(PREFIXES)


def column_of(
    role: str | None,
    text: str,
    key: str,
    *,
    left: bool = False,
    again: bool = False,
    money: bool = False,
    at: int = 0,
    units: frozenset[str] = frozenset(),
    openers: frozenset[str] = frozenset(),
) -> Column:
    """The column of a table below a header ``text`` that has a ``role``; ``key`` names it.

    ``left`` says that it stands left of names, ``again`` behind them; ``money`` that it holds
    amounts of projects. ``at`` is where it stands: of columns alike the first ones are filled.
    ``units`` are the names of those whose list it is, ``openers`` words that many lines begin with.
    """
    if role == PACKED or headers.packs_values(text):
        empty = 12.0 if role == "name" else 1.5 - _FILLED_FIRST * at
        return Column(key, _packed_fit, empty=empty, items=True)
    if role in LEVEL_ROLES:
        return _of_levels(role, key, again, openers)
    if role in _SURE or money or (left and is_money(text)):
        own, empty = _SURE.get(role, (_amount_fit, 0.9 - _FILLED_FIRST * at))
        return Column(key, own, empty=empty, wraps=False, spans=True)
    if role in _SHORT:
        signs = _SIGNS.get(role, frozenset())
        short = _kind_fit if role == SIGN else _SHORT[role]
        empty = 5.0 if role in _MARKS else 3.5
        empty = _OF_LEVEL if role in _MARKS and left else empty  # 分值 of 一级指标
        return Column(key, short, empty=empty, wraps=role in (SIGN, "unit"), signs=signs)
    if left and (of_project := _fit_of_project(role, text, units)):
        return Column(key, of_project, empty=1.0, spans=True)
    is_note = role == "remark" and "note" in facets_of(plain(text))
    rare = role == "deviation" or _NOTE in text or is_note
    fit, empty = _IN_TEXT.get("deviation" if rare else role, (_any_fit, 2.5))
    empty = min(empty, 3.0) if again and role == "name" else empty
    is_goal, may_sign = role == "goal", _SIGNS["nature"] if role is None else frozenset()
    spans = role in _OF_PROJECTS
    return Column(key, fit, empty, signs=may_sign, spans=spans, labels=_LABELS, items=is_goal)


def _of_levels(role: str, key: str, again: bool, openers: frozenset[str]) -> Column:
    """A column of levels; one behind names, 指标类型, may hold the kinds of values as well."""
    if again:
        return Column(key, _kind_or_level_fit, empty=3.0)
    level = _first_level_fit if role == "level1" else _second_level_fit
    column = Column(key, level, empty=0.5, spans=True, heads=True)
    return _with_openers(column, openers) if openers else column


def _with_openers(column: Column, openers: frozenset[str]) -> Column:
    """A column of levels whose labels no list has and many rows begin with: 目标完成程度."""
    level = column.fit
    return replace(
        column, fit=lambda text: min(level(text), _OPENER) if text in openers else level(text)
    )


def _fit_of_project(
    role: str | None, text: str, units: frozenset[str]
) -> Callable[[str], float] | None:
    """The fit of a column of codes, of ``units`` that are known or of other words; else None."""
    if _OF_CODES.search(text):
        return _code_fit
    if units and _OF_UNITS.search(text):
        return lambda said: _unit_name_fit(said, units)
    return None if role in _IN_TEXT else _left_fit


@by_words
def is_money(text: str) -> bool:
    """Whether a header left of indicators is of amounts: 上年预算安排, 其中：本级财力."""
    found = project_header(Cell(text, Place(), 0, 0), evaluated=True).role
    told = found in (*AMOUNTS, FISCAL_PART, *EVALUATED)
    of_head = headers.role(text, "head") or _OF_WORDS.search(text)  # 预算单位, 支出类别
    named = headers.AMONG.match(text) or (headers.names_money(text) and not of_head)
    among = found in (None, "unread") and named
    return told or bool(among)


def leading(columns: Sequence[Column], roles: Sequence[str | None]) -> list[Column]:
    """The columns, the first of them, that tell of a project, as what begins one fills."""
    told = ("number", *_OF_PROJECTS)
    named = roles.index(_OF_PROJECTS[0]) if _OF_PROJECTS[0] in roles else 0
    may = [
        role in told or not column.wraps or (role is None and at < named)
        for at, (column, role) in enumerate(zip(columns, roles, strict=True))
    ]
    count = sum(1 for _ in takewhile(bool, may))
    if _OF_PROJECTS[0] not in roles[:count]:
        return [*columns]
    # Where no names of indicators stand beside it, each row is a project's.
    leads = "name" in roles[count:]
    first = zip(columns[:count], roles, strict=False)
    lead = [replace(each, lead=leads, empty=_LEFT_OUT.get(role or "", 1.0)) for each, role in first]
    return [*lead, *columns[count:]]


def with_contents(
    columns: Sequence[Column], roles: Sequence[str | None], rows: Sequence[Row]
) -> list[Column]:
    """The columns, those that may hold anything with what most of their cells in ``rows`` hold.

    Of those whose ``roles`` are known, what few rows fill may be blank. Names differ, and where
    most reasons are sentences, all are.
    """
    found = []
    for column, role in zip(columns, roles, strict=True):
        texts = [printed(row[column.role].text) for row in rows if column.role in row]
        is_rare = len(rows) >= _LEAST_ROWS and _BLANK_IF_FEWER * len(texts) < len(rows)
        if role == "name":
            found.append(_with_different(column, texts))
        elif role == "deviation":
            found.append(_with_sentences(column, texts))
        elif column.fit not in (_any_fit, _unsigned_fit, _left_fit, _text_fit):
            found.append(column)
        elif role and is_rare and not column.spans:
            found.append(replace(column, fit=_text_fit, empty=min(column.empty, _OF_BLANKS)))
        elif column.fit is _text_fit:
            found.append(column)
        else:
            found.append(_with_content(column, texts))
    return found


def _with_content(column: Column, texts: Sequence[str]) -> Column:
    shares = {
        fit: sum(fit(text) < _FITS for text in texts) / (len(texts) or 1) for fit in _CONTENTS
    }
    if any("%" in text or "％" in text for text in texts):
        del shares[_mark_fit]
    best = max(shares, key=lambda fit: shares[fit])
    if shares[best] < _MOST:
        of_text = replace(column, fit=_text_fit, empty=_OF_ANY_TEXT)
        return column if column.spans else _with_repeated(of_text, texts)
    return _holding(column, best)


def _with_repeated(column: Column, texts: Sequence[str]) -> Column:
    """A column of words as one of those that most of its cells say again (见附件, 按季度通报)."""
    again = {text for text, count in Counter(texts).items() if count > 1 < len(text)}
    if sum(text in again for text in texts) < _MOST * (len(texts) or 1):
        return column
    return replace(column, fit=lambda text: _REPEATED if text in again else _text_fit(text))


def _with_sentences(column: Column, texts: Sequence[str]) -> Column:
    """A column of reasons that are sentences as one that hardly holds a scrap (比重)."""
    if not texts or sum(text.endswith("。") for text in texts) < _MOST * len(texts):
        return column
    fit = column.fit
    return replace(column, fit=lambda text: fit(text) + _NO_SENTENCE * (not text.endswith("。")))


def _with_different(column: Column, texts: Sequence[str]) -> Column:
    """A column of names as one that hardly says the same again and again (情况, off a level)."""
    counts = Counter(texts)
    often = {text for text in counts if counts[text] > max(_PAIR, len(texts) / _BLANK_IF_FEWER)}
    if not often:
        return column
    fit = column.fit
    return replace(column, fit=lambda text: fit(text) + _SAID_AGAIN * (text in often))


def _holding(column: Column, fit: Callable[[str], float]) -> Column:
    labels = 0.0 if fit in (_first_level_fit, _second_level_fit) else _LABELS
    signs = next((_SIGNS[role] for role in _SIGNS if _SHORT[role] is fit), column.signs)
    return replace(column, fit=fit, wraps=_CONTENTS[fit], labels=labels, signs=signs)


def may_hold(column: Column) -> list[Column]:
    """A column that nothing is known of as if it held marks, signs, units or values each.

    One left of names as if it held labels of levels. Empty for any other column.
    """
    if column.fit is _left_fit:
        return [_holding(column, fit) for fit in (_first_level_fit, _second_level_fit)]
    if column.fit is not _text_fit or column.empty != _OF_ANY_TEXT:
        return []
    return [_holding(column, fit) for fit in (_mark_fit, _sign_fit, _unit_fit, _own_value_fit)]


def beside_signs(columns: Sequence[Column]) -> list[Column]:
    """The columns; where one holds signs, values begin with none: 大于 above 等于, 9223."""
    if not any(column.fit in (_sign_fit, _kind_fit) for column in columns):
        return [*columns]
    fits: dict[Callable[[str], float], Callable[[str], float]] = {
        _value_fit: _unsigned_value_fit,
        _any_fit: _unsigned_fit,
    }
    return [replace(column, fit=fits.get(column.fit, column.fit)) for column in columns]


def with_numbers(column: Column, role: str | None) -> Column:
    """The column, of names one where each is numbered: 1.培训人数, 2.培训合格率."""
    if role != "name":
        return column
    fit = column.fit
    return replace(
        column,
        fit=lambda text: fit(text) + (_NUMBERED if appearance.numbering(text) else _NOT_NUMBERED),
    )


def of_known_cells(
    column: Column, role: str | None, unknown_level: float = _UNKNOWN_LEVEL
) -> Column:
    """The column where cells are known, and only which of them were left out is not.

    Words of no list may be a label of a level, at a cost. What is weighed is not always scored.
    """
    if role in LEVEL_ROLES:
        fit = column.fit
        return replace(column, fit=lambda text: _known_level_fit(fit, text, unknown_level))
    if role in OF_VALUES:
        return replace(column, fit=_known_value_fit)
    if role in _MARKS:
        empty = 6.0 if role == "weight" else 4.0
        return replace(column, fit=_known_mark_fit, empty=empty)
    if role in _OF_ANYTHING:
        return replace(column, empty=min(column.empty, 0.5))
    return column


def of_known_blanks(column: Column, role: str | None) -> Column:
    """The column where cells are known, blank ones too: only what spans rows is left out."""
    known = of_known_cells(column, role, _PLACED_LEVEL)
    return known if column.spans else replace(known, empty=column.empty + _NOT_LEFT_OUT)


def _known_level_fit(fit: Callable[[str], float], text: str, most: float) -> float:
    return fit(text) if _is_value(text) else min(fit(text), most)


def _known_value_fit(text: str) -> float:
    cost = _value_fit(text)
    return cost + 4.0 * bool(ranks(text)) + 0.8 * (cost > 1.0) + 0.5 * text.isdigit()


def _known_mark_fit(text: str) -> float:
    return _mark_fit(text) + 3.0 * text.endswith(("%", "％"))


@lru_cache(maxsize=_TEXTS)
def _any_fit(text: str) -> float:
    if appearance.is_mark(text):
        return 0.4
    return 0.6


def _left_fit(text: str) -> float:
    if ranks(text):
        return 0.2 + 6.0 * _is_two_labels(text)
    return 0.8 + 3.0 * bool(_DIGIT.search(text))


def _kind_fit(text: str) -> float:
    """Of what is called a sign: one, or a few words (正向指标)."""
    if headers.is_direction(text):
        return 0.3
    return min(_sign_fit(text), 1.5 if _WORDS.fullmatch(text) else 30.0)


@lru_cache(maxsize=_TEXTS)
def _direction_fit(text: str) -> float:
    """Of where values are to go: 正向, 反向指标, 不低于."""
    if text == _INDICATOR:  # the end of 正向指标
        return 5.0
    return 0.3 if _sign_fit(text) == 0 or _DIRECTION.fullmatch(text) else 2.0


def _own_value_fit(text: str) -> float:
    return 0.0 if _is_value(text) else 3.0


@lru_cache(maxsize=_TEXTS)
def _first_level_fit(text: str) -> float:
    found = ranks(_BETWEEN_LEVELS.split(text)[0])  # 产出—数量指标
    return _level_fit(text, found, 1)


@lru_cache(maxsize=_TEXTS)
def _second_level_fit(text: str) -> float:
    return _level_fit(text, ranks(text), 2)


def _kind_or_level_fit(text: str) -> float:
    """Of what is called a level and stands behind names: a label, or the kind of a value."""
    return 0.0 if headers.is_kind_of_value(text) else _second_level_fit(text)


def _level_fit(text: str, found: set[int], rank: int) -> float:
    """Of labels of a level: other words may be one that no list has, but never two of them."""
    if not found:
        if WEIGHT_ALONE.fullmatch(text):
            return 1.0
        may_be = _WORDS.fullmatch(text) or _CALLED_LEVEL.fullmatch(text)
        return 3.0 if may_be and not headers.is_value_word(text) else 25.0
    return (0.0 if rank in found else 3.0) + 6.0 * _is_two_labels(text)


@lru_cache(maxsize=8192)
def _is_two_labels(text: str) -> bool:
    return any(
        is_plain_label(text[:at]) and is_plain_label(text[at:]) for at in range(2, len(text) - 1)
    )


def _number_fit(text: str) -> float:
    return 0.0 if _ROW_NUMBER.fullmatch(text) else 30.0


def _no_fit(_: str) -> float:
    return 30.0


def _amount_fit(text: str) -> float:
    return 0.0 if appearance.is_amount(text) else 30.0


def _unit_name_fit(text: str, units: frozenset[str]) -> float:
    """Of the name of a bureau: one of ``units``, or other words."""
    return 0.0 if text in units else 2.0 + _title_fit(text)


def _code_fit(text: str) -> float:
    return 0.0 if _CODE.fullmatch(text) else 6.0


@lru_cache(maxsize=_TEXTS)
def _words_fit(text: str) -> float:
    """Of what tells of a project: its name, its bureau, its goal."""
    if ranks(text) or appearance.is_amount(text) or _ROW_NUMBER.fullmatch(text):
        return 12.0
    return 4.0 if appearance.is_short_value(text) else 0.3


@lru_cache(maxsize=_TEXTS)
def _title_fit(text: str) -> float:
    """Of a project's name: no sentence, and no amount behind it."""
    cost = 3.0 * bool(_SENTENCES.search(text)) + 8.0 * bool(_AMID.search(text))
    return _words_fit(text) + cost + 6.0 * bool(_NO_TITLE.search(text))


@lru_cache(maxsize=_TEXTS)
def _goal_fit(text: str) -> float:
    """Of a project's goal: sentences."""
    amid = _AMID.search(text) or _AMOUNT.match(text)
    packed = _LEVEL_LABEL.search(text)
    return _words_fit(text) + 1.5 * (not _SENTENCES.search(text)) + 8.0 * bool(amid or packed)


@lru_cache(maxsize=_TEXTS)
def _packed_fit(text: str) -> float:
    """Of indicators with their values: 1.培训人次≥50；2.培训合格率≥95%."""
    if ranks(text) or appearance.is_amount(text) or appearance.is_short_value(text):
        return 12.0
    cost = 8.0 * bool(_AMID.search(text)) + 1.5 * (not _DIGIT.search(text)) + 0.3
    if _PACKED.match(text):
        return cost + 4.0 * max(len(_FIRST.findall(text)) - 1, 0)
    return cost + (1.0 if _SENTENCES.match(text[-1:]) else 4.0)


@lru_cache(maxsize=_TEXTS)
def _name_fit(text: str) -> float:
    if text == _INDICATOR or appearance.is_short_value(text) or half_width(text) in PREFIXES:
        return 8.0
    # 率（%）: the end of a name
    if appearance.starts_value(text) or len(_UNIT_BEHIND.sub("", text)) < _SCRAP:
        return 5.0
    if not _LETTER.search(text) or _GLUED.search(text):
        return 8.0
    if ranks(text) and weight_of(text) is not None:
        return 8.0
    if _DATE_AT_END.search(text) or _VALUE_OF_YEAR.match(text):  # 2025年建2个
        return 12.0
    # A sentence that ends within the name is the end of the cell before it.
    cost = 8.0 if SENTENCE.search(text) else 0.0
    cost += 3.0 if appearance.value_at_end(text) is not None else 0.0
    cost += 1.5 if appearance.numbering(text) else 0.0
    cost += 6.0 if _NUMBER_AMID.search(text) else 0.0
    cost += 1.5 if _END_OF_KIND.match(text) else 0.0
    label, _, rest = text.partition(_INDICATOR)
    cost += 3.0 if rest and is_plain_label(label + _INDICATOR) else 0.0
    return cost + (2.0 if len(text) > _LONG_NAME else 0.0)


@lru_cache(maxsize=_TEXTS)
def _value_fit(text: str) -> float:
    if headers.is_kind_of_value(text):
        return 8.0
    if appearance.is_short_value(text):
        return 0.0
    if _NAME_AND_VALUE.search(text):
        return 6.0
    if _DIGIT.search(text):
        return _figure_fit(text)
    # A name ends with its unit in parentheses, a value does not.
    return 6.0 if _UNIT_BEHIND.search(text) else 1.2


def _figure_fit(text: str) -> float:
    """Of a figure amid words, as a value."""
    if (len(text) > _LONG_NAME and _AMID.search(text)) or _GLUED.search(text):
        return 8.0
    if _SCRAP_BEFORE.fullmatch(text):
        return 2.0
    return 1.5 if _END_OF_NAME.match(text) else 0.6


def _unsigned_value_fit(text: str) -> float:
    return _value_fit(text) + _SIGNED * half_width(text).startswith(_BEGINNINGS)


def _unsigned_fit(text: str) -> float:
    return _any_fit(text) + _SIGNED * half_width(text).startswith(_BEGINNINGS)


@lru_cache(maxsize=_TEXTS)
def _text_fit(text: str) -> float:
    is_value = _DIGIT.search(text) and appearance.is_short_value(text)
    return 4.0 if is_value or is_unit(text) else 0.5


# What columns hold that nothing else may be in; the label of a block of rows heads none.
_SURE: dict[str | None, tuple[Callable[[str], float], float]] = {
    "number": (_number_fit, 0.9),
    "indicators": (_no_fit, 0.0),
}
# What the other columns hold, and what a blank cell of them costs.
_IN_TEXT: dict[str | None, tuple[Callable[[str], float], float]] = {
    "name": (_name_fit, 12.0),
    "deviation": (_text_fit, 1.0),
    "direction": (_direction_fit, 2.5),
    **dict.fromkeys(OF_VALUES, (_value_fit, 4.0)),
    **dict.fromkeys(_OF_PROJECTS, (_title_fit, 0.5)),
    "goal": (_goal_fit, 0.5),
}
# What it costs that what begins a project leaves out.
_LEFT_OUT = {
    "project_name": 10.0,
    "number": 6.0,
    "total": 5.0,
    "budget": 5.0,
    "goal": 4.0,
    "fiscal": 2.0,
    "unread": 1.5,
}
# What a column may be told to hold, and whether its cells wrap.
_CONTENTS: dict[Callable[[str], float], bool] = {
    _mark_fit: False,
    _sign_fit: False,
    _unit_fit: False,
    _own_value_fit: True,
    _first_level_fit: True,
    _second_level_fit: True,
}
