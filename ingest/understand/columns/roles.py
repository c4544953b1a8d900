"""Headers that no list knows get the role that the cells below them tell, by evidence.

Of ``一级指标 | 二级指标 | 要点 | 年度指标值`` over ``产出指标 | 数量指标 | 培训人数 | ≥300人``
the third column holds names. Words stay the strongest evidence: what they tell is settled before.
The roles of the rest are chosen together, each at most once, by weights that were fitted to made-up
forms (``benchmarks/fit_roles.py``); what was chosen carries a doubt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from math import exp, inf, log
from typing import TYPE_CHECKING

from ingest.lexicon import headers
from ingest.lexicon.composition import facets_of
from ingest.lexicon.headers import is_footer
from ingest.lexicon.labels import column_roles, has_figure, is_own, likely_role, plain
from ingest.understand.columns.evidence import Column, features
from ingest.understand.columns.header_cells import (
    BARE_YEAR,
    FORMER_YEAR,
    LEVEL_ROLES,
    OPENS_BLOCK,
    SIGN,
    TELLING_ROLES,
    VALUE_ROLES,
    YEAR,
    head_indicators,
    is_beside,
    row_headers,
    told_headers,
)
from ingest.vocabulary import load
from ingest.words.quantity import is_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ingest.document import Cell, Document, Table
    from ingest.understand.columns.header_cells import Header

GROUP = "indicators"
OTHER = "other"
_LEAST_KNOWN = 2
LEAST_ROWS = 2
_SURE = 0.6
_LONGEST_UNIT = 6
# What a column may be called that holds something else, while an unknown one holds it.
_TAKEN = ("name", "nature", "annual")
_UNLIKELY = 0.1
# What must be seen of a column of a role, and what may hardly be: shares of its cells.
_SHOWS = {
    "nature": {"sign": 0.5},
    "unit": {"unit": 0.3},
    "weight": {"mark": 0.8},
    "score": {"mark": 0.8},
}
_NO_FIGURES = {"number": 0.2, "value": 0.2}
_NO_LABELS = {"sentence": 0.5, "sign": 0.5, "level1": 0.5, "level2": 0.5}
_HARDLY_SHOWS = {
    "level1": _NO_FIGURES,
    "level2": _NO_FIGURES,
    "name": _NO_FIGURES,
    "deviation": _NO_FIGURES,
    **dict.fromkeys(VALUE_ROLES, _NO_LABELS),
}
_MARKS = ("score", "weight")
_NOTE = "note"
_OF_OTHER_TIMES = {"past", "later", "part_year"}
_MOST_UNKNOWN = 4
_LONGEST_HEADER = 30
_SHOWN_EVIDENCE = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A role that a column may have, and how likely that is beside the others.

    ``evidence`` is what speaks for it, the weightiest first: a feature, how much of it is seen,
    and its points.
    """

    role: str
    share: float
    evidence: tuple[tuple[str, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """The headers of indicators in one row, with the roles that their words tell.

    ``is_told`` is whether these make a header by themselves; ``at`` is the row in ``rows``.
    """

    cells: list[Cell]
    headers: list[Header]
    is_told: bool
    rows: Sequence[Sequence[Cell]]
    at: int

    def columns(self) -> list[Column]:
        """The columns below the headers."""
        return columns_below(self.headers, self.rows, self.at)

    @property
    def known(self) -> dict[int, str]:
        """The roles that words tell, by the header's place."""
        return {
            place: header.role
            for place, header in enumerate(self.headers)
            if header.role and header.role != "remark"
        }


def with_told_roles(document: Document) -> Document:
    """The document, each unknown header of an indicator table with the role its column tells."""
    return document.with_tables(lambda table: with_roles(table) if table.aligned else table)


def with_roles(table: Table) -> Table:
    """The table with the roles of unknown headers, if its columns are what they look like."""
    chosen = {
        id(row.cells[place]): replace(row.cells[place], role=role)
        for row in header_rows(table)
        for place, role in told_by_cells(row).items()
    }
    if not chosen:
        return table
    rows = tuple(tuple(chosen.get(id(cell), cell) for cell in row) for row in table.rows)
    return replace(table, rows=rows)


def header_rows(table: Table) -> Iterator[HeaderRow]:
    """The headers of indicators in a table."""
    for at in range(len(table.rows)):
        cells = [cell for cell in table.rows[at] if cell.text.strip()]
        found, is_told = _told_by_words(cells)
        if any(has_figure(each.text) for each in found):
            continue
        row = HeaderRow(cells, found, is_told, table.rows, at)
        if head_indicators(header.role for header in found) or _stands_on_levels(row):
            yield row


def _stands_on_levels(row: HeaderRow) -> bool:
    """Whether labels of levels stand below a header of levels, though the others are unknown.

    So they may below two unknown ones left of that of names: 评价内容, 目标类型, 绩效内容.
    """
    known = row.known
    levels = {place: role for place, role in known.items() if role in LEVEL_ROLES}
    least = 1
    if not levels and "name" in known.values():
        name = next(place for place, role in known.items() if role == "name")
        least = len(LEVEL_ROLES)
        unknown = [place for place in range(name) if place not in known][-least:]
        levels = dict(zip(unknown, LEVEL_ROLES, strict=False))
    if len(row.headers) < TELLING_ROLES or len(levels) < least:
        return False
    columns = row.columns()
    shares = (features(columns, place, {})[role] for place, role in levels.items())
    return columns[0].rows >= LEAST_ROWS and sum(share >= _SURE for share in shares) >= least


def told_by_cells(row: HeaderRow) -> dict[int, str]:
    """The roles that a row's words don't tell, by the header's place.

    All of them where words alone make no header.
    """
    # 评价标准 may head targets where nothing else does.
    open_roles = (None,) if {*VALUE_ROLES} & {*row.known.values()} else (None, "remark")
    opened = min((at for at, role in row.known.items() if role in OPENS_BLOCK), default=0)
    unknown = [
        place
        for place, header in enumerate(row.headers)
        if header.role in open_roles
        and _may_head(header, first=place == 0, is_behind=place > opened)
        and not (place == 0 and is_beside(row.cells))
    ]
    units = [place for place, role in row.known.items() if role == "unit"]
    twice = [place for place, role in row.known.items() if role == SIGN]
    is_open = unknown or units or len(twice) > 1 or not row.is_told
    if len(unknown) > _MOST_UNKNOWN or not is_open:
        return {}
    columns = row.columns()
    if columns[0].rows < LEAST_ROWS:
        return {}
    taken = [
        *_taken(columns, unknown, _doubtful(row)),
        *(place for place in units if _names_no_unit(columns[place])),
        *_less_signed(columns, twice),
    ]
    others = {place: role for place, role in row.known.items() if place not in taken}
    others |= dict.fromkeys(_years_of_the_term(row), "annual")
    others = _with_names_for_level(columns, _with_first_year(row, others))
    told = choose(columns, unknown, others) | dict.fromkeys(taken, "remark")
    if not {*OPENS_BLOCK} & {*row.known.values()} and "name" not in told.values():
        return {}
    if not row.is_told and {*VALUE_ROLES} & {*told.values()}:
        told = row.known | told
    return told


def _told_by_words(cells: Sequence[Cell]) -> tuple[list[Header], bool]:
    """The headers with the roles that their words tell; whether these make a header by themselves.

    Without a known header of values, words that are likely one thing may still be taken for it,
    where three of them are.
    """
    found = told_headers(cells, GROUP)
    if sum(header.role is not None for header in found) >= _LEAST_KNOWN:
        return found, True
    likely = [
        replace(each, role=headers.told_role(each.text, GROUP) if at else each.role)
        for at, each in enumerate(found)
    ]
    roles = {header.role for header in likely} - {None, "remark"}
    return (likely, False) if len(roles) >= TELLING_ROLES else (found, True)


def _may_head(header: Header, *, first: bool, is_behind: bool) -> bool:
    """Whether an unknown header may be one of indicators, not the section's at the left.

    One that heads columns of tasks or of projects stands beside indicators, not among them, but
    for that of goals (绩效目标) behind their levels or names; one that names a year, the past,
    money or marks is of that, which its cells can't tell, nor can they of what explains a name.
    """
    section = headers.section(header.text)
    is_told = headers.names_locality(header.text) or headers.is_grade(header.text)
    if is_told or _NOTE in facets_of(plain(header.text)):
        return False
    if (section and (first or section != GROUP)) or headers.packs_values(header.text):
        return False
    roles = column_roles(headers.AMONG.sub("", header.text)).items() - {("projects", GROUP)}
    others = [
        role
        for group, role in roles
        if role != "remark" and not (is_behind and (group == "goals" or role == "goal"))
    ]
    names_year = YEAR.search(header.text) or FORMER_YEAR.match(header.text)
    of_time = names_year or _OF_OTHER_TIMES & {*facets_of(plain(header.text))}
    is_known = others or of_time or headers.names_money(header.text)
    is_known = is_known or likely_role(header.text, GROUP) in _MARKS
    return not is_known and len(header.text) <= _LONGEST_HEADER


def _doubtful(row: HeaderRow) -> dict[int, str]:
    """The known roles, less those that the publisher's place file tells: none is better.

    Nor is any that heads names and values in one cell.
    """
    return {
        place: role
        for place, role in row.known.items()
        if role not in _TAKEN
        or not (
            is_own(row.headers[place].text, GROUP) or headers.packs_values(row.headers[place].text)
        )
    }


def _years_of_the_term(row: HeaderRow) -> list[int]:
    """The column of one year beside that of a term which it begins: 2024—2026年 | 2024年."""
    begun = {header.text.strip()[:4] for header in row.headers if header.role == "cycle"}
    return [
        place
        for place, header in enumerate(row.headers)
        if not header.role and BARE_YEAR.fullmatch(header.text) and header.text.strip()[:4] in begun
    ]


def _with_first_year(row: HeaderRow, known: dict[int, str]) -> dict[int, str]:
    """The known roles, of values for each year the first one's as the year's: a term's goes before.

    Of 2025年指标值 | 2026年指标值 the last is taken for it where the form's year is not known.
    """
    last = next((place for place, role in known.items() if role == "annual"), None)
    if last is None or not YEAR.match(row.headers[last].text):
        return known
    label = YEAR.sub("", row.headers[last].text)
    alike = [at for at, each in enumerate(row.headers) if YEAR.sub("", each.text) == label]
    years = [at for at in alike if at <= last and YEAR.match(row.headers[at].text)]
    return {at: role for at, role in known.items() if at != last} | {years[0]: "annual"}


def _with_names_for_level(columns: Sequence[Column], known: dict[int, str]) -> dict[int, str]:
    """The known roles, a second level's as that of names where nothing else is.

    Of 二级指标 | ? | 指标值 the first heads them where 决算公开按时完成率 stands below it.
    """
    level = next((place for place, role in known.items() if role == "level2"), None)
    if level is None or "name" in known.values():
        return known
    others = {place: role for place, role in known.items() if place != level}
    has_labels = features(columns, level, others)["level2"] > _UNLIKELY
    is_name = not has_labels and _share_of("name", columns, level, others) >= _SURE
    return {**known, level: "name"} if is_name else known


def _names_no_unit(column: Column) -> bool:
    """Whether 单位 heads bureaus: most of the cells below it are too long for units."""
    texts = [text for text in column.texts if not is_unit(text)]
    return sum(len(text) > _LONGEST_UNIT for text in texts) * 2 > len(column.texts)


def _less_signed(columns: Sequence[Column], places: Sequence[int]) -> list[int]:
    """Of columns called signs (指标性质 beside 比较符) all but the one that holds most of them."""
    by_signs = sorted(places, key=lambda place: features(columns, place, {})["sign"])
    return by_signs[:-1]


def _taken(
    columns: Sequence[Column], unknown: Sequence[int], known: Mapping[int, str]
) -> list[int]:
    """The columns called what an unknown one holds: 指标性质 over 正向, beside signs."""
    return [place for role in _TAKEN for place in _taken_for(role, columns, unknown, known)]


def _taken_for(
    role: str, columns: Sequence[Column], unknown: Sequence[int], known: Mapping[int, str]
) -> list[int]:
    called = [place for place, each in known.items() if each == role]
    others = {place: each for place, each in known.items() if each != role}
    if len(called) != 1 or not _is_unlikely(role, columns, called[0], others):
        return []
    better = (_share_of(role, columns, place, others) for place in unknown)
    return called if max(better, default=0.0) >= _SURE else []


def _is_unlikely(role: str, columns: Sequence[Column], at: int, known: Mapping[int, str]) -> bool:
    """Whether a column hardly holds what it is called; 绩效标准 without a figure are no targets."""
    no_value = role in VALUE_ROLES and features(columns, at, known)["figure"] <= _UNLIKELY
    return no_value or _share_of(role, columns, at, known) <= _UNLIKELY


def _share_of(role: str, columns: Sequence[Column], at: int, known: Mapping[int, str]) -> float:
    return next((c.share for c in candidates(columns, at, known) if c.role == role), 0.0)


def columns_below(found: Sequence[Header], rows: Sequence[Sequence[Cell]], at: int) -> list[Column]:
    """The columns below the headers of row ``at``, as far as the next header, section or footer.

    What stands left of the headers may be printed again in each row (绩效指标), where it is merged.
    """
    body: list[Sequence[Cell]] = []
    label = next((cell for cell in rows[at] if cell.text.strip()), None)
    for row in rows[at + 1 :]:
        filled = [cell for cell in row if cell.text.strip()]
        if label and len(filled) > 1 and (filled[0].col, filled[0].text) == (label.col, label.text):
            filled = filled[1:]
        if not filled:
            continue
        first = filled[0].text
        if is_footer(first) or headers.section(first) or row_headers(filled, GROUP):
            break
        body.append(filled)
    return [
        Column(
            [c for row in body for c in row if header.col_from <= c.col <= header.col_to],
            len(body),
        )
        for header in found
    ]


def choose(
    columns: Sequence[Column], unknown: Sequence[int], known: Mapping[int, str]
) -> dict[int, str]:
    """The roles of unknown columns that are likely enough, each given once at most."""
    scores = {
        place: {each.role: each.share for each in candidates(columns, place, known)}
        for place in unknown
    }
    best, most = {}, -inf
    for roles in product(*(scores[place] for place in unknown)):
        own = [role for role in roles if role != OTHER]
        of_term_alone = "cycle" in own and "annual" not in {*own, *known.values()}
        if len({*own}) < len(own) or of_term_alone:
            continue
        total = sum(
            log(max(scores[place][role], 1e-12)) for place, role in zip(unknown, roles, strict=True)
        )
        if total > most:
            most, best = total, dict(zip(unknown, roles, strict=True))
    return {
        place: role
        for place, role in best.items()
        if role != OTHER and scores[place][role] >= _SURE
    }


def candidates(columns: Sequence[Column], at: int, known: Mapping[int, str]) -> list[Candidate]:
    """The roles that a column may have beside the ``known`` ones, the likeliest first."""
    seen = features(columns, at, known)
    taken = {*known.values(), *_out_of_place(at, known)}
    spoken = {
        role: [(name, value, own.get(name, 0.0) * value) for name, value in seen.items()]
        for role, own in _weights().items()
        if role == OTHER or (role not in taken and _may_be(role, seen))
    }
    points = {
        role: _weights()[role]["bias"] + sum(each for *_, each in said)
        for role, said in spoken.items()
    }
    highest = max(points.values())
    shares = {role: exp(each - highest) for role, each in points.items()}
    whole = sum(shares.values())
    found = [
        Candidate(role, share / whole, _weightiest(spoken[role])) for role, share in shares.items()
    ]
    return sorted(found, key=lambda each: -each.share)


def _weightiest(said: list[tuple[str, float, float]]) -> tuple[tuple[str, float, float], ...]:
    speaking = [each for each in said if each[2] > 0]
    return tuple(sorted(speaking, key=lambda each: -each[2])[:_SHOWN_EVIDENCE])


def _out_of_place(at: int, known: Mapping[int, str]) -> set[str]:
    """The roles that no column at this place has: names stand left of values, levels of names."""
    places = {role: place for place, role in known.items()}
    values = [place for place, role in known.items() if role in VALUE_ROLES]
    ends = {
        "name": max(values, default=at + 1),
        "level2": places.get("name", at + 1),
        "level1": min(places.get(role, at + 1) for role in ("level2", "name")),
    }
    return {role for role, end in ends.items() if at > end}


def _may_be(role: str, seen: Mapping[str, float]) -> bool:
    """Whether a column shows what one of this role must, whatever stands beside it."""
    return all(seen[name] >= least for name, least in _SHOWS.get(role, {}).items()) and all(
        seen[name] <= most for name, most in _HARDLY_SHOWS.get(role, {}).items()
    )


@cache
def _weights() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = load("column_roles")
    return found
