"""Tasks in columns before those of their own indicators → rows of tasks above the indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.document import Cell
from ingest.understand.columns.header_cells import row_headers

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = tuple[Cell, ...]

_OF_TASKS = {"task_name", "amount"}


def with_tasks_above(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows of a table, tasks and their money above the indicators that stand beside them.

    Their headers stand beside those of the indicators, or a row above them.
    """
    for at, row in enumerate(rows):
        found = row_headers(_filled(row), "indicators")
        if not any(header.role == "name" for header in found):
            continue
        first = min(header.col_from for header in found if header.role)
        for top in (at, max(at - 1, 0)):
            if heads := _heads(tuple(cell for row in rows[top : at + 1] for cell in row), first):
                start = min(cell.col for cell in heads)
                return [*rows[:top], heads, *_parted(rows[at:], start, first)]
    return rows


def _heads(cells: Row, first: int) -> Row:
    """The headers of tasks and their money before column ``first``; empty where one lacks."""
    before = _between(cells, 0, first)
    found = row_headers(before, "tasks")
    if not {header.role for header in found} >= _OF_TASKS:
        return ()
    return tuple(cell for cell, header in zip(before, found, strict=True) if header.role)


def _parted(rows: Sequence[Row], start: int, first: int) -> list[Row]:
    """The tasks of rows below the headers, and all rows without them, up to the next label."""
    labels = (at for at, row in enumerate(rows) if at and _between(row, 0, start))
    end = next(labels, len(rows))
    tasks = [cells for row in rows[1:end] if (cells := _between(row, start, first))]
    others = [tuple(cell for cell in row if cell.col >= first) for row in rows[:end]]
    return [*tasks, *others, *rows[end:]]


def _between(row: Row, start: int, end: int) -> Row:
    """The texts of a row in columns from ``start`` to before ``end``."""
    return tuple(cell for cell in _filled(row) if start <= cell.col < end)


def _filled(row: Row) -> Row:
    return tuple(cell for cell in row if cell.text.strip())
