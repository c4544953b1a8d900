"""Usual wordings of indicators, written down by hand, through the real models."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from ingest.landing.raw import SCHEMAS, table
from ingest.settings import ROOT
from ingest.words.values import parse_cell

Row = dict[str, Any]

DISTRICTS = ("huangpu", "nansha")
NAMES = {"district": "黄埔区", "city": "广州市", "province": "广东省"}


def wordings(name: str) -> list[dict[str, str]]:
    """Wordings with the key that each should have, empty for none that is catalogued.

    ``usual`` are worded as bureaus do, ``listed`` are those that were once listed one by one.
    """
    path = Path(__file__).with_name(f"{name}_wordings.csv")
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


def places(names: dict[str, str], levels: dict[str, str]) -> dict[str, list[Row]]:
    """Districts with one department each."""
    departments = [
        {
            "department_key": f"{key}_science",
            "district_key": key,
            "name_zh": f"{name}科学技术局",
            "scope": "department",
            "body_key": f"{key}_science",
        }
        for key, name in names.items()
    ]
    districts = [
        {"district_key": key, "code": key, "level": levels[key], "name_zh": name}
        for key, name in names.items()
    ]
    return {"districts": districts, "departments": departments}


def document(district: str) -> Row:
    return {
        "slot_key": district,
        "document_id": district,
        "district_key": district,
        "department_key": f"{district}_science",
        "form": "department_target_form",
        "fiscal_year": 2023,
        "outcome": "extracted",
        "first_seen_at": "2023-04-01T00:00:00",
        "source_uri": f"{district}.txt",
        "extractor_version": "1",
    }


def slot(district: str) -> Row:
    kept = ("slot_key", "district_key", "department_key", "form", "fiscal_year", "source_uri")
    row = {key: value for key, value in document(district).items() if key in kept}
    return row | {"due_on": date(2023, 4, 30)}


def land(home: Path, number: int, rows: dict[str, list[Row]]) -> None:
    folder = home / "raw" / f"load=2023040{number}T000000000000Z"
    folder.mkdir(parents=True)
    for name in SCHEMAS:
        pq.write_table(table(name, rows.get(name, [])), folder / f"{name}.parquet")


def build(home: Path, warehouse: Path, *selected: str) -> None:
    project = str(ROOT / "dbt_project")
    command = ["build", "--exclude-resource-type", "unit_test", "test", "--quiet"]
    command += ["--select", *selected] if selected else []
    command += ["--project-dir", project, "--profiles-dir", project, "--log-level-file", "none"]
    command += ["--target-path", str(home / "target"), "--log-path", str(home / "logs")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JIXIAO_RAW", str(home / "raw"))
        patch.setenv("JIXIAO_WAREHOUSE", str(warehouse))
        outcome = dbtRunner().invoke(command)
    DuckDBConnectionManager.env().close()
    assert outcome.success, outcome.exception or outcome.result


def query(warehouse: Path, sql: str) -> list[Any]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def conformed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The keys of the wordings of each list, empty where they are not catalogued."""
    home = tmp_path_factory.mktemp("conforming")
    cases = wordings("usual") + wordings("listed")
    rows = places(NAMES, {level: level for level in NAMES})
    rows["documents"] = [document(level) for level in NAMES]
    rows["indicator_values"] = [figure(number, case) for number, case in enumerate(cases)]
    land(home, 1, rows)
    build(home, home / "warehouse.duckdb", "+core_indicator_value")
    found = query(
        home / "warehouse.duckdb",
        "select case when is_catalogued then indicator_key else '' end"
        " from core.core_indicator_value order by cast(indicator_value_id as integer)",
    )
    keys = [key for (key,) in found]
    count = len(wordings("usual"))
    return {"usual": keys[:count], "listed": keys[count:]}


@pytest.mark.parametrize("name", ["usual", "listed"])
def test_every_wording_has_the_key_it_should_have(
    conformed: dict[str, list[str]], name: str
) -> None:
    cases, keys = wordings(name), conformed[name]
    wrong = [
        (case["label"], case["printed"], case["unit"], case["indicator_key"], key)
        for case, key in zip(cases, keys, strict=True)
        if key != case["indicator_key"]
    ]
    assert not wrong


def test_a_corrected_district_is_conformed_anew(tmp_path: Path) -> None:
    labels = ["黄埔区高新技术企业数量", "全市高新技术企业净增数", "孵化器数量"]
    other = [
        {"place": "nansha", "label": label, "printed": "≥30", "unit": "家"} for label in labels
    ]
    cases = other + [case | {"place": "huangpu"} for case in other]
    found = places({"huangpu": "黄浦区", "nansha": "南沙区"}, dict.fromkeys(DISTRICTS, "city"))
    corrected = places(
        {"huangpu": "黄埔区", "nansha": "南沙区"}, dict.fromkeys(DISTRICTS, "district")
    )
    rows = {
        "slots": [slot(key) for key in DISTRICTS],
        "documents": [document(key) for key in DISTRICTS],
        "sightings": [
            {
                "slot_key": key,
                "document_id": key,
                "source_uri": f"{key}.txt",
                "file_name": f"{key}.txt",
                "size_bytes": 1,
                "seen_at": "2023-04-01T00:00:00",
            }
            for key in DISTRICTS
        ],
        "indicator_values": [figure(number, case) for number, case in enumerate(cases)],
        "indicator_scores": [
            {"document_id": "huangpu", "row_no": 9, "indicator_name": "黄埔区高新技术企业数量"}
        ],
        "shortfalls": [
            {"document_id": "huangpu", "subject": "黄埔区瞪羚企业数量", "reason": "疫情"}
        ],
    }
    nightly, rebuilt = tmp_path / "nightly.duckdb", tmp_path / "rebuilt.duckdb"
    keys = (
        "select indicator_key from marts.fct_indicator_value where document_id = 'huangpu'"
        " and indicator_key not like 'x%' union all"
        " select indicator_key from marts.fct_indicator_score where indicator_key not like 'x%'"
        " union all select indicator_key from marts.fct_shortfall where indicator_key not like 'x%'"
        " order by 1"
    )
    land(tmp_path, 1, found | rows)
    build(tmp_path, nightly)
    # 全市 is the own area of a city
    assert query(nightly, keys) == [("high_tech_enterprises_net_increase",), ("incubators",)]

    land(tmp_path, 2, corrected | {"slots": rows["slots"]})
    build(tmp_path, nightly)
    expected = ["gazelles", "high_tech_enterprises", "high_tech_enterprises", "incubators"]
    assert query(nightly, keys) == [(key,) for key in expected]
    build(tmp_path, rebuilt)
    assert marts(nightly) == marts(rebuilt)


def marts(warehouse: Path) -> dict[str, list[str]]:
    names = query(warehouse, "select table_name from duckdb_tables() where schema_name = 'marts'")
    return {name: sorted(map(repr, query(warehouse, f"from marts.{name}"))) for (name,) in names}
