"""Killed at any step, the line run again gives the same marts as an undisturbed run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from ingest.refresh import refresh
from ingest.settings import Settings
from ingest.warehouse.publish import current
from tests.integration.published import content

DRIVER = Path(__file__).with_name("killed_line.py")
OF_THE_RUN = {"load", "first_seen_at", "first_sighted_at", "last_sighted_at", "documents_hash"}
"""Columns that say when and by which load something came, which differs from run to run."""

KILL_THE_BUILD = """
import os, signal, sys

def watch(event, arguments):
    if event == "open" and str(arguments[0]).endswith("run_results.json"):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
"""


def line(home: Path, step: str = "-", number: int = 0) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(DRIVER), str(home), step, str(number)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def assert_same(settings: Settings, undisturbed: dict[str, list[tuple[Any, ...]]]) -> None:
    found = content(settings, OF_THE_RUN)
    assert found.keys() == undisturbed.keys()
    for table, rows in undisturbed.items():
        assert found[table] == rows, table


@pytest.fixture(scope="module")
def changes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """How many changes to the file system each step makes in an undisturbed run."""
    done = line(tmp_path_factory.mktemp("undisturbed") / "home")
    assert done.returncode == 0, done.stderr
    counts: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    assert set(counts) == {
        *("collect", "plan", "extract", "land", "compare", "build", "audit", "publish")
    }
    return counts


def test_killed_at_the_beginning_and_in_the_middle_of_every_step(
    changes: dict[str, int], night: Settings, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path / "home")
    undisturbed = content(night, OF_THE_RUN)
    for step, made in changes.items():
        end = [made - 1] if step == "publish" else []
        for number in [1, made // 2, *end]:
            killed = line(settings.home, step, number)
            assert killed.returncode == -signal.SIGKILL, (step, number, killed.stderr)
            if current(settings):
                assert_same(settings, undisturbed)
    done = line(settings.home)
    assert done.returncode == 0, done.stderr
    assert_same(settings, undisturbed)


def test_airflow_killed_in_the_middle_of_the_build(
    night: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path / "home")
    (tmp_path / "sitecustomize.py").write_text(KILL_THE_BUILD)
    printed = StringIO()
    with monkeypatch.context() as patch:
        patch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
        assert not refresh(settings, Console(file=printed))
    assert f"Airflow ended with status {-signal.SIGKILL}" in printed.getvalue()
    assert current(settings) is None
    assert refresh(settings, Console(file=printed))
    assert_same(settings, content(night, OF_THE_RUN))
