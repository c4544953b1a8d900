# ruff: noqa: E501 - a drawn table is as wide as the form
"""What tests of the forms of one project share: documents by hand, and records as short tuples."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.document import Document, Line, Place, Table
from ingest.forms import extract
from ingest.understand.indicators.indicator_table import IndicatorTable, table_rows
from ingest.understand.sections import TableRow
from tests.unit.drawn_table import aligned

if TYPE_CHECKING:
    from ingest.records import Extraction, IndicatorValue

TERM_AND_YEAR = """
    项目支出绩效目标申报表 <                  <          <                  <                    <        <
    （2023年度）     <                        <          <                  <                    <        <
    项目名称         科技创新专项             <          <                  <                    <        <
    主管部门及代码   某市科技局[123]          <          实施单位           某市科技局           <        <
    项目属性         延续项目                 <          项目期             3年                  <        <
    项目资金（万元） 中期资金总额：           300.00     <                  年度资金总额：       100.00   <
    ^                其中：财政拨款           300.00     <                  其中：财政拨款       80.00    <
    ^                其他资金                 0.00       <                  其他资金             20.00    <
    总体目标         中期目标（2023年—2025年） <         <                  年度目标             <        <
    ^                三年培育企业300家        <          <                  培育企业100家以上    <        <
    绩效指标         一级指标                 二级指标   三级指标           指标值               三级指标 指标值
    ^                产出指标                 数量指标   指标1：培育企业数  ≥300家    指标1：培育企业数   ≥100家
    ^                ^                        ^          指标2：……          .         ……                  .
    ^                ^                        质量指标   验收合格率         ≥95%      验收合格率          ≥90%
    ^                满意度指标               服务对象⏎满意度指标 企业满意度 ≥95%    企业满意率          ≥90%
"""


def with_lines(drawing: str, *texts: str) -> Document:
    """A drawn table below lines of text."""
    document = aligned(drawing)
    lines = tuple(Line(text, Place(line_from=at)) for at, text in enumerate(texts, 1))
    return replace(document, blocks=(*lines, *document.blocks))


def only(document: Document) -> Extraction:
    """The one form of a document."""
    (extraction,) = extract(document)
    return extraction


def values(extraction: Extraction) -> list[tuple[object, ...]]:
    """Levels, name, measure, horizon, operator, value, unit and text of the indicators."""
    return [
        (
            value.level1,
            value.level2,
            value.indicator_name,
            f"{value.measure} {value.horizon}",
            value.operator,
            None if value.value is None else str(value.value),
            value.unit,
            value.value_text,
        )
        for value in extraction.indicator_values
        if value.source_section == "indicator_table"
    ]


def targets(extraction: Extraction) -> list[tuple[object, ...]]:
    """Name, operator, value and unit of the indicators' annual targets."""
    return [
        (name, operator, value, unit)
        for _, _, name, kind, operator, value, unit, _ in values(extraction)
        if kind == "target annual"
    ]


def funds(extraction: Extraction) -> list[tuple[str, str, str]]:
    """Stage, source and amount in 万元 of the money."""
    return [(fund.stage, fund.source, f"{fund.amount_wan:f}") for fund in extraction.project_funds]


def scores(extraction: Extraction) -> list[tuple[object, ...]]:
    """Level, score and full mark."""
    return [
        (score.level1, *(None if x is None else str(x) for x in (score.score, score.full_mark)))
        for score in extraction.scores
    ]


def messages(extraction: Extraction) -> list[str]:
    """What was not understood."""
    return [problem.message for problem in extraction.problems]


def table_values(extraction: Extraction) -> list[IndicatorValue]:
    """The values of the table of indicators."""
    return [v for v in extraction.indicator_values if v.source_section == "indicator_table"]


def rows(extraction: Extraction) -> list[tuple[str | None, ...]]:
    """(level1, level2, name, cycle text, annual text) by row."""
    found: dict[int | None, list[str | None]] = {}
    for value in table_values(extraction):
        row = found.setdefault(
            value.row_no, [value.level1, value.level2, value.indicator_name, None, None]
        )
        row[3 if value.horizon == "cycle" else 4] = value.value_text
    return [tuple(row) for row in found.values()]


def table_of(drawing: str) -> IndicatorTable:
    """The table of indicators that a drawing shows."""
    (table,) = aligned(drawing).blocks
    assert isinstance(table, Table)
    return table_rows([TableRow(row, aligned=True) for row in table.rows])


def cells(table: IndicatorTable) -> list[tuple[object, ...]]:
    """Levels, name and the texts of the values, by row."""
    return [
        (row.level1, row.level2, row.name.text, *(cell.text for cell in row.values.values()))
        for row in table.rows
    ]
