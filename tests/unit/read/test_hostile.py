"""Files that mean harm, or were harmed: each a one-line reason, and the others go on."""

from __future__ import annotations

import json
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import openpyxl
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas
from typer.testing import CliRunner

from ingest.cli import app
from ingest.document import UnreadableError
from ingest.worker import extract_safely, read_safely

if TYPE_CHECKING:
    from collections.abc import Callable

FORMS = Path(__file__).resolve().parents[2] / "forms"
HOSTILE = sorted((FORMS / "hostile").iterdir())
NANSHA = FORMS.parents[1] / "documents" / "nansha" / "2023" / "department_target_form.txt"
SHEET = "xl/worksheets/sheet1.xml"
SPREADSHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pdf(pages: int = 1, **options: object) -> bytes:
    file = BytesIO()
    canvas = Canvas(file, **options)
    for number in range(pages):
        canvas.drawString(50, 700, f"page {number} of nothing in particular")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def workbook(*values: str) -> bytes:
    book = openpyxl.Workbook()
    for row, value in enumerate(values, 1):
        book.active.cell(row, 1).value = value
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("某局")
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for member in old.namelist():
            new.writestr(member, part if member == name else old.read(member))
        if name not in old.namelist():
            new.writestr(name, part)
    return file.getvalue()


def png(width: int, height: int) -> bytes:
    """A file that claims a size and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def refusal(folder: Path, name: str, data: bytes) -> str:
    path = folder / name
    path.write_bytes(data)
    with pytest.raises(UnreadableError) as caught:
        extract_safely(path)
    reason = str(caught.value)
    assert "\n" not in reason
    assert len(reason) <= 500
    return reason


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.pdf", lambda: pdf()[:600], "a damaged PDF"),
        ("a.pdf", lambda: pdf().replace(b"[ 0 0 ", b"[ 0 x "), "a damaged PDF"),
        ("a.pdf", lambda: pdf(encrypt=StandardEncryption("x")), "an encrypted PDF"),
        ("a.pdf", lambda: b"%PDF-1.4\n1 0 obj\n" + b"[" * 200_000, "a damaged PDF"),
        ("a.xlsx", lambda: workbook("1")[:2000], "a damaged or truncated zip or Office file"),
        ("a.docx", lambda: word()[:9000], "a damaged or truncated zip or Office file"),
        (
            "a.xlsx",
            lambda: with_part(workbook("1"), SHEET, b"<a>" + b" " * (200 << 20)),
            "a zip bomb",
        ),
        ("a.xlsx", lambda: with_part(workbook("1"), SHEET, b"<a>" * 1000), "“Sheet”: damaged"),
        (
            "a.docx",
            lambda: with_part(
                word(), "word/document.xml", f"<w:p {WORD}>{'<w:p>' * 3000}".encode()
            ),
            "damaged XML",
        ),
        ("a.png", lambda: png(60_000, 60_000), "too many pixels"),
        ("a.png", lambda: png(9_000, 9_000), "too large"),
        ("a.txt", lambda: b"", "the file is empty"),
        ("a.txt", lambda: b"\x00" * 1000, "NUL bytes"),
        ("a.txt", lambda: "指标".encode() + b"\x00", "NUL bytes"),
        ("a.txt", lambda: b"\xff\xfe\xff\xc3\x28" * 1000, "not a text"),
        ("a.txt", lambda: "指标".encode() * 9 + b"\xc3\x28\xff" * 3, "too many bytes"),
        ("a.html", lambda: b"<html>" + b"<div>" * 100_000, "nested too deeply"),
        ("a.html", lambda: b"<html><iframe src='b.html'></iframe>", "frames other pages"),
        ("a.html", lambda: b"<html>" + b"<td>1" * 3_000_001, "more than 3000000 tags"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_has_a_reason_in_one_line(
    tmp_path: Path, name: str, data: Callable[[], bytes], reason: str
):
    if name.endswith(".png"):
        pytest.importorskip("rapidocr")
    assert reason in refusal(tmp_path, name, data())


@pytest.mark.parametrize("name", ["workbook.xls", "workbook.xlsx"])
def test_what_is_encrypted_is_said_to_be(name: str):
    with pytest.raises(UnreadableError, match=r"encrypted .*; a password would be needed"):
        extract_safely(FORMS / "encrypted" / name)


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.name)
def test_what_was_found_by_damaging_documents_is_read_or_refused(path: Path):
    try:
        extract_safely(path)
    except UnreadableError as error:
        assert not any(
            word in str(error) for word in ("extraction failed", "crashed", "needed more", "within")
        )


def test_a_wrong_extension_does_not_matter(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(pdf())
    assert extract_safely(path).document.media_type == "application/pdf"


def test_a_pdf_of_3000_pages_without_a_form_is_said_to_have_none(tmp_path: Path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(3000))
    document, (found,) = extract_safely(path)
    assert document.page_count == 3000
    assert found.header.form is None
    assert [problem.severity for problem in found.problems] == ["error"]


def test_a_line_of_ten_million_characters_is_read(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"9" * 10_000_000)
    assert len(read_safely(path).lines[0].text) == 10_000_000


@pytest.mark.parametrize("text", [" ", "-", "|", "**a ", "1、"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.csv"])
def test_a_line_of_one_sign_only_takes_no_longer_than_others(tmp_path: Path, name: str, text: str):
    path = tmp_path / name
    path.write_text(f"某表\n{text * 100_000}x\n", encoding="utf-8")
    assert extract_safely(path).extractions[0].problems


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", '=HYPERLINK("http://127.0.0.1/","x")']
)
def test_what_a_spreadsheet_would_run_is_text(tmp_path: Path, text: str):
    path = tmp_path / "a.csv"
    quoted = text.replace('"', '""')
    path.write_text(f'名称,值\n"{quoted}",1\n', encoding="utf-8")
    (table,) = read_safely(path).tables
    assert table.rows[1][0].text == text


def test_macros_and_outside_links_are_not_followed(tmp_path: Path):
    data = with_part(workbook("某局"), "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 Auto_Open")
    link = (
        '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<externalBook r:id="rId1"/></externalLink>'
    )
    data = with_part(data, "xl/externalLinks/externalLink1.xml", link.encode())
    path = tmp_path / "a.xlsm"
    path.write_bytes(data)
    assert [line.text for line in read_safely(path).lines] == ["某局"]


def test_external_entities_are_not_resolved(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("机密", encoding="utf-8")
    sheet = (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]><worksheet {SPREADSHEET}><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData></worksheet>'
    )
    reason = refusal(tmp_path, "a.xlsx", with_part(workbook("1"), SHEET, sheet.encode()))
    assert "机密" not in reason


def test_a_sheet_of_merged_ranges_as_large_as_excel_allows_is_read(tmp_path: Path):
    merged = '<mergeCell ref="A1:XFD1048576"/>' * 1000
    sheet = (
        f'<worksheet {SPREADSHEET}><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
        f"<mergeCells>{merged}</mergeCells></worksheet>"
    )
    path = tmp_path / "a.xlsx"
    path.write_bytes(with_part(workbook("1"), SHEET, sheet.encode()))
    assert read_safely(path).blocks


@pytest.mark.parametrize(
    "name", ["a b.txt", "a'\"b.txt", "a\nb.txt", "$(touch x).txt", "-a.txt", "#x%20\u202e.txt"]
)
def test_a_name_is_only_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(NANSHA.read_bytes())
    before = sorted(tmp_path.iterdir())
    ran = CliRunner().invoke(app, ["extract", "--json", "--", name])
    (line,) = ran.stdout.splitlines()
    assert json.loads(line)["file"] == name
    assert sorted(tmp_path.iterdir()) == before


def test_the_others_go_on(tmp_path: Path):
    bad, outside = tmp_path / "bad.pdf", tmp_path / "x" / ".." / "none.txt"
    bad.write_bytes(pdf()[:600])
    ran = CliRunner().invoke(app, ["extract", "--json", str(bad), str(outside), str(NANSHA)])
    objects = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.exit_code == 1
    assert [one["file"] for one in objects] == [str(bad), str(outside), str(NANSHA)]
    assert [one["problems"][0]["message"] for one in objects[:2]] == [
        "a damaged PDF",
        "cannot be opened: No such file or directory",
    ]
    assert objects[2]["document"]["form"] == "department_target_form"
