"""项目支出绩效目标表: many projects in one table, their indicators packed into cells or in rows."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ingest.forms.indicator_records import add_indicators
from ingest.forms.money.fund_amounts import lone_part
from ingest.forms.money.money_cells import Unconverted, place_of, read_money
from ingest.forms.narrated import narrated
from ingest.forms.projects.list_head import LONGEST_CAPTION, list_head, year_above
from ingest.forms.projects.project_list import read_list
from ingest.forms.projects.project_rows import Pieces, ProjectRow, ProjectRows, read_rows
from ingest.lexicon.examples import listed, rows_of_text
from ingest.lexicon.headers import no_name, role
from ingest.records import Extraction, Form, IndicatorValue, Problem, Project, ProjectFund
from ingest.understand.indicators.packed import PackedIndicator, first_mark, unpack
from ingest.understand.project_headers import (
    AMOUNTS,
    EVALUATED,
    FISCAL_PART,
    RATE,
    WHOLE_TERM,
    header_word,
)
from ingest.vocabulary import load
from ingest.words.money import Amount, half_unit, printed_rate
from ingest.words.printed import printed
from ingest.words.values import is_blank, parse_cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.document import Document, Place
    from ingest.forms.money.fund_amounts import Source, Stage

FORM: Form = "project_target_table"

# The headers without which a table lists no projects, as they are usually called.
_NEEDED = {"project_name": "项目名称", "goal": "绩效目标", "indicators": "绩效指标"}

# What the columns of amounts hold: a source of money, and of what stage.
_STAGES: dict[str, tuple[Source, Stage]] = {
    "total": ("total", "annual"),
    "fiscal": ("fiscal", "annual"),
    "special_account": ("special_account", "annual"),
    "carried_over": ("carried_over", "annual"),
    "other": ("other", "annual"),
    WHOLE_TERM: ("total", "cycle"),
    "budget_initial": ("total", "budget_initial"),
    "budget": ("total", "budget"),
    "executed": ("total", "executed"),
    FISCAL_PART: ("fiscal_part", "annual"),
}


def extract(document: Document) -> Extraction:
    """Read the projects, their indicators and the figures in their goals.

    Errors among the problems: no unit of money, no header row, no project, an amount that is none.
    """
    year = year_above(document)
    table = read_list(document.tables, year) or read_rows(document.tables, year)
    return extract_list(document, FORM, table)


def extract_list(document: Document, form: Form, table: ProjectRows) -> Extraction:
    """The records of a ``table`` of projects."""
    extraction = Extraction(header=list_head(document, form, table), problems=list(table.problems))
    department, declared = extraction.header.department_name, document.reading.amount_unit
    number = 0
    for row in table.rows:
        name = printed(row.raw("project_name"))
        if _is_total(row, name, department):
            extraction.projects.append(_project(extraction, row, 0, name, declared))
            continue
        if table.names_units and row.is_bare:
            message = f"not read, a unit's row among projects: {name[:40]}"
            problem = Problem(severity="warning", message=message, place=row.place)
            extraction.problems.append(problem)
            continue
        number += 1
        project = _project(extraction, row, number, name, declared)
        extraction.projects.append(project)
        if no_name(name):
            message = f"no name of a project, so projects cannot be told apart: {name[:40]}"
            extraction.problems.append(Problem(severity="error", message=message, place=row.place))
        if row.indicators:
            add_indicators(extraction, row.indicators, number)
        else:
            extraction.indicator_values += _indicators(row, project, extraction.problems)
        extraction.indicator_values += _narrative(row, project, extraction.problems)
    extraction.problems += _text_outside(document, table)
    extraction.header = replace(
        extraction.header, amount_unit=extraction.header.amount_unit or declared
    )
    if not any(project.project_no for project in extraction.projects):
        message = f"no project found: {_no_project(document)}"
        extraction.problems.append(Problem(severity="error", message=message))
    return extraction


def _text_outside(document: Document, table: ProjectRows) -> Iterator[Problem]:
    """Warnings of long text, or packed indicators, that stand in no table and are not read."""
    columns = (column for row in table.rows for column in row.columns.values())
    read = {id(place) for column in columns for place in column.places}
    for line in document.lines:
        text = printed(line.text)
        if id(line.place) in read:
            continue
        if len(text) > LONGEST_CAPTION or unpack(text):
            message = f"text outside the table is not read: “{text[:40]}”"
            yield Problem(severity="warning", message=message, place=line.place)


def _no_project(document: Document) -> str:
    """Why no project was found: ``the header row 序号、事项、绩效目标 has no 项目名称``."""
    rows = [*rows_of_text(document.blocks)]
    nearest = max(rows, key=lambda texts: len({*_NEEDED} & {*map(_needed, texts)}), default=[])
    found = {*map(_needed, nearest)}
    missing = [name for role, name in _NEEDED.items() if role not in found]
    if len(missing) == len(_NEEDED):
        return f"no row has headers like {'、'.join(missing)}"
    lacks = f"has no {'、'.join(missing)}" if missing else "has no row of a project below it"
    return f"the header row {listed(nearest)} {lacks}"


def _needed(text: str) -> str | None:
    """Which of the headers of a list one is; those of levels are indicators."""
    return "indicators" if role(text, "indicators") else header_word(text)


def _is_total(row: ProjectRow, name: str, department: str | None) -> bool:
    """A row of amounts alone, named as a total or as the department itself."""
    if not row.is_bare:
        return False
    plain = unicodedata.normalize("NFKC", name)
    return plain in load("headers")["project_totals"] or (
        department is not None and plain == unicodedata.normalize("NFKC", department)
    )


def _project(
    extraction: Extraction, row: ProjectRow, number: int, name: str, declared: str | None
) -> Project:
    problems, unit = extraction.problems, extraction.header.amount_unit
    amounts: dict[str, Amount] = {}

    def money(column: str, cell: Pieces) -> Amount | None:
        own, place = row.units.get(column, unit), cell.places[0]
        try:
            found = read_money(cell.raw, own, declared, place, problems)
        except ValueError as error:
            message = f"{column} of “{printed(row.raw('project_name'))}”: {error}"
            refused = Problem(severity="error", family="money", message=message, place=place)
            problems.append(refused)
            return None
        if not isinstance(found, Unconverted):
            return found
        extraction.project_funds.append(_unconverted(number, column, found, place))
        return None

    for column in (*AMOUNTS, *EVALUATED):
        if column in row.columns and (found := money(column, row.columns[column])):
            amounts[column] = found
    if "fiscal" not in amounts and row.fiscal_parts:
        parts = filter(None, [money(FISCAL_PART, part) for part in row.fiscal_parts])
        if lone := _only_part(row, [*parts], amounts, problems):
            amounts["fiscal"] = lone
    rate = printed_rate(row.raw(RATE))
    if rate is None and not is_blank(printed(row.raw(RATE))):
        message = f"no execution rate: {printed(row.raw(RATE))[:40]}"
        problems.append(Problem(severity="warning", message=message, place=row.place))
    return Project(
        project_no=number,
        project_name=name,
        **{f"{column}_wan": each.wan for column, each in amounts.items()},
        execution_rate=rate,
        execution_rate_rounding=None if rate is None else half_unit(rate),
        rounding_wan=max((each.rounding_wan for each in amounts.values()), default=None),
        goal=printed(row.raw("goal")) or None,
        place=row.place,
    )


def _only_part(
    row: ProjectRow, parts: list[Amount], amounts: dict[str, Amount], problems: list[Problem]
) -> Amount | None:
    """The one amount of the parts of 财政拨款, if it and the other money make up the total."""
    filled = [found for found in parts if found.wan]
    total = amounts.get("total")
    totals = ("total", WHOLE_TERM)
    others = [found for column, found in amounts.items() if column not in totals]
    rounding = sum((found.rounding_wan for found in (*filled, *others)), Decimal())
    lone = lone_part(
        [found.wan for found in filled],
        total and total.wan,
        [found.wan for found in others],
        rounding + (total.rounding_wan if total else 0),
    )
    if lone is None and filled:
        texts = "、".join(found.text for found in filled)
        name = printed(row.raw("project_name"))[:40]
        message = f"parts of 财政拨款 without their sum, not read: {texts} of “{name}”"
        problems.append(Problem(severity="warning", message=message, place=row.place))
    return filled[0] if lone is not None else None


def _unconverted(number: int, column: str, money: Unconverted, place: Place) -> ProjectFund:
    """What a column prints of a project without a unit, under the usual name of the column."""
    words = load("headers")
    source, stage = _STAGES[column]
    return ProjectFund(
        project_no=number,
        source=source,
        source_text=(words["projects"].get(column) or words["fund_columns"][column])[0],
        stage=stage,
        amount_wan=money.wan,
        amount_text=money.text,
        rounding_wan=money.rounding_wan,
        place=place_of(money, place),
    )


def _indicators(
    row: ProjectRow, project: Project, problems: list[Problem]
) -> Iterator[IndicatorValue]:
    if "indicators" not in row.columns:
        return
    pieces = row.columns["indicators"]
    indicators = unpack(pieces.raw)

    def warn(message: str, offset: int = 0) -> None:
        whole = f"project {project.project_no} “{project.project_name}”: {message}"
        problems.append(Problem(severity="warning", message=whole, place=pieces.place_at(offset)))

    before = printed(pieces.raw[: indicators[0].start] if indicators else pieces.raw)
    if before:
        warn(f"text that is no indicator: “{before[:60]}”")
    for row_no, indicator in enumerate(indicators, 1):
        name = printed(indicator.name)
        if not indicator.values:
            warn(f"indicator “{name[:60]}” has no value label", indicator.start)
        found = list(_values(indicator, row_no, project, pieces.place_at(indicator.start)))
        if not found:
            warn(f"indicator “{name[:60]}” has no value", indicator.start)
        yield from found


def _values(
    indicator: PackedIndicator, row_no: int, project: Project, place: Place
) -> Iterator[IndicatorValue]:
    name = printed(indicator.name)
    # Without a value label the statement is its own value: 数量指标：培训5场.
    for horizon, text in indicator.values or (("annual", indicator.name),):
        for value in parse_cell(text, name):
            yield IndicatorValue(
                project_no=project.project_no,
                row_no=row_no,
                level1=indicator.level1,
                level2=indicator.level2,
                indicator_name=name,
                metric=value.metric,
                measure="target",
                horizon=horizon,
                source_section="indicator_table",
                value_text=value.text,
                value_kind=value.kind,
                operator=value.operator,
                value=value.value,
                unit=value.unit,
                year=value.year,
                place=place.doubted(value.doubt),
            )


def _narrative(
    row: ProjectRow, project: Project, problems: list[Problem]
) -> Iterator[IndicatorValue]:
    """The figures of a goal, up to where its neighbour's text runs into it."""
    if "goal" not in row.columns:
        return
    pieces = row.columns["goal"]
    end = first_mark(pieces.raw)
    if end is not None:
        message = (
            f"project {project.project_no} “{project.project_name}”: the goal holds packed "
            f"indicators from “{printed(pieces.raw[end:])[:40].lstrip('，,；; ')}” on; "
            "kept as printed, not read"
        )
        problems.append(Problem(severity="warning", message=message, place=pieces.place_at(end)))
    yield from narrated(pieces.raw[:end], pieces.places[0], project_no=project.project_no)
