"""Rows of cells with spans → blocks: the columns that each cell takes, merged cells once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ingest.document import Cell, Place
from ingest.read.tables.regions import blocks_of

if TYPE_CHECKING:
    from ingest.document import Block

MAX_SPAN = 300
MAX_COLUMNS = 1_000
MAX_CELLS = 300_000


@dataclass(slots=True)
class Grid:
    """A table while its rows come in; ``name`` leads the places of its cells (table1!B3).

    What stands inside a cell and is no text of it (a nested table) follows the cell's row as a
    block of its own, and the table goes on behind it.
    """

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    inner: dict[int, list[Block]] = field(default_factory=dict)
    _taken: dict[int, int] = field(default_factory=dict)
    _column: int = 0
    _cells: int = 0

    @property
    def is_full(self) -> bool:
        """Whether no more cells should be put in."""
        return self._cells >= MAX_CELLS

    def next_row(self) -> None:
        """Begin a row."""
        self.rows.append([])
        self._column = 0

    def place(self, column: int, line: int | None = None) -> Place:
        """The place of the current row's cell in ``column``."""
        cell = f"{self.name}!{letters(column)}{len(self.rows)}"
        return Place(line_from=line, line_to=line, cell=cell)

    def add(
        self,
        text: str,
        rows: int = 1,
        columns: int = 1,
        *,
        line: int | None = None,
        inner: list[Block] | None = None,
        doubt: str | None = None,
    ) -> None:
        """Put a cell into the next free columns of the current row; blank ones only take them."""
        self._cells += 1
        row = len(self.rows) - 1
        while self._taken.get(self._column, 0) > row:
            self._column += 1
        columns = max(1, min(columns, MAX_SPAN, MAX_COLUMNS - self._column))
        if self._column >= MAX_COLUMNS:
            return
        if text.strip():
            place = replace(self.place(self._column, line), doubt=doubt)
            cell = Cell(text.strip(), place, row, self._column, max(rows, 1), columns)
            self.rows[-1].append(cell)
        if rows > 1:
            taken = range(self._column, self._column + columns)
            self._taken.update(dict.fromkeys(taken, row + rows))
        if inner:
            self.inner.setdefault(row, []).extend(inner)
        self._column += columns

    def skip(self, column: int) -> None:
        """Go on at ``column``: what is before it is left out, or belongs to a merged cell."""
        self._column = max(self._column, column)

    def blocks(self) -> list[Block]:
        """Its lines and tables, parted where other blocks stand inside; nothing where blank."""
        rows = [tuple(row) for row in self.rows]
        found: list[Block] = []
        start = 0
        for row in sorted(self.inner):
            found += blocks_of(list(filter(None, rows[start : row + 1])))
            found += self.inner[row]
            start = row + 1
        return found + blocks_of(list(filter(None, rows[start:])))


def letters(column: int) -> str:
    """The letters of a column, from 0: A, B, …, Z, AA."""
    text = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        text = chr(ord("A") + digit) + text
    return text
