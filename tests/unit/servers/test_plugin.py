"""The page in Airflow: what it shows, and that only who is logged in sees it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from airflow.api_fastapi.core_api.security import get_user
from fastapi.testclient import TestClient

from ingest.runs import changing, step
from ingest.servers.plugin import NightsPlugin, _application, nights_page, page
from ingest.settings import settings as settings_here
from tests.unit.small_line import FORM, Line, made_up, nansha
from tests.unit.small_marts import publish_raw

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    made_up(monkeypatch)
    line = Line(tmp_path)
    monkeypatch.setenv("JIXIAO_HOME", str(line.settings.home))
    settings_here.cache_clear()
    line.place(nansha({2023: "a.txt"}))
    line.run()
    yield line
    settings_here.cache_clear()


def test_before_anything_is_published_it_says_so(line: Line) -> None:
    assert "nothing is published yet" in nights_page()


def test_it_shows_nights_publications_and_the_ledger(line: Line) -> None:
    publication = publish_raw(line.settings, ("missing", "d", FORM, 2022, None, None, None))
    with step(line.settings, "n1", "build"):
        pass
    with changing(line.settings, "n1") as run:
        run.outcome = "published"
    shown = nights_page()
    assert "all is well" in shown
    assert "build (s)" in shown
    assert publication.id in shown
    assert "missing 1" in shown
    with pytest.raises(ValueError), step(line.settings, "n2", "build"):
        raise ValueError("<script>")
    shown = nights_page()
    assert "the last night failed at build: &lt;script&gt;" in shown
    assert "<script>" not in shown


def test_only_who_is_logged_in_sees_it(line: Line) -> None:
    client = TestClient(page)
    assert client.get("/").status_code == 401
    _application().dependency_overrides[get_user] = lambda: "li"
    try:
        answer = client.get("/")
    finally:
        _application().dependency_overrides.clear()
    assert answer.status_code == 200
    assert "绩效" in answer.text


def test_it_has_a_place_in_the_menu() -> None:
    (view,) = NightsPlugin.external_views
    (app,) = NightsPlugin.fastapi_apps
    assert view["href"] == app["url_prefix"] + "/"


def test_airflow_imports_nothing_heavy_for_it() -> None:
    code = (
        "import airflow.plugins_manager, sys; before = {*sys.modules}\n"
        "import ingest.servers.plugin\n"
        "print({'fastapi', 'duckdb', 'pydantic_settings'} & ({*sys.modules} - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"
