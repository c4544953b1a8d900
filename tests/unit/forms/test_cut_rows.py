"""Rows of indicators that a page break may have cut."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.document import Cell, Place
from ingest.forms.indicator_records import add_indicators
from ingest.records import Extraction, Header
from ingest.understand.indicators.aligned_rows import LocalValue
from ingest.understand.indicators.indicator_table import IndicatorRow, IndicatorTable


def row(page: int, name: str, **values: str) -> IndicatorRow:
    cells = {role: Cell(text, Place(page=page), 0, 0) for role, text in values.items()}
    return IndicatorRow("效益指标", "经济效益指标", Cell(name, Place(page=page), 0, 0), cells)


@pytest.mark.parametrize(
    ("page", "below", "in_doubt"),
    [
        (2, {"actual": "元"}, True),
        (1, {"actual": "元"}, False),
        (2, {"annual": "持续提升", "actual": "提升"}, False),
    ],
)
def test_a_row_that_begins_a_page_without_a_target_is_in_doubt(
    page: int, below: dict[str, str], in_doubt: bool
) -> None:
    table = IndicatorTable(headers=[])
    table.rows += [
        row(1, "带动周边消", annual="≥60万元", actual="64.2万"),
        row(page, "费收入", **below),
    ]
    extraction = Extraction(header=Header(form="self_evaluation_table"))
    add_indicators(extraction, table)
    assert [value.value_text for value in extraction.indicator_values][:2] == ["≥60万元", "64.2万"]
    assert {bool(value.place.doubt) for value in extraction.indicator_values} == {in_doubt}


@pytest.mark.parametrize("below", [True, False])
def test_targets_of_places_are_targets(*, below: bool) -> None:
    places = (LocalValue("西陵区", "annual", Cell("≥60万元", Place(page=1), 0, 0)),)
    table = IndicatorTable(headers=[])
    table.rows += [
        replace(row(1, "带动周边消"), local=places),
        replace(row(2, "费收入"), local=places if below else ()),
    ]
    extraction = Extraction(header=Header(form="project_target_form"))
    add_indicators(extraction, table)
    assert {bool(value.place.doubt) for value in extraction.indicator_values} == {not below}
