"""The money of a form of one project: its total and parts, by stage, from pairs or a grid."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from ingest.document import Cell, Line
from ingest.forms.money.fund_amounts import Funds, Source, Stage
from ingest.forms.money.fund_entries import Entry, settle
from ingest.forms.money.fund_grid import Grid, Head, Value, opened, parted
from ingest.forms.money.fund_words import (
    BESIDE_BUDGET,
    EXECUTION,
    MARKS,
    MIN_COLUMNS,
    TOTALS,
    Said,
    is_amount,
    is_bare_sum,
    is_section,
    is_share,
    source_of,
    source_on,
    together,
)
from ingest.forms.money.told_amounts import told
from ingest.lexicon import appearance, headers
from ingest.lexicon.budget_items import item_section
from ingest.lexicon.headers import AMONG
from ingest.lexicon.levels import weight_of
from ingest.records import Problem
from ingest.understand.project_sections import HEAD, fund_role, opens_money, rows_of
from ingest.words.money import printed_unit
from ingest.words.printed import printed
from ingest.words.values import is_blank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.understand.sections import Section, TableRow

# An undated total is known by its number until the whole block tells whose it is.
Side = Stage | Literal["unread"] | int

# Sections of a department's budget by its use, as a form calls them.
_SPENDING = ("部门预算支出", "事业发展性支出")
_UNKNOWN = "money of an unknown kind: {}"
_UNTOLD = "money in unknown columns: {}"
_UNSTAGED = "未印明是预算数还是执行数 (it is not told whether this was given or spent)"
# So many rows may stand below headers of money.
_LONGEST_BLOCK = 50
_COLON = re.compile("[:：]")


class _Side(NamedTuple):
    """Where a total stands: the row, and the column or the order in it."""

    row: int
    at: int
    stage: Side


def read_funds(
    parts: list[Section],
    unit: str | None,
    project_no: int | None,
    *,
    year: int | None = None,
    declared: str | None = None,
    evaluated: bool,
) -> Funds:
    """Read the money; ``unit`` is what a caption prints, a label's own unit goes before it.

    ``year`` is the form's, ``declared`` the unit where none is printed; ``evaluated`` says that it
    has 预算数 beside 执行数. Error among the problems: no unit.
    """
    lines = [line for part in parts if part.key == "funding" for line in part.lines]
    unit = unit or next(filter(None, map(_unit_of, lines)), None)
    reader = _Reader(unit, year, evaluated=evaluated, of_department=project_no is None)
    rows = [(part, parted(row)) for part, row in rows_of(parts, HEAD, "funding")]
    for at, (part, _) in enumerate(rows):
        reader.under(part)
        block = [row for _, row in rows[at : at + _LONGEST_BLOCK]]
        reader.row(block, money=part.key == "funding")
    for part in parts:
        if part.key in (HEAD, "funding"):
            reader.under(part)
            for line in part.lines:
                for at, word in enumerate(line.text.split()):
                    reader.inline(Cell(word, line.place, 0, at), several=part.key == "funding")
    found = settle(reader.found, reader.entries, project_no, declared, evaluated=evaluated)
    reader.mark_by_fiscal()
    return found


def _unit_of(line: Line) -> str | None:
    """The unit in the label of money that is broken over lines beside its amounts: (万元)."""
    return printed_unit(line.text) if len(line.text.split()) == 1 else None


def _part(named: tuple[Cell, str] | None) -> str | None:
    """The source that labels name; what totals are of which year is no part."""
    return None if not named else "total" if named[1] in TOTALS else named[1]


def _year_of(named: tuple[Cell, str] | None) -> str | None:
    """Whether a total is that of the year or of the whole term."""
    return named[1] if named and named[1] in ("annual", "cycle") else None


def _is_beside_all(label: Cell) -> bool:
    """Whether a label before amounts under their headers is but that of all money, or of amounts.

    受益人数 | 1320 is a row of its own, 财政拨款 | 20 one of a grid, and so is 全年预算数 | 20.
    """
    of_money = is_bare_sum(label.text) or headers.names_money(label.text)
    of_grid = fund_role(label.text) or headers.told_role(label.text, "fund_columns")
    return is_section(label.text) or bool(of_money and not of_grid)


class _Meaning(NamedTuple):
    """What an amount in a grid is: whose and when, or a ``mark``; what it is called, and its unit.

    ``is_contradicted`` where its row and its column name two parts; ``doubt`` says what else is
    unsure.
    """

    said: Said
    mark: str | None
    label: Cell
    unit: str | None
    is_contradicted: bool
    doubt: str | None


class _Reader:
    def __init__(
        self, unit: str | None, year: int | None, *, evaluated: bool, of_department: bool
    ) -> None:
        self._of_department = of_department
        self._year = year
        self.found = Funds()
        self._unit = unit
        self._evaluated = evaluated
        self.entries: list[Entry] = []
        self._grid: Grid | None = None
        self._sides: list[_Side] = []
        self._row = 0
        self._reaching: list[Cell] = []
        self._of_fiscal: dict[str, tuple[Cell, Cell]] = {}

    def under(self, part: Section) -> None:
        """Take the unit that the label of a section prints: in page text it is on its own line."""
        self._take_unit(printed_unit(part.label))

    def _take_unit(self, unit: str | None) -> None:
        """Take a printed unit; the first is that of the amounts before it, too.

        A label in the middle of its rows stands below the first of them.
        """
        if unit and not self._unit:
            self.entries = [entry._replace(unit=entry.unit or unit) for entry in self.entries]
        self._unit = unit or self._unit

    def row(self, rows: Sequence[TableRow], *, money: bool) -> None:
        """Take the first of ``rows`` of the head or of the ``money``; the others follow it."""
        row = rows[0]
        self._row += 1
        self._keep_reaching(row)
        label = row.filled[0].text
        listed = is_section(label) or fund_role(label)
        if listed or opens_money(row):
            money = True
            self._take_unit(printed_unit(label))
            if self.found.weight is None:
                self.found.weight = weight_of(label)
        if grid := opened(rows, self._year, evaluated=self._evaluated):
            self._open(grid, row)
        elif not self._grid or not self._grid_row(self._grid, row):
            self._pairs(row, money=money)

    def _open(self, grid: Grid, row: TableRow) -> None:
        """Go on below the headers of a row, and those above it that stand over the same amounts."""
        if self._grid and row.aligned:
            grid = grid.below(self._grid, apart=self._grid.labelled is not None)
        self._grid = grid
        heads = [(h.cell.row, h.cell.col) for tier in grid.tiers for h in tier]
        others = (cell for cell in row.filled if (cell.row, cell.col) not in heads)
        self._take_unit(next(filter(None, (printed_unit(cell.text) for cell in others)), None))

    def inline(self, cell: Cell, *, several: bool = False) -> bool:
        """Take ``label：amount`` in a cell, or each of ``several``; whether there are any."""
        whole = printed(cell.text)
        # 资金总额：500万元（其中：财政拨款300万元，其他资金200万元）
        several = several or bool(fund_role(_COLON.split(whole)[0]))
        pairs = told(whole, fund_role)
        if not several and (len(pairs) > 1 or not _COLON.search(whole)):
            return False
        found = False
        for label, value, text in pairs:
            stated = several or text == whole
            role = fund_role(label) if stated else None
            if role:
                self._add(role, replace(cell, text=label), replace(cell, text=value), 0)
                found = True
            elif stated and self._evaluated and self._is_use(replace(cell, text=label)):
                amount = replace(cell, text=value)
                self.entries.append(Entry(None, "budget", printed(label), amount, self._unit))
                found = True
            elif found or self._is_unknown(label, text, several):
                self._warn(_UNKNOWN.format(text[:40]), cell)
        return found

    def _is_unknown(self, label: str, text: str, several: bool) -> bool:
        """Whether ``label：amount`` among money names none that is known."""
        return several and bool(_COLON.search(text)) and not headers.role(label, HEAD)

    def _grid_row(self, grid: Grid, row: TableRow) -> bool:
        """Take a row below the headers of a grid; False for a row that is none of it."""
        amounts = [cell for cell in row.filled if is_amount(cell)]
        if grid.ends_at(row):
            self._grid = None
            return False
        values = grid.values(row)
        if not any(is_amount(value.cell) or is_share(value.cell) for value in values):
            if row.aligned or len(amounts) < MIN_COLUMNS:
                return False
            label = row.filled[0]
            self._warn(_UNTOLD.format(printed(label.text)[:40]), label)
            return True
        labels = None
        known = [False]
        for value in values:
            if value.labels != labels:
                labels = value.labels
                known.append(self._knows(grid, row, value))
            if known[-1]:
                self._take(grid, row, value, values)
        told = [value.cell for value in values]
        untold = [cell for cell in amounts if not any(cell is each for each in told)]
        if untold and any(known):
            label = row.filled[0] if labels else untold[0]
            self._warn(_UNTOLD.format(printed(label.text)[:40]), label)
        return True

    def _knows(self, grid: Grid, row: TableRow, value: Value) -> bool:
        """Whether the labels of amounts under headers are known; it is said where they are not."""
        labels = self._beside(row, value.labels[::-1])
        named = source_on(labels)
        is_part = grid.is_staged and self._is_subtotal(named[0] if named else None)
        if not value.labels and not is_part:
            return True
        of_stage = self._stage_of(grid, value) or (grid.is_staged and self._is_of_stage(value))
        known = (named and not is_part) or self._is_use_of(value) or of_stage
        of_all = not grid.is_staged and all(map(_is_beside_all, value.labels))
        if not known and not of_all:
            last = value.labels[0] if value.labels else row.filled[0]
            self._warn(_UNKNOWN.format(printed(last.text)[:40]), row.filled[0])
        return bool(known or of_all)

    def _stage_of(self, grid: Grid, value: Value) -> tuple[Cell, str] | None:
        """The label left of an amount that says its stage, and that."""
        rows = ((cell, grid.rows.get(printed(cell.text))) for cell in value.labels)
        return next(((cell, said.stage) for cell, said in rows if said and said.stage), None)

    def _is_of_stage(self, value: Value) -> bool:
        """Whether the label of an amount but repeats the header over both: 资金执行情况, 执行数."""
        head = value.heads[0]
        return any(
            headers.told_role(cell.text, "fund_columns") == head.said.stage
            and head.cell.col <= cell.col < value.cell.col
            and not BESIDE_BUDGET.search(cell.text)
            for cell in value.labels[:1]
        )

    def _is_use_of(self, value: Value) -> bool:
        label = next(iter(value.labels), None)
        return label is not None and not source_on([label]) and self._is_use(label)

    def _take(self, grid: Grid, row: TableRow, value: Value, values: Sequence[Value]) -> None:
        """Take an amount by all that its labels and headers say."""
        cell, heads = value.cell, value.heads
        beside = sum(each.heads[0].cell is heads[0].cell for each in values)
        if beside > 1 or not self._is_told_apart(grid, heads):
            # Of two amounts under one header either may be its own.
            if is_amount(cell):
                self._warn(_UNTOLD.format(printed(cell.text)), cell)
            return
        meaning = self._meaning(grid, row, value)
        if meaning.mark:
            self._take_mark(meaning.mark, meaning.said.source, meaning.label, value, row)
            return
        source, stage = meaning.said
        of_use = self._is_use_of(value)
        if stage == "unread" or (of_use and source not in (None, "total")):
            return
        if meaning.is_contradicted:
            self._warn(_UNKNOWN.format(printed(meaning.label.text)[:40]), cell)
            return
        for why in (grid.doubt, value.doubt, meaning.doubt):
            cell = replace(cell, place=cell.place.doubted(why))
        if stage:
            label = value.labels[0] if of_use else meaning.label
            told = None if of_use else cast("Source", source or "total")
            unit = meaning.unit or self._unit
            self.entries.append(Entry(told, cast("Stage", stage), printed(label.text), cell, unit))
        else:
            if self._evaluated:
                cell = replace(cell, place=cell.place.doubted(_UNSTAGED))
            self._add(source or "total", meaning.label, cell, heads[0].cell.col)

    def _meaning(self, grid: Grid, row: TableRow, value: Value) -> _Meaning:
        """What the labels left of an amount and the headers above it say of it together."""
        header = value.heads[0].cell
        left = source_on(self._beside(row, value.labels[::-1])) if value.labels else None
        above = source_on([head.cell for head in value.heads[::-1] if head.said.source])
        staged = self._stage_of(grid, value)
        of_row = Said(_part(left), staged[1] if staged else _year_of(left))
        stages = (head.said.stage for head in value.heads)
        of_column = Said(_part(above), next(filter(None, stages), None))
        mark = next((each.stage for each in (of_column, of_row) if each.stage in MARKS), None)
        # The label that names a part is what the amount is called, else that of its row or column.
        parts = [n[0] for n in (left, above) if n and n[1] not in TOTALS]
        of_row_alone = left and not staged and (grid.is_staged or not is_section(left[0].text))
        whole = left[0] if left and of_row_alone else header
        label = staged[0] if mark and staged else header if mark else next(iter(parts), whole)
        units = (label, *value.labels, *(head.cell for head in value.heads))
        said, doubt = together(of_row, of_column)
        return _Meaning(
            said,
            mark,
            label,
            next(filter(None, (printed_unit(each.text) for each in units)), None),
            bool(left or above) and not any(said),
            doubt,
        )

    def _is_told_apart(self, grid: Grid, heads: Sequence[Head]) -> bool:
        """Whether a header is the only one of its name, or one above it or before it tells which.

        预算数 | 财政拨款 | 执行数 | 财政拨款 has as many totals as there are of each part.
        """
        beside = [head for head in grid.heads if head.cell.row == heads[0].cell.row]
        named = sum(head.cell.text == heads[0].cell.text for head in beside)
        said = ((head.cell.text, head.said) for head in beside)
        wholes = {text for text, each in said if each.stage or each.source == "total"}
        return named <= max(len(wholes), 1) or len(heads) > 1

    def _take_mark(
        self, mark: str, source: str | None, header: Cell, value: Value, row: TableRow
    ) -> None:
        """Keep the rate, weight or score of all money, or of 财政拨款 for where there is none."""
        text = printed(value.cell.text)
        if is_blank(text):
            return
        over = value.heads[0].cell
        beyond = value.cell.col + value.cell.col_span > over.col + over.col_span
        if mark == "rate" and row.aligned and beyond and text[-1].isdigit():
            self._warn(f"a number under two headers: {text}", value.cell)
        elif source in (None, "total"):
            self._mark(mark, value.cell, header)
        elif source == "fiscal":
            self._of_fiscal.setdefault(mark, (value.cell, header))

    def _keep_reaching(self, row: TableRow) -> None:
        """Keep the labels of sources that reach down over further rows, while they do."""
        at = row.filled[0].row
        live = [c for c in self._reaching if c.row < at < c.row + c.row_span]
        new = [cell for cell in row.filled if cell.row_span > 1 and row.aligned]
        self._reaching = [*live, *(c for c in new if source_of(c.text) not in (None, "total"))]

    def _beside(self, row: TableRow, labels: Sequence[Cell]) -> list[Cell]:
        """The labels of a row from the left, with those of sources that reach down beside it."""
        at = row.filled[0]
        beside = [
            cell
            for cell in self._reaching
            if row.aligned and cell.row < at.row < cell.row + cell.row_span and cell.col < at.col
        ]
        return [*beside, *labels]

    def _is_subtotal(self, label: Cell | None) -> bool:
        """Whether a row below that of the total has no label, or one that sums up others: 小计."""
        totals = any(entry.source == "total" for entry in self.entries)
        return totals and (label is None or headers.row_kind(label.text) == "subtotals")

    def mark_by_fiscal(self) -> None:
        """Take weight and score beside 财政拨款 where none stand beside the total.

        The rate is that of the total only where it is all of it.
        """
        if self.found.marks or not {"weight", "score"} & {*self._of_fiscal}:
            return
        stages: tuple[Stage, ...] = ("budget", "executed")
        whole = all(
            self.found.only(stage, "fiscal") == self.found.only(stage, "total") for stage in stages
        )
        for column, (value, header) in self._of_fiscal.items():
            if column != "rate" or whole:
                self._mark(column, value, header)
            else:
                self._warn(f"a rate of a part of the money: {printed(value.text)}", value)

    def _mark(self, column: str, value: Cell, header: Cell) -> None:
        """Keep the first of the rates, weights and scores with its header."""
        self.found.marks.setdefault(column, value)
        self.found.labels.setdefault(column, printed(header.text))

    def _is_use(self, label: Cell) -> bool:
        """Whether money of a whole department is told by its use: 其中：基本支出."""
        return self._of_department and item_section(printed(label.text)) in _SPENDING

    def _pairs(self, row: TableRow, *, money: bool) -> None:
        cells = row.filled
        seen: dict[str, int] = {}
        for at, (cell, behind, further) in enumerate(
            zip(cells, [*cells[1:], None], [*cells[2:], None, None], strict=False)
        ):
            role = self._pair_role(row, at)
            if not role:
                if not self.inline(cell, several=money) and money and behind:
                    self._report_unknown(cell, behind, cells)
                continue
            occurrence = seen[role] = seen.get(role, -1) + 1
            value = behind if behind and not self._is_label(behind) else None
            if value and further and all(map(is_amount, (value, further))):
                self._warn(_UNTOLD.format(printed(cell.text)[:40]), cell)
                return
            in_words = value and money and not appearance.is_amount(printed(value.text))
            if value and in_words and self.inline(value, several=True):
                break
            if value or (behind is None and role in TOTALS):
                where = cell.col if row.aligned else occurrence
                self._add(role, cell, value, where, counted=not row.aligned)

    def _pair_role(self, row: TableRow, at: int) -> str | None:
        """What the label of a pair names by the labels left of it, too: 财政拨款 | 小计 | 20."""
        cell = row.filled[at]
        left = [each for each in row.filled[max(at - 1, 0) : at] if not is_amount(each)]
        beside = self._beside(row, [])
        if headers.row_kind(cell.text) != "subtotals":
            return self._role(cell) or (source_of(cell.text) if beside else None)
        label, role = source_on([*beside, *left, cell]) or (cell, None)
        return None if self._is_subtotal(label) else role

    def _report_unknown(self, label: Cell, value: Cell, cells: Sequence[Cell]) -> None:
        """Say of an amount that nothing known stands before it; among totals it opens a side."""
        text = printed(label.text)
        of_money = fund_role(text) and headers.row_kind(text) != "subtotals"
        known = of_money or headers.role(text, HEAD) or appearance.is_amount(text)
        if appearance.is_amount(printed(value.text)) and not known:
            self._warn(_UNKNOWN.format(text[:40]), value)
            if any(self._role(cell) in EXECUTION for cell in cells):
                self._sides.append(_Side(self._row, label.col, "unread"))

    def _add(
        self, role: str, label: Cell, value: Cell | None, at: int, *, counted: bool = False
    ) -> None:
        """Keep an amount; a total opens a side, to which the parts below or behind it belong."""
        source = role
        if role in (*EXECUTION, *TOTALS):
            stage: Side = cast("Stage", role) if role != "total" else len(self._sides)
            source = "total"
            self._sides.append(_Side(self._row, at, stage))
        else:
            stage = self._side(at, counted=counted)
        if value and stage != "unread":
            unit = printed_unit(label.text) or self._unit
            text = printed(label.text)
            row = self._sides[-1].row if self._sides else None
            self.entries.append(Entry(cast("Source", source), stage, text, value, unit, row))

    def _side(self, at: int, *, counted: bool) -> Side:
        """The side that a part belongs to: the last one before it, of the last row of totals."""
        if not self._sides:
            return "annual"
        if counted:
            last = [side for side in self._sides if side.row == self._sides[-1].row]
            return last[min(at, len(last) - 1)].stage
        # A part left of all totals slid there.
        first = max(at, min(side.at for side in self._sides))
        left = [side for side in reversed(self._sides) if side.at <= first]
        return max(left, key=lambda side: side.at).stage

    def _role(self, cell: Cell) -> str | None:
        """A total, a part, or with an evaluation a stage; None for what names no money."""
        if self._evaluated:
            stage = headers.role(cell.text, "fund_columns")
            if stage in EXECUTION:
                return stage
        role = fund_role(cell.text)
        return None if role == "unread" else role

    def _is_label(self, cell: Cell) -> bool:
        if not AMONG.sub("", printed(cell.text)):  # 其中 above the parts of a total
            return True
        column = headers.told_role(cell.text, "fund_columns")
        return bool(
            self._role(cell) or fund_role(cell.text) or column or headers.role(cell.text, HEAD)
        ) and not appearance.is_amount(printed(cell.text))

    def _warn(self, message: str, cell: Cell) -> None:
        self.found.problems.append(Problem(severity="warning", message=message, place=cell.place))
