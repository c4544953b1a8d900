from __future__ import annotations

from decimal import Decimal
from typing import Any

from lxml import etree

from ingest.report.charts import MOST_PLACES, budgets_chart, figures_chart, points

D = Decimal


def row(district: str, year: int, target: Any = None, actual: Any = None, **said: Any) -> Any:
    operator = {"target_operator": ">=", "target_cycle_operator": None, "actual_operator": "="}
    flags = {"is_in_doubt": False, "is_contradicted": False}
    figures = {"target": target, "target_cycle": None, "actual": actual}
    place = {"district_name_zh": district, "fiscal_year": year}
    return figures | operator | flags | place | said


def drawn(rows: list[Any], **said: Any) -> Any:
    svg = figures_chart(points(rows, "district_name_zh"), title="高企", unit="家", **said)
    assert svg is not None
    return etree.fromstring(svg)


def texts(svg: Any) -> list[str]:
    return [text for text in svg.itertext() if text.strip()]


def test_points_say_bounds_and_doubts() -> None:
    found = points(
        [row("黄埔区", 2023, D(2500), D(2506), is_contradicted=True)], "district_name_zh"
    )
    assert [(p["measure"], p["bound"][:2], p["doubt"], p["label"]) for p in found] == [
        ("年度目标", "下限", True, "≥2,500"),
        ("完成", "确数", True, "2,506"),
    ]


def test_a_chart_is_one_picture_with_its_figures_said() -> None:
    svg = drawn([row("黄埔区", 2022, None, D(2506)), row("南沙区", 2023, D(1100))])
    assert svg.get("role") == "img"
    assert (
        svg.get("aria-label")
        == "高企：黄埔区2022年完成2,506；南沙区2023年年度目标≥1,100（单位：家）"
    )
    assert not svg.xpath("//*[@aria-label or @role or @style][not(self::*[local-name()='svg'])]")
    shown = texts(svg)
    for word in (
        "黄埔区",
        "南沙区",
        "2022",
        "2023",
        "≥1,100",
        "年度目标",
        "完成",
        "下限 ≥ at least",
    ):
        assert word in shown


def test_the_same_rows_give_the_same_bytes() -> None:
    rows = [row("黄埔区", year, D(year), D(year + 1)) for year in (2021, 2022)]
    given = points(rows, "district_name_zh")
    assert figures_chart(given, title="a", unit="家") == figures_chart(given, title="a", unit="家")


def test_of_many_places_the_largest_are_drawn() -> None:
    svg = drawn([row(f"区{n:02}", 2023, D(n)) for n in range(1, MOST_PLACES + 3)])
    assert "区11" in texts(svg) and "区01" not in texts(svg)


def test_names_cannot_leave_the_picture() -> None:
    hostile = '</text><script>"'
    svg = drawn([row(hostile, 2022, D(1)), row(hostile, 2023, D(1))])
    assert hostile in texts(svg)
    assert not svg.xpath("//*[local-name()='script']")


def test_nothing_to_draw_is_no_chart() -> None:
    assert figures_chart([], title="a", unit="家") is None
    assert budgets_chart([], title="a") is None


def test_budgets_stand_beside_execution() -> None:
    amounts = {
        "budget_initial_wan": None,
        "budget_final_wan": D("383506.13"),
        "executed_wan": D("383193.53"),
    }
    rows = [{"department_key": "a", "department_zh": "某局", "fiscal_year": 2022} | amounts]
    svg = budgets_chart(rows, title="预算")
    assert svg is not None
    parsed = etree.fromstring(svg)
    said = "预算： 2022 全年预算 383,506.13 万元； 2022 执行 383,193.53 万元"
    assert parsed.get("aria-label") == said
    assert "383,193.53" in texts(parsed)
