"""Pictures of lines and of tables, a part of them marked."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image, ImageDraw

from ingest.display.fonts import chinese_font

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PIL.ImageFont import FreeTypeFont

    from ingest.document import Cell, Table

Mark = tuple[int, int]

_SIZE = 20
_LINE = 30
_PAD = 6
_MARGIN = 56
_WIDTH = 1300
_MOST_LINES = 60
_INK, _PALE, _GRID = "#202020", "#8a8a8a", "#c8c8c8"
_HEAD, _TINT, _MARK = "#f0f0f0", "#ffe680", "#d00000"
_ROWS_AROUND, _COLUMNS_AROUND = 7, 14
_COLUMN = (70, 330)
_CELL_LINES = 5
_ADDRESS = re.compile(r"!([A-Z]+)(\d+)$")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


class _Row(NamedTuple):
    """A line of letters as drawn: those from ``start`` on of a longer one."""

    text: str
    start: int


def draw_lines(lines: Sequence[tuple[int, str, Sequence[Mark] | None]]) -> Image.Image:
    """Numbered lines, wrapped; (start, end) of what is marked, None for a line printed around.

    Raises NoFontError.
    """
    font = chinese_font(_SIZE)
    rows = [
        (number if not row.start else None, row, marks)
        for number, text, marks in lines
        for row in _wrapped(text, font, _WIDTH - _MARGIN - 2 * _PAD)
    ]
    marked = [index for index, (_, row, marks) in enumerate(rows) if _in_row(row, marks)]
    first = max(0, (marked[0] if marked else 0) - _MOST_LINES // 2)
    rows = rows[first : first + _MOST_LINES]
    image = Image.new("RGB", (_WIDTH, len(rows) * _LINE + 2 * _PAD), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, _MARGIN - 1, image.height), fill=_HEAD)
    for index, (number, row, marks) in enumerate(rows):
        top = _PAD + index * _LINE
        if number is not None:
            draw.text((_MARGIN - _PAD, top), str(number), _PALE, font, anchor="ra")
        left = _MARGIN + _PAD
        for start, end in _in_row(row, marks):
            begin = left + font.getlength(row.text[:start])
            box = (begin - 2, top - 1, begin + font.getlength(row.text[start:end]) + 2, top + 28)
            draw.rectangle(box, fill=_TINT, outline=_MARK, width=2)
        draw.text((left, top), row.text, _PALE if marks is None else _INK, font)
    return image


def draw_table(table: Table, address: str) -> Image.Image:
    """The part of a table around the cell at ``address`` (its place's), as a grid.

    Raises NoFontError, and LookupError for a table without that cell.
    """
    return _Grid(table, address).draw()


class _Grid:
    """Rows and columns of a table around one cell, with their sizes in pixels."""

    def __init__(self, table: Table, address: str) -> None:
        self._font = chinese_font(_SIZE)
        cells = [cell for row in table.rows for cell in row]
        found = next((cell for cell in cells if cell.place.cell == address), None)
        if found is None:
            raise LookupError(f"no cell {address} in the table")
        self._marked = found
        rows = range(found.row - _ROWS_AROUND, found.row + found.row_span + _ROWS_AROUND)
        columns = range(found.col - _COLUMNS_AROUND, found.col + found.col_span + _COLUMNS_AROUND)
        self._cells = [
            cell
            for cell in cells
            if _overlaps(cell.row, cell.row_span, rows)
            and _overlaps(cell.col, cell.col_span, columns)
        ]
        self._rows = _within(rows, [(cell.row, cell.row_span) for cell in self._cells])
        self._columns = _within(columns, [(cell.col, cell.col_span) for cell in self._cells])
        self._widths = [self._width(column) for column in self._columns]
        self._heights = [self._height(row) for row in self._rows]
        self._letters, self._numbers = _addresses(cells)

    def draw(self) -> Image.Image:
        lefts = list(accumulate(self._widths, initial=_MARGIN))
        tops = list(accumulate(self._heights, initial=_LINE + _PAD))
        image = Image.new("RGB", (lefts[-1] + 1, tops[-1] + 1), "white")
        draw = ImageDraw.Draw(image)
        draw.rectangle((0, 0, image.width, tops[0]), fill=_HEAD)
        draw.rectangle((0, 0, lefts[0], image.height), fill=_HEAD)
        for column, left, width in zip(self._columns, lefts, self._widths, strict=False):
            name = self._letters.get(column, "")
            draw.text((left + width / 2, _PAD), name, _PALE, self._font, anchor="ma")
        for row, top, height in zip(self._rows, tops, self._heights, strict=False):
            middle = (_MARGIN / 2, top + height / 2)
            draw.text(middle, self._numbers.get(row, ""), _PALE, self._font, anchor="mm")
        for left in lefts:
            draw.line((left, 0, left, image.height), fill=_GRID)
        for top in tops:
            draw.line((0, top, image.width, top), fill=_GRID)
        for cell in sorted(self._cells, key=lambda cell: cell is self._marked):
            self._draw_cell(draw, cell, lefts, tops)
        return image

    def _draw_cell(
        self, draw: ImageDraw.ImageDraw, cell: Cell, lefts: list[int], tops: list[int]
    ) -> None:
        box = (
            lefts[max(cell.col - self._columns.start, 0)],
            tops[max(cell.row - self._rows.start, 0)],
            lefts[min(cell.col + cell.col_span, self._columns.stop) - self._columns.start],
            tops[min(cell.row + cell.row_span, self._rows.stop) - self._rows.start],
        )
        marked = cell is self._marked
        draw.rectangle(
            box,
            fill=_TINT if marked else "white",
            outline=_MARK if marked else _GRID,
            width=3 if marked else 1,
        )
        room = max(1, (box[3] - box[1] - _PAD) // _LINE)
        shown = self._lines(cell, box[2] - box[0])
        if len(shown) > room:
            shown = [*shown[: room - 1], "…"]
        for index, text in enumerate(shown):
            draw.text((box[0] + _PAD, box[1] + _PAD + index * _LINE), text, _INK, self._font)

    def _lines(self, cell: Cell, width: int) -> list[str]:
        return [
            row.text
            for line in cell.text.splitlines()
            for row in _wrapped(line, self._font, width - 2 * _PAD)
        ]

    def _width(self, column: int) -> int:
        least, most = _COLUMN
        texts = [
            line
            for cell in self._cells
            if cell.col == column and cell.col_span == 1
            for line in cell.text.splitlines()
        ]
        widest = max((round(self._font.getlength(_plain(text))) for text in texts), default=0)
        return min(max(widest + 2 * _PAD + 2, least), most)

    def _height(self, row: int) -> int:
        lines = 1
        for cell in self._cells:
            if cell.row == row and cell.row_span == 1:
                first = max(cell.col, self._columns.start) - self._columns.start
                last = cell.col + cell.col_span - self._columns.start
                lines = max(lines, len(self._lines(cell, sum(self._widths[first:last]))))
        most = _CELL_LINES if row != self._marked.row else _MOST_LINES
        return min(lines, most) * _LINE + 2 * _PAD


def _overlaps(start: int, span: int, window: range) -> bool:
    return start < window.stop and start + span > window.start


def _within(window: range, spans: Iterable[tuple[int, int]]) -> range:
    """The part of ``window`` that has cells."""
    taken = list(spans)
    first = min(start for start, _ in taken)
    last = max(start + span for start, span in taken)
    return range(max(window.start, first), min(window.stop, last))


def _addresses(cells: Iterable[Cell]) -> tuple[dict[int, str], dict[int, str]]:
    """Letters of columns and numbers of rows, from the places of cells (表1!B3)."""
    letters: dict[int, str] = {}
    numbers: dict[int, str] = {}
    for cell in cells:
        if found := _ADDRESS.search(cell.place.cell or ""):
            letters[cell.col], numbers[cell.row] = found.groups()
    return letters, numbers


def _wrapped(text: str, font: FreeTypeFont, width: float) -> list[_Row]:
    """A line broken wherever it gets too wide, as Chinese is."""
    text = _plain(text)
    rows, start, used = [], 0, 0.0
    for at, char in enumerate(text):
        advance = font.getlength(char)
        if used + advance > width and at > start:
            rows.append(_Row(text[start:at], start))
            start, used = at, 0.0
        used += advance
    return [*rows, _Row(text[start:], start)]


def _plain(text: str) -> str:
    """The text with as many characters, those that can't be drawn as blanks."""
    return _CONTROL.sub(" ", text)


def _in_row(row: _Row, marks: Sequence[Mark] | None) -> list[Mark]:
    """The marks of a line as far as they are in one of its rows."""
    cut = [
        (max(start - row.start, 0), min(end - row.start, len(row.text)))
        for start, end in marks or ()
    ]
    return [(start, end) for start, end in cut if start < end]
