"""A fresh Superset with our dashboards, looked at in a real browser; `make test-dashboards`."""

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import requests

from dashboards.bundle import Chart, dashboards
from ingest.servers.background import HOST
from ingest.servers.dashboards import PROGRAMS, down, password_file, up
from ingest.settings import ROOT, Settings
from ingest.steps import run_line

BROWSER = os.environ.get("JIXIAO_BROWSER")
pytestmark = pytest.mark.skipif(
    not BROWSER or not PROGRAMS.exists(), reason="Superset and a browser: make test-dashboards"
)
CHARTS = [
    pytest.param(dashboard.slug, chart, id=f"{dashboard.slug}-{chart.name}")
    for dashboard in dashboards()
    for chart in dashboard.charts
]


def free_port() -> int:
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    """A publication of the documents, nothing else yet.

    Its home is outside pytest's folder, which each session of root's closes to PostgreSQL's user.
    """
    with TemporaryDirectory() as folder:
        home = Settings(home=Path(folder), postgres=None)
        run_line(home, "run")
        yield home
        down(home)


@pytest.fixture(scope="module")
def address(settings: Settings) -> str:
    """Where Superset answers, fresh, with the dashboards imported."""
    return f"http://{HOST}:{up(settings, free_port(), free_port())}"


@pytest.fixture(scope="module")
def seen(settings: Settings, address: str) -> dict[str, Any]:
    """What a browser saw on each page."""
    pictures = settings.home / "pictures"
    done = subprocess.run(
        [
            *(PROGRAMS / "python", "-m", "dashboards.look", address, password_file(settings)),
            *("--browser", str(BROWSER), "--pictures", pictures),
        ],
        stdout=subprocess.PIPE,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return dict(json.loads(done.stdout))


class Client:
    """Superset's interface, as admin."""

    def __init__(self, settings: Settings, address: str) -> None:
        self.address = f"{address}/api/v1"
        self.session = requests.Session()
        self.session.trust_env = False
        password = password_file(settings).read_text()
        login = {"username": "admin", "password": password, "provider": "db"}
        token = self.call("POST", "security/login", json=login)["access_token"]
        self.session.headers["Authorization"] = f"Bearer {token}"
        token = self.call("GET", "security/csrf_token/")["result"]
        self.session.headers.update({"X-CSRFToken": token, "Referer": address})

    def call(self, method: str, path: str, **more: Any) -> Any:
        answer = self.session.request(method, f"{self.address}/{path}", timeout=60, **more)
        answer.raise_for_status()
        return answer.json()

    def charts(self) -> dict[str, int]:
        """All charts: their titles and numbers."""
        found = self.call("GET", "chart/", params={"q": "(page_size:100)"})["result"]
        return {one["slice_name"]: one["id"] for one in found}


@pytest.mark.parametrize(("page", "chart"), CHARTS)
def test_a_chart_has_something_to_show(seen: dict[str, Any], page: str, chart: Chart) -> None:
    answer = seen[page]["charts"][chart.name]
    assert answer["error"] is None
    assert answer["rows"] > 0


@pytest.mark.parametrize("page", [dashboard.slug for dashboard in dashboards()])
def test_a_page_complains_of_nothing(seen: dict[str, Any], settings: Settings, page: str) -> None:
    assert seen[page]["complaints"] == []
    assert seen[page]["requests_elsewhere"] == [], "a page asks this machine only"
    assert (settings.home / "pictures" / f"{page}.png").stat().st_size > 20_000


def test_nobody_comes_in_without_the_password(address: str) -> None:
    login = {"username": "admin", "password": "admin", "provider": "db"}
    answer = requests.post(f"{address}/api/v1/security/login", json=login, timeout=60)
    assert answer.status_code == 401
    assert requests.get(f"{address}/api/v1/dashboard/1", timeout=60).status_code in (401, 404)


def test_a_restart_keeps_peoples_charts_and_an_import_mends_ours(
    settings: Settings, address: str
) -> None:
    client = Client(settings, address)
    before = client.charts()
    title = next(chart.title for dashboard in dashboards() for chart in dashboard.charts)
    [dataset] = client.call("GET", "dataset/", params={"q": "(page_size:1)"})["result"]
    mine = {
        "slice_name": "我的图",
        "viz_type": "table",
        "datasource_id": dataset["id"],
        "datasource_type": "table",
        "params": "{}",
    }
    client.call("POST", "chart/", json=mine)
    client.call("PUT", f"chart/{before[title]}", json={"slice_name": "改坏了"})
    assert down(settings)
    again = f"http://{HOST}:{up(settings, free_port(), free_port())}"
    assert Client(settings, again).charts().keys() == before.keys() | {"我的图"}
