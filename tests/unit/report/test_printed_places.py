from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
from lxml import html
from PIL import Image

from ingest.report import printed as printing
from ingest.report.printed import Printed, printed

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

D = Decimal
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def figure(anchor: str, **said: Any) -> dict[str, Any]:
    nothing = dict.fromkeys(
        ("label", "name", "text", "number", "page", "line_from", "line_to", "bbox", "cell")
    )
    return {"anchor": anchor, "confidence": None, "is_drawn": True} | nothing | said


def text_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "a"
    path.write_text(text, encoding="utf-8")
    return path


def lines(shown: Printed) -> dict[int, str]:
    return {line.number: str(line.html) for line in shown.lines}


def anchored(shown: Printed, anchor: str) -> str:
    whole = html.fromstring("<div>" + "".join(lines(shown).values()) + "</div>")
    (found,) = whole.xpath(f"//*[@id='{anchor}']")
    return str(found.text_content())


def test_a_figure_is_marked_in_its_line(tmp_path: Path) -> None:
    path = text_file(tmp_path, "标题\n\n高新技术企业认定数≥\n4000家。\n完")
    said = {"label": "高新技术企业认定数", "text": "高新技术企业认定数≥4000家"}
    row = figure("v1", number=D(4000), line_from=3, line_to=4, **said)
    shown = printed(path, "text/plain", [row])
    assert lines(shown) == {
        1: "标题",
        3: "高新技术企业认定数≥",
        4: '<span id="v1"><a class="m" href="#r-v1">4000</a></span>家。',
        5: "完",
    }
    assert shown.anchors == {"v1"}
    pieces = ["标题", "高新技术企业认定数≥", "4000家。", "完"]
    assert shown.text == list(zip(("L1", "L3", "L4", "L5"), pieces, strict=True))


def test_two_figures_at_one_place_are_two_anchors(tmp_path: Path) -> None:
    path = text_file(tmp_path, "企业数 ≥75家")
    place = {"label": "企业数", "text": "≥75家", "number": D(75), "line_from": 1, "line_to": 1}
    shown = printed(path, "text/plain", [figure("v1", **place), figure("v2", **place)])
    assert anchored(shown, "v1") == anchored(shown, "v2") == "75"


def test_overlapping_figures_are_cut_where_they_begin_and_end(tmp_path: Path) -> None:
    path = text_file(tmp_path, "稳步推进至少20项工作")
    rows = [
        figure("v1", text="稳步推进至少20项工作", line_from=1, line_to=1),
        figure("v2", label="至少", text="至少20项", number=D(20), line_from=1, line_to=1),
    ]
    shown = printed(path, "text/plain", rows)
    assert anchored(shown, "v2") == "20"
    assert anchored(shown, "v1") == "稳步推进至少"
    text = html.fromstring("<div>" + lines(shown)[1] + "</div>").text_content()
    assert text == "稳步推进至少20项工作"


def test_what_cannot_be_found_in_its_line_has_the_line(tmp_path: Path) -> None:
    path = text_file(tmp_path, "\n一行\n")
    shown = printed(path, "text/plain", [figure("q1", line_from=1, line_to=2)])
    assert lines(shown) == {2: '<span id="q1"></span>一行'}


def test_printed_text_is_escaped(tmp_path: Path) -> None:
    path = text_file(tmp_path, '<script>alert("1")</script> & ≥4000家')
    row = figure("v1", text="≥4000家", number=D(4000), line_from=1, line_to=1)
    text = lines(printed(path, "text/plain", [row]))[1]
    assert text.startswith("&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt; &amp; ≥<span")


def test_a_long_file_is_shown_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "MOST_LINES", 2)
    path = text_file(tmp_path, "a\nb\nc1")
    shown = printed(path, "text/plain", [figure("v", line_from=3, line_to=3)])
    assert list(lines(shown)) == [1, 2]
    assert shown.why_not and "2" in shown.why_not
    assert shown.anchors == set()


def test_a_document_that_is_not_there_says_so(tmp_path: Path) -> None:
    shown = printed(tmp_path / "gone", "text/plain", [])
    assert shown.why_not and "not in the archive" in shown.why_not


def test_cells_of_a_workbook_are_marked(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "附件1"
    sheet.append(["指标", "目标"])
    sheet.append(["高新技术企业数（家）", "≥1100"])
    file = BytesIO()
    book.save(file)
    path = tmp_path / "a"
    path.write_bytes(file.getvalue())
    row = figure("v1", label="高新技术企业数", text="≥1100", number=D(1100), cell="附件1!B2")
    shown = printed(path, SHEET, [row, figure("v2", label="别的", text="无此", cell="附件1!A1")])
    [table] = shown.blocks
    assert isinstance(table, printing.ShownTable)
    assert table.name == "附件1"
    assert str(table.rows[1][1].html) == '≥<span id="v1"><a class="m" href="#r-v1">1100</a></span>'
    assert str(table.rows[0][0].html) == '<span id="v2"></span>指标'
    assert ("v1", "≥1100") in shown.text


def test_a_page_of_a_pdf_is_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []

    def picture(_: Path, page: int, recognised: bool) -> Any:
        drawn.append((page, recognised))
        file = BytesIO()
        Image.new("RGB", (2400, 1200), "white").save(file, "PNG")
        return file.getvalue(), 600.0, (10.0, 20.0)

    monkeypatch.setattr(printing, "picture_safely", picture)
    box = [110.0, 70.0, 210.0, 90.0]
    path = text_file(tmp_path, "%PDF")
    rows = [
        figure("v1", page=1, bbox=box, text="≥1"),
        figure("v2", page=1, bbox=box, text="≥1"),
        figure("v3", page=2, bbox=box, is_drawn=False, name="指标", text="≥3"),
    ]
    shown = printed(path, "application/pdf", rows)
    assert drawn == [(1, False)]
    [page] = shown.pages
    assert (page.number, page.width, page.height) == (1, 600.0, 300.0)
    assert page.boxes == [((100.0, 50.0, 100.0, 20.0), ["v1", "v2"])]
    assert shown.anchors == {"v1", "v2"}
    with Image.open(BytesIO(page.picture)) as image:
        assert image.format == "WEBP"
        assert image.width <= 1200
    assert ("r-v3", "指标≥3") in shown.text
