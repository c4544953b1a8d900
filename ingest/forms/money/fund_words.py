"""What labels and headers of a project's money say: whose it is, given or spent, of which year.

>>> said_of(["资金来源", "年初预算数", "其中：财政拨款"], 2023)[0][1:]
[Said(source=None, stage='budget_initial'), Said(source='fiscal', stage=None)]
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ingest.lexicon import appearance, headers
from ingest.lexicon.composition import facets_of
from ingest.lexicon.labels import is_total, plain
from ingest.understand.columns.header_cells import YEAR, years_of
from ingest.understand.project_sections import fund_role
from ingest.vocabulary import load
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Cell

EXECUTION = ("budget_initial", "budget", "executed")
STAGES = ("annual", "cycle", *EXECUTION)
_OF_YEAR = ("annual", *EXECUTION)
MARKS = ("rate", "weight", "score")
TOTALS = ("annual", "cycle", "total")
MIN_COLUMNS = 2
_LONGEST_FIGURE = 24
_FIGURE = re.compile(r"[-−]?[\d¥￥]|[-—–/]+$")
# Money of a year to come, beside that of the one that a budget is made for.
_BUDGETED = re.compile("预算|申请|申报|安排")
_PLANNED = re.compile("计划|规划|预测|测算|滚动")
# 调整预算数 beside 全年预算数 is what the budget was changed by, 到位数 what of it arrived.
BESIDE_BUDGET = re.compile("调整(?!后)(?![)）])|到位")
# What of money each of 预算安排情况 | 资金到位情况 | 资金执行情况 says, side by side.
_STATES = {"asked": "budget", "arrived": "unread", "spent": "executed"}
_ANY_YEAR = "表中未印本年度，哪一列是本年度不确定 (which column is the form's year is a guess)"
_CONTRADICTS = "行与列所示阶段不一致 (row and column tell two stages of the money)"


class Said(NamedTuple):
    """What a label says of the amounts beside or below it; None where it says nothing.

    ``stage`` is one of ``STAGES``, one of ``MARKS``, or ``unread``: of another year, or a change.
    """

    source: str | None = None
    stage: str | None = None


def said_of(texts: Sequence[str], year: int | None) -> tuple[list[Said], str | None]:
    """What headers side by side say, or labels below one another, and why that may be wrong.

    Of years (2023年, 2024年计划) the form's own counts.
    """
    stages, doubt = _stages(texts, year)
    return [*map(_said, texts, stages)], doubt


def _said(text: str, stage: str | None) -> Said:
    of_label = fund_role(text)
    source = source_of(text) or ("total" if of_label in TOTALS else None)
    if source == "carried_over" and stage == "unread":
        return Said(source)  # 上年结转 is of last year, and money of this one
    return Said(source, stage or (of_label if of_label in ("annual", "unread") else None))


def together(row: Said, column: Said) -> tuple[Said, str | None]:
    """What the labels of a row and the headers of a column say together, and why it is doubtful.

    A part (财政拨款) goes before the total, given or spent before the year. Nothing is said where
    row and column name two parts of which neither holds the other.
    """
    parts = {row.source, column.source} - {None, "total"}
    if len(parts) > 1 and parts != {"fiscal", "fiscal_part"}:
        return Said(), None
    part = "fiscal_part" if "fiscal_part" in parts else next(iter(parts), None)
    source = part or row.source or column.source
    stages = {row.stage, column.stage} - {None}
    if "unread" in stages:
        return Said(source, "unread"), None
    if len(stages) > 1:
        stages.discard("annual")
    doubt = _CONTRADICTS if len(stages) > 1 or {row.stage, column.stage} == {*TOTALS[:2]} else None
    return Said(source, column.stage if len(stages) > 1 else next(iter(stages), None)), doubt


def source_of(text: str) -> str | None:
    """The source of money that a label among others names; 市级 is one only there."""
    role = fund_role(text)
    bare = headers.AMONG.sub("", text)
    if role is None and (
        headers.role(bare, "projects") == "fiscal_part"
        or re.fullmatch(load("headers")["fund_levels"], plain(bare))
    ):
        return "fiscal_part"
    return role if role not in ("annual", "cycle", "unread") else None


def source_on(path: Sequence[Cell]) -> tuple[Cell, str] | None:
    """The label that names the source of a row by all its labels, and the source.

    财政拨款 | 小计 is 财政拨款, 财政拨款 | 市本级 a part of it; None where the last is not known.
    """
    if not path:
        return None
    last, *above = reversed(path)
    if above and headers.row_kind(last.text) and not is_section(above[0].text):
        return source_on(path[:-1]) or _named(last)
    return _named(last)


def is_figure(cell: Cell) -> bool:
    """Whether a cell holds an amount, or a dash in place of one; 1.财政拨款 and 2023年 do not."""
    text = printed(cell.text)
    told = source_of(text) or YEAR.match(text)
    return bool(_FIGURE.match(text)) and len(text) <= _LONGEST_FIGURE and not told


def is_amount(cell: Cell) -> bool:
    """Whether a cell holds an amount and nothing else."""
    return appearance.is_amount(printed(cell.text))


def is_share(cell: Cell) -> bool:
    """Whether a cell holds a percentage."""
    return printed(cell.text).endswith(("%", "％"))


def is_bare_sum(text: str) -> bool:
    """Whether a label says only that it sums up, or what its column is: 小计, 金额."""
    return is_total(text) or plain(text) in load("budget")["amount_headers"]


def is_section(text: str) -> bool:
    """Whether a label is that of all money of a form: 项目资金."""
    return headers.role(text, "project_sections") == "funding"


def pairs_of_head(cells: Sequence[Cell]) -> bool:
    """Whether labels of the head stand before their values: 开始时间 | 2024年 | 完成时间."""
    first, *others = (cell.text for cell in cells[::2])
    dates = years_of([printed(text) for text in others])
    told = zip(others, dates, strict=True)
    return bool(headers.role(first, "head")) and all(
        headers.role(text, "head") or not (date or headers.told_role(text, "fund_columns"))
        for text, date in told
    )


def _named(label: Cell) -> tuple[Cell, str] | None:
    source = source_of(label.text) or fund_role(label.text)
    return (label, source) if source and source != "unread" else None


def _stages(texts: Sequence[str], year: int | None) -> tuple[list[str | None], str | None]:
    """The stages of columns; beside years a total (总额) is that of the whole term."""
    roles = [headers.told_role(text, "fund_columns") for text in texts]
    roles = _with_states(_with_totals(roles, texts), texts)
    if "executed" not in roles:
        # 累计支出 is what was spent, where no other column is.
        spent = [at for at, text in enumerate(texts) if _is_spent_so_far(text)]
        roles = ["executed" if spent == [at] else role for at, role in enumerate(roles)]
    for at, text in enumerate(texts):
        if roles.count("budget") > 1 and roles[at] == "budget" and BESIDE_BUDGET.search(text):
            roles[at] = "unread"
    if "unread" in roles or any(map(YEAR.match, texts)):
        # 金额 beside 2022年实际执行数 is the year's.
        roles = _with_bare(roles, texts)
    dates = years_of([printed(text) for text in texts])
    if not any(dates):
        return roles, None
    if year not in dates and any(
        role in _OF_YEAR and not date for date, role in zip(dates, roles, strict=True)
    ):
        # 年度预算数 beside 2021年预算数 is the year's.
        return ["unread" if date else role for date, role in zip(dates, roles, strict=True)], None
    if year and year not in dates:
        staged = any(date and role in STAGES for date, role in zip(dates, roles, strict=True))
        return roles, _ANY_YEAR if staged else None
    whole = [
        at
        for at, date in enumerate(dates)
        if not date and not roles[at] and fund_role(texts[at]) in ("total", "cycle")
    ]
    # 项目资金 before 项目总投资 is the label of all.
    if whole and is_section(texts[whole[0]]) and (len(whole) > 1 or "cycle" in roles):
        del whole[0]
    for at in whole:
        roles[at] = "cycle"
    own, doubt = (year, None) if year else _own_year(texts, dates, roles)
    for at, date in enumerate(dates):
        if date:
            roles[at] = roles[at] or "annual" if date == own else "unread"
    return roles, doubt


def _with_bare(roles: list[str | None], texts: Sequence[str]) -> list[str | None]:
    """The roles with that of the year for what says only that it is of amounts, where none is."""
    bare = [at for at, text in enumerate(texts) if is_bare_sum(text) and not is_total(text)]
    if len(bare) != 1 or {*_OF_YEAR[:-1]} & {*roles}:
        return roles
    return ["annual" if bare == [at] else role for at, role in enumerate(roles)]


def _with_states(roles: list[str | None], texts: Sequence[str]) -> list[str | None]:
    """The roles with those of what was given beside what was spent of it.

    One alone is the label of all money, and so is the first of two alike: 预算执行情况.
    """
    facets = [{*facets_of(plain(text))} for text in texts]
    states = [
        next((stage for facet, stage in _STATES.items() if {"money", "state", facet} <= each), None)
        for each in facets
    ]
    if states and states[0] in states[1:]:
        states[0] = None
    if not {"budget", "executed"} <= {*states}:
        return roles
    return [role or state for role, state in zip(roles, states, strict=True)]


def _is_spent_so_far(text: str) -> bool:
    facets = {*facets_of(plain(text))}
    return "so_far" in facets and bool({"spent", "outlay"} & facets)


def _with_totals(roles: list[str | None], texts: Sequence[str]) -> list[str | None]:
    """The roles with those of totals side by side: 资金总额 | 当年资金总额 are cycle and annual."""
    named = [
        None if role or is_section(text) else fund_role(text)
        for role, text in zip(roles, texts, strict=True)
    ]
    if {*named} - {None} - {"annual", "total", "cycle"} or "annual" not in (*named, *roles):
        return roles
    totals = {"annual": "annual", "total": "cycle", "cycle": "cycle", None: None}
    return [role or totals[each] for role, each in zip(roles, named, strict=True)]


def _own_year(
    texts: Sequence[str], dates: Sequence[int | None], roles: Sequence[str | None]
) -> tuple[int | None, str | None]:
    """The year of a form that prints none, by its columns of years, and the doubt about it.

    Beside the whole term's money they are the years of the term, from the form's own on.
    """
    own = {
        date: text
        for date, text, role in zip(dates, texts, roles, strict=True)
        if date and role != "executed"
    }
    planned = {date for date, text in own.items() if _PLANNED.search(text)}
    left = {*own} - planned or planned
    if not left:
        return None, None
    year = min(left) if "cycle" in roles else max(left)
    sure = len(left) == 1 and (not planned or _BUDGETED.search(own[year]))
    return year, None if sure else _ANY_YEAR
