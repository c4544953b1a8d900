"""Text of a web page whose cells bars part: ``数量指标 | 培训人数 | ≥300 |``, or each on a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.read.text.page_text import document_of, numbered_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.document import Document

_BARS = ("|", "｜")
_BAR = re.compile(r"\s*+[|｜]\s*+")
_LEAST_LINES = 5
_LEAST_SHARE = 0.25
_WIDTHS = range(3, 25)
_LEAST_IN_ROWS = 0.8


def has_bars(lines: Sequence[str]) -> bool:
    """Whether many lines end with a bar or have some: they part cells."""
    filled = sum(bool(line.strip()) for line in lines)
    barred = sum(map(_is_barred, lines))
    return barred >= _LEAST_LINES and barred >= _LEAST_SHARE * filled


def read_barred(lines: Sequence[str]) -> Document:
    """Rows of cells as of tab-separated text, and lines."""
    barred = [line.strip() for line in lines if _is_barred(line)]
    opened = all(line.startswith(_BARS) for line in barred)
    # Where nearly each cell is a line, rows of several are what stands around the form.
    alone = sum(len(_BAR.findall(line)) == 1 for line in barred)
    mark = " " if 2 * alone > len(barred) else "\t"
    rows = ((number, mark.join(_cells(row, opened=opened))) for number, row in _rows(lines))
    return document_of(numbered_blocks(rows))


def _is_barred(line: str) -> bool:
    line = line.strip()
    return line.endswith(_BARS) or len(_BAR.findall(line)) > 1


def _rows(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines with their numbers; those that make up a row of as many bars as all have, as one.

    年度 | 指标值 | / 完成值 | | is one row where others have four bars.
    """
    counts = [len(_BAR.findall(line)) for line in lines]
    ends = max((_ends(counts, width) for width in _WIDTHS), key=len)
    is_padded = 2 * sum(counts[end - 1] > 1 for end in ends.values()) > len(ends)
    in_rows = sum(end - start for start, end in ends.items())
    if not is_padded or in_rows < _LEAST_IN_ROWS * sum(map(bool, counts)):
        ends = {}
    at = 0
    while at < len(lines):
        end = ends.get(at, at + 1)
        yield at + 1, " ".join(line.strip() for line in lines[at:end])
        at = end


def _ends(counts: Sequence[int], width: int) -> dict[int, int]:
    """Where rows of ``width`` bars end, of lines with so many bars each, by where they begin."""
    found: dict[int, int] = {}
    start = at = total = 0
    while at < len(counts):
        if not 0 < counts[at] <= width - total:
            start, total = (at, 0) if total else (at + 1, 0)
            at = start
            continue
        total += counts[at]
        at += 1
        if total == width:
            found[start] = at
            start, total = at, 0
    return found


def _cells(line: str, *, opened: bool) -> list[str]:
    cells = _BAR.split(line.strip())
    if len(cells) > 1 and not cells[-1]:
        cells.pop()
    if opened and len(cells) > 1 and not cells[0]:
        cells.pop(0)
    return cells
