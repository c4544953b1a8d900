"""What a document prints, with every figure marked that was read there.

A text file becomes its lines; a Word file, a web page or a workbook its lines and tables; a PDF or
a scan pictures of the pages that have figures. All of it is drawn once a document, and a figure's
place is an anchor in it.

    shown = printed(path, media_type, figures)
    shown.lines[0].html   # '<span id="v7e3d…"><a href="#r-v7e3d…">4000</a></span>家。'
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup, escape
from PIL import Image

from ingest.display.trace import FILES_OF_LINES, mark_lines
from ingest.document import Table, UnreadableError
from ingest.read.decode import decode
from ingest.read.text.page_text import physical_lines
from ingest.worker import picture_safely, read_safely

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from ingest.display.trace import PrintedLine
    from ingest.document import Document
    from ingest.report.queries import Row

MOST_LINES = 6000
"""Of a longer document so many lines or rows are shown; figures further on have no place here."""

_NEVER = "\0"


class Sharpness(NamedTuple):
    """How many pixels wide the picture of a page is at most, and its quality (of 100)."""

    width: int
    quality: int


SMALL = Sharpness(1100, 45)
"""For the screen and for paper; a report has hundreds of pages."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with its number (0 where it has none) and its text, figures marked."""

    number: int
    html: Markup


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell of a table, figures marked."""

    html: Markup
    row_span: int
    col_span: int


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table of a Word file, a web page or a workbook."""

    name: str
    rows: list[list[ShownCell]]


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A picture of a page, in points, and the boxes of the figures on it."""

    number: int
    width: float
    height: float
    picture: bytes
    boxes: list[tuple[tuple[float, float, float, float], list[str]]]


@dataclass(slots=True)
class Printed:
    """A document as shown; ``text`` has its searchable pieces with their anchors.

    ``anchors`` are the figures whose place is shown; ``why_not`` says why the rest is not.
    """

    lines: list[ShownLine] = field(default_factory=list)
    blocks: list[list[ShownLine] | ShownTable] = field(default_factory=list)
    pages: list[ShownPage] = field(default_factory=list)
    text: list[tuple[str, str]] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    why_not: str | None = None


def printed(
    path: Path, media_type: str, figures: Sequence[Row], sharpness: Sharpness = SMALL
) -> Printed:
    """Draw a document once, all its figures marked; it says why where that can't be done."""
    shown = Printed()
    try:
        if not path.exists():
            shown.why_not = "原件不在存档中 not in the archive"
        elif media_type in FILES_OF_LINES:
            lines = list(enumerate(physical_lines(decode(path.read_bytes())), 1))
            shown.lines = _lines(shown, lines, figures)
        elif any(figure["bbox"] for figure in figures):
            _pages(shown, path, figures, sharpness)
        elif figures:
            _blocks(shown, read_safely(path), figures)
    except UnreadableError as error:
        shown.why_not = str(error)
    return shown


def _lines(shown: Printed, lines: list[tuple[int, str]], figures: Sequence[Row]) -> list[ShownLine]:
    """Numbered lines; those without letters are left out."""
    if len(lines) > MOST_LINES:
        shown.why_not = f"只显示前 {MOST_LINES} 行 only the first {MOST_LINES} lines are shown"
        lines = lines[:MOST_LINES]
    texts = dict(lines)
    marks: dict[int, list[tuple[int, int, str]]] = {}
    starts: dict[int, list[str]] = {}
    for figure in figures:
        first, last = figure["line_from"], figure["line_to"]
        if not first or first not in texts:
            continue
        place = [(number, texts[number]) for number in range(first, last + 1) if number in texts]
        marked = _marked(place, figure)
        if not any(line.marks for line in marked):
            starts.setdefault(_first_printed(place), []).append(figure["anchor"])
        for line in marked:
            spans = [(start, end, figure["anchor"]) for start, end in line.marks]
            marks.setdefault(line.number, []).extend(spans)
    result = []
    for number, text in lines:
        if text.strip() or number in starts:
            html = _html(text, marks.get(number, []), starts.get(number, []), shown.anchors)
            result.append(ShownLine(number, html))
            shown.text.append((f"L{number}", "".join(text.split())))
    return result


def _first_printed(place: list[tuple[int, str]]) -> int:
    return next((number for number, text in place if text.strip()), place[0][0])


def _marked(place: list[tuple[int, str]], figure: Row) -> tuple[PrintedLine, ...]:
    """The figure's place with its figure marked; of a project its sum, after its name."""
    if figure["text"] is None and figure["number"] is None:
        return ()
    row = {
        "metric": figure["label"] or _NEVER,
        "indicator_name": figure["name"] or _NEVER,
        "value_text": figure["text"] or _NEVER,
        "value": figure["number"],
    }
    return mark_lines(place, row)


def _html(
    text: str, marks: Iterable[tuple[int, int, str]], starts: Sequence[str], anchors: set[str]
) -> Markup:
    """A text with its marks; the first mark of a figure is its anchor, ``starts`` stand before all.

    Figures may overlap: the text is cut wherever one of them begins or ends.
    """
    spans = sorted((start, end, anchor) for start, end, anchor in marks if start < end)
    cuts = sorted({0, len(text), *(at for start, end, _ in spans for at in (start, end))})
    html = Markup("").join(Markup('<span id="{}"></span>').format(anchor) for anchor in starts)
    anchors.update(starts)
    for start, end in pairwise(cuts):
        piece = escape(text[start:end])
        covering = [anchor for first, last, anchor in spans if first <= start and end <= last]
        if covering:
            piece = Markup('<a class="m" href="#r-{}">{}</a>').format(covering[0], piece)
        for anchor in dict.fromkeys(covering):
            if anchor not in anchors:
                anchors.add(anchor)
                piece = Markup('<span id="{}">{}</span>').format(anchor, piece)
        html += piece
    return html


def _blocks(shown: Printed, document: Document, figures: Sequence[Row]) -> None:
    """Lines and tables in reading order."""
    in_cells: dict[str, list[Row]] = {}
    for figure in figures:
        if figure["cell"]:
            in_cells.setdefault(figure["cell"], []).append(figure)
    left = MOST_LINES
    for is_table, blocks in groupby(document.blocks, lambda block: isinstance(block, Table)):
        for table in blocks if is_table else ():
            if isinstance(table, Table) and left > 0:
                shown.blocks.append(_table(shown, table, in_cells, left))
                left -= len(table.rows)
        if is_table or left <= 0:
            continue
        # A line that is read from a cell has the cell's place.
        lines = [
            (block.place.line_from or 0, block.text, block.place.cell)
            for block in blocks
            if not isinstance(block, Table)
        ]
        numbered = [(number, text) for number, text, cell in lines if number and not cell]
        result = {line.number: line for line in _lines(shown, numbered, figures)}
        ordered = []
        for number, text, cell in lines[:left]:
            if cell or not number:
                ordered.append(ShownLine(0, _cell(shown, text, cell, in_cells)))
            elif number in result:
                ordered.append(result.pop(number))
        shown.blocks.append(ordered)
        left -= len(ordered)
    if left <= 0:
        shown.why_not = f"只显示前 {MOST_LINES} 行 only the first {MOST_LINES} lines are shown"


def _table(shown: Printed, table: Table, in_cells: dict[str, list[Row]], most: int) -> ShownTable:
    rows = [
        [
            ShownCell(
                _cell(shown, cell.text, cell.place.cell, in_cells), cell.row_span, cell.col_span
            )
            for cell in row
        ]
        for row in table.rows[:most]
    ]
    first = next((cell.place.cell for row in table.rows for cell in row if cell.place.cell), "")
    return ShownTable((first or "").partition("!")[0], rows)


def _cell(shown: Printed, text: str, address: str | None, in_cells: dict[str, list[Row]]) -> Markup:
    """A cell's text; a figure that can't be found in it stands for all of it."""
    marks, starts = [], []
    here = [figure for figure in in_cells.get(address or "", ()) if figure["anchor"]]
    for figure in here:
        spans = [
            (start, end, figure["anchor"])
            for line in _marked([(1, text)], figure)
            for start, end in line.marks
        ]
        marks += spans
        if not spans:
            starts.append(figure["anchor"])
    if text.strip():
        anchor = (here[0]["anchor"] if here else "") or ""
        shown.text.append((anchor, "".join(text.split())))
    fresh = [anchor for anchor in starts if anchor not in shown.anchors]
    return _html(text, marks, fresh, shown.anchors)


def _pages(shown: Printed, path: Path, figures: Sequence[Row], sharpness: Sharpness) -> None:
    """Pictures of the pages that are drawn; figures of others are left to `jixiao trace`."""
    chosen = [figure for figure in figures if figure["bbox"] and figure["is_drawn"]]
    by_page = sorted(chosen, key=lambda figure: figure["page"])
    for number, on_page in groupby(by_page, lambda figure: figure["page"]):
        rows = list(on_page)
        recognised = any(row["confidence"] is not None for row in rows)
        png, width, (left, top) = picture_safely(path, number, recognised)
        picture, height = _smaller(png, width, sharpness)
        boxes: dict[tuple[float, float, float, float], list[str]] = {}
        for row in rows:
            x0, y0, x1, y1 = row["bbox"]
            box = (x0 - left, y0 - top, x1 - x0, y1 - y0)
            boxes.setdefault(box, []).append(row["anchor"])
            shown.anchors.add(row["anchor"])
        shown.pages.append(ShownPage(number, width, height, picture, list(boxes.items())))
    for figure in figures:
        said = "".join(f"{figure['name'] or ''} {figure['text'] or ''}".split())
        shown.text.append((f"r-{figure['anchor']}", said))


def _smaller(png: bytes, width: float, sharpness: Sharpness) -> tuple[bytes, float]:
    """A page's picture, and its height in points."""
    with Image.open(BytesIO(png)) as drawn:
        image = drawn.convert("RGB")
    height = width * image.height / image.width
    if image.width > sharpness.width:
        size = (sharpness.width, max(1, round(sharpness.width * image.height / image.width)))
        image = image.resize(size)
    file = BytesIO()
    image.save(file, "WEBP", quality=sharpness.quality, method=4)
    return file.getvalue(), height
