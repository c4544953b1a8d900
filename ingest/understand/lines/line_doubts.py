"""Doubts about the rows of page text: what its headers and its lines don't tell."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.lexicon import appearance, headers
from ingest.lexicon.levels import labels_in, ranks
from ingest.understand.columns.header_cells import VALUE_ROLES
from ingest.understand.indicators.sliding_rows import LEFT_OUT
from ingest.understand.lines.line_headers import begins_with_year, may_be_two
from ingest.understand.lines.row_doubts import (
    OF_LEVEL,
    TWO_ROWS,
    UNKNOWN_COLUMN,
    doubts_of_cells,
    is_of_value,
    is_plain,
)
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Line, Place
    from ingest.understand.columns.header_cells import Header
    from ingest.understand.indicators.indicator_table import IndicatorRow, IndicatorTable

UNKNOWN_PART = (
    "数值表头之下有未识别的表头，列的归属不确定 "
    "(a header below that of values is not known: which column is which is a guess)"
)
# A header of the whole term, beside which one of a year is of values: 2021—2023年, 2021年.
_TERM = re.compile("20\\d\\d[—–-]20\\d\\d")
_OF_TERM = re.compile("[年季月期]|实现|完成|达|值|估")
_OPTIONAL = ("remark", "deviation", "")
_NUMBER = re.compile(r"[≥≧≤≦＞＜=＝><]|\d[\d,，.]*\s*(?:[%％‰℃]|[A-Za-z]|[一-鿿])")
_DIGIT = re.compile(r"\d")
_LEAST_VALUES = 2
_NAME = re.compile("[一-鿿“]{3}")


def doubt_rows(table: IndicatorTable, lines: Sequence[Line]) -> None:
    """Doubt the rows of a table that its ``lines`` may not mean, and say what line has none."""
    behind = table.headers[-len(table.roles) :] if table.roles else []
    of_terms = any(_TERM.search(printed(header.text)) for header in table.headers)
    if _has_unknown_part(table.headers):
        doubt_all(table)
    elif any(map(may_be_two, table.headers)) or any(
        header.role is None and (of_terms or not begins_with_year(header)) for header in behind
    ):
        for at in range(len(table.rows)):
            table.doubt(at, UNKNOWN_COLUMN)
    _doubt_lone_words(table)
    _doubt_marks(table)
    if any(is_of_value(printed(row.name.text)) for row in table.rows):
        for at in range(len(table.rows)):
            table.doubt(at, TWO_ROWS)
    has_marks = bool({"weight", "score", ""} & {*table.roles})
    for at, row in enumerate(table.rows):
        for doubt in doubts_of_cells(printed(row.name.text), row.values, marks=has_marks):
            table.doubt(at, doubt)
        if any(_is_level(row, line) for line in lines):
            table.doubt(at, OF_LEVEL)
    for line in lines:
        if _is_row(line.text) and not any(_is_on(row.name.place, line) for row in table.rows):
            table.warn(f"a line that no row begins with: {line.text[:40]}", line.place)
            for at, row in enumerate(table.rows):
                if any(_is_on(cell.place, line) for cell in row.values.values()):
                    table.doubt(at, TWO_ROWS)


def _is_level(row: IndicatorRow, line: Line) -> bool:
    """Whether what was read as a name is a level, as another name stands behind it on its line."""
    name, words = printed(row.name.text), line.text.split()
    if not ranks(name) and len(labels_in(name)) <= 1:
        return False
    is_name = any(one == name and _NAME.match(two) for one, two in pairwise(words))
    return is_name and _is_on(row.name.place, line)


def doubt_all(table: IndicatorTable) -> None:
    """Doubt all rows, as what stands below the headers of values is not known."""
    for at in range(len(table.rows)):
        table.doubt(at, UNKNOWN_PART)


def _has_unknown_part(found: Sequence[Header]) -> bool:
    """Whether the headers on a line below that of values divide it, and none of them is of values.

    One of them is not known, or several are of former years.
    """
    values = [header.place.line_from or 0 for header in found if header.role in VALUE_ROLES]
    below = [header for header in found if values and (header.place.line_from or 0) > max(values)]
    for line in {header.place.line_from for header in below}:
        parts = [header for header in below if header.place.line_from == line]
        if len(parts) >= _LEAST_VALUES and (
            any(header.role is None and _OF_TERM.search(header.text) for header in parts)
            or sum(begins_with_year(header) for header in parts) >= _LEAST_VALUES
        ):
            return True
    return False


def _doubt_lone_words(table: IndicatorTable) -> None:
    """Doubt a target that may be a remark: alone in its row, with a figure amid words."""
    behind = table.roles
    own = [role for role in behind if role in VALUE_ROLES]
    if len(own) != 1 or not {*behind[behind.index(own[0]) + 1 :]} & {*_OPTIONAL}:
        return
    for at, row in enumerate(table.rows):
        text = printed(row.values[own[0]].text) if {*row.values} == {*own} else ""
        if _DIGIT.search(text) and not is_plain(text):
            table.doubt(at, LEFT_OUT)


def _doubt_marks(table: IndicatorTable) -> None:
    """Doubt a bare number of a row without the weight or score that others have: it may be that."""
    marks = {role for role in ("weight", "score") for row in table.rows if role in row.values}
    for at, row in enumerate(table.rows):
        bare = any(
            appearance.is_mark(printed(row.values[role].text))
            for role in VALUE_ROLES
            if role in row.values
        )
        if bare and marks - {*row.values}:
            table.doubt(at, LEFT_OUT)


def _is_row(text: str) -> bool:
    """Whether a line is a name with figures behind it."""
    words = text.split()
    while words and ranks(words[0]):
        words.pop(0)
    if (
        len(words) <= _LEAST_VALUES
        or appearance.is_short_value(words[0])
        or _DIGIT.search(words[0])
    ):
        return False
    if headers.is_footer(words[0]):
        return False
    count = 0
    for word in words[1:]:
        if not (_NUMBER.search(word) and appearance.is_short_value(word)):
            break
        count += 1
    return count >= _LEAST_VALUES


def _is_on(place: Place, line: Line) -> bool:
    number = line.place.line_from or 0
    return (place.line_from or 0) <= number <= (place.line_to or place.line_from or 0)
