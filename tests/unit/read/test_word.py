import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.document import Document, Line, Table, UnreadableError
from ingest.read import read


def saved(tmp_path: Path, word: WordDocument, name: str = "a.docx") -> Document:
    word.save(str(tmp_path / name))
    return read(tmp_path / name)


def body(tmp_path: Path, xml: str, word: WordDocument | None = None) -> Document:
    """A text whose body is ``xml`` (without the namespace of w)."""
    word = word or docx.Document()
    fragment = parse_xml(
        f'<w:body {nsdecls("w")} xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"{xml}</w:body>"
    )
    for element in list(fragment):
        word.element.body.append(element)
    return saved(tmp_path, word)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def shown(document: Document) -> list[object]:
    return [
        block.text if isinstance(block, Line) else [[c.text for c in row] for row in block.rows]
        for block in document.blocks
    ]


def test_headings_paragraphs_and_merged_cells(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_heading("一、概况", 2)
    word.add_paragraph("全文。")
    grid = word.add_table(3, 3)
    for row, texts in enumerate((("一级", "二级", "值"), ("产出", "数量", "5"), ("", "质量", "6"))):
        for column, text in enumerate(texts):
            grid.cell(row, column).text = text
    grid.cell(1, 0).merge(grid.cell(2, 0)).text = "产出"
    grid.cell(0, 0).merge(grid.cell(0, 1)).text = "级"
    document = saved(tmp_path, word)
    assert [(line.text, line.heading, line.place.line_from) for line in document.lines] == [
        ("一、概况", 2, 1),
        ("全文。", 0, 2),
    ]
    [read_table] = document.tables
    top, label = read_table.rows[0][0], read_table.rows[1][0]
    assert (top.text, top.col_span, read_table.rows[0][1].col) == ("级", 2, 2)
    assert (label.text, label.row_span, label.place.cell) == ("产出", 2, "表1!A2")
    assert [(c.text, c.col) for c in read_table.rows[2]] == [("质量", 1), ("6", 2)]
    assert document.page_count is None


def test_tracked_changes_show_the_newest_text(tmp_path: Path) -> None:
    xml = paragraph(
        run("目标"),
        f"<w:del w:id='1' w:author='a'>{run('30').replace('w:t', 'w:delText')}</w:del>",
        f"<w:ins w:id='2' w:author='a'>{run('40')}</w:ins>",
        run("家"),
        run("隐藏", "<w:vanish/>"),
        run("。", "<w:strike w:val='0'/>"),
    )
    gone = f"<w:trPr><w:del w:id='3' w:author='a'/></w:trPr>{cell(paragraph(run('旧')))}"
    kept = cell(paragraph(run("名称"))) + cell(paragraph(run("值")))
    document = body(tmp_path, xml + table(kept, gone))
    assert shown(document) == ["目标40家。", [["名称", "值"]]]
    assert [message for message, _ in document.warnings] == [
        "the text has tracked changes, which were taken as accepted"
    ]


def test_what_is_struck_through_is_in_doubt(tmp_path: Path) -> None:
    struck = paragraph(run("30", "<w:strike/>"))
    partly = paragraph(run("30", "<w:dstrike/>"), run("40家"))
    cells = cell(paragraph(run("值"))) + cell(struck) + cell(partly)
    xml = partly + struck + table(cells + cell(struck + paragraph(run("50"))))
    document = body(tmp_path, xml)
    assert shown(document) == ["40家", "30", [["值", "30", "40家", "50"]]]
    whole, part = "struck through, which may mean deleted", "a part struck through was left out"
    assert [line.place.doubt for line in document.lines] == [part, whole]
    assert [c.place.doubt for c in document.tables[0].rows[0]] == [None, whole, part, part]


def test_a_deleted_paragraph_mark_joins_two_paragraphs(tmp_path: Path) -> None:
    mark = "<w:pPr><w:rPr><w:del w:id='1' w:author='a'/></w:rPr></w:pPr>"
    xml = f"<w:p>{mark}{run('前半')}</w:p>{paragraph(run('后半'))}"
    assert shown(body(tmp_path, xml)) == ["前半后半"]


def test_marks_raised_digits_and_symbols(tmp_path: Path) -> None:
    xml = paragraph(
        "<w:r><w:sym w:font='Symbol' w:char='F0B3'/></w:r>",
        run("30"),
        run("1", "<w:vertAlign w:val='superscript'/>"),
        "<w:r><w:noBreakHyphen/><w:br/></w:r>",
        "<m:oMath><m:r><m:t>≥80%</m:t></m:r></m:oMath>",
        "<w:r><w:instrText>PAGE</w:instrText></w:r>",
    )
    assert shown(body(tmp_path, xml)) == ["≥30¹-", "≥80%"]


def test_text_boxes_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph(run('框内'))}</w:txbxContent>"
    choice = f"<mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
    again = f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
    inline = f"<w:r><mc:AlternateContent>{choice}{again}</mc:AlternateContent></w:r>"
    assert shown(body(tmp_path, paragraph(run("外"), inline))) == ["外", "框内"]


def test_a_nested_table_follows_its_row(tmp_path: Path) -> None:
    inner = table(
        cell(paragraph(run("三级指标"))) + cell(paragraph(run("指标值"))),
        cell(paragraph(run("培训"))) + cell(paragraph(run("≥5场"))),
    )
    outer = table(
        cell(paragraph(run("部门名称"))) + cell(paragraph(run("某局"))),
        cell(paragraph(run("绩效指标"))) + cell(paragraph(run("见下")) + inner + paragraph()),
        cell(paragraph(run("备注"))) + cell(paragraph(run("有"))),
    )
    assert shown(body(tmp_path, outer)) == [
        [["部门名称", "某局"], ["绩效指标", "见下"]],
        [["三级指标", "指标值"], ["培训", "≥5场"]],
        [["备注", "有"]],
    ]


def test_a_frame_is_no_table(tmp_path: Path) -> None:
    inner = table(cell(paragraph(run("名称"))) + cell(paragraph(run("值"))))
    frame = table(cell(paragraph(run("标题")) + inner + paragraph()))
    assert shown(body(tmp_path, frame)) == ["标题", [["名称", "值"]]]


def test_columns_left_out_at_the_start_of_a_row(tmp_path: Path) -> None:
    wide = cell(paragraph(run("甲"))) + cell(paragraph(run("乙"))) + cell(paragraph(run("丙")))
    short = f"<w:trPr><w:gridBefore w:val='2'/></w:trPr>{cell(paragraph(run('丁')))}"
    [found] = body(tmp_path, table(wide, short + cell(paragraph(run("戊"))))).tables
    assert [(c.text, c.col) for c in found.rows[1]] == [("丁", 2), ("戊", 3)]


def numbered(word: WordDocument, levels: str) -> str:
    numbering = word.part.numbering_part.element
    numbering.append(
        parse_xml(f"<w:abstractNum {nsdecls('w')} w:abstractNumId='77'>{levels}</w:abstractNum>")
    )
    numbering.append(
        parse_xml(f"<w:num {nsdecls('w')} w:numId='88'><w:abstractNumId w:val='77'/></w:num>")
    )
    return "<w:pPr><w:numPr><w:ilvl w:val='{}'/><w:numId w:val='88'/></w:numPr></w:pPr>"


def enumerate_depths(text: str) -> list[tuple[int, str]]:
    return [(int(word[0]), word[1:]) for word in text.split()]


def test_numbers_that_word_adds_are_printed(tmp_path: Path) -> None:
    word = docx.Document()
    item = numbered(
        word,
        "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCountingThousand'/>"
        "<w:lvlText w:val='%1、'/></w:lvl>"
        "<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='decimal'/>"
        "<w:lvlText w:val='（%2）'/></w:lvl>"
        "<w:lvl w:ilvl='2'><w:numFmt w:val='bullet'/><w:lvlText w:val='●'/></w:lvl>",
    )
    xml = "".join(
        f"<w:p>{item.format(depth)}{run(text)}</w:p>"
        for depth, text in (
            (0, "概况"),
            (1, "职责"),
            (1, "机构"),
            (2, "点"),
            (0, "收支"),
            (1, "收"),
        )
    )
    assert shown(body(tmp_path, xml, word)) == [
        *("一、概况", "（1）职责", "（2）机构", "点", "二、收支", "（1）收"),
    ]


def test_tabs_make_a_table_of_paragraphs_that_is_not_aligned(tmp_path: Path) -> None:
    word = docx.Document()
    for text in ("项目名称\t金额\t目标", "甲\t5.00\t完成", "1.\t手工编号的一段话。"):
        word.add_paragraph(text)
    found, last = saved(tmp_path, word).blocks
    assert isinstance(found, Table)
    assert not found.aligned
    assert [[c.text for c in row] for row in found.rows] == [
        ["项目名称", "金额", "目标"],
        ["甲", "5.00", "完成"],
    ]
    assert isinstance(last, Line)
    assert last.text == "1.手工编号的一段话。"
    assert last.place.line_from == 3


def test_pictures_in_place_of_tables_are_said(tmp_path: Path) -> None:
    xml = paragraph(run("扫描件"), "<w:r><w:drawing><w:blip/></w:drawing></w:r>")
    [(message, _)] = body(tmp_path, xml).warnings
    assert message == "1 pictures in a text without tables were not read"


def test_controls_around_rows_cells_and_words(tmp_path: Path) -> None:
    def control(content: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    value = control(cell(paragraph(control(run("≥5")), run("场"))))
    rows = f"<w:tr>{cell(paragraph(run('名称')))}{cell(paragraph(run('值')))}</w:tr>"
    rows += control(f"<w:tr>{cell(paragraph(run('培训')))}{value}</w:tr>")
    assert shown(body(tmp_path, control(f"<w:tbl>{rows}</w:tbl>"))) == [
        [["名称", "值"], ["培训", "≥5场"]]
    ]


def test_fields_show_their_results_and_notes_are_left_out(tmp_path: Path) -> None:
    def mark(kind: str) -> str:
        return f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>"

    code = "<w:r><w:instrText> =SUM(ABOVE) </w:instrText></w:r>"
    note = "<w:r><w:footnoteReference w:id='2'/></w:r>"
    xml = paragraph(mark("begin"), code, mark("separate"), run("120"), mark("end"), note)
    simple = paragraph(f"<w:fldSimple w:instr='DATE'>{run('2023年')}</w:fldSimple>")
    assert shown(body(tmp_path, xml + simple)) == ["120", "2023年"]


def test_a_field_in_the_code_of_another_does_not_show(tmp_path: Path) -> None:
    def field(code: str, result: str) -> str:
        marks = [
            f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>"
            for kind in ("begin", "separate", "end")
        ]
        return f"{marks[0]}{code}{marks[1]}{result}{marks[2]}"

    def said(text: str) -> str:
        return f"<w:r><w:instrText>{text}</w:instrText></w:r>"

    inner = field(said("MERGEFIELD 等级"), run("优"))
    shown_inner = field(said("MERGEFIELD 家数"), run("30"))
    code = f"{said('IF ')}{inner}{said(' = 优 ')}"
    xml = paragraph(run("目标"), field(code, run("≥") + shown_inner), run("家"))
    assert shown(body(tmp_path, xml)) == ["目标≥30家"]


def test_rows_with_too_few_cells_are_in_doubt(tmp_path: Path) -> None:
    def cells(*texts: str) -> str:
        return "".join(cell(paragraph(run(text))) for text in texts)

    after = "<w:trPr><w:gridAfter w:val='1'/></w:trPr>" + cells("乙", "7")
    xml = table(cells("名称", "值", "注"), cells("甲", "5"), after)
    [found] = body(tmp_path, xml).tables
    assert [{bool(c.place.doubt) for c in row} for row in found.rows] == [{False}, {True}, {False}]


def test_damaged_texts(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("x")
    word.save(str(tmp_path / "a.docx"))
    data = (tmp_path / "a.docx").read_bytes()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for text, reason in (
        (members["word/document.xml"][:-30], "damaged XML"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "declares entities"),
        (None, "without a text"),
    ):
        with zipfile.ZipFile(tmp_path / "b.docx", "w") as archive:
            for name, content in (members | {"word/document.xml": text}).items():
                if content is not None:
                    archive.writestr(name, content)
        with pytest.raises(UnreadableError, match=reason):
            read(tmp_path / "b.docx")
