"""Tables that go on over a page break → one table, with the row that the break cut joined."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ingest.document import Block, Cell, Line, Place, Table
from ingest.read.labels import known_headers, known_labels
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

CUT_OFF = "文字被裁切，版面上显示不全 (cut off where it is printed)"
GUESSED = "跨页行的拼接为推测 (joined over a page break by guess)"
_OUTER = 8.0
_CAPTION = re.compile(r"[（(]?(续表|续上表|接上表|续)[）)]?\d*|[（(]?(金额)?单位[:：].{1,6}")
_ENDED = re.compile(r"[。；;！？!?]$")
# A figure; a year is none, nor what stands in parentheses.
_FIGURE = re.compile(r"\d(?!\d{0,3}年)(?![^（(]*[）)])")
_TYPICAL = 0.6
_PEERS, _FEWEST_PEERS = 12, 3

Span = tuple[int, int]
Edge = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table of one page with the edges of its columns, in points.

    Column ``n`` of the table lies between ``edges[n]`` and ``edges[n + 1]``. An edge is the stretch
    in which it may lie: narrow for a rule, wide for white space. ``open_right`` says that
    nothing but the text tells where the last column ends. ``open_top`` and ``open_bottom`` are the
    columns that no rule closes there.
    """

    table: Table
    edges: tuple[Edge, ...]
    open_right: bool = False
    open_top: frozenset[int] = frozenset()
    open_bottom: frozenset[int] = frozenset()


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
    return open_, blocks


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
    edges = _common_edges(above, below)
    top = [list(row) for row in _on_edges(above, edges)]
    bottom = [list(row) for row in _on_edges(below, edges)]
    heads = _repeated(top, bottom)
    if len(bottom) > heads:
        _append(top, bottom[heads:], _open_cells(above, below, edges, repeated=heads > 0))
    table = Table(tuple(map(tuple, top)), above.table.place, above.table.aligned)
    return PageTable(
        table,
        edges,
        above.open_right and below.open_right,
        _columns(above.open_top, above, edges),
        _columns(below.open_bottom, below, edges),
    )


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


def _number(edge: Edge, edges: Sequence[Edge]) -> int:
    """Which of ``edges`` an edge is: the one that it shares most with."""

    def distance(at: int) -> tuple[float, float]:
        other = edges[at]
        apart = max(edge[0] - other[1], other[0] - edge[1], 0.0)
        return (apart, abs(sum(other) - sum(edge)))

    return min(range(len(edges)), key=distance)


def _repeated(top: Sequence[Sequence[Cell]], bottom: Sequence[Sequence[Cell]]) -> int:
    """How many rows at the head of ``bottom`` are header rows of ``top``, printed again."""
    texts = [_texts(row) for row in top]
    heads = [_texts(row) for row in bottom]
    best = 0
    for start in range(len(texts)):
        count = 0
        while (
            count < len(heads)
            and start + count < len(texts)
            and heads[count] == texts[start + count]
            and _is_header(heads[count])
        ):
            count += 1
        best = max(best, count)
    return best


def _texts(row: Sequence[Cell]) -> list[str]:
    return [text for cell in row if (text := printed(cell.text))]


def _is_header(texts: Sequence[str]) -> bool:
    return len(texts) > 1 and not any(_FIGURE.search(text) for text in texts)


def _append(top: list[list[Cell]], bottom: list[list[Cell]], open_: frozenset[int] | None) -> None:
    """Add the rows of ``bottom`` to ``top``: a row that was cut and merged cells are joined.

    ``open_`` are the columns in which no rule parts them, None where rules don't tell.
    """
    cut, doubt = _is_cut(top, bottom) if open_ is None else (False, None)
    goes_on = _halves(top, bottom[0], open_, cut=cut)
    # A row of nothing but the rest of merged cells is no row of its own.
    cut = cut or len(goes_on) == len(bottom[0])
    shift = len(top) - cut - bottom[0][0].row
    rows = [[replace(cell, row=cell.row + shift) for cell in row] for row in bottom]
    kept = [cell for cell in rows[0] if cell.col not in goes_on]
    for cell in rows[0]:
        if cell.col in goes_on:
            above = goes_on[cell.col]
            inside = open_ is None and above.text[-1:].isdigit() and cell.text[:1].isdigit()
            _extend(top, above, cell, GUESSED if inside else doubt)
    if cut:
        top[-1] = sorted([*top[-1], *kept], key=lambda cell: cell.col)
    else:
        top.append(kept)
    top.extend(rows[1:])


def _halves(
    top: Sequence[Sequence[Cell]], row: Sequence[Cell], open_: frozenset[int] | None, *, cut: bool
) -> dict[int, Cell]:
    """By column: the cells of ``top`` that go on in cells of ``row``."""
    ending = _ending(top)
    found = {}
    for cell in row:
        same = ending.get(_span(cell))
        if open_ is not None:
            above = (same or _home(cell, ending)) if cell.col in open_ else None
        elif cut:
            above = same or _home(cell, ending)
        else:
            above = same if same and _goes_on(same, cell, row) else None
        if above:
            found[cell.col] = above
    return found


def _home(cell: Cell, ending: dict[Span, Cell]) -> Cell | None:
    """The cell above, in the last row, whose columns hold those of ``cell``."""
    return next(
        (
            above
            for (col, span), above in ending.items()
            if col <= cell.col and cell.col + cell.col_span <= col + span
        ),
        None,
    )


def _ending(rows: Sequence[Sequence[Cell]]) -> dict[Span, Cell]:
    """The cells that reach down to the last row, by their columns."""
    return {
        (cell.col, cell.col_span): cell
        for row in rows
        for cell in row
        if cell.row + cell.row_span == len(rows)
    }


def _goes_on(above: Cell, below: Cell, row: Sequence[Cell]) -> bool:
    """Whether two cells of different rows are one merged cell that the page break cut."""
    up, down = printed(above.text), printed(below.text)
    if not down:
        leads = all(not printed(cell.text) for cell in row if cell.col < below.col)
        return above.row_span > 1 or below.row_span > 1 or leads
    if not up:
        return above.row_span > 1 or below.row_span > 1
    labels = known_labels()
    return up + down in labels and not (up in labels and down in labels)


def _extend(top: list[list[Cell]], above: Cell, below: Cell, doubt: str | None) -> None:
    """Let a cell of ``top`` go on with ``below``."""
    row = above.row
    at = next(at for at, cell in enumerate(top[row]) if cell.col == above.col)
    above = top[row][at]
    text, place = _whole(above, below, doubt)
    top[row][at] = replace(
        above,
        text=text,
        place=place,
        row_span=max(above.row_span, below.row + below.row_span - above.row),
    )


def _whole(above: Cell, below: Cell, doubt: str | None) -> tuple[str, Place]:
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
    return f"{above.text}\n{below.text}", above.place.to(rest).to(Place(doubt=doubt))


def _is_cut(top: list[list[Cell]], bottom: list[list[Cell]]) -> tuple[bool, str | None]:
    """Whether the first row of ``bottom`` is the rest of the last one of ``top``; the doubt.

    A row that lacks its first cell, or what rows like it always have, is half a row.
    """
    ending = {span: cell for span, cell in _ending(top).items() if cell.row_span == 1}
    upper = {span: printed(cell.text) for span, cell in ending.items()}
    texts = [cell for cell in bottom[0] if cell.row_span == 1 and printed(cell.text)]
    homes = [_home(cell, ending) for cell in texts]
    filled = {_span(home) for home in homes if home}
    opens = any(cell.row_span > 1 and printed(cell.text) for cell in bottom[0])
    if opens or not any(upper.values()) or not texts or None in homes:
        return False, None
    if len(filled) < len(texts):
        return False, None
    typical = _typical(top, bottom, upper)
    if typical is None:
        behind = {span for span in upper if span >= min(filled) and upper[span]}
        lone = len(behind | filled) == 1 and len(upper) > 1
        return bool(behind - filled) or lone, None
    key = min(typical, default=None)
    lacking = typical - filled
    lacked = {span for span in typical if not upper[span]}
    if key is None or not (lacking or lacked):
        return False, None
    if (key in lacking) != (key in lacked):
        return True, None
    runs_on = any(upper[span] and not _ENDED.search(upper[span]) for span in filled)
    return runs_on and not lacking & lacked, GUESSED


def _typical(
    top: list[list[Cell]], bottom: list[list[Cell]], columns: dict[Span, str]
) -> set[Span] | None:
    """The columns that rows like the one of ``columns`` fill; None where such are too few.

    Rows are alike whose last cells stand in the same columns: labels before them may be merged.
    """
    core = set(sorted(columns)[-3:])
    near = [*top[-1 - _PEERS : -1], *bottom[1 : 1 + _PEERS]]
    rows = [{_span(c): printed(c.text) for c in row} for row in near if not _is_label_row(row)]
    peers = [row for row in rows if core <= set(row)]
    if len(peers) < _FEWEST_PEERS:
        return None
    return {
        span
        for span in columns
        if sum(bool(peer.get(span)) for peer in peers) >= _TYPICAL * len(peers)
    }


def _is_label_row(row: Sequence[Cell]) -> bool:
    """Whether a row is a header: all its texts are headers' words."""
    words = known_headers()
    texts = _texts(row)
    return bool(texts) and sum(text in words for text in texts) * 2 > len(texts)


def _span(cell: Cell) -> Span:
    return (cell.col, cell.col_span)
