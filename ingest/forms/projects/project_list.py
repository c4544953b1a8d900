"""A table of projects with one indicator a row: names, money and goals are printed once, merged."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from ingest.forms.projects.project_rows import Pieces, ProjectRow, ProjectRows
from ingest.lexicon import headers
from ingest.records import Problem
from ingest.understand.columns.header_cells import Header, unknown_headers, with_name_below
from ingest.understand.columns.name_columns import with_one_name
from ingest.understand.indicators.aligned_rows import AlignedRows
from ingest.understand.indicators.indicator_table import IndicatorTable
from ingest.understand.project_headers import (
    AMOUNTS,
    EVALUATED,
    FISCAL_PART,
    RATE,
    listed,
    project_header,
    settled_money,
)
from ingest.understand.sections import TableRow
from ingest.vocabulary import load
from ingest.words.money import printed_unit
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.document import Cell, Table

_OF_PROJECT = ("project_name", *AMOUNTS, FISCAL_PART, *EVALUATED, RATE, "goal")


def read_list(
    tables: Iterable[Table], year: int | None = None, *, evaluated: bool = False
) -> ProjectRows | None:
    """The projects of aligned tables; None where no header names projects and indicators both.

    Of ``evaluated`` ones amounts are what was given and spent. ``year`` is the form's, which tells
    its columns among those of several years.

    A row belongs to the project above it until another name is printed; a repeated name opens a
    new one only with other money.
    """
    reader = _Reader(year, evaluated=evaluated)
    for table in tables:
        rows = [[cell for cell in row if printed(cell.text)] for row in table.rows]
        filled = [cells for cells in rows if cells] if table.aligned else []
        for at, cells in enumerate(filled):
            reader.row(cells, islice(filled, at, None))
    return reader.found if reader.columns else None


class _Reader:
    def __init__(self, year: int | None, *, evaluated: bool) -> None:
        self.found = ProjectRows()
        self._year = year
        self._evaluated = evaluated
        self.columns: list[Header] = []
        self._header: list[Header] = []
        self._units: dict[int, str] = {}
        self._indicators: AlignedRows | None = None

    def row(self, cells: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> None:
        """Take one row, the first of ``rows``."""
        found = [project_header(cell, evaluated=self._evaluated) for cell in cells]
        if header := listed(found, self._year):
            self._header, self._units = header, {}
            self._take_units(found)
        else:
            self._settle(rows)
            if self.columns and not all(map(_is_caption, cells)):
                self._project(cells)
            else:
                self.found.captions += cells

    def _settle(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Take the header as it is: money in one column needs no parts to be a total.

        What stands below it in ``rows`` may tell which column has the names of indicators.
        """
        if not self._header:
            return
        below = list(rows)
        header = with_one_name(with_name_below(self._header, below), below)
        self._header = []
        if not any(column.role == "name" for column in header):
            return
        roles = settled_money(
            [column.role for column in header], [column.text for column in header]
        )
        self.columns = [
            replace(column, role=role) for column, role in zip(header, roles, strict=True)
        ]
        names = (column.text for column in header if column.role == "project_name")
        self.found.take_name_header(next(names))
        if not self.found.rows:
            self.found.problems += unknown_headers(self.columns)

    def _take_units(self, header: Sequence[Header]) -> None:
        """Keep the units of money by column; a header that spans others gives them its own."""
        for column in header:
            if unit := printed_unit(column.text):
                self.found.unit = self.found.unit or unit
                self._units.update(dict.fromkeys(range(column.col_from, column.col_to + 1), unit))

    def _project(self, cells: Sequence[Cell]) -> None:
        own = [
            (column, cell)
            for cell in cells
            for column in self.columns
            if column.role in _OF_PROJECT
            and (column.col_from <= cell.col <= column.col_to or _covers_name(cell, column))
        ]
        name = next((cell for column, cell in own if column.role == "project_name"), None)
        if name and not self._is_last(own):
            self._open(name)
            # What is merged over 单位名称 | 项目名称 may be a unit's row.
            columns = (column for column, _ in own if column.role == "project_name")
            self.found.names_units |= any(name.col < column.col_from for column in columns)
        if not self.found.rows or self._indicators is None:
            message = f"a row above the first project: {printed(cells[0].text)[:40]}"
            problem = Problem(severity="warning", message=message, place=cells[0].place)
            self.found.problems.append(problem)
            return
        project = self.found.rows[-1]
        for column, cell in own:
            role = column.role or ""
            if role == FISCAL_PART:
                project.fiscal_parts.append(Pieces([cell.text], [cell.place]))
                if unit := self._units.get(cell.col):
                    project.units[role] = unit
            elif role not in project.columns:
                project.columns[role] = Pieces([cell.text], [cell.place])
                if unit := self._units.get(cell.col):
                    project.units[role] = unit
        rest = tuple(cell for cell in cells if not any(cell is taken for _, taken in own))
        if rest:
            self._indicators.read(TableRow(rest, aligned=True))

    def _is_last(self, own: Sequence[tuple[Header, Cell]]) -> bool:
        """Whether a row names the last project again, with no other money than it has."""
        if not self.found.rows:
            return False
        told = {
            column.role: printed(cell.text)
            for column, cell in own
            if column.role in ("project_name", *AMOUNTS, *EVALUATED)
        }
        last = self.found.rows[-1]
        return all(printed(last.raw(role)) in ("", text) for role, text in told.items())

    def _open(self, name: Cell) -> None:
        columns = [column for column in self.columns if column.role not in _OF_PROJECT]
        indicators = IndicatorTable(headers=columns)
        self._indicators = AlignedRows(indicators)
        self.found.rows.append(ProjectRow(name.place, indicators=indicators))


def _is_caption(cell: Cell) -> bool:
    """Whether a cell is what stands above or below a table: 填报单位：某局, 单位：万元."""
    label, colon, _ = cell.text.replace(":", "：").partition("：")
    named = headers.role(label, "head") or headers.section(label) == "department"
    return bool(colon and (named or printed_unit(cell.text)))


def _covers_name(cell: Cell, column: Header) -> bool:
    """Whether a cell stands for a name: merged over the names' column, or 合计 before it."""
    if column.role != "project_name" or cell.col > column.col_from:
        return False
    merged = column.col_from < cell.col + cell.col_span
    return merged or printed(cell.text) in load("headers")["project_totals"]
