"""One run at a time: who is at work below ``JIXIAO_HOME``, and who waits.

>>> with turn(settings, run_id):
...     collect(settings, registry)

The operating system holds the turn for a process and what it spawns, so a run that is killed holds
nobody up. Several processes of one run, as a night's mapped tasks are, have it together.
"""

from __future__ import annotations

import fcntl
import logging
import os
import socket
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import BaseModel

from ingest.landing.archive import AtomicFile
from ingest.runs import local_time, read_run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import IO

    from ingest.settings import Settings

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5


class BusyError(Exception):
    """Another run has its turn. The message is one line naming it."""


class Holder(BaseModel):
    """Who has the turn, or had it last; the lock beside it tells which.

    Between two steps of a run no process is there to hold the lock: until ``kept_until`` the turn
    is the run's all the same.
    """

    run_id: str
    pid: int
    host: str
    since: datetime
    kept_from: datetime | None = None
    kept_until: datetime | None = None

    def __str__(self) -> str:
        where = "between two steps" if self.kept_until else f"process {self.pid} on {self.host}"
        return f"run {self.run_id} is under way since {local_time(self.since)} ({where})"


@contextmanager
def turn(
    settings: Settings,
    run_id: str,
    *,
    wait: bool = True,
    say: Callable[[str], None] = log.warning,
    keep: timedelta | None = None,
) -> Iterator[int]:
    """Have the turn meanwhile; within another of the same run it asks for nothing.

    Waits while another run has it, and ``say``s so; without ``wait`` raises BusyError at once. A
    step whose run goes on in other processes ``keep``s the turn so long for them, unless the run
    has ended by then. Gives the descriptor of the lock: a process that inherits it has the turn as
    well.
    """
    settings.runs.mkdir(parents=True, exist_ok=True)
    with (settings.runs / ".turn.lock").open("a") as lock:
        told = None
        while holder := _taken_by(settings, lock, run_id):
            if not wait:
                raise BusyError(str(holder))
            if told != holder.run_id:
                say(f"waiting: {holder}")
            told = holder.run_id
            time.sleep(POLL_SECONDS)
        try:
            yield lock.fileno()
        finally:
            if keep:
                _keep(settings, run_id, keep)


def _taken_by(settings: Settings, lock: IO[str], run_id: str) -> Holder | None:
    """Take the turn for ``run_id``; the holder where another run has it."""
    with _gate(settings):
        holder = _holder(settings)
        mine = holder is not None and holder.run_id == run_id
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not mine:
                return holder
        else:
            if holder and not mine and _is_kept(settings, holder):
                fcntl.flock(lock, fcntl.LOCK_UN)
                return holder
            since = holder.since if holder and mine else datetime.now(UTC)
            me = Holder(run_id=run_id, pid=os.getpid(), host=socket.gethostname(), since=since)
            _write(settings, me)
        fcntl.flock(lock, fcntl.LOCK_SH)  # others of this run come in, nobody else
        return None


def _keep(settings: Settings, run_id: str, keep: timedelta) -> None:
    with _gate(settings):
        holder = _holder(settings)
        if holder and holder.run_id == run_id:
            now = datetime.now(UTC)
            _write(settings, holder.model_copy(update={"kept_from": now, "kept_until": now + keep}))


def _is_kept(settings: Settings, holder: Holder) -> bool:
    if holder.kept_from is None or holder.kept_until is None:
        return False
    if not holder.kept_from <= datetime.now(UTC) <= holder.kept_until:  # or the clock was set back
        return False
    run = read_run(settings, holder.run_id)
    return run is not None and run.outcome is None


@contextmanager
def _gate(settings: Settings) -> Iterator[None]:
    """One at a time looks who has the turn and takes it."""
    with (settings.runs / ".turn.gate").open("a") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _holder(settings: Settings) -> Holder | None:
    try:
        return Holder.model_validate_json(_file(settings).read_bytes())
    except FileNotFoundError:
        return None


def _write(settings: Settings, holder: Holder) -> None:
    with AtomicFile(_file(settings)) as file:
        file.write(holder.model_dump_json().encode())


def _file(settings: Settings) -> Path:
    return settings.runs / ".turn"
