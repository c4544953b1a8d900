"""The words and rules of one page → lines and tables in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.document import Line
from ingest.read.continued import Page, PageTable
from ingest.read.pdf import ruled
from ingest.read.pdf.cell_text import box_of, line_text, text_lines

if TYPE_CHECKING:
    from ingest.document import Place
    from ingest.read.pdf.content import PageContent


@dataclass(slots=True)
class PageBlocks(Page):
    """The blocks of one page in reading order, the page's size, and what was odd about it."""

    width: float = 0.0
    height: float = 0.0
    warnings: list[tuple[str, Place]] = field(default_factory=list)


def page_blocks(content: PageContent) -> PageBlocks:
    """The lines and tables of a page, from top to bottom."""
    words = content.words
    placed: list[tuple[float, Line | PageTable]] = []
    found = ruled.grids(content.rules)
    for grid in sorted(found, key=_area):
        words = ruled.fill(grid, words)
    for grid in found:
        table = ruled.table(grid, content)
        if table:
            placed.append((grid.ys[0], PageTable(table, tuple(grid.xs))))
    for line in text_lines(words):
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


def _area(grid: ruled.Grid) -> float:
    x0, top, x1, bottom = grid.box
    return (x1 - x0) * (bottom - top)
