"""Trace: the way of one published number back to its printed place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
from rich.markup import escape
from rich.text import Text

from ingest.archive import archived
from ingest.one_line import one_line
from ingest.publish import current
from ingest.raw import query
from ingest.read.decode import decode
from ingest.read.text import physical_lines

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

    from rich.console import Console

    from ingest.settings import Settings

Row = dict[str, Any]
Mark = tuple[int, int]

_PUBLISHED = """
select * exclude (document_id), v.document_id
from marts.fct_indicator_value as v
left join (
    select document_id, title, department_name, form, source_uri, extractor_version,
        first_seen_at, status, load as document_load
    from marts.dim_document
) as d on v.document_id = d.document_id
where v.indicator_value_id = $id"""
_LANDED = "select * from landed where indicator_value_id = $id order by load desc limit 1"
_DOCUMENT = """
select * from landed where document_id = $id and duplicate_of is null order by load desc limit 1"""
_AROUND = 160
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


class UnknownValueError(LookupError):
    """An id that no value has. The message is one line for people."""


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A physical line of the source (``number`` from 1) and the marked spans in its text."""

    number: int
    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """One number's way: its row (with its document's columns), its bytes, its printed lines.

    ``publication`` is the version it was found in, None for a number that has landed only;
    ``lines`` is empty for formats without lines.
    """

    row: Row
    archive_path: Path
    publication: str | None
    lines: tuple[PrintedLine, ...]


def trace(settings: Settings, indicator_value_id: str) -> Trace:
    """Follow one number back; raises UnknownValueError for an id that no value has."""
    publication = current(settings)
    row = _published(settings, indicator_value_id) if publication else None
    found_in = publication.id if publication and row else None
    row = row or _landed(settings, indicator_value_id)
    if row is None:
        raise UnknownValueError(f"no indicator value has the id {indicator_value_id}")
    path = archived(settings.archive, row["document_id"])
    lines: tuple[PrintedLine, ...] = ()
    if row["line_from"] and path.exists():
        text = physical_lines(decode(path.read_bytes()))[row["line_from"] - 1 : row["line_to"]]
        lines = _marked(text, row)
    return Trace(row, path, found_in, lines)


def show_trace(console: Console, found: Trace) -> None:
    """Print a trace from the mart's row down to the printed lines."""
    row = found.row
    value = f"{row['value']:f}" if row["value"] is not None else None
    said = " ".join(part for part in (row["operator"], value, row["unit"]) if part)
    steps = [
        ("number 数值", f"{row['metric']}  {said or row['value_text']}"),
        ("", f"{row['measure']} · {row['horizon']} · {row['source_section']}"),
        ("indicator 指标", row["indicator_name"]),
        ("printed 原文", row["value_text"]),
        ("published 发布", f"marts.fct_indicator_value, publication {found.publication}")
        if found.publication
        else ("published 发布", "no: landed, but not in the marts (see `jixiao status`)"),
        ("load 批次", row["load"]),
        ("extractor 提取", row["extractor_version"]),
        ("document 文件", f"{row['title'] or row['form']} · {row['department_name'] or '–'}"),
        ("", f"{row['form']} · {row['fiscal_year']} · sha256 {row['document_id']}"),
        ("source 来源", f"{row['source_uri']} (first seen {row['first_seen_at']:%Y-%m-%d %H:%M})"),
        ("archive 存档", str(found.archive_path)),
        ("place 位置", _place(row)),
    ]
    for name, text in steps:
        console.print(f"[bold]{name:<14}[/] {escape(one_line(str(text)))}", soft_wrap=True)
    for line in found.lines:
        console.print(_rendered(line), soft_wrap=True)


def _published(settings: Settings, indicator_value_id: str) -> Row | None:
    with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
        found = marts.execute(_PUBLISHED, {"id": indicator_value_id})
        names = [column[0] for column in found.description]
        row = found.fetchone()
    return dict(zip(names, row, strict=True)) if row else None


def _landed(settings: Settings, indicator_value_id: str) -> Row | None:
    """The value as it landed last, with its document's columns."""
    values = query(settings.raw, "indicator_values", _LANDED, id=indicator_value_id)
    if not values:
        return None
    (document,) = query(settings.raw, "documents", _DOCUMENT, id=values[0]["document_id"])
    return document | values[0]


def _place(row: Row) -> str:
    parts = [f"page {row['page']}"] if row["page"] else []
    if row["line_from"]:
        same = row["line_from"] == row["line_to"]
        last = "" if same else f"–{row['line_to']}"
        parts.append(f"line{'' if same else 's'} {row['line_from']}{last}")
    if row["bbox"]:
        parts.append("box " + ", ".join(f"{edge:.0f}" for edge in row["bbox"]))
    if row["cell"]:
        parts.append(f"cell {row['cell']}")
    return " · ".join(parts) or "not known"


def _marked(lines: list[str], row: Row) -> tuple[PrintedLine, ...]:
    """Mark the figure: within its printed cell, after its indicator's name, across line ends."""
    flat = [
        (number, column)
        for number, line in enumerate(lines)
        for column, char in enumerate(line)
        if not char.isspace()
    ]
    text = "".join(lines[number][column] for number, column in flat)
    marks: dict[int, list[Mark]] = {}
    for start, end in _figures(text, row):
        for number, column in flat[start:end]:
            marks.setdefault(number, []).append((column, column + 1))
    return tuple(
        PrintedLine(row["line_from"] + number, line, tuple(_joined(marks.get(number, []))))
        for number, line in enumerate(lines)
        if line.strip()
    )


def _figures(text: str, row: Row) -> list[Mark]:
    """Where the figure stands in the text without white space.

    A value printed twice side by side (cycle and year alike) is marked twice.
    """
    names = [_flat(row["metric"]), _flat(row["indicator_name"])]
    after = max((text.find(name) + len(name) for name in names if name in text), default=0)
    cell = _flat(row["value_text"])
    start = text.find(cell, after)
    if start < 0:
        start, after = text.find(cell), 0
    if start < 0:  # printed otherwise than it reads ($\geq 80\%$ for ≥80%)
        cells = [(after, len(text))]
    else:
        cells = [(start, start + len(cell))]
        while text.startswith(cell, cells[-1][1]):
            cells.append((cells[-1][1], cells[-1][1] + len(cell)))
    if row["value"] is None:
        return cells if start >= 0 else []
    number = _number(row["value"])
    found = [number.search(text, *cell) for cell in cells]
    figures = [match.span() for match in found if match]
    return figures or (cells if start >= 0 else [])


def _number(value: Decimal) -> re.Pattern[str]:
    """A printed number of that value: 4000, 4,000, 4000.00."""
    whole, _, fraction = f"{value.normalize():f}".partition(".")
    digits = "[,，]?".join(whole)
    rest = rf"\.{fraction}0*" if fraction else r"(?:\.0+)?"
    return re.compile(rf"(?<![\d.,]){digits}{rest}(?![\d])")


def _flat(text: str) -> str:
    return "".join(text.split())


def _joined(marks: list[Mark]) -> list[Mark]:
    joined: list[Mark] = []
    for start, end in marks:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _rendered(line: PrintedLine) -> Text:
    """A line with its number; of a long one the part around its first mark."""
    first, last = 0, len(line.text)
    if last > 3 * _AROUND:
        centre = line.marks[0][0] if line.marks else 0
        first, last = max(0, centre - _AROUND), min(last, centre + 2 * _AROUND)
    shown = Text(f"{line.number:>6} │ ", style="dim")
    if first:
        shown.append("… ")
    body = Text(_CONTROL.sub(" ", line.text[first:last]), style="not dim")
    for start, end in line.marks:
        body.stylize("bold reverse", max(0, start - first), max(0, end - first))
    shown.append_text(body)
    if last < len(line.text):
        shown.append(" …")
    return shown
