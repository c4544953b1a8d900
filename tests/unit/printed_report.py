"""What tests of self-evaluation reports share: reports by hand, and scores as short tuples."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.document import Cell, Document, Line, Place, Table

if TYPE_CHECKING:
    from ingest.records import Extraction

TITLE = "某县民政局2023年度部门整体支出绩效自评报告"
MONEY = "2023年我局年初预算3,200.00万元，支出决算3,400.25万元，预算执行率97.14%。"
GRADED = "绩效自评得分92.5分，评价等级为“优”。评分标准：80-90分等级为良。"


def lines(*texts: str) -> Document:
    """A document of plain lines."""
    blocks = (Line(text, Place(line_from=n, line_to=n)) for n, text in enumerate(texts, 1))
    return Document(tuple(blocks), "text/plain")


def table(*rows: str, aligned: bool = False) -> Table:
    """A table of rows with `|` between cells, printed from line 100."""
    cells = tuple(
        tuple(
            Cell(text, Place(line_from=100 + n, line_to=100 + n), n, col)
            for col, text in enumerate(row.split("|"))
        )
        for n, row in enumerate(rows)
    )
    return Table(cells, Place(line_from=100, line_to=100 + len(rows)), aligned)


def with_table(document: Document, *tables: Table) -> Document:
    return replace(document, blocks=(*document.blocks, *tables))


def scores(extraction: Extraction) -> list[tuple[str, str | None, str, str | None]]:
    return [
        (row.level1, row.level2, str(row.score), row.full_mark and str(row.full_mark))
        for row in extraction.scores
    ]
