"""Metrics by name: MetricFlow answers on the published marts what SQL answers."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ingest.settings import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from ingest.settings import Settings

Ask = Callable[..., list[tuple[Any, ...]]]
BIN = Path(sys.executable).parent
YEAR = "metric_time__year"


@pytest.fixture(scope="module")
def environment(night: Settings, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of ``mf``: a parsed dbt project, and the marts of the night."""
    folder = tmp_path_factory.mktemp("metrics")
    project = folder / "dbt_project"
    shutil.copytree(ROOT / "dbt_project", project, ignore=shutil.ignore_patterns("target", "logs"))
    environment = {
        "DBT_PROJECT_DIR": str(project),
        "DBT_PROFILES_DIR": str(project),
        # not the file itself, which this process has open otherwise
        "JIXIAO_MARTS": str(
            shutil.copy(night.published / "marts.duckdb", folder / "jixiao.duckdb")
        ),
        # mf asks PyPI whether it is the newest
        "https_proxy": "http://127.0.0.1:9",
    }
    command = [BIN / "dbt", "parse", "--quiet"]
    subprocess.run(command, env=os.environ | environment, cwd=project, check=True)
    return environment


@pytest.fixture(scope="module")
def ask(environment: dict[str, str]) -> Iterator[Ask]:
    """Rows of metrics, by MetricFlow's engine as ``mf query`` uses it."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        from dbt_metricflow.cli.cli_configuration import CLIConfiguration
        from metricflow.engine.metricflow_engine import MetricFlowQueryRequest

        configuration = CLIConfiguration()
        configuration.setup(configure_file_logging=False)

        def rows(*metrics: str, by: tuple[str, ...] = (), where: str = "") -> list[Any]:
            request = MetricFlowQueryRequest.create(
                metric_names=metrics,
                group_by_names=by or None,
                where_constraints=[where] if where else None,
            )
            return _plain(configuration.mf.query(mf_request=request).result_df.rows)

        yield rows
        configuration.sql_client.close()


def _plain(rows: Any) -> list[tuple[Any, ...]]:
    return sorted((tuple(map(_value, row)) for row in rows), key=str)


def _value(value: Any) -> Any:
    if isinstance(value, date):
        return value.year
    if isinstance(value, int | float | Decimal):
        return round(Decimal(str(value)).normalize(), 6)
    return value


@pytest.mark.parametrize(
    ("metrics", "by", "sql"),
    [
        pytest.param(
            ["high_tech_enterprises", "high_tech_enterprises_target"],
            [YEAR, "district"],
            """select fiscal_year, district_key, sum(actual), sum(target_annual)
               from mart_high_tech_enterprises where statistic = 'stock' group by all""",
            id="a stock by year",
        ),
        pytest.param(
            ["high_tech_enterprises_certified_target", "high_tech_enterprises_net_increase_target"],
            ["district__district_name_zh"],
            """select district_name_zh,
                   sum(target_annual) filter (statistic = 'certified'),
                   sum(target_annual) filter (statistic = 'net_increase')
               from mart_high_tech_enterprises group by all""",
            id="flows over all years",
        ),
        pytest.param(
            ["targets_printed", "targets_judged", "share_of_targets_met"],
            [YEAR, "department"],
            """select fiscal_year, department_key, targets_printed, targets_judged,
                   targets_met / nullif(targets_judged, 0)
               from mart_coverage""",
            id="a ratio",
        ),
        pytest.param(
            ["targets"],
            ["target__outcome", "district__district_level"],
            """select outcome, level, count(*)
               from mart_target_vs_actual inner join dim_district using (district_key)
               group by all""",
            id="counts by outcome",
        ),
        pytest.param(
            ["budget_initial", "budget_final", "executed", "execution_rate"],
            [YEAR, "body"],
            """select fiscal_year, body_key, sum(budget_initial_wan), sum(budget_final_wan),
                   sum(executed_wan), sum(executed_wan) / sum(budget_final_wan)
               from mart_budget_overview group by all""",
            id="budgets",
        ),
        pytest.param(
            ["project_planned", "project_count"],
            [YEAR],
            """select fiscal_year, sum(planned_wan), count(distinct project_key)
               from mart_project group by all""",
            id="projects",
        ),
        pytest.param(
            ["transferred"],
            ["transfer__to_district_name"],
            "select to_district_name, sum(amount_wan) from mart_transfer group by all",
            id="transfers",
        ),
        pytest.param(
            ["indicator_rate", "indicators_contradicted"],
            [YEAR, "indicator__indicator_name_zh"],
            """select fiscal_year, indicator_name_zh, avg(actual) filter (statistic = 'rate'),
                   count(*) filter (is_contradicted)
               from mart_indicator_wide group by all""",
            id="indicators",
        ),
    ],
)
def test_a_metric_is_what_sql_says(
    ask: Ask,
    marts: duckdb.DuckDBPyConnection,
    metrics: list[str],
    by: list[str],
    sql: str,
) -> None:
    expected = _plain(marts.execute(sql).fetchall())
    assert expected
    assert ask(*metrics, by=tuple(by)) == expected


def test_a_stock_is_not_added_over_the_years(ask: Ask, marts: duckdb.DuckDBPyConnection) -> None:
    latest = """select district_key, last(actual order by fiscal_year)
                from mart_high_tech_enterprises
                where statistic = 'stock' and actual is not null group by all"""
    assert ask("high_tech_enterprises", by=("district",)) == _plain(
        marts.execute(latest).fetchall()
    )


def test_the_command_answers_a_saved_query(environment: dict[str, str], tmp_path: Path) -> None:
    answer = tmp_path / "answer.csv"
    command = [BIN / "mf", "query", "--quiet", "--csv", str(answer)]
    command += ["--saved-query", "high_tech_by_area_and_year"]
    subprocess.run(command, env=os.environ | environment, check=True, cwd=tmp_path)
    with answer.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {
        (
            row["district__district_name_zh"],
            row[f"{YEAR}"][:4],
            row["high_tech_enterprises"],
            row["high_tech_enterprises_target"],
        )
        for row in rows
    } == {
        ("黄埔区", "2022", "2500.0", ""),
        ("黄埔区", "2023", "", "2500.0"),
        ("南沙区", "2023", "", "1100.0"),
    }
