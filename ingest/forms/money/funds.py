"""The money of a form of one project: its total and parts, by stage, from pairs or a grid."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from ingest.document import Cell, Line
from ingest.forms.money.fund_amounts import Funds, Source, Stage
from ingest.forms.money.fund_entries import Entry, settle
from ingest.forms.money.fund_grid import EXECUTION, STAGES, Grid, headed_grid, parted
from ingest.forms.money.fund_sources import (
    MIN_COLUMNS,
    Headed,
    Turned,
    headed_sources,
    is_figure,
    source_of,
    source_on,
    turned_grid,
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
_UNSTAGED = "未印明是预算数还是执行数 (it is not told whether this was given or spent)"
_TOTALS = ("annual", "cycle", "total")
_MARKS = ("rate", "weight", "score")
_HEADER_ROWS = 2
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
    for at, (part, row) in enumerate(rows, 1):
        reader.under(part)
        below = [other for _, other in rows[at : at + _HEADER_ROWS]]
        reader.row(row, below, money=part.key == "funding")
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


def _is_amount(cell: Cell) -> bool:
    return appearance.is_amount(printed(cell.text))


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
        self._turned: Turned | None = None
        self._sides: list[_Side] = []
        self._row = 0
        self._taken: list[Cell] = []
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

    def row(self, row: TableRow, below: Sequence[TableRow], *, money: bool) -> None:
        """Take one row of the head or of the ``money``; ``below`` are those that follow it."""
        self._row += 1
        self._keep_reaching(row)
        if any(cell is taken for cell in row.filled for taken in self._taken):
            return
        label = row.filled[0].text
        listed = headers.role(label, "project_sections") == "funding" or fund_role(label)
        if listed or opens_money(row):
            money = True
            self._take_unit(printed_unit(label))
            if self.found.weight is None:
                self.found.weight = weight_of(label)
        if turned := turned_grid(row, below, self._year):
            self._turned = turned
        elif self._turned and self._turned_row(self._turned, row):
            pass
        elif headed := self._headed(row, below):
            self._take_headed(headed)
        elif grid := headed_grid(row, below, self._year):
            self._grid = grid.below(self._grid) if self._grid and row.aligned else grid
            others = [
                cell for cell in row.filled if not any(cell is each for each, _ in grid.columns)
            ]
            units = (printed_unit(cell.text) for cell in others)
            self._take_unit(next(filter(None, units), None))
        elif not self._grid or not self._grid_row(self._grid, row):
            self._pairs(row, below, money=money)

    def _headed(self, row: TableRow, below: Sequence[TableRow]) -> Headed | None:
        """Headers of sources above one row of amounts; those of stages alone are of a grid."""
        further = [cell for each in below[:1] for cell in each.filled if row.aligned]
        heads = [*row.filled, *(further if not any(map(_is_amount, further)) else [])]
        parts = (self._role(cell) not in (None, *STAGES, "total") for cell in heads)
        if not any(parts) and headed_grid(row, below, self._year):
            return None
        return headed_sources(row, below, self._head_role)

    def _head_role(self, cell: Cell) -> str | None:
        """What the header of one amount says of it: a total, a source, a mark, or another year."""
        column = headers.told_role(cell.text, "fund_columns")
        is_mark = column == "unread" or (self._evaluated and column in _MARKS)
        of_money = self._role(cell) or source_of(cell.text) or fund_role(cell.text)
        return column if is_mark or (not of_money and column in _TOTALS) else of_money

    def _take_headed(self, headed: Headed) -> None:
        """Take headers with the amounts below them, and say which amounts have none."""
        self._taken += [cell for row in headed.rows for cell in row.filled]
        told = {self._head_role(cell) for path, _ in headed.pairs for cell in path}
        unstaged = _UNSTAGED if self._evaluated and not told & {*EXECUTION} else None
        for path, value in headed.pairs:
            *above, header = path
            role = self._head_role(header)
            stage = next((each for each in map(self._head_role, above) if each in STAGES), None)
            doubted = replace(value, place=value.place.doubted(headed.doubt).doubted(unstaged))
            if role in _MARKS:
                self._mark(role, value, header)
            elif stage and role not in (*STAGES, "unread"):
                unit = printed_unit(header.text) or printed_unit(path[0].text) or self._unit
                source = cast("Source", role)
                text = printed(header.text)
                self.entries.append(Entry(source, cast("Stage", stage), text, doubted, unit))
            elif role and role != "unread":
                self._add(role, header, doubted, header.col)
        for value in headed.unknown:
            self._warn(f"money in unknown columns: {printed(value.text)}", value)

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
        """Take a row below the header of a grid; False for a row that is none of it."""
        cells = row.filled
        valued = grid.under(row)
        first = next((at for at, cell in enumerate(cells) if valued and cell is valued[0][0]), None)
        labels = [cell for cell in cells[:first] if not _is_amount(cell)]
        named = source_on(self._beside(row, labels))
        if not any(appearance.is_amount(printed(value.text)) for value, *_ in valued):
            amounts = sum(appearance.is_amount(printed(cell.text)) for cell in cells)
            if row.aligned or amounts < MIN_COLUMNS:
                return False
            self._warn(f"money in unknown columns: {printed(cells[0].text)[:40]}", cells[0])
            return True
        of_use = not named and bool(labels) and self._is_use(labels[-1])
        is_part = self._is_subtotal(named[0] if named else None)
        if (labels or is_part) and not of_use and (is_part or not named):
            self._warn(_UNKNOWN.format(printed(cells[max(len(labels) - 1, 0)].text)[:40]), cells[0])
            return True
        label = labels[-1].text if of_use else named[0].text if named else grid.columns[0][0].text
        figures = [cell for cell in cells if appearance.is_amount(printed(cell.text))]
        if row.aligned and not all(any(cell is value for value, *_ in valued) for cell in figures):
            self._warn(f"money in unknown columns: {printed(label)[:40]}", cells[0])
        role = named[1] if named else None if of_use else "total"
        for cell, header, column in valued:
            value = replace(cell, place=cell.place.doubted(grid.doubt))
            if column in STAGES:
                source = "total" if role in _TOTALS else role
                unit = printed_unit(label) or printed_unit(header.text) or self._unit
                stage = cast("Stage", column)
                self.entries.append(
                    Entry(cast("Source | None", source), stage, printed(label), value, unit)
                )
            elif column != "unread" and not is_blank(printed(value.text)):
                beyond = value.col + value.col_span > header.col + header.col_span
                is_bare = row.aligned and printed(value.text)[-1].isdigit()
                if column == "rate" and beyond and is_bare:
                    self._warn(f"a number under two headers: {printed(value.text)}", value)
                elif role in _TOTALS:
                    self._mark(column, value, header)
                elif role == "fiscal":
                    self._of_fiscal.setdefault(column, (value, header))
        return True

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

    def _turned_row(self, grid: Turned, row: TableRow) -> bool:
        """Take a row below a header of sources; False for a row that is none of it."""
        told = grid.stage(row, self._year)
        valued = grid.under(row) if told else []
        if not told or not valued:
            self._turned = None
            return False
        stage, label = told
        for value, header, source in valued:
            if stage in STAGES:
                unit = printed_unit(label.text) or printed_unit(header.text) or self._unit
                self.entries.append(
                    Entry(
                        cast("Source", source),
                        cast("Stage", stage),
                        printed(header.text),
                        value,
                        unit,
                    )
                )
            elif stage == "rate" and source == "total":
                self._mark("rate", value, label)
        if stage == "unread" and self._year is None:
            self._warn(_UNKNOWN.format(printed(label.text)[:40]), label)
        return True

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

    def _pairs(self, row: TableRow, below: Sequence[TableRow], *, money: bool) -> None:
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
            if not value and (value := self._below(cell, row, below)):
                self._taken.append(value)
            if value and further and all(map(_is_amount, (value, further))):
                self._warn(f"money in unknown columns: {printed(cell.text)[:40]}", cell)
                return
            in_words = value and money and not appearance.is_amount(printed(value.text))
            if value and in_words and self.inline(value, several=True):
                break
            if value or (behind is None and role in _TOTALS):
                where = cell.col if row.aligned else occurrence
                self._add(role, cell, value, where, counted=not row.aligned)

    def _pair_role(self, row: TableRow, at: int) -> str | None:
        """What the label of a pair names by the labels left of it, too: 财政拨款 | 小计 | 20."""
        cell = row.filled[at]
        left = [each for each in row.filled[max(at - 1, 0) : at] if not _is_amount(each)]
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

    def _below(self, cell: Cell, row: TableRow, below: Sequence[TableRow]) -> Cell | None:
        """The amount below a label: in its column, or in a row of as many amounts as labels."""
        values = below[0].filled if below else []
        if row.aligned:
            # A label beside others that stand in two rows reaches down over both.
            reached = cell.row + cell.row_span
            values = next((r.filled for r in below if r.filled[0].row == reached), values)
        if not all(map(is_figure, values)):  # 受益人数 | 1320 is a row of its own
            return None
        if row.aligned:
            return next((other for other in values if other.col == cell.col), None)
        labels = [other for other in row.filled if self._role(other)]
        if len(labels) < MIN_COLUMNS or not all(map(_is_amount, values)):
            return None
        found = dict(zip(map(id, labels), values, strict=False))
        return found.get(id(cell)) if len(labels) == len(values) else None

    def _add(
        self, role: str, label: Cell, value: Cell | None, at: int, *, counted: bool = False
    ) -> None:
        """Keep an amount; a total opens a side, to which the parts below or behind it belong."""
        source = role
        if role in (*EXECUTION, *_TOTALS):
            stage: Side = cast("Stage", role) if role != "total" else len(self._sides)
            source = "total"
            self._sides.append(_Side(self._row, at, stage))
        else:
            stage = self._side(at, counted=counted)
        if value and stage != "unread":
            unit = printed_unit(label.text) or self._unit
            text = printed(label.text)
            self.entries.append(Entry(cast("Source", source), stage, text, value, unit))

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
        return bool(
            self._role(cell) or fund_role(cell.text) or headers.role(cell.text, HEAD)
        ) and not appearance.is_amount(printed(cell.text))

    def _warn(self, message: str, cell: Cell) -> None:
        self.found.problems.append(Problem(severity="warning", message=message, place=cell.place))
