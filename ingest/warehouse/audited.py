"""What the audit has passed before, by district, so that a night checks what changed since.

A relation's rows are hashed by district, whatever changed them: a document, a model, or a hand.
What hashes as it did when the same suites passed it needs no second look. Suites of rows
(``Suite.by_district``) then run on a slice of the warehouse: the same relations, of the changed
districts alone.
"""
# ruff: noqa: S608 (names come from the suites and the database, values are parameters)

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ingest.sql import quoted, text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import duckdb

    from expectations.suite import Suite

WHOLE_EVERY = timedelta(days=7)
MOST_OF_ALL = 0.5
"""Where more of the districts have changed, the whole is checked as fast."""

_MENTIONED = re.compile(r"\b(staging|core|reconciliation|status|marts)\.(\w+)")
# How a row's district is known, by its first column of these: the relation that knows them all.
_KNOWN = {
    "district_key": "core.core_district",
    "department_key": "core.core_department",
    "document_id": "status.status_document",
}
# Bodies and successions lead from one district to another: their rows are checked together.
_LINKS = """
select district_key, 'body ' || body_key as other from warehouse.core.core_department
union
select district_key, successor_district_key as other from warehouse.core.core_district
where successor_district_key is not null"""


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view that suites of rows mention; ``key`` says how a row's district is known."""

    schema: str
    name: str
    is_table: bool
    key: str | None

    @property
    def path(self) -> str:
        """Its name in any catalog, quoted."""
        return f"{quoted(self.schema)}.{quoted(self.name)}"


def relations(connection: duckdb.DuckDBPyConnection, suites: Iterable[Suite]) -> list[Relation]:
    """The relations of the catalog ``warehouse`` that suites of rows mention."""
    mentioned = {
        found.groups()
        for suite in suites
        if suite.by_district
        for check in suite.checks
        for found in _MENTIONED.finditer(f"{suite.prepared} {check.rows} {check.wherever}")
    } | {("staging", "stg_documents")}  # failing rows are told by their document's name
    known = connection.execute(
        "select columns.schema_name, columns.table_name, bool_or(tables.table_name is not null),"
        " list(columns.column_name)"
        " from duckdb_columns() as columns left join duckdb_tables() as tables"
        " using (database_name, schema_name, table_name)"
        " where columns.database_name = 'warehouse' group by all order by all"
    ).fetchall()
    return [
        Relation(schema, name, is_table, next((key for key in _KNOWN if key in columns), None))
        for schema, name, is_table, columns in known
        if (schema, name) in mentioned
    ]


def hash_rows(connection: duckdb.DuckDBPyConnection, found: list[Relation]) -> None:
    """Make the table ``hashed``: by relation and district, how many rows and the sum of their
    hashes. What belongs to no district (seeds, indicators) is hashed row by row.
    """
    queries = []
    for relation in found:
        if relation.is_table and relation.key:
            known = f"select {relation.key}, any_value(district_key) as district_key"
            known += f" from warehouse.{_KNOWN[relation.key]} group by {relation.key}"
            queries.append(
                f"select {text(relation.path)} as relation,"
                " coalesce(known.district_key, '') as district_key,"
                " 0::ubigint as row_hash, count(*) as row_count,"
                " sum(hash(held)::hugeint) as content"
                f" from warehouse.{relation.path} as held"
                f" left join ({known}) as known using ({relation.key}) group by all"
            )
        elif relation.is_table:
            queries.append(
                f"select {text(relation.path)} as relation, null as district_key,"
                " hash(held) as row_hash, count(*) as row_count, null as content"
                f" from warehouse.{relation.path} as held group by all"
            )
    connection.execute("create or replace temp table hashed as " + " union all ".join(queries))


def changed_districts(
    connection: duckdb.DuckDBPyConnection, file: Path, suites_hash: str
) -> list[str] | None:
    """The districts where ``hashed`` differs from what ``file`` remembers, in their order.

    None where all must be checked: nothing is remembered, other suites passed it, the last check
    of the whole is a week old, a row of no district is gone, or most districts have changed.
    """
    if not file.exists():
        return None
    connection.execute(f"create or replace temp table remembered as from {text(str(file))}")
    ((suites, whole_at),) = connection.execute(
        "select any_value(suites_hash), any_value(whole_at) from remembered"
    ).fetchall()
    if suites != suites_hash or datetime.now(UTC).replace(tzinfo=None) - whole_at > WHOLE_EVERY:
        return None
    differing = connection.execute(
        "select distinct coalesce(hashed.district_key, remembered.district_key)"
        " from hashed full join remembered on hashed.relation = remembered.relation"
        " and hashed.district_key is not distinct from remembered.district_key"
        " and hashed.row_hash = remembered.row_hash"
        " where (hashed.row_count, hashed.content)"
        " is distinct from (remembered.row_count, remembered.content)"
        # A row of no district that is new leaves those that were there as they are.
        " and not (hashed.district_key is null and remembered.relation is null)"
    )
    changed = {district for (district,) in differing.fetchall()}
    if not changed.isdisjoint({None, ""}):
        return None
    together = _linked(connection, changed)
    ((all_districts,),) = connection.execute(
        "select count(*) from warehouse.core.core_district"
    ).fetchall()
    return None if len(together) > MOST_OF_ALL * all_districts else sorted(together)


def make_slice(
    connection: duckdb.DuckDBPyConnection, found: list[Relation], districts: list[str]
) -> None:
    """Fill the catalog ``slice``: the same relations, with the rows of ``districts`` alone."""
    connection.execute("attach ':memory:' as slice")
    for key, known in _KNOWN.items():
        connection.execute(
            f"create temp table sliced_{key} as select distinct {key} from warehouse.{known}"
            " where district_key in (select unnest(?))",
            [districts],
        )
    for relation in found:
        connection.execute(f"create schema if not exists slice.{quoted(relation.schema)}")
        where = f"where {relation.key} in (from sliced_{relation.key})" if relation.key else ""
        connection.execute(
            f"create table slice.{relation.path} as from warehouse.{relation.path} {where}"
        )


def remember(
    connection: duckdb.DuckDBPyConnection, file: Path, suites_hash: str, *, whole: bool
) -> None:
    """Write ``hashed`` to ``file``: all of it has now passed the suites of that hash."""
    new = file.with_suffix(".new")
    whole_at = "now()::timestamp" if whole else "(select any_value(whole_at) from remembered)"
    connection.execute(
        f"copy (select *, {text(suites_hash)} as suites_hash, {whole_at} as whole_at from hashed)"
        f" to {text(str(new))} (format parquet)"
    )
    new.replace(file)


def _linked(connection: duckdb.DuckDBPyConnection, districts: set[str]) -> set[str]:
    """The districts with those that share a body with them, or succeed them, and so on."""
    beside: dict[str, set[str]] = {}
    for district, other in connection.execute(_LINKS).fetchall():
        beside.setdefault(district, set()).add(other)
        beside.setdefault(other, set()).add(district)
    reached, waiting = set(districts), list(districts)
    while waiting:
        new = beside.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return {name for name in reached if not name.startswith("body ")}
