"""Lays out self-evaluation tables: money spent, goals reached, what was achieved."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from benchmarks.accuracy import goals, lists, provincial
from benchmarks.accuracy.grids import UNITS, Box, Grid, amount, indicators, prose, year_line
from benchmarks.accuracy.money import minus, share, table
from benchmarks.accuracy.truth import Item

if TYPE_CHECKING:
    from benchmarks.accuracy.grids import Block
    from benchmarks.accuracy.truth import Form, Sum

_FUND_HEADS = ["", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
_FUND_LINES = ["年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"]


def evaluation(form: Form, merge: bool) -> list[Block]:
    """One project, one transfer or a department, and how it went; or a list of projects."""
    if form.layout in ("listed", "outline"):
        return (lists.listed if form.layout == "listed" else lists.outline)(form, merge)
    says = form.printing
    project = form.projects[0] if form.projects else Item(name="", goal=form.goal, rows=form.rows)
    grid = Grid(UNITS + 1, widths=says.get("columns", []))
    provincial.names(form, grid)
    provincial.facts(form, grid)
    over, way = says.get("over", {}), says.get("rows", {})
    if says.get("goal_first"):
        _goals(form, grid, project)
    _FUNDS.get(form.layout, _funds)(form, grid, project)
    if form.tasks:
        start = grid.rows
        provincial.named_tasks(form, grid)
        grid.label(says["tasks_label"], start)
    for beside, heads, lines in says.get("managed", []):
        table(grid, beside, [heads, *lines], (4, 6, 4))
    if form.layout == "by_goal":
        goals.a_goal_each(form, grid, merge)
    else:
        if not says.get("goal_first"):
            _goals(form, grid, project)
        label = says.get("indicators", "绩效指标")
        indicators(project.rows, form.headers, grid, merge, label, over=over, way=way)
    if "score" in form.headers and says.get("total", True):
        scores = (Decimal(row.cells["score"]) for row in project.rows if not row.blank)
        score = sum(scores, Decimal(10))
        total = [("100", 2, "figure"), (f"{score.normalize():f}", 3, "figure")]
        grid.add([(says.get("total_words", "总分"), UNITS - 4, "label"), *total])
    prose(form, grid)
    return [*year_line(form), grid]


def _goals(form: Form, grid: Grid, project: Item) -> None:
    """The goal, as adjusted where the style has a column for it, and what came of it."""
    start = grid.rows
    if "goal_years" in form.printing:
        provincial.goal_years(form, grid)
        grid.label(form.printing["goal_label"], start)
        return
    if words := form.printing.get("goal_over"):
        grid.add([(words, UNITS, "label")], 1)
    heads = form.printing.get("goal_heads", ["预期目标", "实际完成情况"])
    spans = [UNITS // len(heads)] * len(heads)
    spans[-1] += UNITS - sum(spans)
    told = [project.goal] * (len(heads) - 1) + ["已按计划完成年度任务。"]
    grid.add([(t, s, "label") for t, s in zip(heads, spans, strict=True)], 1)
    grid.add([(t, s, "text") for t, s in zip(told, spans, strict=True)], 1)
    for text, kind in zip(form.printing.get("goal_after", []), ("label", "text"), strict=False):
        grid.add([(text, UNITS, kind)], 1)
    grid.label(form.printing.get("goal_label", "年度总体目标"), start)


def _funds(form: Form, grid: Grid, project: Item) -> None:
    """Budgets and execution with the marks for it."""
    start = grid.rows
    spans = [3, 2, 2, 2, 1, 2, 2]
    heads = form.printing.get("fund_heads", _FUND_HEADS)
    grid.add([(t, s, "label") for t, s in zip(heads, spans, strict=True)], 3)
    money = [project.amounts[key].text for key in ("initial", "budget", "executed")]
    zero = amount(project, "other") or "0.00"
    none = [zero, zero, zero, "—", "—", "—"]
    marks = [["10", project.rate, "10"], ["—", project.rate, "—"]]
    figures = [[*money, *marks[0]], [*money, *marks[1]], none, none]
    words = form.printing.get("fund_lines", _FUND_LINES)
    for label, line in zip(words, figures, strict=True):
        kinds = ["label", *["figure"] * 6]
        grid.add([(t, s, k) for t, s, k in zip([label, *line], spans, kinds, strict=True)], 3)
    grid.label(f"项目资金（{form.unit}）", start, 0, 3)


def _reasoned(form: Form, grid: Grid, project: Item) -> None:
    """Budgets and execution with the marks for it, beside all of them what explains these."""
    start, says = grid.rows, form.printing
    spans = [2, 2, 2, 2, 2, 1, 1, 2]
    grid.add([(t, s, "label") for t, s in zip(says["fund_heads"], spans, strict=True)], 3)
    body, money = grid.rows, [amount(project, key) for key in ("initial", "budget", "executed")]
    none = [share({"total": project.amounts["budget"]}, "none")] * 3
    lines = [[*money, project.rate, "10", "10"], [*money, project.rate, "/", "/"]]
    lines += [[*none, "0.00%", "/", "/"]] * (len(says["fund_lines"]) - 2)
    for row, (words, line) in enumerate(zip(says["fund_lines"], lines, strict=True), body):
        col = 3
        for text, span in zip((words, *line), spans, strict=False):
            kind = "label" if col == 3 else "figure"
            grid.boxes.append(Box(text, row, col, 1, span, kind))
            col += span
        grid.rows += 1
    grid.boxes.append(Box(says["fund_reason"], body, UNITS - 1, len(lines), 2, "text"))
    grid.label(says["fund_label"].format(unit=form.unit), start, 0, 3)


def _transfer(form: Form, grid: Grid, project: Item) -> None:
    """A transfer's budget, what was spent of it, and the rate; no marks."""
    start = grid.rows
    spans = [4, 3, 3, 4]
    heads = form.printing["fund_heads"]
    grid.add([(t, s, "label") for t, s in zip(heads, spans, strict=True)], 3)
    money = [project.amounts[key].text for key in ("budget", "executed")]
    figures = [[*money, project.rate]] * 2 + [["0.00", "0.00", ""]] * 2
    for label, line in zip(form.printing["fund_lines"], figures, strict=True):
        cells = [(t, s, "figure") for t, s in zip(line, spans[1:], strict=True)]
        grid.add([(label, spans[0], "label"), *cells], 3)
    grid.label(form.printing["fund_label"].format(unit=form.unit), start, 0, 3)


def _arrived(form: Form, grid: Grid, project: Item) -> None:
    """What was planned, what arrived and what was spent beside each other, each with its words."""
    start = grid.rows
    heads = [(text, 4, "label") for text in form.printing["fund_heads"]]
    grid.add([*heads, (form.printing["fund_rate"], 2, "label")], 3)
    budget, executed = (project.amounts[key].text for key in ("budget", "executed"))
    figures = [[budget, budget, executed], [budget, budget, executed], ["0.00"] * 3]
    for number, (words, line) in enumerate(zip(form.printing["fund_lines"], figures, strict=True)):
        cells = []
        for label, text in zip(words, line, strict=True):
            cells += [(label, 2, "label"), (text, 2, "figure")]
        grid.add([*cells, ("" if number else project.rate, 2, "figure")], 3)
    grid.label(form.printing["fund_label"].format(unit=form.unit), start, 0, 3)


def _flat(form: Form, grid: Grid, project: Item) -> None:
    """Budgets, execution and its marks in one line, whatever the source."""
    money = [project.amounts[key].text for key in ("initial", "budget", "executed")]
    figures = [*money, project.rate, "10", "10"]
    spans: tuple[int, ...] = (3, 3, 3, 2, 2, 1)
    if words := form.printing.get("fund_line"):
        figures, spans = [words, *figures[:4]], (4, 3, 3, 2, 2)
    label = form.printing["fund_label"].format(unit=form.unit)
    table(grid, label, [form.printing["fund_heads"], figures], spans, "figure")


def _transposed(form: Form, grid: Grid, project: Item) -> None:
    """A line for each of budget and execution, a column for each source."""
    lines = [form.printing["fund_heads"]]
    for words, key in form.printing["fund_lines"]:
        text = project.rate if key == "rate" else amount(project, key)
        lines.append([words, text, text, "" if key == "rate" else amount(project, "other")])
    label = form.printing["fund_label"].format(unit=form.unit)
    table(grid, label, lines, (5, 3, 3, 3), "figure")


def _adjusted(form: Form, grid: Grid, project: Item) -> None:
    """Budgets before and after what was changed in the year, by level of government."""
    start, says, sums = grid.rows, form.printing, project.amounts
    spans = [3, 2, 2, 2, 2, 2, 1]
    grid.add([(t, s, "label") for t, s in zip(says["fund_heads"], spans, strict=True)], 3)
    change = minus(sums["budget"], sums["initial"])
    money = [sums["initial"], change, sums["budget"], sums["executed"]]
    for number, (words, key) in enumerate(says["fund_lines"]):
        texts = [share({"total": one}, key) for one in money]
        marks = ["—", "—"] if key == "none" else [project.rate, "—" if number else "10"]
        figures = [(t, s, "figure") for t, s in zip(texts + marks, spans[1:], strict=True)]
        grid.add([(words, spans[0], "label"), *figures], 3)
    grid.label(says["fund_label"].format(unit=form.unit), start, 0, 3)


def _pairs(form: Form, grid: Grid, project: Item) -> None:
    """Two sums a line, each beside its words."""
    start = grid.rows
    for left, first, right, second in form.printing["fund_lines"]:
        texts = [project.rate if key == "rate" else amount(project, key) for key in (first, second)]
        cells = [(left, 4, "label"), (texts[0], 3, "figure")]
        grid.add([*cells, (right, 4, "label"), (texts[1], 3, "figure")], 3)
    grid.label(form.printing["fund_label"].format(unit=form.unit), start, 0, 3)


def _whole(form: Form, grid: Grid, _: Item) -> None:
    """What a department had and spent: a line for each use, or each beside its words."""
    says, sums = form.printing, form.budget
    label = says["fund_label"].format(unit=form.unit)
    spent = {item: sums[f"{item} spent"] for item in says["spent"]}
    if "funds_halves" in says:
        start = grid.rows
        _marked(form, grid, *spent)
        provincial.halves(form, grid, 3)
        grid.label(label, start, 0, 3)
        return
    if heads := says.get("fund_heads"):
        lines = []
        for words, item, _share in says["funds"]:
            rate = _rate(sums[item], spent[item])
            told = [words, sums[item].text, spent[item].text]
            if "initially" in says:
                told.insert(1, sums[f"{item} initial"].text)
            lines.append([*told, rate])
        spans = (5, 3, 3, 3) if "initially" not in says else (4, 3, 3, 2, 2)
        table(grid, label, [heads, *lines], spans, "figure")
        return
    start = grid.rows
    (item,) = spent
    told = [(one.item, one.text) for one in sums.values()]
    told.append((says["fund_rate"], _rate(sums[item], spent[item])))
    for left, right in zip(told[::2], told[1::2], strict=True):
        cells = [(left[0], 4, "label"), (left[1], 3, "figure")]
        grid.add([*cells, (right[0], 4, "label"), (right[1], 3, "figure")], 3)
    grid.label(label, start, 0, 3)


def _marked(form: Form, grid: Grid, item: str) -> None:
    """What a department had and spent in all, with the marks for it."""
    sums, spans = form.budget, [4, 2, 2, 2, 1, 2, 1]
    spent = sums[f"{item} spent"]
    figures = [sums[f"{item} initial"].text, sums[item].text, spent.text]
    figures += ["10", _rate(sums[item], spent), "10"]
    heads = form.printing["fund_heads"]
    grid.add([(t, s, "label") for t, s in zip(heads, spans, strict=True)], 3)
    cells = [(t, s, "figure") for t, s in zip(figures, spans[1:], strict=True)]
    grid.add([(item, spans[0], "label"), *cells], 3)


def _rate(budget: Sum, spent: Sum) -> str:
    return f"{(spent.wan / budget.wan * 100).quantize(Decimal('0.01'))}%"


_FUNDS = {
    "whole": _whole,
    "by_goal": _transfer,
    "transfer": _transfer,
    "arrived": _arrived,
    "reasoned": _reasoned,
    "flat": _flat,
    "adjusted": _adjusted,
    "transposed": _transposed,
    "pairs": _pairs,
}
