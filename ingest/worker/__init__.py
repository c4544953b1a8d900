"""Documents are read and extracted in worker processes, whose memory and time are bounded.

A worker is a plain child process (``confined.py``), so that it starts from any program,
whatever threads and connections that has. It is asked for one document at a time over a pipe, stays
warm for the next, and is replaced when it has died or grown. Whatever goes wrong with a document
becomes an UnreadableError with one line; what this machine lacks (room for temporary files), a
MachineError. A document over which a worker fails that has read others is tried once more in a
fresh one: what those left in memory is no fault of it.
"""

from __future__ import annotations

import atexit
import io
import json
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from ingest.document import Document, MachineError, Reading, UnreadableError
from ingest.one_line import one_line
from ingest.read import limits

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.records import Extraction
    from ingest.understand.explain import ColumnSeen

COMMAND = [sys.executable, "-m", "ingest.worker.confined"]
LENGTH = struct.Struct(">Q")
MAX_ANSWER = 256 << 20
MAX_REASON = 500
_Argument = str | int | dict[str, Any] | None
_MODULES = {"ingest.document", "ingest.records"}
# How libraries end a process that gets no more memory.
_GAVE_UP = (signal.SIGABRT, signal.SIGTRAP, signal.SIGILL)
_OTHERS = {
    ("decimal", "Decimal"),
    ("ingest.understand.columns.roles", "Candidate"),
    ("ingest.understand.explain", "ColumnSeen"),
}


class Extracted(NamedTuple):
    """A document, without its blocks, and the forms in it."""

    document: Document
    extractions: list[Extraction]


class Answer(NamedTuple):
    """What a worker says of a document: a reason or a result; and whether it goes on.

    ``is_ours``: the reason is this machine's.
    """

    reason: str | None
    result: Any
    warm: bool
    is_ours: bool = False


def read_safely(path: Path) -> Document:
    """``read`` in a worker, from any thread. Raises UnreadableError whatever goes wrong with it."""
    document: Document = _ask("read", path)
    return document


def extract_safely(path: Path, reading: Reading = Reading(), name: str | None = None) -> Extracted:
    """``read`` and ``extract`` in a worker, from any thread.

    ``reading`` is what its place file says of how to read it, ``name`` what its publisher calls it
    (an archived file has none). Raises UnreadableError for whatever
    goes wrong with the document.
    """
    return Extracted(*_ask("extract", path, reading.as_json(), name))


def explain_safely(path: Path) -> list[list[ColumnSeen]]:
    """``explain`` in a worker. Raises UnreadableError whatever goes wrong with the document."""
    seen: list[list[ColumnSeen]] = _ask("explain", path)
    return seen


def picture_safely(
    path: Path, page: int, recognised: bool
) -> tuple[bytes, float, tuple[float, float]]:
    """``page_picture`` in a worker. Raises UnreadableError whatever goes wrong with it."""
    picture: tuple[bytes, float, tuple[float, float]] = _ask("picture", path, page, recognised)
    return picture


def processors() -> int:
    """How many documents can be read at the same time on this machine."""
    return len(os.sched_getaffinity(0))


class _Worker:
    """A child process that reads one document at a time."""

    def __init__(self) -> None:
        self.is_fresh = True
        self.timed_out = False
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "MALLOC_ARENA_MAX": "2"},  # each arena takes 64 MiB of the limit
        )
        if self._receive() is None:
            self.end()
            raise OSError("the process that reads documents did not start")

    def ask(self, task: str, path: Path, *arguments: _Argument) -> Answer:
        """Have one document read; a worker that dies over it says so."""
        request = json.dumps([task, str(path.absolute()), *arguments]) + "\n"
        pipe = self._process.stdin
        with suppress(BrokenPipeError):
            if pipe:
                pipe.write(request.encode())
                pipe.flush()
        answer = self._receive()
        if answer is None:
            return Answer(self._last_words(), None, warm=False)
        self.is_fresh = False
        return Answer(*_Unpickler(io.BytesIO(answer)).load())

    def end(self) -> int:
        """End the process; its exit status."""
        self._process.kill()
        status = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()
        return status

    def _receive(self) -> bytes | None:
        """The next answer; None when the process has ended instead, or says too much."""
        pipe = self._process.stdout
        head = pipe.read(LENGTH.size) if pipe else b""
        if not pipe or len(head) < LENGTH.size:
            return None
        (length,) = LENGTH.unpack(head)
        body = pipe.read(length) if length <= MAX_ANSWER else b""
        return body if body and len(body) == length else None

    def _last_words(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        status = self.end()
        if -status in limits.TIMED_OUT:
            self.timed_out = True
            return f"not read within {limits.DOCUMENT_SECONDS} s (and what its pages add)"
        if status == -signal.SIGKILL:
            return "the reader was killed (is the machine out of memory?)"
        if -status in _GAVE_UP:
            limit = f"{limits.MEMORY / limits.GIB:g} GiB"
            return f"the reader gave up, out of memory most likely ({limit}, signal {-status})"
        return f"the reader crashed ({f'signal {-status}' if status < 0 else f'status {status}'})"


class _Unpickler(pickle.Unpickler):
    """Takes nothing but documents and records: a worker has seen hostile bytes."""

    def find_class(self, module: str, name: str) -> Any:
        if (module in _MODULES and "." not in name) or (module, name) in _OTHERS:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"not a part of an answer: {module}.{name}")


_idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()


def _ask(task: str, path: Path, *arguments: _Argument) -> Any:
    try:
        worker = _idle.get_nowait()
    except queue.Empty:
        worker = _Worker()
    had_read = not worker.is_fresh
    answer = _answered(worker, task, path, *arguments)
    if answer.reason is not None and not answer.warm and had_read and not worker.timed_out:
        answer = _answered(_Worker(), task, path, *arguments)
    if answer.is_ours:
        raise MachineError(answer.reason)
    if answer.reason is not None:
        raise UnreadableError(one_line(answer.reason)[:MAX_REASON])
    return answer.result


def _answered(worker: _Worker, task: str, path: Path, *arguments: _Argument) -> Answer:
    """What a worker says, which waits for the next document or is ended."""
    try:
        answer = worker.ask(task, path, *arguments)
    except BaseException:  # interrupted, or not understood: its next answer would be another's
        worker.end()
        raise
    if answer.warm:
        _idle.put(worker)
    else:
        worker.end()
    return answer


@atexit.register
def _end_workers() -> None:
    with suppress(queue.Empty):
        while True:
            _idle.get_nowait().end()


def _disown_workers() -> None:
    """A fork sees its parent's workers; it must not ask them."""
    global _idle  # noqa: PLW0603
    _idle = queue.SimpleQueue()


os.register_at_fork(after_in_child=_disown_workers)
