"""Gaps in lines of text: whether spaces stand for columns, or only part the cells of a line."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# A gap that running text does not have.
GAP = re.compile(r"\S(?:[ \t\xa0]{2,}|\s*\u3000\s*)\S")
_BETWEEN = re.compile(r"(?<=\S)(?:[ \t\xa0]{2,}|\s*\u3000\s*)(?=\S)")
_LEAST_GAPS = 5
_LEAST_LINED_UP = 0.8
_LEAST_SHARE = 0.25
_MOST_LINES = 5_000


def is_spaced(lines: Sequence[str]) -> bool:
    """Whether many lines have gaps, so that spaces stand for columns."""
    filled = sum(bool(line.strip()) for line in lines)
    gaps = sum(bool(GAP.search(line)) for line in lines)
    tabs = any("\t" in line.strip() for line in lines)
    few = len(lines) <= _MOST_LINES
    return few and not tabs and gaps >= _LEAST_GAPS and gaps >= _LEAST_SHARE * filled


def has_columns(lines: Sequence[str]) -> bool:
    """Whether nearly all that stands behind gaps begins where something on another line does.

    Else gaps only part the cells of a line, however wide they are.
    """
    shares = []
    for narrow in (1, 2):
        starts = Counter(
            _width(line[: gap.end()], narrow)
            for line in map(str.expandtabs, lines)
            for gap in _BETWEEN.finditer(line)
        )
        shares.append(sum(count for count in starts.values() if count > 1) / starts.total())
    return max(shares) >= _LEAST_LINED_UP


def part_cells(lines: Sequence[str]) -> bool:
    """Whether gaps part cells, rather than stand for a blank one among cells that spaces part."""
    parted = [_BETWEEN.split(line.strip()) for line in lines if GAP.search(line)]
    of_words = sum(any(len(part.split()) > 1 for part in parts) for parts in parted)
    return 2 * of_words <= len(parted)


def with_tabs(lines: Sequence[str]) -> list[str]:
    """The lines with a tab for every gap."""
    return [_BETWEEN.sub("\t", line.strip()) for line in lines]


def _width(text: str, narrow: int) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else narrow for char in text)
