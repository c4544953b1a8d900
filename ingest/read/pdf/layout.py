"""The words and rules of one page → lines and tables in reading order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ingest.document import Line
from ingest.read.pdf import ruled
from ingest.read.pdf.alignment import aligned
from ingest.read.pdf.page.cell_text import box_of, line_text, text_lines
from ingest.read.pdf.page.content import around, lies_on
from ingest.read.pdf.rules import painted, seams
from ingest.read.pdf.white.bands import bands, chunks, segments
from ingest.read.tables.continued import Page, PageTable
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.document import BBox, Place
    from ingest.read.pdf.page.content import PageContent, Rule, Word
    from ingest.read.pdf.white.zones import Columns

_PAGE_WIDE = 0.9
_PAINTED = 0.7
_HELD = 0.8
_BESIDE = 2.0  # points
_NEXT = 24.0  # points: so near to headers stands the first row
_COLUMNS = 3


@dataclass(slots=True)
class PageBlocks(Page):
    """The blocks of one page in reading order, the page's size, and what was odd about it.

    ``cut`` are the column edges of its last table, if a row of it seems to go on on the next page;
    ``open`` are the columns of a table without rules that the page ends with.
    """

    width: float = 0.0
    height: float = 0.0
    cut: tuple[float, ...] = ()
    warnings: list[tuple[str, Place]] = field(default_factory=list)
    open: Columns | None = None


def page_blocks(content: PageContent, before: PageBlocks | None = None) -> PageBlocks:
    """The lines and tables of a page, from top to bottom; ``before`` is the page before it."""
    words = content.words
    ruled_grids = ruled.grids(content.rules, before.cut if before else ())
    frames = [grid for grid in ruled_grids if _is_frame(grid, words)]
    grids = [grid for grid in ruled_grids if grid not in frames]
    grids += _painted(content, grids)
    for grid in sorted(grids, key=lambda grid: _size(grid.box)):
        words = ruled.fill(grid, words)
    words = _shown(words, content, before)
    placed: list[tuple[float, Line | PageTable]] = []
    carried, open_ = before.open if before else None, None
    _add_tables(placed, grids, content)
    rules = (*content.rules, *seams(content.shades))
    sides = [rule for rule in rules if rule.vertical and _within(rule, frames)]
    loose = [rule for rule in rules if rule not in sides and not _within(rule, grids)]
    for part in _between(words, grids):
        found = aligned(part, loose, carried)
        carried = None
        _add_tables(placed, found.grids, content)
        open_ = found.open
        for line in text_lines(found.rest):
            box = box_of(line)
            placed.append((box[1], Line(line_text(line), content.place(box, line))))
    placed.sort(key=lambda pair: pair[0])
    if grids and placed and placed[-1][0] == grids[-1].ys[0]:
        open_ = None
    return PageBlocks(
        content.number,
        [block for _, block in placed],
        content.width,
        content.height,
        tuple(grids[-1].xs) if grids and grids[-1].open_bottom else (),
        content.warnings,
        open_,
    )


def _add_tables(
    placed: list[tuple[float, Line | PageTable]],
    grids: Iterable[ruled.Grid],
    content: PageContent,
) -> None:
    for grid in grids:
        table = ruled.table(grid, content)
        if table:
            page_table = PageTable(
                table,
                grid.edges,
                bool(grid.slack),
                grid.open_top,
                grid.open_bottom,
                ruled.room(grid),
                ruled.tops(grid),
            )
            placed.append((grid.ys[0], page_table))


def _is_frame(grid: ruled.Grid, words: Iterable[Word]) -> bool:
    """Whether a grid without columns is the frame of a table whose columns white space divides."""
    if len(grid.xs) > 2:
        return False
    inside = [w for w in words if _lies_in((w.x0 + w.x1) / 2, w.middle, grid)]
    lines = chunks(segments(piece for word in inside for piece in word.pieces()))
    return any(len(band.chunks) > 1 for band in bands(lines) if band.gutters)


def _painted(content: PageContent, grids: Sequence[ruled.Grid]) -> list[ruled.Grid]:
    """The grids of cells that have a colour and no rules."""
    areas = [
        (x0, top, x1, bottom)
        for x0, top, x1, bottom in content.shades
        if x1 - x0 < _PAGE_WIDE * content.shown_width
        and not any(_lies_in((x0 + x1) / 2, (top + bottom) / 2, grid) for grid in grids)
        and not any(_runs_along(rule, (x0, top, x1, bottom)) for rule in content.rules)
    ]
    found = ruled.grids(painted(areas))
    # Where labels alone have a colour, it does not tell the other cells.
    return [
        grid
        for grid in found
        if len(grid.xs) > 2
        and len(grid.ys) > 2
        and _covered(grid, areas) >= _PAINTED
        and _holds_its_lines(grid, content.words)
        and not _leaves_columns(grid, content, areas)
    ]


def _runs_along(rule: Rule, box: BBox) -> bool:
    """Whether a rule is the upper or lower side of a box."""
    x0, top, x1, bottom = box
    near = min(abs(rule.at - top), abs(rule.at - bottom)) < _BESIDE
    return near and not rule.vertical and rule.start - _BESIDE < x0 and x1 < rule.end + _BESIDE


def _holds_its_lines(grid: ruled.Grid, words: Iterable[Word]) -> bool:
    """Whether most of what stands at the height of a grid stands in it."""
    level = [word for word in words if grid.ys[0] < word.middle < grid.ys[-1]]
    inside = sum(_lies_in((word.x0 + word.x1) / 2, word.middle, grid) for word in level)
    return inside >= _HELD * len(level)


def _leaves_columns(grid: ruled.Grid, content: PageContent, areas: Sequence[BBox]) -> bool:
    """Whether several texts stand side by side below a grid, or in a cell of it without a colour.

    Its colour is but that of headers and labels then, and does not tell the other columns.
    """
    x0, _, x1, bottom = grid.box
    plain = [grid.box_of(region) for region in grid.regions]
    plain = [box for box in plain if not lies_on(box, areas)]
    for left, top, right, low in (*plain, (x0, bottom, x1, bottom + _NEXT)):
        inside = [w for w in content.words if left < w.x0 and w.x1 < right and top < w.middle < low]
        lines = chunks(segments(piece for word in inside for piece in word.pieces()))
        if any(len(line) >= _COLUMNS for line in lines):
            return True
    return False


def _covered(grid: ruled.Grid, areas: Sequence[BBox]) -> float:
    """The share of a grid that its coloured cells take up."""
    boxes = [grid.box_of(region) for region in grid.regions]
    coloured = [box for box in boxes if lies_on(box, areas)]
    return sum(map(_size, coloured)) / sum(map(_size, boxes))


def _shown(words: Iterable[Word], content: PageContent, before: PageBlocks | None) -> list[Word]:
    """Words outside ruled tables: those that are cut off, moved to where they show something.

    Those that are cut off whole by more than a cell are left out, with a warning; those of a
    merged cell that the page before shows, without.
    """
    told = _last_texts(before) if before else frozenset()
    found: list[Word] = []
    hidden: list[Word] = []
    parts: defaultdict[BBox | None, list[Word]] = defaultdict(list)
    for word in words:
        parts[word.shown].append(word)
    for shown, part in parts.items():
        if shown and _is_page(shown, content):
            # The page's own edges, which cut off each word for itself.
            found += (word for word in part if _overlap(word.box, shown))
            hidden += (word for word in part if not _overlap(word.box, shown))
            continue
        box = around(word.box for word in part)
        if shown is None or _overlap(box, shown):
            found += part
        elif _are_told(part, told):
            continue
        elif box[0] < shown[2] and box[2] > shown[0] and not _is_page_wide(shown, content):
            by = (shown[1] + shown[3] - box[1] - box[3]) / 2
            found += [replace(w, top=w.top + by, bottom=w.bottom + by) for w in part]
        else:
            hidden += part
    if hidden:
        text = "".join(word.text for word in sorted(hidden, key=lambda w: (w.top, w.x0)))
        message = f"text beyond the edge of the page is not read: “{text[:40]}”"
        content.warnings.append((message, content.place(around(w.box for w in hidden))))
    return found


def _is_page_wide(box: BBox, content: PageContent) -> bool:
    return box[2] - box[0] >= _PAGE_WIDE * content.visible[0]


def _is_page(box: BBox, content: PageContent) -> bool:
    return _is_page_wide(box, content) and box[3] - box[1] >= _PAGE_WIDE * content.visible[1]


def _overlap(one: BBox, two: BBox) -> bool:
    return one[0] < two[2] and one[2] > two[0] and one[1] < two[3] and one[3] > two[1]


def _are_told(words: Sequence[Word], told: frozenset[str]) -> bool:
    """Whether words are the text of a cell in ``told``, or each is that of one."""
    texts = [printed(word.text) for word in words]
    return "".join(texts) in told or all(text in told for text in texts)


def _last_texts(page: PageBlocks) -> frozenset[str]:
    """The texts of the cells of the table that a page ends with."""
    last = page.blocks[-1] if page.blocks else None
    if not isinstance(last, PageTable):
        return frozenset()
    return frozenset(printed(cell.text) for row in last.table.rows for cell in row)


def _between(words: Sequence[Word], grids: Sequence[ruled.Grid]) -> Iterator[list[Word]]:
    """The words outside the grids, in parts that no grid lies between."""
    parts: defaultdict[int, list[Word]] = defaultdict(list)
    for word in words:
        parts[sum(grid.ys[0] < word.middle for grid in grids)].append(word)
    yield from parts.values()


def _within(rule: Rule, grids: Iterable[ruled.Grid]) -> bool:
    at, along = rule.at, (rule.start + rule.end) / 2
    x, y = (at, along) if rule.vertical else (along, at)
    return any(_lies_in(x, y, grid) for grid in grids)


def _lies_in(x: float, y: float, grid: ruled.Grid) -> bool:
    return grid.xs[0] - 2 <= x <= grid.xs[-1] + 2 and grid.ys[0] - 2 <= y <= grid.ys[-1] + 2


def _size(box: BBox) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
