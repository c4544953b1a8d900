"""项目支出绩效目标申报表: one project a form, its money, goals and indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.forms.projects.project_form import PROJECT_NO, read_form
from ingest.records import Extraction, Form, Problem, Project

if TYPE_CHECKING:
    from ingest.document import Document

FORM: Form = "project_target_form"


def extract(document: Document) -> Extraction:
    """Read the form. Errors among the problems: no name, no unit of money, no indicators."""
    form = read_form(document, FORM, evaluated=False)
    extraction, funds = form.extraction, form.funds
    if form.name is None:
        extraction.problems.append(Problem(severity="error", message="no 项目名称"))
        return extraction
    total = funds.only("annual", "total")
    if total is None and not form.refuses("money"):
        form.warn("no single total of the year's money (年度资金总额)")
    extraction.projects.append(
        Project(
            project_no=PROJECT_NO,
            project_name=form.name,
            total_wan=total,
            fiscal_wan=funds.fiscal("annual"),
            special_account_wan=funds.only("annual", "special_account"),
            carried_over_wan=funds.only("annual", "carried_over"),
            other_wan=funds.only("annual", "other"),
            cycle_total_wan=funds.only("cycle", "total"),
            rounding_wan=funds.rounding_wan,
            goal=form.goal,
            place=form.place,
        )
    )
    return extraction
