"""Charts as SVG that stands in a page: no script, no request, the same bytes for the same rows.

    svg = figures_chart(rows, title="高新技术企业总数", unit="家")

A bound is a triangle (≥ points up, ≤ down) and an exact figure a circle; what is in doubt or
contradicted is hollow. Tables beside the charts say the same exactly.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from ingest.report.show import number, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.report.queries import Row

MOST_PLACES = 9
MOST_YEARS = 8

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


def points(rows: Iterable[Row], place: str = "district_name_zh") -> list[Row]:
    """The numbers of rows of a mart (target, cycle target, actual) as points of a chart."""
    found = []
    for row in rows:
        for measure, said in _MEASURES.items():
            column = measure if measure in row else f"{measure}_annual"
            value, operator = row[column], row[f"{column}_operator"]
            if value is None:
                continue
            found.append(
                {
                    "place": row[place],
                    "year": str(row["fiscal_year"]),
                    "value": float(value),
                    "measure": said,
                    "bound": _bound(operator),
                    "doubt": bool(row["is_in_doubt"] or row["is_contradicted"]),
                    "label": shown(value, operator),
                }
            )
    return found


def figures_chart(
    found: Sequence[Row], *, title: str, unit: str | None, is_rank: bool = False
) -> Markup | None:
    """Target, cycle target and actual by year, a small chart a place; None without points.

    Of many places the largest are shown, of many years the newest.
    """
    years = sorted({point["year"] for point in found})[-MOST_YEARS:]
    largest: dict[str, float] = {}
    for point in found:
        largest[point["place"]] = max(point["value"], largest.get(point["place"], 0))
    sign = 1 if is_rank else -1
    places = sorted(largest, key=lambda place: (sign * largest[place], place))[:MOST_PLACES]
    chosen = [point for point in found if point["place"] in places and point["year"] in years]
    if not chosen:
        return None
    import altair as alt  # noqa: PLC0415 (takes half a second, and few nights draw)

    columns = min(3, len(places))
    base = alt.Chart(alt.Data(values=chosen)).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
        xOffset=alt.XOffset("measure:N", scale=alt.Scale(domain=list(_MEASURES.values()))),
        y=alt.Y(
            "value:Q",
            title=unit,
            axis=alt.Axis(tickCount=4, format=",~f"),
            scale=alt.Scale(zero=True, nice=True, reverse=is_rank),
        ),
    )
    colour = alt.Scale(domain=list(_MEASURES.values()), range=_COLOURS)
    marks = base.mark_point(size=70, strokeWidth=1.8).encode(
        stroke=alt.Stroke("measure:N", scale=colour, title=None),
        fill=alt.Fill("measure:N", scale=colour, title=None),
        fillOpacity=alt.condition("datum.doubt", alt.value(0), alt.value(0.9)),
        shape=alt.Shape(
            "bound:N", scale=alt.Scale(domain=_BOUNDS, range=_SHAPES), title=None
        ),
    )
    labels = base.mark_text(dy=-11, fontSize=9).encode(
        text="label:N", color=alt.Color("measure:N", scale=colour, legend=None)
    )
    chart = (
        alt.layer(marks, labels)
        .properties(width=max(150, 620 // columns), height=130)
        .facet(
            facet=alt.Facet("place:N", title=None, sort=places, header=_header(alt)),
            columns=columns,
        )
    )
    return _svg(chart, f"{title}：{_said(chosen)}（单位：{unit or '无'}）")


def budgets_chart(rows: Sequence[Row], *, title: str) -> Markup | None:
    """Budgets beside execution, a bar each; None without amounts. Of many rows the first."""
    chosen = [
        {
            "name": f"{row['department_zh']} {row['fiscal_year']}",
            "phase": said,
            "value": float(row[column]),
            "label": number(row[column]),
        }
        for row in rows[:12]
        for column, said in _BUDGETS.items()
        if row[column] is not None
    ]
    if not chosen:
        return None
    import altair as alt  # noqa: PLC0415 (as above)

    phases = list(_BUDGETS.values())
    base = alt.Chart(alt.Data(values=chosen)).encode(
        y=alt.Y(
            "name:N",
            title=None,
            sort=list(dict.fromkeys(row["name"] for row in chosen)),
            axis=alt.Axis(labelLimit=260, domain=False, ticks=False),
        ),
        yOffset=alt.YOffset("phase:N", scale=alt.Scale(domain=phases)),
        x=alt.X("value:Q", title="万元", axis=alt.Axis(tickCount=5, format=",~f")),
    )
    bars = base.mark_bar().encode(
        color=alt.Color(
            "phase:N",
            scale=alt.Scale(domain=phases, range=_BUDGET_COLOURS),
            title=None,
        )
    )
    labels = base.mark_text(align="left", dx=4, fontSize=9, color="#444").encode(text="label:N")
    heights = {"step": 14}
    chart = alt.layer(bars, labels).properties(width=420, height=heights)
    return _svg(chart, f"{title}：" + "；".join(
        f"{row['name']}{row['phase']} {row['label']} 万元" for row in chosen
    ))


def _bound(operator: str | None) -> str:
    return _BOUNDS[1 if operator in (">", ">=") else 2 if operator in ("<", "<=") else 0]


def _said(chosen: Sequence[Row]) -> str:
    return "；".join(
        f"{point['place']}{point['year']}年{point['measure']}{point['label']}" for point in chosen
    )


def _header(alt: Any) -> Any:
    return alt.Header(labelFontSize=12, labelFontWeight="bold", labelAnchor="start")


def _svg(chart: Any, said: str) -> Markup:
    """An altair chart as inline SVG, one picture to a screen reader, which hears ``said``."""
    import vl_convert  # noqa: PLC0415 (starts a JavaScript engine)

    configured = chart.configure(
        font=_FONT, background="transparent", padding=4
    ).configure_view(stroke=None).configure_axis(
        gridColor="#e6e6e6", domainColor="#999", tickColor="#999", labelColor="#444",
        titleColor="#444", titleFontWeight="normal",
    ).configure_legend(orient="bottom", direction="horizontal", labelColor="#333", symbolSize=70)
    drawn = vl_convert.vegalite_to_svg(configured.to_dict(validate=False))
    drawn = _LONG.sub(r"\1", _OF_PROGRAMS.sub("", drawn))
    # Its ids (of clips) would be the same in every chart of a page.
    head = f'<svg class="chart" role="img" aria-label="{escape(said)}"'
    size = re.search(r'width="([\d.]+)"', drawn)
    width = f' width="{size[1]}"' if size else ""
    drawn = _SIZE.sub(lambda found: f"{head} {found[1]}{width}", drawn, count=1)
    return Markup(drawn)  # noqa: S704 (Vega escapes what it writes)
