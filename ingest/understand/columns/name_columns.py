"""Which column holds the names of indicators, where two may.

Of ``三级指标 | 指标内容`` over ``高企数量 | 有效期内的高新技术企业`` the first is the name and the
second explains it. The cells go before the words: a column of level labels, one with gaps, and one
that groups several rows of the other (产业发展 over 新增车间, 改造车间) hold no names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from ingest.lexicon.headers import is_placeholder
from ingest.lexicon.labels import is_own, plain
from ingest.lexicon.levels import ranks
from ingest.understand.columns.header_cells import (
    LEVEL_ROLES,
    MIN_ROLES,
    OPENS_BLOCK,
    VALUE_ROLES,
    heads_names,
)
from ingest.vocabulary import load
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.document import Cell
    from ingest.understand.columns.header_cells import Header

ONE_OF_NAMES = (
    "几列均可能是指标名称，取哪一列为推测 (several columns may hold the names: which is a guess)"
)
# The place of the words that only explain a name: these are told from it by words alone.
_EXPLAINS = 3
_MOSTLY = 0.9


def with_one_name(found: Sequence[Header], rows: Iterable[Sequence[Cell]] = ()) -> list[Header]:
    """The headers with a name only where values stand behind it, and one weight of each.

    Of several names side by side one is chosen by the ``rows`` below and by its words; 指标内容
    behind the values explains it. Of several weights those right behind levels are of levels
    (``level1_weight``).
    """
    groups: list[list[Header]] = [[]]
    body = list(_body(rows))
    for header in _with_names_chosen(_with_levels_apart(found, body), body):
        taken = {known.role for known in groups[-1]}
        if header.role in OPENS_BLOCK and header.role in taken:
            groups.append([])
        groups[-1].append(header)
    valued = [any(header.role in VALUE_ROLES for header in group) for group in groups]
    return [
        replace(header, role="remark")
        if header.role == "name" and any(valued) and not has_values
        else header
        for group, has_values in zip(groups, valued, strict=True)
        for header in _with_level_weights(group)
    ]


def _with_level_weights(group: Sequence[Header]) -> list[Header]:
    roles = [header.role for header in group]
    if roles.count("weight") < MIN_ROLES:
        return list(group)
    return [
        replace(header, role=f"{before}_weight")
        if header.role == "weight" and before in LEVEL_ROLES
        else header
        for header, before in zip(group, [None, *roles], strict=False)
    ]


@dataclass(frozen=True, slots=True)
class _Column:
    """The cells below a header that may be that of the names, by row; a merged one in each."""

    header: Header
    by_row: dict[int, Cell]

    @property
    def level(self) -> str | None:
        """The level whose labels most of its cells are (数量, 产出质量); None for other cells."""
        found = [ranks(cell.text) for cell in self.by_row.values()]
        of_rank = {rank: sum(rank in each for each in found) for rank in (1, 2)}
        rank = max(of_rank, key=lambda each: of_rank[each])
        return LEVEL_ROLES[rank - 1] if found and 2 * sum(map(bool, found)) >= len(found) else None

    def groups(self, others: Sequence[_Column]) -> bool:
        """Whether one of its cells, or the same text, stands beside several of another column."""
        pairs = {
            (printed(cell.text), printed(other.by_row[row].text))
            for row, cell in self.by_row.items()
            for other in others
            if other is not self and row in other.by_row
        }
        return len({text for text, _ in pairs}) < _MOSTLY * len(pairs)

    @property
    def word(self) -> int:
        """How much its header's words say that names stand below it, 0 the most."""
        label = plain(self.header.text)
        found = (at for at, sign in enumerate(_words()) if sign.search(label))
        return next(found, _EXPLAINS - 1)


def _with_levels_apart(found: Sequence[Header], body: Sequence[Sequence[Cell]]) -> list[Header]:
    """The headers with one of both levels as two, where the labels below begin in two columns.

    So 评价内容 over 产出指标 | 数量指标.
    """
    level1 = next((each for each in found if each.role == LEVEL_ROLES[0]), None)
    if not level1 or any(each.role == LEVEL_ROLES[1] for each in found):
        return list(found)
    within = (cell for row in body for cell in row if level1.col_from < cell.col <= level1.col_to)
    seconds = [cell.col for cell in within if 2 in ranks(cell.text)]
    if not seconds:
        return list(found)
    first = replace(level1, col_to=min(seconds) - 1)
    second = replace(level1, role=LEVEL_ROLES[1], col_from=min(seconds))
    apart = ((first, second) if each is level1 else (each,) for each in found)
    return [each for some in apart for each in some]


def _with_names_chosen(found: Sequence[Header], body: Sequence[Sequence[Cell]]) -> list[Header]:
    """The headers with but one of each run of names side by side; the others only explain it.

    Of 指标 | 指标内容 over 产出指标 | 培训人数 the first is a level that no other header is of.
    """
    chosen = list(found)
    for run in _runs(found):
        columns = [_column(found[at], body) for at in run]
        best, doubt = _best(columns)
        for at, column in zip(run, columns, strict=True):
            if found[at] is best:
                chosen[at] = replace(found[at], role="name", doubt=doubt or best.doubt)
                continue
            is_new = column.level and column.level not in {header.role for header in chosen}
            chosen[at] = replace(found[at], role=column.level if is_new else "remark", doubt=None)
    return chosen


def _runs(found: Sequence[Header]) -> Iterator[list[int]]:
    """Where several headers of names follow each other before values, by their places."""
    run: list[int] = []
    for at, header in enumerate(found):
        if header.role == "name":
            run.append(at)
        elif header.role not in (None, "remark"):
            if len(run) > 1 and any(each.role in VALUE_ROLES for each in found[at:]):
                yield run
            run = []


def _body(rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    """The rows as far as the next header."""
    for row in rows:
        if heads_names(row):
            return
        yield row


def _column(header: Header, body: Sequence[Sequence[Cell]]) -> _Column:
    by_row: dict[int, Cell] = {}
    for at, row in enumerate(body):
        for cell in row:
            if header.col_from <= cell.col <= header.col_to and not is_placeholder(cell.text):
                by_row.update(dict.fromkeys(range(at, at + cell.row_span), cell))
    return _Column(header, by_row)


def _best(columns: Sequence[_Column]) -> tuple[Header, str | None]:
    """The header of the names, and the doubt where cells and words do not agree on it."""
    own = [column for column in columns if is_own(column.header.text, "indicators")]
    if len(own) == 1:
        return own[0].header, None
    able = [column for column in columns if not column.level] or list(columns)
    by_words = min(reversed(able), key=lambda column: column.word)
    most = max(len(column.by_row) for column in able)
    filled = [column for column in able if len(column.by_row) == most]
    finest = [column for column in filled if not column.groups(filled)] or filled
    best = min(reversed(finest), key=lambda column: column.word)
    others = {column.word for column in able if column is not best}
    is_told = by_words is best and best.word not in others
    is_told = is_told and (best.word == 0 or others <= {_EXPLAINS})
    return best.header, None if is_told else ONE_OF_NAMES


@cache
def _words() -> list[re.Pattern[str]]:
    return [re.compile(pattern) for pattern in load("headers")["name_words"]]
