"""Airflow in the background: refused where it cannot start, found and stopped by its lock."""

from __future__ import annotations

import fcntl
import signal
import socket
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

from ingest.servers import airflow
from ingest.servers.airflow import AirflowError, backfill, down, scheduler_home, up
from ingest.servers.background import HOST, LOCK
from ingest.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


@pytest.fixture
def running(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """A process that holds the lock as Airflow would."""
    home = scheduler_home(settings)
    home.mkdir(parents=True)
    with (home / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = subprocess.Popen(
            [sys.executable, "-c", "import sys; sys.stdin.read()"],
            stdin=subprocess.PIPE,
            process_group=0,
            pass_fds=[lock.fileno()],
        )
        lock.write(str(process.pid))
    with process:
        yield process


def test_a_taken_port_is_named(settings: Settings) -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AirflowError, match=f"port {port} is taken"):
            up(settings, port)


def test_it_is_not_started_twice(settings: Settings, running: subprocess.Popen[bytes]) -> None:
    with pytest.raises(AirflowError, match="up already"):
        up(settings, 0)
    assert running.poll() is None


def test_down_stops_what_holds_the_lock_and_nothing_else(
    settings: Settings, running: subprocess.Popen[bytes]
) -> None:
    assert down(settings)
    assert running.wait() == -signal.SIGTERM
    assert not down(settings), "the lock's file is left, but nobody holds it"


def test_nights_are_made_up_by_an_airflow_that_is_up(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, last = date(2026, 11, 18), date(2026, 11, 20)
    with pytest.raises(AirflowError, match="not up"):
        backfill(settings, first, last)
    home = scheduler_home(settings)
    home.mkdir(parents=True)
    program = settings.home / "program"
    program.write_text('#!/bin/sh\necho "$@" >"$AIRFLOW_HOME/asked"\n')
    program.chmod(0o755)
    monkeypatch.setattr(airflow, "_program", lambda: str(program))
    monkeypatch.setattr(airflow, "running", lambda _: 4711)
    backfill(settings, first, last)
    asked = (home / "asked").read_text()
    assert "--dag-id nightly_refresh --from-date 2026-11-18T00:00:00+08:00" in asked
    assert "--to-date 2026-11-20T23:59:59+08:00 --reprocess-behavior completed" in asked
    program.write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(AirflowError, match="refused"):
        backfill(settings, first, last)


def test_down_without_anything_running(settings: Settings) -> None:
    assert not down(settings)
