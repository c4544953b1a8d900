import datetime
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet
from workbooks import made, rows, texts

from ingest.document import Line
from ingest.read import read


def test_merged_cells_once_with_their_spans_and_places(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        rows(
            ("项目支出绩效目标表", None, None),
            ("一级指标", "三级指标", "指标值"),
            ("产出指标", "数量", "≥5场"),
            (None, "及时率", "100%"),
        )(sheet)
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("A3:A4")

    document = made(tmp_path, fill)
    title, table = document.blocks
    assert isinstance(title, Line)
    assert title.text == "项目支出绩效目标表"
    assert title.place.cell == "Sheet!A1"
    label = document.tables[0].rows[1][0]
    assert (label.text, label.row, label.col, label.row_span) == ("产出指标", 1, 0, 2)
    assert [(cell.text, cell.col) for cell in document.tables[0].rows[2]] == [
        ("及时率", 1),
        ("100%", 2),
    ]
    assert document.tables[0].rows[2][1].place.cell == "Sheet!C4"
    assert document.tables[0].aligned
    assert document.media_type.endswith("spreadsheetml.sheet")
    assert table is document.tables[0]


def test_texts_are_what_the_cells_show(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(("值", 0.95, 1, 12345.6, "0012", True, datetime.datetime(2023, 12, 31)))
        for column, code in {
            "B": "0%",
            "C": "0%",
            "D": "#,##0.00",
            "G": 'yyyy"年"m"月"d"日"',
        }.items():
            sheet[f"{column}1"].number_format = code
        sheet["H1"] = "第一行\n第二行"
        sheet["I1"] = CellRichText(
            "面积",
            TextBlock(InlineFont(strike=True), "20"),
            "30",
            TextBlock(InlineFont(vertAlign="superscript"), "2"),
        )

    shown = [
        "值",
        "95%",
        "100%",
        "12,345.60",
        "0012",
        "TRUE",
        "2023年12月31日",
        "第一行\n第二行",
        "面积30²",
    ]
    assert texts(made(tmp_path, fill)) == [shown]


def test_what_is_struck_through_is_in_doubt(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        old, new = TextBlock(InlineFont(strike=True), "20"), "30"
        sheet.append(("值", CellRichText(old, new), CellRichText(old), 40, "50"))
        for address in ("D1", "E1"):
            sheet[address].font = Font(strike=True)

    [row] = made(tmp_path, fill).tables[0].rows
    assert [(cell.text, cell.place.doubt) for cell in row] == [
        ("值", None),
        ("30", "a part struck through was left out"),
        *((text, "struck through, which may mean deleted") for text in ("20", "40", "50")),
    ]


def test_formats_that_add_words_or_hide_digits(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(("值", 6, "7", 0.4, 3))
        for address, code in {
            "B1": '[>=5]0"以上";0',
            "C1": '@"家"',
            "D1": "0",
            "E1": "# ?/?",
        }.items():
            sheet[address].number_format = code

    [row] = made(tmp_path, fill).tables[0].rows
    assert [cell.text for cell in row] == ["值", "6以上", "7家", "0", "3"]
    assert [bool(cell.place.doubt) for cell in row] == [False, False, False, True, True]


def test_dates_in_formats_that_chinese_excel_does_not_write_down(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    sheet.write(0, 0, "完成时间")
    sheet.write(0, 1, 45291, book.add_format({"num_format": 31}))
    sheet.write(0, 2, 45291, book.add_format({"num_format": 57}))
    book.close()
    assert texts(read(tmp_path / "a.xlsx")) == [["完成时间", "2023年12月31日", "2023年12月"]]


def test_formulas_show_their_stored_result_or_nothing(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("表")
    sheet.write_row(0, 0, ["合计", "项目"])
    sheet.write_formula(0, 2, "=1+2", None, 3)
    sheet.write_formula(0, 3, "=1+2", None, "")
    sheet.write_formula(0, 4, "=A9", None, "#REF!")
    sheet.write_string(0, 5, '=HYPERLINK("http://x","y")')
    book.close()
    document = read(tmp_path / "a.xlsx")
    assert texts(document) == [["合计", "项目", "3", '=HYPERLINK("http://x","y")']]
    assert [(message, place.cell) for message, place in document.warnings] == [
        ("sheet “表”: a formula without a stored result was read as blank", "表!D1"),
        ("sheet “表”: a cell that shows #REF! was read as blank", "表!E1"),
    ]


def test_a_picture_in_a_cell_is_said(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("表")
    sheet.write_row(0, 0, ["名称", "值"])
    sheet.write_formula(0, 2, '=_xlfn.DISPIMG("ID_1",1)', None, '=DISPIMG("ID_1",1)')
    book.close()
    document = read(tmp_path / "a.xlsx")
    assert texts(document) == [["名称", "值"]]
    assert [message for message, _ in document.warnings] == [
        "sheet “表”: a picture in a cell was not read"
    ]


def test_hidden_parts_are_left_out_and_said(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        rows(("名称", "草稿", "金额"), ("甲", "x", "1"), ("乙", "y", "2"))(sheet)
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True
        assert sheet.parent
        other = sheet.parent.create_sheet("底稿")
        other.append(("旧", "数"))
        other.sheet_state = "hidden"

    document = made(tmp_path, fill)
    assert texts(document) == [["名称", "金额"], ["乙", "2"]]
    assert [message for message, _ in document.warnings] == [
        "hidden sheet “底稿” was not read",
        "sheet “Sheet”: 1 hidden row was not read",
        "sheet “Sheet”: 1 hidden column was not read",
    ]


def test_sheets_in_order_under_their_names(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.title = "整体"
        sheet.append(("a", "b"))
        assert sheet.parent
        sheet.parent.create_sheet("Sheet2").append(("c", "d"))
        sheet.parent.create_sheet("项目").append(("e", "f"))

    document = made(tmp_path, fill)
    assert [(line.text, line.heading) for line in document.lines] == [("整体", 1), ("项目", 1)]
    assert texts(document) == [["a", "b"], ["c", "d"], ["e", "f"]]
    assert document.tables[2].rows[0][0].place.cell == "项目!A1"


def test_forms_below_one_another_are_parted(tmp_path: Path) -> None:
    document = made(
        tmp_path,
        rows(
            ("甲表",), ("名称", "值"), ("a", "1"), (None,), ("乙表",), ("名称", "值"), ("b", "2"),
            ("注：数据为初步统计",),
        ),
    )  # fmt: skip
    kinds = [
        block.text if isinstance(block, Line) else len(block.rows) for block in document.blocks
    ]
    assert kinds == ["甲表", 2, "乙表", 2, "注：数据为初步统计"]


@pytest.mark.parametrize("gap", [(None,), ()])
def test_forms_beside_one_another_are_parted(tmp_path: Path, gap: tuple[None, ...]) -> None:
    def fill(sheet: Worksheet) -> None:
        rows(
            ("甲目标表", None, *gap, "乙目标表"),
            ("单位：万元", None, *gap, "单位：元"),
            ("名称", "值", *gap, "名称", "值"),
            ("a", "1", *gap, "b", "2"),
            (None, None, *gap, "c", "3"),
        )(sheet)
        sheet.merge_cells("A1:B1")

    document = made(tmp_path, fill)
    kinds = [
        block.text
        if isinstance(block, Line)
        else [[cell.text for cell in row] for row in block.rows]
        for block in document.blocks
    ]
    assert kinds == [
        *("甲目标表", "单位：万元", [["名称", "值"], ["a", "1"]]),
        *("乙目标表", "单位：元", [["名称", "值"], ["b", "2"], ["c", "3"]]),
    ]


def test_blank_rows_inside_a_table_part_nothing(tmp_path: Path) -> None:
    document = made(tmp_path, rows(("名称", "值"), ("a", "1"), (None,), ("b", "2")))
    assert texts(document) == [["名称", "值"], ["a", "1"], ["b", "2"]]


def test_what_a_merged_cell_hides_is_said(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        rows(("名称", "值"), ("a", "1"), ("a", "2"), ("b", "3"))(sheet)
        sheet.merged_cells.ranges.update({CellRange("A2:A3"), CellRange("B3:B4")})

    document = made(tmp_path, fill)
    assert texts(document) == [["名称", "值"], ["a", "1"], ["2"], ["b"]]
    assert [(message, place.cell) for message, place in document.warnings] == [
        ("sheet “Sheet”: a cell that a merged one hides was not read", "Sheet!B4")
    ]


def test_what_a_sheet_claims_to_hold_does_not_matter(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(("名称", "值"))
        sheet["XFD1048576"] = "x"

    document = made(tmp_path, fill)
    assert texts(document) == [["名称", "值"]]
    [(message, place)] = document.warnings
    assert "were not read" in message
    assert place.cell == "Sheet!XFD1048576"


def test_a_very_long_sheet_is_bounded_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.read.workbook.sheet.MAX_ROWS", 50)

    def fill(sheet: Worksheet) -> None:
        for row in range(80):
            sheet.append(("甲", row))
        sheet.merge_cells("A2:A4")
        sheet.merge_cells("A81:B90")

    document = made(tmp_path, fill)
    assert len(document.tables[0].rows) == 50
    assert document.tables[0].rows[1][0].row_span == 3
    [(message, place)] = document.warnings
    assert message.startswith("sheet “Sheet”: cells beyond 50 rows")
    assert place.cell == "Sheet!A51"


def test_the_name_does_not_matter(tmp_path: Path) -> None:
    assert texts(made(tmp_path, rows(("名称", "值")), "b.xlsx")) == [["名称", "值"]]
    (tmp_path / "b.xlsx").rename(tmp_path / "b.pdf")
    assert texts(read(tmp_path / "b.pdf")) == [["名称", "值"]]
