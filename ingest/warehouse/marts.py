"""The published marts as one DuckDB file: the former one's copy, brought up to date."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from ingest.sql import quoted, text
from ingest.warehouse.differences import content, count, differing_rows

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from ingest.warehouse.differences import Difference, Table


class CopyError(Exception):
    """A copy that does not hold what the warehouse holds. The message is one line for people."""


def write_marts(
    connection: duckdb.DuckDBPyConnection,
    old: dict[str, Table],
    new: dict[str, Table],
    differing: dict[str, Difference],
    *,
    former: Path | None,
    target: Path,
) -> None:
    """Make ``target``, attached as ``published``, hold the tables of the catalog ``warehouse``.

    It begins as a copy of ``former``, whose tables are ``old``, so that only ``differing`` groups
    are written; it begins empty where that would be most of it. Raises CopyError.
    """
    rows = {name: count(connection, "warehouse", table) for name, table in new.items()}
    anew = {
        name
        for name in new
        if name not in old
        or new[name].ddl != old[name].ddl
        or (name in differing and differing[name].new_rows > rows[name] / 2)
    }
    written = sum(rows[name] for name in anew)
    if former is None or written > sum(rows.values()) / 2:
        old, anew = {}, set(new)
    else:
        shutil.copyfile(former, target)
    connection.execute(f"attach {text(str(target))} as published")
    connection.execute("create schema if not exists published.marts")
    connection.execute("use published")
    for name in old.keys() - new.keys() | old.keys() & anew:
        connection.execute(f"drop table published.{old[name].path}")
    for name, table in new.items():
        if name in anew:
            connection.execute(table.ddl)
            connection.execute(f"insert into published.{table.path} from warehouse.{table.path}")
        elif where := differing.get(name):
            # In two steps: a key that is deleted and inserted at once is refused.
            connection.execute(f"delete {differing_rows(table, 'published', where)}")
            connection.execute(
                f"insert into published.{table.path}"
                f" select held.* {differing_rows(table, 'warehouse', where)}"
            )
            if content(connection, table, "published", where) != content(
                connection, table, "warehouse", where
            ):
                raise CopyError(f"{name} was not copied as it is")
        if count(connection, "published", table) != rows[name]:
            raise CopyError(f"{name} was not copied whole")
        comments = {} if name in anew else old[name].comments
        _comment(connection, table, comments)


def _comment(connection: duckdb.DuckDBPyConnection, table: Table, there: dict[str, str]) -> None:
    for column in table.comments.keys() | there.keys():
        comment = table.comments.get(column)
        if comment != there.get(column):
            path = f"column {table.path}.{quoted(column)}" if column else f"table {table.path}"
            connection.execute(f"comment on {path} is {text(comment) if comment else 'null'}")
