"""CSV and its kind → Document: one aligned table, captions above and notes below it as lines."""

from __future__ import annotations

import csv
import re
from collections import Counter
from io import StringIO
from typing import TYPE_CHECKING, Literal

from ingest.document import Cell, Document, Place
from ingest.read.tables.grid import MAX_CELLS, MAX_COLUMNS
from ingest.read.tables.regions import blocks_of
from ingest.read.workbook.sheet import MAX_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

MEDIA_TYPES = {"\t": "text/tab-separated-values"}
_DELIMITERS = ",\t;|"
_SAMPLE_LENGTH = 1 << 16
_LEAST_FIELDS = 3
_LEAST_RECORDS = 3
# The largest field that a sound file holds; more is a quote that was never closed.
_LONGEST_FIELD = 100_000
_CLOSE_QUOTES_BY = 200
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def delimiter(text: str) -> str | None:
    """The delimiter by which most records fall into as many fields; None for running text."""
    counts = {mark: _fields(text[:_SAMPLE_LENGTH], mark) for mark in _DELIMITERS}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else None


def self_evident_delimiter(text: str) -> str | None:
    """The delimiter of a text that nobody called CSV: its records all have as many fields.

    Lines that the delimiter does not part (a title, notes) may stand beside, but not be more. Tabs
    don't count: a text with tabs is read as one whose merged cells were lost.
    """
    mark = delimiter(text)
    if mark is None or mark == "\t":
        return None
    sample = _sample(text[:_SAMPLE_LENGTH], mark)
    records = [fields for fields in sample if len(fields) > 1]
    counts = [len(fields) for fields in records]
    alike = min(counts) == max(counts) >= _LEAST_FIELDS and len(counts) >= _LEAST_RECORDS
    are_most = 2 * len(records) >= len(sample)
    is_text = _are_amounts([mark.join(fields) for fields in records])
    return mark if alike and are_most and not is_text else None


def read_delimited(text: str, mark: str) -> Document:
    """Read records parted by ``mark``; formulas in cells are text, as they stand."""
    rows: list[tuple[Cell, ...]] = []
    warnings: list[tuple[str, Place]] = []
    count = 0
    for number, (fields, first, last) in enumerate(_records(text, mark)):
        if number >= MAX_ROWS or count >= MAX_CELLS:
            limits = f"{MAX_ROWS} records or {MAX_CELLS} cells"
            warnings.append((f"records beyond {limits} were not read", Place(line_from=first)))
            break
        place = Place(line_from=first, line_to=last)
        if len(fields) > MAX_COLUMNS:
            warnings.append((f"fields beyond {MAX_COLUMNS} were not read", place))
        cells = tuple(
            Cell(field.strip(), place, number, column)
            for column, field in enumerate(fields[:MAX_COLUMNS])
            if field.strip()
        )
        count += len(cells)
        rows.append(cells)
    media_type = MEDIA_TYPES.get(mark, "text/csv")
    return Document(tuple(blocks_of(rows)), media_type, warnings=tuple(warnings))


def _are_amounts(records: list[str]) -> bool:
    """Whether all commas part thousands (1,234,567.00) rather than fields."""
    return all(record.count(",") == len(_THOUSANDS.findall(record)) > 0 for record in records)


def _fields(sample: str, mark: str) -> int:
    """How many records have the usual number of fields, times that number; 0 for one field."""
    counts = Counter(len(fields) for fields in _sample(sample, mark) if len(fields) > 1)
    return max((count * fields for fields, count in counts.items()), default=0)


def _sample(text: str, mark: str) -> list[list[str]]:
    records = (fields for fields, _, _ in _records(text, mark))
    return [fields for fields in records if any(field.strip() for field in fields)]


def _records(text: str, mark: str) -> Iterator[tuple[list[str], int, int]]:
    """Fields with the first and last physical line of each record.

    A quote that is never closed would swallow the rest of the file; quotes mean nothing then.
    """
    closed = not any(
        last - first > _CLOSE_QUOTES_BY or max(map(len, fields), default=0) > _LONGEST_FIELD
        for fields, first, last in _parsed(text, mark, quoted=True)
    )
    yield from _parsed(text, mark, quoted=closed)


def _parsed(text: str, mark: str, *, quoted: bool) -> Iterator[tuple[list[str], int, int]]:
    # The limit is one for the whole process: it is raised for a long text and never lowered.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    reader = csv.reader(StringIO(text, newline=""), delimiter=mark, quoting=quoting)
    before = 0
    for fields in reader:
        yield fields, before + 1, reader.line_num
        before = reader.line_num
