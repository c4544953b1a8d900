"""Sources of money above columns (资金总额 | 财政拨款 | 其他资金): one row of amounts, or stages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ingest.extract import headers, looks
from ingest.extract.columns import years_of
from ingest.extract.project_sections import fund_role
from ingest.read.labels import is_total, plain
from ingest.vocabulary import load
from ingest.words.money import amount
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingest.document import Cell
    from ingest.extract.sections import TableRow

MIN_COLUMNS = 2
_HEADER_ROWS = 2
_LONGEST_FIGURE = 24
_FIGURE = re.compile(r"[-−]?[\d¥￥]|[-—–/]+$")
BY_ORDER = (
    "表中无列可依，金额按顺序归入各列 (no columns are told, so amounts go by the order of headers)"
)


@dataclass(frozen=True, slots=True)
class Turned:
    """A grid with sources above its columns (资金总额, 财政拨款), and stages left of its rows."""

    columns: list[tuple[Cell, str]]

    def stage(self, row: TableRow, year: int | None) -> tuple[str, Cell] | None:
        """What the first label of a row says of its amounts, and that label; None for no row."""
        label = next((c for c in row.filled if _stage(c.text, year)), None)
        return (_stage(label.text, year) or "", label) if label else None

    def under(self, row: TableRow) -> list[tuple[Cell, Cell, str]]:
        """The figures of a row with the headers that they stand under, and their sources."""
        values = [cell for cell in row.filled if is_figure(cell)]
        if row.aligned:
            return [
                (cell, header, source)
                for cell in values
                for header, source in self.columns
                if stands_under(cell, header)
            ]
        pairs = zip(values, self.columns, strict=False)
        told = len(values) == len(self.columns)
        return [(cell, header, source) for cell, (header, source) in pairs] if told else []


def turned_grid(row: TableRow, below: Sequence[TableRow], year: int | None) -> Turned | None:
    """The grid that a row of sources opens above rows of stages; None for a row that is none."""
    cells = row.filled
    if any(looks.is_amount(printed(cell.text)) for cell in cells):
        return None
    named = [(cell, source_of(cell.text)) for cell in cells]
    grid = Turned([(cell, source) for cell, source in named if source])
    if len(grid.columns) < MIN_COLUMNS or "total" not in (source for _, source in grid.columns):
        return None
    first = below[0] if below else None
    staged = first and grid.stage(first, year)
    return grid if first and staged and len(grid.under(first)) >= MIN_COLUMNS else None


class Headed(NamedTuple):
    """Headers of money with the one amount below each; ``unknown`` are amounts of no header.

    ``rows`` of them are all headers and amounts; ``doubt`` says why the pairs may be wrong.
    """

    pairs: list[tuple[Cell, Cell]]
    unknown: list[Cell]
    rows: list[TableRow]
    doubt: str | None = None


def headed_sources(
    row: TableRow, below: Sequence[TableRow], role: Callable[[Cell], str | None]
) -> Headed | None:
    """Headers of money above one row of amounts: 资金总额 | 财政拨款 | 其他资金 over 20 | 20 | blank.

    An amount is of the header above it in its column. Without columns it is by order, where there
    are as many amounts as headers. None for a row that is no such header.
    """
    rows = _down_to_amounts(row, below)
    if not rows or len([cell for cell in row.filled if role(cell)]) < MIN_COLUMNS:
        return None
    *heads, last = rows
    figures = [cell for cell in last.filled if is_figure(cell)]
    if not _are_labels_of_money(last, figures):
        return None
    if all(each.aligned for each in rows):
        return _by_column(rows, [cell for each in heads for cell in each.filled], figures, role)
    return _by_order(rows, figures, role) if len(heads) == 1 else None


def source_of(text: str) -> str | None:
    """The source of money that a header of a column names; 市级 is one only there."""
    role = fund_role(text)
    if role is None and headers.role(headers.AMONG.sub("", text), "projects") == "fiscal_part":
        return "fiscal_part"
    return role if role not in ("annual", "cycle", "unread") else None


def stands_under(cell: Cell, header: Cell) -> bool:
    """Whether a cell begins in the columns of a header."""
    return header.col <= cell.col < header.col + header.col_span


def is_figure(cell: Cell) -> bool:
    """Whether a cell holds an amount, or a dash in place of one."""
    return bool(_FIGURE.match(printed(cell.text))) and len(cell.text) <= _LONGEST_FIGURE


def is_bare_sum(text: str) -> bool:
    """Whether a label says only that it sums up, or what its column is: 小计, 金额."""
    return is_total(text) or plain(text) in load("budget")["amount_headers"]


def _down_to_amounts(row: TableRow, below: Sequence[TableRow]) -> list[TableRow]:
    """Rows of headers and the row of amounts that follows them; empty where none does."""
    rows: list[TableRow] = []
    for each in (row, *below[:_HEADER_ROWS]):
        rows.append(each)
        if any(looks.is_amount(printed(cell.text)) for cell in each.filled):
            return rows if len(rows) > 1 else []
    return []


def _are_labels_of_money(row: TableRow, figures: Sequence[Cell]) -> bool:
    """Whether a row of amounts has no labels but those of money left of them (金额).

    受益人数 | 1320 is a row of its own.
    """
    labels = [cell for cell in row.filled if not any(cell is each for each in figures)]
    return all(cell.col < figures[0].col and _names_money(cell.text) for cell in labels)


def _names_money(text: str) -> bool:
    """Whether a label is of money, but names no source: 财政拨款 | 20 is a row of a grid."""
    unsourced = is_bare_sum(text) or headers.names_money(text)
    return _is_section(text) or (unsourced and not fund_role(text))


def _by_column(
    rows: list[TableRow],
    heads: Sequence[Cell],
    figures: Sequence[Cell],
    role: Callable[[Cell], str | None],
) -> Headed | None:
    leaves = [_leaf([head for head in heads if stands_under(cell, head)]) for cell in figures]
    pairs: list[tuple[Cell, Cell]] = []
    unknown = []
    for cell, leaf in zip(figures, leaves, strict=True):
        # Of two amounts under one header either may be its own.
        alone = sum(each is leaf for each in leaves) == 1
        if leaf and role(leaf) and alone:
            pairs.append((leaf, cell))
        elif looks.is_amount(printed(cell.text)):
            unknown.append(cell)
    return Headed(pairs, unknown, rows) if pairs else None


def _leaf(path: Sequence[Cell]) -> Cell | None:
    """The lowest of the headers above an amount; of a bare sum that which it sums up."""
    named = [cell for cell in path if not is_bare_sum(cell.text)]
    return next(reversed(named or path), None)


def _by_order(
    rows: list[TableRow], figures: Sequence[Cell], role: Callable[[Cell], str | None]
) -> Headed:
    """Headers with the amounts of the same number; of fewer only the sum of the others is told."""
    heads = [cell for cell in rows[0].filled if role(cell)]
    # 项目资金 may be the label of all, or the header of the total.
    if _is_section(heads[0].text) and len(figures) < len(heads):
        heads = heads[1:]
    amounts = [cell for cell in figures if looks.is_amount(printed(cell.text))]
    if len(figures) == len(heads):
        doubt = None if _sums_up(figures) else BY_ORDER
        return Headed([*zip(heads, figures, strict=True)], [], rows, doubt)
    if len(amounts) > 1 and source_of(heads[0].text) == "total" and _sums_up(figures):
        return Headed([(heads[0], figures[0])], amounts[1:], rows, BY_ORDER)
    return Headed([], amounts, rows)


def _is_section(text: str) -> bool:
    return headers.role(text, "project_sections") == "funding"


def _sums_up(figures: Sequence[Cell]) -> bool:
    """Whether the first amount is the sum of the others."""
    try:
        found = [amount(cell.text, "元") for cell in figures]
    except ValueError:
        return False
    total, *parts = [each.wan if each else Decimal() for each in found]
    return total == sum(parts)


def _stage(text: str, year: int | None) -> str | None:
    """What the label of a row says of its amounts: a stage, or the rate; other years are unread."""
    (date,) = years_of([printed(text)])
    role = headers.told_role(text, "fund_columns")
    if date and role in (None, "annual", "budget"):
        return "annual" if date == year else "unread"
    return role or ("annual" if fund_role(text) == "annual" else None)
