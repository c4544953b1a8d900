import base64
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.document import Document, Line, UnreadableError
from ingest.read import read

TABLE = """<table><tr><th>一级指标</th><th>三级指标</th><th>指标值</th></tr>
<tr><td rowspan="2">产出指标</td><td>培训&nbsp;场次<br>（场）</td><td>&ge;5</td></tr>
<tr><td>满意度</td><td>95%</td></tr>
<tr><td colspan="2">合计</td><td>100</td></tr></table>"""


def made(tmp_path: Path, page: str | bytes, name: str = "a.html") -> Document:
    data = page.encode() if isinstance(page, str) else page
    (tmp_path / name).write_bytes(data)
    return read(tmp_path / name)


def shown(document: Document) -> list[object]:
    return [
        block.text if isinstance(block, Line) else [[c.text for c in row] for row in block.rows]
        for block in document.blocks
    ]


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def test_spans_breaks_and_places(tmp_path: Path) -> None:
    document = made(tmp_path, page(f"\n<h2>绩效目标表</h2>\n<p>单位：万元</p>\n{TABLE}"))
    title, unit = document.lines
    assert (title.text, title.heading, title.place.line_from) == ("绩效目标表", 2, 2)
    assert unit.text == "单位：万元"
    [table] = document.tables
    label, name = table.rows[1][:2]
    assert (label.text, label.row_span, label.place.cell, label.place.line_from) == (
        *("产出指标", 2, "table1!A2", 5),
    )
    assert name.text == "培训 场次\n（场）"
    assert [(c.text, c.col) for c in table.rows[2]] == [("满意度", 1), ("95%", 2)]
    assert (table.rows[3][0].col_span, table.rows[3][1].col) == (2, 2)
    assert table.aligned
    assert document.media_type == "text/html"


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "gb2312"),
        ("utf-8-sig", ""),
        ("gb18030", "gb2312"),
        ("gb18030", "utf-8"),
        ("gb18030", "iso-8859-1"),
        ("gb18030", ""),
        ("utf-16", "utf-16"),
    ],
)
def test_character_sets_whatever_is_declared(tmp_path: Path, encoding: str, declared: str) -> None:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    text = page("<p>部门整体绩效目标，镕字不在旧字符集里。</p>", head if declared else "")
    assert shown(made(tmp_path, text.encode(encoding))) == [
        "部门整体绩效目标，镕字不在旧字符集里。"
    ]


@pytest.mark.parametrize("declared", ["big5", "gb2312", "utf-8"])
def test_traditional_characters_whatever_is_declared(tmp_path: Path, declared: str) -> None:
    head = f'<meta charset="{declared}">'
    text = "部門整體支出績效目標表，機關單位預算績效與說明，歡迎國際學術會議。"
    assert shown(made(tmp_path, page(f"<p>{text}</p>", head).encode("big5"))) == [text]


def test_bytes_that_fit_nowhere_are_said(tmp_path: Path) -> None:
    text = page("<p>" + "部门整体绩效目标申报表。" * 20 + "</p>\n<p>目标#完</p>")
    document = made(tmp_path, text.encode().replace(b"#", b"\xff\xfe"))
    assert "�" in document.lines[1].text
    assert document.warnings[0][0] == "characters were lost in this line"
    assert document.warnings[0][1].line_from == 2


def test_what_does_not_show_is_not_read(tmp_path: Path) -> None:
    body = (
        "<p>看得见</p><p style='display:none'>藏一</p><p hidden>藏二</p><p class='x y'>藏三</p>"
        "<script>document.write('藏四')</script><!-- 藏五 --><noscript>藏六</noscript>"
        "<table><tr><td>名称</td><td>值</td></tr>"
        "<tr style='display: none'><td>藏</td><td>7</td></tr></table>"
    )
    found = shown(made(tmp_path, page(body, "<style>.y, .z { display: none }</style>")))
    assert found == ["看得见", [["名称", "值"]]]


def test_what_is_struck_through_is_in_doubt(tmp_path: Path) -> None:
    style = "<style>.z { text-decoration: line-through }</style>"
    body = (
        "<p>80<s>70</s><span style='text-decoration: line-through'>60</span>%</p>"
        "<p><del>7</del></p><table><tr><td>值</td><td class='z'>5</td>"
        "<td><strike>5</strike><br>6</td></tr></table>"
    )
    document = made(tmp_path, page(body, style))
    assert shown(document) == ["80%", "7", [["值", "5", "6"]]]
    whole, part = "struck through, which may mean deleted", "a part struck through was left out"
    assert [line.place.doubt for line in document.lines] == [part, whole]
    assert [cell.place.doubt for cell in document.tables[0].rows[0]] == [None, whole, part]


def test_what_stands_around_the_text_is_not_read(tmp_path: Path) -> None:
    body = f"""<div class="nav"><ul><li>首页</li><li>绩效目标</li></ul></div>
<table><tr><td><a href="/a">项目名称</a></td><td><a href="/b">绩效目标</a></td></tr>
<tr><td><a href="/c">绩效指标</a></td><td><a href="/d">资金总额</a></td></tr></table>
<div>您现在的位置：<a href="/">首页</a> > 预决算公开</div>
<h1>某局部门整体绩效目标表</h1>
<p>来源：某局 发布时间：2023-02-10 浏览次数：1234</p><p>【打印】 【关闭窗口】</p>
<p>打印机采购数量不少于5台。</p>{TABLE}
<p><a href="x.pdf">附件：某某表.pdf</a></p><p>主办：某局 粤ICP备05000000号</p>"""
    title, text, table = shown(made(tmp_path, page(body)))
    assert (title, text) == ("某局部门整体绩效目标表", "打印机采购数量不少于5台。")
    assert isinstance(table, list)
    assert table[0] == ["一级指标", "三级指标", "指标值"]


def test_tables_that_lay_out_a_page_are_no_tables(tmp_path: Path) -> None:
    body = (
        "<table><tr><td><a href='/'>首页</a></td><td><table><tr><td>绩效目标表</td></tr>"
        f"<tr><td>{TABLE}</td></tr></table></td></tr></table>"
    )
    title, table = shown(made(tmp_path, page(body)))
    assert title == "绩效目标表"
    assert isinstance(table, list)
    assert len(table) == 4


def test_a_table_in_a_cell_follows_its_row(tmp_path: Path) -> None:
    goal = "全面完成年度各项目标任务，持续提升创新能力。" * 4
    body = (
        f"<table><tr><td>总体目标</td><td>{goal}</td></tr>"
        f"<tr><td>绩效指标</td><td>见下表{TABLE}</td></tr><tr><td>备注</td><td>有</td></tr></table>"
    )
    first, inner, last = made(tmp_path, page(body)).tables
    assert [c.text for c in first.rows[1]] == ["绩效指标", "见下表"]
    assert [c.text for c in inner.rows[0]] == ["一级指标", "三级指标", "指标值"]
    assert [c.text for c in last.rows[0]] == ["备注", "有"]


def test_lists_raised_digits_and_filled_fields(tmp_path: Path) -> None:
    body = (
        "<ol><li>申报4500家</li><li>认定4000家</li></ol><p>面积30<sup>1</sup>家</p>"
        "<p>金额：<input value='5.00'><input type='hidden' value='9'></p>"
        "<pre>名称\t值\n甲\t1</pre>"
    )
    assert shown(made(tmp_path, page(body))) == [
        *("1.申报4500家", "2.认定4000家", "面积30¹家", "金额：5.00"),
        [["名称", "值"], ["甲", "1"]],
    ]


def test_malformed_markup(tmp_path: Path) -> None:
    body = "<table><tr><td>名称<td>值<tr><td>甲<b>乙<td>1</table></div></p><p>完"
    assert shown(made(tmp_path, page(body))) == [[["名称", "值"], ["甲乙", "1"]], "完"]


@pytest.mark.parametrize("name", ["a.xls", "a.doc", "a.txt", "a"])
def test_the_name_does_not_matter(tmp_path: Path, name: str) -> None:
    assert shown(made(tmp_path, f"<html><body>{TABLE}</body></html>", name))[0]


@pytest.mark.parametrize("start", ["<h2>某表</h2>", "<center>某表</center>", "\r\n<tr><td>某表"])
def test_a_page_may_lack_its_head(tmp_path: Path, start: str) -> None:
    data = f"{start}{TABLE}".encode("gb18030")
    assert made(tmp_path, data, "a.xls").media_type == "text/html"


def test_a_workbook_archived_as_pages(tmp_path: Path) -> None:
    parts = (
        "<frameset><frame src='a.files/sheet001.htm'></frameset>",
        page(f"<h1>绩效目标表</h1>{TABLE}"),
    )
    message = '\ufeffMIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n'
    for part in parts:
        data = base64.encodebytes(part.encode("gb18030")).decode()
        kind = "Content-Type: text/html; charset=gb2312"
        message += f"--x\n{kind}\nContent-Transfer-Encoding: base64\n\n{data}\n"
    title, table = shown(made(tmp_path, f"{message}--x--\n", "a.xls"))
    assert title == "绩效目标表"
    assert isinstance(table, list)
    assert table[2] == ["满意度", "95%"]


def test_archived_page(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Snapshot-Content-Location"] = "http://x/"
    message.set_content("<p>x</p>")
    message.clear_content()
    message.add_related(
        page(f"<h1>绩效目标表</h1>{TABLE}").encode("gb18030"),
        maintype="text",
        subtype="html",
        cte="quoted-printable",
        params={"charset": "gb2312"},
    )
    title, table = shown(made(tmp_path, bytes(message), "a.mht"))
    assert title == "绩效目标表"
    assert isinstance(table, list)
    assert table[1] == ["产出指标", "培训 场次\n（场）", "≥5"]


def test_blank_and_binary_pages(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="blank"):
        made(tmp_path, page("<script>x</script>"))
    with pytest.raises(UnreadableError, match=r"encoding|characters|binary"):
        made(tmp_path, b"<html>" + bytes(range(128, 256)) * 50)


def test_spans_that_nobody_could_print(tmp_path: Path) -> None:
    body = (
        "<table><tr><td colspan='99999999'>名称</td><td rowspan='65534'>值</td></tr>"
        "<tr><td colspan='-1'>甲</td><td rowspan='0' colspan='x'>1</td></tr></table>"
    )
    [table] = made(tmp_path, page(body)).tables
    assert table.rows[0][0].col_span <= 1000
    assert [c.text for c in table.rows[1]] == ["甲", "1"]


def test_deep_nesting_is_bounded_and_said(tmp_path: Path) -> None:
    document = made(tmp_path, page("<p>前</p>" + "<div>" * 50_000 + "深" + "</div>" * 50_000))
    assert [line.text for line in document.lines] == ["前"]
    [(message, _)] = document.warnings
    assert message == "the page is nested too deeply; a part was not read"


def test_a_very_long_table_is_bounded_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.read.tables.grid.MAX_CELLS", 20)
    document = made(tmp_path, page("<table>" + "<tr><td>名</td><td>值</td></tr>" * 30 + "</table>"))
    assert len(document.tables[0].rows) == 10
    assert document.warnings[0][1].cell == "table1!A10"
