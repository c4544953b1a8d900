import csv
from pathlib import Path

import pytest

from ingest.document import Document, Line
from ingest.read import read

ROWS = '项目名称,金额,目标\r\n甲,"1,234.50","第一行\n第二行，说“好”"\r\n乙,5,=HYPERLINK("http://x")\r\n'


def made(tmp_path: Path, data: bytes, name: str = "a.csv") -> Document:
    (tmp_path / name).write_bytes(data)
    return read(tmp_path / name)


def texts(document: Document) -> list[list[str]]:
    return [[cell.text for cell in row] for table in document.tables for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_quotes_line_breaks_and_encodings(tmp_path: Path, encoding: str) -> None:
    document = made(tmp_path, ROWS.encode(encoding))
    assert texts(document) == [
        ["项目名称", "金额", "目标"],
        ["甲", "1,234.50", "第一行\n第二行，说“好”"],
        ["乙", "5", '=HYPERLINK("http://x")'],
    ]
    [table] = document.tables
    assert table.aligned
    assert (table.rows[1][2].place.line_from, table.rows[1][2].place.line_to) == (2, 3)
    assert table.rows[2][0].place.line_from == 4
    assert document.media_type == "text/csv"


@pytest.mark.parametrize(("mark", "name"), [(";", "a.csv"), ("\t", "a.tsv"), ("|", "a.csv")])
def test_other_delimiters(tmp_path: Path, mark: str, name: str) -> None:
    data = mark.join(["名称", "金额", "目标"]) + "\n" + mark.join(["甲", "1,5", "x"]) + "\n"
    assert texts(made(tmp_path, data.encode(), name)) == [
        ["名称", "金额", "目标"],
        ["甲", "1,5", "x"],
    ]


def test_formulas_stay_text(tmp_path: Path) -> None:
    data = "名称,值,注\n+cmd|' /C calc'!A0,@SUM(1),-1+1\n=1+1,2,3\n"
    assert texts(made(tmp_path, data.encode()))[1] == ["+cmd|' /C calc'!A0", "@SUM(1)", "-1+1"]


def test_captions_and_notes_are_lines(tmp_path: Path) -> None:
    data = "绩效目标表,,\n单位：万元,,\n名称,金额,目标\n甲,1,x\n注：初步数,,\n"
    blocks = made(tmp_path, data.encode()).blocks
    assert [block.text if isinstance(block, Line) else len(block.rows) for block in blocks] == [
        *("绩效目标表", "单位：万元", 2, "注：初步数"),
    ]


def test_blank_cells_keep_their_columns(tmp_path: Path) -> None:
    [table] = made(tmp_path, "一级,二级,名称,值\n产出,数量,a,1\n,,b,2\n".encode()).tables
    assert [(cell.text, cell.col) for cell in table.rows[2]] == [("b", 2), ("2", 3)]


def test_the_name_does_not_matter(tmp_path: Path) -> None:
    assert texts(made(tmp_path, ROWS.encode(), "a.txt"))[0] == ["项目名称", "金额", "目标"]
    prose = "第一段，没有分隔。\n第二段, with a comma, and another.\n第三段。\n"
    assert made(tmp_path, prose.encode(), "b.txt").media_type == "text/plain"
    assert len(made(tmp_path, "只有一段话。\n又一段。\n".encode(), "b.csv").lines) == 2
    pipes = "| 名称 | 值 |\n|---|---|\n| a | 1 |\n"
    assert made(tmp_path, pipes.encode(), "c.txt").media_type == "text/markdown"


UNEVEN = "某局绩效目标表\n部门,某局\n一级,二级,名称,值\n产出,数量,企业数,5\n注：初步数\n"
TITLED = "绩效目标表\n单位：万元\n名称,金额,目标\n甲,1,x\n乙,2,y\n注：初步数\n"
AMOUNTS = "支出表\n基本支出 1,234.56 2,345.67\n项目支出 3,234.56 4,345.67\n合计 4,469.12 6,691.34\n"


def test_a_title_beside_records_that_are_alike_needs_no_name(tmp_path: Path) -> None:
    document = made(tmp_path, TITLED.encode(), "5f2c")
    assert document.media_type == "text/csv"
    assert [line.text for line in document.lines] == ["绩效目标表", "单位：万元", "注：初步数"]
    assert texts(document) == [["名称", "金额", "目标"], ["甲", "1", "x"], ["乙", "2", "y"]]


def test_uneven_records_need_the_name_that_the_publisher_gives(tmp_path: Path) -> None:
    assert made(tmp_path, UNEVEN.encode(), "5f2c").media_type == "text/plain"
    assert read(tmp_path / "5f2c", "公开/2025.CSV").media_type == "text/csv"
    assert read(tmp_path / "5f2c", "2025.txt").media_type == "text/plain"


@pytest.mark.parametrize(
    "text",
    [
        AMOUNTS,
        AMOUNTS.partition("\n")[2],
        "一是培育企业,建设平台,服务人才\n" * 3 + "二是推进改革\n" * 4,
        "一是培育企业,建设平台,服务人才\n" * 3 + "二是推进改革,优化环境\n",
    ],
    ids=["amounts", "amounts alone", "few lines have commas", "not as many"],
)
def test_commas_of_a_text_part_no_fields(tmp_path: Path, text: str) -> None:
    assert made(tmp_path, text.encode(), "5f2c").media_type == "text/plain"


def test_a_quote_that_is_never_closed(tmp_path: Path) -> None:
    data = "名称,金额,目标\n" + "".join(
        f'甲{n},5,"未闭合\n' if n == 3 else f"甲{n},5,x\n" for n in range(500)
    )
    found = texts(made(tmp_path, data.encode()))
    assert len(found) == 501
    assert found[4] == ["甲3", "5", '"未闭合']


def test_other_readers_of_the_process_keep_their_limit(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    made(tmp_path, ROWS.encode())
    assert csv.field_size_limit() >= before


def test_a_very_long_file_is_bounded_and_said(tmp_path: Path) -> None:
    document = made(tmp_path, b"a,b,c\n" * 30_000)
    assert len(document.tables[0].rows) == 20_000
    [(message, place)] = document.warnings
    assert message == "records beyond 20000 records or 300000 cells were not read"
    assert place.line_from == 20_001


@pytest.mark.parametrize(("again", "tables"), [("一级指标,指标名称,指标值", 2), ("甲,乙,丙", 1)])
def test_lines_above_the_same_header_part_two_tables(
    tmp_path: Path, again: str, tables: int
) -> None:
    one = "（一）审计专项\n预算30万元。\n一级指标,指标名称,指标值\n产出指标,报告,3份\n"
    two = f"（二）监测\n预算20万元。\n{again}\n产出指标,次数,5次\n"
    document = made(tmp_path, (one + two).encode())
    assert len(document.tables) == tables
    assert [line.text for line in document.lines][2:] == (
        ["（二）监测", "预算20万元。"] if tables > 1 else []
    )
