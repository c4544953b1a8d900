"""The dashboards' source: what Superset will import is whole, in Chinese, and always the same."""

import re
from collections import Counter

import pytest
import yaml

from dashboards.bundle import (
    COLUMNS,
    FOLDER,
    Chart,
    Dashboard,
    bundle,
    dashboards,
    datasets,
    query_of,
)
from ingest.servers.dashboards import SLUGS

URI = "postgresql://marts_reader:s3cret@127.0.0.1:5433/postgres"
UNIT = re.compile(r"（[^）]*(家|%|亿元|万元|项|份|个|分|条|天|单位见|单位随)[^）]*）")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ALL = dashboards()
CHARTS = [(dashboard, chart) for dashboard in ALL for chart in dashboard.charts]


def names(one: object) -> str:
    return one.slug if isinstance(one, Dashboard) else getattr(one, "name", str(one))


def test_the_five_are_there_in_the_order_of_reading() -> None:
    assert tuple(dashboard.slug for dashboard in ALL) == SLUGS


@pytest.mark.parametrize(("dashboard", "chart"), CHARTS, ids=names)
def test_a_title_says_in_chinese_what_is_shown_and_in_which_unit(
    dashboard: Dashboard, chart: Chart
) -> None:
    assert CHINESE.search(chart.title)
    if chart.dataset != "publication":
        assert UNIT.search(chart.title), "a title names the unit in （）"
        assert chart.about, "a chart says what is behind it"


@pytest.mark.parametrize("dashboard", ALL, ids=names)
def test_a_page_begins_with_the_publication_that_it_shows(dashboard: Dashboard) -> None:
    assert dashboard.charts[0].dataset == "publication"
    assert "截至" in dashboard.charts[0].title


@pytest.mark.parametrize("dashboard", ALL, ids=names)
def test_a_row_fits_the_page_and_a_chart_stands_on_it_once(dashboard: Dashboard) -> None:
    for row in dashboard.rows:
        assert sum(COLUMNS if isinstance(one, str) else one.width for one in row) <= COLUMNS
    assert max(Counter(chart.name for chart in dashboard.charts).values()) == 1


@pytest.mark.parametrize("dashboard", ALL, ids=names)
def test_filters_act_on_every_chart_that_has_the_column(dashboard: Dashboard) -> None:
    exported = yaml.safe_load(bundle(URI)[f"dashboards/{dashboard.slug}.yaml"])
    filters = exported["metadata"]["native_filter_configuration"]
    assert {"地区", "部门", "年度"} <= {one["name"] for one in filters}
    for one in filters:
        excluded = one["scope"]["excluded"]
        for number, chart in enumerate(dashboard.charts, start=1):
            has_it = f'as "{one["name"]}"' in datasets()[chart.dataset]
            assert (number not in excluded) == (has_it and one["name"] not in chart.unfiltered)
        assert len(excluded) < len(dashboard.charts), "a filter that acts on nothing"


def test_names_and_uuids_are_of_one_thing_each() -> None:
    files = {name: yaml.safe_load(text) for name, text in bundle(URI).items()}
    uuids = Counter(content["uuid"] for name, content in files.items() if name != "metadata.yaml")
    assert max(uuids.values()) == 1
    same = {chart.name: chart for _, chart in CHARTS}
    assert all(same[chart.name] == chart for _, chart in CHARTS), "one name, two charts"


def test_the_same_source_makes_the_same_files() -> None:
    assert bundle(URI) == bundle(URI)


def test_all_that_is_referred_to_is_in_the_bundle() -> None:
    files = {name: yaml.safe_load(text) for name, text in bundle(URI).items()}
    uuids = {content.get("uuid") for content in files.values()}
    for name, content in files.items():
        if name.startswith("charts/"):
            assert content["dataset_uuid"] in uuids
        if name.startswith("datasets/"):
            assert content["database_uuid"] in uuids
        if name.startswith("dashboards/"):
            placed = [
                one["meta"]["uuid"]
                for one in content["position"].values()
                if isinstance(one, dict) and one["type"] == "CHART"
            ]
            assert placed and set(placed) <= uuids


def test_every_dataset_is_used() -> None:
    assert {chart.dataset for _, chart in CHARTS} == set(datasets())


def test_the_password_is_in_the_import_and_in_no_file_of_the_repository() -> None:
    database = yaml.safe_load(bundle(URI)["databases/marts.yaml"])
    assert database["sqlalchemy_uri"] == URI.replace("postgresql:", "postgresql+psycopg2:")
    assert database["allow_dml"] is False
    kept = [path for path in FOLDER.rglob("*") if path.suffix in {".yml", ".sql", ".py"}]
    for path in kept:
        assert not re.search(
            r"postgres(ql)?://\w+:(?!secret|password)\w+@", path.read_text("utf-8")
        )


def test_a_query_groups_by_what_is_not_measured() -> None:
    chart = Chart("c", "t", "bar", "tasks", x="任务", series="年度", metrics={"数": "count(*)"})
    assert query_of(chart) == (
        'select "任务", "年度", count(*) as "数" from dataset group by "任务", "年度"'
    )
    table = Chart("c", "t", "table", "tasks", columns=("任务",), where="\"年度\" = '2023'")
    assert query_of(table) == 'select "任务" from dataset where "年度" = \'2023\''


def test_a_figure_leads_to_its_page_where_the_report_is_served() -> None:
    served = datasets("http://127.0.0.1:8089")["sources"]
    assert '<a href="http://127.0.0.1:8089/document/' in served
    assert "{report}" not in served
    assert "when '' = '' then 'jixiao trace '" in datasets()["sources"]
