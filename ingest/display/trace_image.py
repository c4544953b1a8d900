"""Draw where a traced number is printed: its page, its sheet or table, or its lines."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw

from ingest.display.drawing import draw_lines, draw_table
from ingest.display.trace import mark_lines, source_lines
from ingest.document import UnreadableError
from ingest.worker import picture_safely, read_safely

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.display.trace import Row, Trace

_MARK = "#d00000"
_TINT = "#fff0a0"
_LINES_AROUND = 4


class NoPictureError(LookupError):
    """Why a number's place can't be drawn. The message is one line for people."""


def draw_trace(found: Trace, path: Path) -> None:
    """Write a PNG of the printed place of a number, with the number's cell or figure marked.

    Raises NoPictureError where the document or its place is not there any more, NoFontError
    where text is to be drawn and no font with Chinese characters is installed.
    """
    row = found.row
    if not found.archive_path.exists():
        raise NoPictureError(f"not in the archive: {found.archive_path}")
    try:
        if row["bbox"] and row["page"]:
            picture = _page(found.archive_path, row)
        elif row["cell"]:
            picture = _cell(found.archive_path, row)
        elif row["line_from"]:
            picture = _lines(found.archive_path, row)
        else:
            raise NoPictureError("the place of this number is not known")
    except UnreadableError as error:
        raise NoPictureError(str(error)) from error
    picture.save(path, "PNG")


def _page(path: Path, row: Row) -> Image.Image:
    recognised = row["confidence"] is not None
    png, width, (left, above) = picture_safely(path, row["page"], recognised)
    page = Image.open(BytesIO(png)).convert("RGB")
    scale = page.width / width
    x0, top, x1, bottom = row["bbox"]
    x0, x1 = (x0 - left) * scale, (x1 - left) * scale
    top, bottom = (top - above) * scale, (bottom - above) * scale
    tint = Image.new("RGB", page.size, "white")
    ImageDraw.Draw(tint).rectangle((x0, top, x1, bottom), fill=_TINT)
    page = ImageChops.multiply(page, tint)
    line = max(2, round(1.5 * scale))
    box = (x0 - line, top - line, x1 + line, bottom + line)
    ImageDraw.Draw(page).rectangle(box, outline=_MARK, width=line)
    return page


def _cell(path: Path, row: Row) -> Image.Image:
    """The table around a cell; a cell that is read as a line is drawn among such lines."""
    document = read_safely(path)
    for table in document.tables:
        if any(one.place.cell == row["cell"] for cells in table.rows for one in cells):
            return draw_table(table, row["cell"])
    lines = [(number, line.text) for number, line in enumerate(document.lines, 1)]
    numbers = [
        number for number, line in enumerate(document.lines, 1) if line.place.cell == row["cell"]
    ]
    if not numbers:
        raise NoPictureError(f"cell {row['cell']} is not in the document")
    return _marked(lines, numbers[0], numbers[-1], row)


def _lines(path: Path, row: Row) -> Image.Image:
    return _marked(source_lines(row, path), row["line_from"], row["line_to"], row)


def _marked(lines: list[tuple[int, str]], first: int, last: int, row: Row) -> Image.Image:
    shown = [line for line in lines if first - _LINES_AROUND <= line[0] <= last + _LINES_AROUND]
    printed = [line for line in shown if first <= line[0] <= last]
    marks = {line.number: line.marks for line in mark_lines(printed, row)}
    return draw_lines([(number, text, marks.get(number)) for number, text in shown])
