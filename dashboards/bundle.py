"""The dashboards as Superset imports them, made from ``*.yml`` and ``datasets/*.sql``.

A dashboard is one YAML file: its title, its filters, its rows of charts. A chart names its kind,
its dataset, what it measures and by what; ``_KINDS`` says what that means in Superset. UUIDs follow
from names, so importing again replaces what was imported before.

>>> sorted(bundle("postgresql://reader:secret@127.0.0.1:5433/postgres"))[:2]
['charts/as_of.yaml', 'charts/budget_by_nature.yaml']
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, UUID, uuid5

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parent
DATABASE = "jixiao marts 绩效集市"
COLUMNS = 12
"""Superset divides the width of a dashboard into so many."""
_VERSION = "1.0.0"
_AS_OF = "as_of"
# A series has its colour on every chart by its name: what is exact is strong, bounds are pale.
_COLOURS = {
    **{"完成值（确数）": "#1a5fb4", "完成值（下限）": "#78aeed", "完成值（上限）": "#a9cdf5"},
    **{"年度目标（确数）": "#c64600", "年度目标（下限）": "#f0a35e", "年度目标（上限）": "#f7cfa8"},
    **{
        "实施周期目标（确数）": "#5e5c64",
        "实施周期目标（下限）": "#b5b2bd",
        "实施周期目标（上限）": "#d6d4da",
    },
    **{"①年初预算（申报表）": "#f0a35e", "②全年预算数（自评报告）": "#b5b2bd"},
    "③执行数（自评报告）": "#1a5fb4",
    **{"达到": "#2e8b57", "未达到": "#c01c28", "报告称未达到（无数字）": "#e66a72"},
    **{"报告未提及": "#e0a800", "无法比较": "#9a8fb8", "尚无报告": "#c8ccd2"},
    **{"相符": "#2e8b57", "不符": "#c01c28", "不适用": "#c8ccd2", "数据不足": "#e0a800"},
    **{"已发布": "#2e8b57", "逾期未见": "#c01c28", "未到期": "#c8ccd2"},
    **{"搁置（勾稽不符）": "#e0a800", "隔离（无法使用）": "#9a8fb8"},
}
_SCHEME = "supersetColors"


@dataclass(frozen=True)
class Chart:
    """One chart: what it shows, of which dataset, how large."""

    name: str
    title: str
    kind: str
    dataset: str
    about: str = ""
    columns: tuple[str, ...] = ()
    metrics: dict[str, str] = field(default_factory=dict)
    x: str | None = None
    series: str | None = None
    where: str | None = None
    order: tuple[str, ...] = ()
    width: int = COLUMNS
    height: int = 50
    unfiltered: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def uuid(self) -> UUID:
        """Always the same for the same name."""
        return uuid_of("chart", self.name)


@dataclass(frozen=True)
class Dashboard:
    """One dashboard: rows of charts and texts, and filters by column."""

    slug: str
    title: str
    about: str
    filters: dict[str, str]
    chosen: dict[str, list[str]]
    rows: tuple[tuple[Chart | str, ...], ...]
    position: int

    @property
    def uuid(self) -> UUID:
        """Always the same for the same slug."""
        return uuid_of("dashboard", self.slug)

    @cached_property
    def charts(self) -> tuple[Chart, ...]:
        """Its charts, in the order in which they stand."""
        return tuple(one for row in self.rows for one in row if isinstance(one, Chart))


def dashboards() -> list[Dashboard]:
    """All dashboards, in the order in which people read them."""
    read = [_dashboard(path) for path in FOLDER.glob("*.yml")]
    return sorted(read, key=lambda dashboard: dashboard.position)


def datasets(report: str = "") -> dict[str, str]:
    """The SQL of every dataset by name.

    What ``_common.sql`` defines stands before each; one that begins with ``with`` goes on there.
    ``report`` is where the report is served, for links to its pages.
    """
    folder = FOLDER / "datasets"
    common = (folder / "_common.sql").read_text(encoding="utf-8").rstrip()
    found = {}
    for path in sorted(folder.glob("[a-z]*.sql")):
        about, _, query = path.read_text(encoding="utf-8").partition("\n")
        query = re.sub(r"^with ", ", ", query).replace("{report}", report)
        found[path.stem] = f"{about}\n{common}\n\n{query}"
    return found


def bundle(uri: str, report: str = "") -> dict[str, str]:
    """The files of an import by name; ``uri`` is where the marts are read, with its password.

    ``report`` is the address at which the report is served, without a slash at its end.
    """
    files: dict[str, dict[str, Any]] = {
        "metadata.yaml": {
            "version": _VERSION,
            "type": "assets",
            "timestamp": "2026-01-01T00:00:00+00:00",
        },
        "databases/marts.yaml": {
            "database_name": DATABASE,
            "sqlalchemy_uri": re.sub(r"^postgres(ql)?:", "postgresql+psycopg2:", uri),
            "expose_in_sqllab": True,
            "allow_run_async": False,
            "allow_ctas": False,
            "allow_cvas": False,
            "allow_dml": False,
            "allow_csv_upload": False,
            "extra": {"allows_virtual_table_explore": True},
            "is_managed_externally": True,
            "uuid": str(uuid_of("database", "marts")),
            "version": _VERSION,
        },
    }
    for name, sql in datasets(report).items():
        files[f"datasets/{name}.yaml"] = {
            "table_name": f"{name} {_about(sql).partition('：')[0].partition(' ·')[0]}",
            "description": _about(sql),
            "schema": "marts",
            "sql": sql,
            "is_managed_externally": True,
            "uuid": str(uuid_of("dataset", name)),
            "version": _VERSION,
            "database_uuid": str(uuid_of("database", "marts")),
        }
    for dashboard in dashboards():
        files[f"dashboards/{dashboard.slug}.yaml"] = _exported(dashboard)
        for chart in dashboard.charts:
            files[f"charts/{chart.name}.yaml"] = {
                "slice_name": chart.title,
                "description": f"{chart.about} 截至页首所示发布。".strip(),
                "viz_type": _KINDS[chart.kind](chart)["viz_type"],
                "params": _KINDS[chart.kind](chart),
                "is_managed_externally": True,
                "uuid": str(chart.uuid),
                "version": _VERSION,
                "dataset_uuid": str(uuid_of("dataset", chart.dataset)),
            }
    return {
        name: yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        for name, content in files.items()
    }


def uuid_of(kind: str, name: str) -> UUID:
    """The UUID of one of our things.

    >>> uuid_of("chart", "as_of") == uuid_of("chart", "as_of")
    True
    """
    return uuid5(NAMESPACE_URL, f"jixiao/dashboards/{kind}/{name}")


def query_of(chart: Chart) -> str:
    """What the chart asks, as one SQL query over its dataset; its columns bear the chart's names.

    >>> query_of(Chart("c", "t", "bar", "tasks", x="任务", metrics={"金额": 'sum("金额（万元）")'}))
    'select "任务", sum("金额（万元）") as "金额" from dataset group by "任务"'
    """
    keys = [name for name in (chart.x, chart.series, *chart.columns) if name]
    asked = [f'"{key}"' for key in keys]
    asked += [f'{sql} as "{label}"' for label, sql in chart.metrics.items()]
    parts = [f"select {', '.join(asked)} from dataset"]  # noqa: S608 (our own files)
    if chart.where:
        parts.append(f"where {chart.where}")
    if chart.metrics and keys:
        parts.append("group by " + ", ".join(f'"{key}"' for key in keys))
    return " ".join(parts)


def _about(sql: str) -> str:
    return sql.partition("\n")[0].removeprefix("--").strip()


def _dashboard(path: Path) -> Dashboard:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    rows = [[{"name": _AS_OF, **_AS_OF_CHART}], *content["rows"]]
    return Dashboard(
        slug=path.stem,
        title=content["title"],
        about=content["about"],
        filters=content["filters"],
        chosen=content.get("chosen", {}),
        rows=tuple(
            tuple(one if isinstance(one, str) else _chart(one) for one in row) for row in rows
        ),
        position=content["position"],
    )


_AS_OF_CHART = {
    "title": "数据截至（本页各图同此发布）",
    "kind": "table",
    "dataset": "publication",
    "about": "本页图表取自这次发布；每夜发布后自动更新。 All charts are as of this publication.",
    "columns": [
        "数据截至（北京时间）",
        "已发布文件（份）",
        "逾期未见文件（份）",
        "指标数（条）",
        "预算金额（条）",
        "勾稽不符（项）",
        "审计警告（项）",
        "发布编号",
    ],
    "height": 18,
}


def _chart(content: dict[str, Any]) -> Chart:
    lists = {
        key: tuple(content[key]) for key in ("columns", "order", "unfiltered") if key in content
    }
    return Chart(**{**content, **lists})


# --- what Superset calls it ---------------------------------------------------------------------


def _exported(dashboard: Dashboard) -> dict[str, Any]:
    return {
        "dashboard_title": dashboard.title,
        "description": dashboard.about,
        "slug": dashboard.slug,
        "css": _CSS,
        "uuid": str(dashboard.uuid),
        "position": _position(dashboard),
        "metadata": {
            "color_scheme": _SCHEME,
            "label_colors": _COLOURS,
            "cross_filters_enabled": True,
            "refresh_frequency": 0,
            "filter_bar_orientation": "HORIZONTAL",
            "native_filter_configuration": _filters(dashboard),
        },
        "published": True,
        "is_managed_externally": True,
        "version": _VERSION,
    }


_CSS = """\
.slice_container table td, .slice_container table th { font-size: 13px; }
"""


def _position(dashboard: Dashboard) -> dict[str, Any]:
    """Where everything stands: a grid of rows of charts and texts."""
    rows = [f"ROW-{number}" for number in range(len(dashboard.rows))]
    position: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]},
        "GRID_ID": {"id": "GRID_ID", "type": "GRID", "children": rows, "parents": ["ROOT_ID"]},
        "HEADER_ID": {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": dashboard.title}},
    }
    for row, content in zip(rows, dashboard.rows, strict=True):
        children = []
        for number, one in enumerate(content):
            key, kind, meta = _placed(dashboard, row, number, one)
            children.append(key)
            position[key] = {
                "id": key,
                "type": kind,
                "meta": meta,
                "children": [],
                "parents": ["ROOT_ID", "GRID_ID", row],
            }
        position[row] = {
            "id": row,
            "type": "ROW",
            "meta": {"background": "BACKGROUND_TRANSPARENT"},
            "children": children,
            "parents": ["ROOT_ID", "GRID_ID"],
        }
    return position


def _placed(
    dashboard: Dashboard, row: str, number: int, one: Chart | str
) -> tuple[str, str, dict[str, Any]]:
    if isinstance(one, str):
        height = 6 + 4 * one.count("\n")
        return f"MARKDOWN-{row}-{number}", "MARKDOWN", {"code": one, "width": 12, "height": height}
    meta = {
        "chartId": dashboard.charts.index(one) + 1,
        "uuid": str(one.uuid),
        "sliceName": one.title,
        "width": one.width,
        "height": one.height,
    }
    return f"CHART-{one.name}", "CHART", meta


def _filters(dashboard: Dashboard) -> list[dict[str, Any]]:
    """One filter a column; it acts on every chart whose dataset has the column."""
    known = datasets()
    found: list[dict[str, Any]] = []
    for column, dataset in dashboard.filters.items():
        untouched = [
            number
            for number, chart in enumerate(dashboard.charts, start=1)
            if column in chart.unfiltered or f'as "{column}"' not in known[chart.dataset]
        ]
        found.append(
            {
                "id": f"NATIVE_FILTER-{uuid_of('filter', f'{dashboard.slug}/{column}').hex[:20]}",
                "name": column,
                "type": "NATIVE_FILTER",
                "filterType": "filter_select",
                "targets": [
                    {
                        "column": {"name": column},
                        "datasetUuid": str(uuid_of("dataset", dataset)),
                    }
                ],
                "defaultDataMask": _chosen(column, dashboard.chosen.get(column, [])),
                "cascadeParentIds": [found[0]["id"]] if column == "部门" and found else [],
                "scope": {"rootPath": ["ROOT_ID"], "excluded": untouched},
                "controlValues": {
                    "multiSelect": True,
                    "enableEmptyFilter": False,
                    "defaultToFirstItem": False,
                    "inverseSelection": False,
                    "searchAllOptions": False,
                    "sortAscending": column != "年度",
                },
            }
        )
    return found


def _chosen(column: str, values: list[str]) -> dict[str, Any]:
    """What a filter begins with."""
    if not values:
        return {"extraFormData": {}, "filterState": {}, "ownState": {}}
    return {
        "extraFormData": {"filters": [{"col": column, "op": "IN", "val": values}]},
        "filterState": {"value": values, "label": ", ".join(values)},
        "ownState": {},
    }


def _metric(chart: Chart, label: str) -> dict[str, Any]:
    return {
        "expressionType": "SQL",
        "sqlExpression": chart.metrics[label],
        "label": label,
        "hasCustomLabel": True,
        "optionName": f"metric_{uuid_of('metric', f'{chart.name}/{label}').hex[:12]}",
    }


def _metrics(chart: Chart) -> list[dict[str, Any]]:
    return [_metric(chart, label) for label in chart.metrics]


def _asked(chart: Chart) -> dict[str, Any]:
    """What every kind has: its rows, and how many at most."""
    where = [{"clause": "WHERE", "expressionType": "SQL", "sqlExpression": chart.where}]
    return {"adhoc_filters": where if chart.where else [], "row_limit": 1000}


def _table(chart: Chart) -> dict[str, Any]:
    rows: dict[str, Any] = {"query_mode": "raw", "all_columns": list(chart.columns)}
    if chart.metrics:
        rows = {
            "query_mode": "aggregate",
            "groupby": list(chart.columns),
            "metrics": _metrics(chart),
        }
    return {
        "viz_type": "table",
        **_asked(chart),
        **rows,
        "order_by_cols": [
            json.dumps([name.removeprefix("-"), not name.startswith("-")], ensure_ascii=False)
            for name in chart.order
        ],
        "include_search": False,
        "page_length": 0,
        "show_cell_bars": False,
        "color_pn": False,
        "table_timestamp_format": "smart_date",
        "allow_render_html": True,
        **chart.options,
    }


def _bar(chart: Chart, orientation: str = "vertical") -> dict[str, Any]:
    return {
        "viz_type": "echarts_timeseries_bar",
        **_asked(chart),
        "x_axis": chart.x,
        "xAxisForceCategorical": True,
        "metrics": _metrics(chart),
        "groupby": [chart.series] if chart.series else [],
        "x_axis_sort": chart.x,
        "x_axis_sort_asc": True,
        "orientation": orientation,
        "color_scheme": _SCHEME,
        "show_value": True,
        "sort_series_type": "name",
        "sort_series_ascending": True,
        "show_legend": bool(chart.series) or len(chart.metrics) > 1,
        "legendType": "plain",
        "legendOrientation": "top",
        "legendMargin": 44,
        "truncate_metric": True,
        "show_empty_columns": False,
        "rich_tooltip": True,
        "y_axis_format": ",.2~f",
        "truncateYAxis": False,
        "y_axis_bounds": [0, None],
        **chart.options,
    }


def _ranking(chart: Chart) -> dict[str, Any]:
    by_value = {
        "x_axis_sort": next(iter(chart.metrics)),
        "x_axis_sort_asc": True,
        "x_axis_sort_series": "sum",
        "x_axis_sort_series_ascending": True,
    }
    return {**_bar(chart, "horizontal"), **by_value, **chart.options}


def _stacked(chart: Chart) -> dict[str, Any]:
    return {**_bar(chart), "stack": "Stack", **chart.options}


def _number(chart: Chart) -> dict[str, Any]:
    return {
        "viz_type": "big_number_total",
        **_asked(chart),
        "metric": _metrics(chart)[0],
        "subtitle": chart.about,
        "header_font_size": 0.4,
        "subtitle_font_size": 0.125,
        "y_axis_format": ",.2~f",
        **chart.options,
    }


_KINDS: dict[str, Callable[[Chart], dict[str, Any]]] = {
    "table": _table,
    "bar": _bar,
    "ranking": _ranking,
    "stacked": _stacked,
    "number": _number,
}
