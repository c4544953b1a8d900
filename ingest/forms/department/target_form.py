"""部门整体预算绩效目标申报表: budget, goal, tasks and indicators of one department."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, Literal

from ingest.forms.department.task_records import add_tasks
from ingest.forms.department.tasks import TaskTable, more_tasks, tasks
from ingest.forms.head import before_label, without_code, year_of
from ingest.forms.indicator_records import add_indicators
from ingest.forms.money.budget_block import budget
from ingest.forms.narrated import narrated
from ingest.forms.recognise import title_of
from ingest.forms.title_name import department_in
from ingest.lexicon.appearance import is_amount
from ingest.records import Extraction, Form, Header, Problem
from ingest.understand.indicators.indicator_table import table_rows
from ingest.understand.sections import sections
from ingest.words.money import printed_unit
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.document import Document, Place
    from ingest.understand.sections import Section

FORM: Form = "department_target_form"

_LONGEST_HEAD = 80
_OF_MONEY = re.compile("预算|支出")


def extract(document: Document) -> Extraction:
    """Read the form. Errors among the problems: no budget block, no indicator table."""
    parts = sections(document)
    extraction = Extraction(header=_header(document, parts))
    unit: str | None = None
    found_tasks = TaskTable()
    heads = (part for part in parts if part.key in (None, "department"))
    captions = (text for part in heads for text, _ in part.texts)
    declared = document.reading.amount_unit
    caption = next(filter(None, map(printed_unit, captions)), None)
    for part in parts:
        if part.key == "budget":
            found = budget(part, unit or caption, extraction.header.fiscal_year, declared)
            unit = unit or found.unit
            extraction.budget_lines += found.lines
            extraction.problems += found.problems
        elif part.key == "goal":
            texts = part.texts
            if texts:
                goal = "\n".join(text for text, _ in texts)
                extraction.indicator_values += narrated(goal, texts[0][1].to(texts[-1][1]))
                extraction.problems += _stray_amounts(texts)
        elif part.key in ("tasks", "other_tasks"):
            found_tasks = tasks(part) if part.key == "tasks" else more_tasks(part, found_tasks)
            unit = add_tasks(extraction, part, found_tasks, unit or caption, declared) or unit
        elif part.key == "indicators":
            _add_indicators(extraction, part)
    _report_missing(extraction, {part.key for part in parts})
    extraction.header = replace(extraction.header, amount_unit=unit)
    return extraction


def _header(document: Document, parts: list[Section]) -> Header:
    title = title_of(document, FORM)
    head = [text for part in parts if part.key in (None, "basics") for text, _ in part.texts]
    captions = [text for text in (title.text if title else "", *head) if len(text) <= _LONGEST_HEAD]
    year, evidence = year_of(captions)
    return Header(
        form=FORM,
        title=title.text if title else None,
        department_name=_department(parts),
        fiscal_year=year,
        year_evidence=evidence,
    )


def _department(parts: list[Section]) -> str | None:
    """The name behind its label: the first cell, or all lines of a wrapped name."""
    for part in parts:
        if part.key == "department" and part.texts:
            lines = (before_label(line.text) for line in part.lines)
            wrapped = _whole_name([*takewhile(lambda text: text and not printed_unit(text), lines)])
            # What stands in the label's own line goes before the rows of a table below it.
            beside = bool(part.lines) and part.lines[0].place == part.place
            cells = [before_label(part.rows[0].filled[0].text)] if part.rows else wrapped
            return without_code(printed("\n".join(wrapped if beside else cells))) or None
    return None


def _whole_name(lines: Sequence[str]) -> Sequence[str]:
    """The lines of a wrapped name: up to the last with which it is one, 某区人民政府 | 办公室."""
    ends = [end for end in range(1, len(lines) + 1) if department_in("".join(lines[:end]))]
    return lines[: ends[-1]] if ends else lines


def _stray_amounts(texts: Sequence[tuple[str, Place]]) -> Iterator[Problem]:
    """What to say of an amount among goals: its labels are not known, or not where they belong."""
    for text, place in texts:
        if is_amount(printed(text)):
            message = f"an amount that no label tells: {printed(text)}"
            yield Problem(severity="warning", message=message, place=place)
            return


def _add_indicators(extraction: Extraction, part: Section) -> None:
    year = extraction.header.fiscal_year
    table = table_rows(part.rows, year)
    if not table.headers:
        extraction.problems.append(
            Problem(
                severity="error",
                family="indicators",
                message="no header row of indicators",
                place=part.place,
            )
        )
    add_indicators(extraction, table)


def _report_missing(extraction: Extraction, keys: set[str | None]) -> None:
    problems = extraction.problems
    if not extraction.budget_lines:
        # A form that is titled as one of money, or has its label, should state some.
        of_money = "budget" in keys or _OF_MONEY.search(extraction.header.title or "")
        severity: Literal["error", "warning"] = "error" if of_money else "warning"
        what = "no amount in the budget block" if "budget" in keys else "no budget block"
        message = f"{what} (预算整体情况)"
        problems.append(Problem(severity=severity, family="money", message=message))
    if "indicators" not in keys:
        message = "no indicator table (绩效指标)"
        problems.append(Problem(severity="error", family="indicators", message=message))
    if not extraction.tasks:
        problems.append(Problem(severity="warning", message="no tasks (年度重点工作任务)"))
