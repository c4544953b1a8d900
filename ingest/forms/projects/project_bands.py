"""Lists whose projects are named in rows or lines of their own, above their indicators.

项目1：… 预算金额：… as one cell. In tables, names and money are put into columns.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ingest.document import Cell, Document, Table
from ingest.forms.money.told_amounts import Told, told
from ingest.lexicon import headers
from ingest.understand.columns.header_cells import heads_names
from ingest.understand.project_sections import fund_role
from ingest.words.money import printed_unit
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


Row = tuple[Cell, ...]

_NAME = "项目名称"
_NUMBERED = re.compile(r"项目[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]?")
# 【项目1】农田建设
_BRACKETED = re.compile(r"^\s*[【\[〔](项目[\d一二三四五六七八九十]{1,3})[】\]〕]\s*[:：]?")
_NEXT_LABEL = re.compile(r"[\s；;，,（(](?=[^\s：:；;，,。（(\d]{2,16}[：:])")
# A name behind its number, before what is labelled: 1.农田建设 资金总额：…
_NAMED = re.compile(r"\s*\d{1,3}[.．、]\s*([^\s：:]{2,40})\s+(?=[^\s：:]{2,12}[：:])")
# What amounts begin behind: 农田建设（总额30万元）, 农田建设；年度预算30万元，其中省级资金10万元.
_BEHIND = re.compile(r"[（(；;，,\s]+(?=[^\s：:；;，,。（(\d]{2,16}\d)")
_UNIT = re.compile(r"\d([十百千]?万元|亿元|元)$")
_LEAST_BANDS = 2


class _Band(NamedTuple):
    """What a row says of the project whose indicators stand below it, by header."""

    numbered: bool
    cells: dict[str, Cell]


def with_projects_in_columns(document: Document) -> Document:
    """The document with such lists turned, with a table that goes on behind a page break.

    Bands stand right below the headers of indicators, or numbered ones above headers of their own.
    """
    rows = [row for table in document.tables for row in table.rows if _filled(row)]
    bands = [band for row in rows if (band := _band(row))]
    if not bands or not _is_list(rows):
        return document
    labels = list(dict.fromkeys(label for band in bands for label in band.cells))
    turner = _Turner(labels)
    return document.with_tables(lambda table: replace(table, rows=tuple(turner.turned(table))))


class _Turner:
    """Puts what bands say into columns before the others, in the first row below each."""

    def __init__(self, labels: Sequence[str]) -> None:
        self._labels = labels
        self._band: _Band | None = None

    def turned(self, table: Table) -> Iterator[Row]:
        """The rows of a table without its bands."""
        for row in table.rows:
            if band := _band(row):
                self._band = band
                continue
            left: list[Cell] = []
            if heads_names(row):
                left = [replace(row[0], text=label) for label in self._labels]
                left = [replace(cell, col=at, col_span=1) for at, cell in enumerate(left)]
            elif self._band and _filled(row):
                cells = self._band.cells.items()
                left = [
                    replace(cell, row=row[0].row, col=self._labels.index(label))
                    for label, cell in cells
                ]
                self._band = None
            moved = (replace(cell, col=cell.col + len(self._labels)) for cell in row)
            yield (*left, *moved)


def _is_list(rows: Sequence[Row]) -> bool:
    """Whether bands stand among indicators, and no column holds the names of projects."""
    if any(headers.role(cell.text, "projects") == "project_name" for row in rows for cell in row):
        return False
    pairs = [(heads_names(a), _band(a), heads_names(b), _band(b)) for a, b in pairwise(rows)]
    below = any(above_heads and band for above_heads, _, _, band in pairs)
    above = sum(bool(band and band.numbered and heads) for _, band, heads, _ in pairs)
    return below or above >= _LEAST_BANDS


def _filled(row: Row) -> list[Cell]:
    return [cell for cell in row if cell.text.strip()]


def _band(row: Row) -> _Band | None:
    """What a row says where it is but labels with what they say, the first that of a project."""
    filled = [replace(cell, text=_BRACKETED.sub(r"\1：", cell.text)) for cell in _filled(row)]
    text = "\n".join(cell.text.strip() for cell in filled)
    if named := _NAMED.match(text):
        rest = replace(filled[-1], text=text[named.end() :])
        filled = [replace(filled[0], text=f"{_NAME}：{named[1]}"), rest]
    elif not re.match(r"\s*[^\s：:]{2,12}[：:]", text):
        return None
    cells: dict[str, Cell] = {}
    more: dict[str, str] = {}
    for cell in filled:
        for part in _parts(cell.text.strip()):
            label, colon, said = part.strip("；;，, \u3000").replace(":", "：", 1).partition("：")
            if not colon:
                return None
            said = said.strip() if re.search("[（(]", said) else said.strip().rstrip("）)")
            if not cells:
                said, behind = _amounts_behind(said)
                more |= {f"{each.label}（{unit}）": each.amount for each, unit in behind}
            if said:
                cells.setdefault(
                    _header(printed(label), said, is_first=not cells),
                    replace(cell, text=said, row_span=1, col_span=1),
                )
    for header, amount in more.items():
        cells.setdefault(header, replace(filled[0], text=amount, row_span=1, col_span=1))
    numbered = bool(_NUMBERED.match(printed(filled[0].text)))
    return _Band(numbered, cells) if next(iter(cells), None) == _NAME else None


def _parts(text: str) -> Iterator[str]:
    """The labels of a text, each with what it says; a goal goes on up to a label of an amount."""
    start, end = 0, len(text)
    for found in _NEXT_LABEL.finditer(text):
        following = _NEXT_LABEL.search(text, found.end())
        said = text[found.end() : following.start() if following else end]
        in_goal = headers.is_goal(re.split("[:：]", text[start:], maxsplit=1)[0])
        if not in_goal or _UNIT.search(printed(said)):
            yield text[start : found.start()]
            start = found.end()
    yield text[start:]


def _amounts_behind(said: str) -> tuple[str, list[tuple[Told, str]]]:
    """A name, and the amounts behind it with their unit: 农田建设（总额30万元）."""
    for begins in _BEHIND.finditer(said):
        amounts = told(printed(said[begins.end() :].rstrip("）)")), fund_role)
        known = [
            (each, unit[1])
            for each in amounts
            if fund_role(each.label) and (unit := _UNIT.search(each.amount))
        ]
        if known:
            return said[: begins.start()], known
    return said, []


def _header(label: str, said: str, *, is_first: bool) -> str:
    """What a label is as a header; money has its unit there too."""
    named = headers.role(label, "head") == "project_name" or _NUMBERED.fullmatch(label)
    if is_first and named:
        return _NAME
    unit = _UNIT.search(printed(said))
    return f"{label}（{unit[1]}）" if unit and not printed_unit(label) else label
