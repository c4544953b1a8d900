"""Column headers: of a table row, or of lines of page text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import takewhile
from math import inf
from typing import TYPE_CHECKING

from ingest.extract import headers
from ingest.extract.pieces import Piece, joined, span
from ingest.read.labels import has_figure, is_label, likely_role
from ingest.records import Problem
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Cell, Place

LEVEL_ROLES = ("level1", "level2")
VALUE_ROLES = ("cycle", "annual", "actual")
# With these begins a block of columns, where several stand side by side.
OPENS_BLOCK = (*LEVEL_ROLES, "name")
MIN_ROLES = 2
_TELLING_ROLES = 3
_MAX_WRAPS = 4
_SIGN = "nature"
_YEAR = re.compile(r"\s*(20\d\d)\s*年(?!\s*[-—–至])")
_FORMER = re.compile("[前上去]一?年")
_BARE_YEAR = re.compile(r"\s*20\d\d\s*年度?\s*")
_LONGEST_REST = 3
_OF_VALUES = re.compile("目标|指标值|预期值")
_NAMES = re.compile("指标|名称|内容|事项")


@dataclass(frozen=True, slots=True)
class Header:
    """One column: its role (None for an unknown header), printed text and grid columns."""

    role: str | None
    text: str
    place: Place
    col_from: int = 0
    col_to: int = 0


def row_headers(cells: Sequence[Cell], group: str, year: int | None = None) -> list[Header]:
    """The headers that a table row consists of; empty when the row is no header row.

    ``year`` is the form's own, which columns may be of or not; so also below.
    """
    found = [
        Header(
            headers.role(cell.text, group),
            cell.text,
            cell.place,
            cell.col,
            cell.col + cell.col_span - 1,
        )
        for cell in cells
        if cell.text.strip()
    ]
    found = with_likely(found, group, year)
    known = sum(header.role is not None for header in found)
    return found if known >= MIN_ROLES and 2 * known >= len(found) else []


def with_likely(found: list[Header], group: str, year: int | None = None) -> list[Header]:
    """The headers of a row with a role for those that no list has, told by their words.

    Each gets the role that its words tell, where no other has it (but for the same header in two
    blocks side by side); of indicators also the place tells: what is called an indicator or a name
    left of the values is one, and behind the first level comes the second. The first header may be
    the section that the others stand in (绩效指标 before 一级指标). Unchanged without two listed
    headers, or three roles of indicators with a value among them.
    """
    others = other_years([header.text for header in found], year)
    if others:
        found = [
            replace(each, role=None) if at in others else each for at, each in enumerate(found)
        ]
    roles = [header.role for header in found]
    if roles.count(_SIGN) > 1:  # 指标性质 beside 指标值类型, which then says 定量 or 定性
        roles = [
            "remark" if role == _SIGN and "类" in header.text else role
            for role, header in zip(roles, found, strict=True)
        ]
    listed = sum(role is not None for role in roles)
    lacking = _TELLING_ROLES - listed
    for at, header in enumerate(found):
        if listed < MIN_ROLES and len(found) - at < lacking:
            return found
        if roles[at] is None and at not in others and (at or not headers.section(header.text)):
            likely = likely_role(header.text, group)
            if likely and likely in roles and likely != "remark" and not _repeated(found, at):
                likely = None
            roles[at] = likely
            lacking -= likely is not None
    told = {role for role in roles if role and role != "remark"}
    is_header = {*VALUE_ROLES} & told and {*OPENS_BLOCK} & told and len(told) >= _TELLING_ROLES
    if listed < MIN_ROLES and not is_header:
        return found
    if is_header:
        _name_by_place(roles, [header.text for header in found])
    roles = ["remark" if at in others else role for at, role in enumerate(roles)]
    return [replace(header, role=role) for header, role in zip(found, roles, strict=True)]


def other_years(texts: Sequence[str], year: int | None = None) -> list[int]:
    """Which headers are of another year than the form's (2020年实际完成值, 2026年指标值).

    Where none is of the form's own ``year``, the last of them is taken for it.
    """
    found = years_of(texts)
    years = {each for each in found if each}
    own = year if year in years else max(years, default=None)
    return [at for at, each in enumerate(found) if each and each != own]


def years_of(texts: Sequence[str]) -> list[int | None]:
    """The year that each header begins with, None where it has none or begins a span of years."""
    # Asked of every row of a long table, so the texts are taken as they are.
    matches = [_YEAR.match(text) for text in texts]
    return [int(match[1]) if match else None for match in matches]


def _repeated(found: Sequence[Header], at: int) -> bool:
    text = printed(found[at].text)
    return any(printed(other.text) == text for other in found[:at])


def _name_by_place(roles: list[str | None], texts: Sequence[str]) -> None:
    """Give unlisted headers left of the values the roles that stand there: a level, the name."""
    ends = (*VALUE_ROLES, "nature", "unit", "name")
    if "name" not in roles:
        first = next(at for at, role in enumerate(roles) if role in ends)
        unknown = [at for at in range(1, first) if roles[at] is None and _NAMES.search(texts[at])]
        if unknown:
            roles[unknown[-1]] = "name"
    if "level1" in roles and "level2" not in roles:
        behind = roles.index("level1") + 1
        if behind < len(roles) and roles[behind] in (None, "level1") and "name" in roles[behind:]:
            roles[behind] = "level2"


def with_one_name(found: Sequence[Header]) -> list[Header]:
    """The headers with a name only where values stand behind it, and one weight of each.

    Of 三级指标 and 四级指标 side by side the finer one is the name; 指标内容 behind the values
    explains it. Of several weights those right behind levels are of levels (``level1_weight``).
    """
    groups: list[list[Header]] = [[]]
    for header in found:
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


def refined(found: Sequence[Header], below: Sequence[Header]) -> list[Header]:
    """The headers of two header rows: those below replace the one that spans them.

    Several headers that each span a sign, a value and a unit stay: those are one text of theirs.
    """
    whole = [header for header in found if _is_value_in_parts(header, below)]
    if len(whole) > 1:
        below = [sub for sub in below if not any(_covers(header, sub) for header in whole)]
        found = [_of_horizon(header) if header in whole else header for header in found]
    spans = [header for header in found if not any(_covers(header, sub) for sub in below)]
    return sorted([*spans, *below], key=lambda header: header.col_from)


def _is_value_in_parts(header: Header, below: Sequence[Header]) -> bool:
    parts = [sub.role for sub in below if _covers(header, sub)]
    return len(parts) > 1 and "annual" in parts and {*parts} <= {"annual", _SIGN, "unit"}


def _of_horizon(header: Header) -> Header:
    """A header of values with the role that it has above goals, where it has none of its own."""
    role = headers.role(header.text, "goals")
    return replace(header, role=role) if not header.role and role in VALUE_ROLES else header


def divided(
    above: Sequence[Header], cells: Sequence[Cell], group: str, year: int | None = None
) -> list[Header]:
    """The headers that divide a column of values (指标值 over 前年, 上年, 预计当年实现), else none.

    The columns of other years are remarks.
    """
    filled = [cell for cell in cells if cell.text.strip()]
    ends = [*(header.col_from for header in above[1:]), inf]
    # Nothing else is headed by bare years, though not all may stand where the column does.
    half = len(filled) / 2 if all(_BARE_YEAR.fullmatch(cell.text) for cell in filled) else inf
    for header, end in zip(above, ends, strict=True):
        inside = [cell for cell in filled if header.col_from <= cell.col < end]
        most = len(inside) == len(filled) or len(inside) > half
        if header.role in VALUE_ROLES and most and len(filled) >= MIN_ROLES:
            break
    else:
        return []
    if any(has_figure(cell.text) for cell in filled):
        return []
    texts = [printed(cell.text) for cell in filled]
    others = other_years(texts, year)
    roles = ["remark" if at in others else _role(text, group) for at, text in enumerate(texts)]
    own = [at for at, role in enumerate(roles) if role in (None, header.role)]
    roles[own[-1] if own else -1] = header.role
    return [
        Header(role, cell.text, cell.place, cell.col, cell.col + cell.col_span - 1)
        for cell, role in zip(filled, roles, strict=True)
    ]


def _covers(header: Header, sub: Header) -> bool:
    return header.col_from <= sub.col_from <= header.col_to


def folded(found: Sequence[Header]) -> list[Header]:
    """Headers of page text, where a second line of them stands under one that it refines.

    指标值 分值 over 预期值 实际值: the second line has a role that was there before, maybe behind
    other years (指标值 over 2022年实际值 2023年目标值).
    """
    roles = [header.role for header in found]
    lines = [header.place.line_from or 0 for header in found]
    for own in range(1, len(found)):
        if roles[own] not in VALUE_ROLES or roles[own] not in roles[:own]:
            continue
        at, start = roles.index(roles[own]), own
        while start > at + 1 and (
            lines[start - 1] == lines[own] or _is_of_another_year(found[start - 1])
        ):
            start -= 1
        if lines[start] > lines[start - 1]:
            return [*found[:at], *found[start:], *found[at + 1 : start]]
    below = next((at for at in range(len(found)) if lines[at] == lines[-1]), 0)
    above = [at for at, header in enumerate(found[:below]) if _heads_values(header)]
    if len(above) == 1 and {*roles[below:]} & {*VALUE_ROLES}:
        return [*found[: above[0]], *found[below:], *found[above[0] + 1 : below]]
    return list(found)


def _heads_values(header: Header) -> bool:
    return header.role is None and bool(_OF_VALUES.search(header.text))


def _is_of_another_year(header: Header) -> bool:
    text = printed(header.text)
    return header.role == "remark" and bool(_YEAR.match(text) or _FORMER.match(text))


def line_headers(
    run: Sequence[Piece], group: str, year: int | None = None
) -> tuple[list[Header], int]:
    """The headers that ``run`` begins with, and how many pieces they take up.

    A header may be wrapped over lines; an unknown one counts when it shares a line with known
    ones. Empty when ``run`` begins with no header row.
    """
    found = _told_by_words(run, group, year)
    at = len(found)
    while at < len(run):
        told = {_role(header.text, group) for header in found}
        taken = _known(run, at, group)
        if taken and _has_role(run[at + taken : at + taken + 1], group, told):
            taken += _more(run, at, taken, group, told)
        elif not taken and sum(header.role is not None for header in found) >= MIN_ROLES:
            taken = _unlisted(run, at, group, told)
        if not taken:
            break
        part = run[at : at + taken]
        text = joined(part)
        found.append(Header(headers.role(text, group), text, span(part), len(found), len(found)))
        at += len(part)
    known = sum(header.role is not None for header in found)
    return (with_likely(found, group, year), at) if known >= MIN_ROLES else ([], 0)


def _told_by_words(run: Sequence[Piece], group: str, year: int | None) -> list[Header]:
    """The headers of a line that begins with one that is not listed; empty where it is no row."""
    if not run or headers.role(run[0].text, group):
        return []
    line = [run[0], *takewhile(lambda piece: piece.gap == "space", run[1:])]
    if len(line) < _TELLING_ROLES:
        return []
    row = [
        Header(headers.role(piece.text, group), piece.text, piece.place, at, at)
        for at, piece in enumerate(line)
    ]
    found = with_likely(row, group, year)
    return found if {"name", *VALUE_ROLES} & {header.role for header in found} > {"name"} else []


def _known(run: Sequence[Piece], at: int, group: str) -> int:
    """How many pieces from ``at`` on make up the longest known header; 0 for none.

    Side by side on a line stand headers of their own: 三级指标 权重 is not 三级指标权重.
    """
    alone = headers.role(run[at].text, group)
    for count in range(min(_MAX_WRAPS, len(run) - at), 0, -1):
        if alone and any(piece.gap == "space" for piece in run[at + 1 : at + count]):
            continue
        if headers.role(joined(run[at : at + count]), group):
            return count
    return 0


def _unlisted(run: Sequence[Piece], at: int, group: str, told: set[str | None]) -> int:
    """How many pieces make up a header that is not listed, behind listed ones; 0 for none.

    It shares their line, or is wrapped over lines of its own and told by its words.
    """
    count = 1 + _more(run, at, 1, group, told)
    if likely_role(joined(run[at : at + count]), group) not in (None, *told):
        return count
    return int(run[at].gap == "space" or _spans_others(run[at:], group, told))


def _spans_others(run: Sequence[Piece], group: str, told: set[str | None]) -> bool:
    """Whether a header of values stands above others on a line (目标值设定 over 比较关系 目标值).

    Headers that are beside it may stand between, each on a line of its own.
    """
    if not _OF_VALUES.search(run[0].text) or has_figure(run[0].text):
        return False
    behind = run[1 : _MAX_WRAPS + 1]
    alone = [*takewhile(lambda each: each.gap != "space", behind)]
    start = 1 + max(len(alone) - 1, 0)
    line = [*alone[-1:], *takewhile(lambda each: each.gap == "space", run[start + 1 :])]
    roles = [_role(piece.text, group) for piece in (*alone[:-1], *line)]
    return None not in roles and len(line) >= MIN_ROLES and bool({*VALUE_ROLES} & {*roles} - told)


def _more(run: Sequence[Piece], at: int, count: int, group: str, told: set[str | None]) -> int:
    """How many lines more of a header there are, all but the last of them as long as the first.

    None of them is a header of its own, unless of a role that another has, or behind what is none.
    """
    first, begun = count, _role(joined(run[at : at + count]), group)
    while at + count < len(run) and count < _MAX_WRAPS:
        piece, longest = run[at + count], len(run[at].text)
        goes_on = longest - len(run[at + count - 1].text) <= 1 and len(piece.text) <= longest
        if piece.gap == "space" or not goes_on or is_label(piece.text):
            break
        whole = _role(joined(run[at : at + count + 1]), group)
        own = _role(piece.text, group) not in (None, begun, *told)
        heads_line = any(each.gap == "space" for each in run[at + count + 1 : at + count + 2])
        of_own = len(piece.text) > _LONGEST_REST and whole == _role(piece.text, group)
        if own and (heads_line or (not begun and (not whole or of_own))):
            break
        if begun and whole != begun:
            break
        count += 1
    return count - first


def _has_role(run: Sequence[Piece], group: str, told: set[str | None]) -> bool:
    return any(_role(piece.text, group) in told - {None} for piece in run)


def _role(text: str, group: str) -> str | None:
    return headers.role(text, group) or likely_role(text, group)


def unknown_headers(found: Sequence[Header]) -> list[Problem]:
    """A warning for every header that no vocabulary knows."""
    return [
        Problem(
            severity="warning", message=f"unknown column header: {header.text}", place=header.place
        )
        for header in found
        if header.role is None and headers.section(header.text) is None
    ]
