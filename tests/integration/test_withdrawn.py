"""What the registry no longer claims leaves the marts, and comes back as it was."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import yaml
from published import GUANGZHOU_2023, HUANGPU_2022, HUANGPU_2023, NANSHA_2023, PROJECTS_2023

from ingest.landing.raw import loads, query
from ingest.runs import read_run
from ingest.settings import ROOT, Settings
from ingest.steps import run_line

if TYPE_CHECKING:
    from pathlib import Path

REASON = "部门来函撤回，改日重报"
FACTS = ("fct_budget_line", "fct_indicator_value", "fct_project_funding", "fct_task_funding")
MADE_BY_PUBLISHING = {"dim_publication", "fct_change"}
"""They grow with every publication."""


def rows(settings: Settings, sql: str) -> list[Any]:
    with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
        return marts.execute(f"use marts; {sql}").fetchall()


def everything(settings: Settings) -> dict[str, list[str]]:
    names = rows(settings, "select table_name from duckdb_tables() where schema_name = 'marts'")
    return {
        name: sorted(map(repr, rows(settings, f"from {name}")))
        for (name,) in names
        if name not in MADE_BY_PUBLISHING
    }


def change(settings: Settings, place: str, department: int, form: str, **changes: Any) -> None:
    path = settings.places / f"{place}.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["departments"][department]["forms"][form] |= changes
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


@pytest.fixture(scope="module")
def nights(night: Settings, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Settings]:
    """A night after which much is withdrawn, and one after which all of it is back."""
    root: Path = tmp_path_factory.mktemp("nights")
    shutil.copytree(
        night.home, root / "var", symlinks=True, ignore=shutil.ignore_patterns("airflow")
    )
    shutil.copytree(ROOT / "documents", root / "documents")
    shutil.copytree(ROOT / "ingest" / "places", root / "places")
    settings = Settings(home=root / "var", documents=root / "documents", places=root / "places")
    (settings.places / "nansha.yml").unlink()  # its file lies there still
    change(settings, "guangzhou", 1, "project_target_table", sources={})
    (settings.documents / PROJECTS_2023).unlink()
    change(settings, "huangpu", 0, "department_target_form", withdrawn={2023: REASON})
    change(settings, "guangzhou", 0, "department_target_form", sources={2023: "typo.txt"})
    assert run_line(settings, "withdrawn") is not None
    shutil.copytree(settings.home, root / "then", symlinks=True)

    shutil.copytree(ROOT / "documents", settings.documents, dirs_exist_ok=True)
    shutil.copytree(ROOT / "ingest" / "places", settings.places, dirs_exist_ok=True)
    assert run_line(settings, "back") is not None
    return Settings(home=root / "then"), settings


@pytest.fixture(scope="module")
def withdrawn(nights: tuple[Settings, Settings]) -> Settings:
    return nights[0]


def test_each_document_says_what_became_of_it(withdrawn: Settings) -> None:
    found = rows(
        withdrawn, "select source_uri, status, is_current, status_reason from dim_document"
    )
    gone = "登记表不再列出此文件 · the registry no longer lists this document"
    no_source = (
        "登记表不再写明此文件的来源 · the registry no longer names a source of this document"
    )
    assert sorted(found) == sorted(
        [
            (GUANGZHOU_2023, "loaded", True, None),
            (HUANGPU_2022, "loaded", True, None),
            (HUANGPU_2023, "withdrawn", False, REASON),
            (NANSHA_2023, "withdrawn", False, gone),
            (PROJECTS_2023, "withdrawn", False, no_source),
        ]
    )


def test_the_ledger_shows_the_slots_and_the_file_left_behind(withdrawn: Settings) -> None:
    found = rows(
        withdrawn,
        "select source_uri, state, slot_key is null from mart_document_ledger"
        " where state not in ('not_due', 'missing')",
    )
    assert sorted(found) == sorted(
        [
            (GUANGZHOU_2023, "loaded", False),
            (HUANGPU_2022, "loaded", False),
            (HUANGPU_2023, "withdrawn", False),
            (PROJECTS_2023, "withdrawn", False),
            (NANSHA_2023, "quarantined", True),
            (GUANGZHOU_2023, "quarantined", True),  # since its line names another file
        ]
    )
    reasons = rows(withdrawn, "select reason from mart_document_ledger where slot_key is null")
    assert sorted(reasons) == [
        (f"{uri}: no place file registers department_target_form.txt",)
        for uri in (GUANGZHOU_2023, NANSHA_2023)
    ]


def test_only_what_is_claimed_is_published(withdrawn: Settings) -> None:
    for fact in FACTS:
        found = rows(
            withdrawn,
            f"select distinct source_uri from {fact} join dim_document using (document_id)",
        )
        assert {uri for (uri,) in found} <= {GUANGZHOU_2023, HUANGPU_2022}, fact
    enterprises = (
        "select district_key, fiscal_year from mart_high_tech_enterprises where actual > 0"
    )
    assert ("huangpu", 2022) in rows(withdrawn, enterprises)
    named = "select * from mart_high_tech_enterprises where district_key = 'nansha'"
    assert rows(withdrawn, named) == []


def test_its_facts_stay_in_the_warehouse(withdrawn: Settings, night: Settings) -> None:
    counts = []
    for settings in (withdrawn, night):
        with duckdb.connect(str(settings.warehouse), read_only=True) as warehouse:
            counts.append(
                warehouse.execute(
                    "select document_id, count(*) from core.core_indicator_value"
                    " group by document_id order by document_id"
                ).fetchall()
            )
    assert len(counts[0]) == 5
    assert counts[0] == counts[1]


def test_a_place_that_is_registered_no_longer_stays_with_its_documents(withdrawn: Settings) -> None:
    found = rows(withdrawn, "select name_zh, level from dim_district where district_key = 'nansha'")
    assert found == [("南沙区", "district")]
    names = rows(withdrawn, "select name_zh from dim_department where district_key = 'nansha'")
    assert names == [("广州南沙经济技术开发区科学技术局",)]


def test_what_comes_back_is_as_it_was_and_not_read_again(
    nights: tuple[Settings, Settings], night: Settings
) -> None:
    back = nights[1]
    run = read_run(back, "back")
    assert run
    assert [step.said for step in run.steps if step.name == "plan"] == ["0 documents to read"]
    newest = loads(back.raw)[-1].name.removeprefix("load=")
    landed = query(back.raw, "documents", "select * from landed where load = $load", load=newest)
    assert landed == []
    assert everything(back) == everything(night)
