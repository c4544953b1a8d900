"""Indicators that sentences tell → a table with a row for each.

一、产出指标。数量指标：普查登记单位=13450个；编印年鉴≥552册。质量指标：公开及时率：100%。
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ingest.document import Cell, Document, Line, Place, Table
from ingest.lexicon.labels import unnumbered
from ingest.lexicon.levels import is_plain_label, ranks
from ingest.words.quantity import quantities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Block

_HEADERS = ("一级指标", "二级指标", "三级指标", "指标值")
_ENDS = re.compile("[。；;]")
_COLON = re.compile("[:：]")
_SIGN = re.compile("[≥≧≤≦＞＜>=<＝]")
# What is told of results, or goes on, is no name with its target.
_NO_PAIR = re.compile("[，,：:]|实际完成|完成了|完成情况|得分")
_LONGEST_VALUE = 20
_MOST_LINES, _MOST_TEXT = 40, 4000
_LEAST_ROWS = 2


class _Told(NamedTuple):
    """One indicator: its levels, name and value, and the place of the sentence."""

    texts: tuple[str, str, str, str]
    place: Place


def with_told_indicators(document: Document) -> Document:
    """The document with tables in place of paragraphs that are nothing but labels and indicators.

    Each begins with the label of a level; unchanged without such.
    """
    found: list[Block] = []
    run: list[Line] = []
    told: list[_Told] = []
    blocks = list(document.blocks)
    while blocks:
        lines = _paragraph(blocks)
        if more := _read(lines, told[-1].texts[0] if told else ""):
            told += more
            run += lines
            del blocks[: len(lines)]
            continue
        found += [*(_table(told) or run), blocks.pop(0)]
        run, told = [], []
    return replace(document, blocks=(*found, *(_table(told) or run)))


def _paragraph(blocks: Sequence[Block]) -> list[Line]:
    """The lines at the head of ``blocks`` up to a full stop, the first beginning with a level."""
    found: list[Line] = []
    for block in blocks[:_MOST_LINES]:
        if not isinstance(block, Line):
            return []
        found.append(block)
        label = _COLON.split(_ENDS.split(unnumbered(found[0].text.strip()))[0])[0]
        if not is_plain_label(label):
            return []
        if block.text.rstrip().endswith("。"):
            return found
    return []


def _read(lines: Sequence[Line], level1: str) -> list[_Told]:
    """The indicators of a paragraph; empty where any of its clauses is none."""
    text = "".join(line.text.strip() for line in lines)
    if not 0 < len(text) <= _MOST_TEXT:
        return []
    place = lines[0].place.to(lines[-1].place)
    level2 = ""
    found = []
    for at, clause in enumerate(_ENDS.split(text)):
        rest = unnumbered(clause)
        label, *behind = _COLON.split(rest, maxsplit=1)
        while is_plain_label(label):
            if 2 in ranks(label) and (at or level2 or 1 not in ranks(label)):
                level2 = label
            else:
                level1, level2 = label, ""
            rest = behind[0].strip() if behind else ""
            label, *behind = _COLON.split(rest, maxsplit=1)
        name, value = _pair(rest)
        if name:
            found.append(_Told((level1, level2, name, value), place))
        elif rest:
            return []
    return found


def _pair(clause: str) -> tuple[str, str]:
    """The name and the value of one indicator; empty for another clause."""
    sign, colon = _SIGN.search(clause), _COLON.search(clause)
    at = sign.start() if sign else colon.end() if colon else _quantity_at_end(clause)
    name, value = clause[:at].rstrip(":：").strip(), clause[at:].strip()
    is_pair = name and 0 < len(value) <= _LONGEST_VALUE and not _NO_PAIR.search(name + value)
    return (name, value) if is_pair else ("", "")


def _quantity_at_end(clause: str) -> int:
    """Where the quantity that a clause ends with begins (检查企业58家次); 0 without one."""
    found = quantities(clause)
    return found[-1].start if found and found[-1].unit and found[-1].end == len(clause) else 0


def _table(told: Sequence[_Told]) -> list[Table]:
    if len(told) < _LEAST_ROWS:
        return []
    texts = [(_HEADERS, told[0].place), *told]
    rows = tuple(
        tuple(Cell(text, place, row, col) for col, text in enumerate(cells))
        for row, (cells, place) in enumerate(texts)
    )
    return [Table(rows, told[0].place.to(told[-1].place), aligned=True)]
