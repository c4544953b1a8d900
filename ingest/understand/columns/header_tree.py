"""Headers of indicators over two or three rows → one row of leaves, each with what its path says.

近三年情况 over 2023年完成 | 2024年完成 | 2025年拟达到, beside headers as tall as both: the three
stand for it. 指标值 over 前年 | 上年 | 本年: 前年指标值, 上年指标值, 本年指标值.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING

from ingest.lexicon import headers
from ingest.lexicon.composition import times_of
from ingest.lexicon.labels import has_figure, plain
from ingest.lexicon.levels import is_plain_label
from ingest.understand.columns.header_cells import (
    BARE_YEAR,
    LEVEL_ROLES,
    MIN_ROLES,
    OPENS_BLOCK,
    SIGN,
    VALUE_ROLES,
    YEAR,
    head_indicators,
    heads_names,
)
from ingest.words.money import printed_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.document import Cell, Document, Table

Row = tuple["Cell", ...]
_GROUP = _INDICATORS = "indicators"
# One of these is a header of any row of headers.
_HEADS = (*OPENS_BLOCK, "project_name", _INDICATORS)
# What is divided by headers that may say nothing by themselves: 年度预算 over 省本级 | 市县.
_MONEY = "funding"
_DIVIDED = (*VALUE_ROLES, _INDICATORS, _MONEY, "total", "fiscal", "score", "unread")
# What a header of values may stand over beside them, or over what is not known: 符号 | ? | 单位.
_BESIDE_VALUES = (None, "remark", SIGN, "unit")
_MOST_TIERS = 3
_ROWS_WITHOUT_SPANS = 2


@dataclass(frozen=True, slots=True)
class _Tree:
    """The leaves of a header that begins in one row, in one row; it takes up ``tiers`` rows.

    ``early`` are cells of the rows below it that begin beside it.
    """

    leaves: Row
    tiers: int
    early: Row = ()


def with_header_leaves(document: Document) -> Document:
    """The document, each header of indicators over several rows in one row."""
    return document.with_tables(
        lambda table: with_leaves(table) if table.aligned else _joined(table)
    )


def with_leaves(table: Table) -> Table:
    """A table that has its columns, each header of indicators over several rows in one row."""
    rows: list[Row] = []
    early: Row = ()
    at = 0
    while at < len(table.rows):
        tree = _tree(table.rows, at)
        rows.append(tree.leaves if tree else (*early, *table.rows[at]))
        early = tree.early if tree else ()
        at += tree.tiers if tree else 1
    return replace(table, rows=tuple(rows)) if len(rows) < len(table.rows) else table


def _tree(rows: Sequence[Row], at: int) -> _Tree | None:
    """The header that begins in row ``at``, None for a row that is no header over several."""
    top = [cell for cell in rows[at] if cell.text.strip()]
    aside, own = _without_section(top, rows[at + 1] if at + 1 < len(rows) else ())
    if not own:
        return None
    tiers = max(cell.row_span for cell in own)
    has_spans = tiers > 1
    tiers = tiers if has_spans else _ROWS_WITHOUT_SPANS
    lowest = top[0].row + tiers
    lower = [row for row in rows[at + 1 : at + tiers] if row and row[0].row < lowest]
    below = [cell for row in lower for cell in row if cell.text.strip()]
    early = [] if has_spans else _early(own, below)
    below = [cell for cell in below if cell not in early]
    if not below or any(has_figure(c.text) or c.row + c.row_span > lowest for c in below):
        return None
    own = own if has_spans else _widened(own, below)
    below += _beside_blank(own, below) if has_spans else []
    own, divided = _whole(own, below)
    has_parts, below = len(divided) < len(below), divided
    cells = [*own, *below]
    spanners = [cell for cell in cells if any(_spans(cell, other) for other in below)]
    leaves = [cell for cell in cells if not any(cell is other for other in spanners)]
    if not (spanners or has_parts):
        return None
    named = _with_chosen([(leaf, list(_path(leaf, cells))) for leaf in leaves])
    heads = [*named, *spanners]
    if not head_indicators(cell.role or headers.told_role(cell.text, _GROUP) for cell in heads):
        return None
    if not has_spans and not _heads_more(named, own, below):
        return None
    return _Tree(_in_one_row(aside, named, lowest - 1), len(lower) + 1, tuple(map(_lower, early)))


def _without_section(top: list[Cell], below: Sequence[Cell]) -> tuple[list[Cell], list[Cell]]:
    """The section's label at the left, which reaches down beside what it holds; and the others."""
    if len(top) < MIN_ROLES or top[0].row_span == 1:
        return [], top
    first, *others = top
    starts = min((cell.col for cell in below if cell.text.strip()), default=0)
    is_aside = headers.section(first.text) and others[0].col <= starts
    return ([first], others) if is_aside or first.row_span > _MOST_TIERS else ([], top)


def _beside_blank(own: Sequence[Cell], below: Sequence[Cell]) -> Iterator[Cell]:
    """The values' own leaf where it is blank among others: 指标值 over 符号 | blank | 单位."""
    for over in own:
        inside = [cell for cell in below if _spans(over, cell)]
        taken = {col for cell in inside for col in range(cell.col, cell.col + cell.col_span)}
        free = [col for col in range(over.col, over.col + over.col_span) if col not in taken]
        roles = {headers.told_role(cell.text, _GROUP) for cell in inside}
        if len(free) == 1 and _is_of_values(over) and roles and roles <= {SIGN, "unit"}:
            yield replace(over, row=inside[0].row, row_span=1, col=free[0], col_span=1)


def _widened(own: Sequence[Cell], below: Sequence[Cell]) -> list[Cell]:
    """Headers in a row above others, where no rules tell what stands over what.

    Each reaches as far as the next; years divide the one of values that most of them stand under.
    """
    ends = [*(cell.col for cell in own[1:]), max(cell.col for cell in below) + 1]
    wide = [
        replace(cell, col_span=max(end - cell.col, 1)) for cell, end in zip(own, ends, strict=True)
    ]
    values = [cell for cell in wide if _is_of_values(cell)]
    if not values or not all(YEAR.match(cell.text) for cell in below):
        return wide
    most = max(values, key=lambda value: sum(_spans(value, cell) for cell in below))
    first = min(cell.col for cell in below)
    return [
        replace(most, col=first, col_span=ends[-1] - first)
        if cell is most
        else replace(cell, col_span=max(min(cell.col_span, first - cell.col), 1))
        for cell in wide
    ]


def _heads_more(named: Sequence[Cell], own: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Whether a row below one of headers is more of them, where no rules tell.

    All of it is known, or divides values, and no values that the upper row heads are lost: of
    完成情况 over 年度指标值 | ? the results may be those of the last.
    """
    before = {_role(cell) for cell in own} - {None}
    if min(len(before), len(below)) < MIN_ROLES or not before & {*_HEADS}:
        return False
    known = {(cell.row, cell.col): role for cell in named if (role := _role(cell))}
    spanners = [cell for cell in own if _role(cell) in _DIVIDED or _is_over_known(cell, below)]
    unknown = [cell for cell in below if (cell.row, cell.col) not in known]
    kept = {_role(over) for over in spanners for cell in unknown if _spans(over, cell)}
    return before & {*VALUE_ROLES} <= {*known.values(), *kept} and all(
        (cell.row, cell.col) in known or any(_spans(over, cell) for over in spanners)
        for cell in below
    )


def _is_over_known(cell: Cell, below: Sequence[Cell]) -> bool:
    """Whether a header that is not known stands over some that are: 目标值设定 over 方向, 值."""
    under = [_role(each) for each in below if _spans(cell, each)]
    may_be = _role(cell) in (None, "remark")
    return may_be and len({*under} - {None}) >= MIN_ROLES


def _role(cell: Cell) -> str | None:
    """What a header is of indicators, of a list of projects, of money, or of a part of a form."""
    if told := cell.role or headers.told_role(cell.text, _GROUP):
        return told
    label = headers.AMONG.sub("", cell.text)
    listed = headers.told_role(label, "projects") or headers.role(cell.text, "project_sections")
    return listed or (_MONEY if headers.told_role(label, "funds") else None)


def _is_of_values(cell: Cell) -> bool:
    return headers.told_role(cell.text, _GROUP) in VALUE_ROLES


def _early(own: Sequence[Cell], below: Sequence[Cell]) -> list[Cell]:
    """Labels of levels that begin beside the header, where no rules tell where it ends."""
    first = min((c.col for c in below if headers.role(c.text, _GROUP)), default=0)
    return [cell for cell in below if cell.col < first and is_plain_label(cell.text)]


def _lower(cell: Cell) -> Cell:
    return replace(cell, row=cell.row + 1, row_span=max(cell.row_span - 1, 1))


def _whole(own: Sequence[Cell], below: Sequence[Cell]) -> tuple[list[Cell], list[Cell]]:
    """Headers that each stand over a sign, a value and a unit, without these: one text of theirs.

    Of 实施期目标 and 年度目标, each over 符号 | 值 | 单位: 实施期目标值, 年度目标值.
    """
    parts: dict[int, Cell] = {}
    for at, cell in enumerate(own):
        inside = {headers.told_role(c.text, _GROUP): c for c in below if _spans(cell, c)}
        if len(inside) > 1 and "annual" in inside and {*inside} <= {"annual", SIGN, "unit"}:
            parts[at] = inside["annual"]
    if len(parts) < MIN_ROLES:
        return list(own), list(below)
    left = [cell for cell in below if not any(_spans(own[at], cell) for at in parts)]
    joined = {at: own[at].text + part.text for at, part in parts.items()}
    return [
        replace(cell, text=joined[at]) if at in joined and _tells(joined[at]) else cell
        for at, cell in enumerate(own)
    ], left


def _spans(cell: Cell, other: Cell) -> bool:
    """Whether one header stands over another; one of a level stands beside those of others."""
    if not (cell.row < other.row and cell.col <= other.col < cell.col + cell.col_span):
        return False
    return not (_is_of_level(cell) and _is_of_level(other))


def _is_of_level(cell: Cell) -> bool:
    return headers.told_role(cell.text, _GROUP) in LEVEL_ROLES


def _path(leaf: Cell, cells: Sequence[Cell]) -> Iterator[Cell]:
    """The headers over a leaf, the nearest first."""
    return (cell for cell in reversed(cells) if _spans(cell, leaf))


def _with_chosen(leaves: Sequence[tuple[Cell, list[Cell]]]) -> list[Cell]:
    """The leaves with what their paths say; of several that nothing tells, the last is the value.

    Of 指标值 over 第一类 | 第二类 none says which it is; the role of one is then a guess. Beside
    a sign and a unit the only other one is.
    """
    named = [_named(leaf, path) for leaf, path in leaves]
    roles = [headers.told_role(cell.text, _GROUP) for cell in named]
    for over in {id(path[0]): path[0] for _, path in leaves if path}.values():
        inside = [at for at, (_, path) in enumerate(leaves) if path and path[0] is over]
        role = headers.told_role(over.text, _GROUP)
        # 2020年预计完成值 is of another year, 2020年 beside what is not known may be the form's.
        others = [
            at
            for at in inside
            if not YEAR.match(named[at].text) or BARE_YEAR.fullmatch(leaves[at][0].text)
        ]
        untold = [at for at in others if not (roles[at] or YEAR.match(named[at].text))]
        local = [at for at in inside if headers.names_locality(leaves[at][0].text)]
        grades = [at for at in inside if headers.is_grade(leaves[at][0].text)]
        if len(grades) >= MIN_ROLES:
            # 绩效标准 over 优 | 良 | 中 | 差: what is given for which result.
            for at in grades:
                named[at] = replace(leaves[at][0], role="remark")
        elif local:
            # 区域目标值 over 甲县 | 乙县: the values of each; 资金安排 over them: none.
            of_each = role if role in VALUE_ROLES else "remark"
            for at in local:
                named[at] = replace(leaves[at][0], role=of_each)
        elif role in VALUE_ROLES and untold and all(roles[at] in _BESIDE_VALUES for at in others):
            named[untold[-1]] = replace(named[untold[-1]], role=role)
    return named


def _named(leaf: Cell, path: Sequence[Cell]) -> Cell:
    """A leaf with the text that says its role, where the headers over it add to its own."""
    text = leaf.text
    for over in path:
        broken = over.text + text
        is_one = (over.col, over.col_span) == (leaf.col, leaf.col_span)
        text = broken if is_one and _tells(broken) else _with_path(text, over.text)
    return leaf if text == leaf.text else replace(leaf, text=text)


def _with_path(text: str, over: str) -> str:
    """A header with what the one over it says: of which time it is, else what, in which unit."""
    own = headers.told_role(text, _GROUP)
    times = times_of(plain(over))
    if times and not times_of(plain(text)) and (_tells(times + text) or _is_of_none(times + text)):
        return times + text
    told = own or headers.role(text, "projects") or headers.section(over) not in (None, "budget")
    joined = () if told else (text + over, over + text)
    found = next((each for each in joined if _tells(each)), text)
    unit = None if own or printed_unit(found) else printed_unit(over)
    return f"{found}（{unit}）" if unit else found


def _is_of_none(text: str) -> bool:
    """Whether a header is known to say nothing of targets or results: 历史2023年预计值."""
    return headers.told_role(text, _GROUP) == "remark"


def _tells(text: str) -> bool:
    label = headers.AMONG.sub("", text)
    return any(headers.role(label, group) for group in (_GROUP, "projects"))


def _in_one_row(aside: Sequence[Cell], leaves: Sequence[Cell], row: int) -> Row:
    lowered = [replace(c, row=row, row_span=c.row_span - (row - c.row)) for c in aside]
    flat = [replace(c, row=row, row_span=1) for c in leaves]
    ordered = sorted([*lowered, *flat], key=lambda cell: cell.col)
    ends = [*(cell.col for cell in ordered[1:]), inf]
    return tuple(
        replace(cell, col_span=int(min(cell.col_span, end - cell.col)))
        for cell, end in zip(ordered, ends, strict=True)
    )


def _joined(table: Table) -> Table:
    """A table without columns, with headers of the row above that of names behind it."""
    rows = list(table.rows)
    for at in range(1, len(rows)):
        above = [cell for cell in rows[at - 1] if headers.role(cell.text, _GROUP)]
        if len(above) < MIN_ROLES or not heads_names(rows[at]) or heads_names(rows[at - 1]):
            continue
        own = {headers.role(cell.text, _GROUP) for cell in rows[at]}
        behind = [cell for cell in above if headers.role(cell.text, _GROUP) not in own]
        rows[at - 1] = tuple(cell for cell in rows[at - 1] if cell not in above)
        rows[at] = (*rows[at], *(replace(cell, row=cell.row + 1) for cell in behind))
    return replace(table, rows=tuple(rows))
