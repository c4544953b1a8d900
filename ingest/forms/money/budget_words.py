"""The words of a department's budget, in the order of their items: each label before its amount."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import takewhile, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from ingest.document import Cell
from ingest.forms.money.told_amounts import told
from ingest.lexicon import headers
from ingest.lexicon.appearance import is_amount
from ingest.lexicon.budget_items import (
    holds_amount,
    item_section,
    names_item,
    other_column,
    own_column,
)
from ingest.lexicon.labels import is_total
from ingest.understand.columns.header_cells import other_years, years_of
from ingest.understand.sections import TableRow
from ingest.words.money import amount, printed_unit
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ingest.document import Line, Place
    from ingest.understand.sections import Section

_HEADER_ROWS = 3
# What columns say of the budget of the form's own year.
_OF_YEAR = ("annual", "budget_initial", "budget")
_LEAST_ITEMS = 2
_FIGURE = re.compile(r"[-−]?[\d,，.]+(?:[万亿]?元)?[%％]?|[-—–/]+")


class Word(NamedTuple):
    """A cell, or a run of a line without spaces; ``apart`` from the items that are known."""

    text: str
    place: Place
    apart: bool = False


def budget_words(section: Section, year: int | None) -> tuple[list[Word], str | None]:
    """The words of a section, and the unit that a header of a column of amounts prints.

    ``year`` is the form's, which tells its column among those of several years.
    """
    lines = [_row_of(line) for line in section.lines]
    printed_rows = sorted([*section.rows, *lines], key=_printed_at)
    rows, unit = _of_the_year([_parted(row) for row in printed_rows], year)
    cells = _beside_amounts(rows)
    lost = {id(cell) for at in range(len(rows)) for cell in _without_item(rows, at)}
    found: list[Word] = []
    for cell in cells:
        text = printed(cell.text)
        apart = [Word(text, cell.place, apart=True)]
        found += apart if id(cell) in lost else _labelled(text, cell.place)
    return found, unit


def is_share(text: str) -> bool:
    """Whether a word is a percentage and nothing else."""
    return bool(_FIGURE.fullmatch(text)) and text[-1] in "%％"


def _row_of(line: Line) -> TableRow:
    words = enumerate(line.text.split())
    return TableRow(tuple(Cell(word, line.place, 0, at) for at, word in words), aligned=False)


def _printed_at(row: TableRow) -> tuple[int, int]:
    place = row.cells[0].place
    return place.page or 0, place.line_from or 0


def _parted(row: TableRow) -> TableRow:
    """A row with cells of several items, or of several amounts, in parts (no rules between)."""
    cells: list[Cell] = []
    for cell in row.cells:
        words = cell.text.split()
        together = len(words) > 1 and (all(map(item_section, words)) or all(map(is_amount, words)))
        parts = words if together or holds_amount(cell.text) else [cell.text]
        cells += [replace(cell, text=part, col=cell.col + at) for at, part in enumerate(parts)]
    return replace(row, cells=tuple(cells))


def _labelled(text: str, place: Place) -> Iterator[Word]:
    """A text as label and amount, where it is one, or as all those of a sentence; else as it is."""
    pairs = told(text, item_section)
    known = [pair for pair in pairs if item_section(pair.label)]
    if known and (known[0] == pairs[0] or len(known) >= _LEAST_ITEMS):
        for pair in pairs:
            if pair in known:
                yield from (Word(pair.label, place), Word(pair.amount, place))
            else:
                yield Word(pair.text, place, apart=True)
        return
    label, colon, behind = text.replace(":", "：").rpartition("：")
    if colon and is_amount(behind):
        yield from (Word(label, place), Word(behind, place))
    else:
        yield Word(text, place)


class _Columns(NamedTuple):
    """The headers of amounts of one row, in printed order, and which of them are of the year."""

    heads: list[Cell]
    own: list[bool]


def _of_the_year(rows: Sequence[TableRow], year: int | None) -> tuple[list[TableRow], str | None]:
    """The rows less the columns of shares, changes and other years; the unit of the columns."""
    found = []
    columns, unit = _Columns([], []), None
    for row, below in zip_longest(rows, rows[1:]):
        if row.aligned and row.filled and all(_is_beside(cell, columns) for cell in row.filled):
            continue  # 2019年 | 2020年 below 近两年收支金额
        if headed := _columns(row, below, year):
            columns = headed
            unit = next(filter(None, (printed_unit(cell.text) for cell in row.filled)), unit)
            # What stands above the labels (预算科目) is part of none of them.
            corners = [cell for cell in row.filled if not names_item(printed(cell.text))]
            dropped = columns.heads + corners
        else:
            dropped = _beside_the_year(row, columns)
        left = [cell for cell in row.cells if not any(cell is each for each in dropped)]
        if left:
            found.append(TableRow(tuple(left), row.aligned))
    return found, unit


def _columns(row: TableRow, below: TableRow | None, year: int | None) -> _Columns | None:
    """The columns that a row heads above ``below``; None for none beside that of the year."""
    cells = row.filled
    if _has_amounts(row, any):
        return None
    texts = [cell.text for cell in cells]
    others = other_years(texts, year)
    dated = [each is not None for each in years_of(texts)]
    stages = [headers.told_role(text, "fund_columns") for text in texts]
    other = [
        at in others or (each not in _OF_YEAR and (bool(each) or other_column(text)))
        for at, (text, each) in enumerate(zip(texts, stages, strict=True))
    ]
    own = [
        (date or own_column(text) or stage in _OF_YEAR) and not each
        for text, each, date, stage in zip(texts, other, dated, stages, strict=True)
    ]
    undated = any(each and not date for each, date in zip(own, dated, strict=True))
    labelled = not (below and below.filled and _has_amounts(below, all))
    if labelled and any(map(_is_sum, cells)) and any(map(_is_source, cells)):
        # 合计 | 财政拨款 | 其他资金 above the amounts of 基本支出: its own is the sum.
        other = [_is_source(cell) for cell in cells]
        own = [_is_sum(cell) for cell in cells]
    heads = [
        (cell, each and not (undated and date))
        for cell, each, beside, date in zip(cells, own, other, dated, strict=True)
        if each or beside
    ]
    if len(heads) < _LEAST_ITEMS or all(each for _, each in heads):
        return None
    return _Columns([cell for cell, _ in heads], [each for _, each in heads])


def _is_sum(cell: Cell) -> bool:
    return is_total(printed(cell.text))


def _is_source(cell: Cell) -> bool:
    return item_section(printed(cell.text)) == "收入来源" and not _is_sum(cell)


def _beside_the_year(row: TableRow, columns: _Columns) -> list[Cell]:
    """The figures of a row that stand in columns of others than the year."""
    figures = [*takewhile(_is_figure, reversed(row.filled))][::-1]
    if not row.aligned:
        told = len(figures) == len(columns.heads)
        return [c for c, own in zip(figures, columns.own, strict=False) if told and not own]
    return [cell for cell in row.filled if _is_beside(cell, columns) and _is_figure(cell)]


def _is_beside(cell: Cell, columns: _Columns) -> bool:
    """Whether a cell stands below a header of what is not the year's."""
    return any(
        not own and head.col <= cell.col < head.col + head.col_span
        for head, own in zip(columns.heads, columns.own, strict=True)
    )


def _is_figure(cell: Cell) -> bool:
    return bool(_FIGURE.fullmatch(printed(cell.text)))


def _beside_amounts(rows: Sequence[TableRow]) -> list[Cell]:
    """The cells, with every item before its amount where items stand above.

    An item above other items only spans them.
    """
    found: list[list[Cell]] = []
    for at, row in enumerate(rows):
        heads = _heads_above(rows, at)
        if len(heads) < _LEAST_ITEMS:
            found.append(row.filled)
            continue
        first = min((above for above, _ in heads.values()), default=at)
        found[first:] = [[] for _ in rows[first:at]]
        pairs: list[Cell] = []
        for cell in row.filled:
            head = heads.get(id(cell))
            pairs += [head[1], cell] if head else [cell]
        found.append(pairs)
    return [cell for cells in found for cell in cells]


def _heads_above(rows: Sequence[TableRow], at: int) -> dict[int, tuple[int, Cell]]:
    """The labels above the cells of a row of amounts, with their rows, by the cell's identity."""
    row = rows[at]
    above: list[tuple[int, TableRow]] = []
    if not row.filled or not _has_amounts(row, all):
        return {}
    for number in range(at - 1, max(at - 1 - _HEADER_ROWS, -1), -1):
        if _has_amounts(rows[number], any):
            break
        above.append((number, rows[number]))
    by_column = _by_column(above, row) if row.aligned else {}
    if len({id(label) for _, label in by_column.values()}) == len(row.filled):
        return by_column
    if labels := _by_order(above, row):
        return {id(cell): label for cell, label in zip(row.filled, labels, strict=True)}
    return by_column or _below_parts(above, row)


def _below_parts(
    above: Sequence[tuple[int, TableRow]], row: TableRow
) -> dict[int, tuple[int, Cell]]:
    """The parts above all amounts but the first, which is their sum; empty where it is not."""
    if not above or not _adds_up(row):
        return {}
    number, nearest = above[0]
    items = [cell for cell in nearest.filled if item_section(printed(cell.text))]
    parts = row.filled[1:]
    if len(items) != len(parts):
        return {}
    return {id(cell): (number, item) for cell, item in zip(parts, items, strict=True)}


def _without_item(rows: Sequence[TableRow], at: int) -> list[Cell]:
    """The amounts of a row below items of another number, where no columns tell whose they are."""
    row = rows[at]
    if row.aligned or not row.filled or not _has_amounts(row, all):
        return []
    if heads := _heads_above(rows, at):
        return [cell for cell in row.filled if id(cell) not in heads]
    items = [cell for cell in rows[at - 1].filled if names_item(printed(cell.text))] if at else []
    bare = len(items) >= _LEAST_ITEMS and not _has_amounts(rows[at - 1], any)
    return row.filled if bare and len(items) != len(row.filled) else []


def _by_column(above: Sequence[tuple[int, TableRow]], row: TableRow) -> dict[int, tuple[int, Cell]]:
    """The label that stands above each cell in its column, the nearest first."""
    found: dict[int, tuple[int, Cell]] = {}
    for number, other in above:
        for cell in row.filled:
            label = next((each for each in other.filled if each.col == cell.col), None)
            if label:
                found.setdefault(id(cell), (number, label))
    return found


def _by_order(above: Sequence[tuple[int, TableRow]], amounts: TableRow) -> list[tuple[int, Cell]]:
    """The labels of a row of amounts by their order: as many items, or any if unaligned.

    Items stand in one row, or one stands above the others (总额 | 其中： over 基本支出 | 项目支出).
    """
    count = len(amounts.filled)
    rows = [
        [(number, cell) for cell in row.filled if item_section(printed(cell.text))]
        for number, row in above
    ]
    across = sorted((item for row in rows for item in row), key=lambda item: item[1].col)
    found = next((row for row in rows if len(row) == count), None)
    if not found and amounts.aligned:
        return across if len(across) == count else []
    in_print = [item for row in reversed(rows) for item in row]
    if not found and len(in_print) == count and _adds_up(amounts):
        return in_print
    nearest = [(above[0][0], cell) for cell in above[0][1].filled] if above else []
    return found or (nearest if len(nearest) == count else [])


def _adds_up(amounts: TableRow) -> bool:
    """Whether the first amount is the sum of the others."""
    found = [amount(cell.text, "万元") for cell in amounts.filled]
    total, *parts = [each.wan if each else Decimal() for each in found]
    return len(parts) >= _LEAST_ITEMS and total == sum(parts)


def _has_amounts(row: TableRow, quantity: Callable[[Iterable[bool]], bool]) -> bool:
    return quantity(is_amount(printed(cell.text)) for cell in row.filled)
