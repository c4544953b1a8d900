"""Whether a page break cut a row in two: what the texts of both halves and their widths tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.lexicon.labels import (
    are_two_levels,
    column_roles,
    has_figure,
    is_header,
    is_known,
    is_level,
    is_section,
    is_total,
)
from ingest.lexicon.labels import is_label as is_plain_label
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ingest.document import Cell

GUESSED = "跨页行的拼接为推测 (joined over a page break by guess)"
MAYBE_CUT = "行可能被分页截断 (the page break may have cut this row)"
_NO_START = re.compile(r"[，。、；：！？）》”’,;:!?)\]】%％]")
_UNITS = "%％"
_ENDED = re.compile(r"[。；;！？!?]$")
# What begins a line of its own in a cell: its number, or a bracket around one.
_ITEM = re.compile(r"[（(]?[\d一二三四五六七八九十]{1,2}[）)、.．](?!\d)|[①-⑳]")
# A figure that does not go on on the next line.
_WHOLE = re.compile(r"[-—–/]+|[-+]?\d{1,3}(?:,?\d{3})*\.\d{2}|[-+]?\d+(?:\.\d+)?[%％]")
_DECIMAL = re.compile(r"\d[\d,]*\.\d+")  # two of them make no number together
# A number too short to be broken, or an operator.
_SHORT = re.compile(r"\d{1,4}(?:\.\d)?|[≥≤≧≦><＞＜=＝~～±]")
# A value in a column of values, and what it does not end with.
_VALUE = re.compile(
    r"\D{0,4}\d[\d,.]*\D{0,5}|\D{0,2}\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?\D{0,4}|\d{1,2}月\d{1,2}日\D{0,4}"
)
_OPEN = re.compile(r"[\d年月,.，、/至到和]$")
_LEFT_OPEN, _CLOSES = re.compile(r"[（(][^（()）]*$"), re.compile(r"[^（()）]*[)）]")
_ASIDE = re.compile(r"(?<=.)[（(][^（()）]*[）)]$")  # behind a value: last year's (上年4.1万元)
# A name that ends with its unit, and a value that begins with how it is compared.
_IN_UNIT = re.compile(r".{2}[（(][^（()）]{1,5}[）)]$")
_LISTED = re.compile(r"[,，、;；:：和至到]$")
_COMPARED = re.compile(r"[≥≤≧≦＞＜＝=<>]|不[低少高超多大小]|超过|达到|控制在")
# What is not broken over two lines.
_UNBROKEN = re.compile(r"[!-~]*")
_CHARACTER, _LETTER = 1.4, 0.6  # widths, in ems
_TYPICAL, _NEARLY = 0.6, 0.75
_PEERS, _FEWEST_PEERS = 12, 3

Span = tuple[int, int]
Rows = list[list["Cell"]]
Room = dict[int, float]


def is_cut(top: Rows, bottom: Rows, room: Room) -> tuple[bool, str | None]:
    """Whether the first row of ``bottom`` is the rest of the last one of ``top``; the doubt.

    A row that lacks its first cell, or what rows like it always have, is half a row; one whose
    lines all reach the border above the break may be. ``room`` is what the last lines of the last
    cells leave free, by column, in ems.
    """
    pairs = _pairs(top, bottom[0])
    if any(apart(printed(above.text), printed(below.text)) for above, below in pairs):
        return False, None
    told = False if _are_below_headers(pairs) else _by_texts(pairs)
    if told is not None:
        return told, None
    record = rest_of_record(top, bottom, room)
    if any(above.row_span == 1 and cell.col in record for above, cell in pairs):
        # What a record is called is cut in its first row, or between it and the next one.
        own = [pair for pair in pairs if pair[1].col not in record]
        if not (_fills(top, bottom[0]) and any(ends(*pair, room) for pair in own)):
            return True, GUESSED
    cut, doubt = _by_columns(top, bottom, record)
    if cut and any(ends(*pair, room) for pair in pairs):
        return (False, None) if doubt else (True, GUESSED)
    if cut:
        return True, doubt
    full = pairs and all(above.col in room and not ends(above, cell, room) for above, cell in pairs)
    ended = any(_ENDED.search(printed(above.text)) for above, _ in pairs)
    return False, MAYBE_CUT if full and not ended else None


def _fills(top: Rows, row: Sequence[Cell]) -> bool:
    """Whether a row has a text wherever the last row has one in a cell of its own."""
    above = {span for span, cell in last_cells(top).items() if cell.row_span == 1 and cell.text}
    return all(cell.row_span > 1 or cell.text for cell in row if span_of(cell) in above)


def apart(one: str, two: str) -> bool:
    """Whether two lines are surely two texts: whole figures, values or names, or a total."""
    if _WHOLE.fullmatch(one) or is_total(two) or is_total(one):
        return True
    if _SHORT.fullmatch(one) and _SHORT.fullmatch(two):
        return True
    if _DECIMAL.fullmatch(one) and _DECIMAL.fullmatch(two):
        return True
    if _IN_UNIT.search(one) and _IN_UNIT.search(two):
        return True
    one, two = _ASIDE.sub("", one), _ASIDE.sub("", two)
    if _VALUE.fullmatch(one) and _COMPARED.match(two) and not _LISTED.search(one):
        return True
    return bool(_VALUE.fullmatch(one) and _VALUE.fullmatch(two) and not _OPEN.search(one))


def is_line_end(one: str, two: str) -> bool:
    """Whether two lines of a cell are two texts or sentences, so that no wrap parted them."""
    return bool(_ENDED.search(one) or _ITEM.match(two)) or apart(printed(one), printed(two))


def no_start(one: str, two: str) -> bool:
    """Whether a line goes on with what cannot begin a text; a sign of percent can be a unit."""
    return bool(_NO_START.match(two)) and (one[-1:].isdigit() or two[0] not in _UNITS)


def _goes_on_in_brackets(above: Cell, below: Cell) -> bool:
    """Whether a bracket that one row leaves open is closed in the row below."""
    alone = above.row_span == below.row_span == 1
    return alone and bool(_LEFT_OPEN.search(above.text) and _CLOSES.match(below.text))


def _by_columns(top: Rows, bottom: Rows, record: set[int]) -> tuple[bool, str | None]:
    """What the columns tell that are filled and those that are not.

    ``record`` are the columns that hold the rest of a record, which no row is of.
    """
    whole = last_cells(top)
    again = {cell.col for cell in bottom[0] if is_again(home(cell, whole), cell)}
    last = {
        span: cell for span, cell in whole.items() if cell.row_span == 1 and cell.col not in again
    }
    upper = {span: printed(cell.text) for span, cell in last.items()}
    told = [cell for cell in bottom[0] if cell.col not in again and printed(cell.text)]
    texts = [cell for cell in told if cell.row_span == 1]
    homes = [home(cell, last) for cell in texts]
    filled = {span_of(above) for above in homes if above}
    opens = any(
        cell.row_span > 1 and cell.col not in record and not _goes_on(cell, whole) for cell in told
    )
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


def _goes_on(cell: Cell, last: Mapping[Span, Cell]) -> bool:
    """Whether a cell holds the rest of the text above it: of a label, or what begins no text."""
    above = home(cell, last)
    if above is None or not printed(above.text):
        return False
    return no_start(printed(above.text), cell.text) or is_label(above, cell)


def _pairs(top: Rows, row: Sequence[Cell]) -> list[tuple[Cell, Cell]]:
    """The cells of ``row`` beside those of ``top`` that they may go on from, both with text."""
    last = last_cells(top)
    pairs = ((home(cell, last), cell) for cell in row if printed(cell.text))
    return [
        (above, cell)
        for above, cell in pairs
        if above and printed(above.text) and not is_again(above, cell)
    ]


def is_again(above: Cell | None, below: Cell) -> bool:
    """Whether a cell is printed again on the next page: 产出指标 above the break and below it.

    Of what is no label, only merged cells are: two rows may have equal values.
    """
    if not above or not printed(below.text) or printed(above.text) != printed(below.text):
        return False
    return _merged(above, below) or is_plain_label(below.text)


def _are_below_headers(pairs: Sequence[tuple[Cell, Cell]]) -> bool:
    """Whether cells stand below headers, which are whole; what is beside them may be torn."""
    heads = [above for above, below in pairs if not is_label(above, below)]
    return len(heads) > 1 and all(_is_header(printed(head.text)) for head in heads)


def _by_texts(pairs: Sequence[tuple[Cell, Cell]]) -> bool | None:
    """What brackets and labels tell: whole labels stand in rows of their own, halves in halves."""
    if any(_goes_on_in_brackets(*pair) for pair in pairs):
        return True
    texts = [(printed(above.text), printed(below.text)) for above, below in pairs]
    if any(is_known(up) and is_known(down) and not is_known(up + down) for up, down in texts):
        return False
    halves = [pair for pair in pairs if all(cell.row_span == 1 for cell in pair)]
    return True if any(is_label(*pair) for pair in halves) else None


def is_label(above: Cell, below: Cell) -> bool:
    """Whether two cells hold the halves of one label, which may end with its weight."""
    up, down = printed(above.text), printed(below.text)
    if are_two_levels(up, down) or (is_section(up) and is_section(down)):
        return False
    return is_known(up + down) or is_plain_label(up + down)


def ends(above: Cell, below: Cell, room: Room) -> bool:
    """Whether the text of a cell ends before the border, so that nothing goes on below it."""
    if above.col not in room or _ENDED.search(printed(above.text)) or _ITEM.match(below.text):
        return False
    unbroken = _UNBROKEN.match(below.text)
    letters = len(unbroken[0]) if unbroken else 0
    return room[above.col] > max(_CHARACTER, _CHARACTER + _LETTER * letters)


def runs_on(above: Cell, below: Cell, room: Room) -> bool:
    """Whether the last line of a cell is full, so that a wrap parted it from what goes on."""
    if above.col not in room or is_line_end(above.text, below.text):
        return False
    return not ends(above, below, room)


def _typical(top: Rows, bottom: Rows, columns: dict[Span, str]) -> set[Span] | None:
    """The columns that rows like the one of ``columns`` fill; None where such are too few.

    Rows are alike whose last cells stand in the same columns: labels before them may be merged.
    """
    core = set(sorted(columns)[-3:])
    near = [*top[-1 - _PEERS : -1], *bottom[1 : 1 + _PEERS]]
    rows = [{span_of(c): printed(c.text) for c in row} for row in near if not _is_label_row(row)]
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
    texts = texts_of(row)
    return bool(texts) and sum(map(_is_header, texts)) * 2 > len(texts)


def _is_header(text: str) -> bool:
    return is_header(text) or bool(column_roles(text))


def is_merged(above: Cell, below: Cell, rows: Rows, *, leads: bool) -> bool:
    """Whether two cells of different rows are one merged cell that the page break cut.

    ``leads`` says that what stands before ``below`` in its row goes on from above too. A label
    beneath a blank cell stands in the middle of both, where all other ``rows`` have labels.
    """
    up, down = printed(above.text), printed(below.text)
    if not down:
        return _merged(above, below) or leads
    if not up:
        return _merged(above, below) or (is_level(down) and _is_filled(rows, span_of(above)))
    return is_label(above, below)


def heights_of_new(last: Mapping[Span, Cell], row: Sequence[Cell]) -> set[int]:
    """How many rows the records have that begin in ``row``: a figure of theirs is below another."""
    return {
        cell.row_span
        for cell in row
        if cell.row_span > 1
        and (above := last.get(span_of(cell)))
        and has_figure(above.text)
        and has_figure(cell.text)
        and apart(printed(above.text), printed(cell.text))
    }


def rest_of_record(top: Rows, bottom: Rows, room: Room) -> set[int]:
    """The columns in which cells of ``bottom``'s first row hold the rest of a record.

    What all records have, an amount or a name, is blank in one half or printed in both; cells
    that are merged alike are of one record. Where a level goes on, so does what it is of.
    """
    last = last_cells(top)
    every = [(last[span_of(c)], c) for c in bottom[0] if span_of(c) in last]
    halves = [pair for pair in every if not _has_label(*pair)]
    merges = _merges([*_below_header(top), *bottom])
    found: set[int] = set()
    levels = [c.col for above, c in every if is_level(above.text) and not printed(c.text)]
    outer = [pair for pair in halves if pair[1].col < min(levels, default=0) and _merged(*pair)]
    if not any(_begins(*pair, room) for pair in outer):
        found.update(cell.col for _, cell in outer)
    for above, below in halves:
        filled = _is_filled([*top, *bottom[1:]], span_of(above))
        if not _says_no_more(above, below) or not filled:
            continue
        own = merges.get(span_of(below), [])
        alike = [pair for pair in halves if merges.get(span_of(pair[1]), []) == own]
        alike = alike if any(height > 1 for _, height in own) else []
        # Without a name of its own it is no other record, wherever the lines above end.
        nameless = bool(alike) and alike[0][1] is below and not printed(below.text)
        figure = has_figure(above.text) and not printed(below.text) and below.row_span > 1
        high = [pair for pair in halves if figure and pair[1].row_span == below.row_span]
        for mine, free in ((alike, {} if nameless else room), (high, room)):
            if not any(_begins(*pair, free) for pair in mine):
                found.update(cell.col for _, cell in mine)
    # Where figures as high tell that another record begins, it does so in all of its columns.
    begun = heights_of_new(last, bottom[0])
    return found - {cell.col for _, cell in every if cell.row_span in begun}


def _has_label(above: Cell, below: Cell) -> bool:
    """Whether one of two texts is a label, which records share; one alone may be of either."""
    below_text = bool(printed(above.text)) and is_plain_label(below.text)
    return is_plain_label(above.text) or below_text


def _merged(above: Cell, below: Cell) -> bool:
    """Whether either of two halves stands beside several rows."""
    return above.row_span > 1 or below.row_span > 1


def _says_no_more(above: Cell, below: Cell) -> bool:
    """Whether only one of two halves says something, or both the same.

    What stands in the middle of a merged cell may stand on either page.
    """
    up, down = bool(printed(above.text)), bool(printed(below.text))
    return up > down or (up < down and _merged(above, below)) or is_again(above, below)


def _begins(above: Cell, below: Cell, room: Room) -> bool:
    """Whether a cell below a page break has a text that is not the rest of the one above."""
    if not printed(above.text) or not printed(below.text) or is_again(above, below):
        return False
    return apart(printed(above.text), printed(below.text)) or ends(above, below, room)


def _below_header(rows: Rows) -> Rows:
    """The rows below the last header: what is merged in a block above it is of no record."""
    heads = [at for at, row in enumerate(rows) if _is_label_row(row)]
    return rows[heads[-1] + 1 :] if heads else rows


def _merges(rows: Rows) -> dict[Span, list[tuple[int, int]]]:
    """By column: in which of the rows its cells begin, and how many rows they take."""
    found: dict[Span, list[tuple[int, int]]] = {}
    for at, row in enumerate(rows):
        for cell in row:
            found.setdefault(span_of(cell), []).append((at, cell.row_span))
    return found


def _is_filled(rows: Rows, span: Span) -> bool:
    """Whether nearly all cells of a column have text: what several records are of has none."""
    texts = [printed(cell.text) for row in rows for cell in row if span_of(cell) == span]
    return len(texts) >= _FEWEST_PEERS and sum(map(bool, texts)) >= _NEARLY * len(texts)


def home(cell: Cell, last: Mapping[Span, Cell]) -> Cell | None:
    """The one of the last cells above whose columns hold those of ``cell``."""
    return next(
        (
            above
            for (col, span), above in last.items()
            if col <= cell.col and cell.col + cell.col_span <= col + span
        ),
        None,
    )


def last_cells(rows: Sequence[Sequence[Cell]]) -> dict[Span, Cell]:
    """The cells that reach down to the last row, by their columns."""
    return {
        (cell.col, cell.col_span): cell
        for row in rows
        for cell in row
        if cell.row + cell.row_span == len(rows)
    }


def span_of(cell: Cell) -> Span:
    """The first column of a cell and how many it takes."""
    return (cell.col, cell.col_span)


def texts_of(row: Sequence[Cell]) -> list[str]:
    """The printed texts of a row, without those of blank cells."""
    return [text for cell in row if (text := printed(cell.text))]
