"""What a run did, step by step: one JSON file a run, always whole, readable while it goes on.

Beside it ``<run id>.jsonl`` tells one event a line as it happens, with the id of the run and, where
it is about one, of the document:

>>> log_event(settings, "r1", "document", document_id="9f86…", outcome="extracted")

{"at": "2026-11-21T18:00:03.120000+00:00", "run_id": "r1", "event": "document", …}
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field

from ingest.landing.alarms import Alarm  # noqa: TC001 (pydantic needs it at run time)
from ingest.landing.archive import AtomicFile
from ingest.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.settings import Settings

log = logging.getLogger("jixiao")

RUN_ID = "%Y%m%dT%H%M%S%fZ"
KEPT = 100
_WHAT_TO_DO = {
    "no temporary files can be made": "make room there, or name another folder by TMPDIR, and run"
    " again",
    "No space left on device": "make room there (df -h {home}) and run again",
    "Disk quota exceeded": "make room there (df -h {home}) and run again",
    "Read-only file system": "make {home} writable and run again",
    "Permission denied": "let {user} write below {home} and run again",
    "Could not set lock on file": "end that program and run again: only jixiao opens this file,"
    " readers open published/marts.duckdb",
}
"""What a person does about what the system says."""


class Step(BaseModel):
    """One step of a run; ``said`` is one line for people, ``error`` why it failed."""

    name: str
    state: Literal["running", "done", "failed"] = "running"
    started_at: datetime
    seconds: float | None = None
    said: str | None = None
    error: str | None = None


class Run(BaseModel):
    """A run; without an ``outcome`` it is going on or was killed.

    ``rollbacks`` is how often people had gone back when it looked what there is to publish.
    ``refused`` are the documents kept out and the sources not reached, each with its reason,
    ``alarms`` those that stand since it looked at the sources; None before it has.
    """

    run_id: str
    started_at: datetime
    ended_at: datetime | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)
    outcome: Literal["published", "unchanged", "failed"] | None = None
    steps: list[Step] = Field(default_factory=list)
    refused: list[str] = Field(default_factory=list)
    alarms: list[Alarm] | None = None
    rollbacks: int | None = None

    @property
    def failure(self) -> str | None:
        """The step that failed and why, in one line."""
        failed = [step for step in self.steps if step.state == "failed"]
        return f"{failed[0].name}: {failed[0].error}" if failed else None


def new_run_id() -> str:
    """A name for a run that sorts by time."""
    return datetime.now(UTC).strftime(RUN_ID)


def local_time(moment: datetime) -> str:
    """A moment as its readers' clocks show it; a naive one is in UTC, as everything landed is."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"{aware.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M} (UTC+8)"


def read_run(settings: Settings, run_id: str) -> Run | None:
    """The run of that id as far as it has come, None before its first step."""
    try:
        return Run.model_validate_json(_file(settings, run_id).read_bytes())
    except FileNotFoundError:
        return None


def last_run(settings: Settings) -> Run | None:
    """The run that began last, None before the first."""
    return next(iter(last_runs(settings, 1)), None)


def last_runs(settings: Settings, most: int) -> list[Run]:
    """The runs that were written to last, at most so many, the newest first."""
    files = sorted(settings.runs.glob("*.json"), key=lambda path: path.stat().st_mtime)
    return [Run.model_validate_json(file.read_bytes()) for file in reversed(files[-most:])]


def last_alarms(settings: Settings, before: str | None = None) -> list[Alarm]:
    """The alarms that stand since sources were last looked at, in a run other than ``before``."""
    runs = (run for run in last_runs(settings, KEPT) if run.run_id != before)
    return next((run.alarms for run in runs if run.alarms is not None), [])


@contextmanager
def changing(settings: Settings, run_id: str) -> Iterator[Run]:
    """The run, to be changed and written back; other processes wait for their turn."""
    settings.runs.mkdir(parents=True, exist_ok=True)
    with (settings.runs / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        run = read_run(settings, run_id) or Run(run_id=run_id, started_at=datetime.now(UTC))
        yield run
        with AtomicFile(_file(settings, run_id)) as file:
            file.write((run.model_dump_json(indent=2) + "\n").encode())


@contextmanager
def step(settings: Settings, run_id: str, name: str) -> Iterator[Step]:
    """Report a step of a run: its beginning, its seconds, what it ``said``, or why it failed.

    A step run again (a retry) takes the place of its former try.
    """
    this = Step(name=name, started_at=datetime.now(UTC))
    _report(settings, run_id, this)
    log_event(settings, run_id, "step began", step=name)
    begun = time.monotonic()
    try:
        yield this
        this.state = "done"
    except BaseException as error:
        this.state = "failed"
        this.error = why(settings, error)
        raise
    finally:
        this.seconds = round(time.monotonic() - begun, 3)
        _report(settings, run_id, this)
        told = this.model_dump(include={"seconds", "said", "error"}, exclude_none=True)
        log_event(settings, run_id, f"step {this.state}", step=name, **told)


def why(settings: Settings, error: BaseException) -> str:
    """Why something failed, in one line without secrets, and what a person does about it."""
    said = one_line(settings.hidden(" ".join(str(error).split())) or type(error).__name__)
    user = f"user {os.getuid()}"
    advice = [
        do.format(home=settings.home, user=user) for sign, do in _WHAT_TO_DO.items() if sign in said
    ]
    return "; ".join([said, *advice[:1]])


def log_event(settings: Settings, run_id: str, event: str, **fields: object) -> None:
    """Add a line to the run's log, and to the task's where Airflow runs it."""
    now = datetime.now(UTC).isoformat()
    plain = {k: settings.hidden(v) if isinstance(v, str) else v for k, v in fields.items()}
    line = json.dumps(
        {"at": now, "run_id": run_id, "event": event, **plain}, ensure_ascii=False, default=str
    )
    log.info("%s", line)
    settings.runs.mkdir(parents=True, exist_ok=True)
    with _file(settings, run_id).with_suffix(".jsonl").open("ab", buffering=0) as file:
        file.write(f"{line}\n".encode())  # at once: several processes may add lines


def hand_over(settings: Settings, run_id: str, name: str, content: object) -> str:
    """Keep what a step leaves to another, which may run on another machine; where, below ``home``.

    A step that is tried again writes the same file again.
    """
    path = _file(settings, run_id).with_suffix("") / f"{name}.json"
    with AtomicFile(path) as file:
        file.write(json.dumps(content, ensure_ascii=False).encode())
    return path.relative_to(settings.home).as_posix()


def take_over(settings: Settings, file: str) -> Any:
    """What ``hand_over`` has kept."""
    return json.loads((settings.home / file).read_bytes())


def forget_old_runs(settings: Settings) -> None:
    """Keep the reports, the logs and what the steps handed over of the last runs only."""
    files = sorted(settings.runs.glob("*.json"), key=lambda path: path.stat().st_mtime)
    for file in files[:-KEPT]:
        file.unlink()
        for suffix in (".log", ".jsonl"):
            file.with_suffix(suffix).unlink(missing_ok=True)
        shutil.rmtree(file.with_suffix(""), ignore_errors=True)


def _report(settings: Settings, run_id: str, this: Step) -> None:
    with changing(settings, run_id) as run:
        names = [step.name for step in run.steps]
        if this.name in names:
            run.steps[names.index(this.name)] = this
        else:
            run.steps.append(this)
        if this.state == "failed":
            run.outcome, run.ended_at = "failed", datetime.now(UTC)
        elif run.outcome == "failed":
            run.outcome = run.ended_at = None


def _file(settings: Settings, run_id: str) -> Path:
    safe = "".join(char if char.isalnum() or char in "-_" else "-" for char in run_id)
    return settings.runs / f"{safe}.json"
