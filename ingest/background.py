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
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

HOST = "127.0.0.1"
LOCK = "running.lock"
STOP_SECONDS = 30


def start(
    home: Path, command: list[str], env: dict[str, str], log: Path
) -> subprocess.Popen[bytes]:
    """Start ``command`` as the leader of a process group that holds the lock of ``home``.

    The lock is inherited, so it is held until the last process of the group ends, however it ends.
    Raises BlockingIOError when another holds it.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / LOCK).open("a") as lock, log.open("ab") as out:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        lock.truncate(0)
        process = subprocess.Popen(  # noqa: S603 (our own program and arguments)
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            process_group=0,
            pass_fds=[lock.fileno()],
            umask=0o077,
        )
        lock.write(str(process.pid))
    return process


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
    if running(home):
        with suppress(ProcessLookupError):
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
