"""The province's web site in a process of its own, on loopback.

>>> with SiteProcess() as site:
...     site.show(site_of(1))
...     site.stop()  # nobody answers any more
...     site.start()  # at the same address
"""

from __future__ import annotations

import multiprocessing
from typing import TYPE_CHECKING, Self

from tests.unit.landing.bureau_site import bureau_site

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from tests.unit.landing.bureau_site import Answer

SECONDS = 60
_processes = multiprocessing.get_context("spawn")


class SiteProcess:
    """A web server whose answers are what it was last shown."""

    def __init__(self) -> None:
        self.url = ""
        self._port = 0
        self._answers: dict[str, Answer] = {}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        self._connection, theirs = _processes.Pipe()
        self._process = _processes.Process(target=_serve, args=(theirs, self._port), daemon=True)
        self._process.start()
        self.url = self._told()
        self._port = int(self.url.rpartition(":")[2])
        self.show(self._answers)

    def show(self, answers: dict[str, Answer]) -> None:
        """Answer so from now on."""
        self._answers = answers
        if self._process.is_alive():
            self._connection.send(answers)
            self._told()

    def stop(self) -> None:
        self._process.kill()
        self._process.join()

    def _told(self) -> str:
        assert self._connection.poll(SECONDS), "the site does not answer"
        return str(self._connection.recv())


def _serve(connection: Connection, port: int) -> None:
    with bureau_site(port) as site:
        connection.send(site.url)
        while True:
            site.answers = connection.recv()
            connection.send("shown")
