"""The short summary at the end of a refresh: what is published, how well it checks, where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
from rich.markup import escape
from rich.table import Table

from ingest.servers.airflow import log_file
from ingest.warehouse.publish import current
from ingest.warehouse.rollbacks import standing

if TYPE_CHECKING:
    from decimal import Decimal

    from rich.console import Console

    from ingest.runs import Run
    from ingest.settings import Settings
    from ingest.warehouse.publish import Publication

SHOWN = 12

_STATES = """
select state, count(*) from marts.mart_document_ledger
group by state
order by list_position(
    ['loaded', 'held', 'quarantined', 'received', 'missing', 'withdrawn', 'not_due'], state
)"""
_KEPT_OUT = """
select source_uri, if(held_forms > 0, 'held in part', status), status_reason
from marts.dim_document
where status in ('held', 'quarantined') or (is_current and status_reason is not null)
order by source_uri, document_id"""
_CHECKS = """
select severity,
    count(*) filter (where status = 'pass'), count(*) filter (where status = 'fail'),
    count(*) filter (where status in ('not_applicable', 'insufficient_data'))
from marts.fct_reconciliation
group by severity order by list_position(['identity', 'expected', 'insight'], severity)"""
_FAILED = """
select severity, rule_key, source_uri, subject, left_value, right_value, difference
from marts.fct_reconciliation left join marts.dim_document using (document_id)
where fct_reconciliation.status = 'fail'
order by list_position(['identity', 'expected', 'insight'], severity), rule_key, source_uri, subject
"""
_ENTERPRISES = """
select district_name_zh, fiscal_year, statistic,
    target_annual_operator, target_annual, target_cycle_operator, target_cycle,
    actual_operator, actual
from marts.mart_high_tech_enterprises
order by district_name_zh, fiscal_year, statistic"""


def show_summary(settings: Settings, console: Console, run: Run, *, seconds: float) -> None:
    """Print what readers of the published marts see now, after a run that went well."""
    publication = current(settings)
    if publication is None:
        return
    with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
        _documents(console, marts, run)
        _rows(console, publication)
        _checks(console, marts, publication)
        _enterprises(console, marts)
    _places(settings, console, run)
    new = "published" if run.outcome == "published" else "nothing has changed since publication"
    if run.outcome == "unchanged" and (back := standing(settings)):
        new = f"nothing new since {back.by} has gone back to publication"
    console.print(f"[bold green]✓ {new} {publication.id}[/] in {seconds:.0f} s")


def _documents(console: Console, marts: duckdb.DuckDBPyConnection, run: Run) -> None:
    states = marts.execute(_STATES).fetchall()
    said = " · ".join(f"{state} {count}" for state, count in states)
    console.print(f"\n[bold]Documents 文件[/]  {said}")
    kept_out = [(uri, f"{state}: {why}") for uri, state, why in marts.execute(_KEPT_OUT).fetchall()]
    known = {uri for uri, _ in kept_out}
    kept_out += [("", reason) for reason in run.refused if reason.split(":")[0] not in known]
    _list(console, [f"{uri} {why}".strip() for uri, why in kept_out], "yellow")


def _rows(console: Console, publication: Publication) -> None:
    tables = sorted(publication.rows.items())
    half = -(-len(tables) // 2)
    grid = Table.grid(padding=(0, 2))
    for left, right in zip(tables[:half], [*tables[half:], ("", 0)], strict=False):
        counts = [f"{count:,}" if name else "" for name, count in (left, right)]
        grid.add_row(f"  {left[0]}", counts[0], f"  {right[0]}", counts[1])
    console.print("\n[bold]Rows 行数[/]")
    console.print(grid)


def _checks(console: Console, marts: duckdb.DuckDBPyConnection, publication: Publication) -> None:
    table = _table("Checks 核对", "pass", "fail", "not checked")
    for severity, passed, failed, unchecked in marts.execute(_CHECKS).fetchall():
        table.add_row(f"reconciliation, {severity}", *map(str, (passed, failed, unchecked)))
    for layer, counts in publication.checks.items():
        table.add_row(f"audit, {layer}", str(counts["passed"]), str(counts["failed"]), "")
    console.print()
    console.print(table)
    failed_checks = [
        f"{severity} {rule} · {uri} · {subject}" + _compared(left, right, difference)
        for severity, rule, uri, subject, left, right, difference in marts.execute(
            _FAILED
        ).fetchall()
    ]
    warnings = [warning.partition(", e.g. ")[0] for warning in publication.warnings]
    _list(console, failed_checks + warnings, "yellow")


def _compared(left: Decimal, right: Decimal, difference: Decimal) -> str:
    """Both figures of a check; nothing where not their difference is what failed."""
    if not difference:
        return ""
    return f": {_number(left)} against {_number(right)} (difference {_number(difference)})"


def _enterprises(console: Console, marts: duckdb.DuckDBPyConnection) -> None:
    rows = marts.execute(_ENTERPRISES).fetchall()
    table = _table("高新技术企业", "year", "statistic", "target", "cycle target", "actual")
    for district, year, statistic, *figures in rows:
        pairs = zip(figures[::2], figures[1::2], strict=True)
        table.add_row(
            district, str(year), statistic, *(f"{sign or ''}{_number(n)}" for sign, n in pairs)
        )
    if rows:
        console.print()
        console.print(table)


def _places(settings: Settings, console: Console, run: Run) -> None:
    published = settings.published
    grid = Table.grid(padding=(0, 2))
    for what, path in (
        ("  marts (DuckDB)", published / "marts.duckdb"),
        ("  marts (Parquet)", published / "parquet"),
        ("  data docs", published / "data_docs" / "index.html"),
        ("  log of this run", log_file(settings, run.run_id)),
        ("  report", published / "report" / "index.html"),
    ):
        grid.add_row(what, str(path))
    console.print("\n[bold]Where 位置[/]")
    console.print(grid, soft_wrap=True)


def _table(first: str, *columns: str) -> Table:
    table = Table(box=None, padding=(0, 2), header_style="bold")
    table.add_column(first)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _list(console: Console, lines: list[str], colour: str) -> None:
    for line in lines[:SHOWN]:
        console.print(f"  [{colour}]![/] {escape(line)}", soft_wrap=True)
    if len(lines) > SHOWN:
        console.print(f"  … and {len(lines) - SHOWN} more")


def _number(value: Any) -> str:
    """A decimal without its trailing zeros; nothing for NULL."""
    return "" if value is None else f"{value.normalize():,f}"
