"""Programs that go on after the command that started them: one lock a folder says what runs.

>>> running(home)
4711
"""

from __future__ import annotations

import fcntl
import os
import secrets
import signal
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

HOST = "127.0.0.1"
LOCK = "running.lock"
STOP_SECONDS = 30


@contextmanager
def held(home: Path) -> Iterator[TextIO]:
    """The lock of ``home``, for ``spawn``. Raises BlockingIOError when another holds it.

    What is spawned inherits it, so it is held until the last process ends, however it ends.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        lock.truncate(0)
        yield lock


def spawn(
    lock: TextIO,
    command: list[str],
    env: dict[str, str],
    out: BinaryIO,
    *,
    cwd: Path | None = None,
    group: int = 0,
) -> subprocess.Popen[bytes]:
    """Start ``command``, holding ``lock``, in a process ``group`` or as the leader of a new one."""
    process = subprocess.Popen(  # noqa: S603 (our own program and arguments)
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.STDOUT,
        cwd=cwd,
        process_group=group,
        pass_fds=[lock.fileno()],
        umask=0o077,
    )
    if not group:
        lock.write(str(process.pid))
        lock.flush()
    return process


def start(
    home: Path, command: list[str], env: dict[str, str], log: Path
) -> subprocess.Popen[bytes]:
    """Start ``command`` as the one server of ``home``. Raises BlockingIOError as ``held`` does."""
    with held(home) as lock, log.open("ab") as out:
        return spawn(lock, command, env, out)


def is_ready(
    processes: Sequence[subprocess.Popen[bytes]], ready: Callable[[], bool], seconds: float
) -> bool:
    """Wait until ``ready``; False when a process ends or the time runs out before."""
    deadline = time.monotonic() + seconds
    while not ready():
        if any(process.poll() is not None for process in processes) or time.monotonic() > deadline:
            return False
        time.sleep(0.5)
    return True


def running(home: Path) -> int | None:
    """The process group that holds the lock of ``home``, if one does."""
    try:
        with (home / LOCK).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return int((home / LOCK).read_text())
    return None


def stop(home: Path) -> bool:
    """End the process group that holds the lock of ``home``; whether there was one."""
    group = running(home)
    if group is None:
        return False
    os.killpg(group, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while running(home) and time.monotonic() < deadline:
        time.sleep(0.2)
    with suppress(ProcessLookupError):  # what is left of it may not hold the lock
        os.killpg(group, signal.SIGKILL)
    return True


def is_free(port: int) -> bool:
    """Whether a server could listen on ``port`` of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def kept_secret(path: Path) -> str:
    """The secret in ``path``, made at the first call; nobody else can read the file.

    >>> kept_secret(path) == kept_secret(path)
    True
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
    return path.read_text(encoding="utf-8").strip()
