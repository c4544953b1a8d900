"""Status: the ledger, the last run and the last publication at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
from rich.markup import escape
from rich.table import Table

from ingest.display.publications import told
from ingest.landing.alarms import ALARM
from ingest.landing.raw import load_ids, loads, query
from ingest.notify.health import health, step_names
from ingest.runs import last_run, local_time
from ingest.warehouse.publish import current
from ingest.warehouse.rollbacks import standing

if TYPE_CHECKING:
    from rich.console import Console

    from ingest.notify.health import NightRun
    from ingest.settings import Settings
    from ingest.warehouse.publish import Publication
    from ingest.warehouse.rollbacks import RollBack

Row = dict[str, Any]

STATES = {
    "loaded": ("green", "已入库 in the marts"),
    "held": ("yellow", "暂扣 does not add up"),
    "quarantined": ("red", "隔离 could not be used"),
    "received": ("cyan", "已收到 not extracted yet"),
    "missing": ("magenta", "缺失 overdue"),
    "not_due": ("dim", "未到期 not due yet"),
    "withdrawn": ("dim", "已撤回 withdrawn, or no longer registered"),
}
KEPT_OUT = ("held", "quarantined")

_LEDGER = """
select *, coalesce(source_uri, file_name) as file
from marts.mart_document_ledger
order by district_key, department_key, form, fiscal_year"""
_REFUSED = """
with last_said as (
    select * from landed where load > $last
    qualify load = max(load) over (partition by document_id, source_uri)
)
select source_uri, reason from last_said where outcome = 'quarantined' order by load, source_uri"""


def show_status(settings: Settings, console: Console) -> None:
    """Print what is published, what is kept out and why, what is missing, how the last run went."""
    publication = current(settings)
    landed = load_ids(loads(settings.raw))
    if not publication and not landed:
        console.print("Nothing has been collected yet. [bold]make refresh[/] runs the whole line.")
    shown: set[str] = set()
    if publication:
        _publication(console, publication, standing(settings))
        with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
            found = marts.execute(_LEDGER)
            names = [column[0] for column in found.description]
            ledger = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        shown = _ledger(console, ledger)
    shown |= _not_published(settings, console, publication, landed)
    _last_run(settings, console, shown)
    now = health(settings)
    _nights(console, now.nights)
    for place in now.quiet:
        said = f"{place.district_zh}: {place.days} days (longest before {place.longest_before})"
        _line(console, "magenta", "nothing new 久无新文件", said)
    for problem in now.problems:
        _line(console, "yellow", "for you 待处理", problem)


def _publication(console: Console, publication: Publication, back: RollBack | None) -> None:
    rows = sum(publication.rows.values())
    console.print(
        f"[bold]Last publication 最近发布[/]  {local_time(publication.published_at)}"
        f" · {rows:,} rows in {len(publication.rows)} tables"
        f" · {len(publication.warnings)} warnings",
        soft_wrap=True,
    )
    if back:
        _line(console, "yellow", "rolled back 已回退", told(back))
        _line(console, "yellow", "until", "something new lands, or jixiao publish is run")


def _ledger(console: Console, rows: list[Row]) -> set[str]:
    """A table of the states, below it what is kept out or missing; the reasons shown."""
    grid = Table("state", "", "documents", title="Ledger 台账", title_justify="left", box=None)
    grid.columns[2].justify = "right"
    for state, (style, meaning) in STATES.items():
        if count := sum(row["state"] == state for row in rows):
            grid.add_row(f"[{style}]{state}[/]", meaning, str(count))
    console.print(grid)
    kept_out = [row for state in KEPT_OUT for row in rows if row["state"] == state]
    shown = [(row["state"], row["state"], row) for row in kept_out]
    # a publication of a former version may lack the column
    shown += [("held", "held in part", row) for row in rows if row.get("held_forms")]
    in_part = [row for row in rows if row["state"] == "loaded" and not row.get("held_forms")]
    shown += [("held", "in part", row) for row in in_part if row["reason"]]
    for state, word, row in shown:
        named = "" if (row["file"] or "") in row["reason"] else f"{row['file']}: "
        _line(console, STATES[state][0], word, f"{named}{row['reason']}")
    missing: dict[str, list[str]] = {}
    for row in rows:
        if row["state"] == "missing":
            who = f"{row['department_key']} {row['form']}"
            missing.setdefault(who, []).append(str(row["fiscal_year"]))
    for who, years in missing.items():
        _line(console, STATES["missing"][0], "missing", f"{who}: {', '.join(years)}")
    return {row["reason"] for row in kept_out}


def _not_published(
    settings: Settings, console: Console, publication: Publication | None, landed: list[str]
) -> set[str]:
    """What has landed since the publication and what of it is quarantined; the reasons shown."""
    last = (publication and publication.origin.last_load) or ""
    newer = [load for load in landed if load > last]
    if not newer:
        return set()
    since = "since the publication" if publication else "and nothing is published yet"
    console.print(f"[bold]Landed 已入原始层[/]  loads: {len(newer)} {since}")
    reasons = [row["reason"] for row in query(settings.raw, "documents", _REFUSED, last=last)]
    for reason in reasons:
        _line(console, "red", "quarantined", reason)
    return set(reasons)


def _nights(console: Console, nights: list[NightRun]) -> None:
    """The last nights, how each ended and how long its steps took, in seconds."""
    names = step_names(nights)
    grid = Table("Nights 近期运行", "outcome", *names, "all", box=None)
    for column in grid.columns[2:]:
        column.justify = "right"
    for column in grid.columns:
        column.no_wrap = True
    for night in nights:
        style = {"failed": "red", None: "yellow"}.get(night.outcome, "green")
        seconds = [night.seconds.get(name) for name in names]
        grid.add_row(
            local_time(night.started_at).removesuffix(" (UTC+8)"),
            f"[{style}]{night.outcome or '…'}[/]",
            *("" if each is None else f"{each:.1f}" for each in seconds),
            f"{sum(night.seconds.values()):.1f}",
        )
    if nights:
        console.print(grid, soft_wrap=True)


def _last_run(settings: Settings, console: Console, shown: set[str]) -> None:
    run = last_run(settings)
    if run is None:
        return
    style = {"failed": "red", None: "yellow"}.get(run.outcome, "green")
    going_on = any(step.state == "running" for step in run.steps)
    steps = ", ".join(step.name for step in run.steps)
    outcome = run.outcome or ("going on, or killed" if going_on else f"done: {steps}")
    console.print(
        f"[bold]Last run 最近运行[/]  {local_time(run.started_at)} · [{style}]{outcome}[/]"
        f" · {escape(run.run_id)}",
        soft_wrap=True,
    )
    if run.failure:
        _line(console, "red", "failed at", run.failure)
    for reason in run.refused:
        if reason not in shown and not reason.startswith(ALARM):  # told by name
            _line(console, "yellow", "refused", reason)


def _line(console: Console, style: str, word: str, text: str) -> None:
    console.print(f"  [{style}]{word}[/] {escape(text)}", soft_wrap=True)
