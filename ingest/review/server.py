"""The server of ``jixiao review``: on this machine only, for as long as the command runs."""

from __future__ import annotations

import secrets
import socket
import subprocess
import webbrowser
from collections import Counter
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

import uvicorn

from ingest.review.app import make_app
from ingest.review.desk import Desk
from ingest.servers.background import HOST

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.settings import Settings

PORT = 8765


class PortInUseError(OSError):
    """Another program listens there. The message is one line for people."""


def serve(
    settings: Settings,
    *,
    port: int | None,
    by: str,
    opens: bool,
    say: Callable[[str], None],
) -> Desk:
    """Serve the queue until Ctrl-C; the sitting, with what was decided in it.

    ``say`` is given the address to open. Without a ``port`` it is the usual one, or any that is
    free. Raises PortInUseError, and NothingToReviewError where no queue is published.
    """
    desk = Desk(settings, by=by)
    desk.queue()
    listening = _listening(port)
    port = listening.getsockname()[1]
    token = secrets.token_urlsafe(32)
    config = uvicorn.Config(
        make_app(desk, token=token, port=port),
        # The log of requests would have the token.
        access_log=False,
        log_level="warning",
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=2,
        limit_concurrency=64,
    )
    address = f"http://{HOST}:{port}/?token={token}"
    say(address)
    if opens:
        # The socket listens already: the browser waits until the server answers.
        Thread(target=webbrowser.open, args=[address], daemon=True).start()
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
    return desk


def told(desk: Desk) -> list[str]:
    """What a sitting came to, and what to do with it."""
    files = Counter(each.file for made in desk.made for each in made.written)
    if not files:
        return ["Nothing was decided 没有作决定."]
    seeds = desk.settings.dbt_project / "seeds"
    rows = ", ".join(f"{count} in {seeds / name}" for name, count in files.items())
    names = " ".join(str(seeds / name) for name in files)
    return [
        f"Decided 已决定: {len(desk.made)}. Rows 行: {rows}",
        f"git add {names} && git commit    keeps them 存入版本库",
        "make refresh    applies and publishes them 发布",
    ]


def git_name(settings: Settings) -> str:
    """Who git says decides here (``user.name``); empty where it says nobody."""
    try:
        return subprocess.run(
            ["git", "config", "user.name"],  # noqa: S607 (the person's own git)
            cwd=settings.dbt_project,
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def _listening(port: int | None) -> socket.socket:
    """A socket that listens on this machine alone."""
    for wanted in (PORT, 0) if port is None else (port,):
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, wanted))
            listening.listen()
        except OSError as error:
            listening.close()
            said = error.strerror
        else:
            return listening
    raise PortInUseError(f"port {port} can't be used: {said}")
