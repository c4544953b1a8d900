"""Rows that only number the columns."""

from __future__ import annotations

from ingest.understand.columns.column_numbers import without_column_numbers
from tests.unit.drawn_table import aligned
from tests.unit.read_forms import only, targets, with_lines

TITLE = "项目支出绩效目标表"
HEAD = """
    项目名称 一级指标 二级指标 三级指标 指标值
    1        2        3        4        5
"""


def test_they_are_no_projects() -> None:
    extraction = only(with_lines(HEAD + "档案整理 产出指标 数量指标 课题数 5项", TITLE))
    assert [project.project_name for project in extraction.projects] == ["档案整理"]
    assert targets(extraction) == [("课题数", "=", "5", "项")]


def test_the_rest_of_a_row_that_was_read_with_them_goes_back_to_it() -> None:
    document = aligned(
        """
        项目名称 一级指标 二级指标 三级指标         指标值
        档案整理 产出指标 质量指标 工程一次验收合格 ≥93%
        1        2        3        4⏎率            5
        档案整理 产出指标 数量指标 课题数           5项
        """
    )
    (table,) = without_column_numbers(document).tables
    assert [[cell.text for cell in row] for row in table.rows[1:]] == [
        ["档案整理", "产出指标", "质量指标", "工程一次验收合格\n率", "≥93%"],
        ["档案整理", "产出指标", "数量指标", "课题数", "5项"],
    ]
    assert [cell.text for cell in table.rows[1] if cell.place.doubt] == ["工程一次验收合格\n率"]
