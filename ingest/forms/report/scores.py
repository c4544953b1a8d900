"""The score table of a self-evaluation report, with the full marks and the grade of its prose."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING

from ingest.document import Cell, Document, Place, Table
from ingest.forms.report.prose_scores import stated_scores
from ingest.records import EvaluationScore
from ingest.vocabulary import load
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ingest.forms.report.prose import Paragraph

_WORDS = load("report")
_COLUMNS = {role: re.compile(pattern) for role, pattern in _WORDS["score_columns"].items()}
_LEVELS = ("level1", "level2", "level3")
_SUBTOTAL = re.compile(_WORDS["subtotal"])
_TOTAL = re.compile(_WORDS["total"])
_TOTAL_LABEL: str = _WORDS["total_label"]
_FULL_MARK = re.compile(_WORDS["full_mark"])
_PROSE_TOTAL = re.compile(_WORDS["prose_total"])
_PROSE_SUM = re.compile(_WORDS["prose_sum"])
_GRADE = re.compile(_WORDS["grade"])
_NUMBER = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)分?")
_ASIDE = re.compile(r"[（(].*[）)]$")
_BEFORE = 80

Row = dict[str, Cell]


def scores(document: Document, paragraphs: list[Paragraph]) -> list[EvaluationScore]:
    """The printed scores in order: rows, subtotals (no ``level2``), the total with the grade.

    ``level2`` is the lowest level that the table prints. Without a table the scores are those that
    the prose states, and so is a total that only the prose states. Empty where none is printed.
    """
    found = [score for rows in _score_rows(document) for score in _read(rows)]
    found = found or list(stated_scores(paragraphs))
    if not any(score.level1 == _TOTAL_LABEL for score in found):
        found += _stated_total(paragraphs)
    marks = _full_marks(paragraphs, {score.level2 or score.level1 for score in found})
    grade = _grade(paragraphs, found)
    return [
        replace(
            score,
            full_mark=marks.get(score.level2 or score.level1, score.full_mark),
            grade=grade if score.level1 == _TOTAL_LABEL else None,
        )
        for score in found
    ]


def is_score_table(table: Table) -> bool:
    """Whether a table has the headers of a score table."""
    return _header(table) is not None


def _score_rows(document: Document) -> Iterator[list[Row]]:
    """The rows of each score table by role, those of a table that goes on right after included."""
    open_: tuple[list[str], list[Row]] | None = None
    before: object = None
    for block in document.blocks:
        if isinstance(block, Table):
            header = _header(block)
            if header:
                if open_:
                    yield open_[1]
                open_ = (header[1], _rows(block, header[1], header[0] + 1))
            elif open_ and isinstance(before, Table):
                open_[1].extend(_rows(block, open_[0], 0))
        before = block
    if open_:
        yield open_[1]


def _header(table: Table) -> tuple[int, list[str]] | None:
    """The number of the header row and the role of each of its columns ("" for no known one)."""
    for number, row in enumerate(table.rows):
        by_column = {cell.col: _role(cell) for cell in row}
        roles = [by_column.get(column, "") for column in range(max(by_column, default=-1) + 1)]
        if "score" in roles and "level1" in roles:
            return number, roles
    return None


def _role(cell: Cell) -> str:
    text = _ASIDE.sub("", printed(cell.text))
    return next((role for role, sign in _COLUMNS.items() if sign.fullmatch(text)), "")


def _rows(table: Table, roles: list[str], first: int) -> list[Row]:
    return [
        _by_column(row, roles, table.aligned) or _by_kind(row, roles) for row in table.rows[first:]
    ]


def _by_column(row: tuple[Cell, ...], roles: list[str], aligned: bool) -> Row | None:
    """The row's cells by the column they stand in; None where columns have slid."""
    if not aligned and len(row) != len(roles):
        return None
    found = {
        roles[cell.col]: cell
        for cell in row
        if cell.col < len(roles) and roles[cell.col] and printed(cell.text)
    }
    slid = any((role in _LEVELS) == (_number(cell) is not None) for role, cell in found.items())
    return None if slid and not aligned else found


def _by_kind(row: tuple[Cell, ...], roles: list[str]) -> Row:
    """The row's cells by what they hold: labels from the lowest level up, numbers in order."""
    levels = [role for role in roles if role in _LEVELS]
    marks = [role for role in roles if role in _COLUMNS and role not in _LEVELS]
    labels = [cell for cell in row if printed(cell.text) and _number(cell) is None]
    numbers = [cell for cell in row if _number(cell) is not None]
    if len(numbers) < len(marks):
        marks = [role for role in marks if role != "subtotal"]
    if len(numbers) < len(marks):
        marks = ["score"]
    if labels and _TOTAL.fullmatch(printed(labels[0].text)):
        levels = levels[: len(labels)]
    below = dict(zip(reversed(levels), reversed(labels), strict=False))
    return below | dict(zip(marks, numbers, strict=False))


def _number(cell: Cell) -> Decimal | None:
    match = _NUMBER.fullmatch(printed(cell.text))
    return Decimal(match[1]) if match else None


def _read(rows: Iterable[Row]) -> Iterator[EvaluationScore]:
    level1 = ""
    for row in rows:
        labels = {role: printed(row[role].text) for role in _LEVELS if role in row}
        level1 = labels.get("level1", level1)
        lowest = next((labels[role] for role in reversed(_LEVELS[1:]) if role in labels), None)
        if lowest and _SUBTOTAL.fullmatch(lowest):
            lowest = None
        if any(_TOTAL.fullmatch(label) for label in labels.values()) and lowest is None:
            level1 = _TOTAL_LABEL
        if not level1:
            continue
        if "score" in row and (number := _number(row["score"])) is not None:
            mark = _number(row["full_mark"]) if "full_mark" in row else None
            yield EvaluationScore(
                level1=level1, level2=lowest, score=number, full_mark=mark, place=_place(row)
            )
        if "subtotal" in row and level1 != _TOTAL_LABEL:
            number = _number(row["subtotal"])
            if number is not None:
                place = row["subtotal"].place
                yield EvaluationScore(
                    level1=level1, level2=None, score=number, full_mark=None, place=place
                )


def _place(row: Row) -> Place:
    cells = list(row.values())
    return cells[0].place.to(cells[-1].place)


def _stated_total(paragraphs: list[Paragraph]) -> Iterator[EvaluationScore]:
    """The total that the prose states beside the grade, or calls the sum of all."""
    graded = (
        (p, match)
        for p in paragraphs
        if _GRADE.search(p.text) and (match := _PROSE_TOTAL.search(p.text))
    )
    summed = ((p, match) for p in paragraphs if (match := _PROSE_SUM.search(p.text)))
    for paragraph, match in islice(chain(graded, summed), 1):
        yield EvaluationScore(
            level1=_TOTAL_LABEL,
            level2=None,
            score=Decimal(match[1]),
            full_mark=None,
            place=paragraph.place(*match.span()),
        )


def _grade(paragraphs: list[Paragraph], found: list[EvaluationScore]) -> str | None:
    """The printed grade: the one beside the total first, for scales are printed as well."""
    totals = {str(score.score) for score in found if score.level1 == _TOTAL_LABEL}
    graded = [(p.text, match[1]) for p in paragraphs if (match := _GRADE.search(p.text))]
    beside = (grade for text, grade in graded if any(total in text for total in totals))
    return next(beside, graded[0][1] if graded else None)


def _full_marks(paragraphs: list[Paragraph], labels: set[str]) -> dict[str, Decimal]:
    """Label → full mark, as the prose prints it behind the label: （1）预算编制方面。满分3分."""
    marks: dict[str, Decimal] = {}
    for paragraph in paragraphs:
        matches = list(_FULL_MARK.finditer(paragraph.text))
        edges = [0, *(match.end() for match in matches)]
        for (start, _), match in zip(pairwise(edges), matches, strict=True):
            before = paragraph.text[max(start, match.start() - _BEFORE) : match.start()]
            label = max(labels, key=before.rfind, default="")
            if label and label in before:
                marks.setdefault(label, Decimal(match[1]))
    return marks
