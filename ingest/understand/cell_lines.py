"""Text of a web page with every cell on a line of its own → rows, as far as labels tell them."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

from ingest.document import Block, Cell, Document, Line, Table
from ingest.lexicon import appearance, headers
from ingest.lexicon.labels import has_figure, likely_role
from ingest.lexicon.levels import ranks, weight_of
from ingest.understand.columns.header_cells import BARE_YEAR, OPENS_BLOCK, VALUE_ROLES
from ingest.understand.indicators.indicator_table import GROUP
from ingest.understand.project_sections import fund_role
from ingest.words.printed import printed
from ingest.words.values import is_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_LEAST_HEADERS = 3
_MOST_HEADERS = 24
_MOST_UNKNOWN = 4
_MOST_LINES = 100
_LONGEST_HEAD = 300
_LONGEST_LABEL = 16
_TWO = 2
_DIGIT = re.compile(r"\d")
_DAY = re.compile(r"\d日$")
# The totals of the two sides that money may stand on.
_SIDES = {"cycle", "total", "annual"}


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
        # How many texts or amounts stand next, each below its header, and what they look like.
        self._expected: tuple[int, Callable[[str], bool]] = 0, _is_text
        self._headers = {at: count for at in range(len(lines)) if (count := _headers(lines, at))}
        self._starts = [*self._headers]

    @property
    def is_split(self) -> bool:
        """Whether the headers of indicators and labels above them stand on lines of their own.

        Where a line holds a row, 维护路灯（盏） =42353, others are what a narrow column wrapped.
        """
        first = min(self._headers, default=0)
        labels = (at for at in range(first) if headers.role(self._lines[at].text, "head"))
        begin = next(labels, None)
        # What stands above the form is of the page around it.
        return begin is not None and not any(map(_is_row, self._lines[begin:]))

    def blocks(self) -> Iterator[Block]:
        """The lines; those of head, money and goals as rows of cells, those of labels as one."""
        indicators = False
        rows: list[Sequence[Line]] = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            named = headers.role(line.text, "head") == "project_name"
            indicators = (indicators and not named) or self._at in self._headers
            row = self._row() if not indicators and self._is_near() else None
            if row:
                rows.append(row)
                continue
            if rows:
                yield _table(rows)
                rows = []
            if self._at in self._headers:
                cells = self._take(self._headers[self._at])
                yield _joined([replace(each, text=printed(each.text)) for each in cells], " ")
            else:
                yield self._indicator_line() if indicators else self._take(1)[0]
        if rows:
            yield _table(rows)

    def _is_near(self) -> bool:
        """Whether headers of indicators stand not far below."""
        following = bisect_left(self._starts, self._at)
        return any(at <= self._at + _LONGEST_HEAD for at in self._starts[following : following + 1])

    def _take(self, count: int) -> Sequence[Line]:
        self._at += count
        return self._lines[self._at - count : self._at]

    def _while(self, test: Callable[[str], object], ahead: int = 1) -> list[Line]:
        """The lines from ``ahead`` of the next one on that pass a test."""
        end = min(self._at + _MOST_LINES, len(self._lines))
        following = map(self._lines.__getitem__, range(self._at + ahead, end))
        return [*takewhile(lambda line: test(line.text), following)]

    def _indicator_line(self) -> Line:
        """The next line; with the rest of a label, its weight, or the numbers of a total."""
        text = self._lines[self._at].text
        if headers.row_kind(text) == "totals":
            return _joined(self._take(1 + len(self._while(appearance.is_mark))), " ")
        letters = 1 + len(self._while(lambda other: len(other) == 1)) if len(text) == 1 else 0
        for count in range(letters or 1, 0, -1):
            lines = self._lines[self._at : self._at + count]
            if ranks("".join(line.text for line in lines)):
                behind = self._lines[self._at + count : self._at + count + 1]
                weighed = any(map(_is_weight, behind))  # 产 出 指 标 （50分）
                return _joined(self._take(count + weighed), "")
        return self._take(1)[0]

    def _row(self) -> Sequence[Line] | None:
        """The lines of the next row: a label with what follows it, or the headers of columns."""
        return self._below() or self._columns() or self._money() or self._labelled()

    def _below(self) -> Sequence[Line] | None:
        """The texts or amounts below a row of their headers."""
        count, test = self._expected
        self._expected = 0, _is_text
        return self._take(count) if count and len(self._while(test, 0)) == count else None

    def _columns(self) -> Sequence[Line] | None:
        """The headers of columns of goals or money; labels of money above their amounts."""
        text = self._lines[self._at].text
        section = headers.role(text, "project_sections")
        for group in ("goals", "fund_columns"):
            count = 1 + len(self._while(partial(headers.role, group=group)))
            if (section or headers.role(text, group)) and count > _TWO:
                self._expected = (count - 1 if group == "goals" else 0), _is_text
                return self._take(count)
        labels = 1 + len(self._while(fund_role)) if fund_role(text) else 0
        if labels > 1 and len(self._while(_is_figure, labels)) == labels:
            self._expected = labels, _is_figure
            return self._take(labels)
        return None

    def _money(self) -> Sequence[Line] | None:
        """A label of money with its amounts, and that of the other side beside it."""
        label = self._lines[self._at]
        values = self._while(_is_figure)
        if fund_role(label.text) and (values or self._is_twin(label, self._at + 1)):
            row = self._take(1 + len(values))
            return [*row, *(self._money() or ())] if self._is_twin(label, self._at) else row
        if values[1:] and len(label.text) <= _LONGEST_LABEL:
            return self._take(1 + len(values))
        return None

    def _is_twin(self, label: Line, at: int) -> bool:
        """Whether the line ``at`` labels money of another term: as ``label`` does, or a total."""
        if at >= len(self._lines):
            return False
        other = self._lines[at].text
        roles = {fund_role(label.text), fund_role(other)}
        is_same = printed(label.text) == printed(other)
        return is_same or (len(roles) == _TWO and "annual" in roles and roles <= _SIDES)

    def _labelled(self) -> Sequence[Line] | None:
        """A label with the text behind it; that of the money with all that stands in its cell."""
        text = self._lines[self._at].text
        section = headers.role(text, "project_sections")
        behind = self._while(_is_text)
        if section == "funding" and behind:
            return [*self._take(1), _joined(self._take(len(behind)), "\n")]
        if section == "funding":
            return [*self._take(1), *(self._row() or ())]
        is_goal = section == "goal" or headers.role(text, "goals")
        of_head = headers.role(text, "head")
        is_year = of_head == "year" and _DIGIT.search(text)  # 2024年度 needs nothing beside it
        opens = section not in (None, GROUP) or (of_head and not is_year)
        return self._take(_TWO) if behind and opens and not is_goal else None


def _unbroken(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines with labels whole that are broken over two (项目资金 | （万元）)."""
    found: list[Line] = []
    for line in lines:
        if found and _goes_on(found[-1].text, line.text):
            found[-1] = _joined([found[-1], line], "")
        else:
            found.append(line)
    return found


def _goes_on(text: str, after: str) -> bool:
    """Whether two lines are one label."""
    if len(text) + len(after) > _LONGEST_LABEL or not _is_label(text + after) or _is_label(after):
        return False
    return (after[:1] in "（(" and after[-1:] in "）)") or not _is_label(text)


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
    has_values = {*roles} & {*VALUE_ROLES} or _goes_on_unknown(lines, at)
    is_header = len(roles) >= _LEAST_HEADERS and "name" in roles and has_values
    return at - start if is_header else 0


def _goes_on_unknown(lines: Sequence[Line], at: int) -> bool:
    """Whether a few headers that are not known stand before the first level: of the values."""
    texts = [line.text for line in lines[at : at + _MOST_UNKNOWN + 1]]
    unknown = len([*takewhile(lambda text: not ranks(text), texts)])
    return 0 < unknown < len(texts) and all(
        len(text) <= _LONGEST_LABEL and not has_figure(text) for text in texts[:unknown]
    )


def _header(lines: Sequence[Line], at: int, roles: Sequence[str | None]) -> tuple[str | None, int]:
    """The role of a header on a line, or broken over two, and how many lines it takes up.

    What is told by its words alone is none where another header has that role.
    """
    texts = [line.text for line in lines[at : at + _TWO]]
    alone = [headers.role(text, GROUP) for text in texts]
    both = headers.role("".join(texts), GROUP)
    if both and (None in alone or both == alone[0]):
        return both, len(texts)
    if alone and alone[0]:
        return alone[0], 1
    if texts and BARE_YEAR.fullmatch(texts[0]):  # the values of a year
        return "annual", 1
    likely = likely_role(lines[at].text, GROUP) if at < len(lines) else None
    return None if likely in roles and likely != "remark" else likely, 1


def _is_row(line: Line) -> bool:
    """Whether a line is a text with a figure behind it, and not a day (同意。 2022年1月15日)."""
    words = line.text.split()
    is_value = len(words) > 1 and appearance.is_short_value(words[-1]) and has_figure(words[-1])
    return is_value and not _DAY.search(words[-1])


def _is_weight(line: Line) -> bool:
    return line.text[:1] in "（(" and weight_of(line.text) is not None


def _is_label(text: str) -> bool:
    groups = ("head", "project_sections", "goals", "fund_columns", "indicators")
    return bool(fund_role(text)) or any(headers.role(text, group) for group in groups)


def _is_text(text: str) -> bool:
    return not _is_label(text)


def _is_figure(text: str) -> bool:
    shown = printed(text)
    return (
        appearance.is_amount(shown)
        or appearance.is_mark(shown)
        or shown.endswith("%")
        or is_blank(shown)
    )


def _joined(lines: Sequence[Line], space: str) -> Line:
    text = space.join(line.text for line in lines)
    return replace(lines[0], text=text, place=lines[0].place.to(lines[-1].place))


def _table(rows: Sequence[Sequence[Line]]) -> Table:
    cells = tuple(
        tuple(Cell(line.text, line.place, number, at) for at, line in enumerate(row))
        for number, row in enumerate(rows)
    )
    return Table(cells, rows[0][0].place.to(rows[-1][-1].place), aligned=False)
