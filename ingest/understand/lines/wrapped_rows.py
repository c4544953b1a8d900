"""Indicator rows of page text, whose cells are put together from wrapped lines."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

from ingest.document import Cell
from ingest.lexicon import appearance, headers
from ingest.lexicon.levels import Levels, is_plain_label, ranks
from ingest.records import Problem
from ingest.understand.columns.header_cells import VALUE_ROLES
from ingest.understand.indicators.indicator_table import GROUP, IndicatorTable, TotalRow
from ingest.understand.indicators.sliding_rows import LEFT_OUT
from ingest.understand.lines.line_columns import followed_by, line_columns
from ingest.understand.lines.line_doubts import doubt_all, doubt_rows
from ingest.understand.lines.line_headers import folded, line_headers
from ingest.understand.lines.pieces import Piece, joined, pieces, span, with_whole_units
from ingest.understand.lines.reflow import Reflowed, Row, reflow
from ingest.understand.lines.row_doubts import (
    NAME_IS_A_GUESS,
    REST_OF_NAME,
    TWO_NAMES,
    is_left_out,
    runs_into_value,
)
from ingest.understand.lines.whole_lines import is_complete, needed_roles, whole_line_rows
from ingest.words.printed import printed
from ingest.words.quantity import is_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Line

_MARKS = ("weight", "score")
_DOTS = re.compile(r"[.…·\s]+")
_NUMBER = "序号"
_MAX_LABEL_WRAPS = 3
_BY_PAGES = 2
_DIGIT = re.compile(r"\d")


def line_rows(lines: Sequence[Line], year: int | None = None) -> IndicatorTable:
    """The indicators of page text, from the header line on; ``year`` is the form's."""
    lines = with_whole_units(_without_numbers(lines))
    table = whole_line_rows(lines, year) or _wrapped(lines, year)
    for at, row in enumerate(table.rows):
        said = len(table.problems)
        _report_inner_value(table, row.name)
        _report_rest_of_name(table, row.values)
        if len(table.problems) > said:
            table.doubt(at, NAME_IS_A_GUESS)
    doubt_rows(table, lines)
    return table


def _without_numbers(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without the numbers of rows, 1 and so on, where a column of them is headed."""
    headed = next((at for at, line in enumerate(lines) if line.text.split()[:1] == [_NUMBER]), None)
    if headed is None:
        return lines
    found = list(lines[:headed])
    number = 0
    for line in lines[headed:]:
        words = line.text.split()
        is_number = words[:1] in ([_NUMBER], [str(number + 1)])
        number += is_number and words[0] != _NUMBER
        found.append(replace(line, text=" ".join(words[1:])) if is_number else line)
    return [line for line in found if line.text]


def _wrapped(lines: Sequence[Line], year: int | None) -> IndicatorTable:
    body, behind = _without_footers(lines)
    totals = [line for line in body if appearance.is_total(line.text.split())]
    body = [line for line in body if line not in totals and not _DOTS.fullmatch(line.text)]
    table = _whole_cells(body, year) or _table(pieces(body), year, whole=False)
    table.settle()
    for line in totals:
        _add_total(table, line)
    for line in behind:
        if not headers.is_footer(line.text.split()[0]):
            table.warn(f"not read behind the indicators: {line.text[:40]}", line.place)
    return table


def _usual(flowed: Reflowed) -> set[str]:
    """The columns of values and marks that most rows fill."""
    rows = [row for group in flowed.rows for row in group]
    counts = Counter(role for row in rows for role in row if role in (*VALUE_ROLES, *_MARKS))
    return {role for role, count in counts.items() if 2 * count > len(rows)}


def _doubted(row: Row, usual: set[str]) -> Row:
    """The row, with a doubt where a value or mark that most rows have is blank."""
    if not is_left_out(row, usual - {*row}):
        return row
    return {
        role: replace(cell, place=cell.place.to(replace(cell.place, doubt=LEFT_OUT)))
        for role, cell in row.items()
    }


def _without_footers(lines: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
    """The lines up to the last total or the first footer, and those behind that hold no value."""
    for at, line in enumerate(lines, 1):
        is_total = appearance.is_total(line.text.split())
        label = line.text.split()[0]
        is_footer = headers.is_footer(label) and not headers.row_kind(label)
        if is_total or is_footer:
            behind = lines[at if is_total else at - 1 :]
            words = (word for other in behind for word in other.text.split())
            if not any(_DIGIT.search(word) and appearance.is_short_value(word) for word in words):
                return lines[: at if is_total else at - 1], behind
    return lines, ()


def _whole_cells(lines: Sequence[Line], year: int | None) -> IndicatorTable | None:
    """The indicators of text with every cell on a line of its own; None where it is not so."""
    run: list[Piece] = []
    headed = False
    for line in lines:
        words = pieces([line])
        found = line_headers(words, GROUP)[0] or line_headers(words[1:], GROUP)[0]
        headed = headed or bool(found and line.place.line_from != line.place.line_to)
        run += words if found else [Piece(line.text, line.place, "line")]
    if not headed:
        return None
    table = _table(run, year, whole=True)
    read_well = all(problem.severity == "warning" for problem in table.problems)
    return table if read_well and is_complete(table, needed_roles(table.roles)) else None


def _table(run: Sequence[Piece], year: int | None, *, whole: bool) -> IndicatorTable:
    """The indicators of pieces; where they are ``whole`` cells, none is put together from two."""
    table = IndicatorTable(year)
    groups, labels, blocks = _groups(table, run)
    if not table.headers:
        return table
    try:
        flowed = reflow(groups, line_columns(table), whole=whole)
    except ValueError as error:
        table.problems.append(
            Problem(
                severity="error",
                family="indicators",
                message=f"indicators: {error}",
                place=span(run),
            )
        )
        return table
    usual = _usual(flowed)
    for rows, levels, table.block in zip(flowed.rows, labels, blocks, strict=True):
        for row in map(partial(_doubted, usual=usual), rows):
            values = {role: cell for role, cell in row.items() if role != "name"}
            if "name" in row:
                table.add(levels, row["name"], values)
                _report_gaps(table, row["name"], values)
            else:
                first = next(iter(values.values()))
                table.warn("values without an indicator name", first.place)
    for piece in flowed.unplaced:
        table.warn(f"text that fits into no row: {piece.text[:40]}", piece.place)
    if groups[1:] and any(piece in groups[0] for piece in flowed.unplaced):
        doubt_all(table)
    return table


def _add_total(table: IndicatorTable, line: Line) -> None:
    label, *numbers = line.text.split()
    roles = [role for role in table.roles if role in _MARKS]
    if len(numbers) > len(roles):
        table.warn(f"a total under no header: {line.text[:40]}", line.place)
        return
    cells = [Cell(number, line.place, 0, 0) for number in numbers]
    values = dict(zip(roles[-len(cells) :], cells, strict=True))
    table.totals.append(TotalRow(printed(label), None, values, line.place))


def _report_gaps(table: IndicatorTable, name: Cell, values: dict[str, Cell]) -> None:
    """In page text an empty cell can't be told from a lost line: say so."""
    for role in table.roles:
        if values and role in VALUE_ROLES and role not in values:
            table.warn(f"no {role} value found: {printed(name.text)[:40]}", name.place)


def _report_inner_value(table: IndicatorTable, name: Cell) -> None:
    """A name that runs into a value, or over two cells of a line, was put together wrongly."""
    text = printed(name.text)
    if runs_into_value(name.text):
        table.warn(f"a value in the name of an indicator: {text[:40]}", name.place)
    elif is_unit(text) or not text.strip("-—–0123456789"):
        table.warn(f"no name of an indicator: {text}", name.place)
    elif TWO_NAMES.search(name.text):
        table.warn(f"a name that may be two cells: {text[:40]}", name.place)


def _report_rest_of_name(table: IndicatorTable, values: dict[str, Cell]) -> None:
    for role in VALUE_ROLES:
        if role in values and REST_OF_NAME.match(values[role].text):
            text = printed(values[role].text)[:40]
            table.warn(f"a value that may begin with the end of a name: {text}", values[role].place)


def _groups(
    table: IndicatorTable, run: Sequence[Piece]
) -> tuple[list[list[Piece]], list[Levels], list[str | None]]:
    """The pieces between level labels, each group with the levels and the block it stands under.

    A label that is repeated begins a row where many are; one or two are repeated by page breaks.
    """
    groups: list[list[Piece]] = [[]]
    labels = [Levels()]
    blocks: list[str | None] = [None]
    repeated: list[int] = []
    at = 0
    while at < len(run):
        taken, horizon = _header(table, run, at)
        if horizon and horizon != blocks[-1]:
            groups.append([])
            labels.append(labels[-1].copy())
            blocks.append(horizon)
        if taken:
            at += taken
            continue
        if not table.headers:
            at += 1
            continue
        taken = _label(table, run, at)
        if not taken:
            groups[-1].append(run[at])
            at += 1
            continue
        levels = labels[-1].copy()
        text = joined(run[at : at + taken])
        at += taken
        after = _label(table, run, at)
        levels.label(text, joined(run[at : at + after]) if after else None)
        table.weigh_known(levels, text, run[at - taken].place)
        if levels == labels[-1]:
            if not groups[-1]:
                continue
            repeated.append(len(groups))
        groups.append([])
        labels.append(levels)
        blocks.append(blocks[-1])
    if len(repeated) <= _BY_PAGES:
        for begun in reversed(repeated):
            groups[begun - 1] += groups.pop(begun)
            del labels[begun], blocks[begun]
    return groups, labels, blocks


def _header(table: IndicatorTable, run: Sequence[Piece], at: int) -> tuple[int, str | None]:
    """How many pieces from ``at`` on make up a header row, and what block its label opens."""
    if not _begins(run, at):
        return 0, None
    horizon = headers.horizon(run[at].text)
    shares_line = at + 1 < len(run) and run[at + 1].gap == "space"
    for label in (0, 1) if horizon or shares_line else (0,):
        found, taken = line_headers(run[at + label :], GROUP, table.year)
        if any(header.role == "name" for header in found):
            if not table.headers:
                table.take_text_headers(folded(found))
            return label + taken, horizon if label else None
    return int(bool(horizon)), horizon


def _begins(run: Sequence[Piece], at: int) -> bool:
    return run[at].gap != "space" or at == 0


def _label(table: IndicatorTable, run: Sequence[Piece], at: int) -> int:
    """How many pieces from ``at`` on make up a level label; 0 for none.

    A label begins a line, or follows another label on it.
    """
    if at >= len(run) or appearance.is_mark(run[at].text):
        return 0
    line_start = at
    while line_start and run[line_start].gap == "space":
        line_start -= 1
    if line_start < at and not _is_labels(run[line_start:at]):
        return 0
    for count in range(min(_MAX_LABEL_WRAPS, len(run) - at), 0, -1):
        # 产出 above 数量指标 are two labels, not one.
        two = ranks(run[at].text) and is_plain_label(joined(run[at + 1 : at + count]))
        if not two and is_plain_label(joined(run[at : at + count])):
            return count
    # 服务对象满意度 before a name is a label, before what stands behind a name it is the name.
    follows = followed_by(table)
    behind, longest = run[at + 1 : at + _MAX_LABEL_WRAPS], len(run[at].text)
    wraps = [*takewhile(lambda each: each.gap != "space" and len(each.text) <= longest, behind)]
    for count in range(len(wraps) + 1, 0, -1):
        before_name = at + count < len(run) and follows and not follows(run[at + count].text)
        if before_name and ranks(joined(run[at : at + count])):
            return count
    return 0


def _is_labels(run: Sequence[Piece]) -> bool:
    return all(ranks(piece.text) for piece in run)
