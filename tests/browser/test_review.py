"""From the list to the next publication: a person settles a queue in a browser.

It is no part of `make test`: `make test-review` installs a browser's driver and runs it.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ingest.settings import ROOT, Settings
from ingest.steps import run_line
from tests.browser.doubtful_form import draw

BROWSER = os.environ.get("JIXIAO_BROWSER", "/usr/bin/chromium")
PLAYWRIGHT = os.environ.get("JIXIAO_PLAYWRIGHT", str(ROOT / ".venv-superset/bin/python"))
FORM = "nansha/2024/department_target_form.pdf"
COMMAND = [sys.executable, "-c", "from ingest.cli import app; app()", "review", "--no-browser"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The five documents, published, and a form with figures that can only be guessed."""
    folder = Path(os.environ.get("JIXIAO_TRIAL", tmp_path))
    settings = Settings(
        home=folder / "home",
        documents=folder / "documents",
        places=folder / "places",
        dbt_project=folder / "dbt",
    )
    shutil.copytree(ROOT / "documents", settings.documents)
    shutil.copytree(ROOT / "ingest" / "places", settings.places)
    left_out = shutil.ignore_patterns("target", "logs")
    shutil.copytree(ROOT / "dbt_project", settings.dbt_project, ignore=left_out)
    place = settings.places / "nansha.yml"
    text = place.read_text(encoding="utf-8")
    place.write_text(
        text.replace("        sources:\n", f"        sources:\n          2024: {FORM}\n")
    )
    (settings.documents / FORM).parent.mkdir()
    draw(settings.documents / FORM)
    assert run_line(settings, "first")
    return settings


def environment(settings: Settings) -> dict[str, str]:
    told = {
        f"JIXIAO_{name.upper()}": str(getattr(settings, name))
        for name in ("home", "documents", "places", "dbt_project")
    }
    return {**os.environ, **told, "NO_COLOR": "1"}


def asked(settings: Settings, sql: str) -> list[tuple]:
    with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
        marts.execute("use marts")
        return marts.execute(sql).fetchall()


def rows(settings: Settings, name: str) -> list[dict[str, str]]:
    with (settings.dbt_project / "seeds" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


QUEUE = "select count(*) from mart_review_queue"
DOUBTS = """
select metric, value, doubt is not null, reviewed, reviewed_by from fct_indicator_value
where district_key = 'nansha' and fiscal_year = 2024 order by ordinal"""


def test_a_queue_is_settled_in_a_browser_and_published(settings: Settings) -> None:
    [(waiting,)] = asked(settings, QUEUE)
    before = asked(settings, DOUBTS)
    aliases = len(rows(settings, "indicator_aliases.csv"))
    assert sum(doubtful for _, _, doubtful, *_ in before) == 9

    server = subprocess.Popen(
        [*COMMAND, "--by", "王芳"], env=environment(settings), stdout=subprocess.PIPE, text=True
    )
    try:
        address = server.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{43}", address)
        walker = [PLAYWRIGHT, str(Path(__file__).with_name("walk_review.py")), address]
        pictures = settings.home / "pictures"
        walked = subprocess.run(
            [*walker, "--browser", BROWSER, "--pictures", str(pictures)],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert walked.returncode == 0, walked.stdout + walked.stderr
    finally:
        server.send_signal(signal.SIGINT)
        told, _ = server.communicate(timeout=30)
    assert "reviewed_figures.csv" in told and "make refresh" in told

    decided = rows(settings, "reviewed_figures.csv")
    assert {row["by"] for row in decided} == {"王芳"}
    assert {row["decision"] for row in decided} == {"confirm", "correct", "misprint"}
    assert len(rows(settings, "indicator_aliases.csv")) == aliases + 2

    assert run_line(settings, "second")
    after = asked(settings, DOUBTS)
    assert not any(doubtful for _, _, doubtful, *_ in after)
    assert [(value, how, by) for metric, value, _, how, by in after if how == "correct"] == [
        (Decimal("12000.56"), "correct", "王芳")
    ]
    [(left,)] = asked(settings, QUEUE)
    assert left < waiting
    assert asked(
        settings,
        QUEUE + " where district_key = 'nansha' and fiscal_year = 2024 and kind <> 'uncatalogued'",
    ) == [(0,)]
