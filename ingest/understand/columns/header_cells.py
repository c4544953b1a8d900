"""Column headers of a table row, of one row or of two."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.lexicon import headers
from ingest.lexicon.labels import is_own, likely_role, other_role
from ingest.lexicon.levels import is_plain_label
from ingest.records import Problem
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.document import Cell, Place

LEVEL_ROLES = ("level1", "level2")
VALUE_ROLES = ("cycle", "annual", "actual")
# With these begins a block of columns, where several stand side by side.
OPENS_BLOCK = (*LEVEL_ROLES, "name")
TARGET_ROLES = ("annual", "cycle")
MIN_ROLES = 2
TELLING_ROLES = 3
SIGN = "nature"
# Of two columns of a role, the one with this in its header only says what the other is.
_SAYS_WHAT = {SIGN: "类", "annual": "标准"}
YEAR = re.compile(r"\s*(20\d\d)\s*年(?!\s*[-—–至])")
ONE_OF_SEVERAL = (
    "一个表头下有几列，取哪一列为推测 (several columns under one header: which is a guess)"
)
OF_ANOTHER_YEAR = "表头年份不是本年度 (its header names another year than the form's)"
TOLD_BY_CELLS = "表头未知，按其下内容推断 (unknown header: its role is told by the cells below it)"
FORMER_YEAR = re.compile("[前上去]一?年")
BARE_YEAR = re.compile(r"\s*20\d\d\s*年度?\s*")
_NAMES = re.compile("指标|名称|内容|事项")
_EXPECTED = "预计"


@dataclass(frozen=True, slots=True)
class Header:
    """One column: its role (None for an unknown header), printed text and grid columns.

    ``doubt`` says why another column than this may be that of its role; ``locality`` is the place
    whose values stand below it, where each of several has a column: 西陵区 | 北津县.
    """

    role: str | None
    text: str
    place: Place
    col_from: int = 0
    col_to: int = 0
    doubt: str | None = None
    locality: str | None = None


def head_indicators(roles: Iterable[str | None]) -> bool:
    """Whether columns of these roles head indicators: two of them, one of a level or the name.

    Three roles without those, or values of two kinds, may head names that only their cells tell.
    """
    known = {*roles} - {None, "remark"}
    values = known & {*VALUE_ROLES}
    telling = values and (len(known) >= TELLING_ROLES or len(values) > 1)
    return len(known) >= MIN_ROLES and bool(known & {*OPENS_BLOCK} or telling)


def row_headers(cells: Sequence[Cell], group: str, year: int | None = None) -> list[Header]:
    """The headers that a table row consists of; empty when the row is no header row.

    ``year`` is the form's own, which columns may be of or not; so also below.
    """
    told = {cell.col: cell.role for cell in cells if cell.role and group == "indicators"}
    # Asked of every row of a long table, of which few are headers.
    if not told and sum(_may_head(cell.text, group) for cell in cells) < MIN_ROLES:
        return []
    found = [
        _told(each, told[each.col_from]) if each.col_from in told else each
        for each in told_headers(cells, group, year)
    ]
    known = sum(header.role is not None for header in found)
    return found if known >= MIN_ROLES and 2 * known >= len(found) else []


def heads_names(cells: Sequence[Cell]) -> bool:
    """Whether a row is the header of indicators with a column of their names.

    Beside both levels and values the second level's may be it, which ``with_name_below`` tells.
    """
    roles = {header.role for header in row_headers(cells, "indicators")}
    return "name" in roles or ({*LEVEL_ROLES} <= roles and bool(roles & {*VALUE_ROLES}))


def _may_head(text: str, group: str) -> bool:
    """Whether a text by itself may be a header."""
    return bool(headers.told_role(text, group) or BARE_YEAR.fullmatch(text))


def _told(header: Header, role: str) -> Header:
    """The header with the role that its cells tell; in doubt where its words tell another."""
    is_path = header.locality or headers.is_grade(header.text)
    is_sure = is_path or headers.told_role(header.text, "indicators") == role
    return replace(header, role=role, doubt=header.doubt if is_sure else TOLD_BY_CELLS)


def told_headers(cells: Sequence[Cell], group: str, year: int | None = None) -> list[Header]:
    """The headers that a row would consist of, each with the role that its words tell, if any.

    The label of the whole table that stands beside it heads no column.
    """
    filled = [cell for cell in cells if cell.text.strip()]
    if is_beside(filled):
        beside, *others = filled
        label = Header(None, beside.text, beside.place, beside.col, beside.col)
        return [label, *told_headers(others, group, year)]
    found = [
        Header(
            (cell.role if group == "indicators" else None) or headers.role(cell.text, group),
            cell.text,
            cell.place,
            cell.col,
            cell.col + cell.col_span - 1,
        )
        for cell in filled
    ]
    if group == "indicators":
        found = _with_localities(_with_goals_as_values(found), year)
    return with_likely(_with_own_year(found, year), group, year)


def _with_goals_as_values(found: list[Header]) -> list[Header]:
    """The headers with goals of a term behind names as values, before what may be a remark.

    Of 绩效内容 | 绩效标准 | 全年绩效目标 the last heads the year's values.
    """
    names = [header.col_from for header in found if header.role == "name"]
    told = {
        at: role
        for at, header in enumerate(found)
        if names and header.role is None and header.col_from > names[-1]
        if (role := headers.role(header.text, "goals")) in VALUE_ROLES
    }
    if not told or len({*told.values()}) < len(told):
        return found
    return [
        replace(each, role=told[at])
        if at in told
        else replace(each, role="remark")
        if each.role in told.values() and other_role(each.text, "indicators") == "remark"
        else each
        for at, each in enumerate(found)
    ]


def _with_localities(found: list[Header], year: int | None) -> list[Header]:
    """The headers with the values of each place that has a column of its own behind the names.

    Of 三级指标 | 西陵区 | 北津县 both; under 指标值 they are of its role already. 绩效标准 beside
    them is a remark, and so is 2021年预计值 where the form's ``year`` is another.
    """
    first = next((at for at, each in enumerate(found) if each.role in OPENS_BLOCK), len(found))
    local = [at for at in range(first, len(found)) if headers.names_locality(found[at].text)]
    own = [at for at in local if found[at].role in VALUE_ROLES]
    whole = [at for at, each in enumerate(found) if each.role in TARGET_ROLES and at not in local]
    years = years_of([header.text for header in found])
    notes = [
        at
        for at in whole
        if other_role(found[at].text, "indicators") == "remark" or years[at] not in (None, year)
    ]
    if not own and (len(local) < MIN_ROLES or len(notes) < len(whole)):
        return found
    return [
        replace(each, role=each.role or "annual", locality=printed(each.text))
        if at in (own or local) and each.role in (None, *VALUE_ROLES)
        else replace(each, role="remark")
        if at in notes
        else each
        for at, each in enumerate(found)
    ]


def is_beside(cells: Sequence[Cell]) -> bool:
    """Whether the first cell reaches down beside headers and the rows below them."""
    spans = [cell.row_span for cell in cells[1:]]
    return len(spans) > 1 and cells[0].row_span > 1 + max(spans)


def _with_own_year(found: list[Header], year: int | None) -> list[Header]:
    """The headers with that of the form's own year as one of values: 实施期值 | 2022年 | 2023年."""
    if any(header.role == "annual" for header in found):
        return found
    own = (each for each in found if BARE_YEAR.fullmatch(each.text))
    values = next((each for each in own if each.text.strip().startswith(str(year))), None)
    if values is None:
        return found
    return [replace(each, role="annual") if each is values else each for each in found]


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
    for twice, word in _SAYS_WHAT.items():  # 指标值类型 beside 指标性质, 绩效标准 beside 预期实现值
        if roles.count(twice) > 1:
            roles = [
                "remark" if role == twice and _says_what(header.text, word, group) else role
                for role, header in zip(roles, found, strict=True)
            ]
    roles = ["remark" if _is_behind_names(roles, at) else role for at, role in enumerate(roles)]
    if roles.count("annual") > 1:  # 2024年预计完成值 beside 指标值 of 2025
        roles = _without_other_years(roles, [header.text for header in found], year)
    listed = sum(role is not None for role in roles)
    lacking = TELLING_ROLES - listed
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
    # Names and values alone, where most of what stands beside them explains these.
    most = max(len(told), sum(map(bool, roles)) if 2 * sum(map(bool, roles)) > len(roles) else 0)
    is_header = {*VALUE_ROLES} & told and {*OPENS_BLOCK} & told and most >= TELLING_ROLES
    if listed < MIN_ROLES and not is_header:
        return found
    if is_header:
        _name_by_place(roles, [header.text for header in found])
        _again(roles, [printed(header.text) for header in found])
    roles = ["remark" if at in others else role for at, role in enumerate(roles)]
    found = [
        header if header.role == role else replace(header, role=role)
        for header, role in zip(found, roles, strict=True)
    ]
    return _with_other_year_in_doubt(found, year) if year else found


def _with_other_year_in_doubt(found: Sequence[Header], year: int) -> list[Header]:
    """The headers, a value's that names another year than the form's ``year`` in doubt.

    Where none names the form's, the last is taken: 2019年完成 | 2020年完成 of 2021.
    """
    years = years_of([header.text for header in found])
    return [
        replace(header, doubt=header.doubt or OF_ANOTHER_YEAR)
        if of_year not in (None, year) and header.role in VALUE_ROLES
        else header
        for header, of_year in zip(found, years, strict=True)
    ]


def _without_other_years(
    roles: list[str | None], texts: Sequence[str], year: int | None
) -> list[str | None]:
    """The roles, a target headed by another year a remark where one is headed by none.

    Where the form's own ``year`` is not known, only what a year was expected to bring is none.
    """
    of_years = years_of(texts)
    targets = [of for role, of in zip(roles, of_years, strict=True) if role == "annual"]
    if (year and year in of_years) or all(targets) or not any(targets):
        return roles
    return [
        "remark" if role == "annual" and of and (year or _EXPECTED in text) else role
        for role, of, text in zip(roles, of_years, texts, strict=True)
    ]


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
    matches = [YEAR.match(text) for text in texts]
    return [int(match[1]) if match else None for match in matches]


def _says_what(text: str, word: str, group: str) -> bool:
    return word in text and not is_own(text, group)


def _is_behind_names(roles: Sequence[str | None], at: int) -> bool:
    """Whether a level stands again where no names follow: 指标类型 behind 一级指标 and 三级指标."""
    again = roles[at] in LEVEL_ROLES and roles[at] in roles[:at]
    return again and "name" in roles[:at] and "name" not in roles[at:]


def _repeated(found: Sequence[Header], at: int) -> bool:
    text = printed(found[at].text)
    return any(printed(other.text) == text for other in found[:at])


def _name_by_place(roles: list[str | None], texts: Sequence[str]) -> None:
    """Give unlisted headers left of the values the roles that stand there: a level, the name."""
    ends = (*VALUE_ROLES, "nature", "unit", "name")
    if "name" not in roles:
        first = next(at for at, role in enumerate(roles) if role in ends)
        unknown = [at for at in range(1, first) if roles[at] is None]
        if unknown and _NAMES.search(texts[unknown[-1]]):
            roles[unknown[-1]] = "name"
    if "level1" in roles and "level2" not in roles:
        behind = roles.index("level1") + 1
        if behind < len(roles) and roles[behind] in (None, "level1") and "name" in roles[behind:]:
            roles[behind] = "level2"


def _again(roles: list[str | None], texts: Sequence[str]) -> None:
    """Give a header the role of the same text left of it: two blocks side by side."""
    for at in range(2, len(roles)):
        if roles[at] is None and texts[at] in texts[1:at]:
            roles[at] = roles[texts.index(texts[at], 1)]


def with_name_below(found: Sequence[Header], rows: Iterable[Sequence[Cell]]) -> list[Header]:
    """Headers without one of names, the last level's as such where ``rows`` below it hold names.

    二级指标 heads names where a form has no third level: beside another level, or labels of one
    under a header that nothing tells or alone in their rows. Unchanged for other headers.
    """
    roles = [header.role for header in found]
    levels = [at for at, role in enumerate(roles) if role in LEVEL_ROLES]
    if "name" in roles or not levels or not {*roles} & {*VALUE_ROLES}:
        return list(found)
    filled = [[cell for cell in row if cell.text.strip()] for row in rows]
    below = [row for row in filled if not (len(row) == 1 and is_plain_label(row[0].text))]
    at, body = levels[-1], [cell for row in below for cell in row]
    has_bands = len(below) < len(filled)
    beside = len(levels) >= MIN_ROLES or has_bands or (at and _holds_levels(found[at - 1], body))
    if not beside or _holds_levels(found[at], body):
        return list(found)
    return [replace(each, role="name") if each is found[at] else each for each in found]


def _holds_levels(header: Header, body: Iterable[Cell]) -> bool:
    texts = [cell.text for cell in body if cell.col == header.col_from]
    return 2 * sum(map(is_plain_label, texts)) >= len(texts)


def unknown_headers(found: Sequence[Header]) -> list[Problem]:
    """A warning for every header that no vocabulary knows, and what its cells tell of it."""
    return [
        Problem(
            severity="warning",
            message=f"unknown column header: {header.text}"
            + (f", taken for {header.role} by its cells" if header.role else ""),
            place=header.place,
        )
        for header in found
        if header.doubt == TOLD_BY_CELLS
        or (header.role is None and headers.section(header.text) is None)
    ]
