"""Sources of money above columns (资金总额 | 财政拨款): of one row of amounts, or of stages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ingest.lexicon import appearance, headers
from ingest.lexicon.labels import is_total, plain
from ingest.understand.columns.header_cells import years_of
from ingest.understand.project_sections import fund_role
from ingest.vocabulary import load
from ingest.words.money import amount
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingest.document import Cell
    from ingest.understand.sections import TableRow

MIN_COLUMNS = 2
# What the parts behind it belong to.
_WHOLES = ("total", "annual", "cycle", "budget_initial", "budget", "executed")
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
    if any(appearance.is_amount(printed(cell.text)) for cell in cells):
        return None
    named = [(cell, source_of(cell.text) or _year_total(cell.text)) for cell in cells]
    grid = Turned([(cell, source) for cell, source in named if source])
    if len(grid.columns) < MIN_COLUMNS or "total" not in (source for _, source in grid.columns):
        return None
    staged = [each for each in below if grid.stage(each, year)]
    found = max((len(grid.under(each)) for each in staged), default=0)
    return grid if below and staged[:1] == [*below[:1]] and found >= MIN_COLUMNS else None


def _year_total(text: str) -> str | None:
    """The total, where a header names that of the year: 年度资金总额, but no stage (全年预算数)."""
    is_stage = headers.role(text, "fund_columns")
    return "total" if fund_role(text) == "annual" and not is_stage else None


class Headed(NamedTuple):
    """Headers of money with the one amount below each; ``unknown`` are amounts of no header.

    An amount has its headers from above (全年执行数, 财政拨款). ``rows`` are those of all of them;
    ``doubt`` says why the pairs may be wrong.
    """

    pairs: list[tuple[list[Cell], Cell]]
    unknown: list[Cell]
    rows: list[TableRow]
    doubt: str | None = None


def headed_sources(
    row: TableRow, below: Sequence[TableRow], role: Callable[[Cell], str | None]
) -> Headed | None:
    """Headers of money above one row of amounts: 资金总额 | 财政拨款 | 其他资金 over 20 | 15 | 5.

    An amount is of the header above it in its column. Without columns it is by order, where there
    are as many amounts as headers. None for a row that is no such header.
    """
    rows = _down_to_amounts(row, below)
    if not rows or len([cell for cell in row.filled if role(cell)]) < MIN_COLUMNS:
        return None
    *heads, last = rows
    figures = [cell for cell in last.filled if is_figure(cell)]
    labels = [cell for cell in last.filled if not any(cell is each for each in figures)]
    if not all(_is_beside(cell, figures) for cell in labels):
        return None
    if all(each.aligned for each in rows):
        return _by_column(rows, [cell for each in heads for cell in each.filled], figures, role)
    return _by_order(rows, figures, role) if len(heads) == 1 else None


def source_of(text: str) -> str | None:
    """The source of money that a label among others names; 市级 is one only there."""
    role = fund_role(text)
    bare = headers.AMONG.sub("", text)
    if role is None and (
        headers.role(bare, "projects") == "fiscal_part"
        or re.fullmatch(load("headers")["fund_levels"], plain(bare))
    ):
        return "fiscal_part"
    return role if role not in ("annual", "cycle", "unread") else None


def stands_under(cell: Cell, header: Cell) -> bool:
    """Whether a cell begins in the columns of a header."""
    return header.col <= cell.col < header.col + header.col_span


def is_figure(cell: Cell) -> bool:
    """Whether a cell holds an amount, or a dash in place of one; 1.财政拨款 is a label."""
    text = printed(cell.text)
    return bool(_FIGURE.match(text)) and len(text) <= _LONGEST_FIGURE and not source_of(text)


def is_bare_sum(text: str) -> bool:
    """Whether a label says only that it sums up, or what its column is: 小计, 金额."""
    return is_total(text) or plain(text) in load("budget")["amount_headers"]


def source_on(path: Sequence[Cell]) -> tuple[Cell, str] | None:
    """The label that names the source of a row by all its labels, and the source.

    财政拨款 | 小计 is 财政拨款, 财政拨款 | 市本级 a part of it; None where the last is not known.
    """
    if not path:
        return None
    last, *above = reversed(path)
    if above and headers.row_kind(last.text) and not _is_section(above[0].text):
        return source_on(path[:-1]) or _named(last)
    return _named(last)


def _named(label: Cell) -> tuple[Cell, str] | None:
    source = source_of(label.text) or fund_role(label.text)
    return (label, source) if source and source != "unread" else None


def _down_to_amounts(row: TableRow, below: Sequence[TableRow]) -> list[TableRow]:
    """Rows of headers and the row of amounts that follows them; empty where none does."""
    rows: list[TableRow] = []
    for each in (row, *below[:_HEADER_ROWS]):
        rows.append(each)
        if any(appearance.is_amount(printed(cell.text)) for cell in each.filled):
            return rows if len(rows) > 1 else []
    return []


def _is_beside(label: Cell, figures: Sequence[Cell]) -> bool:
    """Whether a label in a row of amounts is but one of money left of them (金额).

    受益人数 | 1320 is a row of its own, 财政拨款 | 20 one of a grid, and so is 全年预算数 | 20.
    """
    text = label.text
    of_money = is_bare_sum(text) or headers.names_money(text)
    of_grid = fund_role(text) or headers.told_role(text, "fund_columns")
    return label.col < figures[0].col and (_is_section(text) or (of_money and not of_grid))


def _by_column(
    rows: list[TableRow],
    heads: Sequence[Cell],
    figures: Sequence[Cell],
    role: Callable[[Cell], str | None],
) -> Headed | None:
    paths = [_named_path([head for head in heads if stands_under(cell, head)]) for cell in figures]
    pairs: list[tuple[list[Cell], Cell]] = []
    unknown = []
    for cell, path in zip(figures, paths, strict=True):
        # Of two amounts under one header either may be its own.
        alone = sum(each[-1:] == path[-1:] for each in paths) == 1
        if path and role(path[-1]) and alone and _is_told_apart(path, heads, role):
            pairs.append((path, cell))
        elif appearance.is_amount(printed(cell.text)):
            unknown.append(cell)
    headed = any(role(path[-1]) for path in paths if path)
    return Headed(pairs, unknown, rows) if headed else None


def _is_told_apart(
    path: Sequence[Cell], heads: Sequence[Cell], role: Callable[[Cell], str | None]
) -> bool:
    """Whether a header is the only one of its name, or one above it or before it tells which.

    预算数 | 财政拨款 | 执行数 | 财政拨款 has as many totals as there are of each part.
    """
    beside = [cell for cell in heads if cell.row == path[-1].row]
    named = sum(cell.text == path[-1].text for cell in beside)
    wholes = {cell.text for cell in beside if role(cell) in _WHOLES}
    return named <= max(len(wholes), 1) or any(map(role, path[:-1]))


def _named_path(path: Sequence[Cell]) -> list[Cell]:
    """The headers above an amount; a bare sum stands for what it sums up."""
    return [cell for cell in path if not is_bare_sum(cell.text)] or [*path]


def _by_order(
    rows: list[TableRow], figures: Sequence[Cell], role: Callable[[Cell], str | None]
) -> Headed:
    """Headers with the amounts of the same number; of fewer only the sum of the others is told."""
    heads = rows[0].filled
    # 项目资金 may be the label of all, or the header of the total.
    if _is_section(heads[0].text) and len(figures) < len(heads):
        heads = heads[1:]
    amounts = [cell for cell in figures if appearance.is_amount(printed(cell.text))]
    apart = all(_is_told_apart([cell], heads, role) for cell in heads)
    if len(figures) == len(heads) and apart:
        pairs = [([head], cell) for head, cell in zip(heads, figures, strict=True) if role(head)]
        told = [cell for _, cell in pairs]
        unknown = [cell for cell in amounts if not any(cell is each for each in told)]
        return Headed(pairs, unknown, rows, None if _sums_up(figures) else BY_ORDER)
    if apart and len(amounts) > 1 and source_of(heads[0].text) == "total" and _sums_up(figures):
        return Headed([([heads[0]], figures[0])], amounts[1:], rows, BY_ORDER)
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
