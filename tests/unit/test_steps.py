"""The steps around build, audit and publication: what stops a publication."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import duckdb
import pytest

from ingest import report as reporting
from ingest import steps
from ingest.landing.collect import Collected
from ingest.landing.sightings import Failure
from ingest.runs import read_run
from ingest.settings import Settings
from ingest.steps import (
    AuditError,
    NothingPublishedError,
    SupersededError,
    audit_warehouse,
    collect_sources,
    compare,
    extract,
    land_staged,
    plan,
    publish_marts,
)
from ingest.warehouse import audit as auditing
from ingest.warehouse import build as building
from ingest.warehouse.audit import AuditResult
from ingest.warehouse.publish import current
from tests.unit.small_line import FORM, Line, made_up, nansha

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A warehouse with one mart, built by run r1, and data docs."""
    settings = Settings(
        home=tmp_path / "home",
        dbt_project=tmp_path / "dbt_project",
        expectations=tmp_path / "expectations",
    )
    for folder in (settings.dbt_project, settings.expectations, settings.home / "docs"):
        folder.mkdir(parents=True)
    settings.warehouse.parent.mkdir()
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        warehouse.execute("create schema marts; create table marts.dim_year (fiscal_year integer)")
        warehouse.execute(
            "create schema status; create table status.status_document as"
            " select 'd1' as document_id, 'a.txt' as source_uri, 'loaded' as status,"
            " null::varchar as status_reason, true as is_current"
        )
    building._remember(settings, building._LastBuild("r1", "hash"))
    return settings


def audited(monkeypatch: pytest.MonkeyPatch, settings: Settings, critical: list[str]) -> None:
    """Let the audit find these critical failures, and one warning; no pages are made."""

    def audit(_: Settings, previous: Path | None, *, run_id: str, whole: bool) -> AuditResult:
        assert (run_id, whole) == ("r1", False)
        assert (previous is not None) == (current(settings) is not None)
        return AuditResult(
            data_docs=settings.home / "docs",
            critical_failures=critical,
            warnings=["a warning"],
            checks={"marts": (3, 1)},
        )

    monkeypatch.setattr(auditing, "audit", audit)
    for pages in ("write_report", "write_lineage"):
        monkeypatch.setattr(reporting, pages, lambda *_: None)


def test_critical_failures_stop_the_run(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    audited(monkeypatch, settings, ["one: 3 rows", "two", "three", "four"])
    with pytest.raises(AuditError, match=r"^one: 3 rows; two; three; and 1 more \(all of them: "):
        audit_warehouse(settings, "r1")
    run = read_run(settings, "r1")
    assert run and run.outcome == "failed"
    assert run.failure and run.failure.startswith("audit: one: 3 rows")


def test_where_nothing_got_through_the_run_says_so_and_what_can_be_done(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    audited(monkeypatch, settings, [])
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        warehouse.execute(
            "update status.status_document set status = 'held', is_current = false,"
            " status_reason = 'does not add up'"
        )
        warehouse.execute(
            "insert into status.status_document"
            " values ('d2', 'b.txt', 'quarantined', 'the file is empty', false)"
        )
    with pytest.raises(
        NothingPublishedError,
        match=r"^nothing can be published .*: 1 held, 1 quarantined, e\.g\. a\.txt: held: does not"
        r" add up\. Hand in a corrected file, or enter a waiver .*reconciliation_waivers\.csv",
    ):
        audit_warehouse(settings, "r1")
    run = read_run(settings, "r1")
    assert run and run.failure and run.failure.startswith("audit: nothing can be published")
    assert run.refused == [
        "a.txt: held: does not add up",
        "b.txt: quarantined: the file is empty",
    ]


def test_warnings_are_published_beside(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    audited(monkeypatch, settings, [])
    origin = compare(settings, "r1")
    assert origin
    publish_marts(settings, "r1", origin, audit_warehouse(settings, "r1"))
    publication = current(settings)
    assert publication and publication.warnings == ["a warning"]
    assert publication.checks == {"marts": {"passed": 3, "failed": 1}}
    run = read_run(settings, "r1")
    assert run and run.outcome == "published"


def test_another_runs_build_is_neither_audited_nor_published(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    audited(monkeypatch, settings, [])
    origin = compare(settings, "r1")
    found = audit_warehouse(settings, "r1")
    building._remember(settings, building._LastBuild("r2", "hash"))
    assert origin
    with pytest.raises(SupersededError):
        audit_warehouse(settings, "r1")
    with pytest.raises(SupersededError):
        publish_marts(settings, "r1", origin, found)
    assert current(settings) is None


def test_what_makes_a_new_publication(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    audited(monkeypatch, settings, [])
    origin = compare(settings, "r1")
    assert origin
    publish_marts(settings, "r1", origin, audit_warehouse(settings, "r1"))
    assert compare(settings, "r2") is None
    run = read_run(settings, "r2")
    assert run and run.outcome == "unchanged"
    assert compare(settings, "r3", full=True) == origin
    (settings.raw / "load=20261121T020000000000Z").mkdir(parents=True)
    landed = compare(settings, "r4")
    assert landed and landed["last_load"] == "20261121T020000000000Z"
    (settings.expectations / "suites.py").write_text("")
    audits = compare(settings, "r5")
    assert audits and audits["fingerprint"] != landed["fingerprint"]
    (settings.dbt_project / "model.sql").write_text("select 1")
    models = compare(settings, "r6")
    assert models and models["dbt_hash"] != audits["dbt_hash"]


def test_a_night_as_of_another_day_is_published_where_other_documents_are_due(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    audited(monkeypatch, settings, [])
    line = Line(tmp_path / "line")
    line.place(nansha({2023: "2023.txt"}))
    settings = settings.model_copy(update={"places": line.settings.places})
    due = sorted(slot.due_on for slot in line.registry.slots(date(2026, 1, 1)))[0]
    origin = compare(settings, "r1", as_of=due)
    assert origin
    found = audit_warehouse(settings, "r1")
    assert publish_marts(settings, "r1", origin, found, as_of=due)["as_of"] == due.isoformat()
    assert compare(settings, "r2", as_of=due) is None
    assert compare(settings, "r3", as_of=due - timedelta(days=1)) is None
    assert compare(settings, "r4", as_of=due + timedelta(days=1)), "now it is missing"


def test_what_goes_through_airflow_does_not_grow_with_the_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_up(monkeypatch)
    line = Line(tmp_path)
    years = range(2023, 2026)
    line.place(nansha({year: f"{year}.txt" for year in years}))
    for year in years:
        line.write(f"{year}.txt", f"{FORM} year={year}")
    line.write("2025.txt", "unknown")
    settings = line.settings.model_copy(update={"batch_limit": 2})
    collected = collect_sources(settings, "r1")
    assert collected["count"] == 3
    planned = plan(settings, "r1", collected)
    again = plan(settings, "r1", collected)  # a task tried again
    assert planned == again
    assert [batch["count"] for batch in planned] == [2, 1]
    read = [extract(settings, "r1", number, batch) for number, batch in enumerate(planned)]
    assert sum(one["extracted"] for one in read) == 2
    assert [reason for one in read for reason in one["reasons"]] == [
        "2025.txt: reads as no known form"
    ]
    assert land_staged(settings, "r1", collected, planned)["documents"] == {
        "extracted": 2,
        "quarantined": 1,
    }
    assert not land_staged(settings, "r1", collected, planned)["load"]
    for handed in (collected, *planned, *read):
        assert len(json.dumps(handed)) < 200


def test_collecting_is_told_in_numbers_and_alarms_are_kept_with_the_run(settings: Settings) -> None:
    def failure(kind: str) -> Failure:
        return Failure(slot_key=None, place=None, source_uri="a", reason="a: gone", kind=kind)

    found = Collected(
        checked=28,
        unchanged=24,
        sightings=[],
        failures=[failure("alarm"), failure("not_reached"), failure("refused"), failure("alarm")],
    )
    assert (
        steps.counted(found)
        == "28 sources, 0 new, 24 unchanged, 2 alarms, 1 refused, 1 not reached"
    )
    assert steps.counted(found | {"failures": [failure("alarm")]}).endswith("unchanged, 1 alarm")
    assert steps.told_failure(failure("alarm")) == "alarm 警报: a: gone"
    assert steps.told_failure(failure("refused")) == "a: gone"
