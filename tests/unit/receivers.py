"""Real receivers on loopback for tests: a mail server and an HTTP server, which keep what comes."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage


@dataclass
class Received:
    """What a receiver got; ``url`` is its address, ``answer`` what it says to a post,
    ``asked`` the addresses of posts."""

    url: str = ""
    mails: list[EmailMessage] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    posts: list[Any] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    answer: dict[str, object] = field(default_factory=dict)
    status: int = 200

    async def handle_DATA(  # noqa: N802 (aiosmtpd calls it so)
        self, _: object, __: object, envelope: Any
    ) -> str:
        mail: Any = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append(mail)
        return "250 OK"


@contextmanager
def mail_server(*, password: str | None = None) -> Iterator[Received]:
    """A mail server, which wants user and password where one is given."""
    received = Received()

    def login(_: object, __: object, ___: object, ____: str, data: Any) -> AuthResult:
        received.logins.append((data.login, data.password))
        return AuthResult(success=data.password == (password or "").encode(), handled=False)

    controller = Controller(
        received,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=login if password else None,
        auth_required=bool(password),
        auth_require_tls=False,
    )
    controller.start()
    received.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield received
    finally:
        controller.stop()


@contextmanager
def http_server() -> Iterator[Received]:
    """An HTTP server that takes JSON posts."""
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            received.posts.append(json.loads(content))
            received.asked.append(self.path)
            self.send_response(received.status)
            self.end_headers()
            self.wfile.write(json.dumps(received.answer).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    received.url = f"http://127.0.0.1:{server.server_port}/robot?key=secret-token"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def free_port() -> int:
    """A port that nobody listens on now."""
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.server_close()
    return server.server_port
