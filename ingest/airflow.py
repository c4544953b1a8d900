"""Airflow on this machine: the nightly DAG run once, or scheduled in the background.

A run by hand and the scheduler have a database each, so that neither takes up the other's runs.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from ingest.settings import ROOT

if TYPE_CHECKING:
    from ingest.settings import Settings

DAG_ID = "nightly_refresh"
HOST = "127.0.0.1"
LOCK = "standalone.lock"
READY_SECONDS = 180
STOP_SECONDS = 30


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
        **more,
    }


def start_run(settings: Settings, run_id: str, conf: dict[str, object]) -> subprocess.Popen[bytes]:
    """Start the nightly DAG once, in a process of its own that logs to ``runs/<run id>.log``."""
    env = environment(settings, settings.airflow_home / "by_hand", JIXIAO_RUN_ID=run_id)
    settings.runs.mkdir(parents=True, exist_ok=True)
    with log_file(settings, run_id).open("wb") as log:
        _migrate(env, log.fileno())
        return subprocess.Popen(  # noqa: S603 (our own program and arguments)
            [_program(), "dags", "test", DAG_ID, "--conf", json.dumps(conf)],
            env=env,
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

    Raises AirflowError when the port is taken or Airflow does not become healthy.
    """
    home = scheduler_home(settings)
    if _running(home):
        raise AirflowError("Airflow is up already; `make down` stops it")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise AirflowError(f"port {port} is taken; choose another: make up PORT=…") from error
    env = environment(
        settings,
        home,
        AIRFLOW__API__HOST=HOST,
        AIRFLOW__API__PORT=str(port),
        AIRFLOW__API__BASE_URL=f"http://{HOST}:{port}",
        AIRFLOW__CORE__EXECUTION_API_SERVER_URL=f"http://{HOST}:{port}/execution/",
        AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION="False",
        AIRFLOW__CORE__PARALLELISM=str(max(2, 2 * (os.cpu_count() or 1))),
        AIRFLOW__API__WORKERS="1",
    )
    # Airflow inherits the lock and holds it until it ends, however it ends.
    with (home / LOCK).open("w") as lock, standalone_log(settings).open("wb") as log:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = subprocess.Popen(  # noqa: S603 (our own program and arguments)
            [_program(), "standalone"],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            start_new_session=True,
            pass_fds=[lock.fileno()],
            umask=0o077,
        )
        lock.write(str(process.pid))
    deadline = time.monotonic() + READY_SECONDS
    while not _healthy(port):
        if process.poll() is not None or time.monotonic() > deadline:
            down(settings)
            raise AirflowError(f"Airflow did not become healthy; see {standalone_log(settings)}")
        time.sleep(0.5)


def down(settings: Settings) -> bool:
    """Stop what ``up`` started; whether there was anything to stop."""
    group = _running(scheduler_home(settings))
    if group is None:
        return False
    os.killpg(group, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while not _gone(group) and time.monotonic() < deadline:
        time.sleep(0.2)
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
    return True


def standalone_log(settings: Settings) -> Path:
    """What the Airflow in the background says."""
    return scheduler_home(settings) / "standalone.log"


def password_file(settings: Settings) -> Path:
    """Where Airflow has written the password that it made for ``admin``."""
    return scheduler_home(settings) / "simple_auth_manager_passwords.json.generated"


def scheduler_home(settings: Settings) -> Path:
    """The home of the Airflow that runs in the background; its log and password are here."""
    return settings.airflow_home / "scheduler"


def _program() -> str:
    return str(Path(sys.executable).parent / "airflow")


def _migrate(env: dict[str, str], log: int) -> None:
    """Bring Airflow's database up to date, once a version. Raises AirflowError."""
    stamp = Path(env["AIRFLOW_HOME"]) / f"migrated-{version('apache-airflow')}"
    if stamp.exists():
        return
    done = subprocess.run(  # noqa: S603 (our own program and arguments)
        [_program(), "db", "migrate"], env=env, stdout=log, stderr=log, cwd=ROOT, check=False
    )
    if done.returncode:
        raise AirflowError("Airflow could not prepare its database")
    stamp.touch()


def _healthy(port: int) -> bool:
    direct = build_opener(ProxyHandler({}))
    try:
        with direct.open(f"http://{HOST}:{port}/api/v2/monitor/health", timeout=5) as answer:
            parts = json.load(answer)
    except (URLError, OSError, ValueError):
        return False
    needed = ("metadatabase", "scheduler", "dag_processor", "triggerer")
    return all((parts.get(name) or {}).get("status") == "healthy" for name in needed)


def _running(home: Path) -> int | None:
    """The process group of the Airflow that holds the lock of ``home``, if one does."""
    try:
        with (home / LOCK).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return int((home / LOCK).read_text())
    return None


def _gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False
