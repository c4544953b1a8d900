"""Print rows of cells as page text: every cell wrapped at its column's width, one after another."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from ingest.understand.lines.pieces import width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

UNIT = re.compile(r"[A-Za-z0-9.%+&-]+|\s+|.", re.DOTALL)
CLOSERS = "，。、；：！？）》”%,;"


def wrap(text: str, limit: int, closers_move: bool = True) -> list[str]:
    """Greedy lines of display width ``limit``; closing punctuation may start a line or not."""
    units: list[str] = []
    for unit in UNIT.findall(text):
        if closers_move and units and unit in CLOSERS:
            units[-1] += unit
        else:
            units.append(unit)
    lines = [""]
    for unit in units:
        if lines[-1] and width(lines[-1] + unit.rstrip()) > limit:
            lines.append("")
        lines[-1] += unit if lines[-1] else unit.lstrip()
    return [line.strip() for line in lines]


def print_rows(
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
    closers_move: bool = True,
    spaced: bool = True,
    shared: bool = True,
) -> str:
    """The rows' page text; where ``shared``, neighbouring cells of one line each share it."""
    printed = [
        line
        for row in rows
        for line in _row_lines(
            [wrap(text, limit, closers_move) for text, limit in zip(row, widths, strict=True)],
            shared,
        )
    ]
    return ("\n\n" if spaced else "\n").join(printed)


def _row_lines(cells: Sequence[Sequence[str]], shared: bool) -> Iterator[str]:
    for single, run in groupby(cells, key=lambda lines: len(lines) == 1 and shared):
        if single:
            yield " ".join(lines[0] for lines in run)
        else:
            for lines in run:
                yield from lines
