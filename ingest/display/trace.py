"""Trace: the way of one published number back to its printed place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
from rich.markup import escape
from rich.text import Text

from ingest.landing.archive import archived
from ingest.landing.raw import query
from ingest.one_line import one_line
from ingest.read.decode import decode
from ingest.read.text.page_text import physical_lines
from ingest.runs import local_time
from ingest.warehouse.publish import current
from ingest.worker import read_safely

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
    select load as document_load, columns(lambda name: name in (
        'document_id', 'title', 'department_name', 'form', 'source_uri', 'page_uri', 'link_text',
        'fetched_uri', 'extractor_version', 'media_type', 'first_seen_at', 'status'
    ))
    from marts.dim_document
) as d on v.document_id = d.document_id
where v.indicator_value_id = $id"""
_LANDED = "select * from landed where indicator_value_id = $id order by load desc limit 1"
_DOCUMENT = """
select * from landed where document_id = $id and duplicate_of is null order by load desc limit 1"""
_DECISIONS = {
    "confirm": "confirmed 读得对",
    "correct": "corrected 读错已改",
    "misprint": "a misprint, kept as printed 印错照印",
}
FILES_OF_LINES = {"text/plain", "text/markdown", "text/csv", "text/tab-separated-values"}
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
    if row["line_from"] and not row["cell"] and path.exists():
        first, last = row["line_from"], row["line_to"]
        printed = [line for line in source_lines(row, path) if first <= line[0] <= last]
        lines = mark_lines(printed, row)
    return Trace(row, path, found_in, lines)


def source_lines(row: Row, path: Path) -> list[tuple[int, str]]:
    """The numbered lines of a row's document: of the file, or its paragraphs in Word and HTML.

    Raises UnreadableError where the document cannot be read again.
    """
    if row["media_type"] in FILES_OF_LINES:
        return list(enumerate(physical_lines(decode(path.read_bytes())), 1))
    return [(line.place.line_from or 0, line.text) for line in read_safely(path).lines]


def show_trace(console: Console, found: Trace) -> None:
    """Print a trace from the mart's row down to the printed lines."""
    row = found.row
    value = f"{row['value'].normalize():f}" if row["value"] is not None else None
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
        ("source 来源", f"{row['source_uri']}, first seen {local_time(row['first_seen_at'])}"),
        *_way(row),
        ("archive 存档", str(found.archive_path)),
        ("place 位置", _place(row)),
        *([("reviewed 复核", reviewed)] if (reviewed := _reviewed(row)) else []),
    ]
    for name, text in steps:
        console.print(f"[bold]{name:<14}[/] {escape(one_line(str(text)))}", soft_wrap=True)
    for line in found.lines:
        console.print(_rendered(line, plain=console.color_system is None), soft_wrap=True)


def _way(row: Row) -> list[tuple[str, str]]:
    """How a document was found, as far as a publication tells it."""
    said = []
    if page_uri := row.get("page_uri"):
        linked = f"“{row['link_text']}” on {page_uri}" if row.get("link_text") else page_uri
        said.append(("found 发现于", linked))
    if fetched_uri := row.get("fetched_uri"):
        said.append(("fetched 取自", fetched_uri))
    return said


def _published(settings: Settings, indicator_value_id: str) -> Row | None:
    with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
        found = marts.execute(_PUBLISHED, {"id": indicator_value_id})
        names = [column[0] for column in found.description]
        rows = found.fetchall()
    return dict(zip(names, rows[0], strict=True)) if rows else None


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
    if row["confidence"] is not None:
        parts.append(f"recognised with {row['confidence']:.0%} confidence")
    if row["doubt"]:
        parts.append(f"doubt: {row['doubt']}")
    return " · ".join(parts) or "not known"


def _reviewed(row: Row) -> str | None:
    """What a person decided of the figure, who and when; None where nobody did."""
    said = row.get("reviewed")  # publications of earlier versions, and raw, know of none
    if not said:
        return None
    read = f", read as {row['read_value']}" if row["read_value"] else ""
    return f"{_DECISIONS[said]}{read} · {row['reviewed_by']} · {row['reviewed_on']}"


def mark_lines(lines: list[tuple[int, str]], row: Row) -> tuple[PrintedLine, ...]:
    """Mark the figure: within its printed cell, after its indicator's name, across line ends."""
    figures = _figures("\n".join(text for _, text in lines), row)
    marked, begin = [], 0
    for number, line in lines:
        end = begin + len(line)
        marks = tuple(
            (max(start, begin) - begin, min(stop, end) - begin)
            for start, stop in figures
            if start < end and stop > begin
        )
        if line.strip():
            marked.append(PrintedLine(number, line, marks))
        begin = end + 1
    return tuple(marked)


def _figures(text: str, row: Row) -> list[Mark]:
    """Where the figure stands in the text.

    A value printed twice side by side (cycle and year alike) is marked twice.
    """
    names = [_loosely(row[name]).search(text) for name in ("metric", "indicator_name")]
    after = max((name.end() for name in names if name), default=0)
    cell = _loosely(row["value_text"])
    first = cell.search(text, after) or cell.search(text)
    cells = [first.span()] if first else []
    while cells and (again := re.compile(rf"\s*({cell.pattern})").match(text, cells[-1][1])):
        cells.append(again.span(1))
    if row["value"] is None:
        return cells
    number = _number(row["value"])
    # Where it is printed otherwise than it reads (LaTeX residue), only the number is looked for.
    found = [number.search(text, *span) for span in cells or [(after, len(text))]]
    return [match.span() for match in found if match] or cells


def _loosely(text: str) -> re.Pattern[str]:
    """The text with white space anywhere inside it, and no digit cut in two at its ends."""
    chars = r"\s*".join(re.escape(char) for char in text if not char.isspace())
    before = r"(?<![\d.])" if text[:1].isdigit() else ""
    after = r"(?!\d)" if text[-1:].isdigit() else ""
    return re.compile(f"{before}{chars}{after}")


def _number(value: Decimal) -> re.Pattern[str]:
    """A printed number of that value: 4000, 4,000, 4000.00."""
    whole, _, fraction = f"{value.normalize():f}".partition(".")
    digits = r"\s*[,，]?\s*".join(whole)
    rest = rf"\.{fraction}0*" if fraction else r"(?:\.0+)?"
    return re.compile(rf"(?<![\d.,]){digits}{rest}(?!\d)")


def _rendered(line: PrintedLine, *, plain: bool) -> Text:
    """A line with its number; of a long one the part around its first mark.

    The marks are shown by colour, or by ⟦ ⟧ where there is none (``plain``).
    """
    first, last = 0, len(line.text)
    if last > 3 * _AROUND:
        centre = line.marks[0][0] if line.marks else 0
        first, last = max(0, centre - _AROUND), min(last, centre + 2 * _AROUND)
    shown = Text(f"{line.number:>6} │ {'… ' if first else ''}")
    at = first
    for start, end in [*line.marks, (last, last)]:
        shown.append(_CONTROL.sub(" ", line.text[at : min(start, last)]))
        if start < end <= last:
            figure = line.text[start:end]
            shown.append(f"⟦{figure}⟧" if plain else figure, style="bold reverse")
        at = max(at, end)
    if last < len(line.text):
        shown.append(" …")
    return shown
