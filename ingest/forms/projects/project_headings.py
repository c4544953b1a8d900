"""Lists whose projects are named in headings, with money and goal in lines above each table.

（一）审计专项 / 2025年预算安排300万元，其中：财政拨款300万元。 / 年度绩效目标：… / 一级指标 …;
a heading may call the name one (一、项目名称：审计专项), and need no number then. Behind a name it
may say what stands below (审计专项绩效目标); where its last word is one of projects (助餐项目), it
needs neither number nor money then. The goal may have a heading of its own, as the indicators may:
（二）中长期绩效指标 says of which years they are.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.document import Cell, Document, Line, Table
from ingest.forms.money.told_amounts import told
from ingest.lexicon import headers
from ingest.lexicon.composition import times_of
from ingest.lexicon.labels import plain
from ingest.understand.columns.header_cells import heads_names, row_headers
from ingest.understand.project_sections import fund_role
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Block

_NUMBER = re.compile(
    r"(?:[(（](?:[一二三四五六七八九十]{1,3}|\d{1,3})[)）]|(?:[一二三四五六七八九十]{1,3}|\d{1,3})[、.．])\s*"
)
# 助餐项目项目绩效目标: the first 项目 ends the name.
_TWICE = re.compile(r"(.{2,})\1")
_OF_PROJECT = re.compile(
    r"(?!.*(?:20\d\d年|部门|单位|预算|政策)).+(?:项目|专项|工程|经费|补助|补贴)"
)
_NAME = re.compile(r"[^。，；：:,;\s]{2,40}")
_LEAST_PROJECTS = 2
_TOTALS = ("total", "annual")
_SHORTEST_NAME = 2


def with_headings_in_tables(document: Document) -> Document:
    """The document with what stands above each table of indicators in a row of it.

    Unchanged without two headings that are each followed by such a table, and by an amount where
    they say but a name.
    """
    blocks: list[Block] = []
    lines: list[Line] = []
    count = 0
    for block in document.blocks:
        if isinstance(block, Line):
            lines.append(block)
            continue
        if label := _alone(block):
            lines.append(Line(label.text, label.place))
            continue
        rows = block.rows
        at = _header(block)
        if at is not None and (cells := _told(lines)):
            count += 1
            title = replace(cells[0], text=f"项目{count}：{cells[0].text}")
            rows = ((title, *cells[1:]), _of_whole_term(rows[at], lines), *rows[at + 1 :])
            del lines[_heading(lines) :]
        blocks += [*lines, replace(block, rows=rows)]
        lines = []
    if count < _LEAST_PROJECTS:
        return document
    return replace(document, blocks=(*blocks, *lines))


def _alone(table: Table) -> Cell | None:
    """The label of the indicators that is all a row of text says; else None."""
    filled = [cell for row in table.rows for cell in row if cell.text.strip()]
    is_label = len(filled) == 1 and not table.aligned and _is_label(filled[0].text)
    return filled[0] if is_label else None


def _is_label(text: str) -> bool:
    return headers.role(text, "project_sections") == "indicators"


def _header(table: Table) -> int | None:
    """Which row of a table heads names of indicators: the first, or below its label (绩效指标)."""
    for at, row in enumerate(table.rows if table.aligned else ()):
        if heads_names(row):
            return at
        texts = [cell.text for cell in row if cell.text.strip()]
        if len(texts) != 1 or not _is_label(texts[0]):
            return None
    return None


def _of_whole_term(row: tuple[Cell, ...], lines: Sequence[Line]) -> tuple[Cell, ...]:
    """The header of a table, its values of the whole term where the last heading above says so."""
    terms = [found for line in lines if (found := headers.horizon(line.text))]
    header = row_headers(row, "indicators")
    values = {column.col_from for column in header if column.role == "annual"}
    if terms[-1:] != ["cycle"] or len(values) != 1:
        return row
    return tuple(
        replace(cell, role="cycle")
        if cell.col in values and not times_of(plain(cell.text))
        else cell
        for cell in row
    )


def _heading(lines: Sequence[Line]) -> int:
    """Which of the lines is the last heading with a name, numbered if any is; else their number."""
    found = [at for at, line in enumerate(lines) if _name_in(line.text)]
    sure = [at for at in found if _is_marked(lines[at].text)]
    return (sure or found or [len(lines)])[-1]


def _is_marked(heading: str) -> bool:
    """Whether a heading begins with a number, or with a label and a colon."""
    return bool(_NUMBER.match(heading.strip())) or ":" in heading.replace("：", ":")


def _name_in(text: str) -> str:
    """The name of a project that a heading says, behind its number or its label; else ''."""
    numbered = _NUMBER.match(text.strip())
    rest = text.strip()[numbered.end() if numbered else 0 :]
    label, colon, said = rest.replace(":", "：", 1).partition("：")
    labelled = colon and headers.role(label, "head") == "project_name"
    name = said.strip() if labelled else _without_label(rest)
    is_told = name != rest and _OF_PROJECT.fullmatch(name)
    is_name = (numbered or labelled or is_told) and _NAME.fullmatch(name)
    return name if is_name and not headers.no_name(name) else ""


def _without_label(heading: str) -> str:
    """A heading less the label of what stands below it: 审计专项 of 审计专项绩效目标."""
    starts = range(0 if headers.is_goal(heading) else _SHORTEST_NAME, len(heading))
    ends = (at for at in starts if headers.is_goal(heading[at:]) and not _TWICE.match(heading, at))
    return heading[: next(ends, len(heading))]


def _told(lines: Sequence[Line]) -> list[Cell]:
    """The name, then label and text of amounts and a goal; empty without a name.

    A heading that says but a name, by its number, is none without an amount.
    """
    at = _heading(lines)
    if at == len(lines):
        return []
    cells = [Cell(_name_in(lines[at].text), lines[at].place, 0, 0)]
    roles: list[str | None] = []
    goal = ""
    for line in lines[at + 1 :]:
        label, _, said = line.text.replace(":", "：", 1).partition("：")
        if headers.is_goal(label) and not said.strip():
            goal = label
            continue
        if headers.is_goal(label) or goal:
            text = line.text if goal else said
            label = _NUMBER.sub("", goal or label)
            cells.append(Cell(f"{label}：{text}", line.place, 0, len(cells)))
            goal = ""
            continue
        for each in told(printed(line.text), fund_role):
            if role := fund_role(each.label):
                roles.append(role)
                cells.append(Cell(f"{each.label}：{each.amount}", line.place, 0, len(cells)))
    is_said = headers.is_goal(lines[at].text.strip().partition(cells[0].text)[2])
    return cells if is_said or {*roles} & {*_TOTALS} else []
