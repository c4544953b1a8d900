"""Publications: the list of all, and what differs between two of them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from ingest.one_line import one_line
from ingest.runs import local_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from ingest.warehouse.publications import Change, Compared, Published
    from ingest.warehouse.rollbacks import RollBack

SHOWN = 5
"""So many changed rows of each table are shown, unless all are asked for."""
SHOWN_CHARACTERS = 60
_SIGNS = {"added": ("green", "+"), "removed": ("red", "-"), "changed": ("yellow", "~")}


def show_publications(
    console: Console, found: list[Published], past: Iterable[RollBack] = ()
) -> None:
    """Print all publications, the newest first, and the roll-backs."""
    if not found:
        console.print("Nothing has been published yet. [bold]make refresh[/] runs the whole line.")
        return
    grid = Table("publication 发布", "at 时间", "rows", "changes", "warnings", "", box=None)
    for column in grid.columns[2:5]:
        column.justify = "right"
    for column in grid.columns:
        column.no_wrap = True
    for one in reversed(found):
        state = "[green]current 当前[/]" if one.is_current else "kept 保留" if one.is_kept else ""
        grid.add_row(
            one.id,
            local_time(one.published_at),
            f"{one.total_rows:,}",
            f"{one.changes:,}" if one.former_id else "",
            str(one.warnings),
            state or "[dim]files gone 文件已清理[/]",
        )
    console.print(grid, soft_wrap=True)
    for back in past:
        console.print(f"  [yellow]rolled back 回退[/] {escape(told(back))}", soft_wrap=True)


def told(back: RollBack) -> str:
    """A roll-back in one line: when, by whom, from which publication to which, and why."""
    return (
        f"{local_time(back.at)} by {back.by}, from {back.from_id} to {back.to_id}:"
        f" {back.reason or 'no reason given'}"
    )


def publications_as_json(found: list[Published]) -> str:
    """All publications as one JSON array."""
    return json.dumps([asdict(one) for one in found], ensure_ascii=False, default=str)


def show_difference(
    console: Console, found: Compared, *, table: str | None = None, all_rows: bool = False
) -> None:
    """Print how many rows of each table differ, then the first of them with their values."""
    by_table = _by_table(found, table)
    console.print(f"[bold]{found.from_id} → {found.to_id}[/]", soft_wrap=True)
    if found.told_by == "fct_change":
        console.print(
            "by fct_change, publication by publication: not the files of both are kept"
            " 文件已清理，按逐次发布的变更列出",
            soft_wrap=True,
        )
    if not by_table:
        console.print("Nothing differs 无差异.")
        return
    grid = Table("table", "added 增", "changed 改", "removed 删", "values 值", box=None)
    for column in grid.columns[1:]:
        column.justify = "right"
    for name, changes in by_table.items():
        grid.add_row(name, *(f"{n:,}" if n else "" for n in _counts(changes).values()))
    console.print(grid)
    for name, changes in by_table.items():
        rows = _rows(changes)
        console.print(f"\n[bold]{name}[/]")
        for lines in rows if all_rows else rows[:SHOWN]:
            for line in lines:
                console.print(line, soft_wrap=True)
        if len(rows) > SHOWN and not all_rows:
            console.print(f"  … and {len(rows) - SHOWN} more rows: --table {name} --all")


def difference_as_json(found: Compared, *, table: str | None = None) -> str:
    """All that differs as one JSON object."""
    by_table = _by_table(found, table)
    return json.dumps(
        {
            "from": found.from_id,
            "to": found.to_id,
            "told_by": found.told_by,
            "tables": {name: _counts(changes) for name, changes in by_table.items()},
            "changes": [asdict(change) for changes in by_table.values() for change in changes],
        },
        ensure_ascii=False,
    )


def _by_table(found: Compared, table: str | None) -> dict[str, list[Change]]:
    """The changes of each table, what people read before what it was made from."""
    by_table: defaultdict[str, list[Change]] = defaultdict(list)
    for change in found.changes:
        if table in {None, change.table_name}:
            by_table[change.table_name].append(change)
    order = ("mart_", "fct_", "dim_")
    return dict(sorted(by_table.items(), key=lambda item: (_place(order, item[0]), item[0])))


def _place(order: tuple[str, ...], name: str) -> int:
    return next((n for n, start in enumerate(order) if name.startswith(start)), len(order))


def _counts(changes: list[Change]) -> dict[str, int]:
    """Rows added, changed and removed, and values changed; summed-up values are of unknown rows."""
    rows: Counter[str] = Counter()
    for kind in _SIGNS:
        of_kind = [change for change in changes if change.kind == kind]
        if kind == "changed":
            rows[kind] = len({change.key for change in of_kind if change.key is not None})
            rows["values"] = sum(change.rows_changed for change in of_kind)
        else:
            rows[kind] = sum(c.rows_changed for c in of_kind if c.column_name is None)
    return {name: rows[name] for name in ("added", "changed", "removed", "values")}


def _rows(changes: list[Change]) -> list[list[str]]:
    """The changed rows, each as lines for the console."""
    cells: dict[tuple[str, str | None, str | None], list[Change]] = {}
    for change in changes:
        summed_up = None if change.key else change.column_name
        cells.setdefault((change.kind, change.key, summed_up), []).append(change)
    return [_lines(kind, key, found) for (kind, key, _), found in cells.items()]


def _lines(kind: str, key: str | None, changes: list[Change]) -> list[str]:
    style, sign = _SIGNS[kind]
    first = changes[0]
    if key is None:
        what = f"column {first.column_name}" if first.column_name else "all rows"
        return [f"  [{style}]{sign}[/] {escape(what)}: {first.rows_changed:,} rows"]
    named = " ".join(f"{name}={one_line(str(value))}" for name, value in json.loads(key).items())
    lines = [f"  [{style}]{sign}[/] {escape(named)}"]
    for change in changes:
        if change.column_name is None:
            whole = change.new_value if kind == "added" else change.old_value
            values: dict[str, Any] = json.loads(whole or "{}")
            row = " ".join(f"{name}={_short(value)}" for name, value in values.items())
            lines.append(f"      [dim]{escape(row)}[/]")
        else:
            old, new = (_short(value) for value in (change.old_value, change.new_value))
            lines.append(f"      {change.column_name}: {escape(old)} → {escape(new)}")
    return lines


def _short(value: Any) -> str:
    if value is None:
        return "NULL"
    said = one_line(str(value))
    return said if len(said) <= SHOWN_CHARACTERS else f"{said[:SHOWN_CHARACTERS]}…"
