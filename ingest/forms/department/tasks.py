"""The tasks of a department's form (年度重点工作任务): name, content, amount, goal."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import takewhile
from math import inf
from typing import TYPE_CHECKING

from ingest.document import Cell
from ingest.forms.department.task_headers import GROUP, task_headers
from ingest.lexicon import appearance, headers
from ingest.lexicon.budget_items import other_column, own_column
from ingest.lexicon.labels import has_figure
from ingest.records import Problem
from ingest.understand.columns.header_cells import Header, row_headers, unknown_headers
from ingest.understand.lines.pieces import ends_sentence, pieces, span
from ingest.understand.lines.reflow import Column, Row, reflow
from ingest.words.money import printed_unit
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Place
    from ingest.understand.lines.pieces import Piece
    from ingest.understand.sections import Section, TableRow

_SPENT = "executed"
_SEVERAL = "一个表头下有几个金额 (several amounts under one header)"
_AMOUNTS = ("amount", "fiscal", "other")
_NO_NAME = "任务名称可疑 (what stands where a task's name belongs is like none)"
_AMOUNT = re.compile(r"\d\.\d\d?(?!\d)")
_LEAST_PARTS = 2
_REST_OF_LABEL = 4
_LONG_NAME = 40
_SHORT_TEXT = 6


@dataclass(slots=True)
class TaskTable:
    """Task rows as cells by role; ``headers`` is empty when no header row was found."""

    headers: list[Header] = field(default_factory=list)
    header_texts: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def unit(self) -> str | None:
        """The unit of money that a header names."""
        return next(filter(None, (printed_unit(text) for text in self.header_texts)), None)

    @property
    def roles(self) -> list[str]:
        """The roles of the columns in printed order, unknown ones and repeated ones numbered."""
        found = [header.role for header in self.headers]
        return [
            role if role and role not in found[:at] else f"unknown{at}"
            for at, role in enumerate(found)
        ]

    def take(self, found: list[Header]) -> None:
        """Keep the header row; its first print reports what is unknown."""
        if not self.headers:
            self.problems += unknown_headers(found)
        self.headers = found
        self.header_texts += [header.text for header in found]

    def warn(self, message: str, place: Place) -> None:
        """Report what was not understood."""
        self.problems.append(Problem(severity="warning", message=message, place=place))


def tasks(section: Section) -> TaskTable:
    """The tasks of a section, of table rows or of page text."""
    table = TaskTable()
    if not section.rows:
        return _from_lines(table, section)
    table = _from_rows(table, section.rows)
    amounts = (
        c for row in section.rows for c in row.filled if appearance.is_amount(printed(c.text))
    )
    if not table.headers and (first := next(amounts, None)):
        table.warn(f"amounts of tasks below no header, not read: {section.label[:40]}", first.place)
    return table


def more_tasks(section: Section, above: TaskTable) -> TaskTable:
    """The tasks of a section below the headers of those ``above``; mostly it is left blank."""
    table = TaskTable(headers=list(above.headers), header_texts=list(above.header_texts))
    if section.rows:
        return _from_rows(table, section.rows)
    words = [word for line in section.lines for word in line.text.split()]
    if any(appearance.is_amount(printed(word)) for word in words):
        return _from_lines(table, section)
    for line in section.lines:
        if len(printed(line.text)) > _REST_OF_LABEL:
            table.warn(f"tasks without an amount, not read: {line.text[:40]}", line.place)
    return table


def _from_rows(table: TaskTable, rows: list[TableRow]) -> TaskTable:
    for row in rows:
        found = _with_name_column(row, row_headers(row.cells, GROUP))
        if any(header.role == "task_name" for header in found):
            table.take(found)
        elif table.headers and row.aligned and (parts := found or _parts(table, row)):
            table.headers = _divided(table.headers, _of_their_columns(table, parts))
        elif table.headers and not row.aligned and _divide(table, row.filled):
            continue
        elif table.headers and not all(headers.is_placeholder(cell.text) for cell in row.filled):
            cells = _aligned(table, row) if row.aligned else _sliding(table, row)
            if cells:
                table.rows.append(cells)
    return table


def _with_name_column(row: TableRow, found: list[Header]) -> list[Header]:
    """The headers, with one of names where none is printed.

    It stands over the blank cell before them; else what the first holds, its content, is the name.
    """
    roles = {header.role for header in found}
    if "task_name" in roles or not roles >= {"content", "amount"}:
        return found
    first = found[0].col_from
    blank = [cell for cell in row.cells[1:] if cell.col < first and not cell.text.strip()]
    if not (row.aligned and blank):
        is_name = found[0].role == "content"
        return [replace(found[0], role="task_name"), *found[1:]] if is_name else found
    return [Header("task_name", "", blank[-1].place, blank[-1].col, first - 1), *found]


def _parts(table: TaskTable, row: TableRow) -> list[Header]:
    """The headers that divide the column of amounts of an aligned table; empty for another row."""
    cells = row.filled
    if table.rows or len(cells) < _LEAST_PARTS or any(has_figure(cell.text) for cell in cells):
        return []
    # A header may have lost what it spans (pasted text): it reaches to the next one.
    ends = [*(header.col_from for header in table.headers[1:]), inf]
    spans = [
        (header.col_from, end)
        for header, end in zip(table.headers, ends, strict=True)
        if header.role == "amount"
    ]
    inside = all(any(start <= cell.col < end for start, end in spans) for cell in cells)
    return _told(cells) if inside else []


def _divided(found: Sequence[Header], parts: Sequence[Header]) -> list[Header]:
    """The headers, those that stand over parts replaced by them."""
    whole = [
        header
        for header in found
        if not any(header.col_from <= part.col_from <= header.col_to for part in parts)
    ]
    return sorted([*whole, *parts], key=_column_of)


def _of_their_columns(table: TaskTable, parts: Sequence[Header]) -> list[Header]:
    """The headers that divide columns, those below what was spent being of it."""
    above = [
        max((h for h in table.headers if h.col_from <= part.col_from), key=_column_of, default=part)
        for part in parts
    ]
    return [
        replace(part, role=_SPENT) if header.role == _SPENT else part
        for part, header in zip(parts, above, strict=True)
    ]


def _column_of(header: Header) -> int:
    return header.col_from


def _divide(table: TaskTable, cells: Sequence[Cell]) -> bool:
    """Divide the column of amounts of text without columns; whether ``cells`` are such headers.

    That of what was spent may be divided by the same headers, printed again.
    """
    if table.rows or len(cells) < _LEAST_PARTS or table.roles.count("amount") != 1:
        return False
    known = [cell for cell in cells if headers.role(cell.text, GROUP) or cell is cells[0]]
    if any(has_figure(cell.text) for cell in cells) or not all(
        _is_of_amounts(cell.text) for cell in known
    ):
        return False
    half = len(cells) // 2
    texts = [printed(cell.text) for cell in cells]
    if _SPENT in table.roles and texts[:half] == texts[half:]:
        spent = [replace(each, role=_SPENT) for each in _told(cells[half:])]
        at = table.roles.index(_SPENT)
        table.headers[at : at + 1] = spent
        cells = cells[:half]
    at = table.roles.index("amount")
    table.headers[at : at + 1] = _told(cells)
    return True


def _is_of_amounts(text: str) -> bool:
    among = bool(headers.AMONG.match(text)) and not has_figure(text)
    return among or own_column(text) or other_column(text) or headers.role(text, GROUP) in _AMOUNTS


def _told(cells: Sequence[Cell]) -> list[Header]:
    """Headers of amounts: one is the year's total (总额, 本年预算数), not 省本级, 上年执行数."""
    own = [cell for cell in cells if not other_column(cell.text)]
    named = [c for c in own if own_column(c.text) or headers.role(c.text, GROUP) == "amount"]
    total = next(iter(named or own), None)
    return [
        Header(
            "amount" if cell is total else f"part{at}",
            cell.text,
            cell.place,
            cell.col,
            cell.col + cell.col_span - 1,
        )
        for at, cell in enumerate(cells)
    ]


def _aligned(table: TaskTable, row: TableRow) -> Row:
    found: Row = {}
    for cell in row.filled:
        for header in table.headers:
            if header.role and header.col_from <= cell.col <= header.col_to:
                if header.role == "amount" and "amount" in found:
                    table.warn(f"a second amount of a task: {printed(cell.text)}", cell.place)
                    doubted = replace(found["amount"].place, doubt=_SEVERAL)
                    found["amount"] = replace(found["amount"], place=doubted)
                else:
                    found[header.role] = cell
    return found


def _sliding(table: TaskTable, row: TableRow) -> Row:
    """Cells in the order of the headers; where some are blank, the amount tells which."""
    cells, roles = row.filled, table.roles
    if len(cells) == len(roles):
        return dict(zip(roles, cells, strict=True))
    amounts = [at for at, cell in enumerate(cells) if appearance.is_amount(printed(cell.text))]
    if len(amounts) != 1 or "amount" not in roles or len(cells) > len(roles):
        text = " | ".join(printed(cell.text)[:20] for cell in cells)
        table.warn(f"task that could not be placed: {text}", cells[0].place)
        return {}
    before = zip(roles[: roles.index("amount")], cells[: amounts[0]], strict=False)
    after = zip(roles[roles.index("amount") :], cells[amounts[0] :], strict=False)
    return dict(before) | dict(after)


def _from_lines(table: TaskTable, section: Section) -> TaskTable:
    run = pieces(section.lines)
    body: list[Piece] = []
    at = 0
    while at < len(run):
        found, taken = task_headers(run[at:]) if run[at].gap != "space" else ([], 0)
        if any(header.role == "task_name" for header in found):
            parts = _parts_of_amounts(found)
            found, taken = found[: len(found) - parts], taken - parts
            if _is_first_name(found):
                taken -= found[-1].text.count("\n") + 1
                found = found[:-1]
            labelled = headers.section(found[0].text) == GROUP
            if labelled and any(header.role == "task_name" for header in found[1:]):
                found, at, taken = found[1:], at + 1, taken - 1
            table.take(found)
            at += taken
            continue
        if table.headers and not body and (taken := _divided_by(table, run[at:])):
            at += taken
            continue
        if table.headers:
            body.append(run[at])
        at += 1
    if not body:
        return table
    try:
        flowed = reflow([body], [_column(role) for role in table.roles])
    except ValueError as error:
        table.problems.append(
            Problem(severity="error", family="tasks", message=f"tasks: {error}", place=span(body))
        )
        return table
    table.rows += [_with_doubt(row) for row in flowed.rows[0]]
    for piece in flowed.unplaced:
        table.warn(f"text that fits into no task: {piece.text[:40]}", piece.place)
    return table


def _with_doubt(row: Row) -> Row:
    """The row, in doubt where its name is like none: it ends a sentence, or holds an amount."""
    name = row.get("task_name")
    if not name or not _name_fit(name.text):
        return row
    return {role: replace(cell, place=cell.place.doubted(_NO_NAME)) for role, cell in row.items()}


def _is_first_name(found: Sequence[Header]) -> bool:
    """Whether the last header is the first task's name: below the others, and known by none."""
    *above, last = found
    below = all(each.place.line_to != last.place.line_from for each in above)
    whole = {"task_name", "amount"} <= {each.role for each in above}
    return whole and below and headers.role(last.text, GROUP) is None


def _parts_of_amounts(found: Sequence[Header]) -> int:
    """How many headers, the last line of them, divide that of amounts: 上年执行数 本年预算数."""
    above = [each for each in found if each.place.line_from != found[-1].place.line_from]
    parts = found[len(above) :]
    divided = [each.role for each in above].count("amount") == 1 and len(parts) >= _LEAST_PARTS
    # Below 所需资金 what stands beside 总额 need not be known.
    known = [each for each in parts if each.role or each is parts[0]]
    return len(parts) if divided and all(_is_of_amounts(each.text) for each in known) else 0


def _divided_by(table: TaskTable, run: Sequence[Piece]) -> int:
    """How many pieces of a line divide the column of amounts; 0 for a line that does not."""
    line = [run[0], *takewhile(lambda piece: piece.gap == "space", run[1:])]
    cells = [Cell(piece.text, piece.place, 0, at) for at, piece in enumerate(line)]
    return len(line) if _divide(table, cells) else 0


def _name_fit(text: str) -> float:
    cost = 2.0 if ends_sentence(text) else 0.0
    cost += 3.0 if len(text) > _LONG_NAME else 0.0
    return cost + (15.0 if appearance.is_amount(text) or _AMOUNT.search(text) else 0.0)


def _text_fit(text: str) -> float:
    cost = 0.0 if ends_sentence(text) else 0.7
    cost += 1.0 if len(text) < _SHORT_TEXT else 0.0
    cost += 8.0 if headers.is_footer(text) else 0.0
    return cost + (15.0 if appearance.is_amount(text) else 0.0)


def _unknown_fit(text: str) -> float:
    """Of a column with an unknown header: amounts too."""
    return 0.0 if appearance.is_amount(text) else _text_fit(text)


def _amount_fit(text: str) -> float:
    return 0.0 if appearance.is_amount(text) else 30.0


def _column(role: str) -> Column:
    if role in (*_AMOUNTS, _SPENT) or role.startswith("part"):
        return Column(role, _amount_fit, wraps=False)
    if role == "remark" or role.startswith("unknown"):
        return Column(role, _unknown_fit)
    return Column(role, _name_fit if role == "task_name" else _text_fit)
