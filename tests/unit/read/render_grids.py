"""The five documents as grids of cells, ready to be rendered in any format.

Built from what the extractors find in the page text, so that reading a rendering must give the
same records again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.document import Document, Line
from ingest.forms import extract
from ingest.forms.department.tasks import tasks
from ingest.forms.projects.project_rows import read_rows
from ingest.read import read
from ingest.understand import in_columns
from ingest.understand.indicators.indicator_table import table_rows
from ingest.understand.sections import Section, sections
from ingest.words.printed import printed

if TYPE_CHECKING:
    from ingest.records import Extraction

DOCUMENTS = Path(__file__).parents[3] / "documents"
DEPARTMENT_FORMS = (
    "huangpu/2023/department_target_form.txt",
    "guangzhou/2023/department_target_form.txt",
    "nansha/2023/department_target_form.txt",
)
PROJECTS = "guangzhou/2023/project_target_table.txt"
REPORT = "huangpu/2022/self_evaluation_report.md"


@dataclass(frozen=True)
class Box:
    """One cell of a grid, merged over ``rows`` and ``columns``."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass
class Grid:
    """A table to be rendered."""

    width: int
    boxes: list[Box] = field(default_factory=list)
    height: int = 0

    def row(self, *cells: tuple[str, int] | str) -> int:
        """Append a row of texts, each with the columns it spans (1 where not said)."""
        column = 0
        for cell in cells:
            text, columns = (cell, 1) if isinstance(cell, str) else cell
            self.boxes.append(Box(text, self.height, column, 1, columns))
            column += columns
        assert column == self.width, cells
        self.height += 1
        return self.height - 1

    def label(self, text: str, first: int, column: int = 0) -> None:
        """Merge a column from row ``first`` down to the last one into one cell."""
        self.boxes = [
            box for box in self.boxes if box.row < first or box.column != column or box.columns > 1
        ]
        self.boxes.append(Box(text, first, column, self.height - first))


@dataclass
class Form:
    """What is rendered: lines (heading level, text) and grids in order."""

    blocks: list[tuple[int, str] | Grid] = field(default_factory=list)


@cache
def truth(name: str) -> Extraction:
    """What is extracted from the document's page text."""
    [extraction] = extract(read(DOCUMENTS / name))
    return extraction


@cache
def form(name: str) -> Form:
    """The document as it may have looked in its bureau."""
    document = in_columns(read(DOCUMENTS / name))
    if name == PROJECTS:
        return _projects(document)
    return _report(document) if name == REPORT else _department(document, truth(name))


def _department(document: Document, found: Extraction) -> Form:
    parts = {part.key: part for part in sections(document)}
    grid = Grid(6)
    grid.row("部门名称", (found.header.department_name or "", 5))
    amounts = "预算金额（万元）"
    first = grid.row("", "部门预算支出", amounts, "收入来源", (amounts, 2))
    lines = found.budget_lines
    for at, (left, right) in enumerate(zip(lines[::2], lines[1::2], strict=True)):
        if at == 2:
            grid.row("", left.section, amounts, right.section, (amounts, 2))
        grid.row("", left.item, left.amount_text, right.item, (right.amount_text, 2))
    grid.label("预算整体情况", first)
    goal = "\n".join(text for text, _ in parts["goal"].texts)
    grid.row("总体绩效目标", (goal, 5))
    first = grid.row(
        "", "名称", ("主要实施内容", 2), "拟投入的资金（万元）", "期望达到的目标（概述）"
    )
    for cells in tasks(parts["tasks"]).rows:
        text = {role: cell.text for role, cell in cells.items()}
        grid.row("", text["task_name"], (text["content"], 2), text["amount"], text["goal"])
    grid.label("年度重点工作任务", first)
    grid.row("其他需完成的任务（可选填）", ("", 5))
    _indicators(grid, parts["indicators"])
    return Form([(1, found.header.title or ""), grid])


def _indicators(grid: Grid, part: Section) -> None:
    table = table_rows(part.rows)
    top = grid.row("", "一级指标", "二级指标", "三级指标", "实施周期指标值", "年度指标值")
    spans: list[tuple[str, int, int]] = []
    for row in table.rows:
        values = (row.values.get(role) for role in ("cycle", "annual"))
        texts = [value.text if value else "" for value in values]
        at = grid.row("", row.level1 or "", row.level2 or "", row.name.text, *texts)
        for column, label in ((1, row.level1 or ""), (2, row.level2 or "")):
            above = next((span for span in reversed(spans) if span[2] == column), None)
            if above is None or above[0] != label or (column == 2 and spans[-1][1] == at):
                spans.append((label, at, column))
    _merge(grid, spans)
    grid.label("绩效指标", top)


def _merge(grid: Grid, spans: list[tuple[str, int, int]]) -> None:
    for column in (1, 2):
        starts = [(label, at) for label, at, of in spans if of == column]
        ends = [at for _, at in starts[1:]] + [grid.height]
        for (label, first), end in zip(starts, ends, strict=True):
            grid.boxes = [
                box
                for box in grid.boxes
                if not (first <= box.row < end and box.column == column and box.columns == 1)
            ]
            grid.boxes.append(Box(label, first, column, end - first))


def _projects(document: Document) -> Form:
    table = read_rows(document.tables)
    names = ("project_name", "total", "fiscal", "special_account", "other", "goal", "indicators")
    grid = Grid(len(names))
    grid.row("项目名称（资金使用单位）", ("资金（万元）", 4), "绩效目标", "绩效指标")
    grid.row("", "总计", "财政拨款", "财政专户拨款", "其他资金", "", "")
    grid.boxes = [box for box in grid.boxes if box.text]
    for column in (0, 5, 6):
        box = next(box for box in grid.boxes if box.column == column)
        grid.boxes.remove(box)
        grid.boxes.append(Box(box.text, 0, column, 2))
    for row in table.rows:
        grid.row(*(row.raw(name) for name in names))
    return Form([(int(not at), line.text) for at, line in enumerate(document.lines)] + [grid])


def _report(document: Document) -> Form:
    grid = Grid(4)
    blocks: list[tuple[int, str] | Grid] = []
    for block in document.blocks:
        if isinstance(block, Line):
            blocks.append((block.heading, printed(block.text)))
        elif not grid.height:
            blocks.append(grid)
            _scores(grid, [[cell.text for cell in row] for row in block.rows])
        else:
            grid.row((block.rows[0][0].text, 2), (block.rows[0][1].text, 2))
    return Form(blocks)


def _scores(grid: Grid, rows: list[list[str]]) -> None:
    """The score table with its first level and its subtotals merged."""
    starts = [at for at, row in enumerate(rows) if row[0]]
    for row in rows:
        grid.row(*row)
    for column in (0, 3):
        for first, end in zip(starts, [*starts[1:], len(rows)], strict=True):
            grid.boxes = [
                box for box in grid.boxes if not (first <= box.row < end and box.column == column)
            ]
            grid.boxes.append(Box(rows[first][column], first, column, end - first))
