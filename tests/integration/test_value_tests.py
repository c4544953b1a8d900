"""dbt's tests of values: a night passes them, and each sees what is broken on purpose."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from ingest.settings import ROOT

if TYPE_CHECKING:
    from ingest.settings import Settings

BROKEN = {
    "update marts.mart_coverage set share_met = 150 where fiscal_year = 2023": (
        "holds_mart_coverage",
        "fail",
    ),
    "update marts.mart_high_tech_enterprises set actual = -1 where statistic = 'stock'": (
        "holds_mart_high_tech_enterprises",
        "warn",
    ),
    "update marts.mart_document_ledger set state = 'lost' where state = 'loaded'": (
        "is_labelled_mart_document_ledger",
        "fail",
    ),
    "update marts.dim_document set is_current = true, slot_key = 'one slot'": (
        "one_current_document_a_slot",
        "fail",
    ),
    "update marts.mart_budget_overview set executed_wan = 2 * budget_final_wan": (
        "mart_budget_overview_looks_right",
        "warn",
    ),
    "insert into marts.dim_year values (23)": ("holds_dim_year", "warn"),
    """insert into status.status_current_document by name
       select * replace ('next' as document_id, fiscal_year + 1 as fiscal_year)
       from status.status_current_document""": ("years_keep_their_rows", "warn"),
}


def outcomes(warehouse: Path, settings: Settings) -> dict[str, str]:
    """What became of the tests of values, by the beginning of their names."""
    target = warehouse.parent / "target"
    names = [name for name, _ in BROKEN.values()]
    command = [Path(sys.executable).with_name("dbt"), "test", "--quiet", "--target-path", target]
    command += ["--log-path", target, "--select", *(f"{name}*" for name in names)]
    paths = {"JIXIAO_WAREHOUSE": str(warehouse), "JIXIAO_RAW": str(settings.raw.resolve())}
    project = ROOT / "dbt_project"
    environment = os.environ | paths
    subprocess.run(command, env=environment, cwd=project, capture_output=True, check=False)
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    found = {result["unique_id"].split(".")[2]: result["status"] for result in results}
    return {
        name: next(status for test, status in found.items() if test.startswith(name))
        for name in names
    }


def test_what_is_broken_is_seen(night: Settings, tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    shutil.copy(night.warehouse, warehouse)
    assert set(outcomes(warehouse, night).values()) == {"pass"}
    with duckdb.connect(str(warehouse)) as connection:
        for statement in BROKEN:
            connection.execute(statement)
    assert outcomes(warehouse, night) == dict(BROKEN.values())
