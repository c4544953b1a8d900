"""Airflow on this machine: the nightly DAG run once, or scheduled in the background.

A run by hand and the scheduler have a database each, so that neither takes up the other's runs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import secrets
import subprocess
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import ProxyHandler, build_opener

from ingest.servers.background import HOST, held, is_free, is_ready, running, spawn, stop
from ingest.settings import ROOT
from ingest.settings import settings as settings_here

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.settings import Settings

DAG_ID = "nightly_refresh"
FIRST_NIGHT = date(2026, 1, 1)
"""The DAG has no earlier nights."""
POOLS = ROOT / "dags" / "pools.json"
READY_SECONDS = 180
_IS_UP = "Airflow is up already; `make down` stops it"


class AirflowError(Exception):
    """Airflow that did not start, or did not stop. The message is one line for people."""


def environment(settings: Settings, home: Path, **more: str) -> dict[str, str]:
    """What every Airflow process of this project is started with."""
    home.mkdir(parents=True, exist_ok=True)
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "JIXIAO_HOME": str(settings.home.resolve()),
        "AIRFLOW_HOME": str(home.resolve()),
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_urlsafe(64),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        # What the power was cut off from is noticed after a minute and a half, not five.
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "90",
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "60",  # the first request takes its time
        **more,
    }


def start_run(
    settings: Settings,
    run_id: str,
    conf: dict[str, object],
    *,
    as_of: date | None = None,
    held: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start the nightly DAG once, in a process of its own that logs to ``runs/<run id>.log``.

    ``as_of`` a former day, that day's night; ``held`` is the descriptor of a lock to hold with us.
    """
    env = environment(settings, settings.airflow_home / "by_hand", JIXIAO_RUN_ID=run_id)
    settings.runs.mkdir(parents=True, exist_ok=True)
    with log_file(settings, run_id).open("wb") as log:
        _prepare(env, log.fileno())
        night = [f"{as_of}T02:00:00+08:00"] if as_of else []
        return subprocess.Popen(  # noqa: S603 (our own program and arguments)
            [_program(), "dags", "test", DAG_ID, *night, "--conf", json.dumps(conf)],
            env=env,
            pass_fds=[] if held is None else [held],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
        )


def log_file(settings: Settings, run_id: str) -> Path:
    """Where everything that a run says is kept."""
    return settings.runs / f"{run_id}.log"


def up(settings: Settings, port: int) -> None:
    """Start Airflow in the background with the DAG scheduled, and wait until it is healthy.

    These are the parts of ``airflow standalone``, but without its log servers, which listen on
    every network (here the pages read the log files themselves), and with the API server up before
    the scheduler wants it. Raises AirflowError when the port is taken or a part does not start.
    """
    home = scheduler_home(settings)
    if running(home):
        raise AirflowError(_IS_UP)
    if not is_free(port):
        raise AirflowError(f"port {port} is taken; choose another: make up PORT=…")
    env = environment(
        settings,
        home,
        AIRFLOW__API__BASE_URL=f"http://{HOST}:{port}",
        AIRFLOW__CORE__EXECUTION_API_SERVER_URL=f"http://{HOST}:{port}/execution/",
        AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION="False",
        AIRFLOW__CORE__PARALLELISM=str(2 * (os.cpu_count() or 1)),
    )
    processes: list[subprocess.Popen[bytes]] = []
    try:
        with held(home) as lock, scheduler_log(settings).open("ab") as log:
            _prepare(env, log.fileno())

            def start(*part: str) -> None:
                group = processes[0].pid if processes else 0  # the first leads the group of all
                processes.append(spawn(lock, [_program(), *part], env, log, cwd=ROOT, group=group))

            start("api-server", "--host", HOST, "--port", str(port), "--workers", "1")
            _wait(settings, processes, lambda: _get(port, "/execution/health") is not None)
            start("scheduler", "--skip-serve-logs")
            start("dag-processor")
            start("triggerer", "--skip-serve-logs")
    except BlockingIOError as error:
        raise AirflowError(_IS_UP) from error
    _wait(settings, processes, lambda: _healthy(port))


def backfill(settings: Settings, first: date, last: date) -> None:
    """Have the Airflow in the background make up the nights from ``first`` to ``last``.

    Raises AirflowError when it is not up, or refuses.
    """
    home = scheduler_home(settings)
    if not running(home):
        raise AirflowError("Airflow is not up; `make up` starts it")
    nights = ["--from-date", f"{first}T00:00:00+08:00", "--to-date", f"{last}T23:59:59+08:00"]
    again = ["--reprocess-behavior", "completed"]
    with scheduler_log(settings).open("ab") as log:
        done = subprocess.run(  # noqa: S603 (our own program and arguments)
            [_program(), "backfill", "create", "--dag-id", DAG_ID, *nights, *again],
            env=environment(settings, home),
            stdout=log,
            stderr=log,
            cwd=ROOT,
            check=False,
        )
    if done.returncode:
        raise AirflowError(f"Airflow refused; see {scheduler_log(settings)}")


def down(settings: Settings) -> bool:
    """Stop what ``up`` started; whether there was anything to stop."""
    return stop(scheduler_home(settings))


def scheduler_log(settings: Settings) -> Path:
    """What the Airflow in the background says."""
    return scheduler_home(settings) / "airflow.log"


def password_file(settings: Settings) -> Path:
    """Where Airflow has written the password that it made for ``admin``."""
    return scheduler_home(settings) / "simple_auth_manager_passwords.json.generated"


def scheduler_home(settings: Settings) -> Path:
    """The home of the Airflow that runs in the background; its log and password are here."""
    return settings.airflow_home / "scheduler"


def _program() -> str:
    return str(Path(sys.executable).parent / "airflow")


def _prepare(env: dict[str, str], log: int) -> None:
    """Bring Airflow's database and its pools up to date, once a version. Raises AirflowError."""
    slots = hashlib.sha256(POOLS.read_bytes()).hexdigest()[:8]
    stamp = Path(env["AIRFLOW_HOME"]) / f"prepared-{version('apache-airflow')}-{slots}"
    if stamp.exists():
        return
    for command in (["db", "migrate"], ["pools", "import", str(POOLS)]):
        done = subprocess.run(  # noqa: S603 (our own program and arguments)
            [_program(), *command], env=env, stdout=log, stderr=log, cwd=ROOT, check=False
        )
        if done.returncode:
            raise AirflowError("Airflow could not prepare its database")
    stamp.touch()


def _wait(
    settings: Settings, processes: list[subprocess.Popen[bytes]], ready: Callable[[], bool]
) -> None:
    """Wait until ``ready``; stop everything when a process ends or time runs out before."""
    if not is_ready(processes, ready, READY_SECONDS):
        down(settings)
        raise AirflowError(f"Airflow did not become healthy; see {scheduler_log(settings)}")


def _healthy(port: int) -> bool:
    parts = _get(port, "/api/v2/monitor/health") or {}
    needed = ("metadatabase", "scheduler", "dag_processor", "triggerer")
    return all((parts.get(name) or {}).get("status") == "healthy" for name in needed)


def _get(port: int, path: str) -> Any:
    """What the API server answers, None while it does not."""
    direct = build_opener(ProxyHandler({}))
    try:
        with direct.open(f"http://{HOST}:{port}{path}", timeout=30) as answer:
            return json.load(answer)
    except (OSError, ValueError):
        return None


def main() -> int:
    """``make up``, ``make down`` and ``make backfill``; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m ingest.servers.airflow", description=__doc__)
    parser.add_argument("command", choices=["up", "down", "backfill"])
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--from", dest="first", type=date.fromisoformat)
    parser.add_argument("--to", dest="last", type=date.fromisoformat)
    chosen = parser.parse_args()
    here = settings_here()
    if chosen.command == "backfill" and not (chosen.first and chosen.last):
        parser.error("which nights? make backfill FROM=2026-11-18 TO=2026-11-20")
    if chosen.command == "down":
        print("Airflow is stopped." if down(here) else "Airflow was not running.")
        return 0
    if chosen.command == "backfill":
        try:
            backfill(here, chosen.first, chosen.last)
        except AirflowError as error:
            print(f"error: {error}", file=sys.stderr)
            return 1
        print(f"The nights from {chosen.first} to {chosen.last} are made up, one after the other.")
        return 0
    try:
        print("starting Airflow (about half a minute) …")
        up(here, chosen.port)
    except AirflowError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    when = os.environ.get("JIXIAO_SCHEDULE")
    when = f"as scheduled ({when})" if when else "every night at 02:00"
    print(f"Airflow is up; {DAG_ID} runs {when} (Asia/Shanghai).")
    print(f"  look at   http://{HOST}:{chosen.port}/dags/{DAG_ID}")
    print(f"  log in    as admin, with the password in {password_file(here)}")
    print(f"  its log   {scheduler_log(here)}")
    print("  stop      make down")
    return 0


if __name__ == "__main__":
    sys.exit(main())
