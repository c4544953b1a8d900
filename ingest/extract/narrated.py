"""The figures of a goal or of what was achieved, as records of the narrative."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ingest.records import IndicatorValue
from ingest.words.narrative import figures
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.document import Place


def narrated(
    text: str,
    place: Place,
    *,
    measure: Literal["target", "actual"] = "target",
    horizon: Literal["annual", "cycle"] = "annual",
    project_no: int | None = None,
) -> Iterator[IndicatorValue]:
    """Every figure that ``text`` states."""
    for figure in figures(printed(text)):
        yield IndicatorValue(
            project_no=project_no,
            indicator_name=figure.metric,
            metric=figure.metric,
            measure=measure,
            horizon=horizon,
            source_section="narrative",
            value_text=figure.clause,
            value_kind="number",
            operator=figure.operator,
            value=figure.value,
            unit=figure.unit,
            year=figure.year,
            place=place,
        )
