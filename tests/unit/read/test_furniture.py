"""What belongs to the pages and not to what they print: page numbers and running heads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.document import Line
from ingest.read.pdf import read_pdf
from ingest.read.pdf.furniture import drop_furniture, recognised_heads, running_heads
from ingest.read.pdf.page.content import PageContent, Word
from ingest.read.pdf.pages import PageText
from ingest.read.pdf.scanned import blocks_of_scans
from tests.unit.read.draw_pdf import Drawing


@pytest.mark.parametrize("gate", ["门", "内"])
def test_what_two_recognised_pages_begin_with_is_a_running_head(gate: str) -> None:
    def page(number: int, body: str) -> PageContent:
        dep = f"部{gate if number == 2 else '门'}"
        texts = (
            (f"某区科技局{2020 + number}年{dep}预算公开", 30.0),
            (body, 200.0),
            ("分值", 230.0),
        )
        words = [Word(text, 50, top, 300, top + 10, 10, [(50, 300)]) for text, top in texts]
        return PageContent(number, 595, 842, words=words)

    pages = [page(1, "新增孵化器"), page(2, "服务企业")]
    heads = recognised_heads(pages)
    for one in pages:
        drop_furniture(one, heads)
    assert [[word.text for word in one.words] for one in pages] == [
        ["新增孵化器", "分值"],
        ["服务企业", "分值"],
    ]


def test_a_running_head_that_says_the_year_is_kept_where_a_form_begins() -> None:
    drawing = Drawing()
    for number, name in enumerate(("培训班次", "培训人数")):
        drawing.text(50, 40, "某区某局2024年度部门预算")
        if not number:
            drawing.text(200, 80, "项目支出绩效目标表", 14)
        drawing.table(700 if not number else 60, [("三级指标", "年度指标值")], (50, 300, 540))
        drawing.table(720 if not number else 80, [(name, "≥12")], (50, 300, 540))
        drawing.page()
    document = read_pdf(drawing.data())
    assert [line.text for line in document.lines] == [
        "某区某局2024年度部门预算",
        "项目支出绩效目标表",
    ]
    (table,) = document.tables
    assert [[cell.text for cell in row] for row in table.rows[1:]] == [
        ["培训班次", "≥12"],
        ["培训人数", "≥12"],
    ]


def test_a_page_number_beside_the_text_of_a_cell_is_none_of_it() -> None:
    drawing = Drawing()
    drawing.table(700, [("三级指标", "年度指标值")], (50, 300, 540), ruled=False)
    drawing.table(720, [("培训班次", "≥12")], (50, 300, 540), ruled=False)
    drawing.table(785, [("培训人数", "≥80人，其中女性")], (50, 300, 540), ruled=False)
    drawing.text(268, 788, "第 1 页")
    (table,) = read_pdf(drawing.data()).tables
    assert [[cell.text for cell in row] for row in table.rows][-1] == [
        "培训人数",
        "≥80人，其中女性",
    ]


def test_a_head_that_says_the_year_is_dropped_from_recognised_pages_that_go_on() -> None:
    def page(number: int) -> PageContent:
        texts = [("某区某局2024年度部门预算", 30.0), (f"新增孵化器{number}家", 200.0)]
        words = [Word(text, 50, top, 300, top + 10, 10) for text, top in texts]
        return PageContent(number, 595, 842, words=words)

    pages = blocks_of_scans([page(1), page(2), page(4)])
    lines = [[block.text for block in each.blocks if isinstance(block, Line)] for each in pages]
    assert lines == [
        ["某区某局2024年度部门预算", "新增孵化器1家"],
        ["新增孵化器2家"],
        ["某区某局2024年度部门预算", "新增孵化器4家"],
    ]


def test_a_running_head_may_run_into_the_line_beside_it() -> None:
    head = "市博物馆2025年预算公开"
    pages = [
        PageText(1, (head + "预算13表", "绩效目标公开", "单位:元"), is_image=False),
        PageText(2, (head, "藏品建档率", "单位:元"), is_image=False),
    ]
    assert running_heads(pages) == {"市博物馆#年预算公开"}
    assert running_heads([pages[0], replace(pages[1], lines=("绩效",))]) == frozenset()
