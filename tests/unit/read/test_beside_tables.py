"""What stands above, below and between tables without rules, and is no row of them."""

from __future__ import annotations

import pytest

from ingest.document import Cell, Place, Table
from ingest.read.pdf import read_pdf
from ingest.read.tables.continued import Page, PageTable, join_pages
from ingest.read.tables.cut import MAYBE_CUT
from ingest.words.printed import printed
from tests.unit.read.draw_pdf import Drawing

HEAD = ("一级指标", "二级指标", "三级指标", "指标值")
XS = (70, 150, 240, 380)


def rows(drawing: Drawing, top: float, texts: list[tuple[str, ...]]) -> float:
    for number, row in enumerate(texts):
        for x, text in zip(XS, row, strict=True):
            drawing.text(x, top + 16 * number, text)
    return top + 16 * len(texts)


def two_projects(left: float) -> Drawing:
    drawing = Drawing()
    body = [
        ("产出指标", "数量指标", "培训农机手", "2490人次"),
        ("效益指标", "社会效益", "还田率", "90%"),
    ]
    end = rows(drawing, 100, [HEAD, *body])
    drawing.text(left, end + 6, "二、老旧农机报废更新")
    drawing.text(
        left, end + 22, "预算数2,989.72万元，其中：财政资金2,989.72万元，其他资金0.00万元。"
    )
    rows(drawing, end + 44, [HEAD, *body])
    return drawing


def test_a_heading_that_begins_where_the_text_below_it_does_is_of_that_text() -> None:
    document = read_pdf(two_projects(50).data())
    assert document.lines[0].text == "二、老旧农机报废更新"
    assert [len(table.rows) for table in document.tables] == [3, 3]


@pytest.mark.parametrize(
    ("below", "spans"),
    [
        (("2021年完成", "2022年完成"), 2),
        # These are values, whatever stands beside them.
        (("110", "115"), 1),
    ],
)
def test_headers_alone_below_one_header_divide_it(below: tuple[str, str], spans: int) -> None:
    drawing = Drawing()
    for x, text in ((50, "一级指标"), (130, "三级指标"), (360, "近三年情况")):
        drawing.text(x, 100, text)
    for x, text in zip((300, 420), below, strict=True):
        drawing.text(x, 116, text)
    for y in (134, 152, 170):
        for x, text in ((50, "产出指标"), (130, "检查矿次"), (300, "110"), (420, "115")):
            drawing.text(x, y, text)
    (table,) = read_pdf(drawing.data()).tables
    over = next(cell for cell in table.rows[0] if printed(cell.text) == "近三年情况")
    assert over.col_span == spans


def page_table(texts: list[tuple[str, ...]], xs: tuple[float, ...]) -> PageTable:
    cells = tuple(
        tuple(Cell(text, Place(page=1), row, col) for col, text in enumerate(each))
        for row, each in enumerate(texts)
    )
    return PageTable(Table(cells, Place(page=1)), tuple((x - 1, x + 1) for x in xs))


@pytest.mark.parametrize(
    ("head", "doubt"), [(HEAD, MAYBE_CUT), (("任务名称", "主要内容", "预算金额", "备注"), None)]
)
def test_a_row_may_be_cut_between_like_headers_whose_columns_stand_apart(
    head: tuple[str, ...], doubt: str | None
) -> None:
    body = [("产出指标", "数量指标", "社区矫正对象再犯罪", "2.2")] * 3
    above = page_table([HEAD, *body], (50, 150, 250, 350, 450))
    below = page_table([head, *body], (90, 180, 290, 400, 520))
    one, two = join_pages([Page(1, [above]), Page(2, [below])])
    assert isinstance(one, Table)
    assert isinstance(two, Table)
    sides = (one.rows[-1][-1], two.rows[1][-1])
    assert [cell.place.doubt for cell in sides] == [doubt] * 2
    assert one.rows[-2][-1].place.doubt is None


@pytest.mark.parametrize("beside", [False, True])
def test_projects_in_rows_of_their_own_stand_above_their_indicators(beside: bool) -> None:
    drawing = Drawing()
    for x, text in zip(
        (50, 170, 250, 330, 450), ("项目名称", "资金总额", *HEAD[:1], *HEAD[2:]), strict=True
    ):
        drawing.text(x, 100, text)
    y = 118.0
    for project in ("企业退休人员管理", "驻企财务监督检查", "国有产权评估审核"):
        drawing.text(50, y, project)
        drawing.text(170, y, "12.50")
        # Beside its first row, or above it.
        y += 0 if beside else 18
        for number in range(3):
            for x, text in zip(
                (250, 330, 450), ("产出指标", f"审核报告{number}", "39份"), strict=True
            ):
                drawing.text(x, y, text)
            y += 18
    (table,) = read_pdf(drawing.data()).tables
    spans = [cell.row_span for row in table.rows[1:] for cell in row if cell.col == 0 and cell.text]
    assert spans == ([3, 3, 3] if beside else [1, 1, 1])
