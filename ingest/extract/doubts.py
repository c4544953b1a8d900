"""Figures that may be read wrong are said, never trusted in silence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ingest.document import Place
from ingest.records import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.records import Extraction

_SHOWN = 40


def doubtful_figures(extraction: Extraction) -> Iterator[Problem]:
    """A warning for each place with figures that the reader has doubts about."""
    said: set[Place] = set()
    for text, place in _figures(extraction):
        if place.doubt and place not in said:
            said.add(place)
            shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
            yield Problem(
                severity="warning",
                message=f"may be read wrong: {shown}: {place.doubt}",
                place=place,
            )


def with_doubts_of_projects(extraction: Extraction) -> None:
    """Let what belongs to a project have the doubts of the project's own place."""
    doubts = {
        project.project_no: Place(doubt=project.place.doubt)
        for project in extraction.projects
        if project.place.doubt
    }
    for name in ("project_funds", "indicator_values", "scores", "indicator_scores"):
        records: list[Any] = getattr(extraction, name)
        records[:] = [
            replace(record, place=record.place.with_doubts(doubts[record.project_no]))
            if record.project_no in doubts
            else record
            for record in records
        ]


def _figures(extraction: Extraction) -> Iterator[tuple[str, Place]]:
    for line in extraction.budget_lines:
        yield f"{line.item} {line.amount_text}", line.place
    for task in extraction.tasks:
        yield f"{task.task_name} {task.amount_text or ''}", task.place
    for project in extraction.projects:
        yield project.project_name, project.place
    for value in extraction.indicator_values:
        if value.value_kind == "number":
            yield f"{value.metric} {value.value_text}", value.place
    for score in extraction.scores:
        yield f"{score.level2 or score.level1} {score.score}", score.place
    for row in extraction.indicator_scores:
        yield row.indicator_name, row.place
