"""The grid of a project's money: stages (年初预算数, 全年执行数) above amounts of each source."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import takewhile
from typing import TYPE_CHECKING

from ingest.forms.money.fund_sources import MIN_COLUMNS, is_figure, stands_under
from ingest.lexicon import appearance, headers
from ingest.understand.columns.header_cells import years_of
from ingest.understand.project_sections import fund_role
from ingest.words.money import amount
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Cell
    from ingest.understand.sections import TableRow

EXECUTION = ("budget_initial", "budget", "executed")
STAGES = ("annual", "cycle", *EXECUTION)
_SHARE = re.compile(r"[\d.]+[%％]")
_BEHIND_ASIDE = re.compile(r"(?<=[)）])(?=[一-鿿])")
_FIGURE = re.compile(r"[-−]?[\d¥￥]|[-—–/]+$")
# Money of a year to come, beside that of the one that a budget is made for.
_BUDGETED = re.compile("预算|申请|申报|安排")
_PLANNED = re.compile("计划|规划|预测|测算|滚动")
# 调整预算数 beside 全年预算数 is what the budget was changed by.
_CHANGED = re.compile("调整(?!后)(?![)）])")
_ANY_YEAR = "表中未印本年度，哪一列是本年度不确定 (which column is the form's year is a guess)"


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
    if len(words) == MIN_COLUMNS and _SHARE.fullmatch(words[0]) and appearance.is_mark(words[1]):
        return words
    if len(words) == 1 and not headers.role(text, "fund_columns"):
        words = _BEHIND_ASIDE.split(text)
        groups = ("fund_columns", "project_sections")
        words = words if any(headers.role(words[0], group) for group in groups) else [text]
    amounts = [appearance.is_amount(word) for word in words]
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
    """The headers of a grid with their roles; ``slid`` where its columns cannot be trusted.

    ``doubt`` says why another column than the one taken may be the year's.
    """

    columns: list[tuple[Cell, str]]
    slid: bool = False
    doubt: str | None = None

    def below(self, above: Grid) -> Grid:
        """The grid with the headers of the row above that reach down beside its own."""
        own = [cell for cell, _ in self.columns]
        reaching = [
            (cell, role)
            for cell, role in above.columns
            if cell.row < own[0].row < cell.row + cell.row_span
        ]
        columns = sorted([*self.columns, *reaching], key=lambda each: each[0].col)
        return replace(self, columns=columns)

    def under(self, row: TableRow) -> list[tuple[Cell, Cell, str]]:
        """The cells of a row with the header that each stands under, and its role.

        By their order where columns slide, once they contradict what stands in them.
        """
        found = [
            (cell, header, role)
            for cell in row.filled
            for header, role in self.columns
            if stands_under(cell, header) and not fund_role(cell.text)
        ]
        self.slid = (
            self.slid or not row.aligned or _contradicts(row, found) or self._beside(row, found)
        )
        return self._by_order(row) if self.slid else found

    def _beside(self, row: TableRow, found: Sequence[tuple[Cell, Cell, str]]) -> bool:
        """Whether an amount stands under no header, and a header of amounts above none."""
        under = {id(cell) for cell, _, _ in found}
        headed = {id(header) for _, header, _ in found}
        amounts = (cell for cell in row.filled if appearance.is_amount(printed(cell.text)))
        blank = any(role in STAGES and id(cell) not in headed for cell, role in self.columns)
        return blank and any(id(cell) not in under for cell in amounts)

    def _by_order(self, row: TableRow) -> list[tuple[Cell, Cell, str]]:
        figures = (at for at, cell in enumerate(row.filled) if _FIGURE.match(printed(cell.text)))
        values = [*takewhile(is_figure, row.filled[next(figures, len(row.filled)) :])]
        # What reaches down beside a row is no header of it.
        columns = [each for each in self.columns if not (row.aligned and _is_beside(each[0], row))]
        # Rate, weight and score are often blank but for the total, amounts of other years are not.
        stages = [at for at, (_, role) in enumerate(columns, 1) if role in (*STAGES, "unread")]
        if not stages or not stages[-1] <= len(values) <= len(columns):
            return []
        last = values[stages[-1] - 1]
        if len(values) < len(columns) and not appearance.is_amount(printed(last.text)):
            # The dash may be that of the weight, where a blank among the amounts was lost.
            return []
        if _has_no_rate(values[stages[-1] :], columns[stages[-1] :]):
            columns = [each for each in columns if each[1] != "rate"]
        found = [(cell, *named) for cell, named in zip(values, columns, strict=False)]
        rates = [cell for cell, _, role in found if _is_share(cell) and role != "rate"]
        if not rates:
            return found
        # A blank cell was lost before the rate: in its own column, or among the amounts.
        header = next((each for each, role in self.columns if role == "rate"), rates[0])
        staged = [each for each in found if each[2] in STAGES]
        return [*staged, (rates[0], header, "rate")] if _fits(staged, rates[0]) else []


def _has_no_rate(marks: Sequence[Cell], columns: Sequence[tuple[Cell, str]]) -> bool:
    """Whether two numbers under weight, rate and score are weight and score, none a share."""
    texts = [printed(cell.text) for cell in marks]
    if sorted(role for _, role in columns) != ["rate", "score", "weight"]:
        return False
    numbers = all(appearance.is_mark(text) and text[-1] not in "%％" for text in texts)
    if len(texts) != len(columns) - 1 or not numbers:
        return False
    weight, score = (Decimal(text.rstrip("分")) for text in texts)
    return score <= weight


def _is_beside(header: Cell, row: TableRow) -> bool:
    return header.row < row.filled[0].row < header.row + header.row_span


def headed_grid(row: TableRow, below: Sequence[TableRow], year: int | None) -> Grid | None:
    """The grid that a header row opens; None for a row that is none. ``year`` is the form's."""
    cells = row.filled
    if any(appearance.is_amount(printed(cell.text)) for cell in cells) or _pairs_of_head(cells):
        return None
    roles, doubt = _roles([cell.text for cell in cells], year)
    found = [(cell, role) for cell, role in zip(cells, roles, strict=True) if role]
    if len(found) > MIN_COLUMNS and _above_labels(found, below[:1], row.aligned):
        del found[0]
    stages = sum(role in STAGES for _, role in found)
    return Grid(found, doubt=doubt) if len(found) >= MIN_COLUMNS and stages else None


def _pairs_of_head(cells: Sequence[Cell]) -> bool:
    """Whether labels of the head stand before their values: 开始时间 | 2024年 | 完成时间."""
    first, *others = (cell.text for cell in cells[::2])
    dates = years_of([printed(text) for text in others])
    told = zip(others, dates, strict=True)
    return bool(headers.role(first, "head")) and all(
        headers.role(text, "head") or not (date or headers.told_role(text, "fund_columns"))
        for text, date in told
    )


def _roles(texts: Sequence[str], year: int | None) -> tuple[list[str | None], str | None]:
    """What the columns hold; of those of years (2023年, 2024年计划) the form's own counts.

    Beside them a total (总额) is that of the whole term. The doubt says that the year is a guess.
    """
    roles = _with_totals([headers.told_role(text, "fund_columns") for text in texts], texts)
    for at, text in enumerate(texts):
        if roles.count("budget") > 1 and roles[at] == "budget" and _CHANGED.search(text):
            roles[at] = "unread"
    dates = years_of([printed(text) for text in texts])
    if year and year not in dates:
        staged = any(date and role in STAGES for date, role in zip(dates, roles, strict=True))
        return roles, _ANY_YEAR if staged else None
    if not any(dates):
        return roles, None
    whole = [
        at
        for at, date in enumerate(dates)
        if not date and not roles[at] and fund_role(texts[at]) in ("total", "cycle")
    ]
    # 项目资金 before 项目总投资 is the label of all.
    if whole and _is_section(texts[whole[0]]) and (len(whole) > 1 or "cycle" in roles):
        del whole[0]
    for at in whole:
        roles[at] = "cycle"
    own, doubt = (year, None) if year else _own_year(texts, dates, roles)
    for at, date in enumerate(dates):
        if date:
            roles[at] = roles[at] or "annual" if date == own else "unread"
    return roles, doubt


def _with_totals(roles: list[str | None], texts: Sequence[str]) -> list[str | None]:
    """The roles with those of totals side by side: 资金总额 | 当年资金总额 are cycle and annual."""
    named = [
        None if role or _is_section(text) else fund_role(text)
        for role, text in zip(roles, texts, strict=True)
    ]
    if {*named} - {None} - {"annual", "total", "cycle"} or "annual" not in (*named, *roles):
        return roles
    totals = {"annual": "annual", "total": "cycle", "cycle": "cycle", None: None}
    return [role or totals[each] for role, each in zip(roles, named, strict=True)]


def _is_section(text: str) -> bool:
    return headers.role(text, "project_sections") == "funding"


def _own_year(
    texts: Sequence[str], dates: Sequence[int | None], roles: Sequence[str | None]
) -> tuple[int | None, str | None]:
    """The year of a form that prints none, by its columns of years, and the doubt about it.

    Beside the whole term's money they are the years of the term, from the form's own on.
    """
    own = {
        date: text
        for date, text, role in zip(dates, texts, roles, strict=True)
        if date and role != "executed"
    }
    planned = {date for date, text in own.items() if _PLANNED.search(text)}
    left = {*own} - planned or planned
    if not left:
        return None, None
    year = min(left) if "cycle" in roles else max(left)
    sure = len(left) == 1 and (not planned or _BUDGETED.search(own[year]))
    return year, None if sure else _ANY_YEAR


def _contradicts(row: TableRow, found: Sequence[tuple[Cell, Cell, str]]) -> bool:
    """Whether a share stands under an amount's header, or an amount under the rate's."""
    shares = any(map(_is_share, row.filled))
    amounts = any(
        appearance.is_amount(printed(cell.text)) for cell, _, role in found if role == "rate"
    )
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
        others = [other for _, other in found[1:] if other in STAGES]
        # The label of the section may be called like a column: 年度预算申请.
        twice = role in others or (_is_section(header.text) and len(others) >= MIN_COLUMNS)
        return bool(labels) and role in STAGES and twice
    under = [cell for cell in cells if stands_under(cell, header)]
    return any(cell in labels for cell in under) and not any(map(is_figure, under))


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
