"""Indicator rows of an aligned table: what stands under which header, and what a cell spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from ingest.lexicon.headers import is_placeholder, level_of
from ingest.lexicon.levels import (
    Levels,
    is_label_end,
    is_plain_label,
    label_of,
    labels_in,
    plain_level,
    ranks,
    weight_of,
)
from ingest.understand.columns.header_cells import (
    LEVEL_ROLES,
    ONE_OF_SEVERAL,
    OPENS_BLOCK,
    VALUE_ROLES,
    Header,
)
from ingest.words.masks import half_width
from ingest.words.operators import PREFIXES
from ingest.words.printed import printed
from ingest.words.quantity import is_unit

if TYPE_CHECKING:
    from ingest.document import Cell
    from ingest.understand.indicators.indicator_table import IndicatorTable
    from ingest.understand.sections import TableRow

Block = Sequence[Header]
Cells = dict[str, "Cell"]

# A weight or score that spans rows is that of all of them together, so it is not repeated.
_SHARED = ("name", *VALUE_ROLES, "adjusted", "nature", "unit", "deviation")
_LONGEST_UNIT = 4


def blocks(headers: Block) -> list[Block]:
    """The headers by block: 中期 and 年度 may stand side by side, each with names of its own."""
    found: list[list[Header]] = [[]]
    for header in headers:
        taken = {known.role for known in found[-1]}
        if header.role in OPENS_BLOCK and header.role in taken:
            found.append([])
        found[-1].append(header)
    named = [block for block in found if any(header.role == "name" for header in block)]
    if len(named) == 2 and not any(header.role == "cycle" for header in headers):
        # The ministry's form prints the goals of the whole term on the left.
        named[0] = [
            replace(header, role="cycle") if header.role == "annual" else header
            for header in named[0]
        ]
    return list(named)


@dataclass(frozen=True, slots=True)
class LocalValue:
    """The value of one of several places, each of which has a column, or of some of them."""

    locality: str
    role: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class _Held:
    """A cell that reaches down to the row ``until``."""

    cell: Cell
    until: int


class AlignedRows:
    """Reads rows into a table, block by block, keeping what spans several of them.

    ``above`` read the rows above a header that is repeated: its labels stay in force. Below bands,
    first levels in rows of their own, the only column of levels holds second ones.
    """

    def __init__(self, table: IndicatorTable, above: AlignedRows | None = None) -> None:
        self._table = table
        self._blocks = blocks(table.headers)
        self._levels = [Levels() for _ in self._blocks]
        self._is_banded = False
        if above and len(above._levels) == len(self._levels):
            self._levels, self._is_banded = above._levels, above._is_banded
        self._held: dict[tuple[int, str], _Held] = {}
        # By block: the values of places that reach down to a row.
        self._held_local: dict[int, list[tuple[int, LocalValue]]] = {}
        self._below: list[tuple[int, Cell]] = []
        self._row = -1

    def read(self, row: TableRow) -> None:
        """Add the indicators of a row: one, or one a block where their names differ."""
        number = row.filled[0].row
        if number <= self._row:
            self._held.clear()
            self._held_local.clear()
        self._row = number
        while self._below:
            self._band(*self._below.pop())
        self._report_strays(row)
        local = [self._local(index, row, number) for index in range(len(self._blocks))]
        rows = [self._cells(index, row, number, local[index]) for index in range(len(self._blocks))]
        names = [printed(cells["name"].text) for cells in rows if "name" in cells]
        if len(rows) > 1 and len(names) == len(rows) and len(set(names)) == 1:
            rows = [dict(chain.from_iterable(cells.items() for cells in reversed(rows)))]
            local = [list(chain.from_iterable(local))]
        for index, cells in enumerate(rows):
            self._add(index, cells, local[index])

    def levels(self) -> Levels:
        """The labels in force in the first block."""
        return self._levels[0] if self._levels else Levels()

    def _local(self, index: int, row: TableRow, number: int) -> list[LocalValue]:
        """The values of each place, with those of rows above that reach down to here.

        What spans several places is of them all.
        """
        block = [header for header in self._blocks[index] if header.locality]
        held = [each for each in self._held_local.get(index, ()) if number <= each[0]]
        found = [value for _, value in held]
        for header in block:
            for cell in row.filled:
                if not header.col_from <= cell.col <= header.col_to:
                    continue
                spanned = [
                    each for each in block if cell.col <= each.col_from < cell.col + cell.col_span
                ]
                names = [each.locality or "" for each in spanned or [header]]
                value = LocalValue("、".join(names), header.role or "", cell.doubted(header.doubt))
                if cell.row_span > 1:
                    held.append((number + cell.row_span - 1, value))
                found.append(value)
        self._held_local[index] = held
        return found

    def _cells(self, index: int, row: TableRow, number: int, local: Sequence[LocalValue]) -> Cells:
        """The cells of one block by role, with those of rows above that reach down to here."""
        cells: Cells = {}
        block = self._blocks[index]
        for header, begun in zip(block, _under(block, row), strict=True):
            if header.locality:
                continue
            under = begun or _labels_from_left(header, self._table.headers, row)
            if header.role in LEVEL_ROLES:  # 目标1 beside 成本目标, and 目标2 below it
                labels = [cell for cell in under if not is_placeholder(cell.text)]
                under = labels if getattr(self._levels[index], header.role) else labels or under
            if under and header.role and header.role not in cells:
                cells[header.role] = _joined(under).doubted(header.doubt)
            elif under and header.role in VALUE_ROLES:
                cells[header.role] = cells[header.role].doubted(ONE_OF_SEVERAL)
        _signed_by_content(block, row, cells)
        in_band = self._bands(index, cells)
        weights = {role: cells.pop(f"{role}_weight", None) for role in LEVEL_ROLES}
        _take_levels_apart(cells)
        for role, rank in self._ranks(index, cells, in_band=in_band).items():
            self._level(index, role, rank, cells[role], weights[role])
        if "name" not in cells:
            self._spanned_name(block, cells)
        own = bool(local) or any(role in cells for role in VALUE_ROLES)
        for role in _SHARED:
            held = self._held.get((index, role))
            if role in cells:
                if cells[role].row_span > 1:
                    until = number + cells[role].row_span - 1
                    self._held[index, role] = _Held(cells[role], until)
            elif held and number <= held.until and (own if role == "name" else "name" in cells):
                cells[role] = held.cell
        return cells

    def _spanned_name(self, block: Block, cells: Cells) -> None:
        """A level label merged with the name's column is the name too; a band goes on behind it."""
        column = next(header.col_from for header in block if header.role == "name")
        values = [header.col_from for header in block if header.role in VALUE_ROLES]
        for role in LEVEL_ROLES:
            if role not in cells:
                continue
            behind = cells[role].col + cells[role].col_span
            if behind > column and not any(column < value < behind for value in values):
                cells["name"] = cells[role]

    def _bands(self, index: int, cells: Cells) -> bool:
        """Take labels of levels that stand where names do; whether this row is one's own.

        They are centred over columns that no rule parts, and may have been read into the name
        above or below; a block with both columns of levels has none.
        """
        name, roles = cells.get("name"), {header.role for header in self._blocks[index]}
        if not name or {*LEVEL_ROLES} <= roles:
            return False
        if not {*VALUE_ROLES} & {*cells}:
            is_band = is_plain_label(name.text)
            if is_band:
                self._band(index, cells.pop("name"))
            return is_band
        lines = name.text.split("\n")
        if len(lines) > 1 and _is_weighed(lines[0]):
            self._band(index, replace(name, text=lines.pop(0)))
        if len(lines) > 1 and _is_weighed(lines[-1]):
            self._below.append((index, replace(name, text=lines.pop())))
        cells["name"] = replace(name, text="\n".join(lines))
        return False

    def _band(self, index: int, cell: Cell) -> None:
        rank = min(ranks(cell.text))
        self._is_banded = self._is_banded or rank == 1
        self._level(index, LEVEL_ROLES[rank - 1], rank, cell, None)

    def _ranks(self, index: int, cells: Cells, *, in_band: bool) -> dict[str, int]:
        """The level that the label in each column of levels is of."""
        own = {role: rank for rank, role in enumerate(LEVEL_ROLES, 1) if role in cells}
        if len(own) != 1 or {*LEVEL_ROLES} <= {header.role for header in self._blocks[index]}:
            return own
        ((role, rank),) = own.items()
        text, band = cells[role].text, self._levels[index].level1 or ""
        if 1 in ranks(text) and not in_band and not {"name", *VALUE_ROLES} & {*cells}:
            self._is_banded = True
            return {role: 1}
        if not self._is_banded:
            return {role: rank}
        return {role: 1 if ranks(text) == {1} and plain_level(text) != plain_level(band) else 2}

    def _level(self, index: int, role: str, rank: int, cell: Cell, weight: Cell | None) -> None:
        levels = self._levels[index]
        text, before = level_of(cell.text), levels.level1 if rank == 1 else levels.level2
        cut = before and (
            is_label_end(text)
            or (rank not in ranks(text) | ranks(before) and rank in ranks(before + text))
        )
        if before and cut:
            # A page break cut the label: the rows above stand under the whole one.
            text = before + text
            self._table.rename(rank, before, label_of(text))
        for block, each in zip(self._blocks[index:], self._levels[index:], strict=True):
            if each is levels or not any(header.role == role for header in block):
                each.complete(rank, text) if cut else each.put(rank, text)
        beside = f"({printed(weight.text).rstrip('分%％')}分)" if weight else ""
        self._table.weigh(levels, rank, text + beside, cell.place)

    def _add(self, index: int, cells: Cells, local: Sequence[LocalValue]) -> None:
        values = {role: cell for role, cell in cells.items() if role not in (*LEVEL_ROLES, "name")}
        levels = self._levels[index]
        if "name" in cells:
            if not (values or local) and cells["name"].place.doubt:
                text = printed(cells["name"].text)
                self._table.warn(f"a name without a value: {text[:40]}", cells["name"].place)
            self._table.add(levels, cells["name"], values, local)
        elif local or any(role in values for role in VALUE_ROLES):
            first = next(iter(values.values()), None) or local[0].cell
            if "level2" in cells:
                self._table.warn("values without a name, taken under their level", first.place)
                self._table.add(levels, cells["level2"], values, local)
            else:
                self._table.warn("values without an indicator name", first.place)
        else:
            self._table.add_subtotal(levels, cells)

    def _report_strays(self, row: TableRow) -> None:
        """A cell with a figure under no header is not dropped in silence."""
        headers = self._table.headers
        for cell in row.filled:
            stray = cell.col > headers[0].col_from and not any(
                header.col_from <= cell.col <= header.col_to for header in headers
            )
            if stray:
                message = f"a cell under no header: {printed(cell.text)[:40]}"
                self._table.warn(message, cell.place)


def _under(block: Block, row: TableRow) -> list[list[Cell]]:
    """The cells that begin under each header; one that spans the next too is that one's.

    So where another stands before it: without vertical rules, rows may be cut elsewhere.
    """
    found = [
        [cell for cell in row.filled if header.col_from <= cell.col <= header.col_to]
        for header in block
    ]
    for at, header in enumerate(block[1:], 1):
        before = found[at - 1]
        if len(before) > 1 and not found[at]:
            last = before[-1]
            if last.col + last.col_span > header.col_from:
                found[at] = [before.pop()]
    return found


def _labels_from_left(header: Header, headers: Block, row: TableRow) -> list[Cell]:
    """The level's label that begins left of its header, below that of the section, and spans both.

    Where only horizontal rules are drawn, nothing parts the two columns.
    """
    if header.role not in LEVEL_ROLES:
        return []
    return [
        cell
        for cell in row.filled
        if cell.col < header.col_from < cell.col + cell.col_span
        and not any(other.role and other.col_from <= cell.col <= other.col_to for other in headers)
        and ranks(cell.text)
    ]


def _take_levels_apart(cells: Cells) -> None:
    """Take the two labels of levels that one cell prints: 产出指标—数量指标."""
    own = [role for role in LEVEL_ROLES if role in cells]
    labels = labels_in(cells[own[0]].text) if len(own) == 1 else []
    if len(labels) == len(LEVEL_ROLES):
        label = cells[own[0]]
        for role, text in zip(LEVEL_ROLES, labels, strict=True):
            cells[role] = replace(label, text=text)


def _signed_by_content(block: Block, row: TableRow, cells: Cells) -> None:
    """Know a sign or a unit of its own cell by what it says, where nobody knows its header.

    So for a sign under a header that may also stand above words (指标值类型).
    A bare number beside another short word under such a header carries a doubt: it may be a unit.
    """
    roles = {header.role for header in block}
    for at, header in enumerate(block):
        under = [cell for cell in row.filled if header.col_from <= cell.col <= header.col_to]
        if header.role not in (None, "remark") or len(under) != 1:
            continue
        text = printed(under[0].text)
        if header.role and half_width(text) not in PREFIXES:
            continue
        role = "nature" if half_width(text) in PREFIXES else "unit" if is_unit(text) else None
        if role and role not in roles:
            cells.setdefault(role, under[0])
        elif not role and len(text) <= _LONGEST_UNIT and text.isalpha():
            for beside in (*block[max(at - 1, 0) : at], *block[at + 1 : at + 2]):
                value = cells.get(beside.role or "")
                if beside.role in VALUE_ROLES and value and printed(value.text)[-1:].isdigit():
                    doubt = f"单位可能另列于未知表头下 (its unit may be “{text}” beside it)"
                    place = value.place.to(replace(value.place, doubt=doubt))
                    cells[beside.role] = replace(value, place=place)


def _is_weighed(text: str) -> bool:
    return weight_of(text) is not None and is_plain_label(text)


def _joined(cells: Sequence[Cell]) -> Cell:
    """The cells under one header as one: ≥ | 95 | % reads ≥95%."""
    first, last = cells[0], cells[-1]
    if first is last:
        return first
    return replace(
        first,
        text=" ".join(cell.text for cell in cells),
        place=first.place.to(last.place),
        col_span=last.col + last.col_span - first.col,
    )
