"""Draws blocks as a PDF with ReportLab: rules, merged cells and page breaks as asked for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from benchmarks.accuracy.fonts import register_cid, register_embedded
from benchmarks.accuracy.grids import UNITS, Box, Grid, Paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.accuracy.grids import Block
    from benchmarks.accuracy.look import Look

_MARGIN = 52.0
_PAD = 3.0


@dataclass(frozen=True, slots=True)
class _Slice:
    """The part of a row on a page: from line ``first`` on, ``height`` points high."""

    row: int
    first: int
    height: float


def draw(path: Path, forms: Sequence[Sequence[Block]], look: Look) -> None:
    """Write the blocks of each form to ``path``, each form beginning a page."""
    if look.font == "cid":
        font = register_cid()
    else:
        font = register_embedded(look.font, _texts(forms) + look.watermark + look.head + "—")
    printer = _Printer(path, look, font)
    for blocks in forms:
        printer.new_page()
        for block in blocks:
            if isinstance(block, Paragraph):
                printer.paragraph(block)
            else:
                printer.grid(block)
    printer.end()


def _texts(forms: Sequence[Sequence[Block]]) -> str:
    found: set[str] = set()
    for blocks in forms:
        for block in blocks:
            boxes = [block.text] if isinstance(block, Paragraph) else [b.text for b in block.boxes]
            found.update("".join(boxes))
    return "".join(sorted(found - {"\n"}))


class _Printer:
    def __init__(self, path: Path, look: Look, font: str) -> None:
        self.look, self.font = look, font
        portrait = (A4[0], A4[1])
        self.width, self.height = portrait if look.page == "portrait" else portrait[::-1]
        self.canvas = Canvas(str(path), pagesize=portrait, pageCompression=1)
        self.page = 0
        self.y = 0.0
        self.leading = look.size * 1.35

    def new_page(self) -> None:
        """Begin a page with its watermark and number."""
        if self.page:
            self.canvas.showPage()
        self.page += 1
        canvas = self.canvas
        if self.look.page == "landscape":
            canvas.setPageSize((self.width, self.height))
        elif self.look.page == "rotated":
            # Content lies on its side and /Rotate turns the page upright; ReportLab swaps the
            # sides of a page that it rotates.
            canvas.setPageSize((self.width, self.height))
            canvas.setPageRotation(90)
            canvas.transform(0, 1, -1, 0, self.height, 0)
        if self.look.watermark:
            canvas.saveState()
            canvas.setFont(self.font, 46)
            canvas.setFillGray(0.85)
            canvas.translate(self.width / 2, self.height / 2)
            canvas.rotate(40)
            canvas.drawCentredString(0, 0, self.look.watermark)
            canvas.restoreState()
        if self.look.page_numbers:
            canvas.setFont(self.font, 9)
            canvas.drawCentredString(self.width / 2, 26, f"— {self.page} —")
        if self.look.head:
            canvas.setFont(self.font, 9)
            canvas.drawString(_MARGIN, self.height - 36, self.look.head)
            canvas.setLineWidth(0.5)
            canvas.line(_MARGIN, self.height - 40, self.width - _MARGIN, self.height - 40)
        self.y = self.height - _MARGIN

    def end(self) -> None:
        """Close the file."""
        self.canvas.save()

    def paragraph(self, paragraph: Paragraph) -> None:
        """A title in the middle, a caption at the left, a unit at the right, or running text."""
        title = paragraph.kind == "title"
        size = self.look.size * (1.6 if title else 1.0)
        for line in self._wrap(paragraph.text, self.width - 2 * _MARGIN, size):
            if self.y - size * 1.5 < _MARGIN:
                self.new_page()
            self.y -= size * 1.5
            share = {"title": 0.5, "right": 1.0}.get(paragraph.kind, 0.0)
            self._line(line, _MARGIN, self.width - _MARGIN, self.y, size, share)
        self.y -= 6

    def grid(self, grid: Grid) -> None:
        """A table over as many pages as it needs."""
        edges = self._edges(grid)
        lines = {
            id(box): self._wrap(box.text, edges[box.col + box.col_span] - edges[box.col] - 2 * _PAD)
            for box in grid.boxes
        }
        heights = self._heights(grid, lines)
        repeated = range(*grid.header) if grid.header and self.look.repeat_header else range(0)
        told: dict[int, int] = {}
        slices: list[_Slice] = []
        room = self.y - _MARGIN
        for row in range(grid.rows):
            first, left = 0, heights[row]
            while left > room + 0.01:
                fitting = int((room - 2 * _PAD) // self.leading)
                total = round((left - 2 * _PAD) / self.leading)
                if self.look.split_rows and fitting >= 1 and total - fitting >= 1 and slices:
                    slices.append(_Slice(row, first, room))
                    first += fitting
                    left -= fitting * self.leading
                elif not slices:
                    break
                self._page(grid, edges, slices, lines, told, heights)
                self.new_page()
                slices = [_Slice(head, 0, heights[head]) for head in repeated if head < row]
                for box in grid.boxes:
                    if box.row in repeated:
                        told.pop(id(box), None)
                room = self.y - _MARGIN - sum(part.height for part in slices)
            slices.append(_Slice(row, first, left))
            room -= left
        self._page(grid, edges, slices, lines, told, heights)

    def _edges(self, grid: Grid) -> list[float]:
        widths = grid.widths or [1.3, *[1.0] * UNITS]
        scale = (self.width - 2 * _MARGIN) / sum(widths)
        return [_MARGIN + scale * edge for edge in accumulate(widths, initial=0.0)]

    def _heights(self, grid: Grid, lines: dict[int, list[str]]) -> list[float]:
        heights = [self.leading + 2 * _PAD] * grid.rows
        for box in sorted(grid.boxes, key=lambda box: box.row_span):
            need = len(lines[id(box)]) * self.leading + 2 * _PAD
            have = sum(heights[box.row : box.row + box.row_span])
            if need > have:
                heights[box.row + box.row_span - 1] += need - have
        return heights

    def _page(
        self,
        grid: Grid,
        edges: list[float],
        slices: list[_Slice],
        lines: dict[int, list[str]],
        told: dict[int, int],
        heights: list[float],
    ) -> None:
        """Draw the part of a table that stands on this page."""
        tops: dict[int, tuple[float, float]] = {}
        for part in slices:
            tops[part.row] = (self.y, self.y - part.height)
            self.y -= part.height
        cut = {part.row for part in slices if part.height < heights[part.row] - 0.01}
        for box in grid.boxes:
            rows = [r for r in range(box.row, box.row + box.row_span) if r in tops]
            if not rows:
                continue
            top, bottom = tops[rows[0]][0], tops[rows[-1]][1]
            if self.look.shade and box.kind == "label":
                self.canvas.setFillGray(0.88)
                width = edges[box.col + box.col_span] - edges[box.col]
                self.canvas.rect(edges[box.col], bottom, width, top - bottom, stroke=0, fill=1)
                self.canvas.setFillGray(0)
            self._rules(edges[box.col], top, edges[box.col + box.col_span], bottom)
            done = told.get(id(box), 0)
            room = max(int((top - bottom - 2 * _PAD + 0.01) // self.leading), 1)
            shown = lines[id(box)][done : done + room]
            told[id(box)] = done + len(shown)
            whole = not (cut & set(rows)) or box.row_span > 1
            self._text(box, shown, edges, (top, bottom), self.look.middle and whole)

    def _rules(self, left: float, top: float, right: float, bottom: float) -> None:
        canvas = self.canvas
        canvas.setLineWidth(0.25 if self.look.faint else 0.5)
        canvas.setStrokeGray(0.55 if self.look.faint else 0)
        if self.look.rules == "ruled":
            canvas.rect(left, bottom, right - left, top - bottom)
        elif self.look.rules == "half-ruled":
            canvas.line(left, top, right, top)
            canvas.line(left, bottom, right, bottom)

    def _text(
        self,
        box: Box,
        lines: list[str],
        edges: list[float],
        span: tuple[float, float],
        middle: bool,
    ) -> None:
        left, right = edges[box.col], edges[box.col + box.col_span]
        slack = span[0] - span[1] - 2 * _PAD - len(lines) * self.leading
        y = span[0] - _PAD - (slack / 2 if middle else 0.0)
        share = {"label": 0.5, "figure": 1.0}.get(box.kind, 0.0)
        for line in lines:
            y -= self.leading
            base = y + self.leading * 0.27
            self._line(line, left + _PAD, right - _PAD, base, self.look.size, share)

    def _line(
        self, text: str, left: float, right: float, y: float, size: float, share: float
    ) -> None:
        """A line of text; ``share`` of the slack stands left of it."""
        x = left + share * (right - left - self._width(text, size))
        for latin, run in groupby(text, lambda char: bool(self.look.latin) and char.isascii()):
            piece, font = "".join(run), self.look.latin if latin else self.font
            self.canvas.setFont(font, size)
            self.canvas.drawString(x, y, piece)
            x += stringWidth(piece, font, size)

    def _width(self, text: str, size: float) -> float:
        if not self.look.latin:
            return stringWidth(text, self.font, size)
        return sum(
            stringWidth(char, self.look.latin if char.isascii() else self.font, size)
            for char in text
        )

    def _wrap(self, text: str, width: float, size: float | None = None) -> list[str]:
        """Lines that fit; a word or number too long for its cell is broken where it must be."""
        size = size or self.look.size
        lines = [""]
        for char in text:
            broken = char == "\n"
            if broken or (self._width(lines[-1] + char, size) > width and lines[-1]):
                lines.append("")
            lines[-1] += "" if broken else char
        return lines
