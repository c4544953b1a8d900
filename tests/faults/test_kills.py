"""Killed in every step of a night: where each begins, in its middle, and at random instants.

KILLS=200 of these, four by default.
"""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console

from ingest.refresh import refresh
from ingest.runs import read_run
from ingest.settings import Settings
from ingest.warehouse.publish import current
from tests.faults.conftest import KILLS, content, landed, same
from tests.faults.stepped_line import STEPS, SteppedLine

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.faults.conftest import Nights

SEED = int(os.environ.get("SEED") or 20261122)
A_NIGHT = 40
"""Kills of one night; of more the next night has its share."""
KILL_THE_BUILD = """
import os, signal, sys

def watch(event, arguments):
    if event == "open" and str(arguments[0]).endswith("run_results.json"):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
"""


def assert_whole(nights: Nights, line: SteppedLine) -> None:
    """The second night has ended as if nothing had disturbed it, and left nothing behind."""
    settings = line.settings
    run = read_run(settings, line.run_id)
    assert run is not None
    assert run.outcome in {"published", "unchanged"}
    assert same(content(settings), nights.second) == []
    assert landed(settings) == nights.landed
    assert not list((settings.published / "versions").glob(".*"))
    assert not list(settings.raw.glob(".tmp-*"))


def test_killed_at_the_beginning_and_in_the_middle_of_every_step(
    nights: Nights, tmp_path: Path
) -> None:
    settings = nights.before_the_second(tmp_path / "killed")
    before = current(settings)
    line = SteppedLine(settings)
    assert list(nights.changes) == list(STEPS)
    for name, changes in nights.changes.items():
        killed = 0
        for number in sorted({1, changes // 2 or 1, changes}):
            if line.step(kill_at=number).exitcode == 0:
                break  # what was done before the last kill is not done again
            killed += 1
            whole = nights.first if current(settings) == before else nights.second
            assert same(content(settings), whole) == [], (name, number)
        else:
            assert line.step().exitcode == 0, name
        assert killed, name
    assert_whole(nights, line)


def test_killed_at_random_instants_a_night_ends_whole(nights: Nights, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    killed: Counter[str] = Counter()
    looked = 0
    night = 0
    while killed.total() < KILLS:
        night += 1
        share = min(A_NIGHT, KILLS - killed.total())
        doomed = Counter(chance.choices(STEPS, k=share))
        settings = nights.before_the_second(tmp_path / str(night))
        seen = current(settings)
        line = SteppedLine(settings)
        while line.left:
            name = line.left[0]
            if doomed[name] and line.kill(chance.uniform(0, nights.seconds[name])):
                doomed[name] -= 1
                killed[name] += 1
            elif not doomed[name]:
                assert line.step().exitcode == 0, name
            if current(settings) != seen:
                seen, looked = current(settings), looked + 1
                assert same(content(settings), nights.second) == [], (name, killed)
        assert_whole(nights, line)
    told = f"{killed.total()} kills in {night} nights, {looked} publications, seed {SEED}"
    print(f"\n{told}: {dict(killed)}")


def test_airflow_killed_in_the_middle_of_the_build(
    nights: Nights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path / "home")
    (tmp_path / "sitecustomize.py").write_text(KILL_THE_BUILD)
    printed = StringIO()
    with monkeypatch.context() as patch:
        patch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
        assert not refresh(settings, Console(file=printed))
    assert f"Airflow ended with status {-signal.SIGKILL}" in printed.getvalue()
    assert current(settings) is None
    assert refresh(settings, Console(file=printed))
    assert same(content(settings), nights.first) == []
