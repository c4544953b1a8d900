"""What the blocks of a document mean: sections, columns and their roles, rows of indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.understand.columns.column_numbers import without_column_numbers
from ingest.understand.columns.header_tree import with_header_leaves
from ingest.understand.columns.level_columns import with_level_rows
from ingest.understand.kept_columns import with_kept_columns
from ingest.understand.labels_apart import with_labels_apart
from ingest.understand.lines.broken_labels import with_whole_labels
from ingest.understand.lines.text_tables import with_text_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.document import Document


def in_columns(document: Document) -> Iterator[Document]:
    """The document with whole labels and each header in one row, once or twice.

    First with its page text as lines, what kept columns as tables; then, if it has lists of
    indicators in page text, with those as tables.
    """
    labelled = with_labels_apart(with_whole_labels(document))
    yield _with_leaves(with_kept_columns(without_column_numbers(labelled)))
    tabled = with_text_tables(labelled)
    if len(tabled.tables) > len(labelled.tables):
        yield _with_leaves(without_column_numbers(tabled))


def _with_leaves(document: Document) -> Document:
    return with_header_leaves(with_level_rows(document))
