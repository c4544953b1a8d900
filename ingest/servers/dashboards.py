"""Superset on this machine with the dashboards of ``dashboards/``, on the marts in PostgreSQL.

Superset lives in an environment of its own (``.venv-superset``) and logs into PostgreSQL as a role
that can only read the marts. What people draw themselves is kept below ``JIXIAO_HOME``.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit
from urllib.request import ProxyHandler, build_opener

from adbc_driver_manager import Error as DatabaseError
from adbc_driver_postgresql import dbapi

from ingest.servers import own_postgres
from ingest.servers.background import HOST, is_free, is_ready, kept_secret, running, start, stop
from ingest.settings import ROOT
from ingest.settings import settings as settings_here
from ingest.warehouse.postgres import READER, copy_to_postgres
from ingest.warehouse.publish import PublishError, current

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.settings import Settings

PROGRAMS = ROOT / ".venv-superset" / "bin"
READY_SECONDS = 180
SLUGS = ("indicators", "targets", "budget", "quality", "sources")


class DashboardsError(Exception):
    """Dashboards that could not be started. The message is one line for people."""


def up(settings: Settings, port: int, postgres_port: int, report_port: int) -> int:
    """Start what is not running yet and import the dashboards; the port of Superset.

    The report is served beside them, for their links to where a figure is printed. Raises
    DashboardsError or OwnPostgresError, with what a person can do.
    """
    if current(settings) is None:
        raise DashboardsError("nothing is published yet; run make refresh first")
    if not (PROGRAMS / "superset").exists():
        raise DashboardsError("Superset is not installed; run make dashboards")
    home = superset_home(settings)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not running(home) and not is_free(port):
        raise DashboardsError(
            f"port {port} is taken; choose another: make dashboards DASHBOARDS_PORT=…"
        )
    owner = settings.postgres or own_postgres.start(settings, postgres_port)
    reader = _let_reader_in(settings, owner.get_secret_value())
    copy_to_postgres(settings.model_copy(update={"postgres": owner}))
    env = _environment(settings, MARTS_URI=reader, REPORT_URL=_serve_report(settings, report_port))
    with log_file(settings).open("ab") as log:
        done = subprocess.run(  # noqa: S603 (our own program and arguments)
            [str(PROGRAMS / "python"), "-m", "dashboards.set_up"],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            check=False,
            umask=0o077,
        )
    if done.returncode:
        raise DashboardsError(f"the dashboards were not imported; see {log_file(settings)}")
    if running(home):
        return int((home / "port").read_text())
    (home / "port").write_text(str(port))
    _serve(settings, port)
    return port


def down(settings: Settings) -> bool:
    """Stop Superset and the PostgreSQL server of our own; whether anything was running."""
    stopped = [stop(home) for home in (superset_home(settings), _report_home(settings))]
    return own_postgres.stop(settings) or any(stopped)


def superset_home(settings: Settings) -> Path:
    """Superset's own state: its database, its secrets, its log."""
    return settings.home.resolve() / "superset"


def log_file(settings: Settings) -> Path:
    """What Superset says."""
    return superset_home(settings) / "superset.log"


def password_file(settings: Settings) -> Path:
    """The password that was made for ``admin``."""
    return superset_home(settings) / "admin_password"


def reader_password_file(settings: Settings) -> Path:
    """The password of the role that may read the marts, for other tools too."""
    return superset_home(settings) / "marts_reader_password"


def _report_home(settings: Settings) -> Path:
    return superset_home(settings) / "report"


def _serve_report(settings: Settings, port: int) -> str:
    """Serve the current report on this machine, where it is not served yet; its address."""
    home = _report_home(settings)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not running(home):
        if not is_free(port):
            raise DashboardsError(
                f"port {port} is taken; choose another: make dashboards REPORT_PORT=…"
            )
        (home / "port").write_text(str(port))
        # The folder is a link to that of the current publication, followed at each request.
        folder = settings.published.resolve() / "report"
        command = [sys.executable, "-m", "http.server", str(port), "--bind", HOST]
        start(home, [*command, "--directory", str(folder)], {**os.environ}, home / "report.log")
    return f"http://{HOST}:{(home / 'port').read_text()}"


def _serve(settings: Settings, port: int) -> None:
    """Start Superset's web server and wait until it answers."""
    process = start(
        superset_home(settings),
        [
            str(PROGRAMS / "gunicorn"),
            *("--bind", f"{HOST}:{port}", "--workers", "2", "--worker-class", "gthread"),
            *("--threads", "8", "--timeout", "120", "--limit-request-line", "0"),
            "--no-control-socket",
            "superset.app:create_app()",
        ],
        _environment(settings),
        log_file(settings),
    )
    direct = build_opener(ProxyHandler({}))

    def answers() -> bool:
        try:
            with direct.open(f"http://{HOST}:{port}/health", timeout=10):
                return True
        except OSError:
            return False

    if not is_ready([process], answers, READY_SECONDS):
        stop(superset_home(settings))
        raise DashboardsError(f"Superset did not start; see {log_file(settings)}")


def _environment(settings: Settings, **more: str) -> dict[str, str]:
    """What every process of Superset is started with."""
    home = superset_home(settings)
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SUPERSET_HOME": str(home),
        "SUPERSET_CONFIG_PATH": str(ROOT / "dashboards" / "superset_config.py"),
        "SUPERSET_SECRET_KEY": kept_secret(home / "secret_key"),
        "SUPERSET_ADMIN_PASSWORD": kept_secret(password_file(settings)),
        **more,
    }


def _let_reader_in(settings: Settings, owner: str) -> str:
    """Create the role that reads the marts, once; the address it logs in with."""
    file = reader_password_file(settings)
    try:
        with dbapi.connect(owner, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute("select 1 from pg_roles where rolname = $1", [READER])
            if cursor.fetchone() is None:
                password = kept_secret(file)
                cursor.execute(f"create role {READER} login password '{password}'")
                cursor.execute(f"alter role {READER} set search_path = marts")
                cursor.execute(f"alter role {READER} set default_transaction_read_only = on")
            elif not file.exists():
                raise DashboardsError(
                    f"the role {READER} is there already: write its password into {file}"
                )
            if settings.postgres is None:  # a server of our own has nobody else in it
                cursor.execute("revoke temporary on database postgres from public")
    except DatabaseError as error:
        raise DashboardsError(f"PostgreSQL: {' '.join(str(error).split())}") from error
    parts = urlsplit(owner)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{READER}:{kept_secret(file)}@{place}"))


def main() -> int:
    """``make dashboards`` and ``make dashboards-down``; the exit status.

    ``published`` only asks whether there is anything to show.
    """
    parser = argparse.ArgumentParser(
        prog="python -m ingest.servers.dashboards", description=__doc__
    )
    parser.add_argument("command", choices=["up", "down", "published"])
    parser.add_argument("--port", type=int, default=8088)
    parser.add_argument("--postgres-port", type=int, default=5433)
    parser.add_argument("--report-port", type=int, default=8089)
    chosen = parser.parse_args()
    here = settings_here()
    if chosen.command == "published":
        return 0 if current(here) else 1
    if chosen.command == "down":
        print("The dashboards are stopped." if down(here) else "The dashboards were not running.")
        return 0
    try:
        print("starting Superset and importing the dashboards (about a minute) …")
        port = up(here, chosen.port, chosen.postgres_port, chosen.report_port)
    except (
        DashboardsError,
        own_postgres.OwnPostgresError,
        PublishError,
        ConnectionError,
    ) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    for slug in SLUGS:
        print(f"  look at   http://{HOST}:{port}/superset/dashboard/{slug}/")
    print(f"  log in    as admin, with the password in {password_file(here)}")
    print(f"  marts     as {READER}, with the password in {reader_password_file(here)}; docs/bi.md")
    print(f"  its log   {log_file(here)}")
    print("  stop      make dashboards-down")
    return 0


if __name__ == "__main__":
    sys.exit(main())
