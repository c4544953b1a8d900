"""Settle a queue in a real browser, by keyboard: what `test_review.py` runs with playwright.

    .venv-superset/bin/python tests/browser/walk_review.py ADDRESS --pictures FOLDER

ADDRESS is what `jixiao review` prints. It ends with 1 at the first thing that is wrong.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Request

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
FORM = "2024 部门整体预算绩效目标申报表"


class Walk:
    """A browser at the page, which notes whatever goes wrong."""

    def __init__(self, page: Page, address: str, pictures: Path) -> None:
        self.page = page
        self.wrong: list[str] = []
        self._pictures = pictures
        self.origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))
        page.on("console", lambda said: self._told(said.text))
        page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        page.on("request", self._asked)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:")):
            self.wrong.append(f"request: {request.url}")

    def _told(self, text: str) -> None:
        # A form that is refused answers 422, which browsers write down.
        if "422" not in text:
            self.wrong.append(f"console: {text}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def said(self, text: str) -> None:
        expect(self.page.locator("#said")).to_contain_text(text)

    def shows(self, text: str) -> None:
        expect(self.page.locator("h1")).to_contain_text(text)

    def marked(self) -> None:
        """The place is marked, and in sight."""
        expect(self.page.locator("#paper .now").first).to_be_in_viewport()

    def picture(self, name: str) -> None:
        self.page.evaluate("Promise.all([...document.images].map((each) => each.decode()))")
        self.page.screenshot(path=self._pictures / f"{name}.png")
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > self.page.viewport_size["width"]:
            self.wrong.append(f"{name} is wider than the window: {wide}")


def settle(walk: Walk) -> None:
    """From the list to the last item of one form."""
    page = walk.page
    walk.shows("待复核")
    walk.picture("list")
    page.get_by_role("link", name=FORM).click()
    expect(page.locator(".progress")).to_contain_text("筛选后")
    walk.press("Enter")
    walk.shows("高新技术企业认定数")
    walk.marked()
    walk.picture("item")

    walk.press("?")
    expect(page.locator("#help")).to_be_visible()
    walk.picture("help")
    walk.press("Escape")

    walk.press("+", "+")
    walk.marked()
    walk.press("=")

    first = page.url
    walk.press("j")
    expect(page).not_to_have_url(first)
    walk.press("k")
    expect(page).to_have_url(first)
    walk.press("s")
    expect(page).not_to_have_url(first)
    walk.press("k")
    expect(page).to_have_url(first)

    # confirm, take back, confirm with a reason
    walk.press("Enter")
    walk.said("已确认")
    walk.press("u")
    walk.said("已撤回")
    expect(page).to_have_url(first)
    walk.press("c")
    walk.said("已确认")

    # a misprint needs its reason
    walk.press("m")
    walk.type("括号内是上年数，应另列")
    walk.press("Enter")
    walk.said("印错")

    # a correction that is none is refused, and can be mended
    find(walk, lambda: "12,000.5" in page.locator(".read").inner_text())
    walk.press("e")
    walk.type("许多")
    walk.press("Tab")
    walk.type("看原件")
    walk.press("Enter")
    walk.said("读不出一个数")
    walk.picture("refused")
    page.locator("#correct input[name=value]").fill("12000.56万元")
    walk.press("Enter")
    walk.said("已改正")

    # the rest of the page at once
    walk.press("p")
    expect(page.locator("#whole")).to_be_visible()
    walk.picture("whole")
    walk.press("Enter")
    walk.said("已确认")


def find(walk: Walk, wanted: Callable[[], bool]) -> None:
    """Step to the item that is wanted."""
    for _ in range(60):
        if wanted():
            return
        before = walk.page.url
        walk.press("j")
        expect(walk.page).not_to_have_url(before)
    raise AssertionError("no such item")


def name(walk: Walk) -> None:
    """Labels: the nearest, a new indicator, left."""
    page = walk.page
    page.goto(f"{walk.origin}/?kind=uncatalogued")
    walk.press("Enter")
    expect(page.locator("#nearest")).to_be_visible()
    walk.press("0")
    walk.said("暂不归并")
    find(walk, lambda: page.locator("#nearest button[data-key='1']").count() > 0)
    walk.picture("label")
    walk.press("1")
    walk.said("已归并")


def main() -> int:
    """Settle what waits, at two widths."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("--browser", default="/usr/bin/chromium")
    parser.add_argument("--pictures", type=Path, required=True)
    asked = parser.parse_args()
    asked.pictures.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as program:
        browser = program.chromium.launch(executable_path=asked.browser, args=["--no-sandbox"])
        page = browser.new_page(viewport=WIDE)
        walk = Walk(page, asked.address, asked.pictures)
        page.goto(asked.address)
        assert "token" not in page.url, page.url
        settle(walk)
        name(walk)
        page.set_viewport_size(NARROW)
        page.goto(f"{walk.origin}/")
        walk.picture("list-narrow")
        walk.press("Enter")
        expect(page.locator("#paper")).to_be_visible()
        walk.marked()
        walk.picture("item-narrow")
        browser.close()
    for each in walk.wrong:
        print(each)
    return 1 if walk.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
