"""The levels of indicators: what is a level label, and under which labels a row stands."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache, lru_cache

from ingest.lexicon.labels import as_indicator
from ingest.vocabulary import load
from ingest.words.printed import printed

_OPEN, _CLOSE = r"[(（\[【]", r"[)）\]】]"
_WEIGHT = re.compile(
    rf"{_OPEN}?(?:权重|分值|满分|共)?[:：]?(\d+(?:\.\d+)?)(?:分|%|％){_CLOSE}?[:：]?$"
    rf"|{_OPEN}(?:权重|分值|满分|共)?[:：]?(\d+(?:\.\d+)?){_CLOSE}分?[:：]?$"
)
# Between what a template leaves a weight to be: 产出指标（40-50）分.
_WEIGHTS = re.compile(rf"{_OPEN}\d{{1,3}}[-~—–～至]\d{{1,3}}分?{_CLOSE}分?[:：]?$")
# A share on its own behind a label is the value of what is called like a level (群众满意度 85%).
_SHARE_BEHIND = re.compile(r"\s\d+(?:\.\d+)?\s*[%％]\s*$")
# A bracket that nothing opens: the end of a weight that was cut from its label.
_CLOSED = re.compile(rf"^([^(（\[【]+){_CLOSE}$")
_END = re.compile(rf"{_OPEN}?(?:权重|分值|满分|共)?[:：]?[\d.]*[分%％]?{_CLOSE}?")
_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十\d]\)|\d{1,2}(?:\.\d{1,2})+[、.]?|\d{1,2}[、.])"
)
_ASIDE = re.compile(r"\([^()]*\)")
_BETWEEN = re.compile(r"\s*[-—–－/／→>、·]+\s*")


@lru_cache(maxsize=8192)
def label_of(text: str) -> str:
    """A level label as printed, less the weight that may stand in it: 产出指标（50分）."""
    return _CLOSED.sub(r"\1", _WEIGHT.sub("", _WEIGHTS.sub("", printed(text))))


def weight_of(text: str) -> Decimal | None:
    """The weight that a level label carries, None where none is printed."""
    is_none = _SHARE_BEHIND.search(text) or _WEIGHTS.search(printed(text))
    match = None if is_none else _WEIGHT.search(printed(text))
    return Decimal(match[1] or match[2]) if match else None


@lru_cache(maxsize=8192)
def plain_level(text: str) -> str:
    """A level label without weight, numbering and asides: 1.产出(工作量)指标(50分) is 产出指标."""
    label = _NUMBERING.sub("", unicodedata.normalize("NFKC", label_of(text)).rstrip(":"))
    bare = _ASIDE.sub("", label)
    return bare if bare.endswith("指标") else label


def ranks(text: str) -> set[int]:
    """The levels (1, 2) whose vocabulary holds ``text``; empty for no level label."""
    return {rank for rank in (1, 2) if first_of(rank, text)}


def is_plain_label(text: str) -> bool:
    """Whether ``text`` is a level label beyond doubt: known, and called an indicator or weighed."""
    is_weighed = weight_of(text) is not None and printed(text).endswith(tuple(")）】]"))
    return (plain_level(text).endswith("指标") or is_weighed) and bool(ranks(text))


def labels_in(text: str) -> list[str]:
    """The labels of levels that are printed as one: 产出指标—数量指标; empty for other words."""
    labels = [printed(part) for part in _BETWEEN.split(text)]
    return labels if all(map(ranks, labels)) else []


def is_label_end(text: str) -> bool:
    """Whether ``text`` is no label but the end of one: its weight, or a part of that."""
    return bool(_END.fullmatch(printed(text)))


@dataclass(slots=True)
class Levels:
    """The labels in force while rows are read from top to bottom."""

    level1: str | None = None
    level2: str | None = None
    _is_weighed: bool = field(default=False, compare=False)

    def copy(self) -> Levels:
        """The labels as they are now."""
        return replace(self)

    def put(self, rank: int, text: str) -> None:
        """Take ``text`` as the label of level ``rank``, whatever it says."""
        if rank == 1:
            self._first(label_of(text))
        else:
            self.level2 = label_of(text)

    def complete(self, rank: int, text: str) -> None:
        """Take the whole ``text`` of a label that was cut; what stands under it stays in force."""
        if rank == 1:
            self.level1 = label_of(text)
        else:
            self.level2 = label_of(text)

    def label(self, text: str, following: str | None = None, rank: int | None = None) -> None:
        """Take the level label ``text``.

        ``following`` is the label right after it; ``rank`` is the level of the column it stands
        in, which decides where the words alone don't.
        """
        known = ranks(text)
        if len(known) == 1:
            rank = known.pop()
        elif len(known) == 2 and rank is None:
            rank = self._ambiguous(text, following)
        label, is_weighed = label_of(text), weight_of(text) is not None
        # 满意度指标 below 满意度指标（10分） is its second level.
        again = self._is_weighed and not is_weighed and (label, None) == (self.level1, self.level2)
        if rank == 1 and not again:
            self._first(label)
            self._is_weighed = is_weighed
        else:
            self._second(label)

    def _ambiguous(self, text: str, following: str | None) -> int:
        children = following is not None and plain_level(text) == first_of(2, following)
        own = first_of(1, self.level1)
        return 2 if own in ("产出指标", first_of(2, text)) and own and not children else 1

    def _first(self, label: str) -> None:
        # Repeated after a page break, a first level leaves the second in force.
        if label != self.level1:
            self.level1, self.level2 = label, None

    def _second(self, label: str) -> None:
        parent, first = first_of(2, label), first_of(1, self.level1)
        # A second level of another first one tells that the first one's merged cell was lost.
        if parent and (self.level1 is None or (self.level2 and first and first != parent)):
            self.level1 = parent
        self.level2 = label


def first_of(rank: int, text: str | None) -> str | None:
    """The first level of a label of the level ``rank``; 数量目标 is what others call 数量指标."""
    label = plain_level(text) if text else ""
    return _parents(rank).get(label) or _parents(rank).get(as_indicator(label))


@cache
def _parents(rank: int) -> dict[str, str]:
    """Label → its first level, by the vocabulary."""
    entries = load("levels")[f"level{rank}"]
    found = {name: parent for parent, names in entries.items() for name in names}
    return found | ({parent: parent for parent in entries} if rank == 1 else {})
