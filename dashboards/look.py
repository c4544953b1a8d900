"""Opens every dashboard in a real browser and tells what each chart was answered.

Runs in Superset's environment with requirements-test.lock installed:
``python -m dashboards.look http://127.0.0.1:8088 PASSWORD_FILE [--pictures FOLDER]``.
Prints one JSON object: by dashboard its charts (name, rows, error), what the page
complained about, and whom else it asked.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, Request, Response, sync_playwright

from dashboards.bundle import Dashboard, dashboards

WIDTH = 1600
UNIT = 8
"""Superset counts the height of charts in units of so many pixels."""
PICTURE = 1200
"""Pictures are so wide, and of few colours: they are in the repository."""
PATIENCE = 60_000


def main() -> None:
    """Look at all of them, print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("password_file", type=Path)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--browser", default=shutil.which("chromium"))
    chosen = parser.parse_args()
    password = chosen.password_file.read_text(encoding="utf-8").strip()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chosen.browser, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        _log_in(page, chosen.address, password)
        seen = {
            dashboard.slug: _look(page, chosen.address, dashboard, chosen.pictures)
            for dashboard in dashboards()
        }
        browser.close()
    print(json.dumps(seen, ensure_ascii=False, indent=1))


def _log_in(page: Page, address: str, password: str) -> None:
    page.goto(f"{address}/login/")
    page.fill("input#username", "admin")
    page.fill("input#password", password)
    page.press("input#password", "Enter")
    page.wait_for_url("**/superset/welcome/**")


def _look(page: Page, address: str, dashboard: Dashboard, pictures: Path | None) -> dict[str, Any]:
    """What the charts of one dashboard were answered."""
    titles = {chart.title: chart.name for chart in dashboard.charts}
    charts: dict[str, dict[str, Any]] = {}
    complaints: list[str] = []

    def answered(response: Response) -> None:
        if "/api/v1/chart/data" not in response.url:
            return
        form = (response.request.post_data_json or {}).get("form_data", {})
        if "slice_id" not in form or form.get("native_filter_id"):
            return
        body = response.json()
        results = body.get("result") or [{}]
        charts[str(form["slice_id"])] = {
            "rows": results[0].get("rowcount", 0) if response.ok else 0,
            "error": None if response.ok else json.dumps(body, ensure_ascii=False)[:500],
        }

    def complained(error: Exception) -> None:
        complaints.append(str(error))

    elsewhere: set[str] = set()

    def asked(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            elsewhere.add(request.url)

    def refused(request: Request) -> None:
        elsewhere.discard(request.url)  # the page's policy did not let it out

    listeners = [
        ("response", answered),
        ("pageerror", complained),
        ("request", asked),
        ("requestfailed", refused),
    ]
    for event, listener in listeners:
        page.on(event, listener)
    heights = [
        max((one.height for one in row if not isinstance(one, str)), default=12)
        for row in dashboard.rows
    ]
    height = 260 + sum(UNIT * one + 40 for one in heights)
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.goto(f"{address}/superset/dashboard/{dashboard.slug}/")
    page.wait_for_selector(".dashboard-component-chart-holder")
    page.wait_for_function(
        """wanted => document.querySelectorAll('.slice_container').length >= wanted
            && !document.querySelector('.dashboard .loading')""",
        arg=len(dashboard.charts),
    )
    page.wait_for_load_state("networkidle")
    shown = page.eval_on_selector_all(
        ".dashboard-chart-id-all, [data-test-chart-id]",
        "all => all.map(one => [one.getAttribute('data-test-chart-id'),"
        " one.getAttribute('data-test-chart-name')])",
    )
    for event, listener in listeners:
        page.remove_listener(event, listener)
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
        image = Image.open(BytesIO(_at_rest(page))).convert("RGB")
        image.thumbnail((PICTURE, 10 * PICTURE), Image.Resampling.LANCZOS)
        image.quantize(256).save(pictures / f"{dashboard.slug}.png", optimize=True)
    named = {
        titles[title]: charts.get(key, {"rows": 0, "error": "never asked"})
        for key, title in shown
        if title in titles
    }
    alerts = page.locator(".dashboard [role=alert]").all_inner_texts()
    return {
        "charts": named,
        "complaints": complaints + alerts,
        "requests_elsewhere": sorted(elsewhere),
    }


def _at_rest(page: Page) -> bytes:
    """A picture of the page once its charts have stopped moving."""
    clip: Any = {"x": 0, "y": 0, "width": WIDTH, "height": _end(page)}
    taken = page.screenshot(clip=clip)
    for _ in range(20):
        before, taken = taken, page.screenshot(clip=clip)
        if taken == before:
            break
    return taken


def _end(page: Page) -> float:
    """Where the last chart ends."""
    boxes = page.locator(".dashboard-component-chart-holder").all()
    ends = [box["y"] + box["height"] for one in boxes if (box := one.bounding_box())]
    return max(ends) + 16


if __name__ == "__main__":
    main()
