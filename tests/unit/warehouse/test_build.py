"""One dbt build: what failed and why, and when it starts from scratch."""

from __future__ import annotations

import re
import shutil
from datetime import date
from typing import TYPE_CHECKING

import duckdb
import pytest

from ingest.registry import today
from ingest.settings import ROOT, Settings
from ingest.warehouse.build import (
    BuildError,
    Node,
    build,
    last_build_id,
    node_table,
    project_hash,
)

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = """
name: little
version: "1.0.0"
profile: little
flags: {send_anonymous_usage_stats: false}
"""
PROFILE = """
little:
  target: warehouse
  outputs:
    warehouse: {type: duckdb, path: "{{ env_var('JIXIAO_WAREHOUSE') }}", threads: 1}
"""
RUNS = """
{{ config(materialized="incremental") }}
select {{ "true" if is_incremental() else "false" }} as is_incremental
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    project = tmp_path / "dbt_project"
    (project / "models").mkdir(parents=True)
    (project / "tests").mkdir()
    (project / "dbt_project.yml").write_text(PROJECT)
    (project / "profiles.yml").write_text(PROFILE)
    (project / "models" / "runs.sql").write_text(RUNS)
    return Settings(home=tmp_path / "home", dbt_project=project)


def runs(settings: Settings) -> list[bool]:
    with duckdb.connect(str(settings.warehouse), read_only=True) as warehouse:
        rows = warehouse.execute("select is_incremental from main.runs order by 1").fetchall()
    return [row[0] for row in rows]


def test_a_build_goes_on_where_the_last_one_ended(settings: Settings) -> None:
    first = build(settings, build_id="b1")
    assert first["full_refresh"]
    assert [(node["name"], node["status"]) for node in first["nodes"]] == [("runs", "success")]
    assert last_build_id(settings) == "b1"
    assert not build(settings, build_id="b2")["full_refresh"]
    assert runs(settings) == [False, True]
    assert last_build_id(settings) == "b2"


def test_a_changed_project_is_built_from_scratch(settings: Settings) -> None:
    build(settings, build_id="b1")
    (settings.dbt_project / "models" / "more.sql").write_text("select 1 as one")
    assert build(settings, build_id="b2")["full_refresh"]
    assert runs(settings) == [False]


def test_from_scratch_on_request(settings: Settings) -> None:
    build(settings, build_id="b1")
    assert build(settings, build_id="b2", full=True)["full_refresh"]
    assert runs(settings) == [False]


def test_a_failing_model_is_named_with_its_reason(settings: Settings) -> None:
    build(settings, build_id="b1")
    broken = settings.dbt_project / "models" / "broken.sql"
    broken.write_text(
        "{{ config(materialized='table') }}"
        " select cast('many' as integer) as households from {{ ref('runs') }}"
    )
    with pytest.raises(BuildError, match=r"^model broken: .*'many'.*INT32") as caught:
        build(settings, build_id="b2")
    assert "\n" not in str(caught.value)
    table, sql = caught.value.details.split("\n\n")
    assert re.search(r"^  success +\d\.\d\d s  runs$", table, re.MULTILINE)
    assert re.search(r"^  error +\d\.\d\d s  broken$", table, re.MULTILINE)
    assert sql.startswith("-- broken (models/broken.sql)\nselect cast('many' as integer)")
    assert last_build_id(settings) is None
    broken.unlink()
    assert build(settings, build_id="b3")["full_refresh"], "after a bad end, all is built anew"


def test_documents_are_due_as_of_a_day(settings: Settings) -> None:
    shutil.copytree(ROOT / "dbt_project" / "macros", settings.dbt_project / "macros")
    (settings.dbt_project / "models" / "runs.sql").write_text("select {{ today() }} as day")

    def day() -> date:
        with duckdb.connect(str(settings.warehouse), read_only=True) as warehouse:
            return warehouse.execute("select day from main.runs").fetchall()[0][0]

    build(settings, build_id="b1", as_of=date(2026, 3, 1))
    assert day() == date(2026, 3, 1)
    before = today()
    build(settings, build_id="b2")
    assert before <= day() <= today()


def test_nodes_are_shown_by_layer_and_of_the_tests_only_what_did_not_pass() -> None:
    def node(name: str, kind: str, layer: str, status: str) -> Node:
        return Node(name=name, kind=kind, layer=layer, status=status, seconds=1, message=None)

    assert node_table(
        [
            node("stg_slots", "model", "staging", "success"),
            node("not_null", "test", "staging", "pass"),
            node("units", "seed", "seed", "success"),
            node("unique", "test", "staging", "warn"),
        ]
    ).splitlines() == [
        "staging           1 nodes    2 tests    3.0 s",
        "  success     1.00 s  stg_slots",
        "  warn        1.00 s  unique",
        "seed              1 nodes    0 tests    1.0 s",
        "  success     1.00 s  units",
    ]


def test_a_failing_test_is_named(settings: Settings) -> None:
    (settings.dbt_project / "tests" / "no_runs.sql").write_text("select * from {{ ref('runs') }}")
    with pytest.raises(
        BuildError, match=r"^test no_runs: Got 1 result, configured to fail if != 0"
    ):
        build(settings, build_id="b1")


def test_a_project_that_dbt_cannot_read(settings: Settings) -> None:
    (settings.dbt_project / "models" / "runs.sql").write_text("select * from {{ ref('nowhere') }}")
    with pytest.raises(BuildError, match=r"^dbt could not run: .*nowhere"):
        build(settings, build_id="b1")


def test_the_hash_is_of_the_sources_alone(settings: Settings) -> None:
    before = project_hash(settings.dbt_project)
    (settings.dbt_project / "target").mkdir()
    (settings.dbt_project / "target" / "manifest.json").write_text("{}")
    assert project_hash(settings.dbt_project) == before
    (settings.dbt_project / "models" / "runs.sql").rename(settings.dbt_project / "models" / "a.sql")
    assert project_hash(settings.dbt_project) != before
