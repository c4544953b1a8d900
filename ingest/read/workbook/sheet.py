"""One sheet of a workbook as it is read: what shows, what is merged, what is hidden or odd."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ingest.document import Cell, Place, UnreadableError
from ingest.read.tables.grid import MAX_CELLS, MAX_COLUMNS, letters
from ingest.read.tables.regions import blocks_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.document import Block
    from ingest.read.shown import Shown

Range = tuple[int, int, int, int]

MAX_ROWS = 20_000
# What reading a cell or merged range fails with that is not what it should be.
DAMAGED = (ValueError, ArithmeticError, LookupError, TypeError)
MAX_CHARACTERS = 10_000_000


@dataclass(slots=True)
class Sheet:
    """One sheet as read: shown texts by (row, column), both from 1; ranges are (top, left, …)."""

    name: str
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    doubts: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    odd: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    characters: int = 0
    is_full: bool = False

    def place(self, row: int, column: int) -> Place:
        """The place of a cell."""
        return Place(cell=f"{self.name}!{letters(max(column, 1) - 1)}{max(row, 1)}")

    def put(self, row: int, column: int, shown: Shown) -> bool:
        """Keep what a cell shows; False where the sheet is fuller than is read."""
        if not shown.text.strip():
            return True
        if self.is_full_before(row, column):
            return False
        self.texts[row, column] = shown.text
        if shown.doubt:
            self.doubts[row, column] = shown.doubt
        self.characters += len(shown.text)
        return True

    def is_full_before(self, row: int, column: int) -> bool:
        """Whether a filled cell is more than is read of a sheet, which is noted."""
        limits = f"{MAX_ROWS} rows, {MAX_COLUMNS} columns or {MAX_CELLS} cells"
        if self.characters > MAX_CHARACTERS:
            limits = f"{MAX_CHARACTERS} characters"
            self.is_full = True
        elif row > MAX_ROWS or len(self.texts) >= MAX_CELLS:
            self.is_full = True
        elif column <= MAX_COLUMNS:
            return False
        self.note(f"cells beyond {limits} were not read", row, column)
        return True

    def note(self, what: str, row: int, column: int) -> None:
        """Remember a cell that something is odd about, to be reported once a sheet."""
        self.odd.setdefault(what, []).append((row, column))

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merge the cells between two corners, whichever they are."""
        (top, bottom), (left, right) = sorted((top, bottom)), sorted((left, right))
        self.merged.append((top, left, bottom, right))

    def hide_rows(self, first: int, last: int) -> None:
        """Leave out rows, as far as rows are read."""
        self.hidden_rows.update(range(first, min(last, MAX_ROWS) + 1))

    def hide_columns(self, first: int, last: int) -> None:
        """Leave out columns, as far as columns are read."""
        self.hidden_columns.update(range(first, min(last, MAX_COLUMNS) + 1))

    def report(self) -> Iterator[tuple[str, Place]]:
        """The warnings of the sheet, cells of a kind together."""
        for count, what in ((self._hidden(0), "row"), (self._hidden(1), "column")):
            if count:
                plural = "s were" if count > 1 else " was"
                yield (
                    f"sheet “{self.name}”: {count} hidden {what}{plural} not read",
                    self.place(1, 1),
                )
        for what, cells in self.odd.items():
            more = f" ({len(cells)} cells)" if len(cells) > 1 else ""
            yield f"sheet “{self.name}”: {what}{more}", self.place(*cells[0])

    def _hidden(self, axis: int) -> int:
        """How many hidden rows (axis 0) or columns (axis 1) hold something."""
        hidden = (self.hidden_rows, self.hidden_columns)[axis]
        return len({cell[axis] for cell in self.texts} & hidden) if hidden else 0

    @property
    def blocks(self) -> list[Block]:
        """Lines and tables of the visible cells, in order."""
        return blocks_of(self._rows())

    def _rows(self) -> list[tuple[Cell, ...]]:
        """The visible rows from the first filled one on; merged cells once, blank rows empty."""
        self._clip()
        merged = {(top, left): box for box in self.merged for top, left in [box[:2]]}
        covered = self._covered()
        found: dict[int, list[Cell]] = {}
        for (row, column), text in self.texts.items():
            if (row, column) in covered:
                if text != self.texts.get(covered[row, column]):
                    self.note("a cell that a merged one hides was not read", row, column)
                continue
            cell = self._cell(row, column, text, merged.get((row, column)))
            if cell:
                found.setdefault(cell.row, []).append(cell)
        if not found:
            return []
        bridged = self._bridged()
        return [
            tuple(sorted(found[row], key=lambda cell: cell.col)) if row in found else ()
            for row in range(min(found), max(found) + 1)
            if row in found or row not in bridged
        ]

    def _clip(self) -> None:
        """Cut merged cells off where nothing is filled; raises UnreadableError for a heap."""
        last = max((row for row, _ in self.texts), default=0)
        self.merged = [
            (top, left, min(bottom, last), min(right, MAX_COLUMNS))
            for top, left, bottom, right in dict.fromkeys(self.merged)
            if top <= last and left <= MAX_COLUMNS
        ]
        if sum(bottom - top for top, _, bottom, _ in self.merged) > MAX_CELLS:
            raise UnreadableError("a sheet whose merged cells overlap beyond reason")

    def _covered(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Filled cells that a merged one hides, and where it begins; not those where others do."""
        begun = {box[:2] for box in self.merged}
        by_row: dict[int, list[int]] = {}
        for row, column in self.texts:
            by_row.setdefault(row, []).append(column)
        filled = sorted(by_row)
        return {
            (row, column): (top, left)
            for top, left, bottom, right in self.merged
            for row in filled[bisect_left(filled, top) : bisect_right(filled, bottom)]
            for column in by_row[row]
            if left <= column <= right and (row, column) not in begun
        }

    def _bridged(self) -> set[int]:
        """Rows that part nothing though they be blank: hidden, or inside a filled merged cell."""
        spanned = (
            range(top, bottom + 1)
            for top, left, bottom, _ in self.merged
            if (top, left) in self.texts
        )
        return self.hidden_rows.union(*spanned)

    def _cell(self, row: int, column: int, text: str, merged: Range | None) -> Cell | None:
        """A cell with the rows and columns of it that show; None where none does."""
        top, left, bottom, right = merged or (row, column, row, column)
        rows = [n for n in range(top, bottom + 1) if n not in self.hidden_rows]
        columns = [n for n in range(left, right + 1) if n not in self.hidden_columns]
        if not rows or not columns:
            return None
        return Cell(
            text.strip(),
            replace(self.place(row, column), doubt=self.doubts.get((row, column))),
            rows[0],
            columns[0] - 1,
            rows[-1] - rows[0] + 1,
            columns[-1] - columns[0] + 1,
        )
