"""Any indicator table → rows: levels, name, and the value cells by the role of their column.

Of an aligned table, whose columns are trusted, or of text that ``lines`` gave its columns. What is
left without columns is read where it stands in two like halves, and said to be unread elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from ingest.lexicon import appearance, headers
from ingest.lexicon.levels import Levels, weight_of
from ingest.records import Problem
from ingest.understand.columns.header_cells import (
    LEVEL_ROLES,
    OPENS_BLOCK,
    VALUE_ROLES,
    Header,
    row_headers,
    unknown_headers,
    with_name_below,
)
from ingest.understand.columns.name_columns import with_one_name
from ingest.understand.indicators.aligned_rows import AlignedRows, LocalValue
from ingest.understand.indicators.two_blocks import in_columns, is_in_two_blocks
from ingest.words.masks import half_width
from ingest.words.operators import PREFIXES
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from ingest.document import Cell, Place
    from ingest.understand.sections import TableRow

GROUP = "indicators"
_CUT_NAME = re.compile(r"[≥≧≤≦><＞＜=＝]$|^[≥≧≤≦><＞＜=＝]")
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_OTHER_VALUE = "指标名称后另有数值 (another value stands behind the name)"
_NO_FIRST = "一级指标未读到 (its first level was not read)"
_BEFORE_NAMES = "a column between levels and names: this text has no columns to tell it from names"
_WHICH_TERM = (
    "期间的标签印在其下，是否属于本期不确定 (the label of a term follows: of which term it is)"
)
_ANNUAL = {"cycle": "annual"}
_TWO = "indicators side by side in two blocks, which this text has no columns to tell apart"


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One printed indicator; ``values`` by column role, blank cells left out."""

    level1: str | None
    level2: str | None
    name: Cell
    values: dict[str, Cell]
    local: tuple[LocalValue, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelWeight:
    """The weight that a level's label carries: 产出指标（50分）; ``level2`` is None for a first."""

    level1: str | None
    level2: str | None
    weight: Decimal
    place: Place


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A row that sums up: of one level (小计), or of all (``level1`` None)."""

    label: str
    level1: str | None
    values: dict[str, Cell]
    place: Place
    level2: str | None = None


@dataclass(slots=True)
class IndicatorTable:
    """The rows of a table; ``headers`` is empty when no header row was found.

    ``block`` says what the block of indicators being read is of (see ``headers.horizon``),
    ``year`` what year the form is of.
    """

    year: int | None = None
    block: str | None = None
    headers: list[Header] = field(default_factory=list)
    rows: list[IndicatorRow] = field(default_factory=list)
    totals: list[TotalRow] = field(default_factory=list)
    weights: list[LevelWeight] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _whole: list[int] = field(default_factory=list)
    _headed: int = 0

    def begin(self) -> None:
        """Begin below a header."""
        self._headed = len(self.rows)

    @property
    def roles(self) -> list[str]:
        """The roles of the columns behind the last name, in order; '' for an unknown one."""
        found = [header.role or "" for header in self.headers]
        return found[-found[::-1].index("name") :] if "name" in found[:-1] else []

    def warn(self, message: str, place: Place) -> None:
        """Report what was not understood."""
        self.problems.append(Problem(severity="warning", message=message, place=place))

    def _refuse(self, message: str, place: Place) -> None:
        """Report once what keeps all indicators out."""
        if not any(problem.severity == "error" for problem in self.problems):
            refused = Problem(severity="error", family="indicators", message=message, place=place)
            self.problems.append(refused)

    def read_in_columns(self, aligned: AlignedRows, row: TableRow) -> None:
        """Add the indicators of a row that has its columns, or whose text tells them."""
        placed = row if row.aligned else in_columns(self.headers, row)
        if placed:
            aligned.read(placed)
            return
        text = " | ".join(printed(cell.text)[:20] for cell in row.filled)
        message = f"{_TWO}: {text[:80]}"
        self._refuse(message, row.filled[0].place)

    def take_text_headers(self, found: Sequence[Header]) -> None:
        """Take the headers of text without columns, where two blocks can't be told apart."""
        if not self.headers:
            self.problems += unknown_headers(found)
        self.headers = with_one_name(found)
        if any([header.role for header in found].count(role) > 1 for role in OPENS_BLOCK):
            self._refuse(_TWO, found[0].place)
        roles = [header.role for header in self.headers]
        if "name" in roles and set(roles[: roles.index("name")]) - {*LEVEL_ROLES, None}:
            self.warn(_BEFORE_NAMES, found[0].place)

    def add(
        self,
        levels: Levels,
        name: Cell,
        values: dict[str, Cell],
        local: Sequence[LocalValue] = (),
    ) -> None:
        """Add a row; a template's row without values is none."""
        filled = {
            role: cell for role, cell in values.items() if not headers.is_placeholder(cell.text)
        }
        local = [value for value in local if not headers.is_placeholder(value.cell.text)]
        if not (filled or local) and headers.is_placeholder(name.text):
            return
        _sign_by_content(filled)
        name = _take_value_behind(name, filled)
        if "adjusted" in filled:
            self._adjust(name, filled)
        if self.block == "whole" and "cycle" not in filled:
            self._whole.append(len(self.rows))
        if _CUT_NAME.search(printed(name.text)):
            self.warn(f"a sign in the name of an indicator: {printed(name.text)[:40]}", name.place)
        if not local and not any(role in VALUE_ROLES for role in filled):
            self.warn(f"indicator without a value: {printed(name.text)[:40]}", name.place)
        if levels.level2 and not levels.level1 and "level1" in (h.role for h in self.headers):
            name = replace(name, place=name.place.doubted(_NO_FIRST))
        row = IndicatorRow(levels.level1, levels.level2, name, filled, tuple(local))
        self.rows.append(_of_whole_term(row) if self.block == "cycle" else row)

    def _adjust(self, name: Cell, values: dict[str, Cell]) -> None:
        """Let a target that was adjusted go before the first one, which is reported."""
        adjusted, first = values.pop("adjusted"), values.get("annual")
        if first and not _DIGIT.search(adjusted.text):
            return
        if first and printed(first.text) != printed(adjusted.text):
            texts = f"{printed(first.text)[:20]} to {printed(adjusted.text)[:20]}"
            self.warn(f"target adjusted from {texts}: {printed(name.text)[:40]}", first.place)
        values["annual"] = adjusted

    def add_subtotal(self, levels: Levels, cells: dict[str, Cell]) -> None:
        """Keep the weight and score in the row of a level's label, without an indicator."""
        own = [role for role in LEVEL_ROLES if role in cells]
        values = {role: cells[role] for role in ("weight", "score") if role in cells}
        if own and values:
            label = cells[own[-1]]
            level2 = levels.level2 if own[-1] == "level2" else None
            total = TotalRow(printed(label.text), levels.level1, values, label.place, level2)
            self.totals.append(total)

    def take_block(self, row: TableRow) -> TableRow:
        """The row without the label of the block of indicators that it opens."""
        while row.filled and (horizon := headers.horizon(row.filled[0].text)):
            if self.block is None:
                # The rows below the header so far may be of the label that follows them too.
                for at in range(self._headed, len(self.rows)):
                    self.doubt(at, _WHICH_TERM)
            self.block = horizon
            label = row.filled[0]
            row = replace(row, cells=tuple(cell for cell in row.cells if cell is not label))
        return row

    def doubt(self, at: int, doubt: str) -> None:
        """Doubt a row."""
        row = self.rows[at]
        name = replace(row.name, place=row.name.place.doubted(doubt))
        self.rows[at] = replace(row, name=name)

    def settle(self) -> None:
        """Take targets that are called whole for the whole term's beside those of the year."""
        if len(self._whole) < len(self.rows):
            for at in self._whole:
                self.rows[at] = _of_whole_term(self.rows[at])

    def weigh(self, levels: Levels, rank: int, label: str, place: Place) -> None:
        """Keep the weight that a level's label carries."""
        weight = weight_of(label)
        level2 = levels.level2 if rank == 2 else None
        known = {(each.level1, each.level2) for each in self.weights}
        if weight is not None and (levels.level1, level2) not in known:
            self.weights.append(LevelWeight(levels.level1, level2, weight, place))

    def rename(self, rank: int, cut: str, whole: str) -> None:
        """Give the rows under a label that was cut in two its whole text."""
        for at, row in enumerate(self.rows):
            if rank == 1 and row.level1 == cut:
                self.rows[at] = replace(row, level1=whole)
            elif rank == 2 and row.level2 == cut:
                self.rows[at] = replace(row, level2=whole)


def _sign_by_content(values: dict[str, Cell]) -> None:
    """Take a bare operator for a sign, also where it stands under a header like 指标方向.

    What then stands under that of signs (正向) is none.
    """
    cell, sign = values.get("direction"), values.get("nature")
    if cell and _is_sign(cell) and not (sign and _is_sign(sign)):
        values["nature"] = values.pop("direction")


def _take_value_behind(name: Cell, values: dict[str, Cell]) -> Cell:
    """Take a target in parentheses behind the name: 机柜数量（≥77台), beside nothing or its 77.

    Beside another number without a sign both are doubted.
    """
    bare, value = appearance.name_and_value(printed(name.text))
    if not value or "adjusted" in values:
        return name
    targets = [role for role in ("annual", "cycle") if role in values]
    if not targets:
        values["annual"] = replace(name, text=value)
        return replace(name, text=bare)
    for role in targets:
        cell = values[role]
        number = _NUMBER.fullmatch(printed(cell.text))
        if number and number[0] in _NUMBER.findall(value):
            values[role] = replace(cell, text=value)
        elif number:
            values[role] = replace(cell, place=cell.place.doubted(_OTHER_VALUE))
    return name


def _is_sign(cell: Cell) -> bool:
    return half_width(printed(cell.text)) in PREFIXES


def _of_whole_term(row: IndicatorRow) -> IndicatorRow:
    """The row with the targets under a header of the year as those of the whole term."""
    values = dict(row.values)
    if "annual" in values:
        values.setdefault("cycle", values.pop("annual"))
    local = (
        replace(value, role="cycle") if value.role == "annual" else value for value in row.local
    )
    return replace(row, values=values, local=tuple(local))


def table_rows(rows: Sequence[TableRow], year: int | None = None) -> IndicatorTable:
    """The indicators of table rows, from the header row on; rows before it are not looked at.

    ``year`` is the form's, which tells its column among those of several years.
    """
    table = IndicatorTable(year)
    aligned = AlignedRows(table)
    ended = False
    for at, printed_row in enumerate(rows):
        row = table.take_block(printed_row)
        found = row_headers(row.cells, GROUP, year)
        below = (each.cells for each in islice(rows, at + 1, None) if each.aligned)
        if not table.headers:
            found = with_name_below(found, (each.cells for each in islice(rows, at + 1, None)))
        if any(header.role == "name" for header in found):
            if row.aligned and not table.headers:
                table.problems += unknown_headers(found)
            if row.aligned or is_in_two_blocks(found):
                table.headers = with_one_name(found, below)
            else:
                table.take_text_headers(found)
        elif not table.headers or not row.filled:
            continue
        elif headers.is_footer(row.filled[0].text):
            _add_total(table, aligned.levels(), row)
            ended = ended or headers.row_kind(row.filled[0].text) == "totals"
            continue
        elif row.aligned or is_in_two_blocks(table.headers):
            table.read_in_columns(aligned, row)
            continue
        elif ended:
            first = row.filled[0]
            table.warn(f"not read behind the total: {printed(first.text)[:40]}", first.place)
            continue
        else:
            text = " | ".join(printed(cell.text)[:20] for cell in row.filled)
            table.warn(f"row that could not be placed: {text}", row.filled[0].place)
            continue
        table.begin()
        ended = False
        aligned = AlignedRows(table, aligned)
    table.settle()
    _settle_terms(table)
    return table


def _settle_terms(table: IndicatorTable) -> None:
    """Blocks side by side under other first levels are of one term: 预期产出 | 预期效果."""
    if not is_in_two_blocks(table.headers) or any(h.role == "cycle" for h in table.headers):
        return
    left = {row.level1 for row in table.rows if "cycle" in row.values}
    right = {row.level1 for row in table.rows if "annual" in row.values}
    if left and right and not left & right:
        table.rows = [
            replace(
                row, values={_ANNUAL.get(role, role): cell for role, cell in row.values.items()}
            )
            for row in table.rows
        ]


def _add_total(table: IndicatorTable, levels: Levels, row: TableRow) -> None:
    """Keep the weight and score of a row that sums up others; other footers are let go."""
    label, *others = row.filled
    kind = headers.row_kind(label.text)
    under = {
        header.role for header in table.headers for cell in others if cell.col == header.col_from
    }
    if row.aligned and "name" in under and under & set(VALUE_ROLES):
        text = " | ".join(printed(cell.text)[:20] for cell in row.filled)
        table.warn(f"an indicator in a row that begins as no indicator: {text}", label.place)
        return
    roles = [role for role in table.roles if role in ("weight", "score")]
    if not kind or not roles:
        return
    numbers = [cell for cell in others if appearance.is_mark(printed(cell.text))]
    values = _under_marks(table, others) if row.aligned else {}
    left = [cell for cell in numbers if not any(cell is taken for taken in values.values())]
    free = [role for role in roles if role not in values]
    if row.aligned and len(numbers) == len(roles):
        values = dict(zip(roles, numbers, strict=True))
    elif not row.aligned:
        values = dict(zip(roles[-len(left) :] if left else [], left, strict=False))
    elif len(left) == len(free):
        # Merged up to the weight, or not at all: the numbers stand left of their headers.
        values |= dict(zip(free, left, strict=True))
    elif left and free:
        table.warn(f"a total under no header: {printed(left[0].text)}", left[0].place)
    level1 = levels.level1 if kind == "subtotals" else None
    if values:
        place = label.place.to(row.filled[-1].place)
        table.totals.append(TotalRow(printed(label.text), level1, values, place))


def _under_marks(table: IndicatorTable, cells: Sequence[Cell]) -> dict[str, Cell]:
    """The cells of a total row under the headers of weight and score, the score first."""
    values: dict[str, Cell] = {}
    marks = [header for header in table.headers if header.role in ("weight", "score")]
    of_levels = [header for header in table.headers if header.role == "level1_weight"]
    if not any(header.role == "weight" for header in marks):
        marks += [replace(header, role="weight") for header in of_levels]
    for overlapping in (False, True):
        for header in reversed(marks):
            under = [
                cell
                for cell in cells
                if cell.col <= header.col_to
                and header.col_from < cell.col + (cell.col_span if overlapping else 1)
                and not any(cell is taken for taken in values.values())
            ]
            if under and header.role and header.role not in values:
                values[header.role] = under[0]
    return values
