"""The sections of a form: which lines and table rows stand under which label."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ingest.document import Cell, Document, Line, Place, Table
from ingest.lexicon import appearance, headers
from ingest.lexicon.budget_items import (
    holds_amount,
    item_section,
    named_section,
    other_column,
    own_column,
)
from ingest.understand.columns.header_cells import YEAR, heads_names, row_headers, years_of
from ingest.understand.columns.task_columns import with_tasks_above
from ingest.words.money import printed_unit
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TASKS = ("tasks", "other_tasks")
_LEAST_PAIR = 3
_LEAST_ITEMS = 2
_COLON = re.compile(r"\s*[:：]\s*|\s+")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table, less the label that may open it; ``is_flat`` without spans of rows."""

    cells: tuple[Cell, ...]
    aligned: bool
    is_flat: bool = False

    @property
    def filled(self) -> list[Cell]:
        """The cells that are not blank."""
        return [cell for cell in self.cells if cell.text.strip()]


@dataclass(slots=True)
class Section:
    """What stands under one label, in order; ``key`` is None for what comes before the first."""

    key: str | None
    label: str
    place: Place
    rows: list[TableRow] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def texts(self) -> list[tuple[str, Place]]:
        """All text, cell by cell and line by line, in printed order."""
        cells = [cell for row in self.rows for cell in row.filled]
        found = [(cell.text, cell.place) for cell in cells]
        found += [(line.text, line.place) for line in self.lines]
        return sorted(found, key=lambda pair: (pair[1].page or 0, pair[1].line_from or 0))


def sections(document: Document) -> list[Section]:
    """The sections in printed order; a label repeated after a page break opens no new one."""
    found = [Section(None, "", Place())]
    for block in document.blocks:
        if isinstance(block, Table):
            rows = with_tasks_above(block.rows) if block.aligned else block.rows
            for row in _name_beside(rows):
                _add_row(found, TableRow(row, block.aligned))
        else:
            _add_line(found, block)
    return found


def _name_beside(rows: Sequence[tuple[Cell, ...]]) -> Iterator[tuple[Cell, ...]]:
    """The rows of a table, the department's name beside its label where it stands below it.

    The label heads a column then, and another section's label stands beside it.
    """
    label = name = None
    for at, row in enumerate(rows):
        filled = [cell for cell in row if cell.text.strip()]
        keys = [headers.section(cell.text) for cell in filled[:2]]
        if not name and all(keys) and len(keys) > 1 and keys[0] == "department":
            first = filled[0]
            below = (cell for each in rows[at + 1 :] for cell in each if cell.col == first.col)
            name = next((cell for cell in below if cell.text.strip()), None)
            if name and not headers.section(name.text):
                label = first
                yield (label, name)
        yield tuple(cell for cell in row if not label or cell not in (label, name))


def _add_row(found: list[Section], row: TableRow) -> None:
    filled = row.filled
    key, rest = _behind_colon(filled[0].text) if filled else (None, "")
    if key == "department" and (money := _money_behind(filled)):
        for cells in (filled[:money], filled[money:]):
            _add_row(found, replace(row, cells=tuple(cells)))
        return
    # 年度绩效目标 may be the label of the goal, or stand beside the headers of indicators.
    if key == "goal" and heads_names(filled[1:]):
        key = "indicators"
    if not key and heads_names(filled):
        _open(found, "indicators", filled[0].text, filled[0].place)
    elif _opens_tasks(found[-1], row, labelled=key not in (None, "goal")):
        _open(found, "tasks", filled[0].text, filled[0].place)
        if not filled[0].col:
            row = replace(row, cells=tuple(filled[1:]))
    elif not key and (_heads_amounts(found[-1], filled) or _heads_sides(found[-1], filled)):
        _open(found, "budget", "", filled[0].place)
    elif not key and _opens_money(filled) and not _holds_money(found[-1], row):
        stated = _without_label(found[-1], row)
        _open(found, "budget", filled[0].text, filled[0].place)
        row = stated
    elif key:
        label = filled[0]
        _open(found, key, label.text.removesuffix(rest), label.place)
        # What the block of indicators is of stays with it (长期绩效指标 before 一级指标).
        of_term = key == "indicators" and headers.horizon(label.text)
        # 重点任务 may be the label of the section, or the header of its names.
        of_names = key == "tasks" and heads_tasks(filled) and not heads_tasks(filled[1:])
        is_item = key == "budget" and (_is_item(filled) or _heads_items(row))
        if not of_term and not of_names and not is_item:
            cells = [replace(cell, text=rest) if cell is label else cell for cell in row.cells]
            row = replace(row, cells=tuple(cells))
    if row.filled:
        found[-1].rows.append(row)


def _money_behind(cells: Sequence[Cell]) -> int | None:
    """Where an item of the budget stands behind the name: 部门名称 | 某局 | 支出总量 | 500."""
    return next((at for at in range(2, len(cells) - 1) if _is_item(cells[at:])), None)


def _without_label(section: Section, row: TableRow) -> TableRow:
    """A row of money less the section's label before it; a side stays (支出构成)."""
    first, *others = row.filled
    if (section.key == "budget" and named_section(first.text)) or holds_amount(first.text):
        return row
    if len(row.filled) < _LEAST_PAIR:
        return replace(row, cells=tuple(_stating(row.filled)))
    if first.row_span > 1 or appearance.is_amount(printed(others[1].text)):
        return replace(row, cells=tuple(cell for cell in row.cells if cell is not first))
    return row


def _is_item(cells: Sequence[Cell]) -> bool:
    """Whether a label of the budget is that of an amount behind it: 年度支出预算 | 500."""
    amounts = [appearance.is_amount(printed(cell.text)) for cell in cells[1:2]]
    return all(amounts) and bool(amounts) and item_section(cells[0].text) is not None


def _heads_items(row: TableRow) -> bool:
    """Whether a label of the budget is one of several items above amounts: 支出预算 | 项目支出."""
    items = [item_section(cell.text) for cell in row.filled]
    return row.aligned and all(items) and len(items) > 1 and row.filled[0].row_span == 1


def _opens_tasks(section: Section, row: TableRow, *, labelled: bool) -> bool:
    """Whether a row heads tasks whose own label stands further below, or is in no list."""
    if labelled or not row.filled or not row.aligned:
        return False
    first, *others = row.filled
    if section.key in _TASKS:  # told in words so far, and listed below under another label
        listed = any(heads_tasks(each.filled) for each in section.rows)
        return not listed and not first.col and heads_tasks(others)
    if not first.col and headers.role(first.text, "tasks"):
        return False
    cells = row.filled if first.col else others
    if section.key == "indicators":
        roles = [header.role for header in row_headers(cells, "tasks")]
        return not first.col and None not in roles and heads_tasks(cells)
    return heads_tasks(cells)


def heads_tasks(cells: Sequence[Cell]) -> bool:
    """Whether ``cells`` are headers of tasks and their amounts."""
    roles = {header.role for header in row_headers(cells, "tasks")}
    return roles >= {"task_name", "amount"} and not any(
        appearance.is_amount(printed(cell.text)) for cell in cells
    )


def _holds_money(section: Section, row: TableRow) -> bool:
    """Whether the rows of a section may hold amounts, so that a label of money opens none."""
    alone = not row.aligned or len(row.filled) < _LEAST_PAIR
    if section.key == "indicators":
        return alone or item_section(row.filled[1].text) is None
    return section.key in _TASKS and alone


def _heads_amounts(section: Section, cells: Sequence[Cell]) -> bool:
    """Whether a row heads the budget's columns of years, the section's label standing below it."""
    if section.key in ("indicators", "budget", *_TASKS) or len(cells) < _LEAST_PAIR:
        return False
    texts = [printed(cell.text) for cell in cells[1:]]
    of_money = all(headers.names_money(text) or other_column(text) for text in texts)
    dated = any(years_of(texts)) or any(map(own_column, texts))
    return cells[0].col > 0 and of_money and dated and any(map(headers.names_money, texts))


def _heads_sides(section: Section, cells: Sequence[Cell]) -> bool:
    """Whether cells head the sides of a budget whose own label is not printed: 支出 | 收入来源."""
    if section.key in ("indicators", "budget", *_TASKS) or not cells:
        return False
    told = len(cells) >= _LEAST_ITEMS or bool(printed_unit(cells[0].text))
    return told and all(named_section(printed(cell.text)) for cell in cells)


def _opens_money(cells: Sequence[Cell]) -> bool:
    """Whether a row begins with a label of money, and goes on with an item and its amount.

    Whatever the label is called, where two items of a budget stand behind it with their amounts.
    Or with items alone, whose amounts stand below them.
    Or with both in one cell, unit and all.
    """
    if len(cells) < _LEAST_PAIR:
        return _says_money(cells)
    pairs = zip(cells[1::2], cells[2::2], strict=False)
    if not cells[0].col and sum(_is_item(pair) for pair in pairs) >= _LEAST_ITEMS:
        return True
    if cells[0].col or not headers.names_money(cells[0].text):
        return False
    columns = [
        headers.names_money(text) or headers.told_role(text, "fund_columns") or YEAR.match(text)
        for text in (cell.text for cell in cells[1:])
    ]
    amounts = appearance.is_amount(printed(cells[2].text))
    return amounts or len([*filter(None, columns)]) >= _LEAST_ITEMS


def _says_money(cells: Sequence[Cell]) -> bool:
    """Whether there is but a cell that states money, or one beside a label of money."""
    if not 0 < len(cells) < _LEAST_PAIR:
        return False
    if not _states_money(cells[-1]):
        # The section's label may stand in the middle of its rows.
        item, value = cells[0], cells[-1]
        beside = item.col > 0 and headers.names_money(item.text)
        return beside and appearance.is_amount(printed(value.text))
    return all(not cell.col and headers.names_money(cell.text) for cell in cells[:-1])


def _stating(cells: Sequence[Cell]) -> Sequence[Cell]:
    """The cells that state money, less the section's label before them; all where none does."""
    return [cell for cell in cells if _states_money(cell)] or cells


def _states_money(cell: Cell) -> bool:
    """Whether a cell is a label of money and its amount: 预算合计（万元）：50, 资金总额：50."""
    label, _, money = printed(cell.text).replace(":", "：").rpartition("：")
    unit = printed_unit(label) or money.endswith("元") or item_section(label)
    return bool(unit) and appearance.is_amount(money) and headers.names_money(label)


def _add_line(found: list[Section], line: Line) -> None:
    key, rest = _labelled(line)
    cells = [Cell(word, line.place, 0, at) for at, word in enumerate(line.text.split())]
    if not key and heads_names(cells):
        _open(found, "indicators", cells[0].text, line.place)
    elif not key and found[-1].key not in ("indicators", *_TASKS) and _says_money(cells):
        _open(found, "budget", cells[0].text, line.place)
        rest = " ".join(cell.text for cell in _stating(cells))
    elif not key and _heads_sides(found[-1], cells):
        _open(found, "budget", "", line.place)
    if key in (None, "tasks") and found[-1].key != "indicators" and _heads_lines_of_tasks(cells):
        # 重点任务 may be the label of the section, or the header of its names.
        _open(found, "tasks", "", line.place)
        rest = line.text
    elif key:
        _open(found, key, line.text.removesuffix(rest), line.place)
    if key == "budget" and _is_item(cells):
        rest = line.text
    if rest:
        found[-1].lines.append(replace(line, text=rest))


def _heads_lines_of_tasks(cells: Sequence[Cell]) -> bool:
    """Whether words are headers of tasks whose own label is broken over the lines before."""
    return len(cells) >= _LEAST_PAIR and heads_tasks(cells)


def _behind_colon(text: str) -> tuple[str | None, str]:
    """The section that a cell opens, and what the cell prints behind the label (部门名称：某局)."""
    key = headers.section(text)
    head, colon, rest = text.replace(":", "：", 1).partition("：")
    if key or not colon or (item_section(head) and appearance.is_amount(rest.strip())):
        return key, ""  # 单位资金：50 is an item of a section, not its label
    return headers.section(head), rest.strip()


def _labelled(line: Line) -> tuple[str | None, str]:
    """The section that a line opens, and what is printed behind the label."""
    key = headers.section(line.text)
    if key:
        return key, ""
    head, *rest = _COLON.split(line.text, maxsplit=1)
    key = headers.section(head)
    return (key, rest[0]) if key and rest else (None, line.text)


def _open(found: list[Section], key: str, label: str, place: Place) -> None:
    named_again = key == "department" and found[-1].lines
    if found[-1].key != key or named_again:
        found.append(Section(key, label.strip(), place))
    elif printed_unit(label) and not printed_unit(found[-1].label):
        # The first of its rows stood above the label, which is in the middle of them.
        found[-1].label = label.strip()
