"""The grid of a project's money: stages (年初预算数, 全年执行数) above amounts of each source."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import takewhile
from typing import TYPE_CHECKING

from ingest.extract import headers, looks
from ingest.extract.columns import years_of
from ingest.extract.project_sections import fund_role
from ingest.words.money import amount
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Cell
    from ingest.extract.sections import TableRow

EXECUTION = ("budget_initial", "budget", "executed")
STAGES = ("annual", "cycle", *EXECUTION)
MIN_COLUMNS = 2
_LONGEST_FIGURE = 24
_FIGURE = re.compile(r"[-−]?[\d¥￥]|[-—–/]+$")


def parted(row: TableRow) -> TableRow:
    """A row whose cells hold labels beside amounts, or two headers, in parts (no rules)."""
    cells: list[Cell] = []
    for cell in row.cells:
        parts = _parts(cell.text)
        cells += [replace(cell, text=part, col=cell.col + at) for at, part in enumerate(parts)]
        if len(parts) > 1:
            spans = max(cell.col_span - len(parts) + 1, 1)
            cells[-len(parts) :] = [replace(each, col_span=1) for each in cells[-len(parts) :]]
            cells[-1] = replace(cells[-1], col_span=spans)
    return replace(row, cells=tuple(cells))


def _parts(text: str) -> list[str]:
    """Labels and amounts, or two headers of columns, that one cell holds; else all of it."""
    words = text.split()
    amounts = [looks.is_amount(word) for word in words]
    if any(amounts) and not all(amounts):
        known = all(each or fund_role(word) for word, each in zip(words, amounts, strict=True))
        label = "".join(words[:-1])
        if known:
            return words
        return [label, words[-1]] if amounts[-1] and fund_role(label) else [text]
    headed = len(words) == MIN_COLUMNS and headers.role(words[1], "fund_columns")
    return words if headed and not headers.role(text, "fund_columns") else [text]


@dataclass(slots=True)
class Grid:
    """The headers of a grid with their roles; ``slid`` where its columns cannot be trusted."""

    columns: list[tuple[Cell, str]]
    slid: bool = False

    def under(self, row: TableRow) -> list[tuple[Cell, Cell, str]]:
        """The cells of a row with the header that each stands under, and its role.

        By their order where columns slide, once they contradict what stands in them.
        """
        found = [
            (cell, header, role)
            for cell in row.filled
            for header, role in self.columns
            if header.col <= cell.col < header.col + header.col_span and not fund_role(cell.text)
        ]
        self.slid = self.slid or not row.aligned or _contradicts(row, found)
        return self._by_order(row) if self.slid else found

    def _by_order(self, row: TableRow) -> list[tuple[Cell, Cell, str]]:
        figures = (at for at, cell in enumerate(row.filled) if _FIGURE.match(printed(cell.text)))
        values = [*takewhile(_is_figure, row.filled[next(figures, len(row.filled)) :])]
        stages = [at for at, (_, role) in enumerate(self.columns, 1) if role in STAGES]
        # Rate, weight and score are often blank but for the total.
        if not stages[-1] <= len(values) <= len(self.columns):
            return []
        found = [(cell, *named) for cell, named in zip(values, self.columns, strict=False)]
        rates = [cell for cell, _, role in found if _is_share(cell) and role != "rate"]
        if not rates:
            return found
        # A blank cell was lost before the rate: in its own column, or among the amounts.
        header = next((each for each, role in self.columns if role == "rate"), rates[0])
        staged = [each for each in found if each[2] in STAGES]
        return [*staged, (rates[0], header, "rate")] if _fits(staged, rates[0]) else []


def headed_grid(row: TableRow, below: Sequence[TableRow], year: int | None) -> Grid | None:
    """The grid that a header row opens; None for a row that is none. ``year`` is the form's."""
    cells = row.filled
    if any(looks.is_amount(printed(cell.text)) for cell in cells):
        return None
    named = [(cell, headers.role(cell.text, "fund_columns")) for cell in cells]
    found = [(cell, role) for cell, role in _dated(named, year) if role]
    if len(found) > MIN_COLUMNS and _above_labels(found, below[:1], row.aligned):
        del found[0]
    stages = sum(role in STAGES for _, role in found)
    return Grid(found) if len(found) >= MIN_COLUMNS and stages else None


def _dated(
    named: Sequence[tuple[Cell, str | None]], year: int | None
) -> Sequence[tuple[Cell, str | None]]:
    """The columns with roles; of those of years (2023年, 2024年计划) the form's own counts."""
    dates = years_of([printed(cell.text) for cell, _ in named])
    if year is None or year not in dates:
        return named
    found: list[tuple[Cell, str | None]] = []
    for (cell, role), date in zip(named, dates, strict=True):
        if date:
            own = "annual" if role in (None, "annual") else role
            found.append((cell, own if date == year else "unread"))
        else:
            whole = fund_role(cell.text) in ("total", "cycle")
            found.append((cell, role or ("cycle" if whole else None)))
    return found


def _contradicts(row: TableRow, found: Sequence[tuple[Cell, Cell, str]]) -> bool:
    """Whether a share stands under an amount's header, or an amount under the rate's."""
    shares = any(map(_is_share, row.filled))
    amounts = any(looks.is_amount(printed(cell.text)) for cell, _, role in found if role == "rate")
    shared = any(_is_share(cell) for cell, _, role in found if role in STAGES)
    return shared or (amounts and shares)


def _above_labels(
    found: Sequence[tuple[Cell, str]], below: Sequence[TableRow], aligned: bool
) -> bool:
    """Whether the first of the headers stands above labels (年度预算数 | 年初预算) alone."""
    header, role = found[0]
    cells = [cell for row in below for cell in row.filled]
    labels = [cell for cell in cells if fund_role(cell.text)]
    if not aligned:
        return bool(labels) and role in STAGES and any(role == other for _, other in found[1:])
    under = [cell for cell in cells if header.col <= cell.col < header.col + header.col_span]
    return any(cell in labels for cell in under) and not any(map(_is_figure, under))


def _fits(staged: Sequence[tuple[Cell, Cell, str]], rate: Cell) -> bool:
    """Whether what was spent is such a share of the budget as the rate says."""
    texts = {role: printed(cell.text) for cell, _, role in staged}
    try:
        budget = amount(texts.get("budget", ""), "元")
        executed = amount(texts.get("executed", ""), "元")
        share = Decimal(printed(rate.text).rstrip("%％"))
    except (ValueError, InvalidOperation):
        return False
    if not budget or not executed:
        return False
    return abs(executed.wan * 100 - share * budget.wan) <= budget.wan


def _is_share(cell: Cell) -> bool:
    return printed(cell.text).endswith(("%", "％"))


def _is_figure(cell: Cell) -> bool:
    return bool(_FIGURE.match(printed(cell.text))) and len(cell.text) <= _LONGEST_FIGURE
