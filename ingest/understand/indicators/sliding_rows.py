"""Indicator rows of tab-separated text, whose cells slide where merged cells were lost."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations
from typing import TYPE_CHECKING, NamedTuple

from ingest.lexicon import appearance, headers
from ingest.lexicon.levels import is_plain_label, ranks
from ingest.understand.columns.header_cells import LEVEL_ROLES, VALUE_ROLES
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.document import Cell
    from ingest.lexicon.levels import Levels
    from ingest.understand.indicators.indicator_table import IndicatorTable
    from ingest.understand.sections import TableRow

_MARKS = ("weight", "score")
# Above this a row is no indicator; readings nearer to each other than this are a guess.
_HOPELESS = 8.0
_CLOSE = 1.0
# What is weighed is not always scored.
_BLANK_MARK = {"weight": 2.5, "score": 2.0}
LEFT_OUT = "此行有单元格空缺，列的归属不确定 (a cell of its row was left out; which one is a guess)"


class _Reading(NamedTuple):
    """A row read with the name at ``name``: what stands behind it by role, and how odd that is."""

    oddness: float
    name: int
    values: dict[str, Cell]
    left: list[Cell]

    @property
    def figures(self) -> list[tuple[str, Cell]]:
        """The cells of values with their roles."""
        return [item for item in self.values.items() if item[0] in VALUE_ROLES]


def add_sliding_row(table: IndicatorTable, levels: Levels, row: TableRow) -> None:
    """Add the indicator of a row in the least odd way to tell its labels, name and values apart."""
    cells = row.filled
    plain = 0
    while plain < len(cells) and is_plain_label(cells[plain].text):
        plain += 1
    if plain == len(cells):
        _label(table, levels, cells)
        return
    readings = sorted(
        chain.from_iterable(
            _readings(table.roles, cells, name)
            for name in range(min(plain, len(cells) - 1), len(cells))
        ),
        key=lambda reading: reading.oddness,
    )
    best = readings[0]
    if best.oddness >= _HOPELESS:
        text = " | ".join(printed(cell.text)[:20] for cell in cells)
        _label(table, levels, cells[:plain])
        table.warn(f"row that could not be placed: {text}", cells[plain].place)
        return
    _label(table, levels, cells[: best.name])
    for cell in best.left:
        table.warn(f"value of an unknown column: {printed(cell.text)[:40]}", cell.place)
    name = cells[best.name]
    close = [each for each in readings[1:] if each.oddness - best.oddness < _CLOSE]
    values = best.values
    if any(each.name != best.name for each in close):
        table.warn(f"row whose columns are a guess: {printed(name.text)[:40]}", name.place)
    elif any(each.figures != best.figures for each in close):
        values = {
            role: replace(cell, place=cell.place.to(replace(cell.place, doubt=LEFT_OUT)))
            for role, cell in values.items()
        }
    table.add(levels, name, values)


def _label(table: IndicatorTable, levels: Levels, labels: Sequence[Cell]) -> None:
    for at, cell in enumerate(labels):
        rank = _rank_of_column(table, cell)
        if not ranks(cell.text):
            table.warn(f"unknown level: {printed(cell.text)}", cell.place)
            rank = 2 if at == len(labels) - 1 else 1
        following = labels[at + 1].text if at + 1 < len(labels) else None
        levels.label(cell.text, following, rank)
        table.weigh_known(levels, cell.text, cell.place)


def _rank_of_column(table: IndicatorTable, cell: Cell) -> int | None:
    for rank, role in enumerate(LEVEL_ROLES, 1):
        if any(header.role == role and header.col_from == cell.col for header in table.headers):
            return rank
    return None


def _readings(roles: Sequence[str], cells: Sequence[Cell], at: int) -> Iterator[_Reading]:
    name = printed(cells[at].text)
    oddness = 10.0 if appearance.is_short_value(name) else 5.0 * appearance.starts_value(name)
    oddness += 2.0 if ranks(name) else 0.0
    oddness += sum(0.0 if ranks(cell.text) else 2.0 for cell in cells[:at])
    oddness += 4.0 * max(at - len(LEVEL_ROLES), 0)
    for values, left in _placed(roles, cells[at], cells[at + 1 :]):
        yield _Reading(oddness + 8.0 * len(left) + _oddness(roles, values), at, values, left)


def _placed(
    roles: Sequence[str], name: Cell, values: Sequence[Cell]
) -> Iterator[tuple[dict[str, Cell], list[Cell]]]:
    """Values by role: in order; where some are left out by their distance from the name.

    Where blank cells are lost too, distances tell nothing, and any of the columns may be blank.
    """
    is_slid = bool(values) and values[-1].col - name.col == len(values)
    if len(values) == len(roles) or (is_slid and len(values) < len(roles)):
        for filled in combinations(roles, len(values)):
            yield dict(zip(filled, values, strict=True)), []
        return
    placed: dict[str, Cell] = {}
    left: list[Cell] = []
    for cell in values:
        distance = cell.col - name.col - 1
        if 0 <= distance < len(roles) and roles[distance] not in placed:
            placed[roles[distance]] = cell
        elif not 0 <= distance < len(roles) or roles[distance] != "remark":
            left.append(cell)
    yield placed, left


def _oddness(roles: Sequence[str], values: dict[str, Cell]) -> float:
    """How little the values look like what their columns hold."""
    found = 0.0
    for role in roles:
        cell = values.get(role)
        text = printed(cell.text) if cell else ""
        is_value = appearance.is_short_value(text) or appearance.starts_value(text)
        if role in VALUE_ROLES:
            found += (2.0 if not text else 0.0 if is_value else 1.0) + 2.0 * bool(ranks(text))
            found += 0.5 * text.isdigit()
            # An operator tells a target from a result.
            found += 1.5 * (
                role == "actual" and appearance.starts_value(text) and not values.get("annual")
            )
        elif role in _MARKS and not text:
            found += _BLANK_MARK[role]
        elif role in _MARKS and not headers.is_placeholder(text):
            found += 0.0 if appearance.is_mark(text) else 6.0
            found += 1.5 * text.endswith(("%", "％"))
        elif role in ("deviation", "remark", ""):
            found += 2.0 * (is_value and any(char.isdigit() for char in text))
    return found
