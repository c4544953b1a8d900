"""What an operator has: a machine with Airflow on it, `jixiao`, mail, a webhook and a text editor.

>>> with Machine(folder, {"JIXIAO_SCHEDULE": "* * * * *"}) as machine:
...     machine.jixiao("check-district", "xihu")
...     machine.up()
...     night = machine.night()  # one night, run by the scheduler
...     night.outcome
'published'
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import duckdb
import psutil

from ingest.landing.archive import damaged
from ingest.runs import read_run
from ingest.servers import airflow
from ingest.servers.background import is_ready, running
from ingest.settings import ROOT, Settings
from ingest.warehouse.publish import current
from tests.airflow_api import AirflowApi
from tests.unit.receivers import free_port, http_server, mail_server

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage
    from pathlib import Path

    from ingest.warehouse.publish import Publication

POOL = "jixiao_sources"
"""Without slots in it the next night waits before its first task, so that one runs at a time."""
SLOTS = 4
ENDS = {"success", "failed"}
SECONDS = 1200


@dataclass(frozen=True)
class Night:
    """What a night came to: the post and mail of it, and the publication now."""

    run_id: str
    post: dict[str, Any]
    mail: EmailMessage
    publication: Publication

    @property
    def outcome(self) -> str:
        return str(self.post["outcome"])

    @property
    def text(self) -> str:
        """The mail as plain text."""
        body = self.mail.get_body(("plain",))
        return body.get_content() if body else ""

    def said(self, of: str) -> list[str]:
        """Which documents the message lists as new, revised, …: their sources' paths."""
        return sorted("/" + row["source_uri"].split("/", 3)[3] for row in self.post[of])


class Machine:
    """An installation of its own below a folder."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        project = folder / "dbt_project"
        leave = shutil.ignore_patterns("target", "logs")
        shutil.copytree(ROOT / "dbt_project", project, ignore=leave)
        for name in ("documents", "places"):
            (folder / name).mkdir()
        self.settings = Settings(
            home=folder / "var",
            documents=folder / "documents",
            places=folder / "places",
            dbt_project=project,
        )
        self.port = free_port()
        self.api = AirflowApi(f"http://127.0.0.1:{self.port}", airflow.password_file(self.settings))
        names = ("home", "documents", "places", "dbt_project")
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "COLUMNS": "160",
            "NO_COLOR": "1",
            **{f"JIXIAO_{name.upper()}": str(getattr(self.settings, name)) for name in names},
            **settings,
        }
        self._exit = ExitStack()

    def __enter__(self) -> Self:
        self.mail = self._exit.enter_context(mail_server())
        self.webhook = self._exit.enter_context(http_server())
        self._exit.callback(self.down)
        self._environment |= {
            "JIXIAO_SMTP": self.mail.url,
            "JIXIAO_MAIL_TO": "li@example.org",
            "JIXIAO_WEBHOOK": self.webhook.url,
        }
        return self

    def __exit__(self, *_: object) -> None:
        self._exit.close()

    def jixiao(self, *arguments: str, status: int = 0) -> str:
        """What the command prints; it must end with that exit status."""
        done = self._run("ingest.cli", *arguments)
        assert done.returncode == status, (arguments, done.returncode, done.stdout, done.stderr)
        return done.stdout

    def edit(self, place: str, old: str, new: str) -> None:
        """Change what stands once in a place file."""
        file = self.settings.places / f"{place}.yml"
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def up(self) -> None:
        """`make up`."""
        done = self._run("ingest.servers.airflow", "up", "--port", str(self.port))
        assert done.returncode == 0, done.stdout + done.stderr + self._log()

    def down(self) -> None:
        """`make down`."""
        self._run("ingest.servers.airflow", "down")

    def power_cut(self) -> None:
        """End all of Airflow, and what it is at, at once."""
        group = running(airflow.scheduler_home(self.settings))
        assert group
        for process in _of_group(group):
            _kill(process)
        self.until(lambda: not running(airflow.scheduler_home(self.settings)), "all has ended")

    def night(self, meanwhile: Callable[[str], None] | None = None) -> Night:
        """The next night that the scheduler runs; ``meanwhile`` is done with its run's id."""
        before = {run["dag_run_id"] for run in self._ended()}
        self.until(lambda: self._slots(SLOTS), "the pool is open")
        self.until(lambda: bool(self._begun(before)), "a night begins")
        self.until(lambda: self._slots(0), "the pool is closed")
        run_id = self._begun(before)[0]
        if meanwhile:
            meanwhile(run_id)
        self.until(lambda: self.api.state(run_id) in ENDS, f"{run_id} ends")
        self.until(lambda: bool(self._post(run_id)), f"{run_id} is told")
        self.until(lambda: len(self.mail.mails) >= len(self.webhook.posts), "the mail comes")
        publication = current(self.settings)
        assert publication
        assert not damaged(self.settings.published / "versions" / publication.id)
        night = Night(run_id, self._post(run_id), self.mail.mails[-1], publication)
        assert (publication.run_id == run_id) == (night.outcome == "published")
        print(f"\n--- {run_id}\n{night.text}")
        return night

    def until(self, ready: Callable[[], bool], what: str) -> None:
        assert is_ready([], ready, SECONDS), f"not within {SECONDS} s: {what}\n{self._log()}"

    def status(self) -> tuple[dict[str, Any], int]:
        """`jixiao status --json`, and its exit status."""
        done = self._run("ingest.cli", "status", "--json")
        return json.loads(done.stdout), done.returncode

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """An answer of the publication."""
        # By its own name: DuckDB would take up what this process has open under the link's.
        file = (self.settings.published / "marts.duckdb").resolve(strict=True)
        with duckdb.connect(str(file), read_only=True) as marts:
            return marts.execute(sql, values).fetchall()

    def at_the_warehouse(self) -> list[psutil.Process]:
        """The tasks that have the warehouse open."""
        group = running(airflow.scheduler_home(self.settings))
        file = str(self.settings.warehouse)
        return [one for one in _of_group(group) if _has_open(one, file)]

    def failure_of(self, run_id: str) -> str:
        """The step that has failed and why, of a run that may go on; empty where none has."""
        run = read_run(self.settings, run_id)
        return (run and run.failure) or ""

    def _run(self, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        program = "from ingest.cli import app; app()"
        start = ["-c", program] if module == "ingest.cli" else ["-m", module]
        return subprocess.run(
            [sys.executable, *start, *arguments],
            env=self._environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def _slots(self, slots: int) -> bool:
        said = {"pool": POOL, "slots": slots, "include_deferred": False}
        asked = self.api.ask("PATCH", f"/pools/{POOL}", json=said)
        return bool(asked) and asked["slots"] == slots

    def _ended(self) -> list[dict[str, Any]]:
        return [run for run in self.api.runs() if run["state"] in ENDS]

    def _begun(self, before: set[str]) -> list[str]:
        """The runs beyond those before whose first task has begun."""
        return [
            run["dag_run_id"]
            for run in self.api.runs()
            if run["dag_run_id"] not in before
            and any(task["start_date"] for task in self.api.tasks(run["dag_run_id"], "collect"))
        ]

    def _post(self, run_id: str) -> dict[str, Any]:
        return next((post for post in self.webhook.posts if post["run_id"] == run_id), {})

    def _log(self) -> str:
        log = airflow.scheduler_log(self.settings)
        return log.read_text(errors="replace")[-3000:] if log.exists() else ""


def _of_group(group: int | None) -> list[psutil.Process]:
    """The processes of a group, and all that they have started."""
    leaders = [one for one in psutil.process_iter() if _group(one) == group]
    return [*leaders, *(child for one in leaders for child in _children(one))]


def _group(process: psutil.Process) -> int | None:
    with suppress(ProcessLookupError):
        return os.getpgid(process.pid)
    return None


def _children(process: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        return process.children(recursive=True)
    return []


def _has_open(process: psutil.Process, file: str) -> bool:
    with suppress(psutil.Error):
        return any(opened.path == file for opened in process.open_files())
    return False


def _kill(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        process.kill()
