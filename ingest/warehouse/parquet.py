"""The published marts as Parquet: what did not change is linked from the former version.

``parquet/<table>.parquet`` is a file, or a folder of parts where the table is big; pandas, DuckDB
and Spark read either by that name. A Parquet file cannot be changed, but of a folder only the parts
with a difference are written.
"""
# ruff: noqa: S608 (names are quoted, values are parameters)

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.sql import text
from ingest.warehouse.differences import count, tables

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from ingest.warehouse.differences import Difference, Table

BIG = 200_000
"""Rows from which a table is written in parts: one for each first digit of its groups' hash."""

# zstd takes twice as long for half the size; every version is short-lived.
_FORMAT = "format parquet, compression snappy"


def write_parquet(
    connection: duckdb.DuckDBPyConnection,
    target: Path,
    known: dict[str, Difference | None],
    former: Path | None,
) -> None:
    """Write the tables of the catalog ``published`` below ``target``.

    ``known`` says of tables with the columns of ``former``, the former version's folder, where they
    differ from it, None for nowhere.
    """
    connection.execute("set preserve_insertion_order = false")  # by all processors
    for name, table in tables(connection, "published").items():
        is_big = table.group != "1" and count(connection, "published", table) >= BIG
        write = _write_parts if is_big else _write_file
        earlier = former / f"{name}.parquet" if former and name in known else None
        if earlier and not (earlier.exists() and earlier.is_dir() == is_big):
            earlier = None
        write(connection, table, target / f"{name}.parquet", earlier, known.get(name))


def _write_file(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    target: Path,
    earlier: Path | None,
    where: Difference | None,
) -> None:
    if earlier and not where:
        target.hardlink_to(earlier)
    else:
        connection.execute(f"copy published.{table.path} to {text(str(target))} ({_FORMAT})")


def _write_parts(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    target: Path,
    earlier: Path | None,
    where: Difference | None,
) -> None:
    group = f"coalesce({table.group}::varchar, '')"
    connection.execute(
        "create or replace temp table parts as select name, left(md5(name), 1) as part"
        f" from (select distinct {group} as name from published.{table.path})"
    )
    changed = _column(connection, "select part from parts")
    all_parts = sorted(changed)
    if earlier:
        differing = "select left(md5(coalesce(part::varchar, '')), 1) from "
        changed = _column(connection, differing + where.groups) if where else set()
    target.mkdir()
    for part in all_parts:
        file = target / f"part-{part}.parquet"
        if earlier and part not in changed:
            file.hardlink_to(earlier / file.name)
        else:
            connection.execute(
                f"copy (from published.{table.path}"
                f" where {group} in (select name from parts where part = {text(part)}))"
                f" to {text(str(file))} ({_FORMAT})"
            )


def _column(connection: duckdb.DuckDBPyConnection, sql: str) -> set[str]:
    return {value for (value,) in connection.execute(sql).fetchall()}
