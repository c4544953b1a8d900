"""Labels of a form's head in one cell with what stands behind them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.document import Table
from ingest.understand.labels_apart import with_labels_apart
from tests.unit.drawn_table import aligned

DRAWING = """
    {text} < 实施单位 某市科协
    一级指标 三级指标 指标值 备注
"""


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("项目名称 科普 活动", [("项目名称", 0, 1), ("科普 活动", 1, 1)]),
        ("科普 活动", [("科普 活动", 0, 2)]),
        ("项目名称 主管部门", [("项目名称 主管部门", 0, 2)]),
        (" ", [(" ", 0, 2)]),
    ],
)
def test_a_label_is_parted_from_what_is_no_label(
    text: str, parts: list[tuple[str, int, int]]
) -> None:
    document = aligned(DRAWING.format(text="X"))
    (table,) = document.tables
    first = replace(table.rows[0][0], text=text)
    rows = ((first, *table.rows[0][1:]), *table.rows[1:])
    (found,) = with_labels_apart(replace(document, blocks=(replace(table, rows=rows),))).tables
    assert isinstance(found, Table)
    own = [(cell.text, cell.col, cell.col_span) for cell in found.rows[0]]
    assert own == [*parts, ("实施单位", 2, 1), ("某市科协", 3, 1)]
