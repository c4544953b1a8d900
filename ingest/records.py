"""What extraction reports: the rows of the fact tables, as printed, each with its place.

Field names are the column names of the published facts. Amounts are in 万元 (``_wan``) with the
printed text beside them; None means "not printed", or beside a text that its unit is not.
``rounding_wan`` is half a unit of the last printed digit (the coarsest of a row's amounts), which
is where tolerances come from.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

from ingest.document import Place

Form = Literal[
    "department_target_form",
    "project_target_table",
    "project_target_form",
    "self_evaluation_report",
    "self_evaluation_table",
]
ONE_PROJECT: frozenset[Form | None] = frozenset({"project_target_form", "self_evaluation_table"})
Family = Literal["money", "indicators", "results", "tasks"]
"""What of a form is read apart from the rest, and can be refused apart from it."""
Operator = Literal[">=", ">", "<=", "<", "=", "~", "rank"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLine:
    """One printed amount; ``execution_rate`` is the % printed beside an executed total.

    ``execution_rate_rounding`` is half a unit of the rate's last printed digit.
    """

    section: str
    item: str
    phase: Literal["budget", "executed"]
    amount_wan: Decimal | None
    amount_text: str
    rounding_wan: Decimal | None
    execution_rate: Decimal | None = None
    execution_rate_rounding: Decimal | None = None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One 年度重点工作任务; ``task_no`` is its order in the form, from 1."""

    task_no: int
    task_name: str
    amount_wan: Decimal | None
    amount_text: str | None
    rounding_wan: Decimal | None
    content: str | None
    goal: str | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One project; the total row of a table of projects is ``project_no`` 0.

    ``total_wan`` and its parts are the year's; ``cycle_total_wan`` is that of the whole term
    (中期资金总额). Where 财政拨款 itself has no amount, ``fiscal_wan`` is the one part of it
    (中央财政资金) that makes up the total with the other money; a sum is not printed. In a
    self-evaluation table the parts are those of 全年预算数.
    """

    project_no: int
    project_name: str
    total_wan: Decimal | None = None
    fiscal_wan: Decimal | None = None
    special_account_wan: Decimal | None = None
    carried_over_wan: Decimal | None = None
    other_wan: Decimal | None = None
    cycle_total_wan: Decimal | None = None
    budget_initial_wan: Decimal | None = None
    budget_wan: Decimal | None = None
    executed_wan: Decimal | None = None
    execution_rate: Decimal | None = None
    execution_rate_rounding: Decimal | None = None
    rounding_wan: Decimal | None = None
    goal: str | None = None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFund:
    """One printed amount of a project's money: a source of it in one column.

    ``source`` is ``total`` or a part of it; ``fiscal_part`` is a part of ``fiscal`` where both are
    printed. ``source_text`` is the label as printed. Outside a form of one project (a department's
    self-evaluation table) ``project_no`` is None. A list of projects gives only amounts without a
    unit, under the usual names of their columns.
    """

    project_no: int | None
    source: Literal["total", "fiscal", "fiscal_part", "special_account", "carried_over", "other"]
    source_text: str
    stage: Literal["cycle", "annual", "budget_initial", "budget", "executed"]
    amount_wan: Decimal | None
    amount_text: str
    rounding_wan: Decimal | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorValue:
    """One number, or one qualitative statement, of one indicator for one horizon.

    ``row_no`` is the order of the indicator row in the document, or in its project; None in
    narrative. ``year`` is set where the text gives the figure another year than the document's.
    """

    project_no: int | None = None
    row_no: int | None = None
    level1: str | None = None
    level2: str | None = None
    indicator_name: str
    metric: str
    measure: Literal["target", "actual"]
    horizon: Literal["annual", "cycle"] = "annual"
    source_section: Literal["indicator_table", "narrative"]
    value_text: str
    value_kind: Literal["number", "qualitative"]
    operator: Operator | None = None
    value: Decimal | None = None
    unit: str | None = None
    year: int | None = None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationScore:
    """One row of a score table; a subtotal has no ``level2``; the total is ``level1`` 总分.

    A level whose label carries its weight (产出指标（50分）) has that as full mark and no score.
    """

    project_no: int | None = None
    level1: str
    level2: str | None
    score: Decimal | None
    full_mark: Decimal | None
    grade: str | None = None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorScore:
    """One indicator row of a self-evaluation table: its weight and score."""

    project_no: int | None = None
    row_no: int
    level1: str | None = None
    level2: str | None = None
    indicator_name: str
    weight: Decimal | None
    score: Decimal | None
    deviation_reason: str | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """One target that a report says was missed, why, and what will be done (改进措施)."""

    subject: str
    reason: str
    measure: str | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What was not understood. A ``warning`` is shown.

    An ``error`` keeps its form out; with a ``family`` the records of that family alone.
    """

    severity: Literal["error", "warning"]
    message: str
    family: Family | None = None
    place: Place = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a form says of itself. ``year_evidence`` is the printed text, None where not printed."""

    form: Form | None
    title: str | None = None
    department_name: str | None = None
    fiscal_year: int | None = None
    year_evidence: str | None = None
    amount_unit: str | None = None
    page_from: int | None = None
    page_to: int | None = None


@dataclass(slots=True, kw_only=True)
class Extraction:
    """One form of one file."""

    header: Header
    budget_lines: list[BudgetLine] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    project_funds: list[ProjectFund] = field(default_factory=list)
    indicator_values: list[IndicatorValue] = field(default_factory=list)
    scores: list[EvaluationScore] = field(default_factory=list)
    indicator_scores: list[IndicatorScore] = field(default_factory=list)
    shortfalls: list[Shortfall] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def renumber_projects(self, by: int) -> None:
        """Add ``by`` to the numbers of projects, and of all that belongs to them, but to totals."""
        for name in ("projects", "project_funds", "indicator_values", "scores", "indicator_scores"):
            records: list[Any] = getattr(self, name)
            records[:] = [
                replace(each, project_no=each.project_no + by) if each.project_no else each
                for each in records
            ]
