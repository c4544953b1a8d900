"""Indicator rows of text whose every line is a row, its cells parted by blanks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.document import Cell
from ingest.lexicon import appearance, headers
from ingest.lexicon.levels import ranks
from ingest.understand.columns.header_cells import heads_names
from ingest.understand.indicators.indicator_table import IndicatorTable, table_rows
from ingest.understand.lines.pieces import words_of
from ingest.understand.sections import TableRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Line

_MARKS = ("weight", "score")
# Columns that are blank in most rows: at the end of a line nothing tells that they were left out.
_OF_NUMBERS = {"nature", "unit"}
_DIGIT = re.compile(r"\d")
_RARE = ("deviation", "remark", "")


def whole_line_rows(lines: Sequence[Line], year: int | None = None) -> IndicatorTable | None:
    """The indicators of lines, each a row; None where any line is none, or leaves a cell out."""
    rows = [_row(number, line) for number, line in enumerate(lines)]
    table = table_rows(rows, year)
    if not is_complete(table, needed_roles(table.roles)):
        return None
    read = {row.name.place for row in table.rows}
    return table if all(row.cells[0].place in read or _is_none(row) for row in rows) else None


def _row(number: int, line: Line) -> TableRow:
    words = enumerate(words_of(line.text))
    return TableRow(tuple(Cell(word, line.place, number, at) for at, word in words), aligned=False)


def needed_roles(roles: Sequence[str]) -> list[str]:
    """The roles of the columns that every row fills; what is told in words has no sign or unit."""
    return [role for role in roles if role not in (*_RARE, *_OF_NUMBERS)]


def is_complete(table: IndicatorTable, needed: Sequence[str]) -> bool:
    """Whether there are rows, all have what is ``needed``, and all marks are numbers."""
    return bool(needed and table.rows) and all(
        all(role in row.values or (role == "annual" and "cycle" in row.values) for role in needed)
        and all(appearance.is_mark(row.values[role].text) for role in _MARKS if role in row.values)
        and not any(_DIGIT.search(row.values[role].text) for role in _OF_NUMBERS & {*row.values})
        for row in table.rows
    )


def _is_none(row: TableRow) -> bool:
    """Whether a line is a header, a footer, or holds but labels and placeholders."""
    texts = [cell.text for cell in row.cells]
    blank = all(ranks(text) or headers.is_placeholder(text) for text in texts)
    return (
        heads_names(row.cells)
        or blank
        or headers.is_footer(texts[0])
        or bool(headers.horizon(texts[0]))
    )
