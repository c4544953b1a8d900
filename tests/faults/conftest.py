"""Two undisturbed nights, of which the second finds a revised form: what faults must come to."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from ingest.runs import read_run
from ingest.settings import ROOT, Settings
from tests.faults.stepped_line import SteppedLine
from tests.integration import published

if TYPE_CHECKING:
    from pathlib import Path

    from tests.integration.published import Content

KILLS = int(os.environ.get("KILLS") or 4)
a_whole_night = pytest.mark.skipif(KILLS < 50, reason="a whole night more: make test-faults")
"""Of tests whose fault is tried on less than a whole night as well."""

OF_THE_RUN = {
    *("load", "first_seen_at", "first_sighted_at", "last_sighted_at", "seen_at", "documents_hash")
}
"""Columns that say when and by which load something came, which differs from run to run."""


def content(settings: Settings) -> Content:
    """Every published table, as ``published.content`` gives it, less what is of the run."""
    return published.content(settings, OF_THE_RUN)


def landed(settings: Settings) -> list[tuple[Any, ...]]:
    """How often each document has landed, and how many values of it."""
    with duckdb.connect() as connection:
        return [
            row
            for table in ("documents", "sightings", "indicator_values", "budget_lines")
            for row in connection.execute(
                "select ?, document_id, count(*) from read_parquet(?)"
                " group by document_id order by document_id",
                [table, str(settings.raw / "load=*" / f"{table}.parquet")],
            ).fetchall()
        ]


def same(one: Content, other: Content) -> list[str]:
    """The tables that differ."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def revise(documents: Path) -> None:
    """A target is corrected from 2500 to 2600."""
    form = documents / "huangpu" / "2023" / "department_target_form.txt"
    form.write_text(form.read_text(encoding="utf-8").replace("2500", "2600"), encoding="utf-8")


@dataclass(frozen=True)
class Nights:
    """What two undisturbed nights came to, with the seconds of the second one's steps.

    ``changes`` are the changes to the file system of each of these steps.
    """

    root: Path
    first: Content
    second: Content
    landed: list[tuple[Any, ...]]
    seconds: dict[str, float]
    changes: dict[str, int]

    def after_the_first(self, folder: Path) -> Settings:
        """A line of its own below ``folder``, as the first night left it."""
        shutil.copytree(self.root / "first", folder, symlinks=True)
        return Settings(home=folder / "home", documents=folder / "documents")

    def before_the_second(self, folder: Path) -> Settings:
        """The same, a form having been revised since."""
        settings = self.after_the_first(folder)
        revise(settings.documents)
        return settings


@pytest.fixture(scope="session")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Nights:
    root = tmp_path_factory.mktemp("nights")
    settings = Settings(home=root / "one" / "home", documents=root / "one" / "documents")
    shutil.copytree(ROOT / "documents", settings.documents)
    SteppedLine(settings).run()
    first = content(settings)
    shutil.copytree(root / "one", root / "first", symlinks=True)
    revise(settings.documents)
    second = SteppedLine(settings)
    second.run()
    run = read_run(settings, second.run_id)
    assert run
    seconds: dict[str, float] = {}
    for step in run.steps:
        name = step.name.split()[0]
        seconds[name] = seconds.get(name, 0) + (step.seconds or 0)
    found = Nights(root, first, content(settings), landed(settings), seconds, second.changes)
    assert same(found.first, found.second)
    return found
