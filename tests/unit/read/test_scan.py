from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from ingest.document import Cell, Document, UnreadableError
from ingest.forms import extract
from ingest.read import image as image_module
from ingest.read import read
from ingest.read.image import read_image
from ingest.worker import extract_safely

pytest.importorskip("rapidocr")

from ingest.read.pdf.page.content import Word
from ingest.read.scan.alike import told_apart
from ingest.read.scan.doubts import confidence, doubt
from ingest.read.scan.engine import Char, _chars
from ingest.read.scan.ruling import Stroke
from ingest.read.scan.seals import without_seals
from ingest.read.scan.words import _cut, _gaps, _left_out, _parted, _stacked, _stands_beside, _words

FORM = Path(__file__).resolve().parents[2] / "forms" / "scanned_project_form.png"
VALUES = [
    ("新增高新技术企业", ">=", "260", "家"),
    ("组织培训场次", ">=", "8", "场"),
    ("项目验收通过率", ">=", "95", "%"),
    ("资金拨付及时率", "=", "100", "%"),
    ("带动研发投入", ">=", "3.65", "亿元"),
    ("企业满意度", ">=", "90", "%"),
]
AMOUNTS = {"年度资金申请总额": "1,356.80", "其中：财政拨款": "1,306.80", "其他资金": "50.00"}


def scan() -> Image.Image:
    return Image.open(FORM).convert("L")


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def values(document: Document) -> list[tuple[str, str | None, str, str | None]]:
    (found,) = extract(document)
    return [(v.metric, v.operator, str(v.value), v.unit) for v in found.indicator_values]


def cells(document: Document) -> dict[str, Cell]:
    (table,) = document.tables
    return {cell.text: cell for row in table.rows for cell in row}


@pytest.fixture(scope="module")
def read_form() -> Document:
    return read(FORM)


def test_an_image_is_read_with_its_merged_cells(read_form: Document):
    assert read_form.media_type == "image/png"
    assert read_form.page_count == 1
    found = cells(read_form)
    funds = found["项目资金"]
    assert (funds.row, funds.col, funds.row_span, funds.col_span) == (2, 0, 3, 2)
    assert (found["产出指标"].row_span, found["数量指标"].row_span) == (4, 2)
    rows = {cell.text: cell.row for cell in found.values()}
    for label, amount in AMOUNTS.items():
        assert rows[amount] == rows[label]


def test_its_figures_are_extracted(read_form: Document):
    assert values(read_form) == VALUES


def test_places_are_in_points_with_their_confidence(read_form: Document):
    place = cells(read_form)["≥260"].place
    assert place.page == 1
    assert place.confidence is not None
    assert 0.9 < place.confidence <= 1
    assert place.doubt is None
    # The image is 1181 × 984 pixels at 200 dpi; the cell stands at the right, above the middle.
    assert place.bbox is not None
    x0, top, x1, bottom = place.bbox
    assert 300 < x0 < x1 < 425.2
    assert 170 < top < bottom < 260


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_upright_and_placed_as_displayed(turn: int, read_form: Document):
    document = read_image(saved(scan().rotate(-turn, expand=True), dpi=(200, 200)))
    assert values(document) == VALUES
    upright, shown = cells(read_form)["≥260"].place.bbox, cells(document)["≥260"].place.bbox
    assert upright
    assert shown
    x0, top, x1, bottom = upright
    width, height = 1181 * 0.36, 984 * 0.36
    expected = {
        90: (height - bottom, x0, height - top, x1),
        180: (width - x1, height - bottom, width - x0, height - top),
        270: (top, width - x1, bottom, width - x0),
    }[turn]
    assert shown == pytest.approx(expected, abs=3)


@pytest.mark.parametrize("angle", [-4.5, 2.0])
def test_a_skewed_page_is_levelled_and_placed_as_displayed(angle: float, read_form: Document):
    skewed = scan().rotate(angle, Image.Resampling.BICUBIC, fillcolor=255, expand=False)
    found = cells(read_image(saved(skewed, dpi=(200, 200))))
    assert {"≥260", "≥8场", "≥95%", "100%", "≥3.65", *AMOUNTS.values()} <= set(found)
    place = found["100%"].place.bbox
    level = cells(read_form)["100%"].place.bbox
    assert place
    assert level
    # Turned about the middle of the page: what stands at the right goes up or down.
    sinks = (place[1] + place[3] - level[1] - level[3]) / 2
    assert sinks == pytest.approx(-angle * 3.1416 / 180 * 150, abs=4)


def test_a_blurred_jpeg_has_right_or_doubtful_figures():
    blurred = scan().filter(ImageFilter.GaussianBlur(1.2))
    document = read_image(saved(blurred, "JPEG", quality=40, dpi=(200, 200)))
    (found,) = extract(document)
    sure = {(v.metric, str(v.value)) for v in found.indicator_values if not v.place.doubt}
    assert sure <= {(metric, value) for metric, _, value, _ in VALUES}
    assert len(found.indicator_values) == len(VALUES)


def test_a_red_seal_hides_nothing():
    page = scan().convert("RGB")
    seal = Image.new("RGB", page.size, "white")
    pen = ImageDraw.Draw(seal)
    pen.ellipse((640, 380, 1040, 780), outline=(200, 30, 40), width=22)
    pen.polygon([(840, 500), (930, 660), (750, 660)], fill=(200, 30, 40))
    stamped = ImageChops.multiply(page, seal)
    document = read_image(saved(stamped, "JPEG", quality=70, dpi=(200, 200)))
    assert values(document) == VALUES
    assert set(AMOUNTS.values()) <= set(cells(document))


def test_rules_and_print_at_the_edge_of_a_seal_stay():
    page = Image.new("RGB", (600, 600), "white")
    pen = ImageDraw.Draw(page)
    pen.ellipse((100, 100, 500, 500), outline=(200, 30, 40), width=24)
    ruled = page.copy()
    ImageDraw.Draw(ruled).line((0, 300, 600, 300), fill="black", width=3)
    with Image.open(BytesIO(saved(ruled, "JPEG", quality=70))) as shown:
        grey = without_seals(shown, 200)
    assert grey[300].max() < 130
    assert np.percentile(grey[200:280], 1) > 220


def test_a_pdf_of_images_is_read_as_the_images_are(tmp_path: Path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(saved(scan(), "PDF", resolution=200))
    document, (found,) = extract_safely(path)
    assert (document.media_type, document.page_count) == ("application/pdf", 1)
    assert [(v.metric, str(v.value)) for v in found.indicator_values] == [
        (metric, value) for metric, _, value, _ in VALUES
    ]


def test_a_tiff_of_many_pages_is_read_in_part_and_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(image_module, "MOST_PAGES", 1)
    top = scan().crop((0, 0, 1654, 500))
    blank = Image.new("L", (200, 200), "white")
    data = saved(top, "TIFF", save_all=True, append_images=[blank, blank], dpi=(200, 200))
    document = read_image(data)
    assert document.page_count == 3
    assert [(message, place.page) for message, place in document.warnings] == [
        ("only the first 1 of 3 pages were read", 2)
    ]


def test_each_page_of_a_tiff_is_read():
    top = scan().crop((0, 0, 1181, 160))
    data = saved(top, "TIFF", save_all=True, append_images=[top], dpi=(200, 200))
    document = read_image(data)
    assert document.page_count == 2
    titles = [line.place.page for line in document.lines if line.text == "项目支出绩效目标申报表"]
    assert titles == [1, 2]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (saved(Image.new("L", (400, 400), 255)), "an image without any text that can be read"),
        (FORM.read_bytes()[:3000], "a damaged or truncated image"),
        (b"\x89PNG\r\n\x1a\n", "a damaged or truncated image"),
        (saved(Image.new("1", (9000, 9000))), "an image of 9000 × 9000 pixels: too large"),
        (saved(Image.new("1", (20000, 20000))), "an image of too many pixels"),
    ],
)
def test_what_is_no_readable_image_is_said(data: bytes, reason: str):
    with pytest.raises(UnreadableError, match=f"^{reason}$"):
        read_image(data)


def test_without_the_extra_the_reason_says_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(image_module, "scanner", lambda: None)
    with pytest.raises(UnreadableError, match="install the ocr extra"):
        read_image(FORM.read_bytes())


def chars(text: str, sure: float = 0.99, **unsure: float) -> list[Char]:
    return [Char(c, 20.0 * at, unsure.get(f"c{at}", sure)) for at, c in enumerate(text)]


@pytest.mark.parametrize(
    ("text", "unsure", "expected"),
    [
        ("1,356.80", {}, None),
        ("1,356.80", {"c1": 0.7}, "低置信度"),
        ("≥80%", {"c0": 0.6}, "低置信度"),
        ("企业满意度", {"c0": 0.3}, "低置信度"),
        ("企业（满意度）", {"c2": 0.3}, None),
        ("完成60项以上", {"c4": 0.5}, "低置信度"),
        ("100ºo", {}, "形近字符"),
        ("95%o", {}, "形近字符"),
        ("0o", {}, "形近字符"),
        ("1O0%", {}, "形近字符"),
        ("V", {}, "形近字符"),
        ("A", {}, None),
        ("1.356.80", {}, "形近字符"),
        ("13,56", {}, "形近字符"),
        ("080", {}, "形近字符"),
        ("0.00", {}, None),
        ("48,000.00", {}, None),
        ("2023年", {}, None),
    ],
)
def test_figures_that_may_be_wrong_are_doubted(
    text: str, unsure: dict[str, float], expected: str | None
):
    found = doubt(chars(text, **unsure))
    assert (found or "").split(" ")[0] == (expected or "")


def line(text: str, **others: tuple[tuple[str, float], ...]) -> list[Char]:
    return [
        Char(c, 20.0 * at, 0.6 if f"c{at}" in others else 1.0, others.get(f"c{at}", ()))
        for at, c in enumerate(text)
    ]


@pytest.mark.parametrize(
    ("chars", "text", "sure"),
    [
        (line("部内预算", c1=(("门", 0.3), ("內", 0.05))), "部门预算", 0.95),
        (line("主管部门", c3=(("内", 0.3),)), "主管部门", 0.9),
        (line("部内预算"), "部内预算", 1.0),
        (line("犬猫疫苗", c0=(("大", 0.3),)), "犬猫疫苗", 0.6),
        (line("≤8%0"), "≤8‰", 0.8),
        (line("80%"), "80%", 1.0),
    ],
)
def test_uncertain_characters_are_what_makes_a_word(chars: list[Char], text: str, sure: float):
    told = told_apart(chars)
    assert "".join(char.text for char in told) == text
    assert min(char.confidence for char in told) == pytest.approx(sure)


def test_candidates_of_a_character_are_told_by_their_scores():
    # Steps: nothing, 内 beside 门, the same again, a wide parenthesis beside a narrow one.
    scores = np.array(
        [[1, 0, 0, 0, 0], [0.1, 0.7, 0.2, 0, 0], [0.3, 0.7, 0, 0, 0], [0, 0, 0, 0.6, 0.4]]
    )
    inside, bracket = _chars(scores, ["", "内", "门", "（", "("], 10.0)
    assert (inside.text, inside.x, inside.confidence) == ("内", 15.0, 0.7)
    assert inside.others == (("门", 0.2),)
    assert (bracket.text, bracket.confidence, bracket.others) == ("（", 1.0, ())


def test_characters_below_each_other_are_lines_of_their_own():
    image = np.full((200, 100, 3), 250, np.uint8)
    for top in (10, 50, 58, 90):  # the second is of two strokes
        image[top : top + (4 if top in (50, 58) else 24), 20:44] = 40
    across = (50, 10, 98, 34)
    assert _stacked(image, [(18, 8, 46, 116), across, across]) == [
        (18, 8, 46, 38),
        (18, 48, 46, 66),
        (18, 88, 46, 116),
        across,
        across,
    ]


def test_a_word_beside_something_unread_is_doubted():
    word = Word("96%", 100, 20, 140, 40, 16, [])
    assert _stands_beside((85, 18, 96, 42), word)
    assert not _stands_beside((60, 18, 80, 42), word)
    assert not _stands_beside((85, 42, 96, 60), word)


@pytest.mark.parametrize(("until", "left_out"), [(5, False), (4, True)])
def test_ink_beyond_the_characters_of_a_line_is_noticed(until: int, left_out: bool):
    crop = np.full((20, 110, 3), 250, np.uint8)
    for left in range(5, 105, 20):
        crop[4:16, left : left + 12] = 40
    chars = [Char("字", 11.0 + 20 * at, 1.0) for at in range(until)]
    assert _left_out(chars, crop) is left_out


def test_a_word_is_as_certain_as_its_least_certain_figure():
    assert confidence(chars("满意度为≥80%", c5=0.6)) == 0.6
    assert confidence(chars("满意度", c0=0.5, c1=1.0, c2=0.9)) == pytest.approx(0.8)


def test_a_line_over_a_border_is_cut_there():
    border = Stroke(True, 50, 0, 100)
    assert _cut((10, 20, 90, 40), [border]) == [(10, 20, 50, 40), (50, 20, 90, 40)]
    assert _cut((10, 120, 90, 140), [border]) == [(10, 120, 90, 140)]


def test_what_two_lines_hold_is_read_once():
    border = Stroke(True, 150, 0, 100)
    line, over, below = (60, 20, 130, 40), (115, 18, 300, 42), (60, 36, 300, 60)
    assert _parted([line, over], [border]) == [line, (130, 18, 150, 42), (150, 18, 300, 42)]
    assert _parted([(100, 20, 160, 40), (151, 18, 300, 42)], [border]) == [
        (151, 18, 300, 42),
        (100, 20, 150, 40),
    ]
    assert below in _parted([line, below], [])


def test_words_part_at_gaps_and_spaces():
    line = [Char("一", 10, 1.0), Char("级", 30, 1.0), Char("数", 150, 1.0), Char(" ", 150, 1.0)]
    found = list(_words([*line, Char("量", 170, 1.0)], (0, 0, 200, 20), [(90.0, 14)]))
    assert [word.text for word in found] == ["一级", "数", "量"]
    colon = [Char("中", 10, 1.0), Char("：", 25, 1.0), Char("财", 50, 1.0)]
    assert len(list(_words(colon, (0, 0, 200, 20), [(35.0, 14)]))) == 1
    assert found[0].x1 < 60 < found[1].x0


def test_gaps_are_where_paper_is_as_wide_as_type():
    line = np.full((20, 200, 3), 250, np.uint8)
    for left in (5, 25, 40, 100, 120):  # the third stands a little apart
        line[4:16, left : left + 14] = 40
    line[10, 70] = 0  # a speck
    ((middle, width),) = _gaps(line)
    assert (middle, width) == (pytest.approx(76.5, abs=2), 47)
