"""The dry run of a district on the terminal: what was found, and what needs a hand."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from ingest.display.causes import Cause, causes
from ingest.display.status import STATES
from ingest.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from ingest.district.check import Checked, Row
    from ingest.landing.inbox import Waits

SHOWN = 10


def show_checked(console: Console, checked: Checked) -> None:
    """Print one page."""
    console.print(f"[bold]{escape(checked.name)}[/] {checked.district_key}", soft_wrap=True)
    _slots(console, checked)
    _part(console, "Sources that gave nothing 未取得", "red", checked.failures)
    _part(console, "Waiting for a slot 待认领", "yellow", map(told_waiting, checked.waits))
    for source, found in problems_of(checked):
        styled = [("red" if each.severity == "error" else "yellow", each) for each in found]
        console.print(f"[bold]Not understood 未读懂[/] {escape(source)}", soft_wrap=True)
        for style, each in styled[:SHOWN]:
            _line(console, style, f"{each.severity}: {each}")
        _more(console, len(styled))
    _part(console, "Figures in doubt 存疑", "yellow", map(told_doubt, checked.doubts))
    _part(console, "Checks that fail 核对不符", "red", map(told_check, checked.checks))
    _part(console, "Not in the catalogue 未编目", "dim", map(told_label, checked.uncatalogued))
    if checked.needs_a_hand:
        said = "; ".join(checked.needs_a_hand)
        console.print(f"[red]needs a hand 待处理[/]: {escape(said)}", soft_wrap=True)
    else:
        console.print("[green]nothing needs a hand 无待处理事项[/]", soft_wrap=True)


def problems_of(checked: Checked) -> list[tuple[str, list[Cause]]]:
    """What was not understood, by document, once a cause; what kept one out comes first."""
    found = []
    for document in checked.documents:
        problems = [
            (row["severity"], row["message"], place_of(row))
            for row in checked.problems
            if row["document_id"] == document["document_id"]
        ]
        if document["reason"] and not document["reason"].startswith(document["source_uri"]):
            problems.insert(0, ("error", document["reason"], ""))
        if problems:
            found.append((document["source_uri"], causes(problems)))
    return found


def told_waiting(one: Waits) -> str:
    """A document that waits, and why."""
    return f"{one.sighting['source_uri']}: {one.why}"


def told_doubt(row: Row) -> str:
    """A figure in doubt: its label, what was read, why."""
    return f"{row['label']} = {row['was_read']}: {row['why']} ({row['place']})"


def told_check(row: Row) -> str:
    """A check that fails, with both figures."""
    rule = row["statement_zh"] or row["rule_key"]
    return f"{row['severity']} {row['subject']}: {rule}: {row['explanation']}"


def told_label(row: Row) -> str:
    """A label that the catalogue has not, with the nearest that it has."""
    near = [row[f"nearest_{n}_name_zh"] for n in (1, 2, 3) if row[f"nearest_{n}_name_zh"]]
    return f"{row['printed_label']}" + (f" → {', '.join(near)}?" if near else "")


def place_of(row: Row) -> str:
    """Where in its document something stands."""
    parts = [
        f"page {row['page']}" if row["page"] else "",
        f"line {row['line_from']}" if row["line_from"] else "",
        row["cell"] or "",
    ]
    return " ".join(filter(None, parts))


def _slots(console: Console, checked: Checked) -> None:
    grid = Table("slot 应有文件", "year", "state", "figures", "source 来源", box=None)
    grid.columns[3].justify = "right"
    for row in checked.ledger:
        if row["state"] == "not_due" and not row["document_id"]:
            continue
        style, _ = STATES[row["state"]]
        figures = checked.figures.get(row["document_id"], [])
        grid.add_row(
            escape(f"{row['department_key'] or '–'} {row['form_zh'] or ''}"),
            str(row["fiscal_year"] or "–"),
            f"[{style}]{row['state']}[/]",
            str(len(figures)) if figures else "",
            escape(row["source_uri"] or ""),
        )
    console.print(grid, soft_wrap=True)
    states = Counter(row["state"] for row in checked.ledger)
    console.print(" · ".join(f"{count} {state}" for state, count in sorted(states.items())))
    for row in checked.found:
        if row["reason"]:
            _line(console, STATES[row["state"]][0], f"{row['state']}: {row['reason']}")


def _part(console: Console, title: str, style: str, lines: Iterable[str]) -> None:
    told = list(lines)
    if told:
        console.print(f"[bold]{title}[/]: {len(told)}", soft_wrap=True)
        for text in told[:SHOWN]:
            _line(console, style, text)
        _more(console, len(told))


def _line(console: Console, style: str, text: str) -> None:
    console.print(f"  [{style}]{escape(one_line(text))}[/]", soft_wrap=True)


def _more(console: Console, count: int) -> None:
    if count > SHOWN:
        console.print(f"  … and {count - SHOWN} more (--html shows all 全部见网页)")
