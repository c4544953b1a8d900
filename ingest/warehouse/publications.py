"""All publications ever, and what differs between two of them.

>>> [one.id for one in publications(settings) if one.is_kept]
['20261121T…Z', '20261122T…Z']
>>> found = compare_publications(settings, "20261121", "20261122")
>>> found.changes[0].column_name, found.changes[0].old_value, found.changes[0].new_value
('target_annual', '2500', '2600')
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import duckdb

from ingest.sql import text
from ingest.warehouse.changes import HISTORY, KEPT_PUBLICATIONS, find_changes
from ingest.warehouse.differences import differences, tables
from ingest.warehouse.publish import DATABASE, PublishError, current

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from ingest.settings import Settings


@dataclass(frozen=True, slots=True)
class Published:
    """One publication; ``is_kept`` where its files are still there, ``changes`` by fct_change."""

    id: str
    published_at: datetime
    run_id: str
    former_id: str | None
    total_rows: int
    warnings: int
    changes: int
    is_kept: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One changed value, or one added or removed row; as a row of ``fct_change``."""

    table_name: str
    kind: str
    key: str | None
    column_name: str | None
    old_value: str | None
    new_value: str | None
    rows_changed: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs between two publications.

    ``told_by`` is "files" where both are kept. Where one has gone, it is "fct_change": the changes
    of each publication between them, one after the other.
    """

    from_id: str
    to_id: str
    told_by: str
    changes: list[Change]


_ALL = """
select
    publication_id as id, published_at, run_id, former_publication_id as former_id, total_rows,
    warnings, coalesce(told.changes, 0)::bigint as changes
from newest.marts.dim_publication
left join (
    select publication_id, sum(rows_changed) as changes
    from newest.marts.fct_change group by publication_id
) as told using (publication_id)
order by publication_id"""
_CHANGE = ", ".join(field.name for field in fields(Change))
_ORDER = "order by table_name, key, column_name"
_BACKWARDS = {"added": "removed", "removed": "added", "changed": "changed"}


def publications(settings: Settings) -> list[Published]:
    """All publications, oldest first."""
    kept = _kept(settings)
    if not kept:
        return []
    now = current(settings)
    with _newest(kept) as connection:
        found = connection.execute(_ALL)
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return [
        Published(**row, is_kept=row["id"] in kept, is_current=bool(now and now.id == row["id"]))
        for row in rows
    ]


def find_kept(settings: Settings, beginning: str) -> str:
    """The id of the publication that begins so and whose files are kept. Raises PublishError."""
    found, kept = find(settings, beginning), _kept(settings)
    if found not in kept:
        raise PublishError(f"the files of {found} are gone; kept are {', '.join(kept)}")
    return found


def find(settings: Settings, beginning: str) -> str:
    """The id of the one publication that begins so, kept or not. Raises PublishError."""
    known = [one.id for one in publications(settings)]
    matching = [name for name in known if name.startswith(beginning)] if beginning else []
    if len(matching) == 1:
        return matching[0]
    if matching:
        raise PublishError(f"several publications begin with {beginning}: {', '.join(matching)}")
    listed = f"; kept are {', '.join(_kept(settings))}" if known else "; nothing is published yet"
    raise PublishError(f"no publication is called {beginning}{listed}")


def compare_publications(settings: Settings, one: str, other: str) -> Compared:
    """What ``other`` has otherwise than ``one``. Raises PublishError where nothing can tell."""
    from_id, to_id = find(settings, one), find(settings, other)
    kept = _kept(settings)
    if from_id in kept and to_id in kept:
        return Compared(from_id, to_id, "files", _by_files(kept[from_id], kept[to_id]))
    former = {known.id: known.former_id for known in publications(settings)}
    for newer, older, is_forward in ((to_id, from_id, True), (from_id, to_id, False)):
        chain = _chain(former, newer, older)
        if chain is not None and (told := _by_history(kept, chain)) is not None:
            changes = told if is_forward else [_turned(change) for change in reversed(told)]
            return Compared(from_id, to_id, "fct_change", changes)
    gone = " and ".join(name for name in (from_id, to_id) if name not in kept)
    raise PublishError(
        f"the files of {gone} are gone, and fct_change does not lead from {from_id} to {to_id};"
        f" kept are {', '.join(kept)}"
    )


def _kept(settings: Settings) -> dict[str, Path]:
    """The folders of the publications whose files are there, oldest first."""
    folders = sorted((settings.published / "versions").glob("[!.]*"))
    return {folder.name: folder for folder in folders}


def _newest(kept: dict[str, Path]) -> duckdb.DuckDBPyConnection:
    """The publication made last, which knows of all before it, as the catalog ``newest``."""
    connection = duckdb.connect()
    connection.execute(f"attach {text(str(kept[max(kept)] / DATABASE))} as newest (read_only)")
    return connection


def _by_files(before: Path, after: Path) -> list[Change]:
    with duckdb.connect() as connection:
        sides = []  # under the names that a publication compares them by
        for folder, name in ((before, "former"), (after, "warehouse")):
            connection.execute(f"attach {text(str(folder / DATABASE))} as {name} (read_only)")
            found = tables(connection, name)
            sides.append({name: found[name] for name in found if name not in HISTORY})
        old, new = sides
        find_changes(connection, old, new, differences(connection, old, new))
        rows = connection.execute(f"select {_CHANGE} from found {_ORDER}").fetchall()  # noqa: S608
    return [Change(*row) for row in rows]


def _chain(former: dict[str, str | None], newer: str, older: str) -> list[str] | None:
    """The publications after ``older`` up to ``newer``; None where none leads to the other."""
    chain: list[str] = []
    at: str | None = newer
    while at is not None and at != older:
        chain.insert(0, at)
        at = former.get(at)
    return chain if at == older else None


def _by_history(kept: dict[str, Path], chain: list[str]) -> list[Change] | None:
    """What ``fct_change`` tells of these publications; None where it no longer tells of all."""
    with _newest(kept) as connection:
        ((told, oldest),) = connection.execute(
            "select count(distinct publication_id), min(publication_id)"
            " from newest.marts.fct_change"
        ).fetchall()
        if told >= KEPT_PUBLICATIONS and oldest > chain[0]:
            return None
        return [
            Change(*row)
            for publication in chain
            for row in connection.execute(
                f"select {_CHANGE} from newest.marts.fct_change"  # noqa: S608
                f" where publication_id = ? {_ORDER}",
                [publication],
            ).fetchall()
        ]


def _turned(change: Change) -> Change:
    """The same change, seen from the newer side."""
    return Change(
        table_name=change.table_name,
        kind=_BACKWARDS[change.kind],
        key=change.key,
        column_name=change.column_name,
        old_value=change.new_value,
        new_value=change.old_value,
        rows_changed=change.rows_changed,
    )
