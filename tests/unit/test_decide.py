from __future__ import annotations

import csv
import shutil

import pytest
from typer.testing import CliRunner

from ingest import decisions
from ingest.cli import app
from ingest.settings import ROOT, settings

DOCUMENT = "1f" * 32


@pytest.fixture
def seeds(tmp_path, monkeypatch):
    """The CSVs of a project of one's own, which one document is known to."""
    folder = tmp_path / "dbt"
    shutil.copytree(ROOT / "dbt_project/seeds", folder / "seeds")
    monkeypatch.setenv("JIXIAO_DBT_PROJECT", str(folder))
    monkeypatch.setenv("JIXIAO_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(decisions, "query", lambda *_arguments: [{"document_id": DOCUMENT}])
    settings.cache_clear()
    yield folder / "seeds"
    settings.cache_clear()


def jixiao(*arguments: str):
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "160", "JIXIAO_BY": "李明"})


def last(path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))[-1]


def test_decisions_by_hand_say_who_when_and_why(seeds):
    for arguments, name, told in [
        (
            ("alias", "高企家数", "high_tech_enterprises", "--context", "高企"),
            "indicator_aliases.csv",
            {"phrase": "高企家数", "statistic": "stock", "context": "高企"},
        ),
        (
            ("alias", "其他成效"),
            "indicator_aliases.csv",
            {"phrase": "其他成效", "indicator_key": ""},
        ),
        (
            ("waive", "1f1f1f1f", "carry_over", "--project", "3"),
            "reconciliation_waivers.csv",
            {"document_id": DOCUMENT, "rule_key": "carry_over", "project_no": "3"},
        ),
        (("accept-loss", "1f1f", "v2"), "accepted_losses.csv", {"document_id": DOCUMENT}),
        (
            ("accept-loss", "*", "v3"),
            "accepted_losses.csv",
            {"document_id": "*", "extractor_version": "v3"},
        ),
    ]:
        done = jixiao(*arguments, "--reason", "看过原件")
        assert done.exit_code == 0, done.output
        assert name in done.output
        who = {"reason": "看过原件", "by": "李明", "on": str(decisions.today())}
        row = last(seeds / name)
        assert {key: row[key] for key in told | who} == told | who


def test_what_cannot_be_decided_is_one_line_and_status_1(seeds):
    before = {path: path.read_bytes() for path in seeds.iterdir()}
    for arguments, said in [
        (("alias", "高企家数", "high_tech"), "the catalogue has no indicator high_tech"),
        (("waive", "2e", "carry_over"), "there is no document 2e"),
        (("waive", "1f", "carryover"), "there is no rule carryover"),
        (("accept-loss", "2e", "v2"), "there is no document 2e"),
    ]:
        done = jixiao(*arguments, "--reason", "看过原件")
        assert done.exit_code == 1
        assert said in done.output
        assert done.output.count("\n") == 1
    assert jixiao("alias", "高企家数", "high_tech_enterprises").exit_code == 2
    assert {path: path.read_bytes() for path in seeds.iterdir()} == before
