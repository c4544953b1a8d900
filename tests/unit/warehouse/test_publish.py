"""Publishing: tables with their constraints and comments, one atomic swap, readers undisturbed."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from typing import TYPE_CHECKING

import duckdb
import pandas as pd
import pytest

from ingest.settings import Settings
from ingest.sql import text
from ingest.warehouse import parquet
from ingest.warehouse import publish as publishing
from ingest.warehouse.publish import Origin, Publication, PublishError, current, publish

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ORIGIN = Origin(
    fingerprint="f",
    loads=1,
    last_load="20261121T020000000000Z",
    extractor_version="1",
    dbt_hash="d",
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "it's home", keep_publications=2)


def build(settings: Settings, amount: str) -> None:
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        warehouse.execute(f"""
            create schema if not exists marts;
            create schema if not exists core;
            create or replace table core.secret (i integer);
            create or replace table marts.fct_budget_line (
                line_id varchar primary key, amount_wan decimal(24, 6) not null, "order" integer
            );
            comment on table marts.fct_budget_line is '预算金额 the department''s budget';
            comment on column marts.fct_budget_line."order" is '顺序';
            insert into marts.fct_budget_line values ('a', {amount}, null), ('b', 0, 1);
        """)


def go(
    settings: Settings, report: Callable[[Settings, Path, Path | None], None] | None = None
) -> Publication:
    docs = settings.home / "docs"
    docs.mkdir(parents=True, exist_ok=True)
    (docs / "index.html").write_text("<html>")
    return publish(
        settings,
        run_id="r1",
        origin=ORIGIN,
        data_docs=docs,
        checks={"marts": {"passed": 2, "failed": 0}},
        warnings=[],
        pages=[report] if report else [],
    )


def amounts(path: Path) -> list[Decimal]:
    with duckdb.connect(str(path), read_only=True) as marts:
        rows = marts.execute("select amount_wan from marts.fct_budget_line order by 1").fetchall()
    return [row[0] for row in rows]


def test_tables_keep_constraints_and_comments(settings: Settings) -> None:
    build(settings, "380904.23")
    assert current(settings) is None
    publication = go(settings)
    assert publication.rows == {
        "fct_budget_line": 2,
        "fct_change": 0,
        "fct_rollback": 0,
        "dim_publication": 1,
    }
    assert current(settings) == publication
    with duckdb.connect(str(settings.published / "marts.duckdb")) as marts:
        assert marts.execute(
            "select comment from duckdb_tables() where table_name = 'fct_budget_line'"
        ).fetchall() == [("预算金额 the department's budget",)]
        assert marts.execute(
            "select column_name, comment from duckdb_columns()"
            " where table_name = 'fct_budget_line' and comment is not null"
        ).fetchall() == [("order", "顺序")]
        with pytest.raises(duckdb.ConstraintException):
            marts.execute("insert into marts.fct_budget_line values ('a', 1, 1)")
        with pytest.raises(duckdb.ConstraintException):
            marts.execute("insert into marts.fct_budget_line values ('c', null, 1)")


def test_parquet_and_data_docs_stand_beside(settings: Settings) -> None:
    build(settings, "380904.23")
    go(settings)
    file = settings.published / "parquet" / "fct_budget_line.parquet"
    assert duckdb.sql(
        "select max(amount_wan) from read_parquet($1)", params=[str(file)]
    ).fetchall() == [(Decimal("380904.230000"),)]
    assert (settings.published / "data_docs" / "index.html").read_text() == "<html>"


def test_a_reader_of_the_former_file_keeps_working(settings: Settings) -> None:
    build(settings, "1")
    go(settings)
    marts = settings.published / "marts.duckdb"
    query = "select max(amount_wan) from marts.fct_budget_line"
    reader = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import duckdb, sys\n"
            "c = duckdb.connect(sys.argv[1], read_only=True)\n"
            "for line in sys.stdin: print(c.execute(line).fetchall()[0][0], flush=True)",
            str(marts),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdin and reader.stdout
    with reader:
        reader.stdin.write(query + "\n")
        reader.stdin.flush()
        assert reader.stdout.readline().strip() == "1.000000"
        build(settings, "2")
        go(settings)
        assert amounts(marts) == [0, 2]
        reader.stdin.write(query + "\n")
        reader.stdin.flush()
        assert reader.stdout.readline().strip() == "1.000000"
        reader.stdin.close()
    assert reader.returncode == 0


@pytest.mark.parametrize("step", ["_copy_marts", "_sync_tree", "sync", "point"])
def test_an_interrupted_publication_leaves_the_former(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    build(settings, "1")
    former = go(settings)
    build(settings, "2")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(publishing, step, interrupt)
        with pytest.raises(KeyboardInterrupt):
            go(settings)
    assert current(settings) == former
    assert amounts(settings.published / "marts.duckdb") == [0, 1]
    go(settings)
    assert amounts(settings.published / "marts.duckdb") == [0, 2]
    assert not list((settings.published / "versions").glob(".*"))


def test_only_the_newest_versions_are_kept(settings: Settings) -> None:
    ids = []
    for amount in ("1", "2", "3"):
        build(settings, amount)
        ids.append(go(settings).id)
    assert sorted(path.name for path in (settings.published / "versions").iterdir()) == ids[1:]


def test_a_warehouse_without_marts_is_not_published(settings: Settings) -> None:
    settings.warehouse.parent.mkdir(parents=True)
    duckdb.connect(str(settings.warehouse)).close()
    with pytest.raises(PublishError, match="no marts"):
        go(settings)
    assert current(settings) is None


def test_a_table_without_changes_keeps_its_parquet_file(settings: Settings) -> None:
    build(settings, "1")
    go(settings)
    file = settings.published / "parquet" / "fct_budget_line.parquet"
    first = file.stat().st_ino
    go(settings)
    assert file.stat().st_ino == first
    build(settings, "2")
    go(settings)
    assert file.stat().st_ino != first


def test_only_the_changed_parts_of_a_big_table_are_written(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "BIG", 100)
    settings.warehouse.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        warehouse.execute("""
            create schema marts;
            create table marts.mart_coverage as
            select nullif('department ' || range // 10, 'department 7') as department_key,
                   2023 as fiscal_year, range as figures_printed
            from range(1000)
        """)
    go(settings)
    folder = settings.published / "parquet" / "mart_coverage.parquet"
    first = {file.name: file.stat().st_ino for file in folder.iterdir()}
    assert len(first) == 16
    for changes, department in ((1, "= 'department 3'"), (1, "is null"), (0, "= 'nobody'")):
        with duckdb.connect(str(settings.warehouse)) as warehouse:
            warehouse.execute(
                "update marts.mart_coverage set figures_printed = figures_printed + 1"
                f" where department_key {department}"
            )
        go(settings)
        second = {file.name: file.stat().st_ino for file in folder.iterdir()}
        assert first.keys() == second.keys()
        assert sum(first[name] != second[name] for name in first) == changes
        first = second
        with duckdb.connect() as reader:
            reader.execute(f"attach {text(str(settings.warehouse))} as warehouse (read_only)")
            assert (
                reader.execute(
                    f"from warehouse.marts.mart_coverage except all from {text(str(folder))}"
                ).fetchall()
                == []
            )
            assert reader.execute(f"select count(*) from {text(str(folder))}").fetchall() == [
                (1000,)
            ]
    assert len(pd.read_parquet(folder)) == 1000


def test_a_table_that_grows_big_or_small_changes_from_file_to_parts_and_back(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.warehouse.parent.mkdir(parents=True)
    file = settings.published / "parquet" / "mart_coverage.parquet"
    for big, rows in ((1000, 30), (20, 40), (20, 10)):
        monkeypatch.setattr(parquet, "BIG", big)
        with duckdb.connect(str(settings.warehouse)) as warehouse:
            warehouse.execute(f"""
                create schema if not exists marts;
                create or replace table marts.mart_coverage as
                select 'department ' || range as department_key, 2023 as fiscal_year
                from range({rows})
            """)
        go(settings)
        assert file.is_dir() == (rows >= big)
        assert duckdb.sql(f"select count(*) from {text(str(file))}").fetchall() == [(rows,)]


def test_a_table_defined_anew_is_published_as_it_is_now(settings: Settings) -> None:
    build(settings, "1")
    go(settings)
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        warehouse.execute("""
            alter table marts.fct_budget_line drop column "order";
            comment on table marts.fct_budget_line is null;
            create table marts.dim_year as select 2023 as fiscal_year
        """)
    assert go(settings).rows["dim_year"] == 1
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        warehouse.execute("drop table marts.dim_year")
    assert "dim_year" not in go(settings).rows
    with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
        assert marts.execute("select * from marts.fct_budget_line order by 1").fetchall() == [
            ("a", Decimal(1)),
            ("b", Decimal(0)),
        ]
        assert marts.execute(
            "select comment from duckdb_tables() where table_name = 'fct_budget_line'"
        ).fetchall() == [(None,)]


def test_a_copy_that_differs_is_not_published(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(settings, "1")
    former = go(settings)
    build(settings, "2")
    with monkeypatch.context() as patch:
        # The groups that differ are not found, so that the copy keeps a row of before.
        patch.setattr(publishing, "differences", lambda *_: {})
        with duckdb.connect(str(settings.warehouse)) as warehouse:
            warehouse.execute("insert into marts.fct_budget_line values ('c', 3, null)")
        with pytest.raises(PublishError, match="fct_budget_line was not copied whole"):
            go(settings)
    assert current(settings) == former


def test_a_report_is_part_of_the_publication(settings: Settings) -> None:
    build(settings, "1")
    seen: list[Path | None] = []

    def report(_: Settings, version: Path, former: Path | None) -> None:
        assert amounts(version / "marts.duckdb") == [0, 1]
        assert (version / "publication.json").exists()
        seen.append(former)
        (version / "report").mkdir()
        (version / "report" / "index.html").write_text(str(len(seen)))

    first = go(settings, report)
    index = settings.published / "report" / "index.html"
    assert index.read_text() == "1"
    go(settings, report)
    assert index.read_text() == "2"
    assert seen == [None, settings.published / "versions" / first.id]


def test_a_report_that_fails_publishes_nothing(settings: Settings) -> None:
    build(settings, "1")
    former = go(settings)
    build(settings, "2")

    def report(*_: object) -> None:
        raise RuntimeError("no chart")

    with pytest.raises(RuntimeError, match="no chart"):
        go(settings, report)
    assert current(settings) == former
    assert amounts(settings.published / "marts.duckdb") == [0, 1]
