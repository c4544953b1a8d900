"""The figures of a goal or of what was achieved, as records of the narrative."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from ingest.records import IndicatorValue
from ingest.vocabulary import load
from ingest.words.narrative import figures
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.document import Place

_DONE = re.compile(load("narrative")["done"])
_SENTENCE = re.compile(r"[。；;！\n]|$")
_RESULT = "目标栏中所述似为结果 (a result, told where a target belongs)"


def narrated(
    text: str,
    place: Place,
    *,
    measure: Literal["target", "actual"] = "target",
    horizon: Literal["annual", "cycle"] = "annual",
    project_no: int | None = None,
) -> Iterator[IndicatorValue]:
    """Every figure that ``text`` states; a result among targets is none of them, with a doubt."""
    shown = printed(text)
    for figure in figures(shown):
        is_result = measure == "target" and _tells_result(shown, figure.start)
        yield IndicatorValue(
            project_no=project_no,
            indicator_name=figure.metric,
            metric=figure.metric,
            measure="actual" if is_result else measure,
            horizon=horizon,
            source_section="narrative",
            value_text=figure.clause,
            value_kind="number",
            operator=figure.operator,
            value=figure.value,
            unit=figure.unit,
            year=figure.year,
            place=place.doubted(_RESULT if is_result else None),
        )


def _tells_result(text: str, at: int) -> bool:
    """Whether the sentence that holds the offset ``at`` tells what was done."""
    ends = [found.start() for found in _SENTENCE.finditer(text)]
    start = max((end for end in ends if end < at), default=0)
    return bool(_DONE.search(text, start, next(end for end in ends if end >= at)))
