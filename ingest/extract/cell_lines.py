"""Text of a web page with every cell on a line of its own → rows, as far as labels tell them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

from ingest.document import Block, Cell, Document, Line, Table
from ingest.extract import headers, looks
from ingest.extract.columns import OPENS_BLOCK, VALUE_ROLES
from ingest.extract.indicator_table import GROUP
from ingest.extract.levels import ranks
from ingest.extract.project_sections import fund_role
from ingest.read.labels import likely_role
from ingest.words.printed import printed
from ingest.words.values import is_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_LEAST_HEADERS = 3
_MOST_HEADERS = 24
_LONGEST_LABEL = 16
_TWO = 2


def with_rows(document: Document) -> Document:
    """The document with rows where every cell is a line; unchanged where cells share lines."""
    if document.tables:
        return document
    reader = _Reader([*document.lines])
    return replace(document, blocks=tuple(reader.blocks())) if reader.is_split else document


class _Reader:
    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = _unbroken(lines)
        lines = self._lines
        self._at = 0
        self._goals = 0
        self._headers = {at: count for at in range(len(lines)) if (count := _headers(lines, at))}

    @property
    def is_split(self) -> bool:
        """Whether the headers of indicators and labels above them stand on lines of their own."""
        first = min(self._headers, default=0)
        return any(headers.role(line.text, "head") for line in self._lines[:first])

    def blocks(self) -> Iterator[Block]:
        """The lines; those of head, money and goals as rows of cells, those of labels as one."""
        indicators = False
        rows: list[Sequence[Line]] = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            named = headers.role(line.text, "head") == "project_name"
            indicators = (indicators and not named) or self._at in self._headers
            row = None if indicators else self._row()
            if row:
                rows.append(row)
                continue
            if rows:
                yield _table(rows)
                rows = []
            if self._at in self._headers:
                yield _joined(self._take(self._headers[self._at]), " ")
            else:
                yield self._indicator_line() if indicators else self._take(1)[0]
        if rows:
            yield _table(rows)

    def _take(self, count: int) -> Sequence[Line]:
        self._at += count
        return self._lines[self._at - count : self._at]

    def _while(self, test: Callable[[str], object]) -> list[Line]:
        """The lines behind the next one that pass a test."""
        return [*takewhile(lambda line: test(line.text), self._lines[self._at + 1 :])]

    def _indicator_line(self) -> Line:
        """The next line; joined where it is a label printed downwards, or a total's numbers."""
        text = self._lines[self._at].text
        if headers.row_kind(text) == "totals":
            return _joined(self._take(1 + len(self._while(looks.is_mark))), " ")
        letters = 1 + len(self._while(lambda other: len(other) == 1)) if len(text) == 1 else 0
        for count in range(letters, 1, -1):
            lines = self._lines[self._at : self._at + count]
            if ranks("".join(line.text for line in lines)):
                return _joined(self._take(count), "")
        return self._take(1)[0]

    def _row(self) -> Sequence[Line] | None:
        """The lines of the next row: a label with what follows it, or the headers of columns."""
        text = self._lines[self._at].text
        section = headers.role(text, "project_sections")
        if self._goals:
            texts, self._goals = self._goals, 0
            if not _is_label(text) and len(self._while(_is_text)) == texts - 1:
                return self._take(texts)
        for group in ("goals", "fund_columns"):
            count = 1 + len(self._while(partial(headers.role, group=group)))
            if (section or headers.role(text, group)) and count > _TWO:
                self._goals = count - 1 if group == "goals" else 0
                return self._take(count)
        values = self._while(_is_figure)
        if values and (fund_role(text) or (len(text) <= _LONGEST_LABEL and values[1:])):
            return self._take(1 + len(values))
        behind = self._while(_is_text)
        if not behind and section == "funding":
            return [*self._take(1), *(self._row() or ())]
        if section == "funding":
            return [*self._take(1), _joined(self._take(len(behind)), "\n")]
        is_goal = section == "goal" or headers.role(text, "goals")
        opens = section or headers.role(text, "head")
        return self._take(_TWO) if behind and opens and not is_goal else None


def _unbroken(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines with labels whole that are broken over two (项目资金 | （万元）)."""
    found: list[Line] = []
    for line in lines:
        both = _joined([found[-1], line], "") if found else line
        label = found and len(both.text) <= _LONGEST_LABEL and _is_label(both.text)
        aside = line.text[:1] in "（(" and line.text[-1:] in "）)"
        if label and not _is_label(line.text) and (aside or not _is_label(found[-1].text)):
            found[-1] = both
        else:
            found.append(line)
    return found


def _headers(lines: Sequence[Line], at: int) -> int:
    """How many lines from ``at`` on are headers of indicators, each on its own; 0 for too few."""
    roles: list[str | None] = []
    start = at
    if headers.role(lines[at].text, GROUP) not in OPENS_BLOCK:
        return 0
    while at < len(lines) and len(roles) < _MOST_HEADERS and not ranks(lines[at].text):
        role, taken = _header(lines, at, roles)
        if role is None and (not roles or _header(lines, at + 1, roles)[0] is None):
            break
        roles.append(role)
        at += taken
    is_header = len(roles) >= _LEAST_HEADERS and "name" in roles and {*roles} & {*VALUE_ROLES}
    return at - start if is_header else 0


def _header(lines: Sequence[Line], at: int, roles: Sequence[str | None]) -> tuple[str | None, int]:
    """The role of a header on a line, or broken over two, and how many lines it takes up.

    What is told by its words alone is none where another header has that role.
    """
    for count in (_TWO, 1):
        text = "".join(line.text for line in lines[at : at + count])
        if role := headers.role(text, GROUP):
            return role, count
    likely = likely_role(lines[at].text, GROUP) if at < len(lines) else None
    return None if likely in roles and likely != "remark" else likely, 1


def _is_label(text: str) -> bool:
    groups = ("head", "project_sections", "goals", "fund_columns", "indicators")
    return bool(fund_role(text)) or any(headers.role(text, group) for group in groups)


def _is_text(text: str) -> bool:
    return not _is_label(text)


def _is_figure(text: str) -> bool:
    shown = printed(text)
    return looks.is_amount(shown) or looks.is_mark(shown) or shown.endswith("%") or is_blank(shown)


def _joined(lines: Sequence[Line], space: str) -> Line:
    text = space.join(line.text for line in lines)
    return replace(lines[0], text=text, place=lines[0].place.to(lines[-1].place))


def _table(rows: Sequence[Sequence[Line]]) -> Table:
    cells = tuple(
        tuple(Cell(line.text, line.place, number, at) for at, line in enumerate(row))
        for number, row in enumerate(rows)
    )
    return Table(cells, rows[0][0].place.to(rows[-1][-1].place), aligned=False)
