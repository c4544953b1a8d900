"""The goals of a form of one project: of the year, of the whole term, and what was achieved."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ingest.forms.narrated import narrated
from ingest.lexicon import headers
from ingest.records import Problem
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.document import Cell, Line, Place
    from ingest.records import IndicatorValue
    from ingest.understand.sections import Section, TableRow

Role = Literal["annual", "cycle", "total", "achieved"]
UNREAD = "unread"
_UNKNOWN = "unknown header of goals, what stands under it is not read"
_MOST_COLUMNS = 2
_LONGEST_HEADER = 16
_NO_HEADER = re.compile(r"[\d，。；：、,;:]")
# A label in the text of a cell, at its beginning or behind a sentence.
_LABEL = re.compile(r"(?:^|(?<=[。；;\n]))\s*([^\s，。；：:]{2,20})\s*[:：]")


@dataclass(slots=True)
class Goals:
    """Texts with their places, by role, in printed order."""

    found: dict[str, list[tuple[str, Place]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, role: str, text: str, place: Place) -> None:
        """Keep a text; a template left empty is none."""
        if role != UNREAD and not headers.is_placeholder(text):
            self.found.setdefault(role, []).append((text, place))

    def go_on(self, role: str, text: str, place: Place) -> None:
        """Keep a line of text, which goes on from the line before it."""
        texts = self.found.get(role)
        if not texts or headers.is_placeholder(text):
            self.add(role, text, place)
            return
        before, start = texts[-1]
        texts[-1] = f"{before}\n{text}", start.to(place)

    def report_unknown(self, columns: Sequence[tuple[Cell, str]]) -> None:
        """Report the headers that nobody knows, under which targets or results may stand."""
        for cell, role in columns:
            if role == UNREAD:
                message = f"{_UNKNOWN}: {printed(cell.text)}"
                self.problems.append(Problem(severity="warning", message=message, place=cell.place))

    @property
    def goal(self) -> str | None:
        """The goal that the form's money is for: the year's, else whichever is printed."""
        for role in ("annual", "total", "cycle"):
            if role in self.found:
                return printed("\n".join(text for text, _ in self.found[role]))
        return None

    def figures(self, project_no: int | None) -> Iterator[IndicatorValue]:
        """The figures of all texts."""
        for role, texts in self.found.items():
            whole_term = role == "cycle" or (role == "total" and "annual" in self.found)
            for text, place in texts:
                yield from narrated(
                    text,
                    place,
                    measure="actual" if role == "achieved" else "target",
                    horizon="cycle" if whole_term else "annual",
                    project_no=project_no,
                )


def goals(parts: list[Section]) -> Goals:
    """Read ``label | text`` and ``label | header | header`` over ``text | text``."""
    found = Goals()
    for part in parts:
        if part.key != "goal":
            continue
        columns: list[tuple[Cell, str]] = []
        last = "annual"
        for at, row in enumerate(part.rows):
            heads = _heads(row, part.rows[at + 1 :])
            if heads:
                columns = heads
                last = columns[0][1]
                found.report_unknown(columns)
            else:
                last = _read(found, row, columns, last)
        if len(columns) > 1 and part.lines:
            _read_columns(found, part.lines, [role for _, role in columns])
            continue
        for line in part.lines:
            last = _read_line(found, line.text, line.place, last)
    return found


def _heads(row: TableRow, below: Sequence[TableRow]) -> list[tuple[Cell, str]]:
    """The headers that a row consists of, the label of the section aside; else none.

    One that nobody knows is unread: it stands beside known ones, and text stands below it.
    """
    labels = [(cell, _role(cell)) for cell in row.filled]
    if row.aligned and any(role for _, role in labels[1:]) and below:
        under = {cell.col for cell in below[0].filled if not _role(cell)}
        labels = [
            (cell, role or (UNREAD if cell.col in under and _may_head(cell) else None))
            for cell, role in labels
        ]
    if not all(role for _, role in labels):
        return []
    known = [(cell, role) for cell, role in labels if role]
    return known[1:] if len(known) > _MOST_COLUMNS else known


def _may_head(cell: Cell) -> bool:
    text = printed(cell.text)
    return len(text) <= _LONGEST_HEADER and not _NO_HEADER.search(text)


def _read_columns(found: Goals, lines: Sequence[Line], roles: Sequence[str]) -> None:
    """Take page text under two headers, as far as it tells which text stands under which."""
    left: list[Line] = []
    for line in lines:
        words = line.text.split()
        if headers.role(line.text, "project_sections") == "goal":
            continue
        if not left and len(words) == len(roles):
            for role, word in zip(roles, words, strict=True):
                found.add(role, word, line.place)
        else:
            left.append(line)
    if left:
        text = printed("\n".join(line.text for line in left))
        message = f"goals in columns that this text does not tell apart: {text[:40]}"
        place = left[0].place.to(left[-1].place)
        found.problems.append(Problem(severity="warning", message=message, place=place))


def _read(found: Goals, row: TableRow, columns: list[tuple[Cell, str]], last: str) -> str:
    """Take the texts of a row, each under the label beside it or else above it."""
    beside = None
    texts = [cell for cell in row.filled if not _role(cell)]
    for cell in row.filled:
        role = _role(cell)
        if role:
            beside = role
        else:
            last = _above(cell, texts, columns, row.aligned) or beside or last
            for own, text in _labelled(cell.text, last):
                found.add(own, text, cell.place)
    return last


def _labelled(text: str, role: str) -> Iterator[tuple[str, str]]:
    """The parts of a cell's text under the labels that it prints itself, without these.

    年初设定目标：培育300家。完成情况：培育312家 is a target and a result.
    """
    start = 0
    for label in _LABEL.finditer(text):
        own = headers.told_role(label[1], "goals")
        if own:
            yield role, text[start : label.start()].strip()
            role = role if own == "total" else own
            start = label.end()
    yield role, text[start:].strip()


def _above(
    cell: Cell, texts: list[Cell], columns: list[tuple[Cell, str]], aligned: bool
) -> str | None:
    if not aligned and len(texts) == len(columns):
        return columns[texts.index(cell)][1]
    for header, role in columns:
        if header.col <= cell.col < header.col + header.col_span:
            return role
    return None


def _read_line(found: Goals, text: str, place: Place, last: str) -> str:
    label, *rest = re.split(r"[:：]", text, maxsplit=1)
    role = headers.told_role(label, "goals")
    if role is None:
        found.go_on(last, text, place)
    elif rest:
        found.add(role, rest[0], place)
    return role or last


def _role(cell: Cell) -> str | None:
    return headers.told_role(cell.text, "goals")
