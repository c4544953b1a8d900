"""A worker that does to itself what hostile documents might: the file's text says what."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from typing import TYPE_CHECKING

from ingest.document import Document, Line, MachineError, Place, UnreadableError
from ingest.read import limits
from ingest.worker import confined

if TYPE_CHECKING:
    from pathlib import Path


_read: list[Path] = []


def read(path: Path, name: str | None = None) -> Document:
    what, _, rest = path.read_text(encoding="utf-8").partition(" ")
    if what == "refuse":
        raise UnreadableError(rest)
    if what == "lack":
        raise MachineError(rest)
    if what == "fail":
        raise KeyError(rest)
    _read.append(path)
    if rest == "second" and len(_read) == 1:
        what = "say"
    if what == "hog":
        bytearray(2 * limits.MEMORY)
    if what == "nest":
        read(path)
    if what == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if what == "abort":
        os.abort()
    if what == "exit":
        os._exit(3)
    if what == "spin":
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        while True:
            time.monotonic()
    if what == "slow_page":
        try:
            with limits.one_page(seconds=0.2):
                while True:
                    time.monotonic()
        except TimeoutError as error:
            rest = f"page 1 {error}"
    if what == "long":
        rest = "长" * confined.MAX_ANSWER
    media_type = Counter(x=1) if what == "odd" else str(os.getpid())
    return Document((Line(rest, Place(page=1)),), media_type)


if __name__ == "__main__":
    confined.MOST_DOCUMENTS = 20
    confined.MAX_ANSWER = 1 << 20
    confined._TASKS["read"] = read
    confined.main()
