"""From the rows of an indicator table to records: values, weights and scores."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from ingest.lexicon import appearance
from ingest.lexicon.headers import is_value_word
from ingest.lexicon.labels import is_section
from ingest.records import EvaluationScore, IndicatorScore, IndicatorValue, Problem
from ingest.understand.columns.header_cells import TARGET_ROLES, VALUE_ROLES, years_of
from ingest.words.labels import sign_behind
from ingest.words.masks import half_width, mask
from ingest.words.money import is_held
from ingest.words.numbered import with_numbering
from ingest.words.operators import PREFIXES
from ingest.words.printed import printed
from ingest.words.quantity import is_unit
from ingest.words.values import ParsedValue, is_blank, parse_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.document import Cell, Place
    from ingest.records import Extraction
    from ingest.understand.columns.header_cells import Header
    from ingest.understand.indicators.indicator_table import IndicatorRow, IndicatorTable

TOTAL = "总分"
# 指标1：, 任务1： or 指标：, or 指标1 behind which no word goes on that it begins (指标3年均增长).
_TEMPLATE = re.compile(
    r"^(?:(?:(?:三级)?指标|任务)\s*(?:\d{1,2}|[一二三四五六七八九十])\s*[:：.、]\s*"
    r"|(?:三级)?指标\s*[:：]\s*"
    r"|(?:三级)?指标\s*\d{1,2}(?:\s+|(?=[^\s\d年月日个项家%％]|20\d\d年)))(?=\S)"
)
_NUMBER = re.compile(r"^((?:三级)?指标\s*\d{1,2})(?=[^\W\d])")
_RANGE = re.compile(r"\d+(?:\.\d+)?[-~—–－～至到]{1,2}\d+(?:\.\d+)?")
_UNKNOWN_SIGN = "符号不明 (unknown sign)"
_NAME_IS_A_VALUE = "指标名称含有数值 (a value in the name of an indicator)"
_UNKNOWN_UNIT = "单位不明 (no unit in the column of units)"
_UNIT_BEHIND = "名称后括号内按单位读取 (what is in parentheses behind the name is taken for a unit)"
_ASIDE = re.compile(r"[（(]([^（()）\d]{1,8})[）)]$")
_CUT = "此行可能被分页截断 (a row that the page break may have cut)"
# %（百分比） in a column of units.
_SPELT_OUT = re.compile(r"^([%％‰℃])[(（][^()（）\d]*[)）]$")
_LONGEST_UNIT = 2
_LEAST_LINES = 2
_NO_UNIT = re.compile(r"\d|[≥≧≤≦><＞＜=＝]")
_MARKS = re.compile(r"(?:分|%|％)$")
_OF_TARGETS = ("department_target_form", "project_target_form", "project_target_table")
_FORMER = "results of a former year in a form of targets: not read"


def add_indicators(
    extraction: Extraction, table: IndicatorTable, project_no: int | None = None
) -> None:
    """Add what a table says: values, and what it has columns of: weights, scores, deviations."""
    scored = {"weight", "score", "deviation"} & set(table.roles)
    behind_names = _has_units_behind_names(table)
    rows = _with_numbering_told(_with_cut_rows_in_doubt(table.rows))
    former = extraction.header.form in _OF_TARGETS and _former_results(table)
    if former:
        table.warn(f"{_FORMER}: {printed(former.text)[:40]}", former.place)
    for number, row in enumerate(rows, _last_row(extraction, project_no) + 1):
        values: Iterable[IndicatorValue] = _values(table, row, number, project_no)
        if former:
            values = (value for value in values if value.measure != "actual")
        extraction.indicator_values += map(_with_unit, values) if behind_names else values
        if scored:
            extraction.indicator_scores += _score(extraction, row, number, project_no)
    extraction.problems += table.problems
    extraction.scores += _level_scores(extraction, table, project_no)


def _with_numbering_told(rows: Sequence[IndicatorRow]) -> list[IndicatorRow]:
    """The rows, the template's numbers told from names where others have any: 指标1项目完成率."""
    if not any(_TEMPLATE.match(row.name.text.strip()) for row in rows):
        return [*rows]
    return [
        row
        if _TEMPLATE.match(row.name.text.strip())
        else replace(row, name=replace(row.name, text=_NUMBER.sub(r"\1：", row.name.text.strip())))
        for row in rows
    ]


def _former_results(table: IndicatorTable) -> Header | None:
    """The header of results that names another year than the form's: 2020年完成 of 2021."""
    results = (header for header in table.headers if header.role == "actual")
    return next(
        (each for each in results if years_of([each.text])[0] not in (None, table.year)), None
    )


def _with_cut_rows_in_doubt(rows: Sequence[IndicatorRow]) -> list[IndicatorRow]:
    """The rows; one that begins a page without a target, and that above it, in doubt.

    带动周边消 | ≥60万元 | 64.2万 above 费收入 | 元 may be one row that the page break cut.
    """
    found = [*rows]
    for at, (above, row) in enumerate(pairwise(rows)):
        pages = above.name.place.page, row.name.place.page
        is_cut = None not in pages and pages[0] != pages[1]
        if is_cut and _has_target(above) and not _has_target(row):
            found[at : at + 2] = map(_doubted, (found[at], row))
    return found


def _has_target(row: IndicatorRow) -> bool:
    roles = {*row.values, *(value.role for value in row.local)}
    return not roles.isdisjoint(TARGET_ROLES)


def _doubted(row: IndicatorRow) -> IndicatorRow:
    values = {role: cell.doubted(_CUT) for role, cell in row.values.items()}
    return replace(row, name=row.name.doubted(_CUT), values=values)


def _has_units_behind_names(table: IndicatorTable) -> bool:
    """Whether half the names or more end with a unit in parentheses: 合格率（%）."""
    found = (_ASIDE.search(printed(row.name.text)) for row in table.rows)
    return 2 * sum(bool(aside and is_unit(aside[1])) for aside in found) >= len(table.rows)


def _with_unit(value: IndicatorValue) -> IndicatorValue:
    """A number without a unit with what its name ends with, in doubt: 采集血小板（治疗量）."""
    aside = _ASIDE.search(value.indicator_name or "")
    if not aside or value.unit or value.value_kind != "number":
        return value
    return replace(value, unit=aside[1], place=value.place.doubted(_UNIT_BEHIND))


def _last_row(extraction: Extraction, project_no: int | None) -> int:
    """The number of the last indicator so far: of the form, or of a project in it."""
    # From the end, so that a list of many projects is not gone through for each of them.
    records: tuple[Sequence[IndicatorValue | IndicatorScore], ...] = (
        extraction.indicator_values,
        extraction.indicator_scores,
    )
    own = [
        takewhile(lambda each: each.project_no == project_no, reversed(each)) for each in records
    ]
    return max(next((each.row_no for each in found if each.row_no), 0) for found in own)


def indicator_name(cell: Cell) -> str:
    """The printed name, less the template's own numbering (指标1：)."""
    return printed(_TEMPLATE.sub("", cell.text.strip()))


def mark(extraction: Extraction, cell: Cell | None) -> Decimal | None:
    """The number of a weight or score, None for a blank; what is no number is a warning."""
    text = printed(cell.text) if cell else ""
    if cell is None or is_blank(text):
        return None
    try:
        found = Decimal(_MARKS.sub("", text))
    except InvalidOperation:
        found = Decimal("nan")
    if is_held(found):
        return found
    message = f"neither a weight nor a score: {text[:40]}"
    extraction.problems.append(Problem(severity="warning", message=message, place=cell.place))
    return None


def _values(
    table: IndicatorTable, row: IndicatorRow, number: int, project_no: int | None
) -> Iterator[IndicatorValue]:
    name = indicator_name(row.name)
    for role, cell, locality in _value_cells(row):
        number_text, column_unit = _with_sign(row, role, cell)
        text = printed(f"{number_text} {column_unit or ''}")
        # 12 | 月 is a number of months, but 12月 a date. Line breaks tell numbering from figures.
        named = _TEMPLATE.sub("", row.name.text.strip())
        unit = _SPELT_OUT.sub(r"\1", column_unit) if column_unit else None
        values = _by_lines(row, cell) or parse_cell(number_text, named, unit, table.year)
        if not any(found.kind == "number" for found in values) and _has_figure(text):
            table.warn(f"no number read of “{text[:40]}”: {name[:40]}", cell.place)
        for found in values:
            yield IndicatorValue(
                project_no=project_no,
                row_no=number,
                level1=row.level1,
                level2=row.level2,
                indicator_name=name,
                metric=f"{locality or ''}{found.metric}",
                measure="actual" if role == "actual" else "target",
                horizon="cycle" if role == "cycle" else "annual",
                source_section="indicator_table",
                value_text=text,
                value_kind=found.kind,
                operator=found.operator,
                value=found.value,
                unit=found.unit,
                year=found.year,
                place=_place(row, cell, found.doubt),
            )


def _value_cells(row: IndicatorRow) -> Iterator[tuple[str, Cell, str | None]]:
    """The values of a row with their roles, and the place that each is of, where each has one."""
    for role in VALUE_ROLES:
        if role in row.values:
            yield role, row.values[role], None
    for value in row.local:
        yield value.role, value.cell, value.locality


def _by_lines(row: IndicatorRow, cell: Cell) -> list[ParsedValue]:
    """The values of a cell that has a line for each line of the name; empty where it has not.

    Lines of a PDF are those of its layout, and numbered ones are told by their numbers.
    """
    names = [line for line in row.name.text.split("\n") if line.strip()]
    texts = [line for line in cell.text.split("\n") if line.strip()]
    if len(names) < _LEAST_LINES or len(names) != len(texts) or cell.place.page:
        return []
    if {"nature", "unit"} & {*row.values} or any(map(appearance.numbering, (*names, *texts))):
        return []
    if with_numbering(cell.text, row.name.text)[0] != cell.text:
        return []
    pairs = zip(names, texts, strict=True)
    each = [parse_cell(printed(text), _TEMPLATE.sub("", printed(name))) for name, text in pairs]
    told = (
        is_value_word(text) or any(found.kind == "number" for found in values)
        for text, values in zip(texts, each, strict=True)
    )
    return [found for values in each for found in values] if all(told) else []


def _place(row: IndicatorRow, cell: Cell, doubt: str | None) -> Place:
    """Where a value stands, with its doubt and those of its name, and of sign and unit beside it.

    What was recognised in the column of signs and is none stands for an unknown one.
    """
    place = cell.place.with_doubts(row.name.place).doubted(doubt)
    if _holds_value(row):
        place = place.with_doubts(replace(place, doubt=_NAME_IS_A_VALUE))
    for beside in ("nature", "unit"):
        if beside in row.values:
            place = place.with_doubts(row.values[beside].place)
    unit = row.values.get("unit")
    if unit and not unit.place.doubt and _is_no_unit(unit):
        place = place.with_doubts(replace(place, doubt=_UNKNOWN_UNIT))
    sign = row.values.get("nature")
    bare = printed(cell.text)[:1].isdigit()
    if bare and sign and sign.place.confidence and half_width(printed(sign.text)) not in PREFIXES:
        place = place.with_doubts(replace(place, doubt=_UNKNOWN_SIGN))
    return place


def _holds_value(row: IndicatorRow) -> bool:
    """Whether a value stands in place of the name, or behind it while no target has a sign."""
    name = indicator_name(row.name)
    targets = (printed(row.values[role].text) for role in ("annual", "cycle") if role in row.values)
    has_target = "nature" in row.values or any(map(appearance.starts_value, targets))
    return appearance.is_no_name(name) or (
        not has_target and appearance.value_at_end(name) is not None
    )


def _is_no_unit(cell: Cell) -> bool:
    """Whether what stands in the column of units holds a figure, a label, or the end of a name."""
    unit = _SPELT_OUT.sub(r"\1", printed(cell.text))
    if any(is_section(unit[at:]) for at in range(len(unit) - 1)):
        return True
    is_long = len(unit) > _LONGEST_UNIT and not is_blank(unit) and not is_unit(unit)
    return bool(_NO_UNIT.search(unit) or (cell.place.line_from and is_long))


def _has_figure(text: str) -> bool:
    """Whether a text has digits that belong to no date, name or numbering."""
    return any(char.isdigit() for char in mask(text))


def _with_sign(row: IndicatorRow, role: str, cell: Cell) -> tuple[str, str | None]:
    """A value with the operator that stands in a column of its own, and the unit of such a column.

    The operator may stand behind the name too: 成活率（≥**%）. The unit is None where there is
    none, or where the value is no bare number.
    """
    text = cell.text.strip()
    sign = printed(row.values["nature"].text) if "nature" in row.values else ""
    sign = sign or sign_behind(printed(row.name.text))
    unit = printed(row.values["unit"].text) if "unit" in row.values else ""
    bare = text[-1:].isdigit() and not is_blank(unit)
    if bare and _RANGE.fullmatch(printed(text)):
        return f"{text} {unit}", None
    if role != "actual" and text[:1].isdigit() and half_width(sign) in PREFIXES:
        text = f"{sign}{text}"
    return text, unit if bare else None


def _score(
    extraction: Extraction, row: IndicatorRow, number: int, project_no: int | None
) -> Iterator[IndicatorScore]:
    deviation = row.values.get("deviation")
    weight = mark(extraction, row.values.get("weight"))
    score = mark(extraction, row.values.get("score"))
    if weight is None and score is None and deviation is None:
        return
    yield IndicatorScore(
        project_no=project_no,
        row_no=number,
        level1=row.level1,
        level2=row.level2,
        indicator_name=indicator_name(row.name),
        weight=weight,
        score=score,
        deviation_reason=printed(deviation.text) if deviation else None,
        place=row.name.place,
    )


def _level_scores(
    extraction: Extraction, table: IndicatorTable, project_no: int | None
) -> Iterator[EvaluationScore]:
    """The weights that level labels carry, the subtotals, and the total."""
    for level in table.weights:
        yield EvaluationScore(
            project_no=project_no,
            level1=level.level1 or "",
            level2=level.level2,
            score=None,
            full_mark=level.weight,
            place=level.place,
        )
    for total in table.totals:
        score = mark(extraction, total.values.get("score"))
        full_mark = mark(extraction, total.values.get("weight"))
        if score is not None or full_mark is not None:
            yield EvaluationScore(
                project_no=project_no,
                level1=total.level1 or TOTAL,
                level2=total.level2,
                score=score,
                full_mark=full_mark,
                place=total.place,
            )
