import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import olefile
import openpyxl
import pytest

from ingest.document import Document, Line, UnreadableError
from ingest.read import read
from ingest.read.office import convert
from ingest.read.word.doc import with_last_paragraph

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice")

RTF = r"""{\rtf1\ansi\ansicpg936\uc1 Title\par
\trowd\cellx3000\cellx6000 \intbl Name\cell 95%\cell\row
\trowd\cellx3000\cellx6000 \intbl \u20135?\u32489?\cell >=5\cell\row
\pard Note\par}"""


def shown(document: Document) -> list[object]:
    return [
        block.text if isinstance(block, Line) else [[c.text for c in row] for row in block.rows]
        for block in document.blocks
    ]


@needs_office
def test_rich_text_is_converted(tmp_path: Path) -> None:
    path = tmp_path / "a b';\n.doc"
    path.write_text(RTF)
    assert shown(read(path)) == ["Title", [["Name", "95%"], ["产绩", ">=5"]], "Note"]


def test_a_flat_text_that_lost_its_merged_cells_is_in_doubt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = docx.Document()
    for count, cell in enumerate(word.add_table(2, 2)._cells):
        cell.text = str(count)
    word.save(str(tmp_path / "a.docx"))
    monkeypatch.setattr("ingest.read.office.convert", lambda *_: (tmp_path / "a.docx").read_bytes())
    path = tmp_path / "a.xml"
    for last, is_sound in (("<w:tc/><w:tc/>", True), ("<w:tc/>", True), ("<w:tc/>" * 3, False)):
        path.write_text(
            '<?xml version="1.0"?><w:wordDocument'
            ' xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body><w:tbl>'
            f"<w:tr><w:tc/><w:tc/></w:tr><w:tr>{last}</w:tr></w:tbl></w:body></w:wordDocument>"
        )
        [table] = read(path).tables
        assert all(not cell.place.doubt for cells in table.rows for cell in cells) == is_sound


@needs_office
def test_old_texts_and_workbooks(tmp_path: Path) -> None:
    doc = convert(RTF.encode(), "rtf", "doc")
    (tmp_path / "a.wps").write_bytes(doc)
    assert shown(read(tmp_path / "a.wps"))[1] == [["Name", "95%"], ["产绩", ">=5"]]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet
    for row in (("表", None, None), ("一级", "名称", "值"), ("产出", "率", 0.955), (None, "数", 1)):
        sheet.append(row)
    sheet["C3"].number_format = "0%"
    sheet["C4"].number_format = "0%"
    sheet.merge_cells("A3:A4")
    sheet.merge_cells("A1:C1")
    other = book.create_sheet("草稿")
    other.append(("x", "y"))
    other.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "a.xls").write_bytes(convert((tmp_path / "a.xlsx").read_bytes(), "xlsx", "xls"))
    document = read(tmp_path / "a.xls")
    assert shown(document) == [
        "表",
        [["一级", "名称", "值"], ["产出", "率", "96%"], ["数", "100%"]],
    ]
    assert document.tables[0].rows[1][0].row_span == 2
    assert document.tables[0].rows[2][1].place.cell == "Sheet!C4"
    assert document.media_type == "application/vnd.ms-excel"
    assert document.warnings[0][0] == "hidden sheet “草稿” was not read"


def word_of_tables() -> bytes:
    """A text of two tables, of which the last ends it."""
    word = docx.Document()
    for name in ("甲", "乙"):
        word.add_paragraph(f"{name}表")
        table = word.add_table(3, 3)
        for row in range(3):
            for column in range(3):
                table.cell(row, column).text = f"{name}{row}{column}"
        table.cell(1, 0).merge(table.cell(2, 0)).text = "合并"
    file = BytesIO()
    word.save(file)
    return file.getvalue()


@needs_office
def test_a_table_that_ends_an_old_text_is_not_lost(tmp_path: Path) -> None:
    doc = convert(word_of_tables(), "docx", "doc")
    assert with_last_paragraph(doc) != doc
    assert with_last_paragraph(with_last_paragraph(doc)) == with_last_paragraph(doc)
    (tmp_path / "a.doc").write_bytes(doc)
    (tmp_path / "a.docx").write_bytes(word_of_tables())
    assert shown(read(tmp_path / "a.doc")) == shown(read(tmp_path / "a.docx"))
    assert len(read(tmp_path / "a.doc").tables) == 2


@needs_office
def test_an_old_text_whose_tables_are_lost_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doc = convert(word_of_tables(), "docx", "doc")
    (tmp_path / "a.doc").write_bytes(doc)
    plain = docx.Document()
    plain.add_paragraph("甲00甲01甲02")
    plain.save(str(tmp_path / "lost.docx"))
    lost = (tmp_path / "lost.docx").read_bytes()
    monkeypatch.setattr("ingest.read.office.convert", lambda *_: lost)
    with pytest.raises(UnreadableError, match=r"lost the tables of this \.doc file"):
        read(tmp_path / "a.doc")


def test_without_the_converter_the_reason_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    (tmp_path / "a.rtf").write_text(RTF)
    with pytest.raises(UnreadableError, match=r"needs LibreOffice \(soffice\), which is not"):
        read(tmp_path / "a.rtf")


def test_a_converter_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "soffice").write_text("#!/bin/sh\nexec sleep 600\n")
    (tmp_path / "soffice").chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(tmp_path / "soffice"))
    monkeypatch.setattr("ingest.read.office.CONVERT_SECONDS", 0.2)
    with pytest.raises(UnreadableError, match="took more than"):
        convert(b"x", "doc", "docx")
    left = subprocess.run(["pgrep", "-f", str(tmp_path)], capture_output=True, check=False)
    assert not left.stdout


def test_a_converter_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/bin/false")
    with pytest.raises(UnreadableError, match=r"could not convert this \.doc file"):
        convert(b"x", "doc", "docx")


@pytest.mark.parametrize(
    ("streams", "reason"),
    [
        ({"EncryptedPackage", "EncryptionInfo"}, "an encrypted Office file"),
        ({"PowerPoint Document"}, "neither a workbook nor a text"),
    ],
)
def test_what_an_old_file_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, streams: set[str], reason: str
) -> None:
    class File:
        def __init__(self, data: object) -> None:
            pass

        def __enter__(self) -> "File":
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def exists(self, name: str) -> bool:
            return name in streams

    monkeypatch.setattr(olefile, "OleFileIO", File)
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    with pytest.raises(UnreadableError, match=reason):
        read(tmp_path / "a.xls")


def test_a_binary_workbook_is_converted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    main = f'<Relationships><Relationship Type="{kind}" Target="xl/workbook.bin"/></Relationships>'
    with zipfile.ZipFile(tmp_path / "a.xls", "w") as archive:
        archive.writestr("_rels/.rels", main)
    book = openpyxl.Workbook()
    assert book.active
    book.active.append(("名称", "值"))
    book.save(tmp_path / "a.xlsx")
    converted = (tmp_path / "a.xlsx").read_bytes()
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(
        "ingest.read.office.convert",
        lambda data, source, target: asked.append((source, target)) or converted,
    )
    assert shown(read(tmp_path / "a.xls")) == [[["名称", "值"]]]
    assert asked == [("xlsb", "xlsx")]


def test_an_encrypted_open_document(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    with pytest.raises(UnreadableError, match="an encrypted OpenDocument file"):
        read(tmp_path / "a.ods")


def test_a_truncated_old_file(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    with pytest.raises(UnreadableError, match="damaged or truncated old Office file"):
        read(tmp_path / "a.doc")
