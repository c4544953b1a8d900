"""Cutting a file with several forms, and what stands around them, into one part a form."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ingest.document import Block, Cell, Line, Table
from ingest.lexicon import headers
from ingest.lexicon.labels import plain
from ingest.lexicon.levels import is_plain_label
from ingest.understand.columns.header_cells import heads_names
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Blocks = tuple[Block, ...]
Row = tuple[Cell, ...]

_GROUPS = ("head", "project_sections", "sections", "indicators", "tasks", "goals", "fund_columns")
_OF_A_FORM = {
    "sections": ("goal", "tasks", "indicators", "budget"),
    "project_sections": ("funding", "goal", "indicators"),
    "indicators": ("level1", "level2", "name", "annual", "cycle", "actual"),
    "tasks": ("task_name",),
}
# A title this near the start of a file has nothing before it that could mislead.
_NEAR_START = 5
_BELOW_TITLE = 8
_CAPTION_ROWS = 3
_COLUMNS_OF_PROJECTS = 2
_NEAR_NAMES = 2
_PAIR = 2


class Part(NamedTuple):
    """Consecutive blocks; ``of_a_project`` where the name of another project began them."""

    blocks: Blocks
    of_a_project: bool


class _Opened(NamedTuple):
    """Where the name of a project stands, and its label; no label before the first one."""

    at: int = 0
    label: str = ""

    def is_another(self, at: int, label: str) -> bool:
        """Whether a name at ``at`` is another project's, and no further one of the same.

        一级项目名称 and 二级项目名称 stand below each other.
        """
        near = at - self.at <= _NEAR_NAMES and plain(label) != plain(self.label)
        return bool(self.label) and not near


def split_tables(blocks: Sequence[Block], is_title: Callable[[str], bool]) -> Blocks:
    """Blocks with tables cut before a row that is a title, or names a second project."""
    found: list[Block] = []
    for block in blocks:
        for part in _captioned(block, is_title):
            found += _split(part, is_title) if isinstance(part, Table) else [part]
    return tuple(found)


def _captioned(block: Block, is_title: Callable[[str], bool]) -> Iterator[Block]:
    """A table whose first cell is a title over other captions, with lines of these before it."""
    first = block.rows[0] if isinstance(block, Table) and len(block.rows) > 1 else ()
    filled = [cell for cell in first if cell.text.strip()]
    title, *below = filled[0].text.split("\n") if filled else [""]
    if not isinstance(block, Table) or not below or not is_title(printed(title)):
        yield block
        return
    for cell in filled:
        yield from (Line(text, cell.place) for text in cell.text.split("\n"))
    yield _rows(block, 1, len(block.rows))


def _split(table: Table, is_title: Callable[[str], bool]) -> Iterator[Table]:
    start, opened = 0, _Opened()
    for index, row in enumerate(table.rows):
        filled = [printed(cell.text) for cell in row if cell.text.strip()]
        label = _opening_label(row)
        another = label is not None and opened.is_another(index, label)
        if index > start and ((len(filled) == 1 and is_title(filled[0])) or another):
            yield _rows(table, start, index)
            start, opened = index, _Opened()
        if label:
            opened = _Opened(index, label)
    yield _rows(table, start, len(table.rows)) if start else table


def _rows(table: Table, start: int, end: int) -> Table:
    rows = table.rows[start:end]
    place = next((cell.place for row in rows for cell in row), table.place)
    return replace(table, rows=rows, place=place)


def opens_project(block: Block) -> bool:
    """Whether a project's name stands beside its label: there begins a form of one project."""
    return _label_of_project(block) is not None


def leaves_name_blank(block: Block) -> bool:
    """Whether a label for a project's name, with its colon, ends a row: 项目名称： and a blank."""
    rows = block.rows if isinstance(block, Table) else ()
    filled = [[cell.text.strip() for cell in row if cell.text.strip()] for row in rows]
    return any(
        texts[-1][-1] in ":：" and headers.role(texts[-1][:-1], "head") == "project_name"
        for texts in filled
        if texts
    )


def _label_of_project(block: Block) -> str | None:
    """The label that a project's name stands beside, the first of a block; else None."""
    if isinstance(block, Table):
        return next(filter(None, map(_opening_label, block.rows)), None)
    words = block.text.split()
    for word, behind in pairwise(words if words and is_label(words[0]) else []):
        if headers.role(word, "head") == "project_name":
            return None if is_label(behind) else word
    label, *name = re.split(r"[:：]", block.text.strip(), maxsplit=1)
    named = headers.role(label, "head") == "project_name" and name and name[0].strip()
    return label if named else None


def heading(blocks: Blocks) -> Blocks:
    """The title and captions above the name of a form's project; empty where it has none."""
    for at, block in enumerate(blocks):
        if isinstance(block, Table):
            above = next((n for n, row in enumerate(block.rows) if _opening_label(row)), None)
            if above is not None:
                return (*blocks[:at], *([_rows(block, 0, above)] if above else []))
        elif opens_project(block):
            return blocks[:at]
    return ()


def _opening_label(row: Row) -> str | None:
    """The label in a row that a project's name stands beside; None where it heads a column."""
    cells = [cell for cell in row if cell.text.strip()]
    if sum(_heads_column(cell.text) for cell in cells) >= _COLUMNS_OF_PROJECTS:
        return None
    for at, cell in enumerate(cells):
        if headers.role(cell.text, "head") == "project_name":
            return cell.text if _is_name(cells[at + 1 :]) else None
        label, *name = re.split(r"[:：]", cell.text.strip(), maxsplit=1)
        if headers.role(label, "head") == "project_name":
            return label if name and name[0].strip() else None
    return None


def _is_name(behind: Sequence[Cell]) -> bool:
    """Whether a name stands first behind its label, though it may be called like a header.

    专项资金 is one where nothing else stands in the row, or only labels with what is beside them.
    """
    if not behind or not is_label(behind[0].text):
        return bool(behind)
    texts = [cell.text for cell in behind[1:]]
    if not texts:
        columns = (headers.role(behind[0].text, group) for group in ("projects", "head", "funds"))
        return not any(columns) and not is_plain_label(behind[0].text)
    paired = len(texts) % _PAIR == 0 and all(headers.role(each, "head") for each in texts[::2])
    return paired and not any(map(is_label, texts[1::2]))


def _heads_column(text: str) -> bool:
    """Whether ``text`` heads goals or indicators: beside names of projects, in a header row."""
    of_projects = headers.role(text, "projects") in ("goal", "indicators")
    return of_projects or headers.role(text, "indicators") in ("level1", "level2")


def is_label(text: str) -> bool:
    """Whether ``text`` is a label or header of any kind of form, listed or of amounts."""
    return headers.heads_amounts(text) or any(
        headers.role(text, group) for group in (*_GROUPS, "projects", "funds")
    )


def cut(blocks: Blocks, titles: Mapping[int, tuple[str, ...]]) -> Iterator[Part]:
    """Parts between titles of different forms, and between projects' names.

    A project's form begins at the title before its name, else behind the last table.
    """
    start, behind, of_a_project = 0, 0, False
    forms: tuple[str, ...] = ()
    opened = _Opened()
    for index, block in enumerate(blocks):
        named = titles.get(index, ())
        if forms and named and not set(forms) & set(named) and index > start:
            yield Part(blocks[start:index], of_a_project)
            start, opened, of_a_project = index, _Opened(), False
        forms = named or forms
        if label := _label_of_project(block):
            if opened.is_another(index, label):
                before = range(behind, index + 1)
                # Text is not known to end where tables do: without a title it ends at the name.
                untitled = behind if isinstance(block, Table) else index
                first = next((at for at in before if at in titles), untitled)
                yield Part(blocks[start:first], of_a_project)
                start, of_a_project = first, True
            opened, behind = _Opened(index, label), index + 1
        titled = any(at in titles for at in range(behind, index + 1))
        if isinstance(block, Table) and index not in titles and not _is_caption(block, titled):
            behind = index + 1
    yield Part(blocks[start:], of_a_project)


def trimmed(
    blocks: Blocks, titles: Sequence[int], begins: Callable[[Blocks], bool]
) -> tuple[Blocks, list[Table]]:
    """A form's blocks without those before its title and behind its last table.

    ``titles`` are the indexes of its title. The tables behind the form, and those of indicators
    before it, are returned too; of text whose cells slide, every table is taken for a part of it.
    """
    first = _first(blocks, titles, begins)
    kept = blocks[first:]
    before = [block for block in blocks[:first] if isinstance(block, Table) and _has_names(block)]
    if not all(block.aligned for block in kept if isinstance(block, Table)):
        return kept, before
    tables = [at for at, block in enumerate(kept) if isinstance(block, Table)]
    last = max((at for at in tables if _has_labels(kept[at])), default=len(kept) - 1)
    while last + 1 < len(kept) and _goes_on(kept[last], kept[last + 1]):
        last += 1
    behind = [block for block in kept[last + 1 :] if isinstance(block, Table)]
    return (kept[: last + 1] if behind else kept), before + behind


def _is_caption(table: Table, titled: bool) -> bool:
    """Whether a table is but the captions below a title: 填报单位 | 单位：万元.

    Without a title that is known, they tell themselves by the unit of money.
    """
    if len(table.rows) > _CAPTION_ROWS or _has_labels(table):
        return False
    return titled or any(headers.captions_unit(cell.text) for cell in table.rows[-1])


def _has_names(table: Table) -> bool:
    """Whether a table has the headers of indicators."""
    return any(map(heads_names, table.rows))


def _first(blocks: Blocks, titles: Sequence[int], begins: Callable[[Blocks], bool]) -> int:
    """Where a form begins: at its title, but not where a table of contents prints that.

    The right title is the last one before a project's name; in forms without one it is followed
    by what the form ``begins`` with.
    """
    named = next((at for at, block in enumerate(blocks) if opens_project(block)), None)
    if named is None:
        right = [at for at in titles if begins(blocks[at : at + _BELOW_TITLE])]
        return right[0] if right and right[0] > _NEAR_START else 0
    before = [(at, block) for at, block in enumerate(blocks[:named]) if at not in titles]
    tables = [at for at, block in before if _is_another(block)]
    behind_table = tables[-1] + 1 if tables else 0
    return max((at for at in titles if behind_table <= at <= named), default=behind_table)


def _is_another(block: Block) -> bool:
    """Whether a block is a table of its own, and not a caption whose words stand far apart."""
    return isinstance(block, Table) and block.aligned and len(block.rows) > _CAPTION_ROWS


def _has_labels(block: Block) -> bool:
    """Whether a table has labels that only a form has."""
    return isinstance(block, Table) and any(
        headers.role(cell.text, group) in _OF_A_FORM.get(group, ()) or is_plain_label(cell.text)
        for row in block.rows
        for cell in row
        for group in _OF_A_FORM
    )


def _goes_on(block: Block, after: Block) -> bool:
    """Whether a table without any label is the rest of the one before the page break."""
    return (
        isinstance(block, Table)
        and isinstance(after, Table)
        and _width(block) == _width(after)
        and block.aligned == after.aligned
    )


def _width(table: Table) -> int:
    return max((cell.col + cell.col_span for row in table.rows for cell in row), default=0)
