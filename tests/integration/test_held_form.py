"""A book of project forms of which one does not add up: it is held, the others are published."""

from __future__ import annotations

import shutil
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING

import duckdb
import pytest
import yaml
from rich.console import Console

from ingest.display.status import show_status
from ingest.records import ONE_PROJECT
from ingest.settings import ROOT, Settings
from ingest.steps import run_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORM = """
<p>项目支出绩效目标申报表</p><p>（{year}年度）</p><p>单位：万元</p>
<table>
<tr><td>项目名称</td><td colspan="4">{name}</td></tr>
<tr><td rowspan="3">项目资金</td><td>资金总额</td><td colspan="3">{total}</td></tr>
<tr><td>其中：财政拨款</td><td colspan="3">{fiscal}</td></tr>
<tr><td>其他资金</td><td colspan="3">{other}</td></tr>
<tr><td rowspan="2">绩效指标</td>
<td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td></tr>
<tr><td>产出指标</td><td>数量指标</td><td>{indicator}</td><td>{target}</td></tr>
</table>"""
COLUMNS = ("name", "total", "fiscal", "other", "indicator", "target")
PARTLY = [
    ("孵化器建设", "120.00", "100.00", "20.00", "新增孵化器", "≥10家"),
    ("科普活动", "1,090.30", "1,041.90", "100.00", "活动场次", "≥6场"),
    ("人才公寓", "50.00", "50.00", "0.00", "新增房源", "≥90套"),
]
NONE_HOLDS = [
    ("科普讲座", "10.00", "8.00", "1.00", "讲座场次", "≥3场"),
    ("成果展览", "30.00", "8.00", "1.00", "展览场次", "≥2场"),
]
BOOK = "document_id in (select document_id from dim_document where source_uri like '%{}')"


def write(path: Path, year: int, projects: list[tuple[str, ...]]) -> None:
    forms = (FORM.format(year=year, **dict(zip(COLUMNS, row, strict=True))) for row in projects)
    path.write_text("<html><body>" + "".join(forms) + "</body></html>", encoding="utf-8")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A night on Huangpu's documents and two books of its bureau."""
    root = tmp_path_factory.mktemp("books")
    settings = Settings(home=root, documents=root / "documents", places=root / "places")
    shutil.copytree(ROOT / "documents" / "huangpu", settings.documents / "huangpu")
    shutil.copytree(ROOT / "ingest" / "places", settings.places)
    write(settings.documents / "partly.html", 2023, PARTLY)
    write(settings.documents / "none.html", 2024, NONE_HOLDS)
    file = settings.places / "huangpu.yml"
    place = yaml.safe_load(file.read_text(encoding="utf-8"))
    place["departments"][0]["forms"]["project_target_form"] = {
        "since": 2023,
        "due": {"month": 4, "day": 30},
        "sources": {2023: "partly.html", 2024: "none.html"},
    }
    file.write_text(yaml.safe_dump(place, allow_unicode=True), encoding="utf-8")
    run_line(settings, "night")
    return settings


@pytest.fixture(scope="module")
def marts(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    path = str(settings.published / "marts.duckdb")
    with duckdb.connect(path, read_only=True) as connection:
        connection.execute("use marts")
        yield connection


def test_the_document_says_which_form_is_held_and_why(marts: duckdb.DuckDBPyConnection) -> None:
    documents = marts.execute(
        "select status, is_current, held_forms, status_reason from dim_document"
        " where source_uri like '%.html' order by source_uri desc"
    ).fetchall()
    (partly, none) = documents
    assert partly[:3] == ("loaded", True, 1)
    assert "项目 2 科普活动：总额对印出的各项资金来源之和：1090.3 对 1141.9，差 -51.6" in partly[3]
    assert "项目 1" not in partly[3]
    assert none[:3] == ("held", False, 0)
    assert "10 对 9，差 1" in none[3]
    [(others,)] = marts.execute(
        "select max(held_forms) from dim_document where source_uri not like '%.html'"
    ).fetchall()
    assert others == 0


def test_the_ledger_says_so(marts: duckdb.DuckDBPyConnection) -> None:
    ledger = marts.execute(
        "select fiscal_year, state, held_forms, reason like '%项目 2 科普活动%'"
        " from mart_document_ledger where form = 'project_target_form'"
        " and fiscal_year <= 2024 order by 1"
    ).fetchall()
    assert ledger == [(2023, "loaded", 1, True), (2024, "held", 0, False)]


def test_the_facts_are_of_the_forms_that_hold(marts: duckdb.DuckDBPyConnection) -> None:
    funding = marts.execute(
        f"select project_no, total_wan from fct_project_funding where {BOOK.format('partly.html')}"
        " order by 1"
    ).fetchall()
    assert funding == [(1, Decimal(120)), (3, Decimal(50))]
    for fact, held in (("fct_project_fund", 3), ("fct_indicator_value", 1)):
        found = marts.execute(
            f"select project_no, count(*) from {fact} where {BOOK.format('partly.html')}"
            " group by all order by all"
        ).fetchall()
        assert found == [(1, held), (3, held)], fact
        assert marts.execute(f"from {fact} where {BOOK.format('none.html')}").fetchall() == [], fact


def test_every_check_is_published_with_its_project(marts: duckdb.DuckDBPyConnection) -> None:
    checks = marts.execute(
        "select project_no, status, left_value, right_value from fct_reconciliation"
        f" where {BOOK.format('partly.html')} and rule_key = 'project_funds_add_up' order by 1"
    ).fetchall()
    assert checks == [
        (1, "pass", Decimal(120), Decimal(120)),
        (2, "fail", Decimal("1090.3"), Decimal("1141.9")),
        (3, "pass", Decimal(50), Decimal(50)),
    ]


def test_dbt_knows_the_forms_of_one_project() -> None:
    project = yaml.safe_load((ROOT / "dbt_project" / "dbt_project.yml").read_text("utf-8"))
    assert set(project["vars"]["one_project_forms"]) == ONE_PROJECT


def test_the_status_shows_it(settings: Settings) -> None:
    console = Console(file=StringIO(), width=120, color_system=None)
    show_status(settings, console)
    lines = console.file.getvalue().splitlines()
    assert [line for line in lines if line.startswith("  held in part") and "partly.html" in line]
    assert [line for line in lines if line.startswith("  held none.html")]
