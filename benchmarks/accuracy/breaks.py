"""Ruled forms whose page break falls at every line of every row in turn: what is cut, and flagged.

    .venv/bin/python -m benchmarks.accuracy.breaks                       # all families and ways
    .venv/bin/python -m benchmarks.accuracy.breaks --way "closed part" --every 3 --failures 5

A text counts as whole, as cut with a doubt or problem at its place, or as cut without one. The last
is what does harm: nobody will look at it.
"""

from __future__ import annotations

import logging
import warnings
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import accumulate
from pathlib import Path  # noqa: TC003 (typer asks for it)
from typing import TYPE_CHECKING, Annotated

import typer
from rapidfuzz import fuzz
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.accuracy.choosing import data
from benchmarks.accuracy.fonts import register_cid
from benchmarks.accuracy.grids import UNITS, Grid
from benchmarks.accuracy.layouts import blocks
from benchmarks.accuracy.making import Maker
from benchmarks.accuracy.score import _flagged, _level, plain
from ingest.forms import extract
from ingest.read.pdf import read_pdf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.accuracy.grids import Block, Box
    from benchmarks.accuracy.truth import Form
    from ingest.document import Place
    from ingest.records import Extraction

_MARGIN, _PAD, _SIZE = 50.0, 3.0, 9.0
_LEADING = 1.35 * _SIZE
_ALIKE = 75
MARKS = ("whole", "flagged", "unflagged")
# Words that make names long enough to be wrapped.
_LONGER = (
    "本年度新建、续建或者改建的",
    "",
    "面向全区各镇街和各企事业单位的",
    "",
    "通过各级主管部门组织的",
)
_MORE = "并按季度汇总进展情况，及时协调解决执行中存在的困难和问题，确保年度任务按期完成"


@dataclass(frozen=True, slots=True)
class Way:
    """How a program cuts a table at the end of a page.

    ``open`` borders where cells go on; ``place`` of texts: at the ``top``, in the middle of their
    ``part`` on the page or of the ``whole`` cell; ``header`` rows and ``labels`` of merged cells
    are printed again.
    """

    place: str = "top"
    open: bool = False
    header: bool = False
    labels: bool = False


WAYS = {
    "closed top": Way(),
    "closed part": Way("part"),
    "closed whole": Way("whole"),
    "open top": Way(open=True),
    "open whole": Way("whole", open=True),
    "closed part, header": Way("part", header=True),
    "open top, header": Way(open=True, header=True),
    "closed part, labels": Way("part", labels=True),
}
# The form, its style, how wide its table is.
FAMILIES = {
    "department": ("department_target_form", "plain", 500.0),
    "tasks": ("department_target_form", "like-hebei", 420.0),
    "project": ("project_target_form", "other-a", 500.0),
    "narrow project": ("project_target_form", "finance-system", 330.0),
    "evaluation": ("self_evaluation_table", "plain", 500.0),
    "narrow evaluation": ("self_evaluation_table", "other-c", 360.0),
    "list": ("project_target_table", "more-a", 500.0),
    "listed": ("project_target_table", "like-yunnan", 700.0),
}


def form_of(family: str, seed: int) -> Form:
    """A made-up form whose texts are long enough to be wrapped."""
    name, style_name, _ = FAMILIES[family]
    style = next(each for each in data("styles")["development"] if each["name"] == style_name)
    made = Maker(seed, "development", style).form(name)
    for task in made.tasks:
        task.content = f"{task.content}{_MORE}。"
    for subject in (made, *made.projects):
        subject.rows = [
            replace(
                row,
                name=(longer := _LONGER[at % len(_LONGER)]) + row.name,
                numbers=tuple(replace(n, name=longer + n.name) for n in row.numbers),
            )
            for at, row in enumerate(subject.rows)
        ]
    return made


class Setter:
    """A form set as one long table, to be cut at any height."""

    def __init__(self, laid: Sequence[Block], width: float) -> None:
        self.width = width + 2 * _MARGIN
        self.font = register_cid()
        self.rest: dict[int, tuple[list[str], tuple[float, float]]] = {}
        self.heads = [block for block in laid if not isinstance(block, Grid)]
        self.grid = next(block for block in laid if isinstance(block, Grid))
        widths = self.grid.widths or [1.3, *[1.0] * UNITS]
        scale = width / sum(widths)
        self.xs = [_MARGIN + scale * x for x in accumulate(widths, initial=0.0)]
        self.lines = {id(box): self._wrap(box) for box in self.grid.boxes}
        heights = [_LEADING + 2 * _PAD] * self.grid.rows
        for box in sorted(self.grid.boxes, key=lambda box: box.row_span):
            need = len(self.lines[id(box)]) * _LEADING + 2 * _PAD
            have = sum(heights[box.row : box.row + box.row_span])
            heights[box.row + box.row_span - 1] += max(need - have, 0.0)
        self.ys = list(accumulate(heights, initial=0.0))

    def _wrap(self, box: Box) -> list[str]:
        width = self.xs[box.col + box.col_span] - self.xs[box.col] - 2 * _PAD
        lines = [""]
        for char in box.text:
            full = stringWidth(lines[-1] + char, self.font, _SIZE) > width
            if char == "\n" or (full and lines[-1]):
                lines.append("")
            lines[-1] += char.strip("\n")
        return lines

    def cuts(self) -> Iterator[tuple[int, int]]:
        """Each row and how many lines of it fit, 0 for a break above it."""
        for row in range(2, self.grid.rows):
            lines = round((self.ys[row + 1] - self.ys[row] - 2 * _PAD) / _LEADING)
            yield from ((row, fitting) for fitting in range(lines))

    def pdf(self, row: int, fitting: int, way: Way) -> bytes:
        """The form with a page break in a row below ``fitting`` of its lines."""
        data = BytesIO()
        height = self.ys[-1] + 300
        canvas = Canvas(data, pagesize=(self.width, height))
        y = height - 60
        for number, block in enumerate(self.heads):
            canvas.setFont(self.font, _SIZE if number else 14)
            canvas.drawString(_MARGIN + (0 if number else 150), y, block.text)
            y -= 20
        cut = self.ys[row] + (fitting * _LEADING + 2 * _PAD if fitting else 0)
        # What is left of a cut row has its own padding.
        end = self.ys[-1] + (2 * _PAD if fitting else 0)
        headers = self._header(row) if way.header else range(0)
        again = sum(self.ys[at + 1] - self.ys[at] for at in headers)
        below = height - _MARGIN
        for box in self.grid.boxes:
            top, bottom = self.ys[box.row], self.ys[box.row + box.row_span]
            if top < cut < bottom:
                self._both(canvas, box, (y, below - again), (cut, end), way, bool(fitting))
            elif bottom <= cut:
                self._cell(canvas, box, self.lines[id(box)], (y - top, y - bottom), way)
        canvas.showPage()
        for box in self.grid.boxes:
            top, bottom = self.ys[box.row], self.ys[box.row + box.row_span]
            down = below - again + cut - (2 * _PAD if fitting else 0)
            if headers and box.row in headers and box.row + box.row_span - 1 in headers:
                first = below + self.ys[headers[0]]
                self._cell(canvas, box, self.lines[id(box)], (first - top, first - bottom), way)
            if top < cut < bottom:
                self._draw_rest(canvas, box, way)
            elif top >= cut:
                self._cell(canvas, box, self.lines[id(box)], (down - top, down - bottom), way)
        canvas.save()
        return data.getvalue()

    def _header(self, row: int) -> range:
        """The rows of headers above the columns of a row, if any, to be printed again."""
        if self.grid.header:
            return range(*self.grid.header) if row >= self.grid.header[1] else range(0)

        def alone(at: int) -> list[Box]:
            return [box for box in self.grid.boxes if box.row == at and box.row_span == 1]

        columns = {box.col for box in alone(row)}
        for at in range(row - 1, -1, -1):
            heads = alone(at)
            if len(heads) > 3 and all(box.kind == "label" for box in heads):
                below = columns <= {box.col for box in heads} and len(columns) > 1
                return range(at, at + below)
        return range(0)

    def _both(
        self,
        canvas: Canvas,
        box: Box,
        starts: tuple[float, float],
        at: tuple[float, float],
        way: Way,
        inside: bool,
    ) -> None:
        """Draw the upper part of a cell that is cut, and remember the lower one."""
        cut = at[0]
        more = 2 * _PAD if inside else 0.0
        top, bottom = self.ys[box.row], self.ys[box.row + box.row_span]
        upper = (starts[0] - top, starts[0] - cut)
        lower = (starts[1], starts[1] - (bottom - cut + more))
        lines = self.lines[id(box)]
        if way.place == "whole":
            free = bottom - top - 2 * _PAD - len(lines) * _LEADING
            begins = (cut - top - _PAD - max(free, 0.0) / 2) / _LEADING
            shown = min(max(int(begins + 0.5), 0), len(lines))
        else:
            room = int((cut - top - 2 * _PAD + 0.01) // _LEADING)
            shown = min(room, len(lines))
        first, rest = lines[:shown], lines[shown:]
        least = min(upper[0] - upper[1], lower[0] - lower[1])
        if way.labels and box.row_span > 1 and len(lines) * _LEADING < least:
            first = rest = lines
        self._cell(canvas, box, first, upper, way, closed=not way.open, at_end="bottom")
        self.rest[id(box)] = (rest, lower)

    def _draw_rest(self, canvas: Canvas, box: Box, way: Way) -> None:
        lines, span = self.rest.pop(id(box))
        self._cell(canvas, box, lines, span, way, closed=not way.open, at_end="top")

    def _cell(
        self,
        canvas: Canvas,
        box: Box,
        lines: Sequence[str],
        span: tuple[float, float],
        way: Way,
        *,
        closed: bool = True,
        at_end: str = "",
    ) -> None:
        left, right = self.xs[box.col], self.xs[box.col + box.col_span]
        canvas.setLineWidth(0.5)
        canvas.line(left, span[0], left, span[1])
        canvas.line(right, span[0], right, span[1])
        for y, side in zip(span, ("top", "bottom"), strict=True):
            if closed or side != at_end:
                canvas.line(left, y, right, y)
        slack = span[0] - span[1] - 2 * _PAD - len(lines) * _LEADING
        # Amid the whole cell, what a page break parts stands at it.
        share = 0.0 if way.place == "top" else 0.5
        if way.place == "whole" and at_end:
            share = 0.0 if at_end == "top" else 1.0
        y = span[0] - _PAD - max(slack, 0.0) * share
        canvas.setFont(self.font, _SIZE)
        for line in lines:
            y -= _LEADING
            x = left + _PAD
            if box.kind == "label":
                x = (left + right - stringWidth(line, self.font, _SIZE)) / 2
            canvas.drawString(x, y + 0.27 * _LEADING, line)


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a kind; whether a doubt or problem is at it."""

    kind: str
    text: str
    flagged: bool = False


def read_of(extraction: Extraction, usual: frozenset[str] = frozenset()) -> Iterator[Text]:
    """What was read of a form; ``usual`` are problems that it has without a page break too."""
    news = [problem for problem in extraction.problems if problem.message not in usual]
    extraction = replace(extraction, problems=news)

    def mark(place: Place) -> bool:
        return _flagged(place, extraction)

    rows: set[tuple[int | None, int | None]] = set()
    for value in extraction.indicator_values:
        if value.source_section == "narrative":
            continue
        key = (value.project_no, value.row_no)
        if key not in rows:
            rows.add(key)
            levels = f"{_level(value.level1 or '')}|{_level(value.level2 or '')}"
            yield Text("name", value.indicator_name, mark(value.place))
            yield Text("levels", f"{levels}|{value.indicator_name}", mark(value.place))
        if value.value is not None:
            number = f"{value.operator}{value.value.normalize()}{value.unit}"
            yield Text("value", f"{value.measure} {value.horizon} {number}", mark(value.place))
    for task in extraction.tasks:
        flag = mark(task.place)
        yield Text("task name", task.task_name, flag)
        for text in (task.content, task.goal):
            if text:
                yield Text("task text", text, flag)
        if task.amount_wan is not None:
            yield Text("amount", str(task.amount_wan), flag)
    for project in extraction.projects:
        if project.project_no:
            flag = mark(project.place)
            yield Text("project name", project.project_name, flag)
            if project.goal:
                yield Text("goal", project.goal, flag)


def judged(
    whole: Sequence[Extraction], extractions: Sequence[Extraction]
) -> tuple[Counter[tuple[str, str]], list[str]]:
    """How many texts of each kind are whole, cut with a flag, cut without; which are the last.

    ``whole`` is what is read where there is no page break.
    """
    usual = frozenset(problem.message for each in whole for problem in each.problems)
    mine = [text for each in extractions for text in read_of(each, usual)]
    said = any(p.message not in usual for each in extractions for p in each.problems)
    left = Counter((text.kind, plain(text.text)) for text in mine)
    doubted = {(text.kind, plain(text.text)) for text in mine if text.flagged}
    marks: Counter[tuple[str, str]] = Counter()
    missing = []
    for text in (text for each in whole for text in read_of(each)):
        key = (text.kind, plain(text.text))
        if left[key]:
            left[key] -= 1
            marks[text.kind, "whole"] += 1
            marks[text.kind, "doubted"] += key in doubted
        else:
            missing.append(text)
    extra = [text for text in mine if left[text.kind, plain(text.text)] > 0]
    failures = []
    for text in missing:
        like = [
            each
            for each in extra
            if each.kind == text.kind
            and fuzz.partial_ratio(plain(each.text), plain(text.text)) >= _ALIKE
        ]
        bare = [each for each in like if not each.flagged]
        flagged = not bare if like else said
        marks[text.kind, "flagged" if flagged else "unflagged"] += 1
        if not flagged:
            failures.append(f"{text.kind}: {text.text} → {[each.text for each in bare]}")
    return marks, failures


app = typer.Typer(add_completion=False)


@app.command(help=__doc__)
def main(  # noqa: D103 (its help is the module's)
    family: Annotated[list[str] | None, typer.Option(help="Only this family.")] = None,
    way: Annotated[list[str] | None, typer.Option(help="Only this way of cutting.")] = None,
    every: Annotated[int, typer.Option(help="Only each so many-th place.")] = 1,
    seed: Annotated[int, typer.Option(help="Others each time.")] = 1,
    failures: Annotated[int, typer.Option(help="Show failures of so many documents.")] = 0,
    keep: Annotated[Path | None, typer.Option(help="Keep documents that fail there.")] = None,
) -> None:
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    console = Console(width=150)
    families, ways = family or list(FAMILIES), way or list(WAYS)
    marks: defaultdict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    breaks: defaultdict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for one in families:
        form = form_of(one, seed)
        setter = Setter(blocks(form), FAMILIES[one][2])
        whole = list(extract(read_pdf(setter.pdf(setter.grid.rows, 0, Way()))))
        places = list(setter.cuts())
        for number, how in enumerate(track(ways, description=one, console=console)):
            for row, fitting in places[number % every :: every]:
                pdf = setter.pdf(row, fitting, WAYS[how])
                found, bare = judged(whole, list(extract(read_pdf(pdf))))
                for (kind, mark), count in found.items():
                    marks[one, how, kind][mark] += count
                worst = {mark for (_, mark), count in found.items() if count} - {"doubted"}
                breaks[one, how, ""][max(worst, key=MARKS.index)] += 1
                if bare and failures:
                    failures -= 1
                    console.print(f"[bold]{one}, {how}, row {row}, line {fitting}")
                    for line in bare[:4]:
                        console.print(f"  {line}", markup=False, highlight=False)
                    if keep:
                        keep.mkdir(parents=True, exist_ok=True)
                        (keep / f"{one}-{how}-{row}-{fitting}.pdf".replace(" ", "-")).write_bytes(
                            pdf
                        )
    for title, counted, at in (("texts", marks, 2), ("breaks", breaks, 1), ("breaks", breaks, 0)):
        console.print(_table(title, counted, at))


def _table(title: str, counted: dict[tuple[str, str, str], Counter[str]], at: int) -> Table:
    table = Table(title, "all", "whole", "cut, flagged", "cut, unflagged", "whole, doubted")
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, mark in counted.items():
        sums[key[at]] += mark
        sums["all"] += mark
    for key, mark in sorted(sums.items(), key=lambda pair: pair[0] == "all"):
        of = [mark[name] for name in MARKS]
        table.add_row(key, *map(str, (sum(of), *of, mark["doubted"])))
    return table


if __name__ == "__main__":
    app()
