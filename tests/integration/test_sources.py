"""The raw tables as sources of dbt: ``dbt source freshness`` says when nothing new was seen."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from ingest.landing.raw import SCHEMAS, table
from ingest.settings import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("days", "status"), [(1, "pass"), (250, "warn"), (500, "error")])
def test_freshness_is_that_of_the_newest_sighting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, status: str
) -> None:
    raw = tmp_path / "a $folder of '黄埔'"
    for number, age in enumerate((days + 30, days)):
        folder = raw / f"load=2023040{number}T000000000000Z"
        folder.mkdir(parents=True)
        seen = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=age)
        row = {"document_id": "d", "source_uri": "a.txt", "seen_at": seen.isoformat()}
        for name in SCHEMAS:
            rows = [row] if name == "sightings" else []
            pq.write_table(table(name, rows), folder / f"{name}.parquet")
    monkeypatch.setenv("JIXIAO_RAW", str(raw))
    monkeypatch.setenv("JIXIAO_WAREHOUSE", str(tmp_path / "warehouse.duckdb"))
    command = ["source", "freshness", "--project-dir", str(ROOT / "dbt_project")]
    command += ["--profiles-dir", str(ROOT / "dbt_project"), "--quiet"]
    target = tmp_path / "target"
    dbtRunner().invoke([*command, "--target-path", str(target), "--log-path", str(tmp_path)])
    DuckDBConnectionManager.env().close()
    results = json.loads((target / "sources.json").read_text(encoding="utf-8"))["results"]
    assert [(result["unique_id"], result["status"]) for result in results] == [
        ("source.jixiao.raw.sightings", status)
    ]
