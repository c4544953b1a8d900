"""Tables out of page text: a header, its columns and the rows below, whatever they are called.

Of ``一级指标 二级指标 三级指标 / 甲乙栏 / 产出指标 / 数量指标 / 培训人数 ≥300人`` the header has
four columns and the row four cells. How the header's lines make up columns is tried in several
ways; the one under which the text below is cheapest to cut into rows (``division``) is taken. What
the columns are called is left to what reads tables.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate, combinations, groupby, islice, pairwise, product, takewhile
from typing import TYPE_CHECKING, NamedTuple

from ingest.document import Cell, Document, Line, Place, Table
from ingest.lexicon import appearance, headers
from ingest.lexicon.labels import column_roles, has_figure, plain, unnumbered
from ingest.lexicon.levels import first_of, is_plain_label, plain_level, ranks
from ingest.understand.columns.header_cells import (
    BARE_YEAR,
    LEVEL_ROLES,
    OPENS_BLOCK,
    VALUE_ROLES,
    head_indicators,
)
from ingest.understand.lines.level_headers import Leaf, Part, folded, is_kind, leaves_of
from ingest.understand.lines.line_columns import PACKED, column_of, is_money, leading, with_contents
from ingest.understand.lines.pieces import joined, pieces, span, width, with_whole_units
from ingest.understand.lines.reflow import MAX_PIECES, cost_of_rows, reflow, tried
from ingest.understand.lines.row_doubts import UNKNOWN_COLUMN, with_doubts
from ingest.understand.project_headers import project_header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ingest.document import Block
    from ingest.understand.lines.pieces import Piece
    from ingest.understand.lines.reflow import Column, Row

_GROUP = "indicators"
_LONGEST = 18
_LONGEST_CUT = 6
_MOST_LINES = 4
_MOST_UNKNOWN = 4
_LEAST_KNOWN = 3
_LEAST_ROWS = 1
_LEAST_PARTS = 2
_LEAST_NUMBERS = 4
_MOST_HEADER_LINES = 24
_MOST_WAYS = 6
_MOST_MADE = 1000
_MOST_TRIED = 30
_MOST_WEIGHED = 4
_MOST_SPANNERS = 3
_MOST_ASIDE = 3
_ASIDE = 1.0
_APART = 0.5
_NARROW = 3
_SHORT = 4
_UNKNOWN = 2.5
_GUESSED = 0.5
_MISPLACED = 3.0
_MISCOUNTED = 8.0
_LIKELY = 0.5
_RAGGED = 4.0
_TWICE = 1.0
_SPANNER = 1.5
_OWN_SPANNER = 0.5
# Where each header stood on a line, each cell does.
_LIKE_HEADERS = 5.0
_LETTER = 2
_PAIR = 2
_BLANK = 3.0
_CLOSE = 2.0
_NUMBER = "序号"
_PROJECT = "project_name"
_SECTIONS = ("indicators", "tasks")
_OF_TASKS = {"task_name": "task_name"}
_OF_INDICATORS = ("name", PACKED)
_WHOLE = (_GROUP, "head", "project_sections", "sections")
_TWINS = ("cycle", "annual")
_NOWHERE = Place()
_YEAR = re.compile(r"\D*20\d\d\D*")
_NUMBERED = re.compile(
    r"[【\[（(]?项目[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]?[】\]）)]?[:：]?"
)
_HEADING = re.compile(
    r"(?:[(（][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．])[^。；：:]{2,40}"
)
_IS_YEAR = re.compile(r"20\d\d年度?|[前上去]一?年")
_FORMER_YEAR = re.compile("[前上去]一?年")
_FORMER = re.compile("(?:值|水平|情况)$")
_OF_VALUES = re.compile("[年期季月值]")
_FIRST_NUMBER = re.compile(r"1|[1一][、.．].*|[（(][1一][）)].*")
_TITLE = re.compile("(?:绩效|自评).*[^指标]表(?:[(（][^()（）]*[)）])?$")
_SENTENCE = re.compile("[。；;]")
# Within an item, rather than between two.
_LINE_END = re.compile(r"(?<![。；;])\n(?![（(]?\d{1,2}[)）.、．]|[①-⑳【])")
_OPEN = re.compile(r"[（(][^）)]*$")
# What stands right of the names of indicators.
_BEHIND = (*VALUE_ROLES, "nature", "unit", "score", "deviation")


class _Way(NamedTuple):
    """A way to read a header: its ``leaves`` head columns, each with what stands over it or None.

    ``roles`` are those of the leaves, ``aside`` stands before them; ``cost`` is how odd the way is.
    """

    leaves: list[Leaf]
    roles: tuple[str | None, ...]
    aside: list[Part]
    cost: float


_Groups = list[tuple[Line | None, list[Line]]]


class _Rival(NamedTuple):
    """A way to read a header, its columns, and the rows of the text below in groups.

    ``whole`` says that each line is a cell.
    """

    cost: float
    way: _Way
    columns: list[Column]
    rows: list[Row]
    parts: _Groups
    whole: bool


class _Found(NamedTuple):
    """A header's lines from ``start`` on, where it may end, and where the text below it ends."""

    start: int
    ends: tuple[int, ...]
    last: int


def with_text_tables(document: Document) -> Document:
    """The document with tables for the lists of indicators in its page text."""
    blocks: list[Block] = []
    run: list[Line] = []
    for block in document.blocks:
        if isinstance(block, Line):
            run.append(block)
            continue
        if not block.aligned and (listed := _list_of(block)):
            blocks += [*_with_tables(run), *listed]
            run = []
            continue
        blocks += [*_with_tables(run), block]
        run = []
    blocks += _with_tables(run)
    return replace(document, blocks=tuple(blocks))


def _list_of(table: Table) -> list[Block]:
    """A list of projects whose cells are known and whose columns are not; empty for no list."""
    rows = [[cell for cell in row if cell.text.strip()] for row in table.rows]
    lines = [
        Line("\t".join(cell.text for cell in row), row[0].place.to(row[-1].place))
        for row in rows
        if row
    ]
    words = [line.text.split("\t") for line in lines]
    for at in range(len(lines)):
        found = _header(words, at)
        if found and _PROJECT in _known(words[at : found.ends[0]])[0]:
            return [*lines[:at], *(_table(lines, found) or []), *lines[found.last :]]
    return []


def _with_tables(lines: Sequence[Line]) -> Iterator[Block]:
    at = 0
    words = [line.text.split() for line in lines]
    while at < len(lines):
        found = _header(words, at)
        table = _table(lines, found) if found else None
        end = found.last if found else at + 1
        yield from table or lines[at:end]
        at = end


def _header(lines: Sequence[Sequence[str]], start: int) -> _Found | None:
    """The header that begins with a line, and the text below it; None where none begins."""
    at = _body_start(lines, start)
    if at == start or not _may_begin(lines[start:at]):
        return None
    roles, behind = _known(lines[start:at])
    behind += start
    told = len(roles) >= _LEAST_KNOWN or ("name" in roles and {*roles} & {*VALUE_ROLES})
    if not told or behind >= len(lines):
        return None
    if _PROJECT in roles and not {*roles} & {*LEVEL_ROLES, "name"}:
        # Of projects, levels may head columns themselves.
        at = _body_start(lines, start, kinds=True)
        roles, behind = _known(lines[start:at], kinds=True)
        behind += start
    is_list = _PROJECT in roles and bool({*roles} & {_GROUP, PACKED})
    if not is_list:
        if not {*roles} & {*VALUE_ROLES} and not _has_unknown(lines[start:behind]):
            return None
        over_levels = head_indicators(roles) and _begins_with_level(lines, at)
        if not over_levels and not {*roles} & {*OPENS_BLOCK}:
            return None
    at = min(at, behind + _MOST_UNKNOWN)
    last = _end(lines, behind, {" ".join(words) for words in lines[start:behind]})
    ends = tuple(dict.fromkeys((behind, at)))
    return _Found(start, ends, last) if last - at >= _LEAST_ROWS else None


def _body_start(lines: Sequence[Sequence[str]], start: int, *, kinds: bool = False) -> int:
    """The first line from ``start`` on that is none of a header, or the last one that may be."""
    most = min(len(lines), start + _MOST_HEADER_LINES)
    ends = (at for at in range(start, most) if _begins_body(lines, at, kinds=kinds))
    return next(ends, most)


def _may_begin(lines: Sequence[Sequence[str]]) -> bool:
    """Whether a header may begin with the first of some lines: what it says, or short words."""
    first, *others = lines[0]
    if others:
        return any(map(_role, lines[0]))
    return len(first) <= _LONGEST_CUT or any(map(_role, _wholes(lines))) or _is_label(first)


def _wholes(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    """What the first lines are together, one more each time, as long as each is one word."""
    alone = takewhile(lambda words: len(words) == 1, lines[:_MOST_LINES])
    return accumulate(words[0] for words in alone)


def _has_unknown(lines: Sequence[Sequence[str]]) -> bool:
    """Whether a header behind that of names is not known: it may be that of values."""
    roles = [_role(word) for words in lines for word in words]
    name = roles.index("name") if "name" in roles else 0
    return None in roles[name:]


def _known(lines: Sequence[Sequence[str]], *, kinds: bool = False) -> tuple[list[str], int]:
    """The roles of the headers in some lines that are known, and where the last one ends.

    With ``kinds`` levels are headers.
    """

    def role_of(text: str) -> str | None:
        return _role(text) or (PACKED if kinds and ranks(text) else None)

    roles: list[str] = []
    at = behind = 0
    while at < len(lines):
        wholes = enumerate(_wholes(lines[at : at + _MOST_LINES]), 1)
        told = ((count, [role]) for count, text in wholes if (role := role_of(text)))
        count, found = next(told, (1, [*map(role_of, lines[at])]))
        if all(map(BARE_YEAR.fullmatch, lines[at])):
            found = ["annual"]
        at += count
        roles += [role for role in found if role]
        behind = at if any(found) else behind
    return roles, behind


@lru_cache(maxsize=8192)
def _role(text: str) -> str | None:
    """The role that a header's words tell, of indicators or of projects."""
    if len(text) > _LONGEST + 6:
        return None
    told = headers.told_role(text, _GROUP)
    found = told or project_header(Cell(text, _NOWHERE, 0, 0), evaluated=True).role
    found = found or ("unread" if headers.AMONG.match(text) else None)
    return found or _OF_TASKS.get(column_roles(text).get("tasks", ""))


def _is_caption(words: Sequence[str]) -> bool:
    return any(":" in word or "：" in word for word in words if not headers.AMONG.match(word))


def _begins_body(lines: Sequence[Sequence[str]], at: int, *, kinds: bool = False) -> bool:
    """Whether a line is none of a header: blank, a level, a number, a figure or a long text.

    With ``kinds`` levels are headers.
    """
    words = lines[at]
    if not words or _FIRST_NUMBER.fullmatch(words[0]) or _is_caption(words):
        return True
    if not kinds and _begins_with_level(lines, at):
        return True
    if _TITLE.search(words[-1]) or _is_told_beside(words):
        return True
    if any(len(word) > _LONGEST or _SENTENCE.search(word) for word in words):
        return not all(map(_role, words))
    if at and lines[at - 1] and _OPEN.search(lines[at - 1][-1]):
        return False
    if len(words) > 1 and _is_label(words[0]):
        words = words[1:]  # 年度绩效目标1（80分） beside the headers
    return any(
        has_figure(word) and not _YEAR.fullmatch(word) and not _OPEN.search(word) for word in words
    )


def _is_told_beside(words: Sequence[str]) -> bool:
    """Whether a line is a label of a form's head with what it says: 项目名称 | 某项目."""
    roles = [_role(word) for word in words]
    few = 2 * sum(role is not None for role in roles) <= len(words)
    return len(words) > 1 and few and headers.role(words[0], "head") is not None


def _begins_with_level(lines: Sequence[Sequence[str]], at: int) -> bool:
    text = ""
    for words in lines[at : at + _MOST_LINES]:
        if text and len(words) != 1:
            return False
        text += words[0] if words else ""
        if ranks(text) and not headers.role(text, _GROUP):
            return True
    return False


def _end(lines: Sequence[Sequence[str]], start: int, header: set[str]) -> int:
    """Where the text below a header ends: at a section, a footer or a header of its own."""
    for at in range(start, len(lines)):
        words = lines[at]
        if not words or " ".join(words) in header:
            continue
        if (_is_band(words) or _is_heading(words)) and _heads_again(lines, at, header):
            return at
        if len(words) == 1 and _TITLE.search(words[0]):
            return at
        if appearance.is_total(words):
            return at + 1
        section = headers.section(words[0])
        numbers_rows = section == "goal" and len(words) == 1 and _begins_with_level(lines, at + 1)
        if section and not ranks(words[0]) and not numbers_rows:
            return at
        if headers.is_footer(words[0]) and not any(
            _begins_with_level(lines, below) for below in range(at, len(lines))
        ):
            return at
    return len(lines)


def _is_band(words: Sequence[str]) -> bool:
    """Whether a line names the project whose rows stand below it: 项目1：…, 项目名称：…."""
    if not words:
        return False
    label, colon, _ = words[0].replace(":", "：").partition("：")
    named = headers.role(unnumbered(label), "head") == _PROJECT
    return bool(_NUMBERED.match(words[0])) or (named and bool(colon or len(words) > 1))


def _is_heading(words: Sequence[str]) -> bool:
    """Whether a line may be a heading that names a project: （二）审计专项, 二、审计专项."""
    return len(words) == 1 and bool(_HEADING.fullmatch(words[0]))


def _heads_again(lines: Sequence[Sequence[str]], at: int, header: set[str]) -> bool:
    """Whether the header stands again below a line, before any level."""
    for below in range(at + 1, min(len(lines), at + _MOST_HEADER_LINES)):
        if " ".join(lines[below]) in header:
            return True
        if lines[below] and _begins_with_level(lines, below):
            return False
    return False


def _groups(lines: Sequence[Line], *, levels: bool) -> _Groups:
    """The lines by what they stand below: a project's name or, with ``levels``, a first level."""
    found: _Groups = [(None, [])]
    for line in lines:
        words = line.text.split()
        is_level = levels and len(words) == 1 and 1 in ranks(words[0]) and is_plain_label(words[0])
        if _is_band(words) or is_level:
            found.append((line, []))
        else:
            found[-1][1].append(line)
    return found


def _table(lines: Sequence[Line], found: _Found) -> list[Block] | None:
    """The table of a header and the text below it, and what fits into no row of it."""
    rivals = [_weighed(rival) for rival in _rivals(lines, found)]
    if not rivals:
        return None
    cost, way, columns, _, parts, whole = min(rivals, key=lambda rival: rival.cost)
    told = way.roles
    is_close = any(rival.cost < cost + _CLOSE and rival.way.roles != told for rival in rivals)
    is_guess = is_close or None in told or _has_odd_years(way)
    groups = [pieces(part, whole=whole) for _, part in parts]
    flowed = reflow(groups, columns, whole=whole, blank=_BLANK, close=_CLOSE)
    if sum(map(len, flowed.rows)) < _LEAST_ROWS:
        return None
    roles = dict(zip((column.role for column in columns), told, strict=True))
    labels = [part for part in way.aside if _is_label(part.text)]
    table: list[tuple[Cell, ...]] = [
        (Cell(each.text, each.place, 0, 0, col_span=len(columns)),) for each in labels
    ]
    table += _header_rows(way, len(table))
    for (band, _), read in zip(parts, flowed.rows, strict=True):
        if band:
            cell = Cell(band.text, band.place, len(table), 0, col_span=len(columns))
            table.append((cell,))
        rows = [*_with_first_levels([*_without_repeats(read, columns)], roles)]
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
    place = lines[found.start].place.to(lines[found.last - 1].place)
    before = [Line(part.text, part.place) for part in way.aside if part not in labels]
    left = [Line(piece.text, piece.place) for piece in flowed.unplaced]
    return [*before, Table(tuple(table), place), *left]


def _rivals(lines: Sequence[Line], found: _Found) -> list[_Rival]:
    """The likeliest ways to read a header, with the rows of the text below it."""
    units = _units(lines[: found.start])
    rivals: list[_Rival] = []
    for end in found.ends:
        head, body = lines[found.start : end], lines[end : found.last]
        row = pieces(head)
        has_level = any(_role(piece.text) == "level1" for piece in row) or any(
            _role(each.text) == "level2" and not _role(before.text)
            for before, each in pairwise(row)
        )
        counts = {len(words) for line in body if (words := _column_numbers(line.text))}
        kept = [x for x in _without_header(head, body) if not _column_numbers(x.text)]
        body = with_whole_units(
            [x for x in kept if x.text.strip() and not appearance.is_total(x.text.split())]
        )
        parts = _groups(body, levels=not has_level)
        has_tabs = any("\t" in line.text for line in head)
        of_words = sum(len(line.text.split()) > 1 for line in body)
        of_lines = any(map(_is_of_lines, head)) and 2 * of_words < len(body)
        may_be_whole = (False, True) if of_lines and not has_tabs else (has_tabs,)
        made = islice(_ways(pieces(head, whole=has_tabs)), _MOST_MADE)
        ways = sorted(made, key=lambda way: way.cost)
        for whole in may_be_whole:
            run = pieces((line for _, part in parts for line in part), whole=whole)
            known: dict[tuple[str | None, ...], tuple[float, list[Row]]] = {}
            for way in ways if 0 < len(run) <= MAX_PIECES else ():
                columns = _columns(way, units)
                if way.roles not in known:
                    if len(known) == _MOST_TRIED:
                        break
                    known[way.roles] = tried(run, columns, _BLANK, whole=whole)
                cost, rows = known[way.roles]
                cost += (
                    way.cost - _LIKE_HEADERS * whole + _MISCOUNTED * bool(counts - {len(columns)})
                )
                rivals.append(_Rival(cost, way, columns, rows, parts, whole))
    distinct: dict[tuple[object, ...], _Rival] = {}
    for rival in sorted(rivals, key=lambda rival: rival.cost):
        distinct.setdefault((rival.whole, *rival.way.roles), rival)
    return [*islice(distinct.values(), _MOST_WEIGHED)]


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


def _has_odd_years(way: _Way) -> bool:
    """Whether a former year stands beside the header of values, rather than below it."""
    return any(_FORMER_YEAR.fullmatch(leaf.text) and not above for leaf, above in way.leaves)


def _is_of_lines(line: Line) -> bool:
    """Whether the words of a line stood on a line each."""
    first, last = line.place.line_from or 0, line.place.line_to or 0
    return last - first + 1 >= len(line.text.split()) > 1


def _weighed(rival: _Rival) -> _Rival:
    """A rival with what its columns turn out to hold, and what it costs with their best widths."""
    columns = with_contents(rival.columns, rival.rows)
    run = pieces((line for _, part in rival.parts for line in part), whole=rival.whole)
    cost = rival.way.cost - _LIKE_HEADERS * rival.whole
    cost += cost_of_rows(run, columns, _BLANK, whole=rival.whole)
    return rival._replace(cost=cost, columns=columns)


def _column_numbers(text: str) -> list[str]:
    """The numbers of a line that numbers the columns, 1 2 3 …; empty for other lines."""
    words = text.split()
    told = [str(number) for number in range(1, len(words) + 1)]
    return words if words == told and len(words) >= _LEAST_NUMBERS else []


def _units(lines: Sequence[Line]) -> frozenset[str]:
    """Whose a list is by the captions above it: 部门：某市司法局."""
    captions = (re.split("[:：]", line.text) for line in lines)
    return frozenset(parts[1].strip() for parts in captions if len(parts) == _PAIR)


def _columns(way: _Way, units: frozenset[str] = frozenset()) -> list[Column]:
    """The columns below a header; of unknown headers by where they stand.

    ``units`` are the names of those whose list it is.
    """
    roles = way.roles
    name = next((at for at, role in enumerate(roles) if role in _OF_INDICATORS), 0)
    listed = _PROJECT in roles
    columns = [
        column_of(
            role,
            leaf.text,
            str(at),
            left=at < name,
            again=0 < name < at,
            at=at,
            units=units,
            money=listed
            and role not in VALUE_ROLES
            and bool(is_money(leaf.text) or (above and is_money(above.text))),
        )
        for at, ((leaf, above), role) in enumerate(zip(way.leaves, roles, strict=True))
    ]
    twins = {*_TWINS} if {*_TWINS} <= {*roles} else set()
    printed_always = {"annual"} if "actual" in roles else set()  # a target is, a result is not
    told = [
        replace(each, twin=role in twins, empty=each.empty + 2.0 * (role in printed_always))
        for each, role in zip(columns, roles, strict=True)
    ]
    return leading(told, roles)


def _roles_of(leaves: Sequence[Leaf]) -> list[str | None]:
    """The roles of a header's columns by their words and, of names and levels, their places."""
    listed = any(column_roles(leaf.text).get("projects") == _PROJECT for leaf, _ in leaves)
    roles: list[str | None] = []
    for leaf, above in leaves:
        role = _role(leaf.text) or (_role(above.text + leaf.text) if above else None)
        if plain(leaf.text).endswith(_NUMBER):
            role = "number"
        elif is_kind((leaf, above)):
            role = PACKED
        elif headers.packs_values(leaf.text):
            role = "name"
        elif listed and not above:  # 年度目标 is a goal there
            role = column_roles(leaf.text).get("projects", role)
            # 单位 left of a project's name is whose it is.
            role = "bureau" if role == "unit" and _PROJECT not in roles else role
        elif role == "level1" and role in roles:
            role = "level2"
        elif role is None and BARE_YEAR.fullmatch(leaf.text):
            role = "year"
        elif role == "name" and role in roles and not _is_whole(leaf.text):
            role = None
        roles.append(role)
    if "name" not in roles:
        ends = (at for at, role in enumerate(roles) if role in (*VALUE_ROLES, "nature", "unit"))
        first = next(ends, 0 if listed else len(roles))
        may = [at for at in range(first) if roles[at] in (None, _GROUP, "unread")]
        if may:
            roles[may[-1]] = "name"
    if "name" not in roles:
        roles = [PACKED if role == _GROUP else role for role in roles]
    if not {*roles} & {*_OF_INDICATORS} and "level2" in roles:
        # 二级指标 heads names where a form has no third level.
        roles[len(roles) - 1 - roles[::-1].index("level2")] = "name"
    return roles


def _ways(run: Sequence[Piece]) -> Iterator[_Way]:
    """The ways to read a header's lines as columns."""
    slots: list[list[list[Part]]] = []
    lines = _unbroken([[*group] for _, group in groupby(run, key=lambda piece: piece.line)])
    at = 0
    while at < len(lines):
        if len(lines[at]) > 1:
            slots.append(_divisions(lines[at], _part_of_line))
            at += 1
            continue
        end = at
        while end < len(lines) and len(lines[end]) == 1:
            end += 1
        slots.append(_divisions([line[0] for line in lines[at:end]], _part))
        at = end
    chosen = [[part for slot in slots for part in slot] for slots in product(*slots)]
    for parts in sorted(chosen, key=lambda parts: sum(part.cost for part in parts)):
        yield from _arranged(parts)


def _unbroken(lines: Sequence[Sequence[Piece]]) -> list[list[Piece]]:
    """The lines, a header whole that is broken between two of several words each."""
    found: list[list[Piece]] = []
    for line in lines:
        last, first = found[-1][-1] if found else None, line[0]
        is_row = len(line) > 1 and last is not None and len(found[-1]) > 1
        if is_row and last and not _role(last.text) and _is_whole(last.text + first.text):
            whole = replace(last, text=last.text + first.text, place=span([last, first]))
            found[-1] = [*found[-1][:-1], whole]
            found.append([*line[1:]])
        else:
            found.append([*line])
    return found


def _part(run: Sequence[Piece]) -> Part:
    text = "".join(piece.text for piece in run)
    role, whole = _role(text), _is_whole(text) or bool(ranks(text))
    cost = 0.0 if whole else _GUESSED if role else _UNKNOWN
    if len(run) > 1:
        first, *others = (width(piece.text) for piece in run)
        even = all(abs(each - first) <= _LETTER for each in others[:-1]) and others[-1] <= first
        own = {role for piece in run if (role := _role(piece.text))}
        # What is a header by itself goes on in no other line, but for 实际 above 得分.
        is_short = max(len(piece.text) for piece in run) <= _SHORT
        is_one = len(own) < _LEAST_PARTS or (
            is_short and headers.role(text, _GROUP) and not own & {*OPENS_BLOCK}
        )
        cost += (0.0 if even else _RAGGED) + (_LIKELY if is_one else _RAGGED)
        cost += _UNKNOWN * (not whole and _holds_header([piece.text for piece in run]))
        if headers.role(text, _GROUP) and max(len(piece.text) for piece in run) <= _NARROW:
            cost -= _TWICE
    return Part(joined(run), span(run), cost)


@lru_cache(maxsize=8192)
def _is_whole(text: str) -> bool:
    """Whether all words of a header are known, and not its last ones alone."""
    return bool(column_roles(text)) or any(headers.role(text, group) for group in _WHOLE)


def _holds_header(texts: Sequence[str]) -> bool:
    """Whether some lines of a header are one by themselves: 权重 of 甲乙栏 above 权重."""
    if len(texts) < _LEAST_PARTS:
        return False
    parts = ("".join(texts[start:end]) for start, end in combinations(range(len(texts) + 1), 2))
    return any(len(part) > 1 and _is_whole(part) for part in parts)


def _part_of_line(run: Sequence[Piece]) -> Part | None:
    """A header of words beside each other, 年度 指标值, where none of them tells another role."""
    if len(run) == 1:
        return _part(run)
    text, own = "".join(piece.text for piece in run), {_role(piece.text) for piece in run}
    is_year = any(_IS_YEAR.fullmatch(piece.text) for piece in run)
    if not _is_whole(text) or own - {None, _role(text)} or is_year:
        return None
    return Part(joined(run), span(run), -_APART)


def _divisions(
    run: Sequence[Piece], part_of: Callable[[Sequence[Piece]], Part | None]
) -> list[list[Part]]:
    """The likeliest ways to put words or lines together to headers."""
    best: list[list[list[Part]]] = [[[]]]
    for end in range(1, len(run) + 1):
        ways = [
            [*before, part]
            for start in range(max(end - _MOST_LINES, 0), end)
            if (part := part_of(run[start:end]))
            for before in best[start]
        ]
        best.append(sorted(ways, key=lambda way: sum(part.cost for part in way))[:_MOST_WAYS])
    return best[-1]


def _arranged(parts: Sequence[Part]) -> Iterator[_Way]:
    """The ways in which headers may stand over others, those below behind all above."""
    own = sum(part.cost for part in parts)
    parts = folded(parts)
    lines_of = [part.place.line_from for part in parts]
    for count in range(min(_MOST_ASIDE, len(parts) - _LEAST_PARTS) + 1):
        aside, among = [*parts[:count]], parts[count:]
        is_section = bool(aside) and _is_label(aside[-1].text)
        alone = all(one != two for one, two in pairwise(lines_of[: count + 1]))
        before = {_role(part.text) for part in aside} - {None}
        is_aside = (is_section and "task_name" not in before) or not before
        whole = all(part.cost < _RAGGED for part in aside)
        if count and not (alone and whole and is_aside):
            continue
        spared = sum(part.cost for part in aside) if is_section else _UNKNOWN * count
        cost = own - spared + _ASIDE * count * (not is_section)
        yield _with_cost([(part, None) for part in among], aside, cost)
        lines = [part.place.line_from for part in among]
        for middle in range(1, len(among)):
            one, two = among[middle - 1].place, among[middle].place
            is_lower = lines[middle] != lines[middle - 1]
            if is_lower or (one == two and two.line_from != two.line_to):
                odd = 0.0 if is_lower else _MISPLACED
                yield from _over(among[:middle], among[middle:], aside, cost + odd)


def _over(
    above: Sequence[Part], below: Sequence[Part], aside: list[Part], cost: float
) -> Iterator[_Way]:
    """The ways in which some headers stand over others, each over some that stand together."""
    may = [at for at, part in enumerate(above) if plain(part.text) != _NUMBER]
    for count in range(1, min(_MOST_SPANNERS, len(below)) + 1):
        for spanners in combinations(may, count):
            for cuts in combinations(range(1, len(below)), count - 1):
                ends = [0, *cuts, len(below)]
                parts = [below[start:end] for start, end in pairwise(ends)]
                held = dict(zip(spanners, parts, strict=True))
                if min(sum(len(each.below) or 1 for each in part) for part in parts) >= (
                    _LEAST_PARTS
                ) and all(_may_hold(above[at], under) for at, under in held.items()):
                    leaves: list[Leaf] = []
                    for at, part in enumerate(above):
                        leaves += (
                            [(each, part) for each in held[at]] if at in held else [(part, None)]
                        )
                    odd = sum(_odd(above[at], under) for at, under in held.items())
                    yield _with_cost(leaves, aside, cost + odd)


def _odd(above: Part, below: Sequence[Part]) -> float:
    """How odd it is that a header stands over others: what is over known ones need not be known."""
    known = all(part.cost < _UNKNOWN for part in below)
    own = _role(above.text)
    if all(part.below for part in below):
        return _OWN_SPANNER - min(above.cost, _UNKNOWN)
    natural = is_money(above.text) or own in (*VALUE_ROLES, _GROUP)
    cost = (_OWN_SPANNER if natural and known else _SPANNER) + _TWICE * (own in ("goal", "name"))
    cost += _MISPLACED * (own == "remark" and not _FORMER.search(above.text))
    return cost - (above.cost if known and above.cost <= _UNKNOWN else 0.0)


def _may_hold(above: Part, below: Sequence[Part]) -> bool:
    """Whether a header may stand over others: levels under 绩效指标, amounts under money."""
    if any(part.below for part in below):
        return _role(above.text) in (None, "goal", _GROUP) and all(part.below for part in below)
    own, roles = _role(above.text), [_role(part.text) for part in below]
    is_section = headers.section(above.text) in _SECTIONS or own in (*_OF_TASKS, _GROUP)
    if {*roles} & {*LEVEL_ROLES} or (is_section and {*roles} & {*OPENS_BLOCK, *_OF_TASKS}):
        begins = roles[0] in (None, "number", "weight", *LEVEL_ROLES, *OPENS_BLOCK, *_OF_TASKS)
        amid = any(is_money(part.text) for part in below)
        return begins and not amid and (is_section or own in (None, "goal", "name"))
    if {*roles} & {*OPENS_BLOCK, _PROJECT, *_OF_TASKS, "goal", _GROUP}:
        return own == roles[0] == "name"  # 三级指标及目标 over 指标名称, 目标值
    amounts = sum(is_money(part.text) for part in below)
    if amounts >= _LEAST_PARTS or (is_money(above.text) and not {*roles} & {*VALUE_ROLES}):
        return own in (None, "unread") or is_money(above.text)
    if own not in (None, "remark", *VALUE_ROLES):
        return False
    told = any(_OF_VALUES.search(part.text) for part in below)
    return bool({*roles} & {*VALUE_ROLES, "nature"}) or told or (own is None and None in roles)


def _with_cost(leaves: Sequence[Leaf], aside: list[Part], cost: float) -> _Way:
    leaves = [each for leaf in leaves for each in leaves_of(leaf)]
    found = _roles_of(leaves)
    pairs = [*zip(leaves, found, strict=True)]
    roles = [
        role
        for (_, above), role in pairs
        if role and role not in ("remark", "unread", "year") and not (above and above.below)
    ]
    cost += _TWICE * (len(roles) - len({*roles}))
    if "name" in found:
        name = found.index("name")
        late = sum(role in _BEHIND for role in found[:name])
        cost += _MISPLACED * (late + sum(role in LEVEL_ROLES for role in found[name + 1 :]))
    over_names = {above for (_, above), role in pairs if role in (*LEVEL_ROLES, "name")}
    cost += _MISPLACED * max(len(over_names) - 1, 0)
    cost += _UNKNOWN * sum(bool(ranks(leaf[0].text)) and not is_kind(leaf) for leaf in leaves)
    sections = [leaf for leaf, _ in leaves if headers.section(leaf.text) in _SECTIONS]
    years = [above for leaf, above in leaves if _FORMER_YEAR.fullmatch(leaf.text)]
    cost += _MISPLACED * (None in years and any(years))
    spare = len(sections) if "name" in roles else max(len(sections) - 1, 0)
    return _Way(leaves, (*found,), aside, cost + _UNKNOWN * spare)


def _is_label(text: str) -> bool:
    """Whether a text before a header is the label of the block of indicators."""
    return headers.section(text) in _SECTIONS or headers.horizon(text) is not None


def _header_rows(way: _Way, start: int) -> list[tuple[Cell, ...]]:
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
