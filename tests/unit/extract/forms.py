"""What tests of the forms of one project share: documents by hand, and records as short tuples."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from drawn_table import aligned

from ingest.document import Document, Line, Place
from ingest.extract import extract

if TYPE_CHECKING:
    from ingest.records import Extraction, IndicatorValue


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
