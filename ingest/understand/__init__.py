"""What the blocks of a document mean: sections, columns and their roles, rows of indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.understand.cell_lines import with_rows
from ingest.understand.columns.column_numbers import without_column_numbers
from ingest.understand.columns.header_tree import with_header_leaves
from ingest.understand.columns.level_columns import with_level_rows
from ingest.understand.kept_columns import with_kept_columns
from ingest.understand.labels_apart import with_labels_apart
from ingest.understand.lines.broken_labels import with_whole_labels
from ingest.understand.lines.text_tables import with_text_tables

if TYPE_CHECKING:
    from ingest.document import Document


def in_columns(document: Document) -> Document:
    """The document with whole labels, page text as tables, and each header in one row."""
    labelled = with_labels_apart(with_whole_labels(document))
    kept = with_kept_columns(without_column_numbers(labelled))
    return _with_leaves(without_column_numbers(with_text_tables(with_rows(kept))))


def _with_leaves(document: Document) -> Document:
    return with_header_leaves(with_level_rows(document))
