"""What headers, section labels, footers and placeholders are called (vocabulary/headers.yml)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from ingest.vocabulary import load
from ingest.words.printed import printed

_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,2}\)|\d{1,2}[、.](?!\d))"
)
_YEAR = re.compile(r"^(?:20\d\d|本|当)年(?:度)?+(?=.{3})|\d{4}-\d{4}年")
_BARE_YEAR = re.compile(r"^(?:20(?:\d\d|[Xx×*_]{1,2})|本|当)(?=年)")
_TAIL = re.compile(r"(?<=.)(?:\([^()]*\)|[:：])$")
_LONGEST = 40


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A label without numbering, year and closing parentheses; '' for what is too long for one."""
    shown = printed(text)
    if len(shown) > 2 * _LONGEST:
        return ""
    label = _NUMBERING.sub("", unicodedata.normalize("NFKC", shown))
    while (shorter := _TAIL.sub("", label)) != label:
        label = shorter
    return _YEAR.sub("", label)


def role(text: str, group: str) -> str | None:
    """The role of a header or label in a ``group`` of the vocabulary, else None."""
    label, names = plain(text), _names(group)
    return names.get(label) or names.get(_BARE_YEAR.sub("", label))


def section(text: str) -> str | None:
    """The section that a label opens, else None."""
    return role(text, "sections")


def row_kind(text: str) -> str | None:
    """Whether a row that begins with ``text`` is one of the ``totals`` or ``subtotals``."""
    label = plain(re.split(r"[:：]", printed(text), maxsplit=1)[0])
    return next((kind for kind in ("totals", "subtotals") if label in load("headers")[kind]), None)


def is_footer(text: str) -> bool:
    """Whether a row that begins with ``text`` stands below the indicators and is none."""
    head = re.split(r"[:：]", printed(text), maxsplit=1)[0]
    return plain(head) in load("headers")["footers"] or row_kind(text) is not None


def is_placeholder(text: str) -> bool:
    """Whether a cell is blank or holds a template's text (指标1：, ……, /)."""
    shown = printed(text)
    return not shown or bool(_pattern("placeholders").fullmatch(shown))


def is_value_word(text: str) -> bool:
    """Whether a cell is a short value in words (良好, 显著提升)."""
    return bool(_pattern("value_words").fullmatch(printed(text).rstrip("。；;")))


@cache
def _names(group: str) -> dict[str, str]:
    return {plain(name): key for key, names in load("headers")[group].items() for name in names}


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in load("headers")[key]))
