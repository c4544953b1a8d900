"""The line from the documents to the published marts, as ``make refresh`` runs it."""

from __future__ import annotations

import json
import shutil
from io import StringIO
from typing import TYPE_CHECKING

import duckdb
from rich.console import Console

from ingest.refresh import refresh
from ingest.runs import last_run, new_run_id, read_run
from ingest.servers.airflow import log_file
from ingest.settings import ROOT, Settings
from ingest.steps import run_line
from ingest.warehouse.publish import current

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def copied(night: Settings, home: Path) -> Settings:
    """A night of one's own, to do with as one likes."""
    shutil.copytree(night.home, home, symlinks=True, ignore=shutil.ignore_patterns("airflow"))
    return Settings(home=home)


def test_the_summary_says_what_came_out(night: Settings) -> None:
    printed = (night.home / "printed.txt").read_text(encoding="utf-8")
    assert "loaded 5" in printed
    assert "✓ published" in printed
    assert "fct_indicator_value" in printed
    assert "360,977 against 362,266.07 (difference -1,289.07)" in printed
    assert ["广州市", "2023", "certified", ">=4,000"] in [
        line.split()[:4] for line in printed.splitlines()
    ]
    for place in ("marts.duckdb", "parquet", "data_docs/index.html"):
        assert str(night.published / place) in printed


def test_the_report_tells_every_step(night: Settings) -> None:
    publication = current(night)
    assert publication
    run = read_run(night, publication.run_id)
    assert run and run.outcome == "published"
    names = [step.name.split()[0] for step in run.steps]
    assert list(dict.fromkeys(names)) == [
        *("collect", "plan", "extract", "land", "compare", "build", "audit", "publish")
    ]
    assert names.count("extract") == 5
    assert all(step.state == "done" and step.seconds is not None for step in run.steps)


def test_the_events_of_all_tasks_are_lines_with_their_run_and_document(night: Settings) -> None:
    publication = current(night)
    assert publication
    run = read_run(night, publication.run_id)
    assert run
    file = night.runs / f"{run.run_id}.jsonl"
    events = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert {event["run_id"] for event in events} == {run.run_id}
    ended = [event["step"] for event in events if event["event"] == "step done"]
    assert sorted(ended) == sorted(step.name for step in run.steps), "mapped tasks included"
    seen = {e["document_id"]: e["slot_key"] for e in events if e["event"] == "new bytes"}
    read = {e["document_id"]: e["slot_key"] for e in events if e["event"] == "document"}
    assert read == seen
    assert len(read) == 5
    log = log_file(night, run.run_id).read_text(encoding="utf-8")
    assert all(key in log for key in read), "and they are in the tasks' own log"


def test_parquet_holds_the_same_rows_as_the_database(night: Settings) -> None:
    publication = current(night)
    assert publication and publication.rows["fct_indicator_value"] > 300
    for table, rows in publication.rows.items():
        path = str(night.published / "parquet" / f"{table}.parquet")
        counted = duckdb.sql("select count(*) from read_parquet($1)", params=[path]).fetchall()
        assert counted == [(rows,)], table


def test_a_night_with_nothing_new_builds_nothing(night: Settings, tmp_path: Path) -> None:
    settings = copied(night, tmp_path / "home")
    former = current(settings)
    run_id = new_run_id()
    assert run_line(settings, run_id) is None
    run = read_run(settings, run_id)
    assert run and run.outcome == "unchanged"
    assert [step.name for step in run.steps] == ["collect", "plan", "land", "compare"]
    assert current(settings) == former


def test_a_failing_model_leaves_the_former_publication(
    night: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = copied(night, tmp_path / "home")
    former = current(settings)
    project = tmp_path / "dbt_project"
    shutil.copytree(ROOT / "dbt_project", project)
    (project / "models" / "core" / "core_broken.sql").write_text(
        "{{ config(materialized='table') }} select cast('many' as integer) as households"
    )
    monkeypatch.setenv("JIXIAO_DBT_PROJECT", str(project))
    printed = StringIO()
    assert not refresh(settings, Console(file=printed, width=200))
    assert "refresh failed at build" in printed.getvalue()
    assert "model core_broken" in printed.getvalue()
    run = last_run(settings)
    assert run and run.outcome == "failed"
    assert current(settings) == former
    with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
        rows = marts.execute("select count(*) from marts.dim_document").fetchall()
    assert rows == [(5,)]
