"""Why each column of a document's indicator tables was taken for what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.understand import in_columns
from ingest.understand.columns.roles import (
    LEAST_ROWS,
    Candidate,
    candidates,
    header_rows,
    told_by_cells,
)

if TYPE_CHECKING:
    from ingest.document import Document, Place


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """A column: its header, the role that was settled, and what its cells alone would tell.

    ``by`` is "words" or "cells"; None where neither told.
    """

    header: str
    place: Place
    role: str | None
    by: str | None
    cells: tuple[str, ...]
    candidates: tuple[Candidate, ...]


def explain(document: Document) -> list[list[ColumnSeen]]:
    """The columns of each header row of indicators, in tables whose columns are known."""
    found = []
    for table in in_columns(document).tables:
        if not table.aligned:
            continue
        for row in header_rows(table):
            seen, columns, told_roles = [], row.columns(), told_by_cells(row)
            if columns[0].rows < LEAST_ROWS:
                continue
            for place, header in enumerate(row.headers):
                others = {at: role for at, role in row.known.items() if at != place}
                told = told_roles.get(place)
                seen.append(
                    ColumnSeen(
                        header.text,
                        header.place,
                        told or header.role,
                        "cells" if told and told != header.role else header.role and "words",
                        tuple(columns[place].texts[:3]),
                        tuple(candidates(columns, place, others)[:3]),
                    )
                )
            found.append(seen)
    return found
