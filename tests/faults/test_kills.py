"""Killed at random instants (KILLS=200 of them, four by default), in every step of a night."""

from __future__ import annotations

import os
import random
from collections import Counter
from typing import TYPE_CHECKING

from ingest.runs import read_run
from ingest.warehouse.publish import current
from tests.faults.conftest import KILLS, content, landed, same
from tests.faults.stepped_line import STEPS, SteppedLine

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.conftest import Nights

SEED = int(os.environ.get("SEED") or 20261122)
A_NIGHT = 40
"""Kills of one night; of more the next night has its share."""


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
        run = read_run(settings, line.run_id)
        assert run is not None
        assert run.outcome in {"published", "unchanged"}
        assert same(content(settings), nights.second) == []
        assert landed(settings) == nights.landed
        assert not list((settings.published / "versions").glob(".*"))
        assert not list(settings.raw.glob(".tmp-*"))
    told = f"{killed.total()} kills in {night} nights, {looked} publications, seed {SEED}"
    print(f"\n{told}: {dict(killed)}")
