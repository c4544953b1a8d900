"""The refresh by hand: what the terminal shows, and that a failure is never taken for success."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from ingest import refresh as refreshing
from ingest.runs import changing, step
from ingest.servers.airflow import AirflowError, environment
from ingest.settings import Settings
from ingest.turns import turn

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.runs import Run


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def ended(status: int) -> subprocess.Popen[bytes]:
    """A process that has ended with that status."""
    process = subprocess.Popen([sys.executable, "-c", f"raise SystemExit({status})"])
    process.wait()
    return process


def run_dag(
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    *,
    status: int = 0,
    outcome: str | None = "published",
    error: ValueError | None = None,
) -> tuple[bool, str, list[Run]]:
    """``refresh`` with an Airflow that ends at once: whether it went well, and what it printed."""
    summarised: list[Run] = []

    def start_run(
        _: Settings, run_id: str, conf: dict[str, object], *, as_of: date | None, held: int
    ) -> subprocess.Popen[bytes]:
        assert as_of == date(2026, 3, 1)
        os.fstat(held)
        assert conf == {
            "district": "nansha",
            "fiscal_year": 2023,
            "full_rebuild": True,
            "notify": False,
        }
        with step(settings, run_id, "collect") as this:
            this.said = "5 sources, 1 new"
        with suppress(ValueError), step(settings, run_id, "build"):
            if error:
                raise error
        if error is None:
            with changing(settings, run_id) as run:
                run.outcome = outcome
        return ended(status)

    def show_summary(_: Settings, __: Console, run: Run, *, seconds: float) -> None:
        assert seconds > 0
        summarised.append(run)

    monkeypatch.setattr(refreshing, "start_run", start_run)
    monkeypatch.setattr(refreshing, "show_summary", show_summary)
    printed = StringIO()
    well = refreshing.refresh(
        settings,
        Console(file=printed, width=100),
        district="nansha",
        year=2023,
        full=True,
        as_of=date(2026, 3, 1),
    )
    return well, printed.getvalue(), summarised


def test_a_good_run_is_summarised(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    well, printed, summarised = run_dag(monkeypatch, settings)
    assert well
    assert "collect      5 sources, 1 new" in printed
    assert [run.outcome for run in summarised] == ["published"]


def test_a_failed_step_is_named_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    error = ValueError("model a:\n [why]")
    well, printed, summarised = run_dag(monkeypatch, settings, status=1, error=error)
    assert not well
    assert not summarised
    assert "✗ refresh failed at build: model a: [why]" in printed
    assert "The former publication stays as it was." in printed


def test_a_run_killed_before_it_could_say_why(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    well, printed, _ = run_dag(monkeypatch, settings, status=3, outcome=None)
    assert not well
    assert "Airflow ended with status 3" in printed


def test_airflow_content_without_a_finished_report_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    well, _, summarised = run_dag(monkeypatch, settings, status=0, outcome=None)
    assert not well
    assert not summarised


def test_airflow_that_does_not_start(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    def start_run(*_: object, **__: object) -> None:
        raise AirflowError("Airflow could not prepare its database")

    monkeypatch.setattr(refreshing, "start_run", start_run)
    printed = StringIO()
    assert not refreshing.refresh(settings, Console(file=printed, width=200))
    assert "Airflow could not prepare its database; the log: " in printed.getvalue()


def test_the_second_of_two_is_told_of_the_first_before_airflow_starts(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    with turn(settings, "the first"):
        well, printed, summarised = run_dag(monkeypatch, settings)
    assert not well
    assert not summarised
    assert "run the first is under way since" in " ".join(printed.split())
    assert "--wait waits for its end" in " ".join(printed.split())
    assert not list(settings.runs.glob("*.json"))
    assert run_dag(monkeypatch, settings)[0], "afterwards nothing is in its way"


def test_airflow_sends_no_usage_data_and_has_a_secret_of_its_own(settings: Settings) -> None:
    first, second = (environment(settings, settings.airflow_home / "by_hand") for _ in range(2))
    assert first["AIRFLOW__USAGE_DATA_COLLECTION__ENABLED"] == "False"
    assert first["AIRFLOW__CORE__LOAD_EXAMPLES"] == "False"
    assert len(first["AIRFLOW__API_AUTH__JWT_SECRET"]) >= 64
    assert first["AIRFLOW__API_AUTH__JWT_SECRET"] != second["AIRFLOW__API_AUTH__JWT_SECRET"]
