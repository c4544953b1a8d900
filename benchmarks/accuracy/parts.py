"""Forms in parts: each a paragraph or a table of its own, below a heading; and reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.accuracy.grids import (
    UNITS,
    Grid,
    Paragraph,
    amount,
    indicators,
    year_line,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.accuracy.grids import Block
    from benchmarks.accuracy.truth import Form

# All tables of a form share the columns of its indicators, as they do on a sheet.
_COLUMNS = UNITS + 1
_TASK_SPANS = {"number": 1, "name": 4, "content": 6, "total": 3, "goal": 4}
_MARK_SPANS = [3, 3, 7, 2, 2]


def in_parts(form: Form, merge: bool) -> list[Block]:
    """The parts that the style names, in its order, each below its heading."""
    made = year_line(form)
    for part, text in form.printing["parts"].items():
        made.append(Paragraph(text.format(unit=form.unit, year=form.year)))
        made += _PARTS[part](form, merge)
    return made


def report(form: Form) -> list[Block]:
    """A report: its paragraphs, below them the table of its marks where it has one."""
    made: list[Block] = [Paragraph(text) for text in form.text]
    if form.scores:
        made.append(_plain(form.scores, _MARK_SPANS))
    return made


def _plain(lines: list[list[str]], spans: list[int], kind: str = "text") -> Grid:
    """A table with one line of heads; its widest column takes what is left."""
    spans = list(spans)
    spans[spans.index(max(spans))] += _COLUMNS - sum(spans)
    grid = Grid(_COLUMNS, widths=[1.0] * _COLUMNS, header=(0, 1))
    for number, line in enumerate(lines):
        told = kind if number else "label"
        grid.add([(text, span, told) for text, span in zip(line, spans, strict=True)])
    return grid


def _about(form: Form, _: bool) -> list[Block]:
    """What the form says of its project or department, two facts a line."""
    grid = Grid(_COLUMNS, widths=[1.0] * _COLUMNS)
    whose = ["项目名称", form.projects[0].name] if form.projects else ["部门名称", form.department]
    for left, text, right, more in [
        [*whose, *form.printing["beside"]],
        *form.printing.get("facts", []),
    ]:
        said = [each.format(department=form.department, year=form.year) for each in (text, more)]
        cells = [(left, 3, "label"), (said[0], 6, "text")]
        grid.add([*cells, (right, 3, "label"), (said[1], _COLUMNS - 12, "text")])
    return [grid]


def _money(form: Form, _: bool) -> list[Block]:
    """Sums below their words."""
    heads = form.printing["sums"]
    if form.projects:
        project = form.projects[0]
        figures = [amount(project, key) or project.rate for key in heads]
    else:
        figures = [form.budget[item].text for item in heads]
    spans = [_COLUMNS // len(heads)] * len(heads)
    return [_plain([list(heads.values()), figures], spans, "figure")]


def _goal(form: Form, _: bool) -> list[Block]:
    """The goal as running text."""
    goal = form.projects[0].goal if form.projects else form.goal
    return [Paragraph(line) for line in goal.split("\n")]


def _tasks(form: Form, _: bool) -> list[Block]:
    heads = form.printing["tasks"]
    lines = [[text.format(unit=form.unit) for text in heads.values()]]
    for number, task in enumerate(form.tasks, 1):
        told = {"number": str(number), "name": task.name, "content": task.content}
        told |= {"goal": task.goal, "total": amount(task, "total")}
        lines.append([told[key] for key in heads])
    if words := form.printing.get("tasks_total"):
        last = {"name": words, "total": form.budget[words].text}
        lines.append([last.get(key, "") for key in heads])
    return [_plain(lines, [_TASK_SPANS[key] for key in heads])]


def _indicators(form: Form, merge: bool) -> list[Block]:
    """The indicators from the first column on."""
    rows = form.projects[0].rows if form.projects else form.rows
    grid = Grid(_COLUMNS, widths=[1.0] * _COLUMNS)
    over = form.printing.get("over", {})
    indicators(rows, form.headers, grid, merge, "", over=over, left=0)
    grid.header = (0, 2 if over else 1)
    return [grid]


_PARTS: dict[str, Callable[[Form, bool], list[Block]]] = {
    "about": _about,
    "money": _money,
    "goal": _goal,
    "tasks": _tasks,
    "indicators": _indicators,
}
