"""What of a document is refused: whole forms, or families of their records; and how it is said."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ingest.document import Place
from ingest.forms.recognise import holds
from ingest.records import ONE_PROJECT, Extraction, Family, Problem, Project

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAMES: dict[Family | None, str] = {
    None: "form 表",
    "money": "money 资金",
    "indicators": "indicators 指标",
    "results": "results 完成值",
    "tasks": "tasks 任务",
}
FAMILY_OF: dict[str, Family] = {"budget_lines": "money", "indicator_values": "indicators"}
"""Records that a form must hold, by what an error refuses of it; without projects it is none."""
_NOT_USED = "同表的金额有未读懂的，均不采用 (money of this form was not understood, none is used)"
_PROJECT_MONEY = [field.name for field in fields(Project) if field.name.endswith("_wan")]
_SHOWN = 3
IN_PART = "read in part, not used: "


class Refusal(NamedTuple):
    """Why a ``family`` of a form's records, or without one the whole form, does not land.

    ``which`` says which form of its file that is: ``project 2, page 5``; '' for the only one.
    """

    which: str
    family: Family | None
    message: str


def require_records(form: Extraction) -> None:
    """Add an error for what a form must hold and has not, where none says so yet."""
    for name in holds(form.header.form) if form.header.form else ():
        family = FAMILY_OF.get(name)
        said = any(each.severity == "error" and each.family == family for each in form.problems)
        if not getattr(form, name) and not said:
            message = f"no {name.replace('_', ' ')} could be read"
            form.problems.append(error_of(form, message, family))


def error_of(form: Extraction, message: str, family: Family | None = None) -> Problem:
    """An error of a form as such, on its first page."""
    place = Place(page=form.header.page_from)
    return Problem(severity="error", family=family, message=message, place=place)


def refusals(form: Extraction, which: str = "") -> list[Refusal]:
    """What the errors of a form refuse; where they refuse all of it, that is said alone."""
    errors = [problem for problem in form.problems if problem.severity == "error"]
    whole = [error for error in errors if error.family is None]
    return [Refusal(which, error.family, error.message) for error in whole or errors]


def understood(form: Extraction) -> Extraction | None:
    """A form without the families that its errors refuse; None where nothing of it is left."""
    families = {problem.family for problem in form.problems if problem.severity == "error"}
    if None in families:
        return None
    if "money" in families:
        form = _without_money(form)
    if "indicators" in families:
        told = [value for value in form.indicator_values if value.row_no is None]
        form = replace(form, indicator_values=told, indicator_scores=[], scores=[])
    if "tasks" in families:
        form = replace(form, tasks=[])
    return form if _says_something(form) else None


def which_form(form: Extraction, number: int) -> str:
    """Which form of its file one is: ``project 2, page 5``, by its number where it names none."""
    numbers = [project.project_no for project in form.projects]
    is_named = form.header.form in ONE_PROJECT and len(numbers) == 1
    name = f"project {numbers[0]}" if is_named else f"form {number}"
    return f"{name}, page {form.header.page_from}" if form.header.page_from else name


def reason_of(found: Sequence[Refusal]) -> str:
    """Why nothing of a document lands: ``project 1: no 项目名称 (and 2 more)``."""
    first = found[0]
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return f"{first.which}: {first.message}{more}" if first.which else f"{first.message}{more}"


def said_in_part(found: Sequence[Refusal]) -> str:
    """What does not land: ``read in part: money 资金 of project 2, page 5: no unit …``.

    A cause that several forms share is said once.
    """
    causes: dict[tuple[Family | None, str], list[str]] = {}
    for refusal in found:
        causes.setdefault((refusal.family, refusal.message), []).append(refusal.which)
    said = [
        f"{_NAMES[family]}{_of(forms)}: {message}" for (family, message), forms in causes.items()
    ]
    more = f"; and {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
    return f"{IN_PART}{'; '.join(said[:_SHOWN])}{more}"


def _of(forms: Sequence[str]) -> str:
    if len({*forms}) > 1:
        return f" of {len({*forms})} forms"
    return f" of {forms[0]}" if forms[0] else ""


def _without_money(form: Extraction) -> Extraction:
    """A form whose amounts are but texts: none of them is known to be right."""
    amounts: dict[str, Any] = dict.fromkeys(("amount_wan", "rounding_wan"))

    def kept(records: Sequence[Any]) -> list[Any]:
        return [
            each
            if each.amount_wan is None
            else replace(each, **amounts, place=each.place.doubted(_NOT_USED))
            for each in records
        ]

    nothing: dict[str, Any] = dict.fromkeys(_PROJECT_MONEY)
    return replace(
        form,
        budget_lines=kept(form.budget_lines),
        tasks=kept(form.tasks),
        project_funds=kept(form.project_funds),
        projects=[replace(project, **nothing) for project in form.projects],
    )


def _says_something(form: Extraction) -> bool:
    """Whether anything of what a form is for is left: an indicator, a score, an amount, a reason.

    A report may say all in prose; its own module judges it.
    """
    money: list[Any] = [*form.budget_lines, *form.tasks, *form.project_funds]
    return (
        not (form.header.form and holds(form.header.form))
        or any(value.row_no is not None for value in form.indicator_values)
        or any(each.amount_wan is not None for each in money)
        or any(getattr(each, name) for each in form.projects for name in _PROJECT_MONEY)
        or bool(form.scores or form.shortfalls)
    )
