"""Column headers of page text: each on a line, beside others, or wrapped over lines."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from ingest.lexicon import headers
from ingest.lexicon.labels import has_figure, is_label, likely_role
from ingest.understand.columns.header_cells import (
    MIN_ROLES,
    SIGN,
    TELLING_ROLES,
    VALUE_ROLES,
    YEAR,
    Header,
    with_likely,
)
from ingest.understand.lines.pieces import Piece, joined, span
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

_GROUP = "indicators"
_MAX_WRAPS = 4
_LONGEST_REST = 3
_MOST_PARTS = 8
_BARE_YEAR = re.compile(r"20\d\d年度?|[前上去]一?年")
_FORMER = re.compile("[前上去]一?年")
_OF_YEAR = re.compile(r"[全本当]年度?|年度|20\d\d年度?|1[-—至]12月|全年累计|年末")
_OF_VALUES = re.compile("目标|指标值|预期值")


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
        # Cells that were a line each share their place: of those, other years alone tell.
        is_below = lines[own] > lines[at]
        while start > at + 1 and (
            (is_below and lines[start - 1] == lines[own]) or _is_of_another_year(found[start - 1])
        ):
            start -= 1
        if lines[start] > lines[start - 1] or (_is_of_lines(found[own]) and start < own):
            return [*found[:at], *found[start:], *found[at + 1 : start]]
    if divided := _by_parts_of_year(found, lines):
        return divided
    above = [at for at, header in enumerate(found) if _heads_values(header)]
    below = next((at for at, role in enumerate(roles) if role in VALUE_ROLES), 0)
    while below and (roles[below - 1] == SIGN or lines[below - 1] == lines[below]):
        below -= 1
    if len(above) == 1 and above[0] < below:
        return [*found[: above[0]], *found[below:], *found[above[0] + 1 : below]]
    return list(found)


def _is_of_lines(header: Header) -> bool:
    return header.place.line_from != header.place.line_to


def _by_parts_of_year(found: Sequence[Header], lines: Sequence[int]) -> list[Header]:
    """The headers where the last of them divide that of values: 目标值 over 一季度 上半年 全年.

    Others may stand beside that of values.
    """
    start = next(at for at, line in enumerate(lines) if line == lines[-1])
    parts = found[start:]
    whole = [header for header in parts if header.role is None]
    above = [at for at in range(start) if found[at].role in VALUE_ROLES]
    if len(parts) < MIN_ROLES or len(whole) != 1 or len(above) != 1 or not _is_year(whole[0].text):
        return []
    beside, role = found[above[0] + 1 : start], found[above[0]].role
    if any(header.role not in (None, "remark") for header in [*parts, *beside]):
        return []
    told = [replace(each, role=role if each is whole[0] else "remark") for each in parts]
    return [*found[: above[0]], *told, *beside]


def _is_year(text: str) -> bool:
    """Whether a header is what the whole year has: 全年, 2024年, 预计全年完成."""
    return bool(_OF_YEAR.fullmatch(printed(text))) or likely_role(text, "indicators") == "annual"


def _heads_values(header: Header) -> bool:
    return header.role is None and bool(_OF_VALUES.search(header.text))


def begins_with_year(header: Header) -> bool:
    """Whether a header begins with a year (2022年实际值) or a former one's name (前年, 上年)."""
    text = printed(header.text)
    return bool(YEAR.match(text) or _FORMER.match(text))


def _is_of_another_year(header: Header) -> bool:
    return header.role == "remark" and begins_with_year(header)


def may_be_two(header: Header) -> bool:
    """Whether a header over lines may be two: some of them tell its role, and the rest none.

    Of 甲乙栏 above 权重 the first may be a column of its own, or stand over others.
    """
    lines = header.text.split("\n")
    if header.role in (None, "remark", "deviation") or {*"（()）"} & {*header.text}:
        return False
    parts = (("".join(lines[:at]), "".join(lines[at:])) for at in range(1, len(lines)))
    told = ({headers.told_role(each, _GROUP) for each in pair} for pair in parts)
    return any(roles == {header.role, None} for roles in told)


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
        told = {headers.told_role(header.text, group) for header in found}
        taken = _known(run, at, group)
        if taken and _has_role(run[at + taken : at + taken + 1], group, told):
            taken += _more(run, at, taken, group, told)
        elif not taken and (
            sum(header.role is not None for header in found) >= MIN_ROLES
            or _is_among_headers(run, at, group)
        ):
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
    if len(line) < TELLING_ROLES:
        return []
    row = [
        Header(headers.role(piece.text, group), piece.text, piece.place, at, at)
        for at, piece in enumerate(line)
    ]
    found = with_likely(row, group, year)
    return found if {"name", *VALUE_ROLES} & {header.role for header in found} > {"name"} else []


def _known(run: Sequence[Piece], at: int, group: str) -> int:
    """How many pieces from ``at`` on make up the longest known header; 0 for none.

    Side by side on a line stand headers of their own: 三级指标 权重 is not 三级指标权重, nor is
    a year that stands beside another that of the header behind it. But 年度 指标值 is one.
    """
    among_years = _is_among_years(run, at)
    alone = headers.role(run[at].text, group)
    for count in range(min(_MAX_WRAPS, len(run) - at), 0, -1):
        part = run[at : at + count]
        role = headers.role(joined(part), group)
        beside = any(piece.gap == "space" for piece in part[1:])
        if role and not (beside and (among_years or (alone and not _is_all(part, role, group)))):
            return count
    return 0


def _is_all(part: Sequence[Piece], role: str, group: str) -> bool:
    """Whether pieces are nothing but ``role``: no two columns of it stand side by side."""
    roles = [headers.role(piece.text, group) for piece in part]
    return roles[0] == roles[-1] == role and {*roles} <= {role, None}


def _is_among_years(run: Sequence[Piece], at: int) -> bool:
    """Whether a piece is a year that another stands beside."""
    beside = [*run[max(at - 1, 0) : at], *run[at + 1 : at + 2]]
    return bool(_BARE_YEAR.fullmatch(run[at].text)) and any(
        each.line == run[at].line and _BARE_YEAR.fullmatch(each.text) for each in beside
    )


def _is_among_headers(run: Sequence[Piece], at: int, group: str) -> bool:
    """Whether a piece stands on a line of headers, most of which are listed."""
    number = run[at].line
    if not number:
        return False
    # Asked of every piece of a text: only those of its own line are looked at.
    start = at
    while start and run[start - 1].line == number:
        start -= 1
    line = [*takewhile(lambda piece: piece.line == number, islice(run, start, None))]
    listed = sum(headers.role(piece.text, group) is not None for piece in line)
    return listed >= MIN_ROLES and 2 * listed > len(line)


def _unlisted(run: Sequence[Piece], at: int, group: str, told: set[str | None]) -> int:
    """How many pieces make up a header that is not listed, behind listed ones; 0 for none.

    It shares their line, is a year, or is wrapped over lines of its own and told by its words.
    """
    if _BARE_YEAR.fullmatch(run[at].text):
        return 1
    count = 1 + _more(run, at, 1, group, told)
    if likely_role(joined(run[at : at + count]), group) not in (None, *told):
        return count
    return int(run[at].gap == "space" or _spans_others(run[at:], group, told))


def _spans_others(run: Sequence[Piece], group: str, told: set[str | None]) -> bool:
    """Whether a header of values stands above others (目标值设定 over 比较关系, 目标值).

    Headers that are beside it may stand between.
    """
    if not _OF_VALUES.search(run[0].text) or has_figure(run[0].text):
        return False
    roles: list[str | None] = []
    at = 1
    while at < len(run) and len(roles) < _MOST_PARTS:
        count = _known(run, at, group) or 1
        roles.append(headers.told_role(joined(run[at : at + count]), group))
        if roles[-1] is None:
            break
        at += count
    parts = [role for role in roles if role in (*VALUE_ROLES, SIGN, "unit") and role not in told]
    return len(parts) >= MIN_ROLES and bool({*VALUE_ROLES} & {*parts})


def _more(run: Sequence[Piece], at: int, count: int, group: str, told: set[str | None]) -> int:
    """How many lines more of a header there are, all but the last of them as long as the first.

    None of them is a header of its own, unless of a role that another has, or behind what is none.
    """
    first, begun = count, headers.told_role(joined(run[at : at + count]), group)
    while at + count < len(run) and count < _MAX_WRAPS:
        piece, longest = run[at + count], len(run[at].text)
        goes_on = longest - len(run[at + count - 1].text) <= 1 and len(piece.text) <= longest
        if piece.gap == "space" or not goes_on or is_label(piece.text):
            break
        if _BARE_YEAR.fullmatch(piece.text):
            break
        whole = headers.told_role(joined(run[at : at + count + 1]), group)
        own = headers.told_role(piece.text, group) not in (None, begun, *told)
        heads_line = any(each.gap == "space" for each in run[at + count + 1 : at + count + 2])
        of_own = len(piece.text) > _LONGEST_REST and whole == headers.told_role(piece.text, group)
        if own and (heads_line or (not begun and (not whole or of_own))):
            break
        if begun and whole != begun:
            break
        count += 1
    return count - first


def _has_role(run: Sequence[Piece], group: str, told: set[str | None]) -> bool:
    return any(headers.told_role(piece.text, group) in told - {None} for piece in run)
