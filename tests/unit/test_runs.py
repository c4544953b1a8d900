"""The report of a run: always whole, told as it goes, by several processes at once."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ingest import runs
from ingest.runs import (
    changing,
    forget_old_runs,
    hand_over,
    last_run,
    new_run_id,
    read_run,
    step,
    take_over,
)
from ingest.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def test_a_step_is_told_from_its_beginning(settings: Settings) -> None:
    assert last_run(settings) is None
    with step(settings, "r1", "collect") as this:
        run = read_run(settings, "r1")
        assert run and [(one.name, one.state) for one in run.steps] == [("collect", "running")]
        this.said = "5 sources"
    run = last_run(settings)
    assert run and run.outcome is None
    assert [(one.state, one.said) for one in run.steps] == [("done", "5 sources")]


def test_a_failure_is_one_line_and_a_second_try_takes_its_place(settings: Settings) -> None:
    with pytest.raises(ConnectionError), step(settings, "r1", "collect"):
        raise ConnectionError("reset\n\tby\x1b[31m peer")
    run = read_run(settings, "r1")
    assert run and run.outcome == "failed"
    assert run.failure == "collect: reset by\\x1b[31m peer"
    with step(settings, "r1", "collect"):
        pass
    run = read_run(settings, "r1")
    assert run and run.failure is None and run.outcome is None and run.ended_at is None


def test_processes_do_not_overwrite_each_other(settings: Settings) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from ingest.runs import step; from ingest.settings import Settings\n"
        "for number in range(10):\n"
        "    with step(Settings(home=Path(sys.argv[1])), 'r1', f'{sys.argv[2]} {number}'): pass"
    )
    command = [sys.executable, "-c", code, str(settings.home)]
    processes = [subprocess.Popen([*command, name]) for name in ("a", "b")]
    assert [process.wait() for process in processes] == [0, 0]
    run = read_run(settings, "r1")
    assert run and len(run.steps) == 20
    assert {one.state for one in run.steps} == {"done"}


def test_a_run_id_never_leaves_the_folder(settings: Settings) -> None:
    with changing(settings, "scheduled__2026-11-20T18:00:00+00:00/../../x"):
        pass
    assert [path.name for path in settings.runs.glob("*.json")] == [
        "scheduled__2026-11-20T18-00-00-00-00-------x.json"
    ]


def test_only_the_last_reports_are_kept(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "KEPT", 2)
    ids = [new_run_id() for _ in range(3)]
    assert ids == sorted(set(ids))
    for run_id in ids:
        with step(settings, run_id, "collect"):
            pass
        (settings.runs / f"{run_id}.log").write_text("log")
        hand_over(settings, run_id, "batch-1", [1])
    forget_old_runs(settings)
    assert sorted(path.name for path in settings.runs.glob("2*")) == [
        f"{run_id}{kind}" for run_id in ids[1:] for kind in ("", ".json", ".jsonl", ".log")
    ]


def test_what_is_handed_over_is_taken_over_wherever_home_is(
    settings: Settings, tmp_path: Path
) -> None:
    hand_over(settings, "r/1", "batch-1", ["first try"])
    file = hand_over(settings, "r/1", "batch-1", ["高企"])
    moved = settings.home.rename(tmp_path.with_name(f"{tmp_path.name}-elsewhere"))
    assert take_over(Settings(home=moved), file) == ["高企"]
