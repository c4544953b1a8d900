"""One run at a time: another waits or is told who is at work; who is dead holds nobody up."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from ingest.runs import changing, step
from ingest.settings import Settings
from ingest.turns import BusyError, turn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOLD = """
import sys
from pathlib import Path
from ingest.settings import Settings
from ingest.turns import turn
with turn(Settings(home=Path(sys.argv[1])), sys.argv[2]):
    print("mine", flush=True)
    sys.stdin.read()
"""
KEEP = timedelta(hours=1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


@contextmanager
def holding(settings: Settings, run_id: str) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that has the turn, until its input is closed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(settings.home), run_id],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout and process.stdout.readline() == b"mine\n"
        yield process


def busy(settings: Settings, run_id: str) -> str | None:
    """What another run is told, None where it may go on."""
    try:
        with turn(settings, run_id, wait=False):
            return None
    except BusyError as error:
        return str(error)


def test_another_run_is_told_who_is_at_work(settings: Settings) -> None:
    with holding(settings, "night") as process:
        said = busy(settings, "by hand")
        assert said and said.startswith("run night is under way since 20")
        assert f"(process {process.pid} on " in said
        assert busy(settings, "night") is None, "tasks of one run work beside one another"
        assert busy(settings, "by hand")
    assert busy(settings, "by hand") is None


def test_whoever_waits_says_so_once_and_then_has_the_turn(settings: Settings) -> None:
    said = []
    with holding(settings, "night") as process:
        assert process.stdin
        stdin = process.stdin

        def say(line: str) -> None:
            said.append(line)
            stdin.close()  # the other ends only now

        with turn(settings, "by hand", say=say):
            assert busy(settings, "night"), "and now the other would wait"
    assert len(said) == 1
    assert said[0].startswith("waiting: run night is under way")


def test_who_is_killed_holds_nobody_up(settings: Settings) -> None:
    with holding(settings, "night") as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert busy(settings, "by hand") is None


def test_a_process_that_inherits_the_turn_has_it_too(settings: Settings) -> None:
    with turn(settings, "by hand") as held:
        child = subprocess.Popen(
            [sys.executable, "-c", "import sys; sys.stdin.read()"],
            stdin=subprocess.PIPE,
            pass_fds=[held],
        )
    with child:
        assert busy(settings, "night")
    assert busy(settings, "night") is None


def test_a_step_keeps_the_turn_for_the_next_of_its_run(settings: Settings) -> None:
    with turn(settings, "night", keep=KEEP), step(settings, "night", "collect"):
        pass
    said = busy(settings, "by hand")
    assert said and said.endswith("(between two steps)")
    assert busy(settings, "night") is None, "its next step goes on, and this one keeps nothing"
    assert busy(settings, "by hand") is None


def test_nothing_is_kept_for_a_run_that_has_ended(settings: Settings) -> None:
    with turn(settings, "night", keep=KEEP), changing(settings, "night") as run:
        run.outcome = "published"
    assert busy(settings, "by hand") is None


def test_nothing_is_kept_for_longer_than_asked(settings: Settings) -> None:
    with turn(settings, "night", keep=-KEEP), step(settings, "night", "collect"):
        pass
    assert busy(settings, "by hand") is None
