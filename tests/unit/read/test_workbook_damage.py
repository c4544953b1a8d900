"""Damaged, hostile and odd workbooks."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet
from workbooks import made, rows, texts

from ingest.document import Document, UnreadableError
from ingest.read import read


def zipped(members: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def sound(tmp_path: Path) -> dict[str, bytes]:
    made(tmp_path, rows(("名称", "值")), "sound.xlsx")
    with zipfile.ZipFile(tmp_path / "sound.xlsx") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def unreadable(tmp_path: Path, data: bytes) -> str:
    (tmp_path / "hostile.xlsx").write_bytes(data)
    with pytest.raises(UnreadableError) as caught:
        read(tmp_path / "hostile.xlsx")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_zip_bomb(tmp_path: Path) -> None:
    members = sound(tmp_path) | {"xl/worksheets/sheet1.xml": bytes(60 << 20)}
    assert "zip bomb" in unreadable(tmp_path, zipped(members))


def test_entity_bomb(tmp_path: Path) -> None:
    members = sound(tmp_path)
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    for name in ("xl/worksheets/sheet1.xml", "_rels/.rels", "xl/styles.xml"):
        assert "declares entities" in unreadable(tmp_path, zipped(members | {name: bomb}))


def test_truncated_and_foreign_archives(tmp_path: Path) -> None:
    data = zipped(sound(tmp_path))
    assert "truncated" in unreadable(tmp_path, data[: len(data) // 2])
    assert "no Office file" in unreadable(tmp_path, zipped({"a.txt": b"x"}))
    members = sound(tmp_path)
    del members["xl/workbook.xml"]
    assert "damaged" in unreadable(tmp_path, zipped(members))


def test_damage_beside_the_cells_does_not_matter(tmp_path: Path) -> None:
    members = sound(tmp_path)
    members["xl/styles.xml"] = members["xl/styles.xml"].replace(
        b"<fills", b"<fills><fill/></fills><x", 1
    )
    members["xl/styles.xml"] = (
        members["xl/styles.xml"]
        .replace(b"</fills>\n", b"")
        .replace(b"</fill></fills>", b"</fill></x>", 1)
    )
    members["xl/styles.xml"] = members["xl/styles.xml"].replace(b'fontId="0"', b'fontId="x"')
    members["docProps/core.xml"] = b"nonsense"
    (tmp_path / "a.xlsx").write_bytes(zipped(members))
    assert texts(read(tmp_path / "a.xlsx")) == [["名称", "值"]]


def test_a_damaged_cell_or_merged_range_costs_no_more_than_itself(tmp_path: Path) -> None:
    sheet = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<cols><col min="x" max="9" hidden="1"/></cols><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>名称</t></is></c><c r="B1"><v>12</v></c></row>
<row r="2"><c r="A2"><v>1,2</v></c><c r="B2"><v>13</v></c><c r="C2"><v>NaN</v></c></row>
<row r="x"><c><v>9</v></c></row>
<row r="3"><c r="A3" t="s"><v>7000</v></c><c r="3B"><v>9</v></c><c r="D3"><v>14</v></c></row>
</sheetData><mergeCells><mergeCell ref="A1:#REF!"/><mergeCell ref="B3:A3"/></mergeCells>
</worksheet>"""
    members = sound(tmp_path) | {"xl/worksheets/sheet1.xml": sheet.encode()}
    (tmp_path / "a.xlsx").write_bytes(zipped(members))
    document = read(tmp_path / "a.xlsx")
    assert texts(document) == [["名称", "12"], ["13"], ["14"]]
    assert [(message, place.cell) for message, place in document.warnings] == [
        ("sheet “Sheet”: a damaged “col” was not read", "Sheet!A1"),
        ("sheet “Sheet”: a damaged cell was not read (4 cells)", "Sheet!A2"),
        ("sheet “Sheet”: a damaged “row” was not read", "Sheet!C2"),
        ("sheet “Sheet”: a damaged merged cell (“A1:#REF!”) was not read", "Sheet!A1"),
    ]


def test_a_damaged_sheet_costs_no_more_than_itself(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(("名称", "值"))
        assert sheet.parent
        sheet.parent.create_sheet("坏").append(("a", "b"))

    made(tmp_path, fill)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet2.xml"] = members["xl/worksheets/sheet2.xml"][:-40]
    (tmp_path / "a.xlsx").write_bytes(zipped(members))
    document = read(tmp_path / "a.xlsx")
    assert texts(document) == [["名称", "值"]]
    assert [message for message, _ in document.warnings] == [
        "sheet “坏”: damaged, nothing of it was read"
    ]


def test_merged_cells_that_overlap_lose_no_text(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        rows(("名称", "值"), ("a", "b"))(sheet)
        sheet.merged_cells.ranges.update({CellRange("A1:A2"), CellRange("A2:B2")})

    assert texts(made(tmp_path, fill)) == [["名称", "值"], ["a"]]


def test_the_stricter_kind_of_workbook(tmp_path: Path) -> None:
    plain, strict = (
        (
            b"http://schemas.openxmlformats.org/spreadsheetml/2006",
            b"http://purl.oclc.org/ooxml/spreadsheetml",
        ),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006",
            b"http://purl.oclc.org/ooxml/officeDocument",
        ),
    )
    members = {
        name: data.replace(*plain).replace(*strict) for name, data in sound(tmp_path).items()
    }
    (tmp_path / "a.xlsx").write_bytes(zipped(members))
    assert texts(read(tmp_path / "a.xlsx")) == [["名称", "值"]]


def test_a_heap_of_merged_cells(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        for row in range(1, 800):
            sheet.append((row,))
            sheet.merged_cells.ranges.add(CellRange(f"A{row}:XFD1048576"))

    with pytest.raises(UnreadableError, match="merged cells overlap"):
        made(tmp_path, fill)


def test_one_text_shared_by_many_cells_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.read.workbook.sheet.MAX_CHARACTERS", 100)
    document = made(tmp_path, rows(*[("甲" * 30, "乙")] * 9))
    assert len(document.tables[0].rows) == 3
    assert document.warnings[0][0] == "sheet “Sheet”: cells beyond 100 characters were not read"


def test_a_blank_workbook(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="the file is blank"):
        made(tmp_path, lambda sheet: None)


def damaged(tmp_path: Path, part: str, before: bytes) -> Document:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    percent = book.add_format({"num_format": "0%"})
    for row, (label, value) in enumerate((("一级", 0.5), ("二级", 7), ("三级", 9))):
        sheet.write(row, 0, label)
        sheet.write(row, 1, value, percent if value < 1 else None)
    book.close()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    parts[part] = parts[part].replace(before, b"</no>" + before, 1)
    (tmp_path / "b.xlsx").write_bytes(zipped(parts))
    return read(tmp_path / "b.xlsx")


def test_damaged_texts_are_lost_from_there_on(tmp_path: Path) -> None:
    document = damaged(tmp_path, "xl/sharedStrings.xml", "二级".encode())
    assert texts(document) == [["一级", "50%"], ["�", "7"], ["�", "9"]]
    (table,) = document.tables
    assert [bool(cell.place.doubt) for row in table.rows for cell in row] == [
        *(False, False, True, False, True, False)
    ]
    ((message, _),) = document.warnings
    assert "a cell whose text is in a damaged part of the file (2 cells)" in message


def test_numbers_whose_damaged_style_is_lost_are_in_doubt(tmp_path: Path) -> None:
    document = damaged(tmp_path, "xl/styles.xml", b"<cellXfs")
    assert texts(document) == [["一级", "0.5"], ["二级", "7"], ["三级", "9"]]
    (table,) = document.tables
    assert [bool(row[1].place.doubt) for row in table.rows] == [True, False, False]
