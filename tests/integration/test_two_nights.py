"""Two nights, a form revised between them: what changed is told; merged loads give the same."""

from __future__ import annotations

import shutil
from typing import Any

import duckdb
import pytest

from ingest.landing import compact as compacting
from ingest.landing.compact import compact
from ingest.landing.raw import CONTAINED, loads
from ingest.settings import ROOT, Settings
from ingest.steps import go_back, run_line
from ingest.warehouse.build import build
from ingest.warehouse.changes import HISTORY
from ingest.warehouse.differences import grain, is_untold, tables


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """What two nights left behind, of which the second found a revised form."""
    home = tmp_path_factory.mktemp("two_nights")
    settings = Settings(home=home / "home", documents=home / "documents")
    shutil.copytree(ROOT / "documents", settings.documents)
    assert run_line(settings, "first")
    form = settings.documents / "huangpu" / "2023" / "department_target_form.txt"
    form.write_text(form.read_text(encoding="utf-8").replace("2500", "2600"), encoding="utf-8")
    assert run_line(settings, "second")
    return settings


def test_a_revised_form_tells_what_it_changed(settings: Settings) -> None:
    with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
        first, second = marts.execute(
            "select publication_id, former_publication_id, run_id from marts.dim_publication"
            " order by 1"
        ).fetchall()
        assert first[1:] == (None, "first")
        assert second[1:] == (first[0], "second")
        assert marts.execute(
            "select key ->> 'statistic', column_name, old_value, new_value, cause"
            " from marts.fct_change where table_name = 'mart_high_tech_enterprises'"
            " order by column_name"
        ).fetchall() == [
            ("stock", "target_annual", "2500", "2600", "revision"),
            ("stock", "target_cycle", "2500", "2600", "revision"),
        ]
        assert marts.execute(
            "select distinct old_value, new_value from marts.fct_change"
            " where table_name = 'fct_indicator_value' and column_name = 'value'"
        ).fetchall() == [("2500", "2600")]
        assert marts.execute("select distinct cause from marts.fct_change").fetchall() == [
            ("revision",)
        ]
        assert marts.execute("select distinct publication_id from marts.fct_change").fetchall() == [
            second[:1]
        ]


@pytest.mark.parametrize("full", [False, True])
def test_merged_loads_give_the_same_marts(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    before = marts_of(settings)
    monkeypatch.setattr(compacting, "MOST_LOADS", 1)
    monkeypatch.setattr(compacting, "KEPT_APART", 1)
    compact(settings.raw)
    merged = [folder for folder in loads(settings.raw) if (folder / CONTAINED).exists()]
    assert len(merged) == 1
    build(settings, build_id="merged", full=full)
    after = marts_of(settings)
    assert after.keys() == before.keys()
    for table, rows in before.items():
        assert after[table] == rows, table


def test_after_a_roll_back_a_night_stays_until_a_new_form_comes(settings: Settings) -> None:
    with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
        first, second = (
            row[0]
            for row in marts.execute(
                "select publication_id from marts.dim_publication order by 1"
            ).fetchall()
        )
    go_back(settings, first, by="li", reason="2600 is a slip")
    assert run_line(settings, "third") is None
    form = settings.documents / "huangpu" / "2023" / "department_target_form.txt"
    form.write_text(form.read_text(encoding="utf-8").replace("2600", "2550"), encoding="utf-8")
    published = run_line(settings, "fourth")
    assert published
    with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
        assert marts.execute(
            "select distinct old_value, new_value from marts.fct_change"
            " where table_name = 'fct_indicator_value' and column_name = 'value'"
            " and publication_id = ?",
            [published["id"]],
        ).fetchall() == [("2500", "2550")]
        assert marts.execute(
            "select from_publication_id, to_publication_id from marts.fct_rollback"
        ).fetchall() == [(second, first)]


def marts_of(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    """Every table of the marts that the warehouse holds, its rows in order."""
    with duckdb.connect(str(settings.warehouse), read_only=True) as warehouse:
        return {
            name: warehouse.execute(f"select * from marts.{name} order by all").fetchall()
            for name in tables(warehouse, "warehouse")
        }


def test_every_published_table_has_a_grain(marts: duckdb.DuckDBPyConnection) -> None:
    columns: dict[str, set[str]] = {}
    for table, column in marts.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts'"
    ).fetchall():
        columns.setdefault(table, set()).add(column)
    for table, names in columns.items():
        if table not in HISTORY and not is_untold(table):
            known = names | ({"slot_key"} if "document_id" in names else set())
            assert grain(table), f"name the key of {table} in ingest/warehouse/grain.yml"
            assert set(grain(table)) <= known | {"project_no"}, table
