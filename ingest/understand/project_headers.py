"""The headers above projects: what a column of a list says of each project, its money among it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.lexicon.headers import AMONG, role
from ingest.lexicon.labels import aside, likely_role
from ingest.understand.columns.header_cells import LEVEL_ROLES, Header, with_likely
from ingest.understand.project_sections import fund_role
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.document import Cell

# Of the money, that of the whole term stands beside that of the year.
WHOLE_TERM = "cycle_total"
AMOUNTS = ("total", "fiscal", "special_account", "carried_over", "other", WHOLE_TERM)
FISCAL_PART = "fiscal_part"
# What an evaluated project was given and spent, and the execution rate.
EVALUATED = ("budget_initial", "budget", "executed")
RATE = "rate"
_LEAST_HEADERS = 3


def list_headers(
    cells: Sequence[Cell], year: int | None = None, *, evaluated: bool = False
) -> list[Header]:
    """The headers that a row above projects consists of; empty for a row that is none.

    ``year`` is the form's, of whose columns those of other years are told.
    """
    return listed([project_header(cell, evaluated=evaluated) for cell in cells], year)


def listed(found: Sequence[Header], year: int | None) -> list[Header]:
    """The headers above projects as ``list_headers`` gives them; empty where they are none."""
    known = [column.role for column in found if column.role]
    # Where all are known, several may but span others (预算执行情况, 绩效指标完成情况).
    least = len(known) if len(known) == len(found) else len({*known})
    if "project_name" not in known or least < _LEAST_HEADERS:
        return []
    return with_likely(_named(found), "indicators", year)


def project_header(cell: Cell, *, evaluated: bool) -> Header:
    """A header by what it says of projects, else of indicators, else of the head of a form."""
    of_stage = role(cell.text, "fund_columns") if evaluated else None
    found = of_stage if of_stage in (*EVALUATED, RATE) else header_word(cell.text)
    if found in (None, "unread"):
        found = role(aside(cell.text), "projects") or found
    of_indicators = role(cell.text, "indicators")
    if of_indicators and cell.role:  # 单位 over bureaus
        of_indicators = cell.role
    found = found or of_indicators or likely_role(cell.text, "projects")
    spans_others = role(cell.text, "project_sections") in ("funding", "indicators")
    if found is None and (spans_others or role(cell.text, "head") or fund_role(cell.text)):
        found = "unread"
    return Header(found, cell.text, cell.place, cell.col, cell.col + cell.col_span - 1)


def _named(found: Sequence[Header]) -> list[Header]:
    """The headers with 绩效指标 as the name of indicators, where their levels stand beside it."""
    roles = {column.role for column in found}
    if "name" in roles or not {*LEVEL_ROLES} & roles:
        return list(found)
    return [replace(c, role="name") if c.role == "indicators" else c for c in found]


def header_word(text: str) -> str | None:
    """What a header says its column holds (``unread`` for known others); None when unknown.

    项目单位（项目名称） stands above names, as 单位名称（项目类别/支出项目） does: those of units
    and kinds are rows between them.
    """
    bare = AMONG.sub("", printed(text))
    found = role(bare, "projects") if bare else "unread"
    if found in (None, "unread"):
        named = (role(part, "projects") for part in aside(text).split("/"))
        found = "project_name" if "project_name" in named else found
    likely = None if found else likely_role(bare, "projects")
    if likely:
        return "unread" if likely == "total" else likely  # but for a table without a listed total
    money = fund_role(bare) if found in (None, "unread") else None
    of_grid = None if found else role(bare, "fund_columns")
    if "cycle" in (money, of_grid):
        return WHOLE_TERM
    if "unread" in (money, of_grid):
        return "unread"
    return money if money in (*AMOUNTS[1:], FISCAL_PART) else found


def settled_money(roles: Sequence[str | None], texts: Sequence[str]) -> list[str | None]:
    """The roles of all columns; money in one column needs no parts to be a total.

    Where none is listed as the year's total, the first that may be one is: of a year (年度预算)
    rather than of the whole term (项目总预算), which stands for it where it is alone.
    """
    found = [
        FISCAL_PART if is_part(role, text, roles) else role
        for role, text in zip(roles, texts, strict=True)
    ]
    if "total" in found:
        return found
    yearly = [at for at, role in enumerate(found) if role == "unread" and _is_total(texts[at])]
    whole = [at for at, role in enumerate(found) if role == WHOLE_TERM and _is_total(texts[at])]
    for at in [*yearly, *whole][:1]:
        found[at] = "total"
    return found


def _is_total(text: str) -> bool:
    """Whether a header that is not read where another total stands is itself one: 年度预算."""
    likely = likely_role(text, "projects") == "total"
    return likely or fund_role(text) in ("total", "annual")


def is_part(name: str | None, text: str, others: Iterable[str | None]) -> bool:
    """Whether a column of 财政拨款 is of a part of it, as beside others: 一般公共预算."""
    return name == "fiscal" and FISCAL_PART in others and fund_role(text) == FISCAL_PART
