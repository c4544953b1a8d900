"""Loads that arrive one by one give the same marts as all of them at once."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any, Protocol

import duckdb
import pyarrow.parquet as pq
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from made_up_world import EVENTS, World

from ingest.landing.raw import SCHEMAS, table
from ingest.settings import ROOT

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]


class Build(Protocol):
    def __call__(self, warehouse: Path, *selected: str) -> None: ...


PLACES: dict[str, list[Row]] = {
    "districts": [
        {"district_key": "huangpu", "code": "440112", "name_zh": "黄埔区", "level": "district"}
    ],
    "departments": [
        {
            "department_key": "science",
            "district_key": "huangpu",
            "name_zh": "黄埔区科学技术局",
            "scope": "department",
            "body_key": "science",
        }
    ],
}


def slot(key: str) -> Row:
    return {
        "slot_key": key,
        "district_key": "huangpu",
        "department_key": "science",
        "form": "department_target_form",
        "fiscal_year": 2023,
        "due_on": date(2023, 4, 30),
        "source_uri": f"{key}.txt",
    }


def sighting(key: str, document: str, day: int) -> Row:
    return {
        "slot_key": key,
        "document_id": document,
        "source_uri": f"{key}.txt",
        "file_name": f"{key}.txt",
        "size_bytes": 1,
        "seen_at": f"2023-04-{day:02}T00:00:00",
    }


def judged(key: str, document: str, **more: Any) -> Row:
    row = slot(key) | {
        "document_id": document,
        "outcome": "extracted",
        "year_evidence": "declared",
        "media_type": "text/plain",
        "file_name": f"{key}.txt",
        "size_bytes": 1,
        "first_seen_at": "2023-04-01T00:00:00",
        "extractor_version": "1",
    }
    return row | more


def figure(number: int, document: str, metric: str, value: str) -> Row:
    return {
        "indicator_value_id": f"{document}-{number}",
        "document_id": document,
        "row_no": number,
        "indicator_name": metric,
        "metric": metric,
        "measure": "target",
        "horizon": "annual",
        "source_section": "indicator_table",
        "value_text": f"≥{value}",
        "value_kind": "number",
        "operator": ">=",
        "value": value,
        "unit": "家",
        "line_from": number,
        "line_to": number,
    }


def missed(document: str) -> Row:
    return {"document_id": document, "subject": "高新技术企业总数", "reason": "疫情"}


MUST_HAVE_ROWS = (
    *("dim_document", "dim_department", "fct_budget_line", "fct_task_funding", "fct_shortfall"),
    *("fct_project_funding", "fct_indicator_value", "fct_evaluation_score", "fct_indicator_score"),
    *("fct_reconciliation", "mart_high_tech_enterprises", "mart_indicator_trend"),
    *("mart_target_vs_actual", "mart_budget_overview", "mart_document_ledger"),
)

LOADS: list[dict[str, list[Row]]] = [
    {
        "slots": [slot("a"), slot("b"), slot("c")],
        "sightings": [sighting("a", "a1", 1), sighting("b", "b1", 1), sighting("c", "c1", 1)],
        "documents": [judged("a", "a1"), judged("b", "b1"), judged("c", "c1")],
        "indicator_values": [
            figure(1, "a1", "高新技术企业总数", "250"),
            figure(2, "a1", "孵化器数量", "21"),
            figure(1, "b1", "瞪羚企业数量", "52"),
            figure(1, "c1", "众创空间数量", "7"),
        ],
        "shortfalls": [missed("a1")],
    },
    # a1 is read again, better and with less in it; b has a new version
    {
        "slots": [slot("a"), slot("b"), slot("c")],
        "sightings": [sighting("b", "b2", 2)],
        "documents": [judged("a", "a1", extractor_version="2"), judged("b", "b2")],
        "indicator_values": [
            figure(1, "a1", "高新技术企业总数", "2500"),
            figure(1, "b2", "瞪羚企业数量", "520"),
        ],
    },
    # a1 can no longer be read; nobody registers b any more
    {
        "slots": [slot("a"), slot("c")],
        "documents": [judged("a", "a1", outcome="quarantined", reason="unreadable")],
    },
]


def land(raw: Path, number: int) -> None:
    folder = raw / f"load=2023040{number + 1}T000000000000Z"
    folder.mkdir(parents=True)
    rows = PLACES | LOADS[number]
    for name in SCHEMAS:
        pq.write_table(table(name, rows.get(name, [])), folder / f"{name}.parquet")


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    monkeypatch.setenv("JIXIAO_RAW", str(tmp_path / "raw"))
    project = str(ROOT / "dbt_project")

    def run(warehouse: Path, *selected: str) -> None:
        monkeypatch.setenv("JIXIAO_WAREHOUSE", str(warehouse))
        command = ["build", "--exclude-resource-type", "unit_test", "test"]
        command += ["--log-level-file", "none"]
        command += ["--select", *selected] if selected else []
        folders = ["--project-dir", project, "--profiles-dir", project]
        work = ["--target-path", str(tmp_path / "target"), "--log-path", str(tmp_path / "logs")]
        outcome = dbtRunner().invoke([*command, "--quiet", *folders, *work])
        DuckDBConnectionManager.env().close()
        assert outcome.success, outcome.exception or outcome.result

    return run


def marts(warehouse: Path) -> dict[str, list[str]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        names = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts'"
        ).fetchall()
        return {
            name: sorted(map(repr, connection.execute(f"from marts.{name}").fetchall()))
            for (name,) in names
        }


def query(warehouse: Path, sql: str) -> list[Any]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_loads_one_by_one_are_as_all_at_once(tmp_path: Path, build: Build) -> None:
    nightly = tmp_path / "nightly.duckdb"
    land(tmp_path / "raw", 0)
    build(nightly)
    values = "select metric, value from marts.fct_indicator_value order by metric"
    assert [(metric, int(value)) for metric, value in query(nightly, values)] == [
        ("众创空间数量", 7),
        ("孵化器数量", 21),
        ("瞪羚企业数量", 52),
        ("高新技术企业总数", 250),
    ]

    land(tmp_path / "raw", 1)
    build(nightly, "staging", "core_indicator_label")  # then it was killed
    build(nightly)
    assert [(metric, int(value)) for metric, value in query(nightly, values)] == [
        ("众创空间数量", 7),
        ("瞪羚企业数量", 520),
        ("高新技术企业总数", 2500),
    ]
    assert query(nightly, "select count(*) from marts.fct_shortfall") == [(0,)]

    land(tmp_path / "raw", 2)
    build(nightly)
    status = "select document_id, status, is_current from marts.dim_document order by 1"
    assert query(nightly, status) == [
        ("a1", "quarantined", False),
        ("b1", "withdrawn", False),
        ("b2", "withdrawn", False),
        ("c1", "loaded", True),
    ]
    ledger = "select slot_key, state, reason from marts.mart_document_ledger order by 1"
    assert query(nightly, ledger) == [("a", "quarantined", "unreadable"), ("c", "loaded", None)]

    at_once = tmp_path / "at_once.duckdb"
    build(at_once)
    assert marts(nightly) == marts(at_once)
    assert len(marts(at_once)["fct_indicator_value"]) == 1


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_one_by_one_is_as_all_at_once(
    tmp_path: Path, build: Build, seed: int
) -> None:
    """Every kind of event happens in each sequence, in another order."""
    world = World(seed)
    events = Random(seed).sample(EVENTS, len(EVENTS))
    nightly, at_once = tmp_path / "nightly.duckdb", tmp_path / "at_once.duckdb"
    world.land(tmp_path / "raw")
    build(nightly)
    half = len(events) // 2
    for part in (events[:half], events[half:]):
        for number, event in enumerate(part):
            event(world)
            if number % 3 == 0:  # some nights land, but their build fails
                world.land(tmp_path / "raw")
        world.land(tmp_path / "raw")
        build(nightly)
    build(at_once)
    one_by_one, together = marts(nightly), marts(at_once)
    different = {name for name in together if one_by_one[name] != together[name]}
    assert different == set(), [event.__name__ for event in events]
    assert {name for name in MUST_HAVE_ROWS if not together[name]} == set()
