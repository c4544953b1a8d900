"""A table of projects as text without columns, one indicator a row, whose cells slide.

Merged cells are printed once: a row begins with what is a project's own, or goes on with the level
or the name of its next indicator. What a row does not tell is an error, never a guess.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from ingest.document import Cell, Document, Line
from ingest.forms.projects.project_rows import Pieces, ProjectRow, ProjectRows
from ingest.lexicon import appearance, headers
from ingest.lexicon.levels import Levels, is_plain_label
from ingest.records import Problem
from ingest.understand.columns.header_cells import LEVEL_ROLES, VALUE_ROLES, Header
from ingest.understand.indicators.indicator_table import IndicatorTable
from ingest.understand.indicators.sliding_rows import add_sliding_row
from ingest.understand.lines.pieces import words_of
from ingest.understand.project_headers import (
    AMOUNTS,
    FISCAL_PART,
    list_headers,
    settled_money,
)
from ingest.understand.sections import TableRow
from ingest.vocabulary import load
from ingest.words.money import printed_unit
from ingest.words.printed import printed
from ingest.words.values import is_blank

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MONEY = (*AMOUNTS, FISCAL_PART)
_READ = ("project_name", *_MONEY, "goal")
_OF_INDICATORS = (*LEVEL_ROLES, "name", *VALUE_ROLES)
_SHORTEST_GOAL = 4
_UNTOLD = "a row of projects that this text does not tell apart: "

Cells = tuple[Cell, ...]
Own = tuple[tuple[str, Cell], ...]


def read_text_list(document: Document) -> ProjectRows | None:
    """The projects of such text; None without a row of headers that names them and indicators.

    Errors among the problems: rows that could be read in several ways, or in none.
    """
    reader = _Reader()
    for cells in _rows(document):
        reader.row(cells)
    return reader.found if reader.own else None


def _rows(document: Document) -> Iterator[Cells]:
    for block in document.blocks:
        if isinstance(block, Line):
            words = enumerate(words_of(block.text))
            yield tuple(Cell(word, block.place, 0, at) for at, word in words)
        elif not block.aligned:
            for row in block.rows:
                if filled := tuple(cell for cell in row if printed(cell.text)):
                    yield filled


class _Reader:
    def __init__(self) -> None:
        self.found = ProjectRows()
        self.own: list[Header] = []
        self._behind: list[Header] = []
        self._levels = Levels()

    def row(self, cells: Cells) -> None:
        """Take one row."""
        header = list_headers(cells)
        roles = [column.role for column in header]
        if "project_name" in roles and "name" in roles:
            first = next(at for at, role in enumerate(roles) if role in _OF_INDICATORS)
            self._behind = header[first:]
            texts = [column.text for column in header]
            settled = settled_money(roles, texts)[:first]
            self.own = [
                replace(column, role=role)
                for column, role in zip(header[:first], settled, strict=True)
            ]
            self.found.take_name_header(header[roles.index("project_name")].text)
            units = map(printed_unit, (column.text for column in self.own))
            self.found.unit = next(filter(None, (self.found.unit, *units)), None)
        elif self.own:
            self._read(cells)
        else:
            self.found.captions += cells

    def _read(self, cells: Cells) -> None:
        label = next((at for at, cell in enumerate(cells) if is_plain_label(cell.text)), None)
        readings = {self._kept(own) for own in self._assigned(cells[:label])}
        if len(cells) == 1 and label is None:
            self._problem("warning", "not read: ", cells)
        elif len(readings) == 1 and (label or _is_total(cells)):
            self._open_unless_last(readings.pop(), cells)
            if label:
                self._indicator(cells[label:])
        elif label == 0 or (label is None and not readings and len(cells) <= len(self._behind)):
            self._indicator(cells)
        else:
            self._problem("error", _UNTOLD, cells)

    def _assigned(self, cells: Cells) -> Iterator[Own]:
        """The ways in which cells may stand below the headers of what is a project's own.

        Columns that are not read are left out first, from the left: their cells were merged.
        """
        columns = [column.role or "" for column in self.own]
        right = columns[len(columns) - len(cells) :]
        left_out = columns[: len(columns) - len(cells)]
        if cells and not {*left_out} & {*_READ} and len(right) == len(cells):
            found = tuple(zip(right, cells, strict=True))
            if all(map(_fits, right, cells)):
                yield found
                return
        for roles in combinations(columns, len(cells)):
            if "project_name" in roles and all(map(_fits, roles, cells)):
                yield tuple(zip(roles, cells, strict=True))

    def _kept(self, own: Own) -> Own:
        return tuple((role, cell) for role, cell in own if role in _READ)

    def _open_unless_last(self, own: Own, cells: Cells) -> None:
        """Open a project, but where a row prints all of the last one again."""
        last = self.found.rows[-1] if self.found.rows else None
        told = {role: printed(cell.text) for role, cell in own}
        same = last and all(printed(last.raw(role)) == text for role, text in told.items())
        if not same or FISCAL_PART in told:
            self._open(own, cells)

    def _open(self, own: Own, cells: Cells) -> None:
        row = ProjectRow(cells[0].place, indicators=IndicatorTable(headers=self._behind))
        units = {column.role: printed_unit(column.text) for column in self.own}
        for role, cell in own:
            if role == FISCAL_PART:
                row.fiscal_parts.append(Pieces([cell.text], [cell.place]))
            else:
                row.columns[role] = Pieces([cell.text], [cell.place])
            if unit := units[role]:
                row.units[role] = unit
        self.found.rows.append(row)
        self._levels = Levels()

    def _indicator(self, cells: Cells) -> None:
        if not self.found.rows:
            self._problem("error", _UNTOLD, cells)
            return
        table = self.found.rows[-1].indicators
        assert table
        add_sliding_row(table, self._levels, TableRow(cells, aligned=False))

    def _problem(self, severity: Literal["error", "warning"], message: str, cells: Cells) -> None:
        text = " | ".join(printed(cell.text)[:20] for cell in cells)
        problem = Problem(severity=severity, message=f"{message}{text[:80]}", place=cells[0].place)
        self.found.problems.append(problem)


def _is_total(cells: Sequence[Cell]) -> bool:
    return printed(cells[0].text) in load("headers")["project_totals"]


def _fits(role: str, cell: Cell) -> bool:
    """Whether a cell looks like what a column of that role holds."""
    text = printed(cell.text)
    if role in _MONEY:
        return appearance.is_amount(text) or is_blank(text)
    if role == "goal":
        return len(text) >= _SHORTEST_GOAL and not appearance.is_short_value(text)
    if role == "project_name":
        return not headers.no_name(text) and not appearance.is_amount(text)
    return True
