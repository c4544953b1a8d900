"""Arrangements that some provinces print: two-line heads, lists with notes, one level a column."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Any

from benchmarks.accuracy import goals
from benchmarks.accuracy.grids import (
    UNITS,
    Box,
    Grid,
    Paragraph,
    amount,
    coded,
    indicators,
    merge_levels,
    print_heads,
    prose,
    spread,
    texts_of,
    year_line,
)
from benchmarks.accuracy.money import share

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.accuracy.grids import Block
    from benchmarks.accuracy.truth import Form, Item

_TASK_SUMS = {
    "total": 3, "term": 3, "last": 3, "upper": 2, "lower": 2, "spent": 2, "spent_lower": 2,
}  # fmt: skip
_FIGURES = ("{term}", "{total}")
_TASK_SPANS = {"name": 4, "content": 5, "goal": 4, "type": 2, "done": 3} | _TASK_SUMS


def around(form: Form, where: str) -> list[Paragraph]:
    """The paragraphs of the page ``before`` or ``after`` the table."""
    texts = form.printing.get(where, [])
    return [Paragraph(text.format(department=form.department, year=form.year)) for text in texts]


def names(form: Form, grid: Grid) -> None:
    """The name of a form's project and who is in charge of it, or its department's alone."""
    says = form.printing.get("names", {})
    if says == "above":
        return
    if not form.projects:
        label = form.printing.get("department", "部门（单位）名称")
        grid.add([(label, 3, "label"), (form.department, UNITS - 2, "text")])
        return
    label = says.get("project", "项目名称")
    if "beside" in says:
        _in_one_line(form, grid, {label: form.projects[0].name} | says["beside"])
        return
    grid.add([(label, 3, "label"), (coded(form, form.projects[0]), UNITS - 2, "text")])
    bureau = says.get("code", "") + form.department
    pair = [(says.get("bureau", "主管部门"), 3, "label"), (bureau, 6, "text")]
    who = says.get("doer", "实施单位")
    done_by = says.get("done_by", form.department)
    grid.add([*pair, (who, 3, "label"), (done_by, UNITS - 11, "text")])


def _in_one_line(form: Form, grid: Grid, told: dict[str, str]) -> None:
    """A project's name and what stands beside it, each with its words."""
    wide = 3 if len(told) == 2 else 2
    spans, cells = spread(UNITS + 1 - wide * len(told), len(told)), []
    for (words, text), span in zip(told.items(), spans, strict=True):
        kind = "figure" if text in _FIGURES else "text"
        cells += [(words.format(unit=form.unit), wide, "label")]
        cells += [(text.format(**_known(form)), span, kind)]
    grid.add(cells)


def _known(form: Form) -> dict[str, Any]:
    """What the facts beside a project's name may name: years, its sums, the sum of its marks."""
    project, told = form.projects[0], {"year": form.year, "last": form.year + 2}
    sums = {key: one.text for key, one in project.amounts.items()}
    if "total" in sums:
        sums["term"] = share(project.amounts, "term")
    marks = (Decimal(row.cells["score"]) for row in project.rows if not row.blank)
    score = f"{sum(marks, Decimal(0)).normalize():f}"
    return told | sums | {"department": form.department, "score": score}


def facts(form: Form, grid: Grid) -> None:
    """What a form says of its project beside its name: codes, dates, sums, telephone numbers."""
    for left, said, right, more in form.printing.get("facts", []):
        told = [text.format(**_known(form)) for text in (said, more)]
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
        label = says["labels"].get(section, "").format(unit=form.unit)
        if section == "indicators":
            over, way = says.get("over", {}), says.get("rows", {})
            indicators(form.rows, form.headers, grid, merge, label, over=over, way=way)
            continue
        if section == "goals":
            goals.a_goal_each(form, grid, merge)
            continue
        if section == "prose":
            prose(form, grid, "prose")
            continue
        if section == "tasks_beside":
            _tasks_beside(form, grid, merge)
        elif section == "goal":
            grid.add([(form.goal, UNITS, "text")], 1)
        elif section == "goal_years":
            goal_years(form, grid)
        elif section == "tasks":
            _tasks(form, grid)
        elif section == "further":
            _task_lines(form, grid, form.tasks[-says["tasks_further"] :])
        elif section == "basics":
            for pair in says["basics"]:
                kinds = ["label", "text"] * 2
                grid.add([(text, 4, kind) for text, kind in zip(pair, kinds, strict=True)], 1)
        else:
            _funds(form, grid)
        grid.label(label, start)
    prose(form, grid)
    return [*year_line(form), grid]


def goal_years(form: Form, grid: Grid) -> None:
    """The goal beside its year and what came of it, if told; two later years are still open."""
    heads = form.printing["goal_years"]
    spans = [3, *spread(UNITS - 3, len(heads) - 1)]
    grid.add([(text, span, "label") for text, span in zip(heads, spans, strict=True)], 1)
    for year in range(form.year, form.year + 3):
        told = [form.goal, form.printing.get("done", "")] if year == form.year else ["---", "---"]
        cells = zip((str(year), *told), spans, strict=False)
        grid.add([(text, span, "text") for text, span in cells], 1)


def _tasks(form: Form, grid: Grid) -> None:
    """Tasks under heads of the style's own; without money; or with its parts under one head."""
    kind = form.printing["tasks"]
    if isinstance(kind, dict):
        named_tasks(form, grid)
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


def named_tasks(form: Form, grid: Grid) -> None:
    """Tasks under heads of the style's own, some of these under a common one."""
    says = form.printing
    kind: dict[str, str] = says["tasks"]
    spans = _task_spans(form)
    heads = {key: text.format(unit=form.unit) for key, text in kind.items()}
    over = {text.format(unit=form.unit): keys for text, keys in says.get("tasks_over", {}).items()}
    print_heads(grid, heads, spans, over)
    _task_lines(form, grid, form.tasks[: len(form.tasks) - says.get("tasks_further", 0)])
    if words := says.get("tasks_total"):
        texts = {"name": words, "total": form.budget[words].text}
        grid.add([(texts.get(key, ""), spans[key], "figure") for key in kind], 1)


def _tasks_beside(form: Form, grid: Grid, merge: bool) -> None:
    """The indicators, each task with its money in columns before those that tell of it."""
    says = form.printing
    heads = {f"task {key}": text.format(unit=form.unit) for key, text in says["tasks"].items()}
    spans = {"task name": 3, "task total": 2, "level1": 1, "level2": 2, "annual": 4}
    spans = {role: spans.get(role, 0) for role in heads | form.headers}
    spans["name"] = UNITS - sum(spans.values())
    print_heads(grid, heads | form.headers, spans, says.get("tasks_over", {}))
    own = {role: span for role, span in spans.items() if role not in heads}
    left = UNITS + 1 - sum(own.values())
    for number, task in enumerate(form.tasks):
        rows, start = form.rows[number :: len(form.tasks)], grid.rows
        for row in rows:
            texts = zip(texts_of(row, own), own.values(), strict=True)
            grid.add([(text, span, "value") for text, span in texts], left)
        if merge:
            merge_levels(grid, rows, start, own, left)
        grid.label(task.name, start, 1, spans["task name"])
        grid.label(amount(task, "total"), start, 1 + spans["task name"], spans["task total"])


def _task_spans(form: Form) -> dict[str, int]:
    """How wide the columns of tasks are; the widest takes what is left."""
    own = _TASK_SPANS | form.printing.get("task_spans", {})
    spans = {key: own[key] for key in form.printing["tasks"]}
    spans[max(spans, key=spans.__getitem__)] += UNITS - sum(spans.values())
    return spans


def _task_lines(form: Form, grid: Grid, tasks: Sequence[Item]) -> None:
    says = form.printing
    kind: dict[str, str] = says["tasks"]
    spans = _task_spans(form)
    for task in tasks:
        told = {"name": task.name, "content": task.content, "goal": task.goal}
        told |= {key: says[key] for key in ("type", "done") if key in kind}
        if "total" in kind:
            told |= {key: share(task.amounts, key) for key in _TASK_SUMS if key in kind}
        texts = [(told[key], spans[key], key) for key in kind]
        grid.add([(t, s, "figure" if key in _TASK_SUMS else "text") for t, s, key in texts], 1)


def _funds(form: Form, grid: Grid) -> None:
    """The whole budget line by line or two sums a line, beside their words or in one cell."""
    if sentence := form.printing.get("funds_sentence"):
        told = {key: form.budget[item].text for _, item, key in form.printing["funds"]}
        grid.add([(sentence.format(unit=form.unit, **told), UNITS, "text")], 1)
        return
    for key, way in _FUNDS.items():
        if key in form.printing:
            way(form, grid)
            return
    if "funds_halves" in form.printing:
        for words, item, _ in form.printing["funds"]:
            if item not in _halved(form):
                grid.add([(f"{words}：{form.budget[item].text}", UNITS, "text")], 1)
        halves(form, grid)
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


def _years(form: Form, grid: Grid) -> None:
    """Sums of the year with their shares, beside those of the two years before."""
    says, budget = form.printing["funds_years"], form.budget
    told = {"unit": form.unit, "previous": form.year - 1, "before": form.year - 2}
    spans = [6, 3, 2, 3, 2]
    heads = [text.format(**told) for text in says["heads"]]
    grid.add([(text, span, "label") for text, span in zip(heads, spans, strict=True)], 1)
    whole = max(one.wan for one in budget.values())
    for side, items in says["sides"].items():
        start = grid.rows
        for words, key in items.items():
            part = f"{(budget[key].wan / whole * 100).quantize(Decimal('0.01'))}%"
            sums = {"total": budget[key]}
            figures = [budget[key].text, part, share(sums, "spent"), share(sums, "last")]
            cells = [(t, s, "figure") for t, s in zip(figures, spans[1:], strict=True)]
            grid.add([(words, 3, "label"), *cells], 4)
        grid.label(side, start, 1, 3)


def _columns(form: Form, grid: Grid) -> None:
    """A line for each sum, beside it what it was the year before and how it changed."""
    says, years = form.printing["funds_columns"], {"previous": form.year - 1, "year": form.year}
    spans = [5, *spread(UNITS - 5, len(says))]
    heads = [form.printing["funds_corner"], *(text.format(**years) for text in says)]
    grid.add([(text, span, "label") for text, span in zip(heads, spans, strict=True)], 1)
    for words, item, _ in form.printing["funds"]:
        texts = [share({"total": form.budget[item]}, key) for key in says.values()]
        figures = [(t, s, "figure") for t, s in zip(texts, spans[1:], strict=True)]
        grid.add([(words, spans[0], "label"), *figures], 1)


def _blocks(form: Form, grid: Grid) -> None:
    """Uses beside sources, each column of words under a head of its own; some places are blank."""
    words = {item: text for text, item, _ in form.printing["funds"]}
    for left, right, lines in form.printing["funds_blocks"]:
        money = form.printing["funds_money"].format(unit=form.unit)
        heads = zip((left, money, right, money), (5, 3, 5, 3), strict=True)
        grid.add([(text, span, "label") for text, span in heads], 1)
        for pair in lines:
            cells = []
            for item in pair:
                figure = form.budget[item].text if item else ""
                cells += [(words.get(item, ""), 5, "label"), (figure, 3, "figure")]
            grid.add(cells, 1)


_FUNDS: dict[str, Callable[[Form, Grid], None]] = {
    "funds_years": _years,
    "funds_columns": _columns,
    "funds_blocks": _blocks,
}


def halves(form: Form, grid: Grid, left: int = 1) -> None:
    """Sums by source beside sums by use, each in one cell with its words."""
    parted: dict[str, list[str]] = form.printing["funds_halves"]
    told = {item: f"{words}：{form.budget[item].text}" for words, item, _ in form.printing["funds"]}
    half = (UNITS + 1 - left) // 2
    grid.add([(head, half, "label") for head in parted], left)
    for pair in zip_longest(*parted.values(), fillvalue=""):
        grid.add([(told.get(item, ""), half, "text") for item in pair], left)


def _halved(form: Form) -> set[str]:
    """The sums that stand by source or by use; the others stand above them."""
    return {item for items in form.printing["funds_halves"].values() for item in items}


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


def stacked(form: Form, grid: Grid, merge: bool) -> None:
    """Indicators of the whole term, below them those of the year."""
    project = form.projects[0]
    words = form.printing["terms"]
    headers = {role: text for role, text in form.headers.items() if role != "cycle"}
    for role, word in words.items():
        mine = {("cycle" if key == "annual" and role == "cycle" else key): text
                for key, text in headers.items()}  # fmt: skip
        indicators(project.rows, mine, grid, merge, f"{word}绩效指标")


def abreast(form: Form, grid: Grid, merge: bool) -> None:
    """What is to come out on the left, what it is good for on the right, each in four columns."""
    says, project = form.printing, form.projects[0]
    start, half = grid.rows, UNITS // 2
    spans = {"level1": 1, "level2": 1, "name": 4, "annual": 2}
    heads = {role: form.headers[role] for role in spans}
    grid.add([(text, half, "label") for text in says["sides"]], 1)
    grid.add([(text, spans[role], "label") for role, text in heads.items()] * 2, 1)
    sides = [[row for row in project.rows if (row.level1 in says["left"]) is one]
             for one in (True, False)]  # fmt: skip
    body, most = grid.rows, max(map(len, sides))
    for side, rows in enumerate(sides):
        part, left = Grid(1 + half), 1
        for row in rows:
            texts = zip(texts_of(row, spans), spans.values(), strict=True)
            part.add([(text, span, "value") for text, span in texts], left)
        if merge:
            merge_levels(part, rows, 0, spans, left)
        for _ in range(most - len(rows)):
            part.add([("", span, "value") for span in spans.values()], left)
        grid.boxes += [
            replace(box, row=box.row + body, col=box.col + side * half) for box in part.boxes
        ]
    grid.rows = body + most
    grid.label(says.get("indicators", "绩效指标"), start)
