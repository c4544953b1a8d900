"""Finds the quantities in a printed text: operator, number, unit, and where each stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from ingest.vocabulary import alternatives, load
from ingest.words.masks import ASIDE, BOUNDARY, NAME, START, UNIT_ENDS, mask
from ingest.words.money import is_held
from ingest.words.operators import (
    BOUNDS,
    FLIPPED,
    PREFIXES,
    SUFFIXES,
    TIME_SUFFIXES,
    operator_before,
    words_before,
)
from ingest.words.units import COUNTED, MAGNITUDE, MEASURE, MORE, OR_ANOTHER, PER, PER_ALONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.records import Operator

_WORDS = load("quantity")
_MOST_WORDS = 18
_WINDOW = 32  # characters looked at on either side of a number; longer than any wording


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number with its operator and unit, as printed.

    ``start``/``end`` span operator words, number, unit and what follows them (以上);
    ``number_start``/``number_end`` the number alone. A rank (第3名, 首位) has operator ``rank``.
    """

    operator: Operator
    value: Decimal
    unit: str | None
    start: int
    end: int
    number_start: int
    number_end: int


_CURRENCIES: dict[str, str] = _WORDS["currencies"]
_RANK = _WORDS["rank"]
_RANK_WORDS = dict.fromkeys(_RANK["words"])

_CHINESE = "零〇一二两三四五六七八九十百千万亿"
_NUMBER = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3}){1,8}(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"|(?P<share>[百千万])分之"
    rf"|(?P<ordinal>[第前])(?P<place>\d+(?:\.\d+)?|[{_CHINESE}]+)"
    rf"|(?P<words>[{_CHINESE}]+(?:点[{_CHINESE}]+)?)"
    rf"|(?P<top>{alternatives(_RANK['tops'])})"
)
_PLAIN = re.compile(rf"\d+(?:\.\d+)?|[{_CHINESE}]+(?:点[{_CHINESE}]+)?")
_RANK_CONTEXT = re.compile(rf"(?:{alternatives(_RANK['places'])})[^{BOUNDARY}]{{1,12}}$")
_RANK_PEERS = re.compile(
    rf"(?:{alternatives(_RANK['places'])})(?:各|{NAME}+)(?:{alternatives(_RANK['peers'])})?[中里内]?$"
)
_RANK_UNIT = re.compile(rf"{alternatives(_RANK['units'])}")
_RANGE = re.compile(r"[-~—–至到]{1,2}")
_RANGE_REST = re.compile(rf"[-~—–至到]{{1,2}}\d+(?:\.\d+)?(?={MEASURE}|{MAGNITUDE})")
_ORIGIN = re.compile(rf"[由从][^{BOUNDARY}\d]{{0,12}}$")
_COMPOUND = re.compile(r"(?P<big>[亿万千])(?P<small>\d{1,4}(?:\.\d{1,4})?)(?=(?P<next>[万千]))")
_SHARES = {"百": "%", "千": "‰", "万": "‱"}
_POWERS = {"亿": 8, "万": 4, "千": 3}
_ENDS = BOUNDARY + ":)(]】〕\ue002"


@cache
def _after() -> re.Pattern[str]:
    """What may stand behind a number. So large a pattern is made when it is needed first."""
    return re.compile(
        rf"(?P<more>{MORE})?"
        rf"(?:(?P<unit>(?:{MEASURE}){OR_ANOTHER})"
        rf"|个?(?P<magnitude>{MAGNITUDE})(?P<more2>{MORE})?(?P<measure>(?:{MEASURE}){OR_ANOTHER})?"
        rf"|\((?P<aside>(?:{MAGNITUDE})?(?:{MEASURE})(?:{PER})?)\))?"
        rf"(?P<per>(?(unit)(?:{PER})|(?(magnitude)(?:{PER})|{PER_ALONE})))?"
        rf"(?P<more3>{MORE}(?={MEASURE}|[{BOUNDARY}]|$))?"
        rf"{ASIDE}*"
        rf"(?P<suffix>{alternatives(SUFFIXES)})?"
        rf"(?P<within>内(?![部外容在涵]))?{ASIDE}*"
        r"(?P<flipped>[<>≤≥≦≧](?![\d<>≤≥≦≧=]))?"
    )


def quantities(text: str, *, numbered: bool = False) -> list[Quantity]:
    """The quantities of a printed text, in order.

    Left out: numbering, dates and years, document numbers, ratios (1:3), fractions, numbers in
    names (第10.5代, P3, 2+3+N, 《…》) or in conditions (35岁以下青年, 亿元以上项目), repeats
    (含4500家), bare numbers in running text, and numbers too long for the warehouse. A range
    (3—5场) gives two. ``numbered`` says that clauses are known to be numbered. Never raises.
    """
    shown = mask(text, numbered=numbered)
    found: list[Quantity] = []
    for match in _tokens(shown):
        inside = found and match.start() < found[-1].end  # 8人/10万人 is one number
        if not inside and (quantity := _quantity(shown, match)):
            found.append(quantity)
    return list(_settled(shown, _listed(shown, found)))


def is_unit(text: str) -> bool:
    """Whether a printed text is a unit and nothing else (家, 万元, 元/人)."""
    after = _after().match(text)
    return bool(text and after and _unit(after) == text)


def _tokens(shown: str) -> Iterator[re.Match[str]]:
    position = 0
    while match := _NUMBER.search(shown, position):
        position = match.end()
        if match["share"] and (share := _PLAIN.match(shown, position)):
            position = share.end()
        elif compound := _COMPOUND.match(shown, position):
            position = compound.end()
        yield match


def _quantity(shown: str, match: re.Match[str]) -> Quantity | None:
    if match["ordinal"]:
        return _rank(shown, match)
    if match["top"]:
        return _top(shown, match)
    start, end = match.span()
    value: Decimal | None = None
    unit: str | None = None
    if match["share"]:
        if share := _PLAIN.match(shown, end):
            value, end = _value(share[0]), share.end()
            unit = _SHARES[match["share"]]
    elif match["words"]:
        words = match["words"].rstrip("万亿")  # 十二亿 is 12 of the unit 亿, as in digits
        value, end = _value(words), start + len(words)
    else:
        value = _value(match["digits"])
        if value is not None and (compound := _COMPOUND.match(shown, end)):
            value, end = _compounded(value, compound), compound.end()
    if value is None or not is_held(value):
        return None
    found = _composed(shown, start, end, value, unit)
    return None if found and match["words"] and not _counts(shown, found) else found


def _value(printed: str) -> Decimal | None:
    """The number that digits or words print; None for one that is none."""
    digits = printed.replace(",", "")
    if digits.replace(".", "", 1).isdecimal():
        return Decimal(digits)
    return _word_value(printed.replace("〇", "零"))


@lru_cache(maxsize=4096)
def _word_value(words: str) -> Decimal | None:
    """The number that Chinese words print; None for 三四 (some), 百家 (many), and no number."""
    if words == "百":
        return Decimal(100)
    enumerates = len(words) > 1 and not set(words) & set("十百千万亿点")
    if not words or len(words) > _MOST_WORDS or words[0] in "百千万亿" or enumerates:
        return None
    import cn2an  # noqa: PLC0415 - takes long to import, and few texts spell numbers out

    try:
        return Decimal(str(cn2an.cn2an(words, "normal")))
    except (ValueError, LookupError):  # the latter for 十十二
        return None


def _compounded(value: Decimal, match: re.Match[str]) -> Decimal:
    """1亿2000万 as 12000 of the smaller unit."""
    power = _POWERS[match["big"]] - _POWERS[match["next"]]
    return value.scaleb(power) + Decimal(match["small"])


def _composed(
    shown: str, start: int, end: int, value: Decimal, unit: str | None
) -> Quantity | None:
    """The quantity around a number: what stands before it, what stands after it."""
    window = shown[max(0, start - _WINDOW) : start]
    offset = start - len(window)
    after = _after().match(shown, end)
    assert after
    unit = unit or _unit(after)
    if money := words_before(window, _CURRENCIES):
        window = window[: money[0][0]]
        unit = _with_currency(unit, _CURRENCIES[money[0][1]])
    if window.endswith(("-", "负")) and unit not in COUNTED and not _joined(window):
        value, window = -value, window[:-1]
    words = operator_before(window)
    begin = offset + words.start
    operator = _operator(words.operator, after, unit)
    bare = unit is None and not (after["suffix"] or after["more"] or after["flipped"])
    if bare and not _stands_alone(shown, offset + len(window), begin, end, operator):
        return None
    return Quantity(operator, value, unit, begin, after.end(), start, end)


def _joined(window: str) -> bool:
    """Whether a dash before a number joins it to another (3-5) rather than negates it."""
    return len(window) > 1 and (window[-2].isdigit() or window[-2] in UNIT_ENDS)


def _unit(after: re.Match[str]) -> str | None:
    if after["unit"] or after["aside"]:  # 5家, 100.00(%)
        unit = (after["unit"] or after["aside"]).removeprefix("\\")
    else:
        unit = (after["magnitude"] or "") + (after["measure"] or "")
    return unit + (after["per"] or "") or None


def _with_currency(unit: str | None, currency: str) -> str:
    if unit is None:
        return currency
    return unit if unit.endswith("元") else unit + currency


def _operator(before: Operator | None, after: re.Match[str], unit: str | None) -> Operator:
    """The operator before the number; a weak one yields to what follows the number."""
    operator = before or "="
    if operator in BOUNDS:
        return operator
    if after["flipped"]:
        return FLIPPED[PREFIXES[after["flipped"]]]
    if after["suffix"]:
        return SUFFIXES[after["suffix"]]
    if after["within"] and unit in _WORDS["times"]:
        return TIME_SUFFIXES["内"]
    if after["more"] or after["more2"] or after["more3"]:
        return ">"
    return operator


def _stands_alone(shown: str, number: int, begin: int, end: int, operator: Operator) -> bool:
    """Whether a number without unit is a quantity: bounded, or a clause's or label's end."""
    if operator in BOUNDS or _RANGE_REST.match(shown, end) or _is_none_of(shown, number, end):
        return True
    if shown[end : end + 1] not in _ENDS and end < len(shown):
        return False
    before = shown[begin - 1] if begin else START
    return begin < number or before in _ENDS or before in _WORDS["label_ends"]


def _is_none_of(shown: str, start: int, end: int) -> bool:
    """Whether 0 or 零 stands before what there should be none of (零事故)."""
    return shown[start:end] in {"0", "零"} and shown.startswith(tuple(_WORDS["none_of"]), end)


def _counts(shown: str, found: Quantity) -> bool:
    """Whether a number word is a quantity (不少于一次, 十二项) and not idiom (一流, 一事一议)."""
    words = shown[found.number_start : found.number_end]
    if "分之" in words or found.operator in BOUNDS:
        return True
    before = shown[found.start - 1] if found.start else START
    ended = found.end >= len(shown) or shown[found.end] in _ENDS
    if found.unit is None:
        return _is_none_of(shown, found.number_start, found.number_end) or (
            ended and (found.start < found.number_start or before in BOUNDARY)
        )
    if before in "每上下前后这那某各同近新又再任逐":
        return False
    if len(words) > 1:
        return True
    return ended and not (words == "一" and found.unit in _WORDS["indefinite"]) and before != "("


def _rank(shown: str, match: re.Match[str]) -> Quantity | None:
    """第3名, 前8名, 居前8, 位居全市第一; None for 第10.5代, 目前8家, 第一时间, 倒数第一."""
    start, end = match.span()
    window = shown[max(0, start - _WINDOW) : start]
    if window.endswith(tuple(_RANK["not_before"])):
        return None
    begin = _standing(window)
    unit = _RANK_UNIT.match(shown, end)
    after = unit.end() if unit else end
    ended = after >= len(shown) or shown[after] in _ENDS
    opens = not window or window[-1] in BOUNDARY
    first = match["ordinal"] == "前"
    named = unit is not None and (first or unit[0] == "名")
    value = _value(match["place"])
    if value is None or not is_held(value):
        return None
    # 12月底前100%: the date ends with 前, and a share is no rank.
    of_date = window[-1:] == NAME or shown[end : end + 1] in _SHARES.values()
    if first and window and (of_date or window[-1] in _RANK["not_before_first"]):
        return _composed(shown, start + 1, end, value, None)
    if not (named or (ended and (begin < len(window) or opens or first))):
        return None
    return Quantity(
        "rank",
        value,
        unit[0] if unit else None,
        start - len(window) + begin,
        after,
        start + 1,
        end,
    )


def _top(shown: str, match: re.Match[str]) -> Quantity | None:
    """首位 and 榜首 as rank 1: 居全市首位; None for 放在首位, 首位度."""
    start, end = match.span()
    window = shown[max(0, start - _WINDOW) : start]
    begin = _standing(window)
    put = window[:begin].endswith(tuple(_RANK["not_before_top"]))
    told = begin < len(window) or not window or window[-1] in BOUNDARY
    if put or not told or (end < len(shown) and shown[end] not in _ENDS):
        return None
    begin += start - len(window)
    return Quantity("rank", Decimal(1), None, begin, end, start, end)


def _standing(window: str) -> int:
    """Where the words begin that say among whom a rank is held (位居全国), at its end if none."""
    run = words_before(window, _RANK_WORDS)
    begin = run[-1][0] if run else len(window)
    among = (_RANK_PEERS if run else _RANK_CONTEXT).search(window[:begin])
    if not among:
        return begin
    run = words_before(window[: among.start()], _RANK_WORDS)
    return run[-1][0] if run else among.start()


def _listed(shown: str, found: list[Quantity]) -> list[Quantity]:
    """Bare numbers of a list (分别为3、4、5家) with its unit; without the list, they fall too."""
    kept: list[Quantity] = []
    for quantity in found:
        at = quantity.start - 1
        follows = at > 0 and shown[at] in "、," and shown[at - 1].isdigit()
        if quantity.unit or not follows or (kept and kept[-1].end == at):
            kept.append(quantity)
    listed: list[Quantity] = []
    for quantity in reversed(kept):
        rest = shown[quantity.end : quantity.end + 2]
        if quantity.unit or rest[:1] not in {"、", ","} or not rest[1:].isdigit():
            listed.append(quantity)
        elif listed and listed[-1].start == quantity.end + 1:
            listed.append(replace(quantity, unit=listed[-1].unit))
    return listed[::-1]


def _settled(shown: str, found: list[Quantity]) -> Iterator[Quantity]:
    """Ranges made two bounds, where a change starts and conditions of labels left out."""
    index = 0
    origin: int | None = None
    while index < len(found):
        group = found[index : index + 1]
        index += 1
        following = found[index] if index < len(found) else None
        if following and _is_range(shown, group[0], following):
            index += 1
            group = _bounds(group[0], following)
            following = found[index] if index < len(found) else None
        if group and following and _is_origin(shown, group[-1], following):
            origin = group[0].start
            if start := _ORIGIN.search(shown[max(0, origin - _WINDOW) : origin]):
                origin -= len(start[0])
        elif group and not _is_condition(shown, group[-1], following):
            yield group[0] if origin is None else replace(group[0], start=origin)
            yield from group[1:]
            origin = None
        else:
            origin = None


def _bounds(first: Quantity, second: Quantity) -> list[Quantity]:
    """The two bounds of a range; nothing for one that runs down, which is no range."""
    if first.value > second.value:
        return []
    short = first.unit is None or (second.unit or "").startswith(first.unit)
    unit = second.unit if short else first.unit  # 10万-20万元 are both 万元
    lower = replace(first, operator=">=", unit=unit)
    return [lower, replace(second, operator="<=", start=second.number_start)]


def _is_range(shown: str, first: Quantity, second: Quantity) -> bool:
    if "rank" in (first.operator, second.operator):
        return False
    return bool(_RANGE.fullmatch(shown, first.end, second.number_start))


def _is_origin(shown: str, first: Quantity, second: Quantity) -> bool:
    """Whether ``first`` is where a change starts (由80%提高到90%), not where it ends."""
    changes = shown[second.start : second.start + 1] in _WORDS["change_starts"]
    return second.start == first.end and second.operator in {"=", "rank"} and changes


def _is_condition(shown: str, first: Quantity, second: Quantity | None) -> bool:
    """Whether ``first`` only says what is counted: 35岁以下青年, 亿元以上项目20个."""
    following = shown[first.end : first.end + 1]
    if first.operator == "rank" or not following or following in _ENDS:
        return False
    if first.unit in _WORDS["attributes"]:
        return True
    if shown.startswith(tuple(_WORDS["names_after"]), first.end):
        return True
    limited = shown[first.end - 1 : first.end] in {"上", "下", "内"}
    if not limited or second is None:
        return False
    between = shown[first.end : second.start]
    return not any(char in ";。,、" + START for char in between)
