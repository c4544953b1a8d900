"""Arrangements that some provinces print: two-line heads, lists with notes, one level a column."""

from __future__ import annotations

from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

from benchmarks.accuracy.grids import (
    UNITS,
    Box,
    Grid,
    Paragraph,
    amount,
    heading,
    indicators,
    merge_levels,
    print_heads,
    prose,
    texts_of,
    year_line,
)

if TYPE_CHECKING:
    from benchmarks.accuracy.grids import Block
    from benchmarks.accuracy.truth import Form

_LIST_WIDTHS = {
    "project": 2.4, "total": 1.7, "goal": 3.6, "level1": 1.2, "level2": 1.4, "name": 2.4,
    "annual": 1.5, "note": 2.8, "rule": 2.8, "basis": 2.4, "memo": 0.8, "number": 0.6,
    "bureau": 1.8, "fiscal": 1.7, "other": 1.4, "type": 1.2, "initial": 1.5, "budget": 1.5,
    "executed": 1.5, "rate": 1.3, "actual": 1.6, "deviation": 1.8,
}  # fmt: skip
_SUMS = ("total", "fiscal", "other", "initial", "budget", "executed")
_TASK_SPANS = {"name": 4, "content": 5, "total": 3, "goal": 4}


def around(form: Form, where: str) -> list[Paragraph]:
    """The paragraphs of the page ``before`` or ``after`` the table."""
    texts = form.printing.get(where, [])
    return [Paragraph(text.format(department=form.department, year=form.year)) for text in texts]


def names(form: Form, grid: Grid) -> None:
    """The name of a form's project and who is in charge of it, unless it stands above."""
    says = form.printing.get("names", {})
    if says == "above":
        return
    label = says.get("project", "项目名称")
    grid.add([(label, 3, "label"), (form.projects[0].name, UNITS - 2, "text")])
    bureau = says.get("code", "") + form.department
    pair = [(says.get("bureau", "主管部门"), 3, "label"), (bureau, 6, "text")]
    who = says.get("doer", "实施单位")
    done_by = says.get("done_by", form.department)
    grid.add([*pair, (who, 3, "label"), (done_by, UNITS - 11, "text")])


def facts(form: Form, grid: Grid) -> None:
    """What a form says of its project beside its name: codes, dates, telephone numbers."""
    for left, said, right, more in form.printing.get("facts", []):
        told = [text.format(year=form.year, last=form.year + 2) for text in (said, more)]
        texts = [(left, 3, "label"), (told[0], 6, "text")]
        grid.add([*texts, (right, 3, "label"), (told[1], UNITS - 11, "text")])


def department(form: Form, merge: bool) -> list[Block]:
    """The form of a whole department, its sections in the order of its style."""
    says = form.printing
    grid = Grid(UNITS + 1, widths=says.get("columns", []))
    name = says.get("department", "部门（单位）名称")
    grid.add([(name, 4, "label"), (form.department, UNITS - 3, "text")])
    for section in says["sections"]:
        start = grid.rows
        label = says["labels"][section].format(unit=form.unit)
        if section == "indicators":
            over, way = says.get("over", {}), says.get("rows", {})
            indicators(form.rows, form.headers, grid, merge, label, over=over, way=way)
            continue
        if section == "goal":
            grid.add([(form.goal, UNITS, "text")], 1)
        elif section == "tasks":
            _tasks(form, grid)
        elif section == "basics":
            for pair in says["basics"]:
                kinds = ["label", "text"] * 2
                grid.add([(text, 4, kind) for text, kind in zip(pair, kinds, strict=True)], 1)
        else:
            _funds(form, grid)
        grid.label(label, start)
    prose(form, grid)
    return [*year_line(form), grid]


def _tasks(form: Form, grid: Grid) -> None:
    """Tasks under heads of the style's own; without money; or with its parts under one head."""
    kind = form.printing["tasks"]
    if isinstance(kind, dict):
        spans = {key: _TASK_SPANS[key] for key in kind}
        spans[max(spans, key=_TASK_SPANS.__getitem__)] += UNITS - sum(spans.values())
        heads = [(kind[key].format(unit=form.unit), spans[key], "label") for key in kind]
        grid.add(heads, 1)
        for task in form.tasks:
            told = {"name": task.name, "content": task.content, "goal": task.goal}
            told["total"] = amount(task, "total")
            kinds = {"total": "figure"}
            grid.add([(told[key], spans[key], kinds.get(key, "text")) for key in kind], 1)
        if words := form.printing.get("tasks_total"):
            texts = {"name": words, "total": form.budget[words].text}
            grid.add([(texts.get(key, ""), spans[key], "figure") for key in kind], 1)
        return
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
    """The whole budget line by line or two sums a line, beside their words or in one cell."""
    if sentence := form.printing.get("funds_sentence"):
        told = {key: form.budget[item].text for _, item, key in form.printing["funds"]}
        grid.add([(sentence.format(unit=form.unit, **told), UNITS, "text")], 1)
        return
    if "funds_above" in form.printing:
        heads = {item: words for words, item, _ in form.printing["funds"]}
        spans = dict.fromkeys(heads, UNITS // len(heads))
        spans[next(iter(heads))] += UNITS - sum(spans.values())
        print_heads(grid, heads, spans, form.printing["funds_above"])
        grid.add([(form.budget[item].text, span, "figure") for item, span in spans.items()], 1)
        return
    lines = [
        (words.format(unit=form.unit), form.budget[item].text)
        for words, item, _ in form.printing["funds"]
    ]
    if form.printing.get("funds_beside"):
        for left, right in zip(lines[::2], lines[1::2], strict=True):
            cells = [(left[0], 5, "label"), (left[1], 3, "figure")]
            grid.add([*cells, (right[0], 5, "label"), (right[1], 3, "figure")], 1)
        return
    for label, text in lines:
        if form.printing.get("funds_in_text"):
            grid.add([(f"{label}：{text}", UNITS, "text")], 1)
        else:
            grid.add([(label, 9, "label"), (text, UNITS - 9, "figure")], 1)


def listed(form: Form, merge: bool) -> list[Block]:
    """Projects below each other, the columns of indicators under a head of their own."""
    says = form.printing
    heads = {key: text.format(unit=form.unit) for key, text in says["heads"].items()}
    tail = {key: text.format(unit=form.unit) for key, text in says.get("tail", {}).items()}
    roles = [*heads, *form.headers, *tail]
    widths = [_LIST_WIDTHS.get(role, 1.1) for role in roles]
    grid = Grid(len(roles), widths=widths)
    own = len(heads)
    over = says.get("over", {"绩效指标": list(form.headers)})
    over = {text.format(unit=form.unit): mine for text, mine in over.items()}
    print_heads(grid, heads | form.headers | tail, dict.fromkeys(roles, 1), over, 0)
    if says.get("numbered"):
        grid.add([(str(number), 1, "label") for number in range(1, len(roles) + 1)])
    grid.header = (0, grid.rows)
    if says.get("unit_row"):
        grid.add([(form.department, 1, "text"), *[("", 1, "text")] * (len(roles) - 1)])
    for number, project in enumerate(form.projects, 1):
        start = grid.rows
        for row in project.rows:
            for col, text in enumerate(texts_of(row, form.headers), own):
                grid.boxes.append(Box(text, grid.rows, col, kind="value"))
            grid.rows += 1
        told = {"project": project.name, "goal": project.goal, "number": str(number)}
        told |= {"bureau": form.department, "type": says.get("type", "")}
        told |= {key: amount(project, key) for key in _SUMS} | {"rate": project.rate}
        for col, key in [*enumerate(heads), *enumerate(tail, own + len(form.headers))]:
            grid.label(told[key], start, col)
        if merge:
            spans = dict.fromkeys(form.headers, 1)
            merge_levels(grid, project.rows, start, spans, own)
    usual = [Paragraph(f"部门：{form.department}"), Paragraph(f"单位：{form.unit}", "right")]
    return [*heading(form, usual), grid]


def banded(form: Form, merge: bool) -> list[Block]:
    """Projects below each other, each under a line with its name and its money."""
    roles = list(form.headers)
    grid = Grid(len(roles), widths=[_LIST_WIDTHS.get(role, 1.1) for role in roles], header=(0, 1))
    grid.add([(text, 1, "label") for text in form.headers.values()])
    for number, project in enumerate(form.projects, 1):
        told = {key: one.text for key, one in project.amounts.items()}
        told |= {"number": str(number), "project": project.name, "unit": form.unit}
        grid.add([(form.printing["band"].format(**told), len(roles), "text")])
        start = grid.rows
        for row in project.rows:
            grid.add([(text, 1, "value") for text in texts_of(row, roles)])
        if merge:
            merge_levels(grid, project.rows, start, dict.fromkeys(roles, 1), 0)
    usual = [Paragraph(f"部门：{form.department}"), Paragraph(f"单位：{form.unit}", "right")]
    return [*heading(form, usual), grid]


def beside(form: Form, grid: Grid, merge: bool) -> None:
    """The goals in a column before the indicators, each beside its share of the rows."""
    says, project = form.printing, form.projects[0]
    start, width = grid.rows, 4
    over, way = says.get("over", {}), says.get("rows", {})
    body = indicators(project.rows, form.headers, grid, merge, "", over=over, left=width, way=way)
    grid.boxes.append(Box(says["goal"], start, 0, body - start, width))
    goals = project.goal.split("\n")
    edges = [body + (grid.rows - body) * n // len(goals) for n in range(len(goals) + 1)]
    for text, (first, after) in zip(goals, pairwise(edges), strict=True):
        grid.boxes.append(Box(text, first, 0, after - first, width, "text"))


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
    """Indicators of the whole term, below them those of the year."""
    project = form.projects[0]
    words = form.printing["terms"]
    headers = {role: text for role, text in form.headers.items() if role != "cycle"}
    for role, word in words.items():
        mine = {("cycle" if key == "annual" and role == "cycle" else key): text
                for key, text in headers.items()}  # fmt: skip
        indicators(project.rows, mine, grid, merge, f"{word}绩效指标")
