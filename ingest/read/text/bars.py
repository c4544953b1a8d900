"""Text of a web page whose cells bars part: ``数量指标 | 培训人数 | ≥300 |``, or each on a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_BAR = re.compile(r"\s*+[|｜]\s*+")
_LEAST_LINES = 5
_LEAST_SHARE = 0.25


def has_bars(lines: Sequence[str]) -> bool:
    """Whether many lines end with a bar or have some: they part cells."""
    filled = sum(bool(line.strip()) for line in lines)
    barred = sum(_is_barred(line.strip()) for line in lines)
    return barred >= _LEAST_LINES and barred >= _LEAST_SHARE * filled


def without_bars(lines: Sequence[str]) -> list[str]:
    """The lines with a tab for every bar between cells, and none for one behind the last."""
    barred = [line.strip() for line in lines if _is_barred(line.strip())]
    opened = all(line.startswith(("|", "｜")) for line in barred)
    return [_parted(line.strip(), opened=opened) for line in lines]


def _is_barred(line: str) -> bool:
    return line.endswith(("|", "｜")) or len(_BAR.findall(line)) > 1


def _parted(line: str, *, opened: bool) -> str:
    cells = _BAR.split(line)
    if len(cells) > 1 and not cells[-1]:
        cells.pop()
    if opened and len(cells) > 1 and not cells[0]:
        cells.pop(0)
    return "\t".join(cells)
