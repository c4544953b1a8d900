import html
from pathlib import Path

import pytest

from ingest.document import Document, UnreadableError
from ingest.read import read

HEAD = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">"""
HIDDEN = (
    '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">'
    "<Visible>SheetHidden</Visible></WorksheetOptions>"
)


def cell(text: object, attributes: str = "", kind: str = "String") -> str:
    shown = html.escape(str(text))
    return f'<Cell {attributes}><Data ss:Type="{kind}">{shown}</Data></Cell>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<Row {attributes}>{''.join(cells)}</Row>"


def sheet(name: str, *rows: str, options: str = "") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{"".join(rows)}</Table>{options}</Worksheet>'


def made(tmp_path: Path, *sheets: str, formats: dict[str, str] | None = None) -> Document:
    styles = "".join(
        f'<Style ss:ID="{key}"><NumberFormat ss:Format="{html.escape(code)}"/></Style>'
        for key, code in (formats or {}).items()
    )
    path = tmp_path / "a.xls"
    path.write_text(f"{HEAD}<Styles>{styles}</Styles>{''.join(sheets)}</Workbook>", "utf-8")
    return read(path)


def test_stored_results_formats_and_merged_cells(tmp_path: Path) -> None:
    document = made(
        tmp_path,
        sheet(
            "表",
            row(cell("绩效目标表", 'ss:MergeAcross="2"')),
            row(cell("一级"), cell("名称"), cell("值"), attributes='ss:Index="3"'),
            row(
                cell("产出", 'ss:MergeDown="1"'),
                cell("家"),
                cell(1200.5, 'ss:StyleID="s"', "Number"),
            ),
            row(
                cell("率", 'ss:Index="2"'),
                cell(0.95, 'ss:StyleID="p" ss:Formula="=R[-9]C"', "Number"),
            ),
            row(
                cell("时"),
                cell("止"),
                cell("2023-12-31T00:00:00.000", 'ss:StyleID="d"', "DateTime"),
            ),
            row(cell("误"), cell("错"), cell("#REF!", kind="Error")),
            row(cell("藏"), cell("1"), attributes='ss:Hidden="1"'),
        ),
        sheet("底稿", row(cell("x"), cell("y")), options=HIDDEN),
        formats={"s": "Standard", "p": "Percent", "d": 'yyyy"年"m"月"'},
    )
    assert [line.text for line in document.lines] == ["绩效目标表"]
    [table] = document.tables
    assert [[c.text for c in cells] for cells in table.rows] == [
        ["一级", "名称", "值"],
        ["产出", "家", "1,200.50"],
        ["率", "95.00%"],
        ["时", "止", "2023年12月"],
        ["误", "错"],
    ]
    assert (table.rows[1][0].row_span, table.rows[2][0].place.cell) == (2, "表!B5")
    assert [message for message, _ in document.warnings] == [
        "hidden sheet “底稿” was not read",
        "sheet “表”: 1 hidden row was not read",
        "sheet “表”: a cell that shows #REF! was read as blank",
    ]


def test_marked_up_cells(tmp_path: Path) -> None:
    data = (
        '<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">'
        "面积<S>20</S><B>30</B><Sup>2</Sup>米</ss:Data></Cell>"
    )
    [table] = made(tmp_path, sheet("表", row(cell("名称"), data))).tables
    marked = table.rows[0][1]
    assert (marked.text, marked.place.doubt) == ("面积30²米", "a part struck through was left out")


def test_damaged_ones(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="damaged XML"):
        made(tmp_path, "<Worksheet>")
    with pytest.raises(UnreadableError, match="the file is blank"):
        made(tmp_path, sheet("表", row(cell(""))))
