"""Goals of the whole term and of the year, each with the indicators that tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.accuracy.grids import UNITS, Box, Grid, indicators

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.accuracy.truth import Form, Row

_EARLIER = ("before_last", "last")


def a_goal_each(form: Form, grid: Grid, merge: bool) -> None:
    """Below the words of each goal a table of its indicators."""
    words = form.printing["goals"]
    for role, number, aim, rows in _goals(form):
        if role not in words:
            continue
        says = words[role]
        grid.add([(says["goal"].format(number), 3, "label"), (aim, UNITS - 2, "text")])
        over, way = says.get("over", {}), form.printing.get("rows", {})
        indicators(rows, _headers(form, role), grid, merge, says["label"], over=over, way=way)


def in_two_tables(form: Form, grid: Grid, merge: bool) -> None:
    """The words of all goals, below them a table for the term and one for the year.

    Each goal's name stands in the first column, beside its indicators.
    """
    words = form.printing["goals"]
    start = grid.rows
    grid.add([(words["name"], 4, "label"), (words["text"], UNITS - 4, "label")], 1)
    for role, number, aim, _ in _goals(form):
        told = words[role]["goal"].format(number)
        grid.add([(told, 4, "label"), (aim, UNITS - 4, "text")], 1)
    grid.label(words["all"], start)
    for role in ("cycle", "annual"):
        says, left = words[role], 2
        grid.add([(says["label"], UNITS + 1, "label")])
        over, mine = says.get("over", {}), [goal for goal in _goals(form) if goal[0] == role]
        rows, start = [row for goal in mine for row in goal[3]], grid.rows
        headers, way = _headers(form, role), form.printing.get("rows", {})
        body = indicators(rows, headers, grid, merge, "", over=over, left=left, way=way)
        grid.boxes.append(Box(words["name"], start, 0, body - start, left))
        for _, number, _, part in mine:
            grid.boxes.append(Box(says["goal"].format(number), body, 0, len(part), left))
            body += len(part)


def _goals(form: Form) -> Iterator[tuple[str, int, str, list[Row]]]:
    """The role of its values, number, words and rows of each goal.

    One is of the term; of those of the year the first has the outputs and what they cost.
    """
    project = form.projects[0] if form.projects else None
    rows, goal = (project.rows, project.goal) if project else (form.rows, form.goal)
    aims = goal.split("\n")
    yield "cycle", 1, aims[0], [row for row in rows if "cycle" in row.cells]
    half = sum(row.level1 in form.printing["goals"]["first"] for row in rows)
    for number, part in enumerate((rows[:half], rows[half:]), 1):
        yield "annual", number, aims[number], part


def _headers(form: Form, role: str) -> dict[str, str]:
    """The columns of one table: values of the term have none of former years beside them."""
    other = "annual" if role == "cycle" else "cycle"
    left_out = {other, *_EARLIER} if role == "cycle" else {other}
    return {key: text for key, text in form.headers.items() if key not in left_out}
