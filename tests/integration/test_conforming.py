"""Usual wordings of indicators, written down by hand, through the real models."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow.parquet as pq
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from ingest.raw import SCHEMAS, table
from ingest.settings import ROOT
from ingest.words.values import parse_cell

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = dict[str, Any]

NAMES = {"district": "黄埔区", "city": "广州市", "province": "广东省"}


def wordings() -> list[dict[str, str]]:
    path = Path(__file__).with_name("wordings.csv")
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def figure(number: int, wording: dict[str, str]) -> Row:
    """The raw row of a wording, its value read as in a table of indicators."""
    label, unit = wording["label"], wording["unit"]
    (value,) = parse_cell(wording["printed"], label, None if unit == "名次" else unit or None)
    return {
        "indicator_value_id": str(number),
        "document_id": wording["place"],
        "row_no": number,
        "indicator_name": label,
        "metric": value.metric,
        "measure": "target",
        "horizon": "annual",
        "source_section": "indicator_table",
        "value_text": value.text,
        "value_kind": value.kind,
        "operator": value.operator,
        "value": value.value,
        "unit": value.unit,
        "line_from": number,
        "line_to": number,
    }


def raw(cases: list[dict[str, str]]) -> dict[str, list[Row]]:
    departments = [
        {
            "department_key": f"{level}_science",
            "district_key": level,
            "name_zh": f"{name}科学技术局",
            "scope": "department",
            "body_key": f"{level}_science",
        }
        for level, name in NAMES.items()
    ]
    documents = [
        {
            "slot_key": level,
            "document_id": level,
            "district_key": level,
            "department_key": f"{level}_science",
            "form": "department_target_form",
            "fiscal_year": 2023,
            "outcome": "extracted",
            "first_seen_at": "2023-04-01T00:00:00",
        }
        for level in NAMES
    ]
    return {
        "districts": [
            {"district_key": level, "level": level, "name_zh": name}
            for level, name in NAMES.items()
        ],
        "departments": departments,
        "documents": documents,
        "indicator_values": [figure(number, case) for number, case in enumerate(cases)],
    }


@pytest.fixture(scope="module")
def conformed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The key of each wording, empty where it is not catalogued."""
    home = tmp_path_factory.mktemp("conforming")
    folder = home / "raw" / "load=20230401T000000000000Z"
    folder.mkdir(parents=True)
    rows = raw(wordings())
    for name in SCHEMAS:
        pq.write_table(table(name, rows.get(name, [])), folder / f"{name}.parquet")
    warehouse = home / "warehouse.duckdb"
    project = str(ROOT / "dbt_project")
    command = ["build", "--exclude-resource-type", "unit_test", "test", "--quiet"]
    command += ["--select", "+core_indicator_value", "--log-level-file", "none"]
    command += ["--project-dir", project, "--profiles-dir", project]
    command += ["--target-path", str(home / "target"), "--log-path", str(home / "logs")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JIXIAO_RAW", str(home / "raw"))
        patch.setenv("JIXIAO_WAREHOUSE", str(warehouse))
        outcome = dbtRunner().invoke(command)
    DuckDBConnectionManager.env().close()
    assert outcome.success, outcome.exception or outcome.result
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        keys = connection.execute(
            "select case when is_catalogued then indicator_key else '' end"
            " from core.core_indicator_value order by cast(indicator_value_id as integer)"
        ).fetchall()
    yield [key for (key,) in keys]


def test_every_wording_has_the_key_it_should_have(conformed: list[str]) -> None:
    cases = wordings()
    assert len(conformed) == len(cases)
    wrong = [
        (case["label"], case["printed"], case["unit"], case["indicator_key"], key)
        for case, key in zip(cases, conformed, strict=True)
        if key != case["indicator_key"]
    ]
    assert not wrong
