"""A list in page text that prints all of a project in each row: unit, name, amount, indicator."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from ingest.document import Document, Line
from ingest.forms.projects.project_rows import Pieces, ProjectRow, ProjectRows
from ingest.lexicon import appearance, headers
from ingest.lexicon.levels import is_plain_label, ranks
from ingest.understand.lines.line_headers import line_headers
from ingest.understand.lines.pieces import Piece, joined, pieces, span
from ingest.understand.lines.wrapped_rows import line_rows
from ingest.understand.project_headers import header_word
from ingest.words.money import printed_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_WRAPS = 4
_LEAST_ROWS = 2


class _Header(NamedTuple):
    """Where the headers stand: of the name, of the first level, and what follows them."""

    start: int
    name: int
    level: int
    end: int


class _Row(NamedTuple):
    """The pieces of a row's name and amount, and those of its indicator."""

    name: Sequence[Piece]
    amount: Piece
    rest: Sequence[Piece]

    @property
    def key(self) -> tuple[str, str]:
        """What tells the project from others."""
        return "".join(piece.text for piece in self.name), self.amount.text


def read_flat_lines(document: Document) -> ProjectRows | None:
    """The projects of such text, None where any of it is not so.

    The amount stands between the name and the first level. What stands before the name is the same
    in all rows.
    """
    run = pieces(document.lines)
    header = None if document.tables else _header(run)
    if not header:
        return None
    body = _without_headers(run[header.end :], run[header.start : header.end])
    rows = _rows(body)
    if len(rows) < _LEAST_ROWS:
        return None
    unit = printed_unit(run[header.level - 1].text)
    found = ProjectRows(unit=unit)
    found.take_name_header(run[header.name].text)
    heads = _lines(run[header.level : header.end])
    for _, group in groupby(rows, key=lambda row: row.key):
        found.rows.append(_project([*group], heads))
        found.rows[-1].units = {"total": unit} if unit else {}
    return found


def _project(rows: Sequence[_Row], heads: Sequence[Line]) -> ProjectRow:
    lines = [line for row in rows for line in _lines(row.rest)]
    name, amount, _ = rows[0]
    return ProjectRow(
        span(name),
        {
            "project_name": Pieces([joined(name)], [span(name)]),
            "total": Pieces([amount.text], [amount.place]),
        },
        indicators=line_rows([*heads, *lines]),
    )


def _header(run: Sequence[Piece]) -> _Header | None:
    """The first headers of a name, an amount and indicators, in this order; None for none."""
    for name in range(len(run) - _LEAST_ROWS):
        level, start = name + 2, name
        if headers.role(run[name].text, "projects") != "project_name":
            continue
        if header_word(run[level - 1].text) != "total":
            continue
        while start and run[start].gap == "space":
            start -= 1
        found, taken = line_headers(run[level:], "indicators")
        if found and found[0].role == "level1" and any(each.role == "name" for each in found):
            return _Header(start, name, level, level + taken)
    return None


def _without_headers(body: Sequence[Piece], header: Sequence[Piece]) -> list[Piece]:
    """The pieces without a row that numbers the columns, and headers repeated on other pages."""
    texts = [piece.text for piece in header]
    found: list[Piece] = []
    at = 0
    while at < len(body):
        if [piece.text for piece in body[at : at + len(texts)]] == texts:
            at += len(texts)
            continue
        line = [piece for piece in body[at : at + len(texts)] if piece.line == body[at].line]
        numbers = [str(number) for number in range(1, len(line) + 1)]
        if len(line) > _MOST_WRAPS and [piece.text for piece in line] == numbers:
            at += len(line)
            continue
        found.append(body[at])
        at += 1
    return found


def _rows(body: Sequence[Piece]) -> list[_Row]:
    """The rows of a list; empty where what stands before the names is not the same in all."""
    amounts = [at for at in range(1, len(body)) if _is_before_level(body, at)]
    for wraps in range(1, _MOST_WRAPS) if amounts else ():
        before = [piece.text for piece in body[: max(amounts[0] - wraps, 0)]]
        starts = [_start(body, at, before) for at in amounts]
        known = [start for start in starts if start is not None]
        if len(known) == len(starts) and known[0] == len(before):
            ends = [*(start - len(before) for start in known[1:]), len(body)]
            return [
                _Row(body[start:at], body[at], body[at + 1 : end])
                for start, at, end in zip(known, amounts, ends, strict=True)
            ]
    return []


def _is_before_level(body: Sequence[Piece], at: int) -> bool:
    if not appearance.is_amount(body[at].text):
        return False
    labels = (joined(body[at + 1 : at + 1 + count]) for count in range(1, _MOST_WRAPS))
    return any(is_plain_label(label) and 1 in ranks(label) for label in labels)


def _start(body: Sequence[Piece], amount: int, before: Sequence[str]) -> int | None:
    """Where the name before an amount begins, behind the pieces ``before`` it; None for nowhere."""
    for start in range(amount - 1, max(amount - _MOST_WRAPS, len(before) - 1), -1):
        if [piece.text for piece in body[start - len(before) : start]] == before:
            return start
    return None


def _lines(run: Sequence[Piece]) -> list[Line]:
    found = []
    for _, group in groupby(run, key=lambda piece: piece.line):
        line = [*group]
        found.append(Line(" ".join(piece.text for piece in line), line[0].place))
    return found
