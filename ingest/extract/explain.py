"""Why each column of a document's indicator tables was taken for what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.extract.broken_labels import with_whole_labels
from ingest.extract.column_numbers import without_column_numbers
from ingest.extract.column_roles import Candidate, candidates, header_rows
from ingest.extract.kept_columns import with_kept_columns
from ingest.extract.labels_apart import with_labels_apart

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
    labelled = with_labels_apart(with_whole_labels(document))
    aligned = without_column_numbers(with_kept_columns(labelled))
    found = []
    for table in aligned.tables:
        if not table.aligned:
            continue
        for row in header_rows(table):
            seen = []
            for place, header in enumerate(row.headers):
                others = {at: role for at, role in row.known.items() if at != place}
                told = row.told.get(place)
                column = row.columns[place]
                seen.append(
                    ColumnSeen(
                        header.text,
                        header.place,
                        told or header.role,
                        "cells" if told and told != header.role else header.role and "words",
                        tuple(column.texts[:3]),
                        tuple(candidates(row.columns, place, others)[:3]),
                    )
                )
            found.append(seen)
    return found
