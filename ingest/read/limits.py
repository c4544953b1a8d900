"""How much one document may take. Set in the worker process; elsewhere nothing here does anything.

The kernel ends a worker that uses up its time, wherever it is; a page that takes too long is given
up by a TimeoutError, so that a reader can say so and go on with the next.
"""

from __future__ import annotations

import resource
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

GIB = 1 << 30
MEMORY = 1 * GIB
"""Address space, in bytes."""
MEMORY_OCR = 3 * GIB
"""Address space once the recognition of images is loaded, which takes over a third of it."""
DOCUMENT_SECONDS = 60
"""Seconds of processor time; on a busy machine it may be WAITING times as long by the clock."""
WAITING = 2
MORE_A_PAGE = 0.25
"""Seconds that each page of text read adds to those of its document."""
MORE_A_SCAN = 20
"""Seconds that each scanned page adds."""
PAGE_SECONDS = 20
"""Seconds of processor time that a page of text may take."""
TIMED_OUT = (signal.SIGALRM, signal.SIGPROF)
"""What ends a process whose time is up."""
_CLOCKS = ((signal.ITIMER_PROF, 1), (signal.ITIMER_REAL, WAITING))


def confine() -> None:
    """Limit this process for good; called once, by the worker before its first document."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY_OCR))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for ending in TIMED_OUT:
        signal.signal(ending, signal.SIG_DFL)
    signal.signal(signal.SIGVTALRM, _give_up)


@contextmanager
def one_document() -> Iterator[None]:
    """Let the kernel end this confined process when the document takes too long."""
    for clock, factor in _CLOCKS:
        signal.setitimer(clock, factor * DOCUMENT_SECONDS)
    try:
        yield
    finally:
        for clock, _ in _CLOCKS:
            signal.setitimer(clock, 0)


@contextmanager
def one_page(more: float = MORE_A_PAGE, seconds: float = PAGE_SECONDS) -> Iterator[None]:
    """Give the document ``more`` seconds. Raises TimeoutError after ``seconds`` of work."""
    if signal.getsignal(signal.SIGVTALRM) is not _give_up:
        yield
        return
    for clock, factor in _CLOCKS:
        left, _ = signal.getitimer(clock)
        if left:
            signal.setitimer(clock, left + factor * more)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def allow_ocr() -> None:
    """Let a confined process have the memory that recognition needs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft != resource.RLIM_INFINITY and soft < hard:
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def memory() -> str:
    """The limit on memory of this process, for people."""
    return f"{resource.getrlimit(resource.RLIMIT_AS)[0] / GIB:g} GiB"


def _give_up(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError("takes too long to read")
