"""Forms that print no unit of money, through the whole line: all but their money is published."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest
import yaml

from ingest.landing.raw import query
from ingest.settings import ROOT, Settings
from ingest.steps import run_line

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = """<h2>部门整体绩效目标申报表</h2><table>
<tr><td>部门名称</td><td colspan=3>广州南沙经济技术开发区科学技术局</td></tr>
<tr><td rowspan=2>预算整体情况</td><td>基本支出</td><td colspan=2>30.00</td></tr>
<tr><td>项目支出</td><td colspan=2>20.00</td></tr>
<tr><td>总体绩效目标</td><td colspan=3>办好科普</td></tr>
<tr><td>重点工作任务</td><td>任务名称</td><td>主要实施内容</td><td>拟投入的资金</td></tr>
<tr><td></td><td>人口抽样调查</td><td>入户登记</td><td>12.00</td></tr>
<tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td></tr>
<tr><td>产出指标</td><td>数量指标</td><td>科普活动</td><td>≥3场</td></tr></table>"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    root = tmp_path_factory.mktemp("in_part")
    settings = Settings(home=root, documents=root / "documents", places=root / "places")
    settings.documents.mkdir()
    (settings.documents / "a.html").write_text(PAGE, encoding="utf-8")
    shutil.copytree(ROOT / "ingest" / "places", settings.places)
    file = settings.places / "nansha.yml"
    place = yaml.safe_load(file.read_text(encoding="utf-8"))
    form = place["departments"][0]["forms"]["department_target_form"]
    form |= {"since": 2023, "sources": {2023: "a.html"}}
    file.write_text(yaml.safe_dump(place, allow_unicode=True), encoding="utf-8")
    run_line(settings, "in part")
    return settings


@pytest.fixture
def marts(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as connection:
        connection.execute("set schema = 'marts'")
        yield connection


def test_indicators_and_tasks_are_published(marts: duckdb.DuckDBPyConnection) -> None:
    values = "select indicator_name, operator, value, unit from fct_indicator_value"
    assert marts.execute(values).fetchall() == [("科普活动", ">=", 3, "场")]
    tasks = "select task_name, amount_wan, amount_text from fct_task_funding"
    assert marts.execute(tasks).fetchall() == [("人口抽样调查", None, None)]
    assert marts.execute("select * from fct_budget_line").fetchall() == []


def test_the_ledger_and_the_problems_say_what_is_not_used(marts: duckdb.DuckDBPyConnection) -> None:
    ledger = "select state, reason from mart_document_ledger where document_id is not null"
    ((state, reason),) = marts.execute(ledger).fetchall()
    assert state == "loaded"
    assert reason.startswith("a.html: read in part, not used: money 资金: no unit of money")
    documents = "select status, status_reason, amount_unit from dim_document"
    assert marts.execute(documents).fetchall() == [("loaded", reason, None)]
    problems = "select severity, family from fct_document_problem"
    assert marts.execute(problems).fetchall() == [("error", "money")]


def test_the_raw_table_keeps_the_amounts_as_printed(settings: Settings) -> None:
    lines = query(settings.raw, "budget_lines", "select * from landed")
    kept = [(row["item"], row["amount_wan"], row["amount_text"]) for row in lines]
    assert kept == [("基本支出", None, "30.00"), ("项目支出", None, "20.00")]
