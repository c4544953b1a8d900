"""A bureau's web site on loopback: what it answers is a dictionary; it tells what it was asked."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

HTML = "text/html; charset=utf-8"


@dataclass
class Answer:
    """``says_length`` is the Content-Length where it lies; ``waits`` until its event is set."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    says_length: int | None = None
    waits: threading.Event | None = None
    is_endless: bool = False


@dataclass
class Site:
    """``answers`` by path, a list of them one after the other, the last one for good."""

    url: str = ""
    answers: dict[str, Answer | list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    closing: threading.Event = field(default_factory=threading.Event)

    def put(self, path: str, body: bytes | str, **headers: str) -> None:
        content = body.encode() if isinstance(body, str) else body
        self.answers[path] = Answer(
            content, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]


@contextmanager
def bureau_site(port: int = 0) -> Iterator[Site]:
    """A running site, on any free port; it has no robots.txt unless it is put there."""
    site = Site()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle(self) -> None:
            with suppress(ConnectionError):  # the client has hung up
                super().handle()

        def do_GET(self) -> None:
            with lock:
                site.asked.append((self.path, dict(self.headers)))
                site.at_once += 1
                site.most_at_once = max(site.most_at_once, site.at_once)
            try:
                self._answer(site.answers.get(self.path, Answer(b"<p>404</p>", 404)))
            except OSError:  # the client has hung up
                self.close_connection = True
            finally:
                with lock:
                    site.at_once -= 1

        def _answer(self, answer: Answer | list[Answer]) -> None:
            if isinstance(answer, list):
                answer = answer.pop(0) if len(answer) > 1 else answer[0]
            if answer.waits:
                answer.waits.wait(30)
            unchanged = self.headers.get("If-None-Match") and self.headers[
                "If-None-Match"
            ] == answer.headers.get("ETag")
            since = self.headers.get("If-Modified-Since")
            if unchanged or (since and since == answer.headers.get("Last-Modified")):
                self.send_response(304)
                self.end_headers()
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value.encode().decode("latin-1"))
            if not answer.is_endless:
                length = len(answer.body) if answer.says_length is None else answer.says_length
                self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(answer.body)
            while answer.is_endless and not site.closing.is_set():
                self.wfile.write(b"x" * 65536)
            if answer.says_length is not None or answer.is_endless:
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        server.daemon_threads = True
        site.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield site
        finally:
            site.closing.set()
            server.shutdown()
