"""Labels of numbers: cleaned of numbering, units and filling words; several in one name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from ingest.vocabulary import alternatives, load
from ingest.words.masks import ASIDE, START, half_width, mask
from ingest.words.operators import BOUNDS, PREFIXES
from ingest.words.units import MAGNITUDE, OR_ANOTHER, PER, UNITS

_VOCABULARY = load("quantity")
_WORDS = _VOCABULARY["labels"]

# Signs of bounds, and words for them that qualify nothing else (补助标准（最高） is a label).
_SIGNS = [
    word for word, sign in PREFIXES.items() if sign in BOUNDS and not re.match("[最至控超逾]", word)
]
_EDGES = ";；。.,，、:：!！?？·*＊\"'-—－_ \t/" + START + ASIDE
_NO_COUNTER = alternatives(_VOCABULARY["no_counters"])
_LIKE_UNIT = re.compile(
    rf"[(（](?!(?:{_NO_COUNTER})[)）]|[一二三四五六七八九十])[一-鿿]{{2}}[)）]$"
)
_DATE = re.compile(
    r"(?:截至|截止|到|至|在|从|由)?"
    r"(?:(?P<year>(?:19|20)\d{2})年(?:度|[底末前初]|全年|期间)?(?:\d{1,2}月(?:\d{1,2}[日号]|[底末份])?)?"
    r"|\d{1,2}月(?:\d{1,2}[日号]|[底末份])?|年[底末])(?:之?前|的)?[，,:：]?"
)
_LEADING = re.compile(
    "(?:"
    + "|".join(word + (f"(?![{no}])" if no else "") for word, no in _WORDS["leading"].items())
    + ")[:：，,]?"
)
_TRAILING = re.compile(
    "(?:"
    + "|".join((f"(?<![{no}])" if no else "") + word for word, no in _WORDS["trailing"].items())
    + ")$"
)
_EMPTY = re.compile(
    rf"(?:{alternatives(_WORDS['empty'])})|(?:{alternatives(_WORDS['every'])})[^，,]{{0,4}}|连续[^，,]{{1,3}}年"
)
_SINCE = (
    rf"(?:{alternatives(_WORDS['since'])}|[较比](?:19|20)\d{{2}}年度?"
    rf"|(?:{alternatives(_WORDS['than'])})(?:{alternatives(_WORDS['bases'])}){{1,4}})"
)
_ASPECT = re.compile(rf"(?P<aspect>{_SINCE}?(?:{alternatives(_WORDS['aspects'])})|{_SINCE})")
_KIND = re.compile(alternatives(_WORDS["aspects"]))
_TELLING = re.compile(alternatives(_WORDS["telling_acts"]))
_ACT = re.compile(rf"(?:{alternatives(_WORDS['acts'])}|{_TELLING.pattern}|{_ASPECT.pattern})+")
_SENTENCE = re.compile(r"[;。!?\n" + START + "]")
_PART = re.compile(r"[;。!?\n、," + START + "]")
_BRACKETED = re.compile(r"\([^()]*\)|“[^“”]*”|《[^《》]*》")
_BRACKET = re.compile(r"[()]")
_ROUNDS = 12  # more filling words than any label has; bounds the work on hostile text
_SEPARATORS = ("、", ",", "、和及与")


@cache
def _unit() -> re.Pattern[str]:
    """A unit behind a label; any single character is a counter too (租用机柜（架）).

    Before it a sign may stand, and a blank left for the number: 成活率（≥**%）.
    """
    return re.compile(
        r"[(（](?:(?:单位|计量单位)[:：]?)?"
        rf"(?:(?P<sign>{alternatives(_SIGNS)})[*＊×xX_＿…]*|[*＊_＿…]+)?"
        rf"(?P<unit>(?:{MAGNITUDE})?(?:(?:{alternatives(UNITS)}){OR_ANOTHER})?(?:{PER})?"
        rf"|(?:{MAGNITUDE})?(?!(?:{_NO_COUNTER})[)）])[一-鿿])[)）]$"
    )


@dataclass(frozen=True, slots=True)
class Label:
    """What a number is of; ``unit`` from the parentheses at its end, ``year`` from its start.

    ``aspects`` are set for a label that only says which part or change of the named thing (认定,
    同比增长).
    """

    text: str
    unit: str | None = None
    year: int | None = None
    aspects: tuple[str, ...] = ()

    def under(self, piece: Label) -> Label:
        """This label below its indicator name, where it does not stand for itself."""
        year = self.year or piece.year
        if self.text and not self.aspects:
            return replace(self, year=year)
        aspects = [aspect for aspect in self.aspects if not _said(aspect, piece.text)]
        return replace(piece, text=piece.text + "".join(aspects), year=year)


def _said(aspect: str, name: str) -> bool:
    """Whether a name says an aspect already (较上年增长 under 收入增长率)."""
    kind = _KIND.search(aspect)
    return (kind[0] if kind else aspect) in name


@dataclass(frozen=True, slots=True)
class NamePieces:
    """An indicator name, and the several that it may list.

    ``items`` are its numbered parts or those between semicolons (1.A；2.B), ``lists`` the ways to
    split it at lesser separators (A、B).
    """

    whole: Label
    items: tuple[Label, ...]
    lists: tuple[tuple[Label, ...], ...]
    numbered: bool

    def item(self, index: int, count: int) -> Label:
        """The item of the ``index``-th of ``count`` clauses; the whole where counts differ."""
        return self.items[index] if len(self.items) == count else self.whole

    def at(self, index: int, count: int) -> Label:
        """The label of the ``index``-th of ``count`` values: its piece where the counts agree."""
        split = (pieces for pieces in (self.items, *self.lists) if len(pieces) == count)
        return next((pieces[index] for pieces in split), self.whole)


def may_end_with_unit(text: str) -> bool:
    """Whether two characters in parentheses at the end may be a counter that no list has."""
    return bool(_LIKE_UNIT.search(text))


def sign_behind(name: str) -> str:
    """The sign before a blank or a unit at the end of a name: ≥ of 成活率（≥**%）."""
    found = _unit().search(half_width(name)[-24:])
    return (found["sign"] or "") if found else ""


def label(text: str) -> Label:
    """``text`` without numbering, filling words, unit parentheses at its end and leading year."""
    return _stripped(text, leading=True)


def _stripped(text: str, *, leading: bool) -> Label:
    rest = text.strip(_EDGES)
    year: int | None = None
    unit: str | None = None
    for _ in range(_ROUNDS):
        before = rest
        if (match := _DATE.match(rest)) and (leading or match["year"]):
            year = int(match["year"]) if match["year"] else year
            rest = rest[match.end() :]
        if match := _unit().search(rest[-24:]):
            unit = unit or half_width(match["unit"]) or None
            rest = rest[: len(rest) - len(match[0])]
        if leading and (match := _LEADING.match(rest)):
            rest = rest[match.end() :]
        if leading and (match := _TRAILING.search(rest[-4:])):
            rest = rest[: len(rest) - len(match[0])]
        rest = rest.strip(_EDGES)
        if rest == before:
            break
    return Label(rest, unit, year)


def name_pieces(name: str) -> NamePieces:
    """The indicator name ``name``, whole and in its pieces."""
    items = _pieces(name, mask(name, numbered=True), f"{START}+")
    if items:
        whole = _whole("；".join(item.text for item in items), items)
        return NamePieces(whole, items, (), numbered=True)
    flat = _BRACKETED.sub(lambda match: ASIDE * len(match[0]), half_width(name))
    items = _pieces(name, flat, ";")
    lists = [_pieces(name, flat, f"[{separators}]") for separators in _SEPARATORS]
    whole = _whole(name, items)
    # A list with one unit at its end has it for all (省级、市级平台数量（个）).
    lists = [
        tuple(replace(piece, unit=piece.unit or whole.unit) for piece in pieces) for pieces in lists
    ]
    return NamePieces(whole, items, tuple(lists), numbered=False)


def _pieces(name: str, flat: str, separator: str) -> tuple[Label, ...]:
    """The labels between separators; none where there is only one."""
    spans = _between(flat, re.compile(separator))
    return tuple(_name_label(name[start:end]) for start, end in spans) if len(spans) > 1 else ()


def _name_label(text: str) -> Label:
    return _stripped(text, leading=False)


def _whole(name: str, items: tuple[Label, ...]) -> Label:
    """The whole name; with a unit unless its items have different ones."""
    start = re.match(f"{START}*", mask(name))
    whole = _name_label(name[start.end() if start else 0 :])
    units = {item.unit for item in items if item.unit}
    return replace(whole, unit=units.pop() if len(units) == 1 else None) if units else whole


def _between(text: str, separator: re.Pattern[str]) -> list[tuple[int, int]]:
    """The spans of ``text`` between separators that hold something."""
    edges = [0]
    for match in separator.finditer(text):
        edges += match.span()
    edges.append(len(text))
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [(start, end) for start, end in pairs if text[start:end].strip(_EDGES)]


def own_label(
    shown: str,
    masked: str,
    before: tuple[int, int],
    after: tuple[int, int],
    first: bool,
    *,
    alone: bool,
) -> Label:
    """The label that a cell prints for one of its numbers; no text for none.

    ``before`` and ``after`` are the spans between this number and its neighbours; ``first`` says
    that no number of the clause precedes it, ``alone`` that it is the cell's only one. Words
    after the number belong to it where those before only say what is done (举办3场培训), or where
    there are none and the cell has other numbers (3场培训、5场论坛).
    """
    start, end = before
    if not first:
        separator = _PART.search(masked, start, end)
        start = separator.end() if separator else start
    found = _nearest(shown, masked, start, end)
    if found.text and not _ACT.fullmatch(found.text):
        return found
    noun = _noun(shown, masked, after)
    if noun and (found.text or not alone):
        return replace(found, text=found.text + noun)
    aspects = tuple(match["aspect"] for match in _ASPECT.finditer(found.text))
    if not aspects and not alone and _TELLING.search(found.text):
        return found
    return replace(found, text="", aspects=aspects)


def _nearest(shown: str, masked: str, start: int, end: int) -> Label:
    """The last part of the sentence before a number that says something."""
    sentences = [match.end() for match in _SENTENCE.finditer(masked, start, end)]
    if sentences and masked[sentences[-1] : end].strip(_EDGES):
        start = sentences[-1]
    flat = _BRACKETED.sub(lambda match: ASIDE * len(match[0]), masked[start:end])
    year: int | None = None
    for part_start, part_end in reversed(_between(flat, re.compile("[,(]"))):
        found = label(shown[start + part_start : start + part_end])
        year = year or found.year
        if found.text and not _EMPTY.fullmatch(found.text):
            return replace(found, year=year)
    return Label("", year=year)


def _noun(shown: str, masked: str, after: tuple[int, int]) -> str:
    """What stands right after a number, up to the next separator."""
    start, end = after
    separator = _PART.search(masked, start, end)
    end = separator.start() if separator else end
    bracket = _BRACKET.search(masked, start, end)
    return label(shown[start : bracket.start() if bracket else end].strip("的")).text
