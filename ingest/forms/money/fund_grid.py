"""The grid of a project's money: each amount with the headers above it and the labels left of it.

Headers may say whose the money is (财政拨款) or its stage (全年执行数) and labels the other, or
headers say both: 全年预算数 over 财政拨款 | 其他资金. Without columns amounts go by order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from ingest.forms.money.fund_words import (
    EXECUTION,
    MARKS,
    MIN_COLUMNS,
    STAGES,
    Said,
    is_amount,
    is_figure,
    is_section,
    is_share,
    pairs_of_head,
    said_of,
    source_of,
)
from ingest.lexicon import appearance, headers
from ingest.understand.project_sections import fund_role
from ingest.words.money import amount
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Cell
    from ingest.understand.sections import TableRow

BY_ORDER = (
    "表中无列可依，金额按顺序归入各列 (no columns are told, so amounts go by the order of headers)"
)
_HEADER_ROWS = 3
_BEHIND_ASIDE = re.compile(r"(?<=[)）])(?=[一-鿿])")
_SHARE = re.compile(r"[\d.]+[%％]")


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


class Head(NamedTuple):
    """A header above amounts, and what it says of them."""

    cell: Cell
    said: Said


class Value(NamedTuple):
    """A figure with the headers above it, the nearest first, and the labels left of it.

    ``doubt`` says why the headers may be another's.
    """

    cell: Cell
    heads: list[Head]
    labels: list[Cell]
    doubt: str | None = None


@dataclass(slots=True)
class Grid:
    """Headers over amounts, in one row or more, from the top; ``rows`` is what labels say.

    ``slid`` where columns cannot be trusted; ``doubt`` says why another column or row than the one
    taken may be the year's.
    """

    tiers: list[list[Head]]
    rows: dict[str, Said] = field(default_factory=dict)
    slid: bool = False
    doubt: str | None = None
    labelled: set[int] | None = None

    @property
    def heads(self) -> list[Head]:
        """All headers, those above others left out."""
        *above, lowest = self.tiers
        alone = [
            head
            for tier in above
            for head in tier
            if not any(_over(head.cell, each.cell) for each in lowest)
        ]
        return sorted([*alone, *lowest], key=lambda head: head.cell.col)

    @property
    def is_staged(self) -> bool:
        """Whether headers say of all money that it was given or spent, or of which term it is."""
        said = [head.said for tier in self.tiers for head in tier]
        return any(each.stage in STAGES for each in said) and not any(
            each.source not in (None, "total") for each in said
        )

    def below(self, above: Grid, *, apart: bool) -> Grid:
        """The grid with the headers above its own: all, or ``apart`` those that reach down."""
        first = self.tiers[0][0].cell.row
        tiers = [
            [h for h in tier if not apart or h.cell.row < first < h.cell.row + h.cell.row_span]
            for tier in above.tiers
        ]
        return replace(self, tiers=[*filter(None, tiers), *self.tiers])

    def ends_at(self, row: TableRow) -> bool:
        """Whether labels stand where amounts stood: of money, or the headers of another table."""
        if not row.aligned:
            return False
        labels = [cell for cell in row.filled if not is_figure(cell)]
        others = [cell for cell in labels if any(_over(head.cell, cell) for head in self.heads)]
        if not any(map(is_figure, row.filled)):
            return self.labelled is not None and any(c.col not in self.labelled for c in others)
        of_money = {cell.col for cell in others if _is_label(cell)}
        if self.labelled is None:
            self.labelled = of_money
        return not of_money <= self.labelled

    def values(self, row: TableRow) -> list[Value]:
        """The figures of a row under headers; by their order where columns slide.

        They do from where they contradict what stands in them.
        """
        found = [
            Value(cell, heads, _left_of(cell, row, heads[0]))
            for cell in row.filled
            if not _is_label(cell) and (heads := self._above(cell))
        ]
        if not self.is_staged:
            return found if row.aligned else self._by_sources(row)
        contradicted = _contradicts(row, found) or self._beside(row, found)
        self.slid = self.slid or not row.aligned or contradicted
        return self._by_stages(row) if self.slid else found

    def _above(self, cell: Cell) -> list[Head]:
        found = (head for tier in self.tiers[::-1] for head in tier if _over(head.cell, cell))
        return [*found]

    def _beside(self, row: TableRow, found: Sequence[Value]) -> bool:
        """Whether an amount stands under no header, and a header of amounts above none."""
        under = {id(value.cell) for value in found}
        headed = {id(head.cell) for value in found for head in value.heads}
        amounts = filter(is_amount, row.filled)
        blank = any(h.said.stage in STAGES and id(h.cell) not in headed for h in self.heads)
        return blank and any(id(cell) not in under for cell in amounts)

    def _by_stages(self, row: TableRow) -> list[Value]:
        if paired := self._by_pairs(row):
            return paired
        figures = (at for at, cell in enumerate(row.filled) if is_figure(cell))
        first = next(figures, len(row.filled))
        labels = [cell for cell in row.filled[:first][::-1] if not is_amount(cell)]
        values = [*takewhile(is_figure, row.filled[first:])]
        # What reaches down beside a row is no header of it.
        heads = [h for h in self.heads if not (row.aligned and _is_beside(h.cell, row))]
        # Rate, weight and score are often blank but for the total, amounts of other years are not.
        stages = [at for at, h in enumerate(heads, 1) if h.said.stage in (*STAGES, "unread")]
        if not stages or not stages[-1] <= len(values) <= len(heads):
            return []
        last = values[stages[-1] - 1]
        if len(values) < len(heads) and not is_amount(last):
            # The dash may be that of the weight, where a blank among the amounts was lost.
            return []
        if _has_no_rate(values[stages[-1] :], heads[stages[-1] :]):
            heads = [head for head in heads if head.said.stage != "rate"]
        found = [Value(c, [head], labels) for c, head in zip(values, heads, strict=False)]
        rates = [v.cell for v in found if is_share(v.cell) and v.heads[0].said.stage != "rate"]
        if not rates:
            return found
        # A blank cell was lost before the rate: in its own column, or among the amounts.
        rate = [head for head in self.heads if head.said.stage == "rate"][:1]
        staged = [value for value in found if value.heads[0].said.stage in STAGES]
        rated = Value(rates[0], rate or [Head(rates[0], Said(stage="rate"))], labels)
        return [*staged, rated] if _fits(staged, rates[0]) else []

    def _by_pairs(self, row: TableRow) -> list[Value]:
        """The amounts of text that prints each label anew: 总额 120 总额 130 总额 125 96%."""
        heads = [head for head in self.heads if head.said.stage in (*STAGES, "unread")]
        pairs = [*zip(row.filled[::2], row.filled[1::2], strict=False)][: len(heads)]
        labels = {printed(label.text) for label, _ in pairs}
        amounts = all(is_amount(cell) and not is_amount(label) for label, cell in pairs)
        behind = row.filled[2 * len(heads) :]
        if row.aligned or len(pairs) != len(heads) or len(labels) != 1 or not amounts:
            return []
        if len(heads) < MIN_COLUMNS or not all(map(is_figure, behind)):
            return []
        return [
            Value(cell, [head], [label]) for (label, cell), head in zip(pairs, heads, strict=True)
        ]

    def _by_sources(self, row: TableRow) -> list[Value]:
        """As many amounts as headers; of fewer only the sum of the others is told."""
        values = [cell for cell in row.filled if is_figure(cell)]
        labels = [cell for cell in row.filled[::-1] if not is_figure(cell)]
        heads = self.heads
        # 项目资金 may be the label of all, or the header of the total.
        if is_section(heads[0].cell.text) and len(values) < len(heads):
            heads = heads[1:]
        doubt = None if _sums_up(values) else BY_ORDER
        if len(values) == len(heads):
            pairs = zip(values, heads, strict=True)
            return [Value(cell, [head], labels, doubt) for cell, head in pairs]
        if len(values) > 1 and heads[0].said.source == "total" and not doubt:
            return [Value(values[0], [heads[0]], labels, BY_ORDER)]
        return []


def opened(rows: Sequence[TableRow], year: int | None, *, evaluated: bool) -> Grid | None:
    """The grid that the first of ``rows`` heads; None where it does not. ``year`` is the form's."""
    row, *below = rows
    if below and _has_corner(row, below[0]):
        row = replace(row, cells=row.cells[1:])
    heads, doubt = _heads([row, *below], year, evaluated=evaluated)
    grid = Grid([heads], doubt=doubt)
    if not row.aligned:
        if len(heads) > MIN_COLUMNS and _above_labels(heads, below[:1]):
            del heads[0]
        if grid.is_staged:
            grid.tiers = [[head for head in heads if head.said.stage]]
        amounts = grid.is_staged or any(is_amount(c) for each in below[:1] for c in each.filled)
        if len(grid.heads) < MIN_COLUMNS or not amounts:
            return None
    elif len(heads) < MIN_COLUMNS:
        further, _ = _heads(below, year, evaluated=evaluated)
        if not heads or not (further or (grid.is_staged and _beside_sources(heads[0], below))):
            return None
    if not any(head.said.stage in EXECUTION for head in grid.heads):
        labels = _labels_below(grid, below)
        said, doubt = said_of([cell.text for cell in labels], year)
        grid.doubt = grid.doubt or doubt
        grid.rows = {printed(c.text): each for c, each in zip(labels, said, strict=True)}
    return grid


def _heads(
    rows: Sequence[TableRow], year: int | None, *, evaluated: bool
) -> tuple[list[Head], str | None]:
    """The cells of the first of ``rows`` that say something of amounts below them."""
    if not rows or not rows[0].filled:
        return [], None
    (row, *below), cells = rows, rows[0].filled
    if any(map(is_amount, cells)) or pairs_of_head(cells):
        return [], None
    if row.aligned:
        cells = _over_amounts(_widened(row) if row.is_flat else cells, below)
    said, doubt = said_of([cell.text for cell in cells], year) if cells else ([], None)
    if not evaluated:  # a weight among money is none of it
        said = [each._replace(stage="unread") if each.stage in MARKS else each for each in said]
    heads = [Head(*each) for each in zip(cells, said, strict=True) if any(each[1])]
    return _with_wholes(heads), doubt


def _beside_sources(head: Head, below: Sequence[TableRow]) -> bool:
    """Whether labels of sources stand left of the amounts under the only header."""
    first = next((row for row in below if any(map(is_amount, row.filled))), None)
    labels = [cell for cell in first.filled if cell.col < head.cell.col] if first else []
    return any(source_of(cell.text) or fund_role(cell.text) for cell in labels)


def _widened(row: TableRow) -> list[Cell]:
    """The headers of a row in a table without spans of rows: each reaches up to the next."""
    cells = row.filled
    ends = [*(cell.col for cell in cells[1:]), row.cells[-1].col + 1]
    return [
        replace(cell, col_span=max(end - cell.col, cell.col_span))
        for cell, end in zip(cells, ends, strict=True)
    ]


def _over_amounts(cells: Sequence[Cell], below: Sequence[TableRow]) -> list[Cell]:
    """The cells that stand over amounts, or over nothing, in the first row of amounts below."""
    first = next((row for row in below[:_HEADER_ROWS] if any(map(is_amount, row.filled))), None)
    if not first or not first.aligned:
        return []
    at, left = first.filled[0].row, first.filled[0].col
    figures = [cell for cell in first.filled if is_figure(cell)]
    labels = [cell for cell in first.filled if not is_figure(cell)]
    over = [c for c in cells if c.row + c.row_span <= at and c.col + c.col_span > left]
    if not any(_over(cell, figure) for cell in over for figure in figures):
        return []
    return [
        cell
        for cell in over
        if any(_over(cell, figure) for figure in figures)
        or not any(_over(cell, label) for label in labels)
    ]


def _with_wholes(heads: Sequence[Head]) -> list[Head]:
    """Headers, each part with the stage of the whole before it: 全年预算数 | 其中：财政拨款."""
    found: list[Head] = []
    whole = None
    for head in heads:
        source, stage = head.said
        if stage in STAGES and source in (None, "total"):
            whole = stage
        found.append(head if stage or not whole else Head(head.cell, Said(source, whole)))
    return found


def _labels_below(grid: Grid, rows: Sequence[TableRow]) -> list[Cell]:
    """The labels left of the amounts under headers of sources, down to the next row of none."""
    found: list[Cell] = []
    for row in rows:
        if not any(map(is_amount, row.filled)) and not any(map(is_share, row.filled)):
            if found:
                break
            continue
        found += [
            c for c in row.filled if not is_figure(c) and c.col < grid.heads[0].cell.col
        ] or row.filled[:1]
    return found


def _left_of(value: Cell, row: TableRow, head: Head) -> list[Cell]:
    """The labels of a figure, the nearest first: those under its own header, or of the whole row.

    实际支出数 may stand over 财政拨款 | 20; 按合同测算 beside an amount is no label of the next.
    """
    before = [cell for cell in row.filled if cell.col < value.col]
    own = [cell for cell in before if not is_figure(cell) and _over(head.cell, cell)]
    return own[::-1] or [*takewhile(lambda cell: not is_figure(cell), before)][::-1]


def _is_label(cell: Cell) -> bool:
    """Whether a cell below headers says of what the amount beside it is: 财政拨款, 执行数."""
    return bool(fund_role(cell.text) or headers.told_role(cell.text, "fund_columns"))


def _over(header: Cell, cell: Cell) -> bool:
    """Whether a cell begins in the columns of a header."""
    return header.col <= cell.col < header.col + header.col_span


def _is_beside(header: Cell, row: TableRow) -> bool:
    return header.row < row.filled[0].row < header.row + header.row_span


def _has_no_rate(marks: Sequence[Cell], heads: Sequence[Head]) -> bool:
    """Whether two numbers under weight, rate and score are weight and score, none a share."""
    texts = [printed(cell.text) for cell in marks]
    if sorted(head.said.stage or "" for head in heads) != ["rate", "score", "weight"]:
        return False
    numbers = all(appearance.is_mark(text) and text[-1] not in "%％" for text in texts)
    if len(texts) != len(heads) - 1 or not numbers:
        return False
    weight, score = (Decimal(text.rstrip("分")) for text in texts)
    return score <= weight


def _contradicts(row: TableRow, found: Sequence[Value]) -> bool:
    """Whether a share stands under an amount's header, or an amount under the rate's."""
    stages = [(value.cell, value.heads[0].said.stage) for value in found]
    amounts = any(is_amount(cell) for cell, stage in stages if stage == "rate")
    shared = any(is_share(cell) for cell, stage in stages if stage in STAGES)
    return shared or (amounts and any(map(is_share, row.filled)))


def _above_labels(heads: Sequence[Head], below: Sequence[TableRow]) -> bool:
    """Whether the first of the headers stands above labels (年度预算数 | 年初预算) alone."""
    (header, said), *others = heads
    labels = [cell for row in below for cell in row.filled if fund_role(cell.text)]
    staged = [head.said.stage for head in others if head.said.stage in STAGES]
    # The label of the section may be called like a column: 年度预算申请.
    twice = said.stage in staged or (is_section(header.text) and len(staged) >= MIN_COLUMNS)
    return bool(labels) and said.stage in STAGES and twice


def _has_corner(row: TableRow, below: TableRow) -> bool:
    """Whether text prints a label before the headers, of all money or of the labels below it.

    预算执行 | 年初预算 | 调整后预算 above 120 | 130; 预算执行 | 资金总额 | 其他资金 above
    年初预算数 | 120 | 0.
    """
    figures = [is_figure(cell) for cell in below.filled]
    if row.aligned or sum(figures) != len(row.filled) - 1 or not all(figures[1:]):
        return False
    if all(figures):
        return is_section(row.filled[0].text)
    return headers.role(below.filled[0].text, "fund_columns") is not None and not any(
        headers.role(cell.text, "fund_columns") for cell in row.filled[1:]
    )


def _fits(staged: Sequence[Value], rate: Cell) -> bool:
    """Whether what was spent is such a share of the budget as the rate says."""
    texts = {value.heads[0].said.stage: printed(value.cell.text) for value in staged}
    try:
        budget = amount(texts.get("budget", ""), "元")
        executed = amount(texts.get("executed", ""), "元")
        share = Decimal(printed(rate.text).rstrip("%％"))
    except (ValueError, InvalidOperation):
        return False
    if not budget or not executed:
        return False
    return abs(executed.wan * 100 - share * budget.wan) <= budget.wan


def _sums_up(figures: Sequence[Cell]) -> bool:
    """Whether the first amount is the sum of the others."""
    try:
        found = [amount(cell.text, "元") for cell in figures]
    except ValueError:
        return False
    total, *parts = [each.wan if each else Decimal() for each in found] or [Decimal()]
    return total == sum(parts)
