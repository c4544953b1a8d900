"""A copy of the published marts in PostgreSQL, for readers who want a server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import adbc_driver_manager
import duckdb
from adbc_driver_postgresql import dbapi

from ingest.sql import quoted, text
from ingest.warehouse.publish import PublishError, current

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.settings import Settings
    from ingest.warehouse.publish import Publication

_INDEXED = {"publication_id", "document_id", "indicator_key", "department_key", "fiscal_year"}
"""Columns by which readers look rows up."""
READER = "marts_reader"
"""The role that may read the schema and nothing else; who wants it creates it."""
_OWNER = "jixiao 绩效"
_LOCK = 0x6A69_7869  # any number that no other program would choose
# Classes of errors that may be over when tried again: connections, conflicts, resources, shutdowns.
_PASSING = ("08", "40", "53", "57")
# DuckDB's names of types where PostgreSQL's differ; decimal(24,6) is numeric(24,6).
_TYPES = {
    "VARCHAR": "text",
    "DOUBLE": "double precision",
    "TIMESTAMP": "timestamp without time zone",
    "DECIMAL": "numeric",
}


def copy_to_postgres(settings: Settings) -> bool:
    """Make the schema ``marts`` of the database ``settings.postgres`` equal to the publication.

    All tables change in one transaction: readers see the former publication until it ends, and
    never wait; tables keep their grants, and views on them, as long as their columns stay. The
    role ``marts_reader``, where there is one, may read all of them. False without such a setting,
    without a publication, or when the copy is up to date. Raises PublishError when the schema is
    not jixiao's or the copy cannot be made, and ConnectionError when the server is not reached.
    """
    publication = current(settings)
    if settings.postgres is None or publication is None:
        return False
    try:
        with (
            dbapi.connect(settings.postgres.get_secret_value()) as connection,
            connection.cursor() as cursor,
            duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts,
        ):
            changed = _take(cursor, publication)
            if changed:
                _drop_unpublished(cursor, publication)
                for table in publication.rows:
                    _copy(cursor, marts, table)
            _let_read(cursor)
            connection.commit()
    except adbc_driver_manager.Error as error:
        kind = ConnectionError if (error.sqlstate or "08")[:2] in _PASSING else PublishError
        said = settings.hidden(" ".join(str(error).split()))
        raise kind(f"PostgreSQL: {said}") from None  # the cause may quote the address
    return changed


def _let_read(cursor: dbapi.Cursor) -> None:
    """Let READER read what there is now, also tables that were just made anew."""
    cursor.execute("select 1 from pg_roles where rolname = $1", [READER])
    if cursor.fetchone():
        cursor.execute(f"grant usage on schema marts to {READER}")
        cursor.execute(f"grant select on all tables in schema marts to {READER}")


def _take(cursor: dbapi.Cursor, publication: Publication) -> bool:
    """Make the schema or take it over from the last publication; False when it is this one's."""
    cursor.execute(f"select pg_advisory_xact_lock({_LOCK})").fetchall()
    cursor.execute(
        "select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = 'marts'"
    )
    found = cursor.fetchone()
    mark = f"{_OWNER}: {publication.id}"
    if found == (mark,):
        return False
    if found is None:
        cursor.execute("create schema marts")
    elif not (found[0] or "").startswith(_OWNER):
        raise PublishError("PostgreSQL: the schema marts is there and was not made by jixiao")
    cursor.execute(f"comment on schema marts is {text(mark)}")
    return True


def _drop_unpublished(cursor: dbapi.Cursor, publication: Publication) -> None:
    cursor.execute("select tablename from pg_tables where schemaname = 'marts'")
    for (table,) in cursor.fetchall():
        if table not in publication.rows:
            cursor.execute(f"drop table marts.{quoted(table)}")


def _copy(cursor: dbapi.Cursor, marts: duckdb.DuckDBPyConnection, table: str) -> None:
    """Replace the rows of one table, and the table where its columns differ."""
    path = f"marts.{quoted(table)}"
    columns = dict(_columns(marts, table))
    cursor.execute(
        "select attname, format_type(atttypid, atttypmod) from pg_attribute"
        " where attrelid = to_regclass($1) and attnum > 0 and not attisdropped order by attnum",
        [path],
    )
    if dict(cursor.fetchall()) == columns:
        cursor.execute(f"delete from {path}")  # noqa: S608 (quoted)
    else:
        listed = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns.items())
        cursor.execute(f"drop table if exists {path}")
        cursor.execute(f"create table {path} ({listed})")
    rows = marts.sql(f"from {path}").to_arrow_reader()
    cursor.adbc_ingest(table, rows, mode="append", db_schema_name="marts")
    for column in _INDEXED & columns.keys():
        index = quoted(f"{table}_{column}")
        cursor.execute(f"create index if not exists {index} on {path} ({quoted(column)})")
    for of, comment in _comments(marts, table):
        cursor.execute(f"comment on {of} is {text(comment)}")


def _columns(marts: duckdb.DuckDBPyConnection, table: str) -> Iterator[tuple[str, str]]:
    """The names of a table's columns and their types as PostgreSQL prints them."""
    marts.execute(
        "select column_name, data_type from duckdb_columns()"
        " where schema_name = 'marts' and table_name = ? order by column_index",
        [table],
    )
    for name, kind in marts.fetchall():
        yield name, re.sub(r"^[A-Z]+", lambda word: _TYPES.get(word[0], word[0].lower()), kind)


def _comments(marts: duckdb.DuckDBPyConnection, table: str) -> Iterator[tuple[str, str]]:
    """What is commented on, and the comment."""
    path = f"marts.{quoted(table)}"
    marts.execute("select comment from duckdb_tables() where table_name = ?", [table])
    for (comment,) in marts.fetchall():
        if comment:
            yield f"table {path}", comment
    marts.execute("select column_name, comment from duckdb_columns() where table_name = ?", [table])
    for name, comment in marts.fetchall():
        if comment:
            yield f"column {path}.{quoted(name)}", comment
