"""Sets tables of indicators without rules: wrapped cells, merged labels, page breaks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from reportlab.pdfbase.pdfmetrics import stringWidth

from tests.unit.read.draw_pdf import FONT, HEIGHT, Drawing

if TYPE_CHECKING:
    from collections.abc import Sequence

    Row = tuple[str, ...]

TOP, FOOT = 60.0, HEIGHT - 60.0


@dataclass(frozen=True, slots=True)
class Style:
    """How a table is set: type size, line pitch (of the size), padding, where cells stand."""

    size: float = 9.0
    pitch: float = 1.35
    padding: float = 3.0
    alignment: str = "middle"
    left: float = 45.0


def set_rows(
    drawing: Drawing, rows: Sequence[Row], widths: Sequence[float], labels: int, style: Style
) -> None:
    """Draw a header row and the rows below it over as many pages as it takes.

    Equal texts below one another in the first ``labels`` columns are one merged cell.
    """
    head, *body = rows
    pages: list[list[Row]] = [[head]]
    room = FOOT - TOP - _height(head, widths, style)
    for row in body:
        height = _height(row, widths, style)
        if height > room:
            pages.append([])
            room = FOOT - TOP
        pages[-1].append(row)
        room -= height
    for number, page in enumerate(pages):
        if number:
            drawing.page()
        _set_page(drawing, page, widths, labels, style)


def _height(row: Row, widths: Sequence[float], style: Style) -> float:
    lines = max(len(_lines(text, w, style)) for text, w in zip(row, widths, strict=True))
    return lines * style.size * style.pitch + 2 * style.padding


def _set_page(
    drawing: Drawing, rows: Sequence[Row], widths: Sequence[float], labels: int, style: Style
) -> None:
    tops = [TOP]
    for row in rows:
        tops.append(tops[-1] + _height(row, widths, style))
    x = style.left
    for column, width in enumerate(widths):
        keys = [row[: column + 1] if column < labels else at for at, row in enumerate(rows)]
        for _, run in groupby(range(len(rows)), keys.__getitem__):
            numbers = list(run)
            lines = _lines(rows[numbers[0]][column], width, style)
            _cell(drawing, lines, x, (tops[numbers[0]], tops[numbers[-1] + 1]), style)
        x += width


def _cell(
    drawing: Drawing, lines: Sequence[str], x: float, box: tuple[float, float], style: Style
) -> None:
    pitch = style.size * style.pitch
    free = box[1] - box[0] - 2 * style.padding - len(lines) * pitch
    share = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[style.alignment]
    y = box[0] + style.padding + free * share + (pitch - style.size) / 2
    for number, line in enumerate(lines):
        drawing.text(x + style.padding, y + number * pitch, line, style.size)


def _lines(text: str, width: float, style: Style) -> list[str]:
    lines = [""]
    for char in text:
        wide = stringWidth(lines[-1] + char, FONT, style.size) > width - 2 * style.padding
        if lines[-1] and wide:
            lines.append("")
        lines[-1] += char
    return lines
