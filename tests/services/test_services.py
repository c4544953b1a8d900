"""Nights on the services of docker-compose.yml: two workers, and faults in the middle.

`make test-services` runs it, where a Redis server is installed.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb
import psycopg2
import pytest
import yaml

from ingest.settings import ROOT
from tests.airflow_api import DAG, AirflowApi
from tests.services.stack import Stack

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(
    not shutil.which("redis-server"), reason="no redis-server here: apt-get install redis-server"
)
EXAMPLE = "example_after_publication"
WORKERS = {"worker-1", "worker-2"}
DOCUMENTS = 10
REAL = [path for path in (ROOT / "documents").rglob("*") if path.is_file()]
NIGHT_SECONDS = 900
SHOWN_CHARACTERS = 3000


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """All services, up. Their folder is outside pytest's, which PostgreSQL's user may not enter."""
    with TemporaryDirectory() as folder:
        documents, places = make_documents(Path(folder))
        stack = Stack(Path(folder), documents, places)
        try:
            stack.up()
            yield stack
        finally:
            stack.down()
            for log in sorted((stack.folder / "logs").iterdir()):  # shown where a test has failed
                print(f"--- {log.name}\n{log.read_text(errors='replace')[-SHOWN_CHARACTERS:]}")


def make_documents(folder: Path) -> tuple[Path, Path]:
    """The real documents, and one of them as it might be printed for the years after it."""
    documents, places = folder / "documents", folder / "places"
    shutil.copytree(ROOT / "documents", documents)
    shutil.copytree(ROOT / "ingest" / "places", places)
    text = (documents / "huangpu" / "2023" / "department_target_form.txt").read_text("utf-8")
    file = places / "huangpu.yml"
    place = yaml.safe_load(file.read_text("utf-8"))
    sources = place["departments"][0]["forms"]["department_target_form"]["sources"]
    for later in range(1, DOCUMENTS - len(REAL) + 1):
        made = documents / "huangpu" / str(2023 + later) / "department_target_form.txt"
        made.parent.mkdir()
        made.write_text(printed_later(text, later), "utf-8")
        sources[2023 + later] = made.relative_to(documents).as_posix()
    file.write_text(yaml.safe_dump(place, allow_unicode=True), "utf-8")
    return documents, places


def printed_later(text: str, years: int) -> str:
    """The text with its years so much later, but for those of regulations (财预〔2020〕10号)."""
    return re.sub(r"(?<!〔)20[12]\d", lambda year: str(int(year[0]) + years), text)


class Airflow(AirflowApi):
    """What people do with the API."""

    def __init__(self, stack: Stack) -> None:
        at = f"http://127.0.0.1:{stack.ports['api-server']}"
        super().__init__(at, stack.home / "airflow-passwords.json")
        self.stack = stack

    def trigger(self) -> str:
        """Begin a night in which every document is read again; its run's id."""
        conf = {"logical_date": None, "conf": {"full_rebuild": True}}
        return str(self.ask("POST", f"/dags/{DAG}/dagRuns", json=conf)["dag_run_id"])

    def wait_for(self, run: str) -> None:
        """Wait for the night's end, which must be good."""
        ends = {"success", "failed"}
        self.stack.until(lambda: self.state(run) in ends, NIGHT_SECONDS, f"{run} ends")
        states = Counter((one["task_id"], one["state"]) for one in self.tasks(run))
        assert self.state(run) == "success", states


@pytest.fixture(scope="module")
def airflow(stack: Stack) -> Airflow:
    airflow = Airflow(stack)
    stack.until(lambda: bool(airflow.ask("GET", f"/dags/{EXAMPLE}")), 180, "the DAGs are read")
    assert airflow.ask("PATCH", f"/dags/{EXAMPLE}", json={"is_paused": False})
    return airflow


def is_whole(stack: Stack, run: str) -> None:
    """What this night has published is all there, in each place."""
    published = stack.home / "published"
    publication = json.loads((published / "publication.json").read_bytes())
    assert publication["run_id"] == run
    reader = stack.address(
        "marts", "marts_reader", stack.variables["MARTS_READER_PASSWORD"], "marts"
    )
    with duckdb.connect(str(published / "marts.duckdb"), read_only=True) as marts:
        loaded = marts.sql("select count(*) from marts.dim_document where status = 'loaded'")
        assert loaded.fetchall() == [(DOCUMENTS,)]
    with psycopg2.connect(reader) as connection, connection.cursor() as cursor:
        cursor.execute("select obj_description('marts'::regnamespace)")
        assert publication["id"] in str(cursor.fetchall())
        for table, rows in publication["rows"].items():
            cursor.execute(f'select count(*) from marts."{table}"')
            assert cursor.fetchall() == [(rows,)], table


def test_a_worker_killed_in_the_middle_of_a_night(stack: Stack, airflow: Airflow) -> None:
    stack.until(lambda: bool(airflow.runs()), 180, "last night is made up for")
    run = str(airflow.runs()[0]["dag_run_id"])

    def at_work() -> set[str]:
        of = airflow.tasks(run, "extract")
        return {one["hostname"] for one in of if one["state"] == "running"}

    stack.until(lambda: at_work() >= WORKERS, 300, "both workers read documents")
    stack.kill("worker-1")
    airflow.wait_for(run)
    is_whole(stack, run)
    extracted = airflow.tasks(run, "extract")
    assert len(extracted) == DOCUMENTS
    assert {one["hostname"] for one in extracted} <= WORKERS
    again = {one["hostname"] for one in extracted if one["try_number"] > 1}
    assert again == {"worker-2"}, "what the dead worker had at hand is done by the other"
    stack.start("worker-1")


def test_the_copy_can_only_be_read(stack: Stack) -> None:
    reader = stack.address(
        "marts", "marts_reader", stack.variables["MARTS_READER_PASSWORD"], "marts"
    )
    with psycopg2.connect(reader) as connection, connection.cursor() as cursor:
        cursor.execute("select count(*) from dim_document")
        with pytest.raises(psycopg2.Error, match=r"read-only|permission denied"):
            cursor.execute("delete from dim_document")


def test_every_service_is_healthy_by_its_own_check(stack: Stack) -> None:
    for name in ("postgres", "marts", "redis", "api-server", "scheduler", "dag-processor"):
        assert stack.is_healthy(name), name
    for name in ("triggerer", *sorted(WORKERS)):
        stack.until(lambda name=name: stack.is_healthy(name), 180, f"{name} is healthy")


def test_redis_and_both_databases_start_again_in_the_middle_of_a_night(
    stack: Stack, airflow: Airflow
) -> None:
    run = airflow.trigger()
    stack.until(
        lambda: any(one["state"] == "running" for one in airflow.tasks(run, "extract")),
        300,
        "documents are read",
    )
    stack.kill("redis")
    stack.start("redis")
    stack.until(lambda: stack.is_healthy("redis"), 60, "Redis answers")
    stack.stop_database("postgres")
    stack.start_database("postgres")
    stack.until(
        lambda: any(one["state"] == "running" for one in airflow.tasks(run, "build")),
        NIGHT_SECONDS,
        "the warehouse is built",
    )
    stack.stop_database("marts")
    stack.stop_database("postgres")
    stack.start_database("postgres")
    stack.start_database("marts")
    airflow.wait_for(run)
    is_whole(stack, run)
    extracted = airflow.tasks(run, "extract")
    assert {one["hostname"] for one in extracted} == WORKERS


def test_another_teams_dag_ran_after_each_publication(stack: Stack, airflow: Airflow) -> None:
    def states() -> list[str]:
        return [one["state"] for one in airflow.runs(EXAMPLE)]

    stack.until(lambda: states() == ["success"] * 2, 180, "the other team's DAG has run twice")
