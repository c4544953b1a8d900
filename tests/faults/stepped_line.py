"""A line whose steps run each in a process of its own, as a night's tasks do, to be killed at will.

>>> line = SteppedLine(settings)
>>> line.kill("build", after=3.2)  # SIGKILL; whether it came before the step's end
True
>>> line.run()  # what is left of the run
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import signal
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ingest import steps
from ingest.landing.archive import AtomicFile
from ingest.runs import new_run_id

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

    from ingest.settings import Settings

CHANGES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.symlink", "os.link"}
STEPS = ("collect", "plan", "extract", "land", "compare", "build", "audit", "publish")

# Importing dbt and Great Expectations takes seconds: it is done once, for all processes.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(
    [
        "ingest.steps",
        "ingest.warehouse.audit",
        "ingest.report",
        "dbt.cli.main",
        "dbt.adapters.duckdb",
    ]
)


@dataclass
class SteppedLine:
    """One run; ``left`` are the steps that it still has to do.

    ``changes`` are those to the file system that Python made in each step that ended well.
    """

    settings: Settings
    run_id: str = field(default_factory=new_run_id)
    handed: dict[str, Any] = field(default_factory=dict)
    left: list[str] = field(default_factory=lambda: list(STEPS))
    changes: dict[str, int] = field(default_factory=dict)

    def run(self) -> None:
        """Do what is left, without any fault."""
        while self.left:
            status = self.step().exitcode
            assert status == 0, (self.left[0], status)

    def kill(self, after: float) -> bool:
        """Kill the next step after so many seconds; False where it has ended by then."""
        return self.step(kill_after=after).exitcode == -signal.SIGKILL

    def step(
        self,
        kill_after: float | None = None,
        kill_at: int | None = None,
        largest_file: int | None = None,
    ) -> ForkServerProcess:
        """Run the next step; where it ends well, the one after it is next.

        ``kill_at`` ends it at that change to the file system. With ``largest_file`` no file can
        grow beyond so many bytes, as on a disk that is full.
        """
        name, answer = self.left[0], self.settings.home.with_suffix(".answer")
        arguments = (self.settings, self.run_id, name, self.handed, answer, kill_at, largest_file)
        process = processes.Process(target=_do, args=arguments)
        process.start()
        process.join(kill_after)
        process.kill()
        process.join()
        if process.exitcode == 0:
            told = json.loads(answer.read_bytes())
            self.handed[name], self.changes[name] = told["result"], told["changes"]
            up_to_date = name == "compare" and self.handed["compare"] is None
            self.left = [] if up_to_date else self.left[1:]
        return process


def run_in_process(settings: Settings, run_id: str) -> ForkServerProcess:
    """A whole run in a process of its own, which is under way."""
    process = processes.Process(target=steps.run_line, args=(settings, run_id))
    process.start()
    return process


def _do(
    settings: Settings,
    run_id: str,
    name: str,
    handed: dict[str, Any],
    answer: Path,
    kill_at: int | None,
    largest_file: int | None,
) -> None:
    """One step, given what those before it have handed on."""
    changes = 0

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal changes
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_ACCMODE
        if writes or event in CHANGES:
            changes += 1
            if changes == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    if largest_file is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, hard))
    told = {"result": _step(settings, run_id, name, handed), "changes": changes}
    with AtomicFile(answer, durable=False) as file:
        file.write(json.dumps(told).encode())


def _step(settings: Settings, run_id: str, name: str, handed: dict[str, Any]) -> Any:
    match name:
        case "collect":
            return steps.collect_sources(settings, run_id)
        case "plan":
            return steps.plan(settings, run_id, handed["collect"])
        case "extract":
            return [
                steps.extract(settings, run_id, n, batch) for n, batch in enumerate(handed["plan"])
            ]
        case "land":
            return steps.land_staged(settings, run_id, handed["collect"], handed["plan"])
        case "compare":
            return steps.compare(settings, run_id)
        case "build":
            return steps.build_warehouse(settings, run_id)
        case "audit":
            return steps.audit_warehouse(settings, run_id)
    return steps.publish_marts(settings, run_id, handed["compare"], handed["audit"])
