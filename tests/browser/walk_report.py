"""Walk through a published report in a real browser: by keyboard, on a phone, on paper.

It is no part of `make test`: it wants a browser and playwright, which the project does not install.

    python -m venv /tmp/look && /tmp/look/bin/pip install playwright
    /tmp/look/bin/python tests/browser/walk_report.py var/published/report

Every page is opened from its file. It ends with 1 at the first thing that is wrong.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect, sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Page

WORD = "高新技术企业"


def watch(page: Page, wrong: list[str]) -> None:
    """Note errors and warnings of the console, and requests that leave the folder."""
    page.on("console", lambda said: wrong.append(f"{page.url}: {said.text}"))
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith(("file:", "data:"))
            else wrong.append(f"request: {asked.url}")
        ),
    )


def walk(page: Page, index: str) -> None:
    """By keyboard: search, step through the results, follow one; from a figure to its print."""
    page.goto(index)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type(WORD)
    expect(page.locator("#said")).to_contain_text("处原文")
    expect(page.locator("#said")).not_to_contain_text("在读")
    said = page.inner_text("#said")
    assert page.locator("#found a").count() > 5, said
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('#found') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("Enter")
    page.wait_for_url("**/indicator/*.html")
    page.locator("td a.n").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/document/*.html#v*")
    marked = page.locator(":target")
    assert marked.inner_text().strip()
    box = marked.bounding_box()
    assert box and 0 <= box["y"] < page.viewport_size["height"], box
    print(f"search: {said}; printed: {marked.inner_text()!r}")
    search_from(page)


def search_from(page: Page) -> None:
    """Who searches from a figure stays where it is, however wide the window."""
    size, address = page.viewport_size, page.url
    for width in (390, size["width"]):
        page.set_viewport_size({"width": width, "height": size["height"]})
        page.goto("about:blank")
        page.goto(address)
        expect(page.locator(":target")).to_be_in_viewport()
        before = page.evaluate("scrollY")
        page.keyboard.press("/")
        for letter in WORD[:3]:
            page.keyboard.type(letter)
        expect(page.locator("#said")).to_contain_text("处原文")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Escape")
        assert page.evaluate("scrollY") == before > 0


def main() -> int:
    """Look at every page in three sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path)
    parser.add_argument("--browser", default="/usr/bin/chromium")
    asked = parser.parse_args()
    files = sorted(asked.report.rglob("*.html"))
    wrong: list[str] = []
    with sync_playwright() as program:
        browser = program.chromium.launch(executable_path=asked.browser, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        watch(page, wrong)
        walk(page, (asked.report / "index.html").absolute().as_uri())
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            for file in files:
                page.goto(file.absolute().as_uri())
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    wrong.append(f"{file.name} is wider than {width} pixels")
        page.goto((asked.report / "index.html").absolute().as_uri())
        pages = page.pdf(format="A4", prefer_css_page_size=True)
        print(page.locator("main").aria_snapshot()[:1500])
        browser.close()
    print(f"{len(files)} pages, A4: {len(pages) >> 10} KB, wrong: {len(wrong)}")
    for each in wrong[:20]:
        print(each)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
