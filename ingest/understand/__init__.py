"""What the blocks of a document mean: sections, columns and their roles, rows of indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.understand.columns.column_numbers import without_column_numbers
from ingest.understand.columns.header_tree import with_header_leaves
from ingest.understand.kept_columns import with_kept_columns
from ingest.understand.labels_apart import with_labels_apart
from ingest.understand.lines.broken_labels import with_whole_labels

if TYPE_CHECKING:
    from ingest.document import Document


def in_columns(document: Document) -> Document:
    """The document with whole labels, each header in one row, and in tables what kept columns."""
    labelled = with_labels_apart(with_whole_labels(document))
    return with_header_leaves(without_column_numbers(with_kept_columns(labelled)))
