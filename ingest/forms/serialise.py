"""An Extraction as the JSON object that ``jixiao extract --json`` prints, one a form."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import simplejson

from ingest.document import Place
from ingest.forms import EXTRACTOR_VERSION

if TYPE_CHECKING:
    from ingest.document import Document
    from ingest.records import Extraction

SECTIONS = (
    "budget_lines",
    "tasks",
    "projects",
    "project_funds",
    "indicator_values",
    "scores",
    "indicator_scores",
    "shortfalls",
)
_PLACE = tuple(field.name for field in fields(Place))


def to_json(file: str, extraction: Extraction, document: Document) -> dict[str, Any]:
    """One form of ``file``: what it says of itself, its rows each with its place, its problems."""
    header = asdict(extraction.header)
    return {
        "file": file,
        "document": {
            "form": header.pop("form"),
            "title": header.pop("title"),
            "department_name": header.pop("department_name"),
            "fiscal_year": header.pop("fiscal_year"),
            "year_evidence": header.pop("year_evidence"),
            "amount_unit": header.pop("amount_unit"),
            "media_type": document.media_type,
            "page_count": document.page_count,
            "extractor_version": EXTRACTOR_VERSION,
            **header,
        },
        **{section: [_row(row) for row in getattr(extraction, section)] for section in SECTIONS},
        "problems": [_row(problem) for problem in extraction.problems],
    }


def unreadable(file: str, reason: str) -> dict[str, Any]:
    """The object of a file that could not be read: its problem alone."""
    place = dict.fromkeys(_PLACE)
    return {"file": file, "problems": [{"severity": "error", "message": reason, **place}]}


def dumps(row: dict[str, Any]) -> str:
    """One line of JSON; a Decimal keeps its printed digits, Chinese stays legible."""
    return simplejson.dumps(row, use_decimal=True, ensure_ascii=False, allow_nan=False)


def _row(record: Any) -> dict[str, Any]:
    row = asdict(record)
    row.update(row.pop("place"))
    return row
