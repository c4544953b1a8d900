"""Charts as SVG that stands in a page: no script, no request, the same bytes for the same rows.

    svg = figures_chart(rows, title="高新技术企业总数", unit="家")

A bound is a triangle (≥ points up, ≤ down) and an exact figure a circle; what is in doubt or
contradicted is hollow. Tables beside the charts say the same exactly.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from ingest.report.show import money, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.report.queries import Row

MOST_PLACES = 9
MOST_YEARS = 8

_WIDTH = 1000
_FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
_MEASURES = {"target_cycle": "周期目标", "target": "年度目标", "actual": "完成"}
_COLOURS = ["#b08a3e", "#2f6690", "#2e7d4f"]
_BOUNDS = ["确数 exact", "下限 ≥ at least", "上限 ≤ at most"]
_SHAPES = ["circle", "triangle-up", "triangle-down"]
_BUDGETS = {
    "budget_initial_wan": "年初预算",
    "budget_final_wan": "全年预算",
    "executed_wan": "执行",
}
_BUDGET_COLOURS = ["#c9d3dc", "#7fa3c0", "#2f6690"]
_OF_PROGRAMS = re.compile(r' (?:role|aria-[a-z]+|pointer-events|class)="[^"]*"')
_LONG = re.compile(r"(\d\.\d\d)\d+(?=[^<>]*>)")
_SIZE = re.compile(r'^<svg ([^>]*?) width="[\d.]+" height="[\d.]+"')


def points(rows: Iterable[Row], *places: str) -> list[Row]:
    """The numbers of rows of a mart (target, cycle target, actual) as points of a chart.

    ``places`` are the columns that name the small chart they stand in.
    """
    found = []
    for row in rows:
        for measure, said in _MEASURES.items():
            column = measure if measure in row else f"{measure}_annual"
            value, operator = row[column], row[f"{column}_operator"]
            if value is None:
                continue
            found.append(
                {
                    "place": " ".join(row[name] for name in places),
                    "year": str(row["fiscal_year"]),
                    "value": float(value),
                    "room": 1.25 * float(value),  # for the label above it
                    "measure": said,
                    "bound": _bound(operator),
                    "doubt": bool(row["is_in_doubt"] or row["is_contradicted"]),
                    "label": shown(value, operator),
                }
            )
    return found


def figures_chart(
    found: Sequence[Row],
    *,
    title: str,
    unit: str | None,
    is_rank: bool = False,
    apart: bool = False,
) -> Markup | None:
    """Target, cycle target and actual by year, a small chart a place; None without points.

    Of many places the largest are shown, of many years the newest. Charts ``apart`` have axes of
    their own: what they show does not compare.
    """
    years = sorted({point["year"] for point in found})[-MOST_YEARS:]
    largest: dict[str, float] = {}
    for point in found:
        largest[point["place"]] = max(point["value"], largest.get(point["place"], 0))
    sign = 1 if is_rank else -1
    places = sorted(largest, key=lambda place: (sign * largest[place], place))[:MOST_PLACES]
    # Text is data alone: an order that named places would put them into a program of the chart.
    chosen = [
        point | {"order": places.index(point["place"])}
        for point in found
        if point["place"] in places and point["year"] in years
    ]
    if not chosen:
        return None
    import altair as alt  # noqa: PLC0415 (takes half a second, and few nights draw)

    width = 40 + 105 * len(years)
    columns = max(1, min(len(places), _WIDTH // width))
    scale = alt.Scale(zero=True, nice=True, reverse=is_rank)
    data = alt.Chart(_data(alt, chosen))
    placed = data.encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
        xOffset=alt.XOffset("measure:N", scale=alt.Scale(domain=list(_MEASURES.values()))),
    )
    base = placed.encode(
        y=alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=4, format=",~f"), scale=scale),
    )
    colours = alt.Scale(domain=list(_MEASURES.values()), range=_COLOURS)
    drawn = base.encode(
        color=alt.Color("measure:N", scale=colours, title=None),
        shape=alt.Shape("bound:N", scale=alt.Scale(domain=_BOUNDS, range=_SHAPES), title=None),
    )
    sure = drawn.mark_point(size=70, filled=True, opacity=1).transform_filter("!datum.doubt")
    doubtful = drawn.mark_point(size=70, strokeWidth=1.8).transform_filter("datum.doubt")
    labels = base.mark_text(dy=-11, fontSize=9).encode(
        text="label:N", color=alt.Color("measure:N", scale=colours)
    )
    by_size = alt.EncodingSortField("order", op="min")
    room = placed.mark_point(opacity=0).encode(y=alt.Y("room:Q", title=None, scale=scale))
    chart = (
        alt.layer(room, sure, doubtful, labels)
        .properties(width=width, height=110)
        .facet(
            facet=alt.Facet("place:N", title=None, sort=by_size, header=_header(alt)),
            columns=columns,
        )
    )
    if apart:
        chart = chart.resolve_scale(y="independent")
    return _svg(chart, f"{title}：{_said(chosen)}（单位：{unit or '无'}）")


def budgets_chart(rows: Sequence[Row], *, title: str) -> Markup | None:
    """Budgets beside execution, a bar each; None without amounts. Of many rows the first."""
    several = len({row["department_key"] for row in rows}) > 1
    chosen = [
        {
            "name": (row["department_zh"] if several else "") + f" {row['fiscal_year']} {said}",
            "phase": said,
            "value": float(row[column]),
            "label": money(row[column]),
        }
        for row in rows[:12]
        for column, said in _BUDGETS.items()
        if row[column] is not None
    ]
    if not chosen:
        return None
    import altair as alt  # noqa: PLC0415 (as above)

    base = alt.Chart(_data(alt, chosen)).encode(
        y=alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=330, ticks=False)),
        x=alt.X("value:Q", title=None, axis=alt.Axis(tickCount=5, format=",~f")),
    )
    bars = base.mark_bar(height=11).encode(
        color=alt.Color(
            "phase:N",
            scale=alt.Scale(domain=list(_BUDGETS.values()), range=_BUDGET_COLOURS),
            legend=None,
        )
    )
    labels = base.mark_text(align="left", dx=4, fontSize=9, color="#444").encode(text="label:N")
    chart = alt.layer(bars, labels).properties(width=330, height={"step": 18})
    said = "；".join(f"{row['name']} {row['label']} 万元" for row in chosen)
    return _svg(chart, f"{title}：{said}")


def _bound(operator: str | None) -> str:
    return _BOUNDS[1 if operator in (">", ">=") else 2 if operator in ("<", "<=") else 0]


def _said(chosen: Sequence[Row]) -> str:
    return "；".join(
        f"{point['place']}{point['year']}年{point['measure']}{point['label']}" for point in chosen
    )


def _data(alt: Any, chosen: Sequence[Row]) -> Any:
    return alt.Data(values=chosen)


def _header(alt: Any) -> Any:
    return alt.Header(labelFontSize=12, labelFontWeight="bold", labelAnchor="start")


def _svg(chart: Any, said: str) -> Markup:
    """An altair chart as inline SVG, one picture to a screen reader, which hears ``said``."""
    import vl_convert  # noqa: PLC0415 (starts a JavaScript engine)

    configured = (
        chart.configure(font=_FONT, background="transparent", padding=4)
        .configure_view(stroke=None)
        .configure_axis(
            gridColor="#e6e6e6",
            domainColor="#999",
            tickColor="#999",
            labelColor="#444",
            titleColor="#444",
            titleFontWeight="normal",
        )
        .configure_legend(orient="bottom", direction="horizontal", labelColor="#333", symbolSize=70)
    )
    drawn = vl_convert.vegalite_to_svg(configured.to_dict(validate=False))
    drawn = _LONG.sub(r"\1", _OF_PROGRAMS.sub("", drawn))
    # Its ids (of clips) would be the same in every chart of a page.
    head = f'<svg class="chart" role="img" aria-label="{escape(said)}"'
    size = re.search(r'width="([\d.]+)"', drawn)
    width = f' width="{size[1]}"' if size else ""
    drawn = _SIZE.sub(lambda found: f"{head} {found[1]}{width}", drawn, count=1)
    return Markup(drawn)  # noqa: S704 (Vega escapes what it writes)
