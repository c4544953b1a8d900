"""Programs in the background: found by their lock, stopped with all they started."""

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.servers.background import HOST, is_free, kept_secret, running, start, stop


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program that has started another and waits for it."""
    code = "import signal; signal.pause()"
    with start(tmp_path, [sys.executable, "-c", code], dict(os.environ), tmp_path / "log") as one:
        yield one
        one.kill()


def test_what_runs_is_found_and_stopped(tmp_path: Path, process: subprocess.Popen[bytes]) -> None:
    assert running(tmp_path) == process.pid
    assert stop(tmp_path)
    assert process.wait() < 0
    assert running(tmp_path) is None
    assert not stop(tmp_path)


def test_nothing_is_started_beside_it(tmp_path: Path, process: subprocess.Popen[bytes]) -> None:
    with pytest.raises(BlockingIOError):
        start(tmp_path, [sys.executable, "-c", ""], dict(os.environ), tmp_path / "log")
    assert process.poll() is None


def test_a_port_is_taken_or_free() -> None:
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
        assert not is_free(port)
    assert is_free(port)


def test_a_secret_is_made_once_and_nobody_else_can_read_it(tmp_path: Path) -> None:
    secret = kept_secret(tmp_path / "new" / "secret")
    assert len(secret) > 40
    assert kept_secret(tmp_path / "new" / "secret") == secret
    assert stat.S_IMODE((tmp_path / "new" / "secret").stat().st_mode) == 0o600
    assert kept_secret(tmp_path / "other") != secret
