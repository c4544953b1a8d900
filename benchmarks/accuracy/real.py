"""The real documents as forms to be printed anew; their truth is what is known to stand in them.

What jixiao reads from the original files is taken as the base and held against counts that were
made by hand, so that a worse reader cannot lower its own mark.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.accuracy.truth import Form, Item, Number, Row, Sum, truth_of
from ingest.forms import extract
from ingest.read import read

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from ingest.records import Extraction, IndicatorValue

_ROOT = Path(__file__).parents[2] / "documents"
# Indicator rows and numbers in indicator tables, counted by hand.
_COUNTED = {
    "huangpu/2023/department_target_form.txt": (26, 54),
    "guangzhou/2023/department_target_form.txt": (10, 20),
    "nansha/2023/department_target_form.txt": (13, 26),
    "guangzhou/2023/project_target_table.txt": (140, 127),
}
_REPORT = "huangpu/2022/self_evaluation_report.md"
_HEADERS = {
    "level1": "一级指标",
    "level2": "二级指标",
    "name": "三级指标",
    "cycle": "实施周期指标值",
    "annual": "年度指标值",
}


@cache
def real_forms() -> tuple[Form, ...]:
    """One form a document, in a fixed order. Raises ValueError for counts that differ."""
    forms = []
    for name, counted in _COUNTED.items():
        form = _form(name)
        truth = truth_of([form])
        if (len(truth.rows), len(truth.numbers)) != counted:
            raise ValueError(f"{name}: {len(truth.rows)} rows, {len(truth.numbers)} numbers")
        forms.append(form)
    return (*forms, _form(_REPORT))


def _form(name: str) -> Form:
    document = read(_ROOT / name)
    found = extract(document)[0]
    header = found.header
    assert header.form
    form = Form(
        form=header.form,
        title=header.title or "",
        department=header.department_name or "",
        year=header.fiscal_year or int(name.split("/")[1]),
        unit=header.amount_unit or "万元",
        headers=dict(_HEADERS),
        layout="packed" if header.form == "project_target_table" else "budget",
    )
    if header.form == "self_evaluation_report":
        form.text = [block.text for block in document.lines if block.text.strip()][1:]
        form.narrative = [
            _number(value, "")
            for value in found.indicator_values
            if value.source_section == "narrative" and value.value_kind == "number"
        ]
        return form
    _amounts(form, found)
    form.rows = _rows(v for v in found.indicator_values if v.project_no is None)
    return form


def _amounts(form: Form, found: Extraction) -> None:
    for line in found.budget_lines:
        if line.amount_wan is not None:
            form.budget[line.item] = Sum(item=line.item, wan=line.amount_wan, text=line.amount_text)
    for task in found.tasks:
        item = Item(name=task.task_name, content=task.content or "", goal=task.goal or "")
        if task.amount_wan is not None and task.amount_text:
            item.amounts["total"] = Sum(
                item="total", wan=task.amount_wan, text=task.amount_text, subject=task.task_name
            )
        form.tasks.append(item)
    for project in found.projects:
        if not project.project_no:
            continue
        item = Item(name=project.project_name, goal=project.goal or "")
        for key in ("total", "fiscal", "other"):
            wan: Decimal | None = getattr(project, f"{key}_wan")
            if wan is not None:
                item.amounts[key] = Sum(
                    item=key, wan=wan, text=f"{wan:,}", subject=project.project_name
                )
        number = project.project_no
        item.rows = _rows(
            (v for v in found.indicator_values if v.project_no == number), project.project_name
        )
        form.projects.append(item)


def _rows(values: Iterable[IndicatorValue], subject: str = "") -> list[Row]:
    rows: dict[int, list[IndicatorValue]] = {}
    for value in values:
        if value.source_section == "indicator_table" and value.row_no:
            rows.setdefault(value.row_no, []).append(value)
    return [_row(rows[number], subject) for number in sorted(rows)]


def _row(values: list[IndicatorValue], subject: str) -> Row:
    first = values[0]
    cells = {}
    for value in values:
        shown = cells.setdefault(value.horizon, value.value_text)
        # A cell of numbers and statements: the longest text is the cell's.
        cells[value.horizon] = max(shown, value.value_text, key=len)
    return Row(
        level1=first.level1 or "",
        level2=first.level2 or "",
        name=first.indicator_name,
        cells=cells,
        numbers=tuple(_number(v, subject) for v in values if v.value_kind == "number"),
    )


def _number(value: IndicatorValue, subject: str) -> Number:
    assert value.value is not None
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
