from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pdfplumber
import pytest
from PIL import Image, ImageChops, ImageFont

from ingest.display import drawing
from ingest.display.trace import Trace
from ingest.display.trace_image import NoPictureError, draw_trace
from ingest.document import Cell, Place, Table

if TYPE_CHECKING:
    from pathlib import Path

RED, BLACK = (208, 0, 0), (0, 0, 0)
TINT = (255, 240, 160)
EDGES = ("x0", "top", "x1", "bottom")


@pytest.fixture(autouse=True)
def _any_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests need no Chinese letters, and a machine may have none."""
    monkeypatch.setattr(drawing, "chinese_font", ImageFont.load_default)


def pdf(page: str) -> bytes:
    """One page with a black box from (200, 300) to (260, 320) in the file's own coordinates."""
    content = b"0 g 200 300 60 20 re f"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<>>{page}>>".encode(),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
    ]
    file = b"%PDF-1.7\n"
    for number, body in enumerate(objects, 1):
        file += b"%d 0 obj%s endobj\n" % (number, body)
    return file + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF"


def traced(path: Path, **row: Any) -> Trace:
    nothing = dict.fromkeys(("page", "bbox", "cell", "line_from", "line_to", "confidence"))
    named = {"metric": "", "indicator_name": "", "value": None}
    return Trace(nothing | named | row, path, None, ())


def drawn(path: Path, **row: Any) -> Image.Image:
    draw_trace(traced(path, **row), path.with_suffix(".png"))
    return Image.open(path.with_suffix(".png"))


@pytest.mark.parametrize(
    "page",
    [
        "/MediaBox[0 0 600 800]",
        "/MediaBox[0 0 600 800]/Rotate 90",
        "/MediaBox[0 0 600 800]/Rotate 180",
        "/MediaBox[0 0 600 800]/Rotate 270",
        "/MediaBox[100 200 600 800]",
        "/MediaBox[-100 -50 600 800]/Rotate 90",
        "/MediaBox[100 200 600 800]/Rotate 180",
        "/MediaBox[100 200 600 800]/Rotate 270",
        "/MediaBox[0 0 600 800]/CropBox[150 250 500 700]",
        "/MediaBox[0 0 600 800]/CropBox[150 250 500 700]/Rotate 90",
        "/MediaBox[0 0 14000 14000]",
    ],
)
def test_the_box_of_a_page_is_marked(tmp_path: Path, page: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(pdf(page))
    with pdfplumber.open(path) as document:
        (printed,) = document.pages[0].rects
        scale = 2 if document.pages[0].width < 1500 else 3000 / document.pages[0].width
    image = drawn(path, page=1, bbox=tuple(printed[edge] for edge in EDGES))
    assert max(image.size) <= 3000
    black, red = around(image, BLACK), around(image, RED)
    line = max(2, 1.5 * scale)
    assert [round(float(a - b)) for a, b in zip(red, black, strict=True)] == pytest.approx(
        [-line, -line, line, line], abs=2
    )


def test_a_blank_part_of_the_box_is_tinted(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(pdf("/MediaBox[0 0 600 800]"))
    image = drawn(path, page=1, bbox=(100.0, 480.0, 300.0, 520.0))
    assert image.getpixel((2 * 150, 2 * 490)) == TINT
    assert image.getpixel((2 * 50, 2 * 490)) == (255, 255, 255)


def test_a_recognised_box_counts_from_the_corner_of_what_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(pdf("/MediaBox[0 0 600 800]/CropBox[150 250 500 700]"))
    image = drawn(path, page=1, bbox=(50.0, 380.0, 110.0, 400.0), confidence=0.9)
    assert image.size == (700, 900)
    assert image.getpixel((2 * 80, 2 * 390)) == BLACK
    assert image.getpixel((2 * 50 - 3, 2 * 390)) == RED


def test_a_page_of_an_image(tmp_path: Path) -> None:
    scan = Image.new("L", (800, 1000), 255)
    scan.paste(0, (300, 500, 400, 540))
    file = BytesIO()
    scan.save(file, "PNG", dpi=(100, 100))
    path = tmp_path / "a"
    path.write_bytes(file.getvalue())
    box = tuple(edge * 0.72 for edge in (300, 500, 400, 540))
    image = drawn(path, page=1, bbox=box, confidence=0.8)
    assert image.size == (800, 1000)
    assert image.getpixel((350, 520)) == BLACK
    assert image.getpixel((298, 520)) == RED


def test_the_cell_of_a_saved_page(tmp_path: Path) -> None:
    path = tmp_path / "a"
    rows = "".join(f"<tr><td>a{n}</td><td>{n}</td></tr>" for n in range(1, 5))
    path.write_text(f"<html><body><table>{rows}</table></body></html>", encoding="utf-8")
    image = drawn(path, cell="table1!B3", line_from=1, line_to=1)
    tops = [y for y in range(image.height) if image.getpixel((image.width - 8, y)) == RED]
    assert tops[0] == drawing._LINE + drawing._PAD + 2 * (drawing._LINE + 2 * drawing._PAD)
    with pytest.raises(NoPictureError, match="cell table1!C9 is not in the document"):
        drawn(path, cell="table1!C9")


def test_a_cell_of_a_workbook_that_is_read_as_a_line(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in range(1, 8):
        book.active.cell(row, 1).value = f"line {row}: 4{row}"
    book.save(tmp_path / "a")
    image = drawn(tmp_path / "a", cell="Sheet!A3", value_text="43")
    third = 2 * drawing._LINE + drawing._PAD
    marked = [y for y in range(image.height) if RED in row_colours(image, y)]
    assert third - 2 < marked[0] < marked[-1] < third + drawing._LINE


def test_the_lines_of_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("".join(f"line {n}: 4{n}\n" for n in range(1, 30)), encoding="utf-8")
    line = {"media_type": "text/plain", "line_from": 12, "line_to": 12}
    image = drawn(path, value_text="412", **line)
    assert image.height == 9 * drawing._LINE + 2 * drawing._PAD
    fifth = 4 * drawing._LINE + drawing._PAD
    marked = [y for y in range(image.height) if RED in row_colours(image, y)]
    assert fifth - 2 < marked[0] < marked[-1] < fifth + drawing._LINE


def around(image: Image.Image, colour: tuple[int, int, int]) -> tuple[int, int, int, int]:
    """The box around all pixels of a colour."""
    alike = ImageChops.difference(image, Image.new("RGB", image.size, colour)).convert("L")
    box = alike.point(lambda value: 255 if value == 0 else 0).getbbox()
    assert box
    return box


def row_colours(image: Image.Image, y: int) -> set[Any]:
    return {image.getpixel((x, y)) for x in range(image.width)}


def test_why_there_is_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with pytest.raises(NoPictureError, match="not in the archive"):
        drawn(path, page=1, bbox=(0.0, 0.0, 1.0, 1.0))
    path.write_bytes(pdf("/MediaBox[0 0 600 800]"))
    with pytest.raises(NoPictureError, match="the place of this number is not known"):
        drawn(path)
    with pytest.raises(NoPictureError, match="page 2 can't be drawn"):
        drawn(path, page=2, bbox=(0.0, 0.0, 1.0, 1.0))
    path.write_bytes(b"%PDF-1.7 broken")
    with pytest.raises(NoPictureError, match="page 1 can't be drawn"):
        drawn(path, page=1, bbox=(0.0, 0.0, 1.0, 1.0))


def cell(text: str, row: int, col: int, spans: tuple[int, int] = (1, 1)) -> Cell:
    return Cell(text, Place(cell=f"s!{'ABCDEFGH'[col]}{row + 3}"), row, col, *spans)


def test_a_merged_cell_is_drawn_over_all_it_spans() -> None:
    rows = (
        (cell("level", 0, 0, (2, 1)), cell("name", 0, 1)),
        (cell("95%", 1, 1),),
        (cell("whole", 2, 0, (1, 2)),),
    )
    table = Table(rows, Place())
    narrow = drawing.draw_table(table, "s!B4")
    left, top = drawing._MARGIN, drawing._LINE + drawing._PAD
    height = drawing._LINE + 2 * drawing._PAD
    beside = narrow.getpixel((left + 40, top + height))
    assert beside == (255, 255, 255)  # no line through the merged level
    red = [x for x in range(narrow.width) if narrow.getpixel((x, top + height)) == RED]
    assert red[0] == left + 70
    wide = drawing.draw_table(table, "s!A5")
    red = [x for x in range(wide.width) if wide.getpixel((x, top + 2 * height)) == RED]
    assert (red[0], red[-1]) == (left, wide.width - 1)
    with pytest.raises(LookupError):
        drawing.draw_table(table, "s!H9")


def test_only_what_is_around_the_cell_is_drawn() -> None:
    rows = tuple((cell(f"row {n}", n, 0), cell("1" * 500, n, 1)) for n in range(5000))
    image = drawing.draw_table(Table(rows, Place()), "s!A2503")
    assert image.height < 3000
    assert image.width < 600


def test_a_long_line_is_wrapped_around_its_figure() -> None:
    text = "x" * 5000 + "42" + "y" * 5000
    image = drawing.draw_lines([(1, text, [(5000, 5002)])])
    assert image.height <= drawing._MOST_LINES * drawing._LINE + 2 * drawing._PAD
    assert RED in {colour for y in range(0, image.height, 3) for colour in row_colours(image, y)}
