"""What a suite is: named checks, each one query and one condition on its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["critical", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Check:
    """One condition on the rows of a query, looked at where the rows are, in the database.

    ``Check("printed", "数字照原文 · as printed", "select document_id, value, … from …",
    "value = …", shows=("value", "printed"))``: ``holds`` is true of every good row, so that what is
    NULL has failed. A failing row is told by its ``document_id`` and ``place``, where the query
    gives them, and by the columns that ``shows`` names: the figures that don't agree. Where
    ``wherever``, a query, finds a row, there must be rows to check; None asks for none.
    """

    name: str
    says: str
    rows: str
    holds: str
    shows: tuple[str, ...] = ()
    severity: Severity = "critical"
    wherever: str | None = "select 1"


@dataclass(frozen=True, slots=True)
class Suite:
    """Checks of one kind; ``name`` begins with the layer that they are counted under.

    What a document prints may fail a document (it is quarantined or held), never a night: what is
    critical here is what the code must give whatever is printed. A person's acceptance is asked for
    what would take published figures away.
    """

    name: str
    checks: tuple[Check, ...]
    prepared: str = ""
    """Statements that make temporary tables for the queries of the checks."""
    by_district: bool = False
    """Its critical checks hold rows of a district against others of the same district, so that
    those of districts without changes still hold."""


def place(table: str) -> str:
    """The SQL for where a row of ``table`` stands, as people say it: page 3 line 12 B7."""
    return (
        f"concat_ws(' ', 'page ' || {table}.page, 'line ' || {table}.line_from,"
        f" {table}.cell) as place"
    )


def union(*queries: str) -> str:
    """The rows of all queries."""
    return "\nunion all\n".join(queries)
