"""The money of a form of one project: its total and parts, by stage, from pairs or a grid."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from itertools import takewhile
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from ingest.document import Cell, Line
from ingest.extract import headers, looks
from ingest.extract.fund_amounts import Funds, Source, Stage
from ingest.extract.project_sections import AMONG, HEAD, fund_role, opens_money, rows_of
from ingest.records import Problem, ProjectFund
from ingest.words.money import amount, printed_unit
from ingest.words.printed import printed
from ingest.words.values import is_blank

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.extract.sections import Section, TableRow

Side = Stage | Literal["unread"] | None

NO_UNIT = "no unit of money is printed (单位：万元): the amounts can't be read"
_UNKNOWN = "money of an unknown kind: {}"
_EXECUTION = ("budget_initial", "budget", "executed")
_STAGES = ("annual", *_EXECUTION)
_TOTALS = {"annual": "annual", "cycle": "cycle", "total": None}
_MIN_COLUMNS = 2
_HEADER_ROWS = 2
_LONGEST_FIGURE = 24
# What parts the amounts of one cell: 总额500万元 一、财政拨款：300万元（其中：省级资金：100万元）.
_BETWEEN = re.compile(r"[；;，。（()）]|,(?!\d{3})|(?<=元)|(?<=\d)(?=[一-鿿])(?![万亿]?元)")
_LABELLED = re.compile(
    r"(?P<label>[^\d:：]{1,20}(?=[:：\d]))[:：]?(?P<amount>[-−]?\d[\d,.]*(?:[万亿]?元)?)"
)
_OWN_UNIT = re.compile("[万亿]?元$")
_COLON = re.compile("[:：]")
_FIGURE = re.compile(r"[-−]?[\d¥￥]|[-—–/]+$")


class _Entry(NamedTuple):
    """One amount with its label; ``stage`` is None where only the whole block can tell it."""

    source: Source
    stage: Stage | None
    label: str
    value: Cell
    unit: str | None


def read_funds(
    parts: list[Section], unit: str | None, project_no: int | None, *, evaluated: bool
) -> Funds:
    """Read the money; ``unit`` is what a caption prints, a label's own unit goes before it.

    ``evaluated`` says that the form has 预算数 beside 执行数. Error among the problems: no unit.
    """
    lines = [line for part in parts if part.key == "funding" for line in part.lines]
    reader = _Reader(unit or next(filter(None, map(_unit_of, lines)), None), evaluated)
    rows = [*rows_of(parts, HEAD, "funding")]
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
    return reader.finish(project_no)


def _unit_of(line: Line) -> str | None:
    """The unit in the label of money that is broken over lines beside its amounts: (万元)."""
    return printed_unit(line.text) if len(line.text.split()) == 1 else None


def _above_labels(found: Sequence[tuple[Cell, str]], labels: Sequence[Cell], aligned: bool) -> bool:
    """Whether the first of the headers stands above labels (年度预算数 | 年初预算)."""
    header, role = found[0]
    if aligned:
        return any(header.col <= label.col < header.col + header.col_span for label in labels)
    return bool(labels) and role in _STAGES and any(role == other for _, other in found[1:])


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


def _is_amount(cell: Cell) -> bool:
    return looks.is_amount(printed(cell.text))


def _is_figure(cell: Cell) -> bool:
    return bool(_FIGURE.match(printed(cell.text))) and len(cell.text) <= _LONGEST_FIGURE


class _Reader:
    def __init__(self, unit: str | None, evaluated: bool) -> None:
        self._found = Funds()
        self._unit = unit
        self._evaluated = evaluated
        self._entries: list[_Entry] = []
        self._grid: list[tuple[Cell, str]] = []
        self._sides: list[tuple[int, Side]] = []
        self._taken: list[Cell] = []

    def under(self, part: Section) -> None:
        """Take the unit that the label of a section prints: in page text it is on its own line."""
        self._unit = printed_unit(part.label) or self._unit

    def row(self, row: TableRow, below: Sequence[TableRow], *, money: bool) -> None:
        """Take one row of the head or of the ``money``; ``below`` are those that follow it."""
        if any(cell is taken for cell in row.filled for taken in self._taken):
            return
        label = row.filled[0].text
        listed = headers.role(label, "project_sections") == "funding" or fund_role(label)
        if listed or opens_money(row):
            money = True
            self._unit = printed_unit(label) or self._unit
        if columns := self._columns(row, below):
            self._grid = columns
            others = [cell for cell in row.filled if not any(cell is each for each, _ in columns)]
            units = (printed_unit(cell.text) for cell in others)
            self._unit = next(filter(None, units), self._unit)
        elif not self._grid or not self._grid_row(row):
            self._pairs(row, below, money=money)

    def inline(self, cell: Cell, *, several: bool = False) -> bool:
        """Take ``label：amount`` in a cell, or each of ``several``; whether there are any."""
        whole = printed(cell.text)
        # 资金总额：500万元（其中：财政拨款300万元，其他资金200万元）
        several = several or bool(fund_role(_COLON.split(whole)[0]))
        one = _LABELLED.fullmatch(AMONG.sub("", whole))
        found = False
        for text in _BETWEEN.split(whole) if several and not one else [whole]:
            match = _LABELLED.fullmatch(AMONG.sub("", text))
            role = fund_role(match["label"]) if match and (several or _COLON.search(text)) else None
            if match and not role and (found or self._is_unknown(match["label"], text, several)):
                self._warn(_UNKNOWN.format(text[:40]), cell)
            elif match and role:
                label, value = (replace(cell, text=match[key]) for key in ("label", "amount"))
                self._add(role, label, value, 0)
                found = True
        return found

    def _is_unknown(self, label: str, text: str, several: bool) -> bool:
        """Whether ``label：amount`` among money names none that is known."""
        return several and bool(_COLON.search(text)) and not headers.role(label, HEAD)

    def _columns(self, row: TableRow, below: Sequence[TableRow]) -> list[tuple[Cell, str]]:
        """The columns that a header row names; empty for a row that is none."""
        cells = row.filled
        if any(looks.is_amount(printed(cell.text)) for cell in cells):
            return []
        named = [(cell, headers.role(cell.text, "fund_columns")) for cell in cells]
        found = [(cell, role) for cell, role in named if role]
        labels = [cell for other in below[:1] for cell in other.filled if fund_role(cell.text)]
        if len(found) > _MIN_COLUMNS and _above_labels(found, labels, row.aligned):
            del found[0]
        stages = sum(role in _STAGES for _, role in found)
        return found if len(found) >= _MIN_COLUMNS and stages else []

    def _grid_row(self, row: TableRow) -> bool:
        """Take a row below the header of a grid; False for a row that is none of it."""
        cells = row.filled
        under = self._under(row)
        first = next((at for at, cell in enumerate(cells) if under and cell is under[0][0]), None)
        labels = [*cells[:first]]
        named = [cell for cell in labels if fund_role(cell.text) not in (None, "unread")]
        if not any(looks.is_amount(printed(value.text)) for value, *_ in under):
            amounts = sum(looks.is_amount(printed(cell.text)) for cell in cells)
            if row.aligned or amounts < _MIN_COLUMNS:
                return False
            self._warn(f"money in unknown columns: {printed(cells[0].text)[:40]}", cells[0])
            return True
        if labels and not named:
            self._warn(_UNKNOWN.format(printed(labels[-1].text)[:40]), labels[-1])
            return True
        label = named[-1].text if named else self._grid[0][0].text
        role = fund_role(label) if named else "total"
        for value, header, column in under:
            if column in _STAGES:
                source = "total" if role in _TOTALS else role
                unit = printed_unit(label) or printed_unit(header.text) or self._unit
                stage = cast("Stage", column)
                self._entries.append(
                    _Entry(cast("Source", source), stage, printed(label), value, unit)
                )
            elif column != "unread" and role in _TOTALS and not is_blank(printed(value.text)):
                self._found.marks.setdefault(column, value)
                self._found.labels.setdefault(column, printed(header.text))
        return True

    def _under(self, row: TableRow) -> list[tuple[Cell, Cell, str]]:
        """The cells of a row with the header that each stands under, and its role."""
        if row.aligned:
            return [
                (cell, header, role)
                for cell in row.filled
                for header, role in self._grid
                if header.col <= cell.col < header.col + header.col_span
            ]
        first = next(
            (at for at, cell in enumerate(row.filled) if _FIGURE.match(printed(cell.text))), None
        )
        values = [] if first is None else [*takewhile(_is_figure, row.filled[first:])]
        stages = [at for at, (_, role) in enumerate(self._grid, 1) if role in _STAGES]
        # Rate, weight and score are often blank but for the total.
        if not stages[-1] <= len(values) <= len(self._grid):
            return []
        under = [(cell, *named) for cell, named in zip(values, self._grid, strict=False)]
        rates = [cell for cell, _, role in under if "%" in printed(cell.text) and role != "rate"]
        if not rates:
            return under
        # A blank cell was lost before the rate: in its own column, or among the amounts.
        header = next((each for each, role in self._grid if role == "rate"), rates[0])
        staged = [each for each in under if each[2] in _STAGES]
        return [*staged, (rates[0], header, "rate")] if _fits(staged, rates[0]) else []

    def _pairs(self, row: TableRow, below: Sequence[TableRow], *, money: bool) -> None:
        cells = row.filled
        seen: dict[str, int] = {}
        for cell, behind, further in zip(
            cells, [*cells[1:], None], [*cells[2:], None, None], strict=False
        ):
            role = self._role(cell)
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
            in_words = value and money and not looks.is_amount(printed(value.text))
            if value and in_words and self.inline(value, several=True):
                break
            if value or (behind is None and role in _TOTALS):
                at = cell.col if row.aligned else occurrence
                self._add(role, cell, value, at, counted=not row.aligned)

    def _report_unknown(self, label: Cell, value: Cell, cells: Sequence[Cell]) -> None:
        """Say of an amount that nothing known stands before it; among totals it opens a side."""
        text = printed(label.text)
        known = fund_role(text) or headers.role(text, HEAD) or looks.is_amount(text)
        if looks.is_amount(printed(value.text)) and not known:
            self._warn(_UNKNOWN.format(text[:40]), value)
            if any(self._role(cell) in _EXECUTION for cell in cells):
                self._sides.append((label.col, "unread"))

    def _below(self, cell: Cell, row: TableRow, below: Sequence[TableRow]) -> Cell | None:
        """The amount below a label: in its column, or in a row of as many amounts as labels."""
        values = below[0].filled if below else []
        if row.aligned:
            # A label beside others that stand in two rows reaches down over both.
            reached = cell.row + cell.row_span
            values = next((r.filled for r in below if r.filled[0].row == reached), values)
        if any(self._is_label(other) for other in values):
            return None
        if row.aligned:
            return next((other for other in values if other.col == cell.col), None)
        labels = [other for other in row.filled if self._role(other)]
        if len(labels) < _MIN_COLUMNS or not all(map(_is_amount, values)):
            return None
        found = dict(zip(map(id, labels), values, strict=False))
        return found.get(id(cell)) if len(labels) == len(values) else None

    def _add(
        self, role: str, label: Cell, value: Cell | None, at: int, *, counted: bool = False
    ) -> None:
        """Keep an amount; a total opens a side, to which the parts below or behind it belong."""
        source = role
        stage: Stage | None
        if role in _EXECUTION:
            stage, source = cast("Stage", role), "total"
            self._sides.append((at, stage))
        elif role in _TOTALS:
            stage, source = cast("Stage | None", _TOTALS[role]), "total"
            self._sides.append((at, stage))
        else:
            side = self._side(at, counted=counted)
            if side == "unread":
                return
            stage = side
        if value:
            unit = printed_unit(label.text) or self._unit
            text = printed(label.text)
            self._entries.append(_Entry(cast("Source", source), stage, text, value, unit))

    def _side(self, at: int, *, counted: bool) -> Side:
        if not self._sides:
            return "annual"
        if counted:
            return self._sides[min(at, len(self._sides) - 1)][1]
        left = [side for side in self._sides if side[0] <= at]
        return max(left or self._sides[:1], key=lambda side: side[0])[1]

    def _role(self, cell: Cell) -> str | None:
        """A total, a part, or with an evaluation a stage; None for what names no money."""
        if self._evaluated:
            stage = headers.role(cell.text, "fund_columns")
            if stage in _EXECUTION:
                return stage
        role = fund_role(cell.text)
        return None if role == "unread" else role

    def _is_label(self, cell: Cell) -> bool:
        if not AMONG.sub("", printed(cell.text)):  # 其中 above the parts of a total
            return True
        return bool(
            self._role(cell) or fund_role(cell.text) or headers.role(cell.text, HEAD)
        ) and not looks.is_amount(printed(cell.text))

    def finish(self, project_no: int | None) -> Funds:
        """The amounts; a total beside that of the year is the whole term's."""
        yearly = any(entry.stage == "annual" and entry.source == "total" for entry in self._entries)
        for entry in self._entries:
            stage = entry.stage or ("cycle" if yearly else "annual")
            if self._evaluated and stage == "annual":
                stage = "budget"
            self._found.funds += self._fund(entry, stage, project_no)
        return self._found

    def _fund(self, entry: _Entry, stage: Stage, project_no: int | None) -> Iterator[ProjectFund]:
        try:
            found = amount(entry.value.text, entry.unit or "")
        except ValueError as error:
            if entry.unit is None and looks.is_amount(printed(entry.value.text)):
                self._report_no_unit(entry)
            else:
                self._warn(f"{entry.label}: {error}", entry.value)
            return
        if found:
            own = _OWN_UNIT.search(found.text)
            self._found.unit = self._found.unit or entry.unit or (own[0] if own else None)
            yield ProjectFund(
                project_no=project_no,
                source=entry.source,
                source_text=entry.label,
                stage=stage,
                amount_wan=found.wan,
                amount_text=found.text,
                rounding_wan=found.rounding_wan,
                place=entry.value.place,
            )

    def _report_no_unit(self, entry: _Entry) -> None:
        if not any(problem.message == NO_UNIT for problem in self._found.problems):
            self._found.problems.append(
                Problem(severity="error", message=NO_UNIT, place=entry.value.place)
            )

    def _warn(self, message: str, cell: Cell) -> None:
        self._found.problems.append(Problem(severity="warning", message=message, place=cell.place))
