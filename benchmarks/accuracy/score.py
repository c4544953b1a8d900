"""Holds what was read against the truth: rows, numbers and amounts, and what was said of errors."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rapidfuzz import process

from benchmarks.accuracy.truth import Number, Sum, Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable
    from decimal import Decimal

    from ingest.document import Place
    from ingest.records import Extraction, Problem

_WEIGHT = re.compile(r"\(\d+(?:\.\d+)?(?:分|%)?\)$")
_SAME_PROJECT = 60
_FIELDS = {
    "total_wan": "total",
    "fiscal_wan": "fiscal",
    "other_wan": "other",
    "budget_initial_wan": "initial",
    "budget_wan": "budget",
    "executed_wan": "executed",
}


@dataclass(slots=True)
class Tally:
    """Found and right, found and wrong, not found."""

    right: int = 0
    wrong: int = 0
    lost: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.wrong + other.wrong, self.lost + other.lost)

    @property
    def precision(self) -> float:
        """The share of the found that is right; 1 where nothing was found."""
        found = self.right + self.wrong
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """The share of the truth that was found; 1 where there is none."""
        true = self.right + self.lost
        return self.right / true if true else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = 2 * self.right + self.wrong + self.lost
        return 2 * self.right / both if both else 1.0


@dataclass(slots=True)
class Found:
    """What a reader found: like Truth; whether a doubt or problem marks it beside each figure."""

    rows: set[tuple[str, str, str, str]] = field(default_factory=set)
    numbers: list[tuple[Number, bool]] = field(default_factory=list)
    sums: list[tuple[Sum, bool]] = field(default_factory=list)
    narrative: list[Number] = field(default_factory=list)
    problems: int = 0


@dataclass(slots=True)
class Score:
    """The marks of one document; ``unflagged`` wrong numbers carry neither doubt nor problem, nor
    do ``unflagged_sums``, which are no sum of their subject; ``silent`` lost numbers are from a
    document without any problem."""

    rows: Tally
    numbers: Tally
    lenient: Tally
    sums: Tally
    narrative: Tally
    unflagged: int
    unflagged_sums: int
    silent: int
    failures: list[str]


def plain(text: str | None) -> str:
    """A text to be compared: width, white space and case aside."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or "")).lower()


def score(truth: Truth, found: Found, *, by_project: bool = True) -> Score:
    """The marks of ``found``; without ``by_project`` it does not matter whose a number is."""
    own = {} if not by_project else _projects(truth, found)
    mine = [number for number, _ in found.numbers]

    def subject(name: str) -> str:
        return own.get(plain(name), plain(name)) if by_project else ""

    def strict(number: Number) -> Hashable:
        return (
            subject(number.subject), plain(number.name), number.measure, number.horizon,
            number.operator, number.value.normalize(), plain(number.unit),
        )  # fmt: skip

    def lenient(number: Number) -> Hashable:
        return plain(number.name), number.value.normalize()

    def row(one: tuple[str, str, str, str]) -> Hashable:
        return subject(one[0]), _level(one[1]), _level(one[2]), plain(one[3])

    def money(one: Sum) -> Hashable:
        return subject(one.subject), plain(one.item), one.wan.normalize()

    numbers, extra, lost = _compare(truth.numbers, mine, strict)
    flagged = Counter(strict(number) for number, flag in found.numbers if flag)
    unflagged = []
    for number in extra:
        if flagged[strict(number)]:
            flagged[strict(number)] -= 1
        else:
            unflagged.append(number)
    said = [f"wrong {_told(n)}{'' if n in unflagged else ' (flagged)'}" for n in extra]
    said += [f"lost {_told(n)}" for n in lost]
    true_rows = {row(one): one for one in truth.rows}
    rows, more_rows, less_rows = _compare(true_rows.values(), found.rows, row)
    sums, more_sums, less_sums = _compare(truth.sums, [one for one, _ in found.sums], money)
    printed = {(subject(one.subject), one.wan.normalize()) for one in truth.sums}
    unflagged_sums = [
        one
        for one, flag in found.sums
        if not flag and (subject(one.subject), one.wan.normalize()) not in printed
    ]
    said += [f"row wrong {one}" for one in more_rows] + [f"row lost {one}" for one in less_rows]
    for one in more_sums:
        mark = " (unflagged)" if one in unflagged_sums else ""
        said.append(f"sum wrong {one.subject} {one.item} {one.wan}{mark}")
    said += [f"sum lost {s.subject} {s.item} {s.wan}" for s in less_sums]
    # What prose prints under which label is open to taste; the figure itself is not.
    # Only reports are made up with figures in prose; goals of real forms hold some, uncounted.
    prose, _, less = _compare(
        truth.narrative,
        found.narrative if truth.narrative else [],
        lambda n: (n.value.normalize(), plain(n.unit)),
    )
    said += [f"prose lost {_told(number)}" for number in less]
    return Score(
        rows,
        numbers,
        _compare(truth.numbers, mine, lenient)[0],
        sums,
        prose,
        len(unflagged),
        len(unflagged_sums),
        0 if found.problems else len(lost),
        said,
    )


def _compare(
    true: Iterable[Any], found: Iterable[Any], key: Callable[[Any], Hashable]
) -> tuple[Tally, list[Any], list[Any]]:
    """The tally, what was found beyond the truth, and what of it was not found."""
    true, found = list(true), list(found)
    left = Counter(key(one) for one in true)
    extra = []
    for one in found:
        if left[key(one)] > 0:
            left[key(one)] -= 1
        else:
            extra.append(one)
    lost = []
    for one in reversed(true):
        if left[key(one)] > 0:
            left[key(one)] -= 1
            lost.append(one)
    return Tally(len(true) - len(lost), len(extra), len(lost)), extra, lost[::-1]


def _level(text: str) -> str:
    return _WEIGHT.sub("", plain(text))


def _projects(truth: Truth, found: Found) -> dict[str, str]:
    """Found project names, to the true one that each resembles most."""
    true = {plain(name): plain(name) for name in truth.subjects}
    names = {plain(number.subject) for number, _ in found.numbers}
    names |= {plain(one.subject) for one, _ in found.sums} | {plain(row[0]) for row in found.rows}
    own = {}
    for name in names - set(true) - {""}:
        best = process.extractOne(name, list(true), score_cutoff=_SAME_PROJECT)
        own[name] = best[0] if best else name
    return own


def _told(number: Number) -> str:
    whose = f"[{number.subject}] " if number.subject else ""
    return (
        f"{whose}{number.name} {number.measure}/{number.horizon}: "
        f"{number.operator} {number.value} {number.unit or '-'}"
    )


def found_by_jixiao(extractions: list[Extraction], warnings: int = 0) -> Found:
    """What jixiao's extractions of a file say."""
    found = Found(problems=warnings)
    for extraction in extractions:
        _add(found, extraction)
    return found


def _add(found: Found, extraction: Extraction) -> None:
    found.problems += len(extraction.problems)
    names = {project.project_no: project.project_name for project in extraction.projects}
    single = names[min(names)] if len(names) == 1 else ""
    for value in extraction.indicator_values:
        number = value.value_kind == "number" and value.value is not None
        subject = names.get(value.project_no or 0, "") if value.project_no else single
        if value.source_section == "narrative":
            if number:
                found.narrative.append(_number(value, subject))
            continue
        found.rows.add((subject, value.level1 or "", value.level2 or "", value.indicator_name))
        if number:
            found.numbers.append((_number(value, subject), _flagged(value.place, extraction)))
    for line in extraction.budget_lines:
        if line.amount_wan is not None:
            flag = _flagged(line.place, extraction)
            found.sums.append((_money(line.item, line.amount_wan), flag))
    for task in extraction.tasks:
        if task.amount_wan is not None:
            flag = _flagged(task.place, extraction)
            found.sums.append((_money("total", task.amount_wan, task.task_name), flag))
    for project in extraction.projects:
        for column, item in _FIELDS.items():
            wan: Decimal | None = getattr(project, column)
            if wan is not None and project.project_no:
                flag = _flagged(project.place, extraction)
                found.sums.append((_money(item, wan, project.project_name), flag))


def _money(item: str, wan: Decimal, subject: str = "") -> Sum:
    return Sum(item=item, wan=wan, text="", subject=subject)


def _number(value: Any, subject: str) -> Number:
    return Number(
        name=value.indicator_name,
        metric=value.metric,
        operator=value.operator or "",
        value=value.value,
        unit=value.unit,
        measure=value.measure,
        horizon=value.horizon,
        subject=subject,
    )


def _flagged(place: Place, extraction: Extraction) -> bool:
    """Whether a doubt stands at a number, a problem at its place, or an error over its form."""
    if place.doubt:
        return True
    return any(_covers(problem, place) for problem in extraction.problems)


def _covers(problem: Problem, place: Place) -> bool:
    if problem.severity == "error":
        return True
    there = problem.place
    if there.bbox and place.bbox and there.page == place.page:
        a, b = there.bbox, place.bbox
        return min(a[2], b[2]) >= max(a[0], b[0]) and min(a[3], b[3]) >= max(a[1], b[1])
    if there.cell and place.cell:
        return there.cell == place.cell
    if there.line_from and place.line_from:
        return there.line_from <= (place.line_to or place.line_from) and place.line_from <= (
            there.line_to or there.line_from
        )
    return False
