"""dbt's own unit tests of the models' logic, which the nightly build leaves out."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from dbt.cli.main import dbtRunner

from ingest.settings import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from ingest.settings import Settings


def test_the_units_of_the_models(
    night: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    shutil.copy(night.warehouse, warehouse)
    monkeypatch.setenv("JIXIAO_WAREHOUSE", str(warehouse))
    monkeypatch.setenv("JIXIAO_RAW", str(night.raw))
    project = str(ROOT / "dbt_project")
    command = ["test", "--select", "test_type:unit", "--project-dir", project]
    command += ["--profiles-dir", project, "--target-path", str(tmp_path / "target")]
    outcome = dbtRunner().invoke([*command, "--log-path", str(tmp_path / "logs")])
    assert outcome.exception is None
    results = {result.node.name: (str(result.status), result.message) for result in outcome.result}
    assert results
    assert {name: why for name, why in results.items() if why[0] != "pass"} == {}
