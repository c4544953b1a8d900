"""What the forms that are there must have given: a warehouse may hold forms of one family alone."""

from __future__ import annotations

from ingest.vocabulary import load

HOLDS = {form: tuple(entry["holds"]) for form, entry in load("forms")["forms"].items()}
"""The records without which nothing of a form lands."""


def forms_that_hold(records: str, documents: str = "core.core_document") -> str:
    """The query for ``documents`` of the forms that must hold ``records``."""
    forms = ", ".join(f"'{form}'" for form, held in HOLDS.items() if records in held)
    return f"select 1 from {documents} where form in ({forms})"
