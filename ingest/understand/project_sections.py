"""The parts of a form of one project (head, money, goals, indicators) by their labels."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.document import Cell, Document, Line, Place, Table
from ingest.lexicon import appearance, headers
from ingest.lexicon.budget_items import names_item
from ingest.lexicon.labels import has_figure
from ingest.lexicon.levels import is_plain_label, ranks
from ingest.understand.columns.header_cells import heads_names, row_headers
from ingest.understand.sections import Section, TableRow, heads_tasks
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HEAD = "head"
# What stands behind the indicators: who filled the form in, and tables that are none of it.
BEHIND = "behind"
_LEAST_FUND = 3
_LEAST_COLUMNS = 2
_ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]\s*")
_ANYWHERE = ("project_name", "department")


def fund_role(text: str) -> str | None:
    """What money a label names, 其中： aside."""
    return headers.told_role(headers.AMONG.sub("", text), "funds")


def heads_money(texts: Iterable[str]) -> bool:
    """Whether ``texts`` are the headers of columns of money: 支出项目 | 全年预算 | 全年执行."""
    columns = sum(headers.role(text, "fund_columns") is not None for text in texts)
    return columns >= _LEAST_COLUMNS


def opens_money(row: TableRow) -> bool:
    """Whether a row begins with a label of money, listed or not, and goes on with amounts."""
    label, *others = row.filled
    if not any(appearance.is_amount(printed(cell.text)) for cell in others):
        return False
    return bool(fund_role(label.text)) or headers.names_money(label.text)


def project_sections(document: Document) -> list[Section]:
    """The sections in printed order. A row keeps its label as its first cell."""
    found = [Section(HEAD, "", Place())]
    for block in document.blocks:
        if isinstance(block, Table):
            # Headers that were put in one row got spans of columns, but none of rows.
            spans = (cell.row_span > 1 for row in block.rows for cell in row)
            is_flat = block.aligned and not any(spans)
            for row in block.rows:
                _add_row(found, TableRow(row, block.aligned, is_flat))
        else:
            _add_line(found, block)
    return found


def rows_of(parts: list[Section], *keys: str) -> Iterator[tuple[Section, TableRow]]:
    """All rows of the sections called ``keys``, each with its section."""
    for part in parts:
        if part.key in keys:
            for row in part.rows:
                yield part, row


def _add_row(found: list[Section], row: TableRow) -> None:
    if not row.filled:
        return
    label = row.filled[0]
    key = _key(found[-1], row, label)
    if key and key != found[-1].key:
        found.append(Section(key, label.text, label.place))
    if key == "tasks" and headers.section(label.text) == key:
        row = replace(row, cells=tuple(cell for cell in row.cells if cell is not label))
    is_section = headers.role(label.text, "project_sections")
    if found[-1].key == "indicators" and is_section and not headers.horizon(label.text):
        row = replace(row, cells=tuple(cell for cell in row.cells if cell is not label))
    if row.filled:
        found[-1].rows.append(row)


def _as_row(line: Line) -> TableRow | None:
    """A line of page text as a row, where it begins with a label that more follows."""
    words = [] if _ASIDE.fullmatch(line.text) else line.text.split()
    cells = tuple(Cell(word, line.place, 0, at) for at, word in enumerate(words))
    labelled = bool(words and headers.role(words[0], "goals")) or any(
        fund_role(word) or any(headers.role(word, group) for group in ("head", "project_sections"))
        for word in words[:-1]
    )
    figures = [appearance.is_amount(word) or appearance.is_mark(word) for word in words]
    is_item = bool(words) and all(figures[1:]) and _is_of_money(words[0])
    is_row = labelled or is_item or heads_names(cells) or heads_money(words) or all(figures)
    return TableRow(cells, aligned=False) if len(words) > 1 and is_row else None


def _is_of_money(text: str) -> bool:
    """Whether a label names an item of a budget, or a stage of money: 基本支出, 全年执行数."""
    return names_item(text) or headers.role(text, "fund_columns") is not None


def _key(part: Section, row: TableRow, label: Cell) -> str | None:
    """The section that a row opens; None where it goes on with the last one."""
    if heads_names(row.cells):
        return "indicators"
    if part.key not in ("indicators", BEHIND) and _opens_tasks(row):
        return "tasks"
    named, opened = headers.role(label.text, "head"), _opens(label, row)
    if part.key == "indicators":
        # An indicator may be called like a label of the head, but never in the first column.
        behind = named and label.col == 0 and (row.aligned or named in _ANYWHERE)
        # 年度目标1 may open a goal, or stand before its indicators.
        beside = [printed(cell.text) for cell in row.filled[1:]]
        levelled = any(is_plain_label(text) or appearance.is_short_value(text) for text in beside)
        levelled = levelled or (opened == "goal" and _is_level(part, label))
        if _opens_funds(row):
            return "funding"
        return BEHIND if behind else "goal" if opened == "goal" and not levelled else None
    if part.key == BEHIND:
        return None
    listed = part.key == HEAD and fund_role(label.text)
    money = listed or (part.key in (HEAD, "goal") and not opened and opens_money(row))
    aims = len(row.filled) > 1 and all(headers.told_role(cell.text, "goals") for cell in row.filled)
    return HEAD if named else "funding" if money else "goal" if aims else opened


def _is_level(part: Section, label: Cell) -> bool:
    """Whether what a goal is called too stands for a second level: 决策 | 绩效目标 | 目标合理性."""
    return any(
        header.role == "level2" and header.col_from <= label.col <= header.col_to
        for row in part.rows
        if row.aligned
        for header in row_headers(row.cells, "indicators")
    )


def _opens_tasks(row: TableRow) -> bool:
    """Whether a row heads the tasks of a department, beside their label or not, or is but that."""
    label, *others = row.filled
    if headers.section(label.text) == "tasks":
        return heads_tasks(others) or (row.aligned and not others)
    return row.aligned and label.col > 0 and heads_tasks(row.filled)


def _opens_funds(row: TableRow) -> bool:
    """Whether money stands below the indicators: 资金构成 | 总金额 | 300 in the first columns.

    Or beside headers of it (资金安排 | 资金来源 | 本年预算), or below a line: 四、资金保障（万元）.
    """
    if not row.aligned or row.filled[0].col:
        return False
    label, *others = row.filled
    of_money = headers.role(label.text, "project_sections") == "funding"
    if is_plain_label(label.text) or not (of_money or headers.names_money(label.text)):
        return False
    if not others:
        return headers.heads_amounts(label.text) and label.row_span == 1
    if any(appearance.is_amount(printed(cell.text)) for cell in others):
        return bool(fund_role(others[0].text)) and len(row.filled) >= _LEAST_FUND
    texts = [cell.text for cell in others]
    said = [fund_role(text) or headers.told_role(text, "fund_columns") for text in texts]
    stands_beside = label.row_span > 1 or row.is_flat
    # 资金使用 | 预算执行率 | ≥95% is an indicator.
    is_header = stands_beside and not any(map(has_figure, texts))
    return is_header and len([*filter(None, said)]) >= _LEAST_COLUMNS


def _opens(label: Cell, row: TableRow) -> str | None:
    if label.col != row.cells[0].col:
        return None
    if listed := headers.role(label.text, "project_sections"):
        return listed
    achieved = headers.told_role(label.text, "goals") == "achieved"
    return "goal" if achieved and headers.section(label.text) in (None, "goal") else None


def _add_line(found: list[Section], line: Line) -> None:
    row = _as_row(line)
    if found[-1].key == "tasks" and row and not _key(found[-1], row, row.cells[0]):
        row = None
    if row and found[-1].key not in ("indicators", BEHIND):
        headed = row_headers(row.cells, "indicators")
        label, *others = (cell.text for cell in row.cells)
        opens = headed and headers.role(label, "project_sections") == "indicators"
        if not opens and not any(header.role == "name" for header in headed):
            _add_row(found, row)
            return
        if headers.role(label, "project_sections") and not headers.horizon(label):
            line = replace(line, text=" ".join(others))
        found.append(Section("indicators", label, line.place))
        found[-1].lines.append(line)
        return
    label = re.split(r"[:：]|\s{2,}", line.text.strip(), maxsplit=1)[0]
    key = headers.role(label, "project_sections") or (
        "tasks"
        if headers.section(line.text) == "tasks"
        else HEAD
        if headers.role(label, "head") or fund_role(label)
        else None
    )
    if found[-1].key in ("indicators", BEHIND) and key == HEAD:
        # A line that is but a label may be a cell of the table.
        named = headers.role(label, "head")
        ends = named in _ANYWHERE or (named and label != line.text.strip())
        key = BEHIND if ends else None
    elif found[-1].key == "indicators" and ranks(label):
        key = None
    if key and key != found[-1].key:
        found.append(Section(key, label, line.place))
    found[-1].lines.append(line)
