"""The words and rules of one page → lines and tables in reading order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.document import Line
from ingest.read.continued import Page, PageTable
from ingest.read.pdf import ruled
from ingest.read.pdf.alignment import aligned_grids
from ingest.read.pdf.cell_text import box_of, line_text, text_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.document import Place
    from ingest.read.pdf.content import PageContent, Rule, Word


@dataclass(slots=True)
class PageBlocks(Page):
    """The blocks of one page in reading order, the page's size, and what was odd about it."""

    width: float = 0.0
    height: float = 0.0
    warnings: list[tuple[str, Place]] = field(default_factory=list)


def page_blocks(content: PageContent) -> PageBlocks:
    """The lines and tables of a page, from top to bottom."""
    words = content.words
    grids = ruled.grids(content.rules)
    for grid in sorted(grids, key=_area):
        words = ruled.fill(grid, words)
    placed: list[tuple[float, Line | PageTable]] = []
    _add_tables(placed, grids, content)
    loose = [rule for rule in content.rules if not _within(rule, grids)]
    for part in _between(words, grids):
        aligned = aligned_grids(part, loose)
        rest = part
        for grid in aligned:
            rest = ruled.fill(grid, rest)
        _add_tables(placed, aligned, content)
        for line in text_lines(rest):
            box = box_of(line)
            placed.append((box[1], Line(line_text(line), content.place(box, line))))
    placed.sort(key=lambda pair: pair[0])
    return PageBlocks(
        content.number,
        [block for _, block in placed],
        content.width,
        content.height,
        content.warnings,
    )


def _add_tables(
    placed: list[tuple[float, Line | PageTable]],
    grids: Iterable[ruled.Grid],
    content: PageContent,
) -> None:
    for grid in grids:
        table = ruled.table(grid, content)
        if table:
            placed.append((grid.ys[0], PageTable(table, grid.edges, bool(grid.slack))))


def _between(words: Sequence[Word], grids: Sequence[ruled.Grid]) -> Iterator[list[Word]]:
    """The words outside the grids, in parts that no grid lies between."""
    parts: defaultdict[int, list[Word]] = defaultdict(list)
    for word in words:
        parts[sum(grid.ys[0] < word.middle for grid in grids)].append(word)
    yield from parts.values()


def _within(rule: Rule, grids: Iterable[ruled.Grid]) -> bool:
    at, along = rule.at, (rule.start + rule.end) / 2
    x, y = (at, along) if rule.vertical else (along, at)
    return any(
        grid.xs[0] - 2 <= x <= grid.xs[-1] + 2 and grid.ys[0] - 2 <= y <= grid.ys[-1] + 2
        for grid in grids
    )


def _area(grid: ruled.Grid) -> float:
    x0, top, x1, bottom = grid.box
    return (x1 - x0) * (bottom - top)
