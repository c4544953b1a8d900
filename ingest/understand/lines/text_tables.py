"""Tables out of page text: a header, its columns and the rows below, whatever they are called.

Of ``一级指标 二级指标 三级指标 / 甲乙栏 / 产出指标 / 数量指标 / 培训人数 ≥300人`` the header has
four columns and the row four cells. How the header's lines make up columns is tried in several
ways; the one under which the text below is cheapest to cut into rows (``division``) is taken. What
the columns are called is left to what reads tables.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import groupby, islice, pairwise, product
from typing import TYPE_CHECKING, NamedTuple

from ingest.document import Cell, Document, Line, Place, Table
from ingest.lexicon import appearance
from ingest.lexicon.labels import has_figure
from ingest.lexicon.levels import first_of, is_plain_label, plain_level, ranks
from ingest.understand.columns.header_cells import FORMER_YEAR, LEVEL_ROLES, VALUE_ROLES
from ingest.understand.indicators.indicator_table import GROUP
from ingest.understand.lines.header_lines import (
    PROJECT,
    Found,
    find_header,
    is_band,
    is_block_label,
    known_roles,
    role_of,
)
from ingest.understand.lines.header_ways import (
    OF_INDICATORS,
    Way,
    holds_header,
    ways_to_read,
)
from ingest.understand.lines.line_columns import (
    DIVIDED,
    OF_VALUES,
    beside_signs,
    column_of,
    is_money,
    leading,
    may_hold,
    of_known_blanks,
    of_known_cells,
    with_contents,
    with_numbers,
)
from ingest.understand.lines.pieces import (
    blanks_behind,
    pieces,
    width_bounds,
    with_blanks,
    with_whole_units,
)
from ingest.understand.lines.reflow import cost_of_rows, reflow, tried
from ingest.understand.lines.row_doubts import (
    UNKNOWN_COLUMN,
    usual_columns,
    with_doubts,
    with_whole_rows_in_doubt,
)
from ingest.understand.lines.tab_rows import TabRow, blocks_of, heads_list, tab_rows
from ingest.vocabulary import alternatives
from ingest.words.masks import half_width
from ingest.words.operators import PREFIXES
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ingest.document import Block
    from ingest.understand.lines.pieces import Piece
    from ingest.understand.lines.reflow import Column, Row

_LEAST_NUMBERS = 4
_MOST_MADE = 1000
_MOST_TRIED = 40
_MOST_WEIGHED = 6
_MISCOUNTED = 8.0
# Lines above the first level that are left out of the header.
_IN_BODY = 1.0
# Where each header stood on a line, each cell does.
_LIKE_HEADERS = 5.0
_LETTER = 2
_MANY = 3
_PAIR = 2
_LONGEST_LEVEL = 10
_BLANK = 3.0
_CLOSE = 2.0
_TWINS = ("cycle", "annual")
# Within an item, rather than between two.
_LINE_END = re.compile(r"(?<![。；;])\n(?![（(]?\d{1,2}[)）.、．]|[①-⑳【])")
_SIGNED = re.compile(rf"(?:{alternatives(PREFIXES)})\d")
_LEFT_FREE = re.compile(r"(?:指标\d{1,2}[:：]?|…+|\.{3,6})")
_Groups = list[tuple[Line | None, list[Line]]]
_Warning = tuple[str, Place]
_Warnings = list[_Warning]


class _Rival(NamedTuple):
    """A way to read a header, its columns, and the rows of the text below in groups.

    ``columns`` are as the header tells, ``filled`` as what they turn out to hold does, too.
    ``whole`` says that each line is a cell, ``numbered`` that the names are.
    """

    cost: float
    way: Way
    columns: list[Column]
    filled: list[Column]
    rows: list[Row]
    parts: _Groups
    whole: bool
    numbered: bool


def with_text_tables(document: Document) -> Document:
    """The document with tables for the lists of indicators in its page text.

    Of a list that is too long to read the lines stay, and a warning says so.
    """
    blocks: list[Block] = []
    warnings = [*document.warnings]
    told = _with_tab_tables(document.blocks, warnings)
    for is_line, run in groupby(told, key=lambda block: isinstance(block, Line)):
        parts = [*run]
        lines = [block for block in parts if isinstance(block, Line)]
        blocks += _with_tables(lines, warnings) if is_line else parts
    return replace(document, blocks=tuple(blocks), warnings=tuple(warnings))


def _with_tab_tables(blocks: Sequence[Block], warnings: _Warnings) -> Iterator[Block]:
    """The blocks with tables for the lists in tab-separated text, whose cells are known."""
    for is_text, run in groupby(blocks, key=_is_text):
        parts = [*run]
        has_tabs = is_text and any(isinstance(block, Table) for block in parts)
        yield from _of_tabs(parts, warnings) if has_tabs else parts


def _is_text(block: Block) -> bool:
    """Whether a block is a line, or a table that has no columns."""
    return isinstance(block, Line) or not block.aligned


def _of_tabs(blocks: Sequence[Block], warnings: _Warnings) -> Iterator[Block]:
    rows = [*tab_rows(blocks)]
    lines = [row.line for row in rows]
    words = [line.text.split("\t") for line in lines]
    kept: list[TabRow] = []
    at = 0
    while at < len(rows):
        is_header = heads_list(rows[at : at + 2])
        found = find_header(words, at) if is_header else None
        if is_header and not found and words[at][1:]:  # behind the label of the table
            words[at] = words[at][1:]
            lines[at] = replace(lines[at], text="\t".join(words[at]))
            found = find_header(words, at)
        table = _table(lines, found, warnings) if found else None
        if found and table:
            of_projects = PROJECT in known_roles(words[at : found.ends[0]])[0]
            yield from (row.line for row in kept) if of_projects else blocks_of(kept, blocks)
            yield from table
            kept = []
            at = found.last
        else:
            kept.append(rows[at])
            at += 1
    yield from blocks_of(kept, blocks)


def _with_tables(lines: Sequence[Line], warnings: _Warnings) -> Iterator[Block]:
    at = 0
    words = [line.text.split() for line in lines]
    while at < len(lines):
        found = find_header(words, at)
        table = _table(lines, found, warnings) if found else None
        end = found.last if found else at + 1
        yield from table or lines[at:end]
        at = end


def _groups(lines: Sequence[Line], bands: set[int]) -> _Groups:
    """The lines by what they stand below: a project's name or a level of the ranks of ``bands``."""
    found: _Groups = [(None, [])]
    for line in lines:
        words = line.text.split()
        is_level = len(words) == 1 and bool(bands & ranks(words[0])) and is_plain_label(words[0])
        if is_band(words) or is_level:
            found.append((line, []))
        else:
            found[-1][1].append(line)
    return found


def _table(lines: Sequence[Line], found: Found, warnings: _Warnings) -> list[Block] | None:
    """The table of a header and the text below it, and what fits into no row of it."""
    rivals = [_weighed(rival) for rival in _rivals(lines, found)]
    if not rivals:
        return None
    best = min(rivals, key=lambda rival: rival.cost)
    cost, way, _, columns, _, parts, whole, _ = best
    told = way.roles
    is_close = any(rival.cost < cost + _CLOSE and rival.way.roles != told for rival in rivals)
    has_unknown = any(holds_header(leaf.text.split("\n")) for leaf, _ in way.leaves)
    is_guess = is_close or has_unknown or None in told or _has_odd_years(way)
    groups = [pieces(part, whole=whole) for _, part in parts]
    place = lines[found.start].place.to(lines[found.last - 1].place)
    in_tabs = "\t" in lines[found.start].text
    try:
        flowed = reflow(groups, columns, whole=whole, blank=_BLANK, close=_CLOSE)
        again = best._replace(rows=[row for read in flowed.rows for row in read])
        columns = _filled(again)
        flowed = reflow(groups, columns, whole=whole, blank=_BLANK, close=_CLOSE)
    except ValueError as too_long:
        warnings.append((str(too_long), place))
        return None
    if not any(flowed.rows):
        return None
    is_guess = is_guess or _begins_with_a_word(flowed.rows)
    roles = dict(zip((column.role for column in columns), told, strict=True))
    labels = [part for part in way.aside if is_block_label(part.text)]
    table: list[tuple[Cell, ...]] = [
        (Cell(each.text, each.place, 0, 0, col_span=len(columns)),) for each in labels
    ]
    table += _header_rows(way, len(table))
    usual = usual_columns([row for read in flowed.rows for row in read], roles)
    for (band, _), read in zip(parts, flowed.rows, strict=True):
        if band:
            cell = Cell(band.text, band.place, len(table), 0, col_span=len(columns))
            table.append((cell,))
        rows = [*_with_first_levels([*_without_repeats(read, columns)], roles)]
        if in_tabs and PROJECT not in told:
            warnings += _unknown_levels(rows, roles)
            rows = with_whole_rows_in_doubt(rows, roles, usual)
        else:
            rows = with_doubts(rows, roles)
        table += _body_rows(rows, columns, len(table), UNKNOWN_COLUMN if is_guess else None)
    marks = [at for at, role in enumerate(told) if role in ("weight", "score")]
    for line in lines[found.start : found.last]:
        words = line.text.split()
        if words and appearance.is_total(words) and len(words) <= len(marks) + 1:
            cols = [0, *marks[len(marks) - len(words) + 1 :]]
            at = len(table)
            table.append(
                tuple(
                    Cell(word, line.place, at, col) for word, col in zip(words, cols, strict=True)
                )
            )
    before = [Line(part.text, part.place) for part in way.aside if part not in labels]
    left = [Line(piece.text, piece.place) for piece in flowed.unplaced]
    if in_tabs:
        warnings += _not_placed(flowed.unplaced)
    return [*before, Table(tuple(table), place), *left]


def _begins_with_a_word(groups: Sequence[Sequence[Row]]) -> bool:
    """Whether the first row is a word alone that is no level: what may be a header was left out."""
    row = next((row for rows in groups for row in rows), {})
    return len(row) == 1 and not any(ranks(cell.text) for cell in row.values())


def _unknown_levels(rows: Sequence[Row], roles: Mapping[str, str | None]) -> Iterator[_Warning]:
    """What stands where levels do, and is none that is known."""
    for row in rows:
        for key, cell in row.items():
            if roles[key] in LEVEL_ROLES and not ranks(cell.text):
                yield f"unknown level: {printed(cell.text)}", cell.place


def _not_placed(unplaced: Sequence[Piece]) -> Iterator[_Warning]:
    """The rows, cells known, that fit no columns."""
    for _, run in groupby(unplaced, key=lambda piece: piece.line):
        cells = [*run]
        text = " | ".join(piece.text[:20] for piece in cells)
        yield f"row that could not be placed: {text}", cells[0].place


def _rivals(lines: Sequence[Line], found: Found) -> list[_Rival]:
    """The likeliest ways to read a header, with the rows of the text below it."""
    units = _units(lines[: found.start])
    rivals: list[_Rival] = []
    for end in found.ends:
        head, body = lines[found.start : end], lines[end : found.last]
        row = pieces(head)
        has_level = any(role_of(piece.text) == "level1" for piece in row) or any(
            role_of(each.text) == "level2" and not role_of(before.text)
            for before, each in pairwise(row)
        )
        counts = {len(words) for line in body if (words := _column_numbers(line.text))}
        kept = [x for x in _without_header(head, body) if not _column_numbers(x.text)]
        body = with_whole_units([line for line in kept if not _is_no_cell(line.text)])
        names_below = any(role_of(piece.text) == "name" for piece in row)
        bands = set() if has_level else {1} if names_below else {1, 2}
        openers = _openers(body)
        labels = sum(bool(ranks(line.text.split()[0])) for line in body)
        signs_apart = _has_signs_apart(body)
        may_be_numbered = (False, True) if _numbers_names(body) else (False,)
        has_tabs = any("\t" in line.text for line in head)
        of_words = sum(len(line.text.split()) > 1 for line in body)
        of_lines = any(map(_is_of_lines, head)) and 2 * of_words < len(body)
        may_be_whole = (False, True) if of_lines and not has_tabs else (has_tabs,)
        blanks = {} if has_tabs else blanks_behind(lines[end : found.last + 1])
        parts = _groups([*with_blanks(body, blanks)], bands)
        made = islice(ways_to_read(pieces(head, whole=has_tabs)), _MOST_MADE)
        odd = _IN_BODY * (end < found.ends[-1])
        dearer = (way._replace(cost=way.cost + odd) for way in made)
        ways = sorted(dearer, key=lambda way: way.cost)
        if has_tabs:
            ways = [way._replace(roles=_with_one_name(way.roles)) for way in ways]
        for whole in may_be_whole:
            run = pieces((line for _, part in parts for line in part), whole=whole)
            known: dict[tuple[object, ...], tuple[float, list[Row]]] = {}
            for way, numbered in product(ways if run else (), may_be_numbered):
                columns = _columns(
                    way, units, openers, of_levels=labels >= _MANY, signs_apart=signs_apart
                )
                if numbered:
                    columns = [*map(with_numbers, columns, way.roles)]
                if has_tabs:
                    columns = [*map(of_known_cells, columns, way.roles)]
                elif whole and blanks:
                    columns = [*map(of_known_blanks, columns, way.roles)]
                key = (numbered, *way.roles)
                if key not in known:
                    if len(known) == _MOST_TRIED * len(may_be_numbered):
                        break
                    known[key] = tried(run, columns, _BLANK, whole=whole)
                cost, rows = known[key]
                cost += (
                    way.cost - _LIKE_HEADERS * whole + _MISCOUNTED * bool(counts - {len(columns)})
                )
                rivals.append(_Rival(cost, way, columns, columns, rows, parts, whole, numbered))
    distinct: dict[tuple[object, ...], _Rival] = {}
    for rival in sorted(rivals, key=lambda rival: rival.cost):
        distinct.setdefault((rival.whole, rival.numbered, *rival.way.roles), rival)
    kinds = {rival.numbered for rival in distinct.values()}
    return [
        rival
        for kind in kinds
        for rival in islice((r for r in distinct.values() if r.numbered == kind), _MOST_WEIGHED)
    ]


def _with_one_name(roles: Sequence[str | None]) -> tuple[str | None, ...]:
    """The roles with one name, the last before values.

    What is left of it labels the table (绩效指标), what is right explains it (指标内容).
    """
    values = [at for at, role in enumerate(roles) if role in OF_VALUES] or [len(roles)]
    names = [at for at, role in enumerate(roles) if role == "name"]
    own = max((at for at in names if at < values[-1]), default=max(names, default=0))
    return tuple(
        role if role != "name" or at == own else GROUP if at < own else "remark"
        for at, role in enumerate(roles)
    )


def _is_no_cell(text: str) -> bool:
    """Whether a line of a body is blank, a total, or a place left for an indicator (指标2：)."""
    words = text.split()
    return not words or appearance.is_total(words) or bool(_LEFT_FREE.fullmatch(text.strip()))


def _without_header(head: Sequence[Line], body: Sequence[Line]) -> Iterator[Line]:
    """The lines of a body less those of the header, printed again on each page.

    A scrap of a header, 率 of 完成 | 率, is one only where the whole of it stands again.
    """
    texts = [line.text for line in head]
    scraps = {text for text in texts if len(text) <= _LETTER}
    at = 0
    while at < len(body):
        if [line.text for line in body[at : at + len(texts)]] == texts:
            at += len(texts)
            continue
        if body[at].text not in texts or body[at].text in scraps:
            yield body[at]
        at += 1


def _has_odd_years(way: Way) -> bool:
    """Whether a former year stands beside the header of values, rather than below it."""
    return any(FORMER_YEAR.fullmatch(leaf.text) and not above for leaf, above in way.leaves)


def _is_of_lines(line: Line) -> bool:
    """Whether the words of a line stood on a line each."""
    first, last = line.place.line_from or 0, line.place.line_to or 0
    return last - first + 1 >= len(line.text.split()) > 1


def _weighed(rival: _Rival) -> _Rival:
    """A rival with what its columns turn out to hold, and what it costs with their best widths."""
    columns = _filled(rival)
    cost = rival.way.cost - _LIKE_HEADERS * rival.whole
    cost += cost_of_rows(_run_of(rival), columns, _BLANK, whole=rival.whole)
    return rival._replace(cost=cost, filled=columns)


def _run_of(rival: _Rival) -> list[Piece]:
    return pieces((line for _, part in rival.parts for line in part), whole=rival.whole)


def _filled(rival: _Rival) -> list[Column]:
    """The columns of a rival with what its rows fill them with."""
    columns = with_contents(rival.columns, rival.way.roles, rival.rows)
    return _with_unknown_contents(columns, rival, _run_of(rival))


def _with_unknown_contents(
    columns: list[Column], rival: _Rival, run: Sequence[Piece]
) -> list[Column]:
    """The columns, each below an unknown header as one that holds what makes its rows cheapest."""

    def cost(trial: Sequence[Column]) -> float:
        return tried(run, trial, _BLANK, whole=rival.whole)[0]

    for at, role in enumerate(rival.way.roles):
        others = may_hold(columns[at]) if role is None else []
        trials = [beside_signs([*columns[:at], other, *columns[at + 1 :]]) for other in others]
        costs = [*map(cost, trials)]
        if costs and min(costs) < cost(columns) - _CLOSE:
            columns = trials[costs.index(min(costs))]
    return columns


def _column_numbers(text: str) -> list[str]:
    """The numbers of a line that numbers the columns, 1 2 3 …; empty for other lines."""
    words = text.split()
    told = [str(number) for number in range(1, len(words) + 1)]
    return words if words == told and len(words) >= _LEAST_NUMBERS else []


def _units(lines: Sequence[Line]) -> frozenset[str]:
    """Whose a list is by the captions above it: 部门：某市司法局."""
    captions = (re.split("[:：]", line.text) for line in lines)
    return frozenset(parts[1].strip() for parts in captions if len(parts) == _PAIR)


def _openers(body: Sequence[Line]) -> frozenset[str]:
    """The words that many lines of a body begin with, and go on; and those above names 1., 2. …."""
    words = [line.text.split() for line in body]
    counts = Counter(each[0] for each in words if len(each) > 1 and not has_figure(each[0]))
    above = {
        text
        for at, each in enumerate(words)
        if appearance.numbering(each[0]) == 1
        for text in _alone_above(words[:at])
    }
    # 重点工作履行情况 behind 履职效能, of several lines.
    behind = (each[:_PAIR] for each in words if len(each) > _PAIR and not has_figure(each[1]))
    counts.update([word for opener, word in behind if counts[opener] >= _MANY])
    pairs = (one + two for one, two in pairwise(words) if len(one) == len(two) == 1)
    counts.update("".join(pair) for pair in pairs if _may_be_level(*pair))  # broken over two lines
    often = {word for word, count in counts.items() if count >= _MANY and len(word) > 1}
    above = {word for word in above if len(word) > 1}
    return frozenset(often | (above if len(above) > 1 else set()))


def _alone_above(words: Sequence[Sequence[str]]) -> Iterator[str]:
    """What a level above the first of some names may be, maybe broken: 目标完成程 above 度."""
    last = [each[0] for each in words[-_PAIR:] if len(each) == 1 and not has_figure(each[0])]
    if last and len(words[-1]) == 1:
        yield last[-1]
        if len(last) == _PAIR and _may_be_level(*last):
            yield "".join(last)


def _may_be_level(first: str, rest: str) -> bool:
    return (
        len(first + rest) <= _LONGEST_LEVEL
        and not is_plain_label(first)
        and not has_figure(first + rest)
    )


def _has_signs_apart(body: Sequence[Line]) -> bool:
    """Whether as many signs stand alone as before values: ≥ | 80, not ≥80."""
    words = [half_width(word) for line in body for word in line.text.split()]
    alone = sum(word in PREFIXES for word in words)
    return alone >= sum(bool(_SIGNED.match(word)) for word in words)


def _numbers_names(body: Sequence[Line]) -> bool:
    """Whether names may be numbered one after the other, 1. 2. 3. …, as items of goals are, too."""
    words = (line.text.split()[:_PAIR] for line in body)
    numbers = ([*map(appearance.numbering, each)] for each in words)
    found = [number for each in numbers if (number := next(filter(None, each), None))]
    following = sum(two == one + 1 for one, two in pairwise(found))
    return following >= _MANY and 3 * following >= 2 * len(found)


def _columns(
    way: Way,
    units: frozenset[str],
    openers: frozenset[str],
    *,
    of_levels: bool,
    signs_apart: bool,
) -> list[Column]:
    """The columns below a header; of unknown headers by where they stand.

    ``units`` are the names of those whose list it is, ``openers`` words that many lines begin with;
    ``of_levels`` says that many of them are labels of levels, ``signs_apart`` that signs may have
    a column.
    """
    roles = way.roles
    name = next((at for at, role in enumerate(roles) if role in OF_INDICATORS), 0)
    listed = PROJECT in roles
    of_values = _beside_term(way)
    likely = _levels_left(roles[:name]) if of_levels and not listed else {}
    columns = [
        column_of(
            DIVIDED if FORMER_YEAR.fullmatch(leaf.text) or of_values[at] else likely.get(at, role),
            leaf.text,
            str(at),
            left=at < name,
            again=0 < name < at,
            at=at,
            units=units,
            openers=openers,
            money=listed
            and role not in VALUE_ROLES
            and bool(is_money(leaf.text) or (above and is_money(above.text))),
        )
        for at, ((leaf, above), role) in enumerate(zip(way.leaves, roles, strict=True))
    ]
    both = {*_TWINS} <= {*roles} or any(of_values)
    twins = {*_TWINS} if both else set()
    printed_always = {"annual"} if "actual" in roles else set()  # a target is, a result is not
    told = []
    for each, role, (leaf, _), is_value in zip(columns, roles, way.leaves, of_values, strict=True):
        least, most = width_bounds(leaf.text, leaf.place)
        empty = each.empty + 2.0 * (role in printed_always)
        twin = role in twins or (both and is_value)
        told.append(replace(each, twin=twin, empty=empty, least=least, most=most))
    return leading(beside_signs(told) if signs_apart else told, roles)


def _levels_left(roles: Sequence[str | None]) -> dict[int, str]:
    """Which of the unknown columns left of names hold levels, where no known one does.

    Of 评价内容, 目标类型 left of 绩效内容 both.
    """
    unknown = [at for at, role in enumerate(roles) if role is None]
    if {*LEVEL_ROLES} & {*roles} or not 0 < len(unknown) <= len(LEVEL_ROLES):
        return {}
    return dict(zip(unknown, LEVEL_ROLES[-len(unknown) :], strict=True))


def _beside_term(way: Way) -> list[bool]:
    """Which unknown headers stand beside that of the whole term, below one of values: the year's.

    Of 绩效目标值 over 项目期 and 甲乙栏 the last; below others may stand signs and units.
    """
    of_terms = [
        above
        for (_, above), role in zip(way.leaves, way.roles, strict=True)
        if above and role == "cycle" and role_of(above.text) in VALUE_ROLES
    ]
    return [
        role is None and any(above is each for each in of_terms)
        for (_, above), role in zip(way.leaves, way.roles, strict=True)
    ]


def _header_rows(way: Way, start: int) -> list[tuple[Cell, ...]]:
    tiers = 2 if any(above for _, above in way.leaves) else 1
    top: list[Cell] = []
    below: list[Cell] = []
    last = None
    for col, (leaf, above) in enumerate(way.leaves):
        if above is None:
            top.append(Cell(leaf.text, leaf.place, start, col, row_span=tiers))
        elif above is last:
            top[-1] = replace(top[-1], col_span=top[-1].col_span + 1)
        else:
            top.append(Cell(above.text, above.place, start, col))
        if above is not None:
            below.append(Cell(leaf.text, leaf.place, start + 1, col))
        last = above
    return [tuple(top), tuple(below)][:tiers]


def _body_rows(
    rows: Sequence[Row], columns: Sequence[Column], start: int, doubt: str | None
) -> Iterator[tuple[Cell, ...]]:
    """The rows below the header; what spans rows does so down to the next such cell."""
    for at, row in enumerate(rows):
        cells = []
        for col, column in enumerate(columns):
            cell = row.get(column.role)
            if cell is None:
                continue
            down = 1
            if column.spans:
                outer = [each.role for each in columns[: col + 1] if each.spans]
                while at + down < len(rows) and not any(r in rows[at + down] for r in outer):
                    down += 1
            text = _LINE_END.sub("", cell.text) if column.items and not column.spans else cell.text
            cell = replace(cell.doubted(doubt), text=text, row=start + at, col=col, row_span=down)
            cells.append(cell)
        yield tuple(cells)


def _with_first_levels(rows: Sequence[Row], roles: Mapping[str, str | None]) -> Iterator[Row]:
    """The rows, each first level that was left out above one of its second levels put there.

    ``roles`` are those of the columns, by the keys of rows.
    """
    keys = {role: key for key, role in roles.items()}
    one, two = keys.get("level1", ""), keys.get("level2", "")
    own: str | None = None
    for row in rows:
        first = first_of(2, row[two].text) if two in row else None
        if one in row:
            own = first_of(1, row[one].text)
        elif own and first and first != own:
            own = first
            yield {one: Cell(first, row[two].place, 0, 0), **row}
            continue
        yield row


def _without_repeats(rows: Sequence[Row], columns: Sequence[Column]) -> Iterator[Row]:
    """The rows less the labels that stand alone again below a page break: they are in force.

    What stands again right below a first level that stands alone is its second level.
    """
    heads = [column.role for column in columns if column.heads]
    last: dict[str, str] = {}
    alone = ""
    for row in rows:
        own = [role for role in heads if role in row]
        label = plain_level(row[own[0]].text) if own else ""
        if len(heads) > 1 and own == heads[:1] and label == alone and len(row) > 1:
            yield {heads[1] if role in own else role: cell for role, cell in row.items()}
        elif len(own) == 1 and len(heads) > 1 and last.get(own[0]) == row[own[0]].text:
            yield {role: cell for role, cell in row.items() if role not in own}
        else:
            yield row
        last |= {role: row[role].text for role in own}
        alone = label if own == heads[:1] and len(row) == 1 else ""
