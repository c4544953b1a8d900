"""Lays a form out as blocks, in the arrangements that most bureaus share."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from benchmarks.accuracy import goals, lists, parts, provincial
from benchmarks.accuracy.evaluations import evaluation
from benchmarks.accuracy.grids import (
    UNITS,
    WIDTHS,
    Grid,
    Paragraph,
    amount,
    caption,
    heading,
    indicators,
    merge_levels,
    prose,
    texts_of,
    year_line,
)
from benchmarks.accuracy.money import details, money, table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.accuracy.grids import Block
    from benchmarks.accuracy.truth import Form, Item, Row


_PACKED_HEADS = [
    "项目名称", "总计", "财政拨款", "财政专户拨款", "其他资金", "绩效目标", "绩效指标",
]  # fmt: skip


def blocks(form: Form, *, merge: bool = True) -> list[Block]:
    """``form`` laid out; without ``merge`` level labels are repeated in every row."""
    made: list[Block] = [*provincial.around(form, "before"), Paragraph(form.title, "title")]
    if form.form == "self_evaluation_report":
        return made + parts.report(form)
    layouts: dict[str, Callable[[Form, bool], list[Block]]] = {
        "department_target_form": _DEPARTMENTS.get(form.layout, _department),
        "project_target_table": _LISTS.get(form.layout, _long),
        "project_target_form": parts.in_parts if form.layout == "parts" else _project,
        "self_evaluation_table": parts.in_parts if form.layout == "parts" else evaluation,
    }
    return [*made, *layouts[form.form](form, merge), *provincial.around(form, "after")]


def _department(form: Form, merge: bool) -> list[Block]:
    grid = Grid(UNITS + 1)
    grid.add([("部门名称", 3, "label"), (form.department, UNITS - 2, "text")])
    if form.budget:
        _budget(form, grid)
    start = grid.rows
    grid.add([(form.goal, UNITS, "text")], 1)
    grid.label("总体绩效目标", start)
    _tasks(form, grid)
    indicators(form.rows, form.headers, grid, merge, "绩效指标")
    return [Paragraph(f"（{form.year}年度）", "caption"), grid]


def _budget(form: Form, grid: Grid) -> None:
    start, quarter = grid.rows, UNITS // 4
    money = f"预算金额（{form.unit}）"
    sums = list(form.budget.values())
    heads = [("部门预算支出", "收入来源"), ("事业发展性支出", "按预算级次划分")]
    for number in range(0, len(sums), 2):
        if number % 4 == 0:
            left, right = heads[number // 4]
            grid.add([(t, quarter, "label") for t in (left, money, right, money)], 1)
        cells = []
        for one in sums[number : number + 2]:
            cells += [(one.item, quarter, "label"), (one.text, quarter, "figure")]
        grid.add(cells, 1)
    grid.label("预算整体情况", start)


def _tasks(form: Form, grid: Grid) -> None:
    start = grid.rows
    if form.layout == "tasks":
        heads = [("任务名称", 4), ("主要内容", 6), (f"预算金额（{form.unit}）", 3), ("预期目标", 3)]
    else:
        heads = [("名称", 4), ("主要实施内容", 5), (f"拟投入的资金（{form.unit}）", 3)]
        heads.append(("期望达到的目标（概述）", 4))
    grid.add([(text, span, "label") for text, span in heads], 1)
    for task in form.tasks:
        texts = [task.name, task.content, amount(task, "total"), task.goal]
        kinds = ["text", "text", "figure", "text"]
        grid.add([(t, h[1], k) for t, h, k in zip(texts, heads, kinds, strict=True)], 1)
    grid.label("年度主要任务" if form.layout == "tasks" else "年度重点工作任务", start)


def _packed(form: Form, _: bool) -> list[Block]:
    widths = [2.2, 1.6, 1.6, 1.2, 1.2, 4, 6]
    grid = Grid(len(widths), widths=widths, header=(0, 1))
    heads = form.printing.get("packed_heads", _PACKED_HEADS)
    way = form.printing.get("packed", "{number}、{level1}：{name}，年度指标值：{annual}。")
    grid.add([(text, 1, "label") for text in heads])
    for project in form.projects:
        total, fiscal, other = (amount(project, key) for key in ("total", "fiscal", "other"))
        texts = [project.name, total, fiscal, "", other, project.goal]
        kinds = ["text", "figure", "figure", "figure", "figure", "text"]
        cells = [(text, 1, kind) for text, kind in zip(texts, kinds, strict=True)]
        grid.add([*cells, (_in_one_cell(project.rows, way), 1, "text")])
    return [*heading(form, [caption(form), Paragraph(f"单位：{form.unit}", "right")]), grid]


def _in_one_cell(rows: Sequence[Row], way: str) -> str:
    return "".join(
        way.format(number=number, level1=row.level1, name=row.name, annual=row.cells["annual"])
        for number, row in enumerate(rows, 1)
    ).strip()


def _long(form: Form, merge: bool) -> list[Block]:
    heads = {"project": "项目名称", "total": f"预算数（{form.unit}）", "goal": "年度绩效目标"}
    headers = heads | form.headers
    widths = [2.0, 2.2, 3.6, *(max(WIDTHS.get(role, 4) * 0.8, 1.1) for role in form.headers)]
    grid = Grid(len(widths), widths=widths, header=(0, 1))
    grid.add([(text, 1, "label") for text in headers.values()])
    for project in form.projects:
        start = grid.rows
        for row in project.rows:
            grid.add([(text, 1, "value") for text in texts_of(row, form.headers)], 3)
        grid.label(project.name, start, 0)
        grid.label(project.amounts["total"].text, start, 1)
        grid.label(project.goal, start, 2)
        if merge:
            offsets = Grid(0, [], 0)
            merge_levels(offsets, project.rows, 0, {"level1": 1, "level2": 1})
            grid.boxes = [b for b in grid.boxes if b.row < start or b.col not in (3, 4)]
            grid.boxes += [replace(b, row=b.row + start, col=b.col + 2) for b in offsets.boxes]
    return [caption(form), grid]


def _project(form: Form, merge: bool) -> list[Block]:
    grid = Grid(UNITS + 1, widths=form.printing.get("columns", []))
    _sections(form, grid, merge)
    return [*year_line(form), grid]


def _one_below_another(form: Form, merge: bool) -> list[Block]:
    """All that a form says of a project, below it the same of the next, in one table."""
    grid = Grid(UNITS + 1, widths=form.printing.get("columns", []))
    for project in form.projects:
        _sections(replace(form, projects=[project]), grid, merge)
    return [*heading(form, []), grid]


def _sections(form: Form, grid: Grid, merge: bool) -> None:
    says, project = form.printing, form.projects[0]
    provincial.names(form, grid)
    provincial.facts(form, grid)
    for section in says.get("sections", ["money", "goal", "indicators"]):
        if section in ("money", "sources"):
            money(form, grid, section)
        elif section == "details":
            details(form, grid)
        elif section in says.get("tables", {}):
            said = says["tables"][section]
            lines = [[text.format(year=form.year) for text in line] for line in said["lines"]]
            table(grid, said["label"], lines, tuple(said["spans"]))
        elif section == "prose":
            prose(form, grid, "prose")
        elif section == "goal":
            _goal(form, grid, project)
        elif form.layout == "twin":
            _twin(form, grid, project)
        elif form.layout == "beside":
            provincial.beside(form, grid, merge)
        elif form.layout == "by_goal":
            goals.in_two_tables(form, grid, merge)
        elif form.layout == "abreast":
            provincial.abreast(form, grid, merge)
        elif form.layout == "stacked":
            provincial.stacked(form, grid, merge)
        else:
            label, over = says.get("indicators", "绩效指标"), says.get("over", {})
            way = says.get("rows", {})
            indicators(project.rows, form.headers, grid, merge, label, over=over, way=way)
    prose(form, grid)


def _goal(form: Form, grid: Grid, project: Item) -> None:
    """The goal of the year, beside or below that of the whole term where there is one."""
    start = grid.rows
    words = form.printing.get("terms", {"cycle": "实施期", "annual": "年度"})
    terms = form.printing.get("goals", [f"{word}目标" for word in words.values()])
    terms = [text.format(year=form.year, last=form.year + 2) for text in terms]
    way = form.printing.get("goals_stand", form.layout)
    if way == "twin":
        half = UNITS // 2
        grid.add([(text, half, "label") for text in terms], 1)
        grid.add([(project.goal, half, "text")] * 2, 1)
    elif way == "stacked":
        for text in terms:
            grid.add([(project.goal, UNITS, "text")], 1)
            grid.label(text, grid.rows - 1)
        return
    else:
        grid.add([(project.goal, UNITS, "text")], 1)
    grid.label(form.printing.get("goal", "总体目标"), start)


def _twin(form: Form, grid: Grid, project: Item) -> None:
    """The indicators of both horizons side by side, each with its own names."""
    start = grid.rows
    heads = form.headers
    cycle, annual = form.printing.get("twin_heads", ["指标值", "指标值"])
    left = [(heads["level1"], 2), (heads["level2"], 2), (heads["name"], 2), (cycle, 2)]
    right = [(heads["level2"], 2), (heads["name"], 4), (annual, 2)]
    grid.add([(text, span, "label") for text, span in left + right], 1)
    one, two = ["level1", "level2", "name", "cycle"], ["level2", "name", "annual"]
    spans = [span for _, span in left + right]
    for row in project.rows:
        texts = zip(texts_of(row, one + two), spans, strict=True)
        grid.add([(text, span, "value") for text, span in texts], 1)
    _merge_column(grid, start + 1, 1)
    grid.label("绩效指标", start)


def _merge_column(grid: Grid, first: int, col: int) -> None:
    """Merge equal texts below each other in one column, from row ``first`` on."""
    mine = sorted(
        (box for box in grid.boxes if box.row >= first and box.col == col), key=lambda b: b.row
    )
    grid.boxes = [box for box in grid.boxes if box not in mine]
    for _, run in groupby(mine, lambda box: box.text):
        boxes = list(run)
        grid.boxes.append(replace(boxes[0], row_span=len(boxes)))


_DEPARTMENTS = {"sections": provincial.department, "parts": parts.in_parts}
_LISTS = {
    "packed": _packed,
    "listed": lists.listed,
    "outline": lists.outline,
    "banded": lists.banded,
    "wide": lists.wide,
    "by_kind": lists.by_kind,
    "in_lines": lists.in_lines,
    "in_paragraphs": lists.in_paragraphs,
    "in_sentences": lists.in_sentences,
    "blocks": _one_below_another,
}
