"""What a publication changed and why: added, changed and removed rows, each with its cause."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import duckdb
import pytest

from ingest.settings import Settings
from ingest.warehouse import changes
from ingest.warehouse.publish import Origin, Publication, publish

if TYPE_CHECKING:
    from pathlib import Path

SLOT = "huangpu/huangpu_science/2023/department_target_form"
Document = tuple[str, str, bool, str, str, str]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", keep_publications=2)


def document(
    name: str,
    *,
    slot: str = SLOT,
    current: bool = True,
    status: str = "loaded",
    version: str = "1",
    decisions: str = "none",
) -> Document:
    return (name, slot, current, status, version, decisions)


def build(
    settings: Settings,
    documents: list[Document],
    values: list[tuple[str, str, str]],
) -> None:
    """Marts of these documents and of values (document, indicator, value)."""
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        warehouse.execute("""
            drop schema if exists marts cascade;
            create schema marts;
            create table marts.dim_document (
                document_id varchar, slot_key varchar, is_current boolean, status varchar,
                extractor_version varchar, decisions_hash varchar, district_key varchar,
                department_key varchar, fiscal_year integer, load varchar
            );
            create table marts.fct_indicator_value (
                indicator_value_id varchar primary key, document_id varchar,
                department_key varchar, fiscal_year integer, metric varchar,
                value decimal(24, 6), page integer, load varchar
            );
            create table marts.mart_target_vs_actual (
                department_key varchar, indicator_key varchar, fiscal_year integer,
                target_value decimal(24, 6), target_document_id varchar
            );
            create table marts.dim_year as select 2023 as fiscal_year;
        """)
        for row in documents:
            warehouse.execute(
                "insert into marts.dim_document values"
                " (?, ?, ?, ?, ?, ?, 'huangpu', 'huangpu_science', 2023, 'of ' || ? || ?)",
                [*row, row[0], row[4]],
            )
        for owner, name, value in values:
            warehouse.execute(
                "insert into marts.fct_indicator_value values"
                " (?, ?, 'huangpu_science', 2023, ?, ?, 1, 'load')",
                [f"{owner}-{name}", owner, name, value],
            )
            warehouse.execute(
                "insert into marts.mart_target_vs_actual values ('huangpu_science', ?, 2023, ?, ?)",
                [name, value, owner],
            )


def go(settings: Settings, *, extractor: str = "1", project: str = "d") -> Publication:
    docs = settings.home / "docs"
    docs.mkdir(parents=True, exist_ok=True)
    return publish(
        settings,
        run_id="r1",
        origin=Origin(
            fingerprint="f", loads=1, last_load="l", extractor_version=extractor, dbt_hash=project
        ),
        data_docs=docs,
        checks={},
        warnings=["one"],
    )


def found(settings: Settings, table: str, publication: Publication | None = None) -> list[tuple]:
    """Kind, name in the key, column, old and new value, cause."""
    with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
        return marts.execute(
            "select kind, coalesce(key ->> 'metric', key ->> 'indicator_key'), column_name,"
            " old_value, new_value, cause from marts.fct_change"
            " where table_name = ? and publication_id = coalesce(?, publication_id) order by all",
            [table, publication and publication.id],
        ).fetchall()


def test_the_first_publication_has_nothing_before_it(settings: Settings) -> None:
    build(settings, [document("a")], [("a", "高企", "2500")])
    publication = go(settings)
    with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
        assert marts.execute("select count(*) from marts.fct_change").fetchall() == [(0,)]
        [(publication_id, former, version, counts, total, warnings)] = marts.execute(
            "select publication_id, former_publication_id, project_version, row_counts,"
            " total_rows, warnings from marts.dim_publication"
        ).fetchall()
    assert (publication_id, former, version, warnings) == (publication.id, None, "d", 1)
    assert json.loads(counts) == publication.rows
    assert total == sum(publication.rows.values()) == 5


@pytest.mark.parametrize("project", ["d", "e"])
def test_a_decision_is_a_correction(settings: Settings, project: str) -> None:
    build(settings, [document("a")], [("a", "高企", "2500")])
    go(settings)
    build(settings, [document("a", decisions="1f")], [("a", "高企", "2600")])
    go(settings, project=project)
    assert found(settings, "fct_indicator_value") == [
        ("changed", "高企", "value", "2500", "2600", "correction")
    ]


def test_a_revision_tells_old_and_new_value(settings: Settings) -> None:
    build(settings, [document("a")], [("a", "高企", "2500"), ("a", "专利", "10")])
    go(settings)
    build(
        settings,
        [document("a", current=False), document("b")],
        [("b", "高企", "2600.5"), ("b", "商标", "7")],
    )
    go(settings)
    assert found(settings, "fct_indicator_value") == [
        ("added", "商标", None, None, '{"value":"7"}', "revision"),
        ("changed", "高企", "value", "2500", "2600.5", "revision"),
        ("removed", "专利", None, '{"value":"10"}', None, "revision"),
    ]
    assert ("changed", "高企", "target_value", "2500", "2600.5", "revision") in found(
        settings, "mart_target_vs_actual"
    )


def test_what_is_only_technical_is_no_change(settings: Settings) -> None:
    build(settings, [document("a")], [("a", "高企", "2500")])
    go(settings)
    build(settings, [document("a", current=False), document("b")], [("b", "高企", "2500")])
    assert go(settings).rows["fct_change"]
    assert found(settings, "fct_indicator_value") == found(settings, "mart_target_vs_actual") == []


@pytest.mark.parametrize(
    ("documents", "values", "options", "cause"),
    [
        ([document("a"), document("b", slot="b")], [("a", "2500"), ("b", "1")], {}, "new_document"),
        ([document("a", status="withdrawn", current=False)], [], {}, "withdrawal"),
        ([], [], {}, "withdrawal"),
        ([document("a", status="held", current=False)], [], {}, "withdrawal"),
        ([document("a", version="2")], [("a", "2501")], {"extractor": "2"}, "extractor"),
        ([document("a")], [("a", "2501")], {"project": "e"}, "project"),
        ([document("a")], [("a", "2501")], {}, "calendar"),
    ],
)
def test_the_cause(
    settings: Settings,
    documents: list[Document],
    values: list[tuple[str, str]],
    options: dict[str, str],
    cause: str,
) -> None:
    build(settings, [document("a")], [("a", "高企", "2500")])
    go(settings)
    build(settings, documents, [(owner, "高企", value) for owner, value in values])
    go(settings, **options)
    assert {row[-1] for row in found(settings, "fct_indicator_value")} == {cause}
    assert {row[-1] for row in found(settings, "mart_target_vs_actual")} == {cause}


def test_many_changes_are_summed_up(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MOST_CHANGES", 2)
    build(settings, [document("a")], [("a", f"指标{n}", "1") for n in range(3)])
    go(settings)
    build(settings, [document("a")], [("a", f"指标{n}", "2") for n in range(3)])
    go(settings, project="e")
    with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
        assert marts.execute(
            "select kind, key, column_name, old_value, cause, rows_changed from marts.fct_change"
            " where table_name = 'fct_indicator_value'"
        ).fetchall() == [("changed", None, "value", None, "project", 3)]


def test_history_is_kept_though_files_are_pruned_or_rolled_back(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = []
    for number in range(4):
        build(settings, [document("a")], [("a", "高企", str(number))])
        ids.append(go(settings).id)
    versions = settings.published / "versions"
    assert sorted(path.name for path in versions.iterdir()) == ids[2:]
    (settings.published / "current").unlink()
    (settings.published / "current").symlink_to(versions / ids[2])
    monkeypatch.setattr(changes, "KEPT_PUBLICATIONS", 2)
    build(settings, [document("a")], [("a", "高企", "9")])
    last = go(settings)
    with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
        assert marts.execute(
            "select publication_id, former_publication_id from marts.dim_publication order by 1"
        ).fetchall() == [
            *zip(ids, [None, *ids], strict=False),
            (last.id, ids[2]),
        ]
    values = [("changed", "高企", "value", "2", new, "calendar") for new in ("3", "9")]
    assert found(settings, "fct_indicator_value") == values


def test_tables_and_columns_that_come_and_go_are_told_once(settings: Settings) -> None:
    build(settings, [document("a")], [("a", "高企", "1")])
    go(settings)
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        warehouse.execute("""
            drop table marts.dim_year;
            create table marts.dim_rule as select 1 as rule_key;
            alter table marts.fct_indicator_value add column unit varchar
        """)
    go(settings, project="e")
    with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
        assert marts.execute(
            "select table_name, kind, column_name, cause, rows_changed from marts.fct_change"
            " order by all"
        ).fetchall() == [
            ("dim_rule", "added", None, "project", 1),
            ("dim_year", "removed", None, "project", 1),
            ("fct_indicator_value", "added", "unit", "project", 1),
        ]
