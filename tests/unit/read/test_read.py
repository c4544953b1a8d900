from pathlib import Path

import pytest

from ingest.document import Document, Line, Table, UnreadableError
from ingest.read import read
from ingest.settings import Settings

SENTENCE = "部门整体预算绩效目标申报表\n\n部门名称 某市科学技术局\n"


def read_bytes(tmp_path: Path, data: bytes, name: str = "form.txt") -> Document:
    path = tmp_path / name
    path.write_bytes(data)
    return read(path)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    document = read_bytes(tmp_path, SENTENCE.encode(encoding))
    assert [line.text for line in document.lines] == [
        "部门整体预算绩效目标申报表",
        "部门名称 某市科学技术局",
    ]
    assert document.media_type == "text/plain"
    assert document.page_count is None


def test_big5(tmp_path: Path) -> None:
    text = "部門整體預算績效目標申報表\n部門名稱 創新科技署，負責推動創新及科技發展\n"
    assert read_bytes(tmp_path, text.encode("big5")).lines[0].text == "部門整體預算績效目標申報表"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b" \r\n\t\n", "the file is blank"),
        ("\ufeff\n".encode(), "the file is blank"),
        (b"%PDF-1.7\n", "a damaged PDF"),
        (b"PK\x03\x04rest", "a damaged or truncated zip or Office file"),
        (b"<?xml version='1.0'?><a/>", "an XML file; there is no reader for this format"),
        (b"ab\x00\x01cd", "a binary file (it holds NUL bytes)"),
        ("\ufffd\ufffd目标\ufffd".encode(), "too many bytes that are no text"),
        (bytes(range(1, 256)) * 20, "too many bytes that are no text"),
        (b"\x01\x02" * 20, "too many control characters"),
    ],
)
def test_unreadable(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_bytes(tmp_path, data)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be opened"):
        read(tmp_path / "none.txt")


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.settings.settings", lambda: Settings(max_bytes=10))
    with pytest.raises(UnreadableError, match="larger than 10 bytes"):
        read_bytes(tmp_path, SENTENCE.encode())


def test_lost_characters_are_reported_with_their_line(tmp_path: Path) -> None:
    text = SENTENCE * 10 + "总体绩\ufffd目标\n"
    [(message, place)] = read_bytes(tmp_path, text.encode()).warnings
    assert message == "characters were lost in this line"
    assert place.line_from == 31


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.md"])
def test_a_byte_that_fits_nowhere_costs_its_line_no_more(
    tmp_path: Path, name: str, encoding: str
) -> None:
    text = "名称,金额,目标\n甲,5,完成\n乙,#6,落成\n丙,7,建成\n"
    mark = "#".encode(encoding)[-2:]
    bad = {"utf-8": b"\xff", "gb18030": b"\xff", "utf-16": b"\x00\xdc"}[encoding]
    document = read_bytes(tmp_path, text.encode(encoding).replace(mark, bad), name)
    shown = [cell.text for table in document.tables for row in table.rows for cell in row]
    lines = shown or [line.text for line in document.lines]
    assert any("�6" in text for text in lines)
    assert [(message, place.line_from) for message, place in document.warnings] == [
        ("characters were lost in this line", 3)
    ]
    places = [line.place for line in document.lines] + [
        cell.place for table in document.tables for row in table.rows for cell in row
    ]
    assert {place.line_from for place in places if place.doubt} == {3}


def test_a_text_that_is_cut_in_a_character_is_read(tmp_path: Path) -> None:
    for encoding in ("utf-8", "gb18030", "utf-16"):
        document = read_bytes(tmp_path, SENTENCE.encode(encoding)[:-3])
        assert document.lines[0].text == "部门整体预算绩效目标申报表"


def test_blank_lines_show_in_line_numbers(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, "产出指标\r\n\r\n数量（个）\n14 14\n".encode())
    assert [(line.text, line.place.line_from) for line in document.lines] == [
        ("产出指标", 1),
        ("数量（个）", 3),
        ("14 14", 4),
    ]


def test_tab_table_keeps_empty_cells_and_columns(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, "标题\n名称\t金额\t\n\t5.00\t\n\n尾\n".encode())
    assert [type(block) for block in document.blocks] == [Line, Table, Line]
    [table] = document.tables
    assert not table.aligned
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["名称", "金额", ""],
        ["", "5.00", ""],
    ]
    assert [cell.col for cell in table.rows[1]] == [0, 1, 2]
    assert table.rows[1][1].place.line_from == 3
    assert (table.place.line_from, table.place.line_to) == (2, 3)


def test_tabs_that_only_indent_make_no_table(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, "\t第一段。\n\t第二段。\n".encode())
    assert [line.text for line in document.lines] == ["第一段。", "第二段。"]


def test_tab_separated_values(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, b"a\tb\nc\td\n").media_type == "text/tab-separated-values"


def test_markdown(tmp_path: Path) -> None:
    text = (
        "# 报告\n\n## **一、概况**\n完成 $\\geq 80\\%$，**全部**。\n\n"
        "| 一级指标 | 得分 |\n|---|---:|\n| **产出** | 9.5 |\n| 效益<br>指标 | |\n\n"
        "总分\t94.57\n----\t-----\n"
    )
    document = read_bytes(tmp_path, text.encode(), "report.txt")
    assert document.media_type == "text/markdown"
    assert [(line.heading, line.text, line.place.line_from) for line in document.lines] == [
        (1, "报告", 1),
        (2, "一、概况", 3),
        (0, "完成 $\\geq 80\\%$，全部。", 4),
    ]
    pipes, tabs = document.tables
    assert pipes.aligned
    assert [[cell.text for cell in row] for row in pipes.rows] == [
        ["一级指标", "得分"],
        ["产出", "9.5"],
        ["效益\n指标", ""],
    ]
    assert [row[0].place.line_from for row in pipes.rows] == [6, 8, 9]
    assert not tabs.aligned
    assert [[cell.text for cell in row] for row in tabs.rows] == [["总分", "94.57"]]
    assert tabs.rows[0][0].place.line_from == 11


DOCUMENTS = Path(__file__).parents[3] / "documents"


@pytest.mark.parametrize(
    ("name", "media_type", "lines", "table_rows"),
    [
        ("huangpu/2023/department_target_form.txt", "text/plain", 1, [12, 34]),
        ("guangzhou/2023/department_target_form.txt", "text/plain", 296, []),
        ("nansha/2023/department_target_form.txt", "text/plain", 182, []),
        ("guangzhou/2023/project_target_table.txt", "text/plain", 3, [9, 10, 10, 2]),
        ("huangpu/2022/self_evaluation_report.md", "text/markdown", 79, [9, 1]),
    ],
)
def test_the_documents(name: str, media_type: str, lines: int, table_rows: list[int]) -> None:
    document = read(DOCUMENTS / name)
    assert document.media_type == media_type
    assert len(document.lines) == lines
    assert [len(table.rows) for table in document.tables] == table_rows


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_a_nul_byte_in_a_text_is_a_damaged_byte(tmp_path: Path, name: str) -> None:
    head = "<html><body><pre>" if name == "a.html" else ""
    document = read_bytes(tmp_path, f"{head}{SENTENCE * 10}\n目标9\0%\n".encode(), name)
    assert document.lines[-1].text == "目标9�%"
    assert document.lines[-1].place.doubt == "characters were lost in this line"
    assert len(document.warnings) == 1
