"""What a document really says: forms with their amounts, indicator rows and numbers."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One number of an indicator; ``subject`` is its project's name, '' for a department."""

    name: str
    metric: str
    operator: str
    value: Decimal
    unit: str | None
    measure: str = "target"
    horizon: str = "annual"
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One indicator row; ``cells`` are the printed texts by column role.

    A ``blank`` one stands for a level without indicators: a placeholder, no part of the truth.
    """

    level1: str
    level2: str
    name: str
    cells: dict[str, str]
    numbers: tuple[Number, ...] = ()
    blank: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """One amount of money in 万元, under the words beside it; ``text`` as printed."""

    item: str
    wan: Decimal
    text: str
    subject: str = ""


@dataclass(slots=True, kw_only=True)
class Item:
    """One task or project: its words, its amounts by the words beside them, its indicators."""

    name: str
    content: str = ""
    goal: str = ""
    amounts: dict[str, Sum] = field(default_factory=dict)
    rate: str = ""
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Form:
    """One form of a document, before it is laid out.

    ``printing`` is what its style says of the layout alone: widths, paragraphs around the table,
    rows of facts about a project, heads over several columns.
    """

    form: str
    title: str
    department: str
    year: int
    unit: str
    headers: dict[str, str]
    layout: str = ""
    printing: dict[str, Any] = field(default_factory=dict)
    goal: str = ""
    budget: dict[str, Sum] = field(default_factory=dict)
    tasks: list[Item] = field(default_factory=list)
    projects: list[Item] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    scores: list[list[str]] = field(default_factory=list)
    narrative: list[Number] = field(default_factory=list)


@dataclass(slots=True)
class Truth:
    """The known truth of one file."""

    rows: list[tuple[str, str, str, str]]
    numbers: list[Number]
    sums: list[Sum]
    subjects: list[str]
    narrative: list[Number] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Plain data; Decimals as their text."""
        return {
            "rows": [list(row) for row in self.rows],
            "numbers": [asdict(n) | {"value": str(n.value)} for n in self.numbers],
            "sums": [asdict(s) | {"wan": str(s.wan)} for s in self.sums],
            "subjects": self.subjects,
            "narrative": [asdict(n) | {"value": str(n.value)} for n in self.narrative],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Truth:
        """The truth that ``to_json`` wrote."""
        return cls(
            [(row[0], row[1], row[2], row[3]) for row in data["rows"]],
            [Number(**(n | {"value": Decimal(n["value"])})) for n in data["numbers"]],
            [Sum(**(s | {"wan": Decimal(s["wan"])})) for s in data["sums"]],
            data["subjects"],
            [Number(**(n | {"value": Decimal(n["value"])})) for n in data["narrative"]],
        )


def truth_of(forms: list[Form]) -> Truth:
    """The truth of a file that holds ``forms``."""
    truth = Truth([], [], [], [])
    for form in forms:
        truth.sums += form.budget.values()
        truth.narrative += form.narrative
        for subject, rows in [("", form.rows), *((p.name, p.rows) for p in form.projects)]:
            for row in (row for row in rows if not row.blank):
                truth.rows.append((subject, row.level1, row.level2, row.name))
                truth.numbers += row.numbers
        sections = form.printing.get("sections", ["tasks"])
        printed = any(section.startswith("tasks") for section in sections)
        for item in [*(form.tasks if printed else []), *form.projects]:
            truth.sums += item.amounts.values()
        truth.subjects += [project.name for project in form.projects]
    return truth
