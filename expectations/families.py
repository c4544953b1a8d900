"""What the forms that are there must have given: a warehouse may hold forms of one family alone."""

from __future__ import annotations

from ingest.landing.refusal import FAMILY_OF
from ingest.vocabulary import load

HOLDS = {form: tuple(entry["holds"]) for form, entry in load("forms")["forms"].items()}
"""The records that each form must hold, or say that they were refused."""


def forms_that_hold(records: str) -> str:
    """The query for documents of the forms that must hold ``records``, and did not refuse them."""
    forms = ", ".join(f"'{form}'" for form, held in HOLDS.items() if records in held)
    refused = "select document_id from core.core_problem where severity = 'error' and family = "
    return (
        f"select 1 from core.core_document where form in ({forms})"
        f" and document_id not in ({refused}'{FAMILY_OF[records]}')"
    )
