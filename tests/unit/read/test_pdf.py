"""One small PDF for each trap."""

from __future__ import annotations

import pytest

from ingest.document import Document, Table, UnreadableError
from ingest.read.pdf import read_pdf
from ingest.read.pdf import scanned as scanned_pages
from ingest.read.pdf.page.content import PageContent
from ingest.read.pdf.ruled import TOO_WIDE
from ingest.read.tables.cut import GUESSED
from ingest.words.printed import printed
from tests.unit.read.draw_pdf import HEIGHT, WIDTH, Drawing

XS = (50, 130, 220, 400, 540)
HEADER = ("一级指标", "二级指标", "三级指标", "年度指标值")
ROWS = [
    HEADER,
    ("产出指标", "数量指标", "举办培训班次数（次）", "≥12"),
    ("产出指标", "质量指标", "培训合格率（%）", "≥95%"),
    ("效益指标", "社会效益指标", "受益人数（人）", "1200"),
]


def texts(table: Table) -> list[list[str]]:
    return [[printed(cell.text) for cell in row] for row in table.rows]


def only_table(document: Document) -> Table:
    (table,) = document.tables
    return table


def covers(outer: tuple[float, ...] | None, inner: tuple[float, float, float, float]) -> bool:
    assert outer is not None
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and outer[2] >= inner[2]
        and outer[3] >= inner[3]
    )


def test_each_cell_of_a_ruled_table_has_its_text_and_its_box() -> None:
    drawing = Drawing()
    drawing.table(100, ROWS, XS)
    table = only_table(read_pdf(drawing.data()))
    assert texts(table) == [list(row) for row in ROWS]
    cell = table.rows[1][3]
    assert cell.place.page == 1
    assert covers(cell.place.bbox, (404, 124, 415, 131))
    assert cell.place.bbox == pytest.approx((400, 120, 540, 140), abs=1)
    assert cell.place.doubt is None


def test_a_merged_cell_is_printed_once_with_its_spans() -> None:
    drawing = Drawing()
    drawing.cell((50, 100, 130, 160), "产出指标")
    for number in range(3):
        top = 100 + number * 20
        drawing.cell((130, top, 300, top + 20), f"指标{number}")
        drawing.cell((300, top, 540, top + 20), f"≥{number}")
    drawing.cell((50, 160, 540, 180), "备注")
    rows = only_table(read_pdf(drawing.data())).rows
    assert (rows[0][0].text, rows[0][0].row_span) == ("产出指标", 3)
    assert [len(row) for row in rows] == [3, 2, 2, 1]
    assert (rows[3][0].col, rows[3][0].col_span) == (0, 3)


def test_rules_drawn_as_dashes_thin_boxes_and_double_lines_are_rules() -> None:
    drawing = Drawing()
    for y in (100, 120, 140):
        for x in range(50, 540, 5):
            drawing.line(x, y, x + 3, y)
    for x in (50, 300, 540):
        drawing.canvas.rect(x, HEIGHT - 140, 0.6, 40, stroke=0, fill=1)
    drawing.line(302.5, 100, 302.5, 140)
    drawing.text(60, 105, "项目名称")
    drawing.text(310, 105, "培训费")
    drawing.text(60, 125, "主管部门")
    drawing.text(310, 125, "科技局")
    table = only_table(read_pdf(drawing.data()))
    assert texts(table) == [["项目名称", "培训费"], ["主管部门", "科技局"]]


def test_dots_and_white_gaps_between_coloured_cells_are_rules() -> None:
    drawing = Drawing()
    for y in (100, 120, 140):
        for x in range(100, 981, 2):
            drawing.canvas.rect(x / 2, HEIGHT - y, 0.75, 0.75, stroke=0, fill=1)
    for x in (50, 300, 490):
        for y in range(200, 281, 2):
            drawing.canvas.rect(x, HEIGHT - y / 2, 0.75, 0.75, stroke=0, fill=1)
    xs = (50, 300, 490)
    drawing.table(100, [("项目名称", "培训费"), ("主管部门", "科技局")], xs, ruled=False)
    drawing.canvas.setFillGray(0.93)
    for top in (200, 222):
        for x0, x1 in ((50, 298), (300, 490)):
            drawing.canvas.rect(x0, HEIGHT - top - 20, x1 - x0, 20, stroke=0, fill=1)
    drawing.canvas.setFillGray(0)
    drawing.table(200, [("项目", "修路"), ("单位", "交通局")], xs, ruled=False)
    one, two = read_pdf(drawing.data()).tables
    assert texts(one) == [["项目名称", "培训费"], ["主管部门", "科技局"]]
    assert texts(two) == [["项目", "修路"], ["单位", "交通局"]]


def test_a_table_without_side_borders_keeps_its_outer_columns() -> None:
    drawing = Drawing()
    for y in (100, 120, 140, 160, 180):
        drawing.line(50, y, 540, y)
    for x in XS[1:-1]:
        drawing.line(x, 100, x, 180)
    drawing.table(100, ROWS, XS, ruled=False)
    assert texts(only_table(read_pdf(drawing.data()))) == [list(row) for row in ROWS]


@pytest.mark.parametrize("rules", [(), (100, 120, 180), (100, 120, 140, 160, 180)])
def test_columns_without_vertical_rules_are_found_by_their_white_space(
    rules: tuple[float, ...],
) -> None:
    drawing = Drawing()
    for y in rules:
        drawing.line(50, y, 540, y)
    drawing.table(100, ROWS, XS, ruled=False)
    assert texts(only_table(read_pdf(drawing.data()))) == [list(row) for row in ROWS]


def test_a_wrapped_cell_without_rules_is_one_cell() -> None:
    drawing = Drawing()
    drawing.table(100, [HEADER], XS, ruled=False)
    drawing.text(223, 128, "为企业提供科技金融服务的场次和参\n加服务活动的企业总数量合计（家）")
    drawing.text(403, 128, "≥300")
    drawing.text(223, 160, "企业满意度（%）")
    drawing.text(403, 160, "≥90%")
    drawing.text(53, 128, "产出指标")
    drawing.text(133, 128, "数量指标")
    drawing.text(53, 160, "满意度指标")
    drawing.text(133, 160, "服务对象满意度")
    rows = texts(only_table(read_pdf(drawing.data())))
    assert rows[1] == [
        "产出指标",
        "数量指标",
        "为企业提供科技金融服务的场次和参加服务活动的企业总数量合计（家）",
        "≥300",
    ]
    assert rows[2] == ["满意度指标", "服务对象满意度", "企业满意度（%）", "≥90%"]


@pytest.mark.parametrize("repeated", [True, False])
def test_a_table_over_a_page_break_is_one_with_its_header_once(repeated: bool) -> None:
    drawing = Drawing()
    drawing.table(700, ROWS[:3], XS)
    drawing.page()
    drawing.table(60, [HEADER, ROWS[3]] if repeated else [ROWS[3]], XS)
    table = only_table(read_pdf(drawing.data()))
    assert texts(table) == [list(row) for row in ROWS]
    assert [row[0].place.page for row in table.rows] == [1, 1, 1, 2]


def test_a_row_cut_by_the_page_break_is_joined() -> None:
    drawing = Drawing()
    drawing.table(680, [*ROWS, ("效益指标", "社会效益指标", "带动就业人数，包括直接", "≥50")], XS)
    drawing.page()
    rest = ("", "", "就业和间接就业（人）", "")
    drawing.table(60, [rest, ("满意度指标", "满意度", "群众满意度", "≥90%")], XS)
    rows = texts(only_table(read_pdf(drawing.data())))
    assert rows[4] == [
        "效益指标",
        "社会效益指标",
        "带动就业人数，包括直接就业和间接就业（人）",
        "≥50",
    ]
    assert rows[5][2] == "群众满意度"


def test_whole_rows_on_both_sides_of_a_page_break_stay_apart() -> None:
    drawing = Drawing()
    drawing.table(680, ROWS, XS)
    drawing.page()
    drawing.table(60, [("满意度指标", "满意度", "群众满意度", "≥90%")], XS)
    rows = texts(only_table(read_pdf(drawing.data())))
    assert rows[3] == list(ROWS[3])
    assert rows[4] == ["满意度指标", "满意度", "群众满意度", "≥90%"]


def test_a_row_joined_by_guess_says_so() -> None:
    drawing = Drawing()
    whole = [("甲", "乙", "丙", "1"), ("甲", "乙", "丙", "2"), ("甲", "乙", "丙", "3")]
    drawing.table(680, [*whole, ("丁部门机关和下属", "负责组织实施全区", "项目", "")], XS)
    drawing.page()
    drawing.table(60, [("单位", "建设工作", "", "4")], XS)
    last = only_table(read_pdf(drawing.data())).rows[-1]
    assert printed(last[0].text) == "丁部门机关和下属单位"
    assert last[0].place.doubt == GUESSED


def test_page_numbers_running_heads_and_watermarks_are_in_no_cell() -> None:
    drawing = Drawing()
    for number in (1, 2):
        drawing.text(230, 30, "某某区财政局二〇二三")
        drawing.text(290, HEIGHT - 40, f"- {number} -")
        drawing.table(100, ROWS, XS)
        drawing.canvas.saveState()
        drawing.canvas.setFillGray(0.8)
        drawing.text(120, 110, "内部资料", size=60)
        drawing.canvas.translate(200, 500)
        drawing.canvas.rotate(40)
        drawing.canvas.drawString(0, 0, "不得外传")
        drawing.canvas.restoreState()
        drawing.page()
    document = read_pdf(drawing.data())
    assert document.lines == ()
    assert texts(only_table(document)) == [list(row) for row in [*ROWS, *ROWS[1:]]]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_displayed_rotated_reads_as_displayed(turn: int) -> None:
    drawing = Drawing()
    drawing.canvas.setPageRotation(turn)
    # On a page that is displayed turned, reportlab swaps width and height.
    corner = {90: (HEIGHT, 0), 180: (WIDTH, HEIGHT), 270: (0, WIDTH)}[turn]
    drawing.canvas.translate(*corner)
    drawing.canvas.rotate(turn)
    drawing.table(100, ROWS, XS)
    table = only_table(read_pdf(drawing.data()))
    assert texts(table) == [list(row) for row in ROWS]
    assert table.rows[0][0].place.bbox == pytest.approx((50, 100, 130, 120), abs=1)


def test_text_drawn_up_the_page_is_turned_and_its_boxes_are_those_of_the_page() -> None:
    drawing = Drawing()
    drawing.canvas.translate(WIDTH, 0)
    drawing.canvas.rotate(90)
    drawing.height = WIDTH
    drawing.table(100, ROWS, XS)
    table = only_table(read_pdf(drawing.data()))
    assert texts(table) == [list(row) for row in ROWS]
    box = (100, HEIGHT - 130, 120, HEIGHT - 50)
    assert table.rows[0][0].place.bbox == pytest.approx(box, abs=1)


def test_a_label_printed_one_character_a_line_is_one_word() -> None:
    drawing = Drawing()
    drawing.cell((50, 100, 66, 160), "产\n出\n指\n标")
    drawing.cell((66, 100, 300, 130), "培训次数")
    drawing.cell((66, 130, 300, 160), "合格率")
    assert texts(only_table(read_pdf(drawing.data())))[0] == ["产出指标", "培训次数"]


def test_text_printed_twice_for_boldness_is_read_once() -> None:
    drawing = Drawing()
    drawing.table(100, ROWS, XS)
    drawing.text(223.3, 123, "举办培训班次数（次）")
    assert texts(only_table(read_pdf(drawing.data())))[1][2] == "举办培训班次数（次）"


def test_a_raised_footnote_mark_is_no_digit_of_the_number() -> None:
    drawing = Drawing()
    drawing.table(100, [("指标", "值"), ("受益人数", "")], (50, 300, 540))
    drawing.text(303, 126, "1200")
    drawing.text(321, 127, "2", size=5)
    assert texts(only_table(read_pdf(drawing.data())))[1][1] == "1200²"


def test_white_text_is_left_out_and_said() -> None:
    drawing = Drawing()
    drawing.table(100, ROWS, XS)
    drawing.canvas.setFillGray(1)
    drawing.text(440, 123, "≥99")
    document = read_pdf(drawing.data())
    assert texts(only_table(document))[1][3] == "≥12"
    assert [message for message, _ in document.warnings] == ["hidden text is not read: “≥99”"]


def test_white_text_on_a_dark_header_is_read() -> None:
    drawing = Drawing()
    drawing.canvas.setFillGray(0.2)
    drawing.canvas.rect(50, HEIGHT - 120, 490, 20, stroke=0, fill=1)
    drawing.canvas.setFillGray(1)
    drawing.table(100, ROWS[:1], XS)
    drawing.canvas.setFillGray(0)
    drawing.table(120, ROWS[1:], XS)
    assert texts(only_table(read_pdf(drawing.data())))[0] == list(HEADER)


def test_a_number_too_wide_for_its_cell_is_doubted() -> None:
    drawing = Drawing()
    drawing.table(100, [*ROWS, ("产出指标", "数量指标", "投入经费（万元）", "###")], XS)
    table = only_table(read_pdf(drawing.data()))
    assert table.rows[4][3].place.doubt == TOO_WIDE


def test_an_image_alone_needs_the_ocr_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    monkeypatch.setattr("ingest.read.pdf.scanner", lambda: None)
    picture = ImageReader(Image.new("L", (200, 280), 128))
    alone, beside = Drawing(), Drawing()
    beside.table(100, ROWS, XS)
    beside.page()
    for drawing in (alone, beside):
        drawing.canvas.drawImage(picture, 0, 0, WIDTH, HEIGHT)
    with pytest.raises(UnreadableError, match="install the ocr extra"):
        read_pdf(alone.data())
    document = read_pdf(beside.data())
    assert len(document.tables) == 1
    message, place = document.warnings[0]
    assert message == "page 2 is an image; install the ocr extra to read it"
    assert place.page == 2
    assert scanned_pages.DPI >= 150


def test_no_more_scans_are_recognised_than_a_run_has_time_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    def scan(_image: object, number: int, width: float, height: float) -> PageContent:
        return PageContent(number, width, height)

    monkeypatch.setattr("ingest.read.pdf.scanner", lambda: scan)
    monkeypatch.setattr("ingest.read.pdf._MOST_SCANS", 2)
    picture = ImageReader(Image.new("L", (200, 280), 128))
    drawing = Drawing()
    for _ in range(3):
        drawing.canvas.drawImage(picture, 0, 0, WIDTH, HEIGHT)
        drawing.page()
    (warning,) = read_pdf(drawing.data()).warnings
    assert warning[0] == "page 3 is an image; 2 before it were read"


@pytest.mark.parametrize("at", [1, 13, 24])
def test_a_form_on_any_page_of_a_long_book_is_found(at: int) -> None:
    drawing = Drawing()
    for number in range(1, 25):
        if number == at:
            drawing.text(220, 60, "项目支出绩效目标申报表", size=16)
            drawing.table(100, ROWS, XS)
        else:
            drawing.text(220, 60, f"部门收支总体情况说明之{number}")
            drawing.text(60, 100, "本部门全年收入与支出按照批复执行，各项经费保障到位。")
        drawing.page()
    document = read_pdf(drawing.data())
    assert document.page_count == 24
    table = only_table(document)
    assert table.place.page == at
    assert texts(table)[3][3] == "1200"


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"%PDF-1.7\n", "a damaged PDF"), (b"%PDF-1.4\nnothing\n%%EOF", "a damaged PDF")],
)
def test_a_damaged_file_is_unreadable(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        read_pdf(data)


def test_an_encrypted_file_is_unreadable() -> None:
    drawing = Drawing()
    drawing.canvas.setEncrypt("secret")
    drawing.table(100, ROWS, XS)
    with pytest.raises(UnreadableError, match="a password would be needed"):
        read_pdf(drawing.data())
