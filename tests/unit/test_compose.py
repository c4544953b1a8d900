"""docker-compose.yml: valid by the Compose specification, no default secret, loopback only."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import yaml

from ingest.settings import ROOT

FILE = ROOT / "docker-compose.yml"
COMPOSE = yaml.safe_load(FILE.read_text(encoding="utf-8"))
AIRFLOW = {"migrate", "api-server", "scheduler", "dag-processor", "triggerer", "worker"}
SUPERSET = {"superset-setup", "superset"}
SERVICES = AIRFLOW | SUPERSET | {"postgres", "redis", "marts"}
SECRET = re.compile(r"PASSWORD|SECRET|FERNET_KEY")


def follows_the_specification(file: Path) -> bool:
    tool = Path(sys.executable).parent / "check-jsonschema"
    command = [tool, "--builtin-schema", "vendor.compose-spec", file]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_it_follows_the_compose_specification(tmp_path: Path) -> None:
    assert follows_the_specification(FILE)
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text("services: {worker: {imag: airflow}}")
    assert not follows_the_specification(wrong)


def test_every_part_of_airflow_is_there() -> None:
    assert set(COMPOSE["services"]) == SERVICES
    for name in AIRFLOW:
        environment = COMPOSE["services"][name]["environment"]
        assert environment["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"


def test_every_lasting_service_has_a_healthcheck() -> None:
    assert {name for name, service in COMPOSE["services"].items() if "healthcheck" in service} == (
        SERVICES - {"migrate", "superset-setup"}
    )


def test_ports_are_open_on_this_machine_only() -> None:
    ports = [port for service in COMPOSE["services"].values() for port in service.get("ports", [])]
    assert ports == [
        "127.0.0.1:${AIRFLOW_PORT:-8080}:8080",
        "127.0.0.1:${MARTS_PORT:-5433}:5432",
        "127.0.0.1:${DASHBOARDS_PORT:-8088}:8088",
    ]


def test_superset_reads_the_marts_as_one_who_can_only_read() -> None:
    for name in SUPERSET:
        uri = COMPOSE["services"][name]["environment"]["MARTS_URI"]
        assert uri.startswith("postgresql://marts_reader:${MARTS_READER_PASSWORD")
    image = (ROOT / "dashboards" / "Dockerfile").read_text(encoding="utf-8")
    locked = (ROOT / "dashboards" / "requirements.lock").read_text(encoding="utf-8")
    version = re.search(r"^apache-superset==(\S+)", locked, re.MULTILINE)
    assert version and f"FROM apache/superset:{version[1]}\n" in image


def test_no_secret_has_a_default() -> None:
    variables = re.findall(r"\$\{(\w+)([^}]*)\}", FILE.read_text(encoding="utf-8"))
    secrets = {name for name, _ in variables if SECRET.search(name)}
    assert {"POSTGRES_PASSWORD", "REDIS_PASSWORD", "AIRFLOW_JWT_SECRET"} <= secrets
    for name in secrets:
        ways = {way for known, way in variables if known == name}
        assert ways <= {"", f":?set {name} in .env"}
        assert f":?set {name} in .env" in ways, "an unset secret stops the start with a message"
        assert f"{name}=\n" in (ROOT / ".env.example").read_text(encoding="utf-8")
