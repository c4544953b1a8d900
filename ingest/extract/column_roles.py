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

from ingest.extract import headers
from ingest.extract.column_evidence import Column, features
from ingest.extract.columns import row_headers, told_headers
from ingest.extract.headers import is_footer
from ingest.read.labels import column_roles, has_figure
from ingest.vocabulary import load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ingest.document import Cell, Document, Table
    from ingest.extract.columns import Header

GROUP = "indicators"
OTHER = "other"
_LEAST_KNOWN = 2
_LEAST_ROWS = 2
_SURE = 0.6
_MOST_UNKNOWN = 4
_LONGEST_HEADER = 30


@dataclass(frozen=True, slots=True)
class Candidate:
    """A role that a column may have, and how likely that is beside the others."""

    role: str
    share: float


def with_told_roles(document: Document) -> Document:
    """The document, each unknown header of an indicator table with the role its column tells."""
    return document.with_tables(_with_roles)


def _with_roles(table: Table) -> Table:
    if not table.aligned:
        return table
    chosen: dict[int, Cell] = {}
    for at, row in enumerate(table.rows):
        for cell, role in _chosen(table.rows, at).items():
            chosen[id(row[cell])] = replace(row[cell], role=role)
    if not chosen:
        return table
    rows = tuple(tuple(chosen.get(id(cell), cell) for cell in row) for row in table.rows)
    return replace(table, rows=rows)


def _chosen(rows: Sequence[Sequence[Cell]], at: int) -> dict[int, str]:
    """The roles of unknown headers in a row, by their place in it; none of another row."""
    row = rows[at]
    heads = [number for number, cell in enumerate(row) if cell.text.strip()]
    found = told_headers([row[number] for number in heads], GROUP)
    known = {place: header.role for place, header in enumerate(found) if header.role}
    unknown = [
        place
        for place, header in enumerate(found)
        if header.role is None and _may_head(header, first=place == 0)
    ]
    if not unknown or len(unknown) > _MOST_UNKNOWN or not _is_header(found, known):
        return {}
    columns = columns_below(found, rows, at)
    if columns[0].rows < _LEAST_ROWS:
        return {}
    settled = {place: role for place, role in known.items() if role != "remark"}
    told = choose(columns, unknown, settled)
    return {heads[place]: role for place, role in told.items()}


def _may_head(header: Header, *, first: bool) -> bool:
    """Whether an unknown header may be one of indicators, not the section's at the left.

    One that heads columns of tasks or of projects stands beside indicators, not among them.
    """
    is_section = first and headers.section(header.text)
    return not (is_section or column_roles(header.text) or len(header.text) > _LONGEST_HEADER)


def _is_header(found: Sequence[Header], known: Mapping[int, str]) -> bool:
    """Whether a row with these roles heads indicators, whatever its other cells say."""
    roles = {*known.values()} - {"remark"}
    told = len(roles) >= _LEAST_KNOWN and bool(roles & {"level1", "level2", "name"})
    return told and not any(has_figure(header.text) for header in found)


def columns_below(found: Sequence[Header], rows: Sequence[Sequence[Cell]], at: int) -> list[Column]:
    """The columns below the headers of row ``at``, as far as the next header or a footer."""
    body: list[Sequence[Cell]] = []
    for row in rows[at + 1 :]:
        filled = [cell for cell in row if cell.text.strip()]
        if not filled:
            continue
        if is_footer(filled[0].text) or row_headers(filled, GROUP):
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
        if len({*own}) < len(own):
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
    taken = {*known.values()}
    points = {
        role: weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in seen.items())
        for role, weights in _weights().items()
        if role == OTHER or role not in taken
    }
    highest = max(points.values())
    shares = {role: exp(each - highest) for role, each in points.items()}
    whole = sum(shares.values())
    found = [Candidate(role, share / whole) for role, share in shares.items()]
    return sorted(found, key=lambda each: -each.share)


@cache
def _weights() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = load("column_roles")
    return found
