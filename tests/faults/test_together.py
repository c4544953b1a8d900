"""Others at work at the same time: more runs, a program that locks the warehouse, a reader."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

from ingest.runs import read_run
from tests.faults.conftest import a_whole_night, content, landed, same
from tests.faults.stepped_line import SteppedLine, run_in_process

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.faults.conftest import Nights

HOLDS = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); input()"
FIGURES = "select * from marts.fct_indicator_value order by all"


@contextmanager
def held_open(file: Path) -> Iterator[int]:
    """Another program has a DuckDB file open for writing; its process."""
    command = [sys.executable, "-c", HOLDS, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline() == b"open\n"
        yield other.pid
        other.kill()


@a_whole_night
def test_the_warehouse_locked_two_refreshes_a_night_and_a_reader_for_all_of_it(
    nights: Nights, tmp_path: Path
) -> None:
    settings = nights.before_the_second(tmp_path / "night")
    settings.keep_publications = 1
    with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as reader:
        figures = reader.execute(FIGURES).fetchall()

        line = SteppedLine(settings)
        while line.left[0] != "build":
            assert line.step().exitcode == 0
        with held_open(settings.warehouse) as pid:
            assert line.step().exitcode == 1
        run = read_run(settings, line.run_id)
        assert run and run.failure
        assert f"(PID {pid})" in run.failure
        assert "end that program and run again" in run.failure

        runs = {name: run_in_process(settings, name) for name in ("one", "two", "night")}
        for process in runs.values():
            process.join()
        assert [process.exitcode for process in runs.values()] == [0, 0, 0]
        ended = [read_run(settings, name) for name in runs]
        assert sorted(run.outcome or "" for run in ended if run) == [
            *("published", "unchanged", "unchanged")
        ]

        assert reader.execute(FIGURES).fetchall() == figures
    assert same(content(settings), nights.second) == []
    assert landed(settings) == nights.landed
    assert len(list((settings.published / "versions").iterdir())) == 1
