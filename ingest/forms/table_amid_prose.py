"""A table of one project's indicators amid prose: a report or a notice whose title names it.

某县公安局2022年度巡防队员经费绩效自评工作报告, and below some chapters 指标名称 | 单位 | 指标值.
What the prose tells of money and goals is not read.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.document import Document, Line, Table
from ingest.forms.title_name import project_in
from ingest.understand.columns.header_cells import VALUE_ROLES, heads_names, row_headers
from ingest.vocabulary import load
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.records import Form

_ENDS = re.compile(load("report")["title_of_prose"])
_LONGEST = 80
_HEADER_ROWS = 3


def amid_prose(document: Document) -> tuple[Form, Document] | None:
    """The form that such a table is, and its title with the table; None for another document."""
    tables = [(at, roles) for at, block in enumerate(document.blocks) if (roles := _roles(block))]
    if len(tables) != 1:
        return None
    at, roles = tables[0]
    title = next(_titles(document.blocks[:at]), None)
    if not title:
        return None
    form: Form = "self_evaluation_table" if "actual" in roles else "project_target_form"
    return form, replace(document, blocks=(title, document.blocks[at]))


def _roles(block: object) -> set[str | None]:
    """The roles of the columns of a table of indicators with values; empty for another block."""
    rows = block.rows[:_HEADER_ROWS] if isinstance(block, Table) and block.aligned else ()
    for row in rows:
        roles = {header.role for header in row_headers(row, "indicators")}
        if heads_names(row) and roles & {*VALUE_ROLES}:
            return roles
    return set()


def _titles(blocks: Sequence[object]) -> Iterator[Line]:
    """Lines that may be a title which names a project, alone or with the next line."""
    lines = [block for block in blocks if isinstance(block, Line)]
    for line, below in zip(lines, [*lines[1:], None], strict=True):
        both = (
            [replace(line, text=line.text + below.text, place=line.place.to(below.place))]
            if below
            else []
        )
        yield from (title for title in (line, *both) if is_title_of_prose(title.text))


def is_title_of_prose(text: str) -> bool:
    """Whether a line is the title of a report or notice that names a project."""
    shown = printed(text)
    return len(shown) <= _LONGEST and bool(_ENDS.search(shown) and project_in(shown))
