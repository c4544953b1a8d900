"""What headers, section labels, footers and placeholders are called (vocabulary/headers.yml)."""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from ingest.lexicon.labels import (
    by_words,
    composed_role,
    likely_role,
    names,
    of_year,
    own_names,
    plain,
    tell_own,
    told_own,
)
from ingest.lexicon.levels import is_plain_label, ranks
from ingest.vocabulary import alternatives, load
from ingest.words.money import printed_unit
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What parts of a sum begin with.
AMONG = re.compile(r"^\s*其\s*中\s*[:：,，、—–－-]?\s*")
_INDICATOR = re.compile("指标$")
_NUMBER = re.compile(r"\d{1,2}$")
_REST = re.compile("[，。；：、）》！？,.;:)!?]")
_VALUE = re.compile(r"[≥≧≤≦><＞＜=＝]|[\d.,]+[%％]?$")
_UNIT_CAPTION = re.compile(r"单\s*位\s*[:：]")
_ENDS_ASIDE = re.compile(r"[)）]\s*$")
_LONGEST_LABEL = 16
_HEADING = ("sections", "project_sections", "indicators", "goals", "projects", "fund_columns")
_TARGETS = ("annual", "cycle")
_AND = re.compile("[及和与、]")
# The labels of money that is a whole, of one term or another.
SUMS = ("total", "annual", "cycle")
_CODED = re.compile("(?:编码|代码|编号)[及和与、/]|[及和与、/](?:编码|代码|编号)")
_RANK = re.compile("^[省市区县州旗]级(?=预算|主管|部门)")
# 年度目标2: the second of several goals, each with indicators of its own.
_ORDINAL = re.compile("(?<=目标)[1-9一二三四五六七八九]$")
# 项目（事项）名称: another word for what is named.
_OTHER_WORD = re.compile(r"\([一-鿿]{2,4}\)(?=名称)")
# 全年(程)目标值: the letter for another kind of form.
_OTHER_LETTER = re.compile(r"\([一-鿿]\)")
_BARE_YEAR = re.compile(r"^(?:20(?:\d\d|[Xx×*_]{1,2})|本|当)(?=年)")
_YEAR_AMID = re.compile(r"(?<=..)20\d\d年(?=.{3})")  # 预期2022年实现值
# What a label may have besides what is listed.
_LESS = (_BARE_YEAR, _YEAR_AMID, _CODED, _RANK, _ORDINAL, _OTHER_WORD, _OTHER_LETTER)


@contextmanager
def own_words(told: Iterable[tuple[str, str]]) -> Iterator[None]:
    """Read headers as a publisher calls them, and as all do: header, role (``goals.annual``)."""
    before, now = told_own(), dict(told)
    if now == before:
        yield
        return
    tell_own(now)
    try:
        yield
    finally:
        tell_own(before)


@by_words
def role(text: str, group: str) -> str | None:
    """The role of a header or label in a ``group`` of the vocabulary, else None.

    What the publisher's place file says goes before all.
    """
    label, listed, own = plain(text), names(group), own_names(group)
    plainer = (of_year(text), label, *(part.sub("", label) for part in _LESS))
    if told := next(filter(None, map(own.get, plainer)), None) if own else None:
        return told
    found = (listed.get(each) or composed_role(each, group) for each in plainer)
    return next(filter(None, found), None)


def told_role(text: str, group: str) -> str | None:
    """The role of a header that is listed, or told by its words; else None."""
    return role(text, group) or likely_role(text, group)


@by_words
def section(text: str) -> str | None:
    """The section that a label opens, else None; goals may be numbered (长期目标1).

    What stands in a form's head opens none: 预算年度 is no budget.
    """
    found = role(text, "sections") if role(text, "head") != "year" else None
    return found or ("goal" if role(_NUMBER.sub("", plain(text)), "sections") == "goal" else None)


@lru_cache(maxsize=4096)
def names_locality(text: str) -> bool:
    """Whether a header names a place, as 西陵区, 东岗街道办 or 岭头镇上坪村 does."""
    return bool(_locality().fullmatch(printed(text)))


def is_grade(text: str) -> bool:
    """Whether a header is a grade that results are given: 优, 良, 中, 差."""
    return printed(text) in load("headers")["grades"]


def is_kind_of_value(text: str) -> bool:
    """Whether a cell says what kind of value stands beside it: 定性, 定量指标."""
    return _INDICATOR.sub("", text) in load("headers")["kinds_of_value"]


def is_direction(text: str) -> bool:
    """Whether a cell says where a value is to go: 正向, 反向指标."""
    return _INDICATOR.sub("", text) in load("headers")["directions"]


@cache
def _locality() -> re.Pattern[str]:
    kinds = alternatives(load("headers")["locality_kinds"])
    return re.compile(rf"[\u4e00-\u9fff]{{1,{_LONGEST_LABEL}}}(?:{kinds})")


def names_money(text: str) -> bool:
    """Whether a label that no list has is one of money by the words it is made of."""
    label = plain(text)
    return len(label) <= _LONGEST_LABEL and any(
        word in label for word in load("headers")["money_words"]
    )


def packs_values(text: str) -> bool:
    """Whether a header says that names and values stand in one cell: 三级指标及指标值."""
    names, *values = _AND.split(plain(text), maxsplit=1)
    of_names = role(names, "indicators") == "name" or names in ("名称", "内容")
    of_names = of_names or role(names, "projects") == "indicators"  # 主要绩效指标
    return of_names and any(role(value, "indicators") in _TARGETS for value in values)


def is_goal(text: str) -> bool:
    """Whether a label is that of a goal, of a project or of a list of them: 项目绩效目标."""
    return role(text, "projects") == "goal" or role(text, "project_sections") == "goal"


def no_name(text: str) -> bool:
    """Whether what stands where a name belongs is none: a label, a value, a sentence's rest."""
    headed = any(role(text, group) for group in _HEADING) or heads_amounts(text)
    labelled = headed or is_plain_label(text) or told_role(text, "funds") in SUMS
    return labelled or bool(_REST.match(text) or _VALUE.match(text))


def heads_amounts(text: str) -> bool:
    """Whether ``text`` ends with a unit of money in parentheses, or is made like such a header."""
    unit = printed_unit(text) and _ENDS_ASIDE.search(text)
    return bool(unit) or likely_role(text, "projects") == "total"


def captions_unit(text: str) -> bool:
    """Whether ``text`` is a caption that prints the unit of money: 单位：万元."""
    return bool(_UNIT_CAPTION.search(text) and printed_unit(text))


def horizon(text: str) -> str | None:
    """What the block of indicators that ``text`` opens is of: cycle, whole, annual; else None."""
    label = plain(text)
    found = _horizons().fullmatch(label)
    if found:
        return found.lastgroup
    return "annual" if role(text, "project_sections") == "indicators" else None


def level_of(text: str) -> str:
    """A level's label without that of the section, which a page break may have put before it."""
    label = printed(text)
    for at in range(len(label) - 1, 1, -1):
        if horizon(label[:at]) and ranks(label[at:]) and not ranks(label):
            return label[at:]
    return text


def row_kind(text: str) -> str | None:
    """Whether a row that begins with ``text`` is one of the ``totals`` or ``subtotals``."""
    label = plain(re.split(r"[:：]", printed(text), maxsplit=1)[0])
    return next((kind for kind in ("totals", "subtotals") if label in load("headers")[kind]), None)


def is_footer(text: str) -> bool:
    """Whether a row that begins with ``text`` stands below the indicators and is none."""
    head = plain(re.split(r"[:：]", printed(text), maxsplit=1)[0])
    told = head in load("headers")["footers"] or re.fullmatch(_opinions(), head)
    return bool(told) or row_kind(text) is not None


def is_placeholder(text: str) -> bool:
    """Whether a cell is blank or holds a template's text (指标1：, ……, /)."""
    shown = printed(text)
    return not shown or bool(_pattern("placeholders").fullmatch(shown))


def is_value_word(text: str) -> bool:
    """Whether a cell is a short value in words (良好, 显著提升)."""
    return bool(_pattern("value_words").fullmatch(printed(text).rstrip("。；;")))


@cache
def _horizons() -> re.Pattern[str]:
    patterns = load("headers")["horizons"].items()
    return re.compile("|".join(f"(?P<{key}>{pattern})" for key, pattern in patterns))


@cache
def _opinions() -> re.Pattern[str]:
    return re.compile(load("headers")["opinions"])


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in load("headers")[key]))
