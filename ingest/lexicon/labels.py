"""The words that stand alone in cells: labels of levels, headers of columns, names of sections."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

from ingest.lexicon.composition import composed
from ingest.vocabulary import load
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

P = ParamSpec("P")
R = TypeVar("R")

_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,2}\)|\d{1,2}[、.](?!\d))"
)
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[、.．](?!\d)|[①-⑳])\s*"
)
_CIRCLED = re.compile("^[①-⑳]")
_ONE_YEAR = re.compile(r"^(?:20\d\d|本|当)年(?:度)?+(?=.{3})")
_YEARS = re.compile(r"20\d\d年?[-—–－~～至到]20\d\d年度?")
# Parentheses may stand in others: 全年预算数(A)(上年结转+年初预算(不含追减)).
# What is in parentheses, of which a copy may have lost one where but a letter is: 执行数（A.
_TAIL = re.compile(
    r"(?<=.)(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|[:：]|(?<=[一-鿿])\(?[A-Z](?:/[A-Z])?\)?)$"
)
_ASIDE = re.compile(r"\(([^()]*)\)$")
_CALLED_GOAL = re.compile("(?<=.)目标$")
_FIGURE = re.compile(r"\d(?!\d{0,3}年|\d?月)(?![^（(]*[）)])")
# What a template puts beside what must be filled in: 三级指标*.
_REQUIRED = "*★"
# Single letters with gaps between them.
_SPREAD = re.compile(r"(?<!\S)[一-鿿](?:[ \u3000]{1,4}[一-鿿](?=[\s:：]|$))+[:：]?")
_LETTER = re.compile(r"([一-鿿][:：]?)([ \u3000]*)")
_LONGEST = 40
_LONGEST_LIKELY = 20
# Groups of headers that stand in one row above columns.
_COLUMNS = ("indicators", "tasks", "projects", "fund_columns", "goals")
_SECTIONS = ("sections", "project_sections")
_HEADERS = ("sections", "indicators", "tasks")
# The groups of headers and labels that have roles.
GROUPS = (*_COLUMNS, "funds", "head", *_SECTIONS)
_BEGINNINGS = ("project_name", "department")
# Headers of a publisher's own → role, while its document is read.
_OWN: dict[str, str] = {}
# What empties the caches of all that depends on them.
_FORGETTING: list[Callable[[], None]] = []


def by_words(function: Callable[P, R]) -> Callable[P, R]:
    """The function with a cache, emptied where a publisher's own words begin or end to hold."""
    cached = lru_cache(maxsize=8192)(function)
    _FORGETTING.append(cached.cache_clear)
    return cast("Callable[P, R]", cached)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A label without numbering, year and closing parentheses; '' for what is too long for one."""
    return _YEARS.sub("", _ONE_YEAR.sub("", _dated(text)))


@lru_cache(maxsize=8192)
def of_year(text: str) -> str:
    """A plain label that keeps whether it is of one year: 2024年资金总额 is 当年资金总额.

    Or of the whole term: 2024—2026年目标值 is 实施期目标值.
    """
    return _ONE_YEAR.sub("当年", _YEARS.sub("实施期", _dated(text)))


@lru_cache(maxsize=8192)
def _dated(text: str) -> str:
    """A label without numbering and closing parentheses; '' for what is too long for one."""
    shown = printed(text)
    if len(shown) > 2 * _LONGEST:
        return ""
    bare = unicodedata.normalize("NFKC", _CIRCLED.sub("", shown)).strip(_REQUIRED)
    label = _NUMBERING.sub("", bare)
    while (shorter := _TAIL.sub("", label)) != label:
        label = shorter
    return label


def unnumbered(text: str) -> str:
    """A label without the number before it (1.人员支出, （一）人员支出)."""
    return _NUMBERED.sub("", text)


def column_roles(text: str) -> dict[str, str]:
    """What a header may be: group of the vocabulary → role; empty for no known header."""
    label = plain(text)
    if not label:
        return {}
    amounts, sections = _budget_headers()
    if label in amounts:
        return _column_roles(label) | {"budget": "amount"}
    return {"budget": "section"} if sections.fullmatch(label) else _column_roles(label)


def named(label: str, group: str) -> str | None:
    """The role of a plain ``label`` in a ``group``: as listed there, else by its morphemes.

    What the publisher's place file says goes before both.
    """
    return own_names(group).get(label) or _listed(label, group)


def _listed(label: str, group: str) -> str | None:
    return names(group).get(label) or composed_role(label, group)


def roles(group: str) -> list[str]:
    """The roles that headers of a ``group`` may have."""
    return [*load("headers")[group]]


def tell_own(told: Mapping[str, str]) -> None:
    """From now on read these headers, and no others, as a publisher's own: header → role.

    A role is that of every group that has it, or of the one named before it: ``goals.annual``.
    """
    _OWN.clear()
    _OWN.update(told)
    for forget in _FORGETTING:
        forget()


def told_own() -> dict[str, str]:
    """The headers that are read as a publisher's own now."""
    return dict(_OWN)


@by_words
def own_names(group: str) -> dict[str, str]:
    """The publisher's own headers in a ``group``, plain → role."""
    found: dict[str, str] = {}
    beside: dict[str, str] = {}
    for header, said in _OWN.items():
        of, _, role = said.rpartition(".")
        if of in ("", group) and role in roles(group):
            found[of_year(header)] = role
            if not _listed(plain(header), group):  # 当年甲款 is no 甲款 that is known
                beside[plain(header)] = role
    return beside | found


def is_own(text: str, group: str) -> bool:
    """Whether ``text`` is a header of the publisher's own in a ``group``."""
    own = own_names(group)
    return bool(own) and (of_year(text) in own or plain(text) in own)


def usual_names(text: str) -> list[str]:
    """What others call a part of a form, or its label, that has a name of the publisher's own."""
    if not _OWN:
        return []
    label, headers = plain(text), load("headers")
    groups = ("head", *_SECTIONS, "projects")
    told = ((group, own_names(group).get(label)) for group in groups)
    return [headers[group][role][0] for group, role in told if role]


def composed_role(label: str, group: str) -> str | None:
    """The role that morphemes tell, but for what is called like a level: 重点工作完成."""
    return None if label in _plain_levels() else composed(label, group)


@by_words
def likely_role(text: str, group: str) -> str | None:
    """The role that a header in none of the lists has by the words it is made of, else None."""
    label = plain(text)
    if not 1 < len(label) <= _LONGEST_LIKELY or _column_roles(label):
        return None
    return other_role(label, group)


def other_role(text: str, group: str) -> str | None:
    """The role that a header's words alone would give it: of 绩效标准 a remark, though listed."""
    found = _likely(group).fullmatch(plain(text))
    return found.lastgroup if found else None


def is_label(text: str) -> bool:
    """Whether ``text`` is a label of a level or a section, less its weight."""
    label = plain(text)
    return bool(label) and (
        label in _plain_levels()
        or any(named(label, group) for group in (*_SECTIONS, "head", "funds"))
    )


def is_level(text: str) -> bool:
    """Whether ``text`` is a label of a level, less its weight."""
    return _as_level(text) in _plain_levels()


def _as_level(text: str) -> str:
    """A label as levels are listed: 数量目标 is what others call 数量指标."""
    label = plain(text)
    called = as_indicator(label)
    return called if called in _plain_levels() else label


def as_indicator(label: str) -> str:
    """A label that ends in 目标 as one of indicators: 数量目标 is 数量指标."""
    return _CALLED_GOAL.sub("指标", label)


def are_two_levels(one: str, two: str) -> bool:
    """Whether two texts are labels of first levels that make none together (产出, 成本)."""
    first, second = _as_level(one), _as_level(two)
    levels = _plain_first_levels()
    return first in levels and second in levels and first + second not in levels


def first_level(text: str) -> str | None:
    """The first level that a label of a second level is usually under, None for no such label."""
    return _first_levels().get(_as_level(text))


def begins_form(text: str) -> bool:
    """Whether ``text`` is what a form of a project begins with: the label of its name or bureau."""
    label = plain(text)
    told = own_names("head").get(label) in _BEGINNINGS
    return bool(label) and (told or label in _plain_beginnings())


def with_close_labels(line: str) -> str:
    """A line with the letters of spread labels together (项　目　名　称), as wide as before."""
    return _SPREAD.sub(_closed, line)


def _closed(found: re.Match[str]) -> str:
    letters = _LETTER.findall(found[0])
    closed = ""
    while letters:
        ends = (end for end in range(len(letters), 1, -1) if _is_known(letters[:end]))
        count = next(ends, 1)
        word = "".join(letter for letter, _ in letters[:count])
        closed += word + "".join(gap for _, gap in letters[:count])
        letters = letters[count:]
    return closed


def _is_known(letters: Sequence[tuple[str, str]]) -> bool:
    word = "".join(letter for letter, _ in letters)
    return is_label(word) or bool(column_roles(word))


def is_total(text: str) -> bool:
    """Whether ``text`` is what a row that sums up others begins with."""
    return plain(text) in _totals()


@lru_cache(maxsize=8192)
def aside(text: str) -> str:
    """What stands in parentheses behind a header: 项目单位（项目名称）; '' for none."""
    found = _ASIDE.search(unicodedata.normalize("NFKC", printed(text)))
    return found[1] if found else ""


def has_figure(text: str) -> bool:
    """Whether a figure is printed in ``text`` that is no year or month and not in parentheses."""
    return bool(_FIGURE.search(_YEARS.sub("", text)))


def is_section(text: str) -> bool:
    """Whether ``text`` is what a section of a form is called."""
    label = plain(text)
    return bool(label) and any(named(label, group) for group in _SECTIONS)


def is_header(text: str) -> bool:
    """Whether ``text`` is what a column or a section of a form is called."""
    label = plain(text)
    return len(label) == len(text) > 0 and any(named(label, group) for group in _HEADERS)


def is_known(text: str) -> bool:
    """Whether ``text`` is the label of a level, or a header."""
    return text in _level_names() or is_header(text)


@cache
def _level_names() -> frozenset[str]:
    levels = load("levels")
    names = (
        name for rank in ("level1", "level2") for part in levels[rank].values() for name in part
    )
    return frozenset(names) | frozenset(levels["level1"])


@cache
def _totals() -> frozenset[str]:
    headers = load("headers")
    return frozenset(map(plain, (*headers["totals"], *headers["subtotals"])))


@cache
def _plain_levels() -> frozenset[str]:
    return frozenset(map(plain, _level_names()))


@cache
def _plain_first_levels() -> frozenset[str]:
    names = load("levels")["level1"]
    return frozenset(plain(name) for label, others in names.items() for name in (label, *others))


@cache
def _first_levels() -> dict[str, str]:
    found: dict[str, str] = {}
    for first, names in load("levels")["level2"].items():
        for name in names:
            found.setdefault(plain(name), first)
    return found


@cache
def _plain_beginnings() -> frozenset[str]:
    head = load("headers")["head"]
    return frozenset(plain(name) for role in _BEGINNINGS for name in head[role])


@cache
def _budget_headers() -> tuple[frozenset[str], re.Pattern[str]]:
    """What stands above amounts in a budget, and what above the items that they are of."""
    budget = load("budget")
    names = "|".join(f"(?:{section['names']})" for section in budget["sections"].values())
    return frozenset(budget["amount_headers"]), re.compile(names)


@by_words
def _column_roles(label: str) -> dict[str, str]:
    return {group: role for group in _COLUMNS if (role := named(label, group))}


@cache
def names(group: str) -> dict[str, str]:
    """What is listed of a ``group``, plain → role."""
    listed = [(name, key) for key, names in load("headers")[group].items() for name in names]
    # 资金总额 is no 当年资金总额 where both are listed, or where it tells by itself what it is.
    found = {of_year(name): key for name, key in listed}
    bare = {plain(name): key for name, key in reversed(listed)}
    return {name: key for name, key in bare.items() if not composed(name, group)} | found


@cache
def _likely(group: str) -> re.Pattern[str]:
    """The first of the patterns of roles that fits; nothing fits where there are none."""
    patterns = load("headers").get(f"likely_{group}", {})
    return re.compile("|".join(f"(?P<{role}>{each})" for role, each in patterns.items()) or "(?!)")
