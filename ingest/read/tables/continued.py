"""Tables that go on over a page break → one table, with the row that the break cut joined."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ingest.document import Block, Cell, Line, Place, Table
from ingest.lexicon.labels import has_figure
from ingest.read.tables.cut import (
    GUESSED,
    MAYBE_CUT,
    ends,
    heights_of_new,
    home,
    is_again,
    is_cut,
    is_label,
    is_merged,
    last_cells,
    rest_of_record,
    runs_on,
    span_of,
    texts_of,
)
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.read.tables.cut import Room, Rows

CUT_OFF = "文字被裁切，版面上显示不全 (cut off where it is printed)"
_OUTER = 8.0
_FEW_HEADERS = 2
_MOST_BETWEEN = 3  # lines above headers that are printed again
_CAPTION = re.compile(
    r".{0,40}[（(](续表?|续上表|接上表)\d*[）)]|(续表|续上表|接上表|续)\d*|[（(]?(金额)?单位[:：].{1,6}"
)

Edge = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table of one page with the edges of its columns, in points.

    Column ``n`` of the table lies between ``edges[n]`` and ``edges[n + 1]``. An edge is the stretch
    in which it may lie: narrow for a rule, wide for white space. ``open_right`` says that
    nothing but the text tells where the last column ends. ``open_top`` and ``open_bottom`` are the
    columns that no rule closes there; ``room`` is what the last lines of its last cells leave free,
    by column, in ems; ``tops`` are the upper edges of its rows and the lower one of the last.
    """

    table: Table
    edges: tuple[Edge, ...]
    open_right: bool = False
    open_top: frozenset[int] = frozenset()
    open_bottom: frozenset[int] = frozenset()
    room: Room = field(default_factory=dict)
    tops: tuple[float, ...] = ()


@dataclass(slots=True)
class Page:
    """What stands on one page, in reading order; ``number`` counts from 1."""

    number: int
    blocks: list[Line | PageTable] = field(default_factory=list)


def join_pages(pages: Iterable[Page]) -> Iterator[Block]:
    """The blocks of all pages in order; tables that go on over a page break are one."""
    open_: PageTable | None = None
    last = 0
    for page in pages:
        blocks = list(page.blocks)
        if open_ and page.number == last + 1:
            open_, blocks = _continued(open_, blocks)
        last = page.number
        if not blocks:
            continue
        if open_:
            yield open_.table
        *before, final = blocks
        for block in before:
            yield block.table if isinstance(block, PageTable) else block
        open_ = final if isinstance(final, PageTable) else None
        if isinstance(final, Line):
            yield final
    if open_:
        yield open_.table


def _continued(
    open_: PageTable, blocks: list[Line | PageTable]
) -> tuple[PageTable, list[Line | PageTable]]:
    """``open_`` with the table that goes on with it at the head of ``blocks``, and the others."""
    for at, block in enumerate(blocks):
        if isinstance(block, PageTable):
            if _same_sides(open_, block):
                return _joined(open_, block), blocks[at + 1 :]
            break
        if not _CAPTION.fullmatch(printed(block.text)):
            break
    return _doubted_at_break(open_, blocks)


def _doubted_at_break(
    open_: PageTable, blocks: list[Line | PageTable]
) -> tuple[PageTable, list[Line | PageTable]]:
    """``open_`` and ``blocks`` with a doubt on both sides of the break, where one may go on.

    The first table of the next page has the same headers, but its columns stand elsewhere.
    """
    at = next((at for at, block in enumerate(blocks) if isinstance(block, PageTable)), None)
    below = blocks[at] if at is not None and at <= _MOST_BETWEEN else None
    if at is None or not isinstance(below, PageTable):
        return open_, blocks
    rows = list(below.table.rows)
    heads = _repeated(open_.table.rows, rows)
    if not 0 < heads < len(rows):
        return open_, blocks
    rows[heads] = tuple(_doubted(rows[heads], MAYBE_CUT))
    last = tuple(_doubted(open_.table.rows[-1], MAYBE_CUT))
    above = replace(open_.table, rows=(*open_.table.rows[:-1], last))
    table = replace(below, table=replace(below.table, rows=tuple(rows)))
    return replace(open_, table=above), [*blocks[:at], table, *blocks[at + 1 :]]


def _same_sides(above: PageTable, below: PageTable) -> bool:
    """Whether both tables have the same sides; a side may be left open where merged cells go on."""
    left = _near(above.edges[0], below.edges[0], _OUTER)
    right = _near(above.edges[-1], below.edges[-1], _OUTER)
    right = right or (above.open_right and below.open_right)
    if left and right:
        return True
    few, many = sorted((above.edges, below.edges), key=len)
    return (
        (left or right)
        and len(few) > 2
        and all(any(_near(edge, other) for other in many) for edge in few)
    )


def _near(one: Edge, two: Edge, more: float = 0.0) -> bool:
    """Whether two edges may be the same."""
    return one[0] <= two[1] + more and two[0] <= one[1] + more


def _joined(above: PageTable, below: PageTable) -> PageTable:
    below = _fitted(below, above)
    edges = _common_edges(above, below)
    top = [list(row) for row in _on_edges(above, edges)]
    bottom = [list(row) for row in _on_edges(below, edges)]
    heads = _repeated(top, bottom)
    if len(bottom) > heads:
        open_ = _open_cells(above, below, edges, repeated=heads > 0)
        _append(top, bottom[heads:], open_, _room(above, edges))
    table = Table(tuple(map(tuple, top)), above.table.place, above.table.aligned)
    return PageTable(
        table,
        edges,
        above.open_right and below.open_right,
        _columns(above.open_top, above, edges),
        _columns(below.open_bottom, below, edges),
        _room(below, edges),
    )


def _fitted(below: PageTable, above: PageTable) -> PageTable:
    """``below`` with the sides of ``above``, where more of its columns are the same by that.

    Pages that were scanned or photographed lie a little apart from each other.
    """
    (left, right), (to_left, to_right) = (
        (sum(edges[0]) / 2, sum(edges[-1]) / 2) for edges in (below.edges, above.edges)
    )
    scale = (to_right - to_left) / (right - left)
    moved = tuple(
        (to_left + (start - left) * scale, to_left + (end - left) * scale)
        for start, end in below.edges
    )

    def shared(edges: Sequence[Edge]) -> int:
        return sum(any(_near(edge, other) for other in above.edges) for edge in edges[1:-1])

    return replace(below, edges=moved) if shared(moved) > shared(below.edges) else below


def _open_cells(
    above: PageTable, below: PageTable, edges: Sequence[Edge], *, repeated: bool
) -> frozenset[int] | None:
    """The columns in which no rule parts two pages; None where rules don't tell.

    They tell when the program closes what ends and leaves open what goes on, as browsers do.
    """
    framed = len(above.open_top) < len(above.edges) - 1
    if not framed or not (above.open_bottom or (below.open_top and not repeated)):
        return None
    goes_on = _columns(above.open_bottom, above, edges)
    return goes_on if repeated else goes_on & _columns(below.open_top, below, edges)


def _columns(columns: Iterable[int], table: PageTable, edges: Sequence[Edge]) -> frozenset[int]:
    """Columns of a table as numbered by ``edges``."""
    number = [_number(edge, edges) for edge in table.edges]
    return frozenset(new for col in columns for new in range(number[col], number[col + 1]))


def _common_edges(above: PageTable, below: PageTable) -> tuple[Edge, ...]:
    """The edges of both tables, those that are the same taken once."""
    left, *inner, right = above.edges
    first, *others, last = below.edges
    if not _near(first, left, _OUTER):
        others.append(first)
    if above.open_right and below.open_right:
        right = max(right, last)
    elif not _near(last, right, _OUTER):
        others.append(last)
    for edge in others:
        same = [other for other in inner if _near(edge, other)]
        if same:
            nearest = min(same, key=lambda other: abs(sum(other) - sum(edge)))
            shared = (max(nearest[0], edge[0]), min(nearest[1], edge[1]))
            inner[inner.index(nearest)] = shared
        else:
            inner.append(edge)
    return tuple(sorted([left, *inner, right]))


def _on_edges(table: PageTable, edges: Sequence[Edge]) -> Iterator[list[Cell]]:
    """The rows of a table with the columns numbered by ``edges``."""
    number = [_number(edge, edges) for edge in table.edges]
    if table.open_right:
        number[-1] = len(edges) - 1
    for row in table.table.rows:
        yield [
            replace(
                cell,
                col=number[cell.col],
                col_span=max(number[cell.col + cell.col_span] - number[cell.col], 1),
            )
            for cell in row
        ]


def _room(table: PageTable, edges: Sequence[Edge]) -> Room:
    return {_number(table.edges[col], edges): free for col, free in table.room.items()}


def _number(edge: Edge, edges: Sequence[Edge]) -> int:
    """Which of ``edges`` an edge is: the one that it shares most with."""

    def distance(at: int) -> tuple[float, float]:
        other = edges[at]
        apart = max(edge[0] - other[1], other[0] - edge[1], 0.0)
        return (apart, abs(sum(other) - sum(edge)))

    return min(range(len(edges)), key=distance)


def _repeated(top: Sequence[Sequence[Cell]], bottom: Sequence[Sequence[Cell]]) -> int:
    """How many rows at the head of ``bottom`` are header rows of ``top``, printed again.

    Headers amid a table that follow no row of theirs begin a part of their own.
    """
    texts = [texts_of(row) for row in top]
    heads = [texts_of(row) for row in bottom]
    best = 0
    for start in range(len(texts) if _is_under(top[-1], bottom[0]) else 1):
        count = 0
        while (
            count < len(heads)
            and start + count < len(texts)
            and heads[count] in (texts[start + count], _below_section(top[start + count]))
            and (_is_header(heads[count]) or (count > 0 and _are_numbers(heads[count])))
        ):
            count += 1
        best = max(best, count)
    return best


def _below_section(row: Sequence[Cell]) -> list[str]:
    """The texts of a row but for what its section is called, which need not be printed again."""
    return texts_of(row[1:]) if row and row[0].row_span > 1 else []


def _is_under(row: Sequence[Cell], heads: Sequence[Cell]) -> bool:
    """Whether a row may stand under headers: none of its texts spans most of them."""
    starts = [head.col for head in heads if head.text.strip()]
    most = max(len(starts) / 2, _FEW_HEADERS)
    return not any(
        sum(cell.col <= start < cell.col + cell.col_span for start in starts) > most
        for cell in row
        if cell.text.strip()
    )


def _is_header(texts: Sequence[str]) -> bool:
    return len(texts) > 1 and not any(has_figure(text) for text in texts)


def _are_numbers(texts: Sequence[str]) -> bool:
    """Whether the texts of a row number columns: 1, 2, 3 below the headers."""
    return len(texts) > _FEW_HEADERS and texts == [str(at) for at in range(1, len(texts) + 1)]


def _append(top: Rows, bottom: Rows, open_: frozenset[int] | None, room: Room) -> None:
    """Add the rows of ``bottom`` to ``top``: a row that was cut and merged cells are joined.

    ``open_`` are the columns in which no rule parts them, None where rules don't tell.
    """
    cut, doubt = is_cut(top, bottom, room) if open_ is None else (False, None)
    if doubt and not cut:
        top[-1] = _doubted(top[-1], doubt)
        bottom = [_doubted(bottom[0], doubt), *bottom[1:]]
    guess = doubt if cut else None
    goes_on = _halves(top, bottom, open_, room, cut=cut)
    # A row of nothing but the rest of merged cells is no row of its own.
    cut = cut or len(goes_on) == len(bottom[0])
    shift = len(top) - cut - bottom[0][0].row
    rows = [[replace(cell, row=cell.row + shift) for cell in row] for row in bottom]
    kept = [cell for cell in rows[0] if cell.col not in goes_on]
    for cell in rows[0]:
        if cell.col in goes_on:
            above = goes_on[cell.col]
            _extend(
                top,
                above,
                cell,
                GUESSED if open_ is None and _is_odd(above, cell, room) else guess,
                "" if runs_on(above, cell, room) else "\n",
            )
    if cut:
        top[-1] = sorted([*top[-1], *kept], key=lambda cell: cell.col)
    else:
        top.append(kept)
    top.extend(rows[1:])


def _is_odd(above: Cell, below: Cell, room: Room) -> bool:
    """Whether two halves may be two texts: digits meet, or the upper one ends before the border."""
    if not printed(above.text) or not printed(below.text) or is_again(above, below):
        return False
    digits = above.text[-1:].isdigit() and below.text[:1].isdigit()
    return digits or (ends(above, below, room) and not is_label(above, below))


def _doubted(row: Sequence[Cell], doubt: str) -> list[Cell]:
    """A row with a doubt on each of its texts; merged labels belong to other rows too."""
    return [
        replace(cell, place=cell.place.doubted(doubt))
        if cell.row_span == 1 and cell.text.strip()
        else cell
        for cell in row
    ]


def _halves(
    top: Rows, bottom: Rows, open_: frozenset[int] | None, room: Room, *, cut: bool
) -> dict[int, Cell]:
    """By column: the cells of ``top`` that go on in cells of ``bottom``'s first row."""
    row = bottom[0]
    last = last_cells(top)
    record = rest_of_record(top, bottom, room)
    begun = heights_of_new(last, row)
    found: dict[int, Cell] = {}
    for cell in row:
        same = last.get(span_of(cell))
        if open_ is not None:
            above = (same or home(cell, last)) if cell.col in open_ else None
        elif cut:
            above = same or home(cell, last)
        else:
            leads = all(c.col in found or not printed(c.text) for c in row if c.col < cell.col)
            merged = (
                same
                and is_merged(same, cell, [*top, *bottom], leads=leads)
                and cell.row_span not in begun
            )
            goes_on = cell.col in record or merged
            above = same if goes_on else None
        if above:
            found[cell.col] = above
    return found


def _extend(
    top: list[list[Cell]], above: Cell, below: Cell, doubt: str | None, between: str
) -> None:
    """Let a cell of ``top`` go on with ``below``, with what is ``between`` their texts."""
    row = above.row
    at = next(at for at, cell in enumerate(top[row]) if cell.col == above.col)
    above = top[row][at]
    text, place = _whole(above, below, doubt, between)
    top[row][at] = replace(
        above,
        text=text,
        place=place,
        row_span=max(above.row_span, below.row + below.row_span - above.row),
    )


def _whole(above: Cell, below: Cell, doubt: str | None, between: str) -> tuple[str, Place]:
    """The text of a cell that the page break cut, and its place."""
    if not above.text.strip():
        return below.text, below.place
    if not below.text.strip():
        return above.text, above.place
    if above.text == below.text:
        # Written on both pages: where it is cut off, they show all of it together.
        place = below.place if above.place.doubt == CUT_OFF else above.place
        return above.text, replace(place, doubt=None) if place.doubt == CUT_OFF else place
    rest = Place(confidence=below.place.confidence, doubt=below.place.doubt)
    return f"{above.text}{between}{below.text}", above.place.to(rest).doubted(doubt)
