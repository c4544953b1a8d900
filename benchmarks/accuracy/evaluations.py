"""Lays out self-evaluation tables: money spent, goals reached, what was achieved."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from benchmarks.accuracy import provincial
from benchmarks.accuracy.grids import UNITS, Grid, Paragraph, indicators

if TYPE_CHECKING:
    from benchmarks.accuracy.grids import Block
    from benchmarks.accuracy.truth import Form, Item

_FUND_HEADS = ["", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
_FUND_LINES = ["年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"]


def evaluation(form: Form, merge: bool) -> list[Block]:
    """One project, or one transfer, and how it went."""
    says, project = form.printing, form.projects[0]
    grid = Grid(UNITS + 1, widths=says.get("columns", []))
    provincial.names(form, grid)
    provincial.facts(form, grid)
    _FUNDS.get(form.layout, _funds)(form, grid, project)
    for label, heads, lines in says.get("managed", []):
        _managed(grid, label, heads, lines)
    start = grid.rows
    half = UNITS // 2
    heads = says.get("goal_heads", ["预期目标", "实际完成情况"])
    grid.add([(text, half, "label") for text in heads], 1)
    grid.add([(project.goal, half, "text"), ("已按计划完成年度任务。", half, "text")], 1)
    grid.label(says.get("goal_label", "年度总体目标"), start)
    indicators(project.rows, form.headers, grid, merge, says.get("indicators", "绩效指标"))
    if "score" in form.headers and says.get("total", True):
        score = sum((Decimal(row.cells["score"]) for row in project.rows), Decimal(10))
        total = [("100", 2, "figure"), (f"{score.normalize():f}", 3, "figure")]
        grid.add([("总分", UNITS - 4, "label"), *total])
    for label, text in says.get("closing", []):
        grid.add([(label, 3, "label"), (text, UNITS - 2, "text")])
    return [Paragraph(f"（{form.year}年度）", "caption"), grid]


def _managed(grid: Grid, label: str, heads: list[str], lines: list[list[str]]) -> None:
    """How money was managed: a statement and its faults line by line."""
    start = grid.rows
    spans = [4, 6, 4]
    grid.add([(t, s, "label") for t, s in zip(heads, spans, strict=True)], 3)
    for line in lines:
        grid.add([(t, s, "text") for t, s in zip(line, spans, strict=True)], 3)
    grid.label(label, start, 0, 3)


def _funds(form: Form, grid: Grid, project: Item) -> None:
    """Budgets and execution with the marks for it."""
    start = grid.rows
    spans = [3, 2, 2, 2, 1, 2, 2]
    heads = form.printing.get("fund_heads", _FUND_HEADS)
    grid.add([(t, s, "label") for t, s in zip(heads, spans, strict=True)], 3)
    money = [project.amounts[key].text for key in ("initial", "budget", "executed")]
    none = ["0.00", "0.00", "0.00", "—", "—", "—"]
    marks = [["10", project.rate, "10"], ["—", project.rate, "—"]]
    figures = [[*money, *marks[0]], [*money, *marks[1]], none, none]
    words = form.printing.get("fund_lines", _FUND_LINES)
    for label, line in zip(words, figures, strict=True):
        kinds = ["label", *["figure"] * 6]
        grid.add([(t, s, k) for t, s, k in zip([label, *line], spans, kinds, strict=True)], 3)
    grid.label(f"项目资金（{form.unit}）", start, 0, 3)


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


_FUNDS = {"transfer": _transfer, "arrived": _arrived}
