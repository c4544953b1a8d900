from __future__ import annotations

from decimal import Decimal

from ingest.document import Place
from ingest.extract.doubts import doubtful_figures
from ingest.records import BudgetLine, Extraction, Header, IndicatorValue

SURE = Place(page=1, bbox=(0, 0, 9, 9), confidence=0.99)
UNSURE = Place(page=1, bbox=(0, 9, 9, 18), confidence=0.6, doubt="低置信度 (low confidence)")


def line(place: Place) -> BudgetLine:
    return BudgetLine(
        section="部门预算支出",
        item="基本支出",
        phase="budget",
        amount_wan=Decimal("2341.13"),
        amount_text="2,341.13",
        rounding_wan=Decimal("0.005"),
        place=place,
    )


def value(place: Place, text: str = "≥80%") -> IndicatorValue:
    return IndicatorValue(
        indicator_name="满意度",
        metric="满意度",
        measure="target",
        source_section="indicator_table",
        value_text=text,
        value_kind="number",
        operator=">=",
        value=Decimal(80),
        unit="%",
        place=place,
    )


def messages(*records: BudgetLine | IndicatorValue) -> list[str]:
    extraction = Extraction(header=Header(form=None))
    extraction.budget_lines = [one for one in records if isinstance(one, BudgetLine)]
    extraction.indicator_values = [one for one in records if isinstance(one, IndicatorValue)]
    return [problem.message for problem in doubtful_figures(extraction)]


def test_a_doubtful_figure_is_a_warning_with_its_text():
    assert messages(line(UNSURE)) == [
        "may be read wrong: 基本支出 2,341.13: 低置信度 (low confidence)"
    ]


def test_a_certain_figure_is_none():
    assert messages(line(SURE), value(SURE)) == []


def test_a_place_is_said_once():
    assert len(messages(value(UNSURE), value(UNSURE))) == 1


def test_long_text_is_cut():
    (message,) = messages(value(UNSURE, "长" * 100))
    assert message == f"may be read wrong: 满意度 {'长' * 36}…: 低置信度 (low confidence)"
