"""Arrangements that some provinces print: two-line heads, lists with notes, one level a column."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from benchmarks.accuracy.grids import UNITS, Box, Grid, Paragraph, amount, indicators, merge_levels

if TYPE_CHECKING:
    from benchmarks.accuracy.grids import Block
    from benchmarks.accuracy.truth import Form

_LIST_WIDTHS = {
    "project": 2.4, "total": 1.7, "goal": 3.6, "level1": 1.2, "level2": 1.4, "name": 2.4,
    "annual": 1.5, "note": 2.8, "rule": 2.8, "memo": 0.8,
}  # fmt: skip
_DEPARTMENTS_LABEL = "部门（单位）名称"


def around(form: Form, where: str) -> list[Paragraph]:
    """The paragraphs of the page ``before`` or ``after`` the table."""
    texts = form.printing.get(where, [])
    return [Paragraph(text.format(department=form.department, year=form.year)) for text in texts]


def facts(form: Form, grid: Grid) -> None:
    """What a form says of its project beside its name: codes, dates, telephone numbers."""
    for left, said, right, more in form.printing.get("facts", []):
        texts = [(left, 3, "label"), (said.format(year=form.year), 6, "text")]
        grid.add([*texts, (right, 3, "label"), (more, UNITS - 11, "text")])


def department(form: Form, merge: bool) -> list[Block]:
    """The form of a whole department, its sections in the order of its style."""
    says = form.printing
    grid = Grid(UNITS + 1, widths=says.get("columns", []))
    grid.add([(_DEPARTMENTS_LABEL, 4, "label"), (form.department, UNITS - 3, "text")])
    for section in says["sections"]:
        start = grid.rows
        label = says["labels"][section].format(unit=form.unit)
        if section == "indicators":
            over = says.get("over", {})
            indicators(form.rows, form.headers, grid, merge, label, over=over)
            continue
        if section == "goal":
            grid.add([(form.goal, UNITS, "text")], 1)
        elif section == "tasks":
            _tasks(form, grid)
        else:
            _funds(form, grid)
        grid.label(label, start)
    return [Paragraph(f"（{form.year}年度）", "caption"), grid]


def _tasks(form: Form, grid: Grid) -> None:
    """Tasks without money, or with a sum and its parts under one head."""
    kind = form.printing["tasks"]
    if kind == "plain":
        grid.add([("任务名称", 5, "label"), ("主要内容", UNITS - 5, "label")], 1)
        for task in form.tasks:
            grid.add([(task.name, 5, "text"), (task.content, UNITS - 5, "text")], 1)
        return
    row = grid.rows
    grid.boxes += [
        Box("任务名称", row, 1, 2, 3),
        Box("主要内容", row, 4, 2, 4),
        Box(f"预算金额（{form.unit}）", row, 8, 1, UNITS - 7),
    ]
    parts = [("总额", 3, "label"), ("财政拨款", 3, "label"), ("其他资金", 3, "label")]
    grid.rows += 1
    grid.add(parts, 8)
    for task in form.tasks:
        total = amount(task, "total")
        figures = [(text, 3, "figure") for text in (total, total, "0.00")]
        grid.add([(task.name, 3, "text"), (task.content, 4, "text"), *figures], 1)


def _funds(form: Form, grid: Grid) -> None:
    """The whole budget line by line, the amount beside its words or in one cell with them."""
    for words, item, _ in form.printing["funds"]:
        text, label = form.budget[item].text, words.format(unit=form.unit)
        if form.printing.get("funds_in_text"):
            grid.add([(f"{label}：{text}", UNITS, "text")], 1)
        else:
            grid.add([(label, 9, "label"), (text, UNITS - 9, "figure")], 1)


def listed(form: Form, merge: bool) -> list[Block]:
    """Projects below each other, the columns of indicators under a head of their own."""
    says = form.printing
    heads = {key: text.format(unit=form.unit) for key, text in says["heads"].items()}
    roles = [*heads, *form.headers]
    widths = [_LIST_WIDTHS.get(role, 1.1) for role in roles]
    grid = Grid(len(roles), widths=widths)
    own = len(heads)
    grid.boxes += [Box(text, 0, col, 2) for col, text in enumerate(heads.values())]
    grid.boxes.append(Box("绩效指标", 0, own, 1, len(form.headers)))
    grid.rows = 1
    grid.add([(text, 1, "label") for text in form.headers.values()], own)
    if says.get("numbered"):
        grid.add([(str(number), 1, "label") for number in range(1, len(roles) + 1)])
    grid.header = (0, grid.rows)
    if says.get("unit_row"):
        grid.add([(form.department, 1, "text"), *[("", 1, "text")] * (len(roles) - 1)])
    for project in form.projects:
        start = grid.rows
        for row in project.rows:
            texts = {"level1": row.level1, "level2": row.level2, "name": row.name} | row.cells
            grid.add([(texts.get(role, ""), 1, "value") for role in form.headers], own)
        told = {"project": project.name, "total": amount(project, "total"), "goal": project.goal}
        for col, key in enumerate(heads):
            grid.label(told[key], start, col)
        if merge:
            spans = dict.fromkeys(form.headers, 1)
            merge_levels(grid, project.rows, start, spans, own)
    return [Paragraph(f"部门：{form.department}"), Paragraph(f"单位：{form.unit}", "right"), grid]


def wide(form: Form, _: bool) -> list[Block]:
    """A row of columns for each first level, three lines of heads above them."""
    firsts = list(dict.fromkeys(row.level1 for p in form.projects for row in p.rows))
    money = ["资金总额", "政府预算资金", "财政专户管理资金", "单位资金"]
    widths = [1.5, 1.8, 1.5, 1.5, 1.2, 1.2, *[2.2, 1.2] * len(firsts)]
    grid = Grid(len(widths), widths=widths, header=(0, 3))
    grid.boxes += [
        Box("单位编码（项目编码）", 0, 0, 3),
        Box("项目单位（项目名称）", 0, 1, 3),
        Box(f"项目金额（{form.unit}）", 0, 2, 1, 4),
        Box("绩效目标", 0, 6, 1, 2 * len(firsts)),
        *[Box(text, 1, 2 + number, 2) for number, text in enumerate(money)],
    ]
    for number, first in enumerate(firsts):
        col = 6 + 2 * number
        grid.boxes += [
            Box(first, 1, col, 1, 2),
            Box(form.headers["name"], 2, col),
            Box(form.headers["annual"], 2, col + 1),
        ]
    grid.rows = 3
    grid.add(
        [("", 1, "text"), (form.department, 1, "text"), *[("", 1, "text")] * (len(widths) - 2)]
    )
    for number, project in enumerate(form.projects, 1):
        start = grid.rows
        columns = [[row for row in project.rows if row.level1 == first] for first in firsts]
        for rows in zip_longest(*columns):
            texts = [(row.name, row.cells["annual"]) if row else ("", "") for row in rows]
            grid.add([(text, 1, "value") for pair in texts for text in pair], 6)
        sums = [amount(project, key) for key in ("total", "fiscal", "special", "other")]
        for col, text in enumerate([f"{410300240000 + number}", project.name, *sums]):
            grid.label(text, start, col)
    return [Paragraph(f"部门（单位）名称：{form.department}"), grid]


def stacked(form: Form, grid: Grid, merge: bool) -> None:
    """Goals and indicators of the whole term, below them those of the year."""
    project = form.projects[0]
    words = form.printing["terms"]
    grid.add([(project.goal, UNITS, "text")], 1)
    grid.label(f"{words['cycle']}目标", grid.rows - 1)
    grid.add([(project.goal, UNITS, "text")], 1)
    grid.label("年度目标", grid.rows - 1)
    headers = {role: text for role, text in form.headers.items() if role != "cycle"}
    for role, word in (("cycle", words["cycle"]), ("annual", "年度")):
        mine = {("cycle" if key == "annual" and role == "cycle" else key): text
                for key, text in headers.items()}  # fmt: skip
        indicators(project.rows, mine, grid, merge, f"{word}绩效指标")
