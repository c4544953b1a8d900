"""Run the line in a process that kills itself (SIGKILL) at a chosen change to a file.

``python killed_line.py HOME STEP NUMBER``: at the NUMBERth change to the file system that Python
makes within the steps whose names begin with STEP (there may be several: extract 1, extract 2).
With NUMBER 0 the line runs to its end and the changes of each step are printed as JSON.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest import steps
from ingest.runs import new_run_id
from ingest.runs import step as real_step
from ingest.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

CHANGES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.symlink", "os.link"}

home, doomed, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
counts: Counter[str] = Counter()
within: list[str] = []


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Count a change; at the chosen one, end this process without any farewell."""
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_ACCMODE
    if within and (event in CHANGES or writes):
        counts[within[-1]] += 1
        if within[-1] == doomed and counts[doomed] == number:
            os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def watched(settings: Settings, run_id: str, name: str) -> Iterator[Any]:
    within.append(name.split()[0])
    try:
        with real_step(settings, run_id, name) as this:
            yield this
    finally:
        within.pop()


steps.step = watched
sys.addaudithook(watch)
steps.run_line(Settings(home=home), new_run_id(), full=bool(number))
print(json.dumps(counts))
