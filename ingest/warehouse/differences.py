"""In which groups of rows two versions of the marts differ: found by hashes, whatever the cause.

A group is all rows of one document, or else of one department, district or indicator. What is not
named as differing is the same, row for row, so that only the rest has to be copied and compared.
"""
# ruff: noqa: S608 (names are quoted, values are parameters)

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from ingest.sql import quoted

if TYPE_CHECKING:
    import duckdb

_GROUPS = ("document_id", "department_key", "district_key", "indicator_key", "publication_id")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as one version of the marts defines it."""

    name: str
    ddl: str
    types: dict[str, str]
    comments: dict[str, str]
    """By column; that of the table under an empty name."""

    @property
    def path(self) -> str:
        """Its name in any catalog of marts, quoted."""
        return f"marts.{quoted(self.name)}"

    @property
    def group(self) -> str:
        """The column by which its rows are grouped, or a constant."""
        key = [_STANDS_FOR.get(name, name) for name in grain(self.name)]
        chosen = [name for name in key or _GROUPS if name in _GROUPS and name in self.types]
        return quoted(chosen[0]) if chosen else "1"


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a table differs: in the groups that stand, by ``part``, in the table ``groups``."""

    groups: str
    part: str
    old_rows: int
    new_rows: int


_STANDS_FOR = {"slot_key": "document_id", "ledger_key": "department_key"}


def grain(table: str) -> list[str]:
    """The columns that name a row of a table from one publication to the next; none if unknown."""
    columns: list[str] = _grain()["keys"].get(table, [])
    return columns


def is_technical(column: str) -> bool:
    """Whether a column says where or when something was read, not what it says."""
    return any(re.fullmatch(pattern, column) for pattern in _grain()["technical"])


def is_untold(table: str) -> bool:
    """Whether a table's changes are left out, because others tell them."""
    return any(re.fullmatch(pattern, table) for pattern in _grain()["untold"])


@cache
def _grain() -> Any:
    return yaml.safe_load(Path(__file__).with_name("grain.yml").read_text(encoding="utf-8"))


def tables(connection: duckdb.DuckDBPyConnection, catalog: str) -> dict[str, Table]:
    """The tables of the schema ``marts`` of an attached database, by name."""
    found = {
        name: Table(name, ddl, {}, {"": comment} if comment else {})
        for name, ddl, comment in connection.execute(
            "select table_name, sql, comment from duckdb_tables()"
            " where database_name = ? and schema_name = 'marts' order by table_name",
            [catalog],
        ).fetchall()
    }
    for table, column, kind, comment in connection.execute(
        "select table_name, column_name, data_type, comment from duckdb_columns()"
        " where database_name = ? and schema_name = 'marts' order by column_index",
        [catalog],
    ).fetchall():
        if table in found:
            found[table].types[column] = kind
            if comment:
                found[table].comments[column] = comment
    return found


def difference(connection: duckdb.DuckDBPyConnection, old: Table, new: Table) -> Difference | None:
    """Where a table of ``former`` differs from that of ``warehouse``; None where nowhere.

    Columns that only one of both has are left aside.
    """
    table = replace(new, types={name: new.types[name] for name in new.types if name in old.types})
    groups = quoted(f"differing_{table.name}")
    connection.execute(f"""
        create or replace temp table {groups} as
        with old as ({_hashed(table, "former")}), new as ({_hashed(table, "warehouse")})
        select
            coalesce(old.part, new.part) as part,
            coalesce(old.n, 0) as old_rows,
            coalesce(new.n, 0) as new_rows
        from old full join new on old.part is not distinct from new.part
        where old.n is distinct from new.n or old.content is distinct from new.content
    """)
    ((parts, old_rows, new_rows),) = connection.execute(
        f"select count(*), sum(old_rows), sum(new_rows) from {groups}"
    ).fetchall()
    return Difference(groups, table.group, int(old_rows), int(new_rows)) if parts else None


def differences(
    connection: duckdb.DuckDBPyConnection, old: dict[str, Table], new: dict[str, Table]
) -> dict[str, Difference]:
    """Where the tables that both have differ, by name."""
    found = {name: difference(connection, old[name], new[name]) for name in new.keys() & old.keys()}
    return {name: where for name, where in found.items() if where}


def differing_rows(table: Table, catalog: str, where: Difference) -> str:
    """The rows of a table in its differing groups, called ``held``, as SQL from its ``from`` on."""
    part = where.part if where.part == "1" else f"held.{where.part}"
    return (
        f"from {catalog}.{table.path} as held where exists (select 1 from {where.groups}"
        f" as differing where differing.part is not distinct from {part})"
    )


def content(
    connection: duckdb.DuckDBPyConnection, table: Table, catalog: str, where: Difference
) -> tuple[object, ...]:
    """How many rows there are in the differing groups, and a hash of all of them."""
    columns = ", ".join(f"held.{quoted(name)}" for name in table.types)
    (row,) = connection.execute(
        f"select count(*), sum(hash({columns})::hugeint) {differing_rows(table, catalog, where)}"
    ).fetchall()
    found: tuple[object, ...] = row
    return found


def count(connection: duckdb.DuckDBPyConnection, catalog: str, table: Table) -> int:
    """How many rows a table has."""
    ((rows,),) = connection.execute(f"select count(*) from {catalog}.{table.path}").fetchall()
    return int(rows)


def _hashed(table: Table, catalog: str) -> str:
    """By group: how many rows it has, and the sum of their hashes, which no order changes."""
    columns = ", ".join(map(quoted, table.types))
    return (
        f"select {table.group} as part, count(*) as n, sum(hash({columns})::hugeint) as content"
        f" from {catalog}.{table.path} group by all"
    )
