"""docker-compose.yml: valid by the Compose specification, no default secret, loopback only."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from airflow.configuration import conf

from ingest.servers.env_file import env_file
from ingest.settings import ROOT
from tests.services.composed import UnsetError, interpolated, services

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
    assert ("JIXIAO_WEBHOOK_SECRET", ":-") in variables, "a robot outside may want one, or none"
    secrets.remove("JIXIAO_WEBHOOK_SECRET")
    for name in secrets:
        ways = {way for known, way in variables if known == name}
        assert ways <= {"", f":?set {name} in .env"}
        assert f":?set {name} in .env" in ways, "an unset secret stops the start with a message"
        assert f"{name}=\n" in (ROOT / ".env.example").read_text(encoding="utf-8")


def test_every_setting_of_airflow_is_one_that_airflow_has() -> None:
    known = {
        f"AIRFLOW__{section}__{option}".upper()
        for section, said in conf.configuration_description.items()
        for option in said["options"]
    }
    known.add("AIRFLOW__USAGE_DATA_COLLECTION__ENABLED")  # read, though not described
    environment = COMPOSE["services"]["scheduler"]["environment"]
    of_providers = ("AIRFLOW__CELERY__", "AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__")
    ours = {name for name in environment if name.startswith("AIRFLOW__")}
    assert {name for name in ours - known if not name.startswith(of_providers)} == set()
    assert "AIRFLOW__SCHEDULER__TASK_HEARTBEAT_TIMEOUT" not in known, "a slip would be told"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$SET and ${SET}", "value and value"),
        ("${NONE}", ""),
        ("${NONE:-8080}:8080", "8080:8080"),
        ("${EMPTY:-8080}", "8080"),
        ("${EMPTY-8080}", ""),
        ("${SET:-8080}", "value"),
        ("${SET:+with}${EMPTY:+out}", "with"),
        ("redis://:${SET:?set SET in .env}@redis:6379/0", "redis://:value@redis:6379/0"),
        ('--hostname "$$HOSTNAME"', '--hostname "$HOSTNAME"'),
    ],
)
def test_variables_are_read_as_compose_reads_them(text: str, expected: str) -> None:
    assert interpolated(text, {"SET": "value", "EMPTY": ""}) == expected


def test_a_variable_that_must_be_set_is_named() -> None:
    for rule in (":?", "?"):
        with pytest.raises(UnsetError, match="set IT in"):
            interpolated(f"${{IT{rule}set IT in .env}}", {})
    with pytest.raises(UnsetError, match=r"^set .* in \.env$"):
        services(FILE, {})


def test_services_are_read_with_what_make_env_makes() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    variables = dict(re.findall(r"^(\w+)=(.*)$", env_file(example), re.MULTILINE))
    read = services(FILE, variables)
    redis = read["redis"]
    assert redis.command[-2:] == ["--requirepass", variables["REDIS_PASSWORD"]]
    assert redis.restarts
    assert not read["migrate"].restarts
    uri = f"redis://:{variables['REDIS_PASSWORD']}@redis:6379/0"
    assert read["worker"].environment["AIRFLOW__CELERY__BROKER_URL"] == uri
    assert read["worker"].healthcheck[-1].endswith('-d "celery@$HOSTNAME"')
