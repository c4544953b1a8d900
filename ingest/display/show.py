"""Show what is in a file: in short to a person in the terminal, or in full as JSON."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from ingest.display.causes import causes
from ingest.document import MachineError, UnreadableError
from ingest.forms.serialise import dumps, to_json, unreadable
from ingest.one_line import one_line
from ingest.worker import Extracted, explain_safely, extract_safely, processors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from ingest.document import Document, Place
    from ingest.records import Extraction, IndicatorValue
    from ingest.understand.explain import ColumnSeen

SHOWN = 10
_SHOWN_SHARE = 0.05
# How problems begin that one more word of the vocabulary would mend, and where it goes.
_OF_WORDS = ("unknown column", "unknown header of goals", "unknown level", "money of an unknown")
_WHERE_WORDS_GO = (
    "a word that is not known goes into reading.headers of the place file, or into "
    "ingest/vocabulary (docs/architecture.md, “What do I change when …”)"
)


def extract_files(files: list[Path], *, as_json: bool) -> bool:
    """Print what is in each file; whether all could be read, and no form of them is refused."""
    console, errors = Console(), Console(stderr=True)
    all_read = True
    hidden = len(files) < 2 or not errors.is_terminal
    with ThreadPoolExecutor(processors()) as pool:
        found = zip(files, pool.map(_extracted, files), strict=True)
        for file, result in track(
            found, "extract", len(files), console=errors, transient=True, disable=hidden
        ):
            name = str(file).encode(errors="backslashreplace").decode()
            if isinstance(result, UnreadableError) or any(map(_is_refused, result.extractions)):
                all_read = False
            _show(console, name, result, as_json=as_json)
    return all_read


def explain_files(files: list[Path]) -> bool:
    """Print why each column of indicators was taken for what it is; whether all could be read."""
    console, all_read = Console(), True
    for file in files:
        try:
            rows = explain_safely(file)
        except (UnreadableError, MachineError) as error:
            all_read = False
            console.print(f"\n[bold]{_safe(str(file))}[/]  [red]{_safe(str(error))}[/]")
            continue
        console.print(f"\n[bold]{_safe(str(file))}[/]", soft_wrap=True)
        if not rows:
            console.print("  no indicator table whose columns are known 没有列可辨的指标表")
        for columns in rows:
            _explained(console, columns)
    return all_read


def _explained(console: Console, columns: list[ColumnSeen]) -> None:
    first = columns[0].place
    where = first.cell or f"page {first.page}" if first.cell or first.page else first.line_from
    table = Table(title=f"header row 表头 {where}", title_justify="left", box=None)
    for title in (
        "header 表头",
        "role 列义",
        "told by 依据",
        "its cells alone would tell 仅看内容",
    ):
        table.add_column(title)
    for column in columns:
        likely = [
            f"{each.role} {each.share:.2f} ({', '.join(name for name, *_ in each.evidence)})"
            for each in column.candidates
            if each.share >= _SHOWN_SHARE
        ]
        role = column.role or "– unknown 未知"
        table.add_row(*map(_safe, (column.header, role, column.by or "–", "; ".join(likely))))
    console.print(table)


def _extracted(file: Path) -> Extracted | UnreadableError:
    try:
        return extract_safely(file)
    except UnreadableError as error:
        return error
    except MachineError as error:
        return UnreadableError(str(error))


def _is_refused(form: Extraction) -> bool:
    return any(each.severity == "error" and each.family is None for each in form.problems)


def _show(
    console: Console, name: str, result: Extracted | UnreadableError, *, as_json: bool
) -> None:
    if isinstance(result, UnreadableError):
        if as_json:
            print(dumps(unreadable(name, str(result))), flush=True)
        else:
            console.print(f"\n[bold]{_safe(name)}[/]  [red]{_safe(str(result))}[/]", soft_wrap=True)
        return
    for extraction in result.extractions:
        if as_json:
            print(dumps(to_json(name, extraction, result.document)), flush=True)
        else:
            show_extraction(console, name, extraction, result.document)


def show_extraction(
    console: Console, file: str, extraction: Extraction, document: Document
) -> None:
    """Print one form of a file: its header, the first rows of each part, all problems."""
    header = extraction.header
    form = header.form or "no known form 无法识别的表"
    console.print(f"\n[bold]{_safe(file)}[/]  {_safe(form)}", soft_wrap=True)
    year = header.fiscal_year or "not printed 未印出"
    console.print(
        f"  {_safe(header.department_name or '–')} · year 年度 {year}"
        f" · unit 单位 {header.amount_unit or '–'} · {document.media_type}",
        soft_wrap=True,
    )
    _rows(
        console,
        "Budget 预算 (万元)",
        ("section", "item", "phase", "amount"),
        [
            (r.section, r.item, r.phase, _money(r.amount_wan, r.amount_text))
            for r in extraction.budget_lines
        ],
    )
    _rows(
        console,
        "Tasks 重点工作任务 (万元)",
        ("no", "task", "amount"),
        [(r.task_no, r.task_name, _money(r.amount_wan, r.amount_text)) for r in extraction.tasks],
    )
    _rows(
        console,
        "Projects 项目 (万元)",
        ("no", "project", "total"),
        [(r.project_no, r.project_name, _money(r.total_wan)) for r in extraction.projects],
    )
    for section, title in (("indicator_table", "指标表"), ("narrative", "文字")):
        _rows(
            console,
            f"Indicators in the {section.replace('_', ' ')} {title}",
            ("row", "label", "horizon", "value", "printed", "place"),
            [_value(r) for r in extraction.indicator_values if r.source_section == section],
        )
    _rows(
        console,
        "Scores 得分",
        ("level 1", "level 2", "score", "full mark"),
        [(r.level1, r.level2 or "", r.score, r.full_mark or "") for r in extraction.scores],
    )
    _rows(
        console,
        "Shortfalls 未完成",
        ("subject", "reason"),
        [(r.subject, r.reason) for r in extraction.shortfalls],
    )
    problems = [(each.severity, each.message, _where(each.place)) for each in extraction.problems]
    for cause in causes(problems):
        style = "red" if cause.severity == "error" else "yellow"
        console.print(f"  [{style}]{cause.severity}[/] {_safe(str(cause))}", soft_wrap=True)
    if any(message.startswith(_OF_WORDS) for _, message, _ in problems):
        console.print(f"  [dim]{_WHERE_WORDS_GO}[/]", soft_wrap=True)


def _rows(
    console: Console, title: str, names: Sequence[str], rows: Sequence[Iterable[object]]
) -> None:
    """A table of the first rows, and how many more there are."""
    if not rows:
        return
    more = f" (first {SHOWN} of {len(rows)}; --json prints all)" if len(rows) > SHOWN else ""
    table = Table(
        *names, title=f"{title}: {len(rows)}{more}", title_justify="left", box=None, pad_edge=True
    )
    for row in rows[:SHOWN]:
        table.add_row(*(_safe(str(value)) for value in row))
    console.print(table)


def _value(row: IndicatorValue) -> tuple[Any, ...]:
    value = f"{row.operator or ''} {row.value:f} {row.unit or ''}" if row.value is not None else "–"
    number = ".".join(str(part) for part in (row.project_no, row.row_no) if part)
    return number, row.metric, row.horizon, value.strip(), row.value_text, _where(row.place)


def _where(place: Place) -> str:
    parts = [
        f"page {place.page}" if place.page else "",
        f"line {place.line_from}" if place.line_from else "",
        place.cell or "",
    ]
    return ", ".join(part for part in parts if part)


def _money(amount: object, text: str | None = None) -> str:
    """An amount; what is printed of one without a unit."""
    if amount is None:
        return f"{text} 未换算" if text else "–"
    return f"{amount:,}"


def _safe(text: str) -> str:
    return escape(one_line(text))
