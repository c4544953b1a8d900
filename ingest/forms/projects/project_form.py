"""What the forms of one project share: 项目支出绩效目标申报表 and 项目支出绩效自评表."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.document import Cell
from ingest.forms.department.task_records import add_tasks
from ingest.forms.department.tasks import tasks
from ingest.forms.goals import goals
from ingest.forms.head import head
from ingest.forms.indicator_records import add_indicators
from ingest.forms.money.funds import read_funds
from ingest.forms.recognise import title_of
from ingest.forms.title_name import project_in
from ingest.lexicon import headers
from ingest.lexicon.headers import no_name
from ingest.records import Extraction, Family, Form, Header, Problem
from ingest.understand.indicators.indicator_table import table_rows
from ingest.understand.project_sections import project_sections, rows_of

if TYPE_CHECKING:
    from ingest.document import Document, Place
    from ingest.forms.money.fund_amounts import Funds
    from ingest.understand.sections import Section

PROJECT_NO = 1
_IN_TITLE = "项目名称取自标题 (the project's name is taken from the title)"
_LIKE_A_HEADER = "项目名称与表头用语相同 (the project is called like a header)"


@dataclass(slots=True)
class ProjectForm:
    """One form as read; ``name`` is None for a form of a whole department.

    ``score`` is the total that its head says (自评总分), None where it says none.
    """

    extraction: Extraction
    name: str | None
    place: Place
    funds: Funds
    goal: str | None
    score: Cell | None

    @property
    def project_no(self) -> int | None:
        """1, or None for a form of a whole department."""
        return PROJECT_NO if self.name else None

    def refuses(self, family: Family) -> bool:
        """Whether an error says that a family of records was not understood."""
        return any(problem.family == family for problem in self.extraction.problems)

    def warn(self, message: str) -> None:
        """Report what is missing."""
        self.extraction.problems.append(
            Problem(severity="warning", message=message, place=self.place)
        )


def read_form(document: Document, form: Form, *, evaluated: bool) -> ProjectForm:
    """Read head, money, goals and indicators; what they mean is for the form's module to say.

    Errors among the problems: no unit of money, no header row of indicators, no indicator, a
    header where the project's name belongs.
    """
    parts = project_sections(document)
    title = title_of(document, form)
    found = head(parts, title)
    name, place = found.values.get("project_name", (None, parts[0].place))
    if not name and title and (name := project_in(title.text)):
        place = title.place.doubted(_IN_TITLE)
    if "project_name" not in found.values and "department" in found.values:
        place = found.values["department"][1]
    number = PROJECT_NO if name else None
    unit, declared = found.money_unit, document.reading.amount_unit
    funds = read_funds(parts, unit, number, year=found.year, declared=declared, evaluated=evaluated)
    extraction = Extraction(
        header=Header(
            form=form,
            title=title.text if title else None,
            department_name=found.department,
            fiscal_year=found.year,
            year_evidence=found.year_evidence,
            amount_unit=funds.unit or unit,
        ),
        project_funds=funds.funds,
        problems=funds.problems,
    )
    is_funding = name and headers.role(name, "project_sections") == "funding"
    if name and is_funding and not headers.heads_amounts(name):  # 项目预算（万元） is no name
        # Beside its label in a column of its own it is a name all the same.
        is_aligned = any(document.tables) and all(table.aligned for table in document.tables)
        place = place.doubted(None if is_aligned else _LIKE_A_HEADER)
    elif name and no_name(name):
        message = f"no name of a project: {name[:40]}"
        extraction.problems.append(Problem(severity="error", message=message, place=place))
    aims = goals(parts)
    extraction.problems += aims.problems
    extraction.indicator_values += aims.figures(number)
    for part in parts:
        if part.key == "tasks":
            _add_tasks(extraction, part, number, declared)
    _add_table(extraction, parts, number)
    said = found.values.get("score")
    score = Cell(*said, 0, 0) if said else None
    return ProjectForm(extraction, name, place, funds, aims.goal, score)


def _add_tasks(
    extraction: Extraction, part: Section, number: int | None, declared: str | None
) -> None:
    """Add the tasks of a department; a project has none of its own."""
    if number is None:
        add_tasks(extraction, part, tasks(part), extraction.header.amount_unit, declared)
    else:
        message = f"tasks of a project, not read: {part.label}"
        extraction.problems.append(Problem(severity="warning", message=message, place=part.place))


def _add_table(extraction: Extraction, parts: list[Section], number: int | None) -> None:
    rows = [row for _, row in rows_of(parts, "indicators")]
    table = table_rows(rows, extraction.header.fiscal_year)
    add_indicators(extraction, table, number)
    if not table.rows:
        what = "indicator" if table.headers else "header row of indicators"
        message = f"no {what} (绩效指标)"
        extraction.problems.append(Problem(severity="error", family="indicators", message=message))
