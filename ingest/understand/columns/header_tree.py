"""Headers of indicators over two or three rows → one row of leaves, each with what its path says.

近三年情况 over 2023年完成 | 2024年完成 | 2025年拟达到, beside headers as tall as both: the three
stand for it. 指标值 over 前年 | 上年 | 本年: 前年指标值, 上年指标值, 本年指标值.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.lexicon import headers
from ingest.lexicon.composition import times_of
from ingest.lexicon.labels import column_roles, has_figure, plain
from ingest.understand.columns.header_cells import LEVEL_ROLES, MIN_ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.document import Cell, Document, Table

Row = tuple["Cell", ...]
_GROUP = "indicators"
_MOST_TIERS = 3


@dataclass(frozen=True, slots=True)
class _Tree:
    """The leaves of a header that begins in one row, in one row; it takes up ``tiers`` rows."""

    leaves: Row
    tiers: int


def with_header_leaves(document: Document) -> Document:
    """The document, each header of indicators over several rows in one row."""
    return document.with_tables(lambda table: _flat(table) if table.aligned else table)


def _flat(table: Table) -> Table:
    rows: list[Row] = []
    at = 0
    while at < len(table.rows):
        tree = _tree(table.rows, at)
        rows.append(tree.leaves if tree else table.rows[at])
        at += tree.tiers if tree else 1
    return replace(table, rows=tuple(rows)) if len(rows) < len(table.rows) else table


def _tree(rows: Sequence[Row], at: int) -> _Tree | None:
    """The header that begins in row ``at``, None for a row that is no header over several."""
    top = [cell for cell in rows[at] if cell.text.strip()]
    aside = [cell for cell in top if cell.row_span > _MOST_TIERS]  # the section's, at the left
    own = [cell for cell in top if cell.row_span <= _MOST_TIERS]
    tiers = max((cell.row_span for cell in own), default=1)
    if tiers == 1 or any(cell.col > own[0].col for cell in aside):
        return None
    below = [cell for row in rows[at + 1 : at + tiers] for cell in row if cell.text.strip()]
    lowest = top[0].row + tiers
    if not below or any(has_figure(c.text) or c.row + c.row_span > lowest for c in below):
        return None
    cells = [*own, *below]
    leaves = [cell for cell in cells if not any(_spans(cell, other) for other in below)]
    if {id(cell) for cell in own} <= {id(leaf) for leaf in leaves}:
        return None
    named = [_named(leaf, list(_path(leaf, cells))) for leaf in leaves]
    return _Tree(_in_one_row(aside, named, lowest - 1), tiers) if _is_header(named) else None


def _spans(cell: Cell, other: Cell) -> bool:
    """Whether one header stands over another."""
    return cell.row < other.row and cell.col <= other.col < cell.col + cell.col_span


def _path(leaf: Cell, cells: Sequence[Cell]) -> Iterator[Cell]:
    """The headers over a leaf, the nearest first."""
    return (cell for cell in reversed(cells) if _spans(cell, leaf))


def _named(leaf: Cell, path: Sequence[Cell]) -> Cell:
    """A leaf with the text that says its role, where the headers over it add to its own."""
    text = leaf.text
    for over in path:
        text = _with_path(text, over.text)
    return leaf if text == leaf.text else replace(leaf, text=text)


def _with_path(text: str, over: str) -> str:
    """A header with what the one over it says: of which time it is, or else what it is."""
    own = headers.told_role(text, _GROUP)
    times = times_of(plain(over))
    if times and not times_of(plain(text)) and headers.told_role(times + text, _GROUP):
        return times + text
    if own or headers.section(over):
        return text
    joined = (text + over, over + text)
    return next((each for each in joined if headers.told_role(each, _GROUP)), text)


def _is_header(leaves: Sequence[Cell]) -> bool:
    """Whether leaves head indicators alone, not projects or their money beside them."""
    roles = [headers.told_role(leaf.text, _GROUP) for leaf in leaves]
    if any(not role and _heads_projects(leaf) for role, leaf in zip(roles, leaves, strict=True)):
        return False
    known = {*roles} - {None, "remark"}
    return len(known) >= MIN_ROLES and bool(known & {"name", *LEVEL_ROLES})


def _heads_projects(leaf: Cell) -> bool:
    others = column_roles(leaf.text).items() - {("projects", _GROUP)}
    return bool(others) or headers.names_money(leaf.text)


def _in_one_row(aside: Sequence[Cell], leaves: Sequence[Cell], row: int) -> Row:
    lowered = [replace(c, row=row, row_span=c.row_span - (row - c.row)) for c in aside]
    flat = [replace(c, row=row, row_span=1) for c in leaves]
    return tuple(sorted([*lowered, *flat], key=lambda cell: cell.col))
