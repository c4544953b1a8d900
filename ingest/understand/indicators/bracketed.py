"""Indicators behind their levels in brackets: 【产出指标-数量指标】指标1：机柜数量（≥77台）.

They stand in lines, in rows of their own, or in a list of projects behind the goal in its cell
(【总体目标】… 【产出指标-数量指标】…), where they get a column of their own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from ingest.document import Cell, Document, Line, Table
from ingest.lexicon import headers
from ingest.lexicon.levels import labels_in, ranks
from ingest.understand.indicators.pairs import pair
from ingest.understand.project_headers import list_headers
from ingest.words.printed import printed
from ingest.words.quantity import is_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.document import Block, Place

_HEADERS = ("一级指标", "二级指标", "三级指标", "指标值")
_BRACKET = re.compile(r"[【\[［]\s{0,4}([^【】\[\]［］\d]{2,24}?)\s{0,4}[】\]］]")
_TEMPLATE = re.compile(r"(?:^|(?<=[；;。，,\s)）]))(?:三级)?指标\s*\d{1,2}\s*[:：.、]?\s*")
_ENDS = re.compile(r"[；;。\n]")
_IN_PARENTHESES = re.compile(r"(.{2,}?)[（(]([^（()）]+)[）)]", re.S)
_ASIDE = re.compile(r"\s*(?:不?含|其中|包括|注|[%％‰])")
_MOST_LEVELS = 2
_COLUMN = "绩效指标"
_OF_INDICATORS = ("indicators", "level1", "level2", "name")
_EDGES = " \t\r\n　；;。，,"
_ENDED = re.compile(r"[)）；;。]\s*$")


class Bracketed(NamedTuple):
    """One indicator with its levels; ``value`` is '' where none is printed."""

    level1: str
    level2: str
    name: str
    value: str
    start: int


def bracketed(text: str) -> list[Bracketed]:
    """The indicators of a text from the first bracket with levels on; none without such."""
    told = ((mark, _levels(mark[1])) for mark in _BRACKET.finditer(text))
    marks = [(mark, levels) for mark, levels in told if levels]
    ends = [*(mark.start() for mark, _ in marks[1:]), len(text)]
    items = [
        (levels, item, mark.start())
        for (mark, levels), end in zip(marks, ends, strict=False)
        for item in _items(text[mark.end() : end])
    ]
    in_parentheses = all(_IN_PARENTHESES.fullmatch(item) for _, item, _ in items)
    return [
        Bracketed(*levels, *(_parted(item) if in_parentheses else pair(item)), start)
        for levels, item, start in items
    ]


def _parted(item: str) -> tuple[str, str]:
    """Name and value of an indicator among such that all print it in parentheses, be it in words.

    保障群众安全出行（有力保障）; a unit alone (机柜数量（台）) or an aside is no value.
    """
    name, value = pair(item)
    words = _IN_PARENTHESES.fullmatch(item)
    if value or not words or _ASIDE.match(words[2]) or is_unit(words[2].strip()):
        return name, value
    return words[1].strip(), words[2].strip()


def _levels(text: str) -> tuple[str, str] | None:
    """The levels in a bracket, '' for one that is not named; None in one that holds other words."""
    labels = labels_in(text)
    if not 0 < len(labels) <= _MOST_LEVELS:
        return None
    if len(labels) == _MOST_LEVELS:
        return labels[0], labels[1]
    return ("", labels[0]) if ranks(labels[0]) == {2} else (labels[0], "")


def _items(body: str) -> list[str]:
    """The indicators behind one bracket: between 指标1： and 指标2：, or else in clauses."""
    parts = _TEMPLATE.split(body)
    parts = parts if len(parts) > 1 else _ENDS.split(body)
    return [item for part in parts if (item := printed(part.strip(_EDGES)).strip(_EDGES))]


def with_bracketed_indicators(document: Document) -> Document:
    """The document with tables in place of lines, and rows below 绩效指标, that hold but these."""
    found: list[Block] = []
    run: list[Line] = []
    for block in document.blocks:
        if isinstance(block, Line) and (_opens(block.text) or (run and not _is_ended(run))):
            run.append(block)
            continue
        found += _from_lines(run)
        run = []
        found += _from_table(block) if isinstance(block, Table) else [block]
    return replace(document, blocks=(*found, *_from_lines(run)))


def _opens(text: str) -> bool:
    mark = _BRACKET.match(text.strip())
    return bool(mark and _levels(mark[1]))


def _is_ended(lines: Sequence[Line]) -> bool:
    return bool(_ENDED.search(lines[-1].text))


def _from_lines(lines: Sequence[Line]) -> list[Block]:
    """One table of the indicators in lines; the lines themselves where one of them has no value."""
    if not lines:
        return []
    parts: list[tuple[str, Place]] = []
    for line in lines:
        if _opens(line.text) or not parts:
            parts.append((line.text, line.place))
        else:
            text, place = parts[-1]
            parts[-1] = f"{text}\n{line.text}", place.to(line.place)
    return [_table(parts)] if _are_valued(parts) else list(lines)


def _from_table(table: Table) -> Iterator[Block]:
    """A table cut around its rows of such indicators, which become a table of their own."""
    table = _with_column_of_indicators(table)
    rows: list[tuple[Cell, ...]] = []
    parts: list[tuple[str, Place]] = []
    for row in table.rows:
        cell = _only(row)
        if cell is None:
            if parts:
                yield _table(parts)
                parts = []
            rows.append(row)
            continue
        if rows:
            yield replace(table, rows=tuple(rows))
            rows = []
        parts.append((cell.text, cell.place))
    if parts:
        yield _table(parts)
    if rows:
        yield table if len(rows) == len(table.rows) else replace(table, rows=tuple(rows))


def _with_column_of_indicators(table: Table) -> Table:
    """A list with the indicators in its column of goals in a column of their own behind it."""
    # Asked of every table, of which few hold brackets.
    if not any(_BRACKET.search(cell.text) for row in table.rows for cell in row):
        return table
    found = {id(row): list_headers(row) for row in table.rows if table.aligned}
    columns = next(filter(None, found.values()), [])
    heads = {id(cell) for row in table.rows if found.get(id(row)) for cell in row}
    goal = next((column.col_to for column in columns if column.role == "goal"), None)
    if goal is None or any(column.role in _OF_INDICATORS for column in columns):
        return table
    goals = [cell for row in table.rows for cell in row if cell.col == goal]
    starts = {id(cell): each[0].start for cell in goals if (each := bracketed(cell.text))}
    behind_goals = (cell for cell in goals if starts.get(id(cell)))
    if not any(_are_valued([(cell.text, cell.place)]) for cell in behind_goals):
        return table

    def parted(cell: Cell) -> Iterator[Cell]:
        behind = replace(cell, col=cell.col + 1, col_span=1)
        if cell.col > goal:
            yield replace(behind, col_span=cell.col_span)
        elif (start := starts.get(id(cell))) is not None:
            yield replace(cell, text=_without_label(cell.text[:start]))
            yield replace(behind, text=cell.text[start:])
        elif cell.col == goal and id(cell) in heads:
            yield cell
            yield replace(behind, text=_COLUMN)
        else:
            yield replace(cell, col_span=cell.col_span + (cell.col + cell.col_span > goal))

    return replace(
        table, rows=tuple(tuple(chain.from_iterable(map(parted, row))) for row in table.rows)
    )


def _without_label(goal: str) -> str:
    """A goal without the label that may stand in brackets before it: 【总体目标】."""
    label = _BRACKET.match(goal.strip())
    is_label = label and headers.is_goal(label[1])
    return goal.strip()[label.end() :].strip() if label and is_label else goal.strip()


def _only(row: Sequence[Cell]) -> Cell | None:
    """The cell of such indicators that is all of a row, the section's label aside."""
    filled = [cell for cell in row if cell.text.strip()]
    if len(filled) > 1 and headers.section(filled[0].text) == "indicators":
        filled = filled[1:]
    is_only = len(filled) == 1 and _opens(filled[0].text)
    return filled[0] if is_only and _are_valued([(filled[0].text, filled[0].place)]) else None


def _are_valued(parts: Sequence[tuple[str, Place]]) -> bool:
    found = [each for text, _ in parts for each in bracketed(text)]
    return bool(found) and all(each.name and each.value for each in found)


def _table(parts: Sequence[tuple[str, Place]]) -> Table:
    texts = [(_HEADERS, parts[0][1])]
    texts += [(each[:4], place) for text, place in parts for each in bracketed(text)]
    rows = tuple(
        tuple(Cell(text, place, row, col) for col, text in enumerate(cells))
        for row, (cells, place) in enumerate(texts)
    )
    return Table(rows, parts[0][1].to(parts[-1][1]), aligned=True)
