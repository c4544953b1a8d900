"""Who may ask the pages of ``jixiao review``: the browser that was given the address, and no other.

The server listens on this machine alone, but every page that a browser has open can send requests
to it, and every user of the machine can connect. So a request needs

- a Host of this machine (a name that an attacker lets resolve to 127.0.0.1 is none of these),
- the secret of the printed address, or the cookie that it is exchanged for,
- to change anything, the Origin of our own pages, and a body of bounded size.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, cookie_parser
from starlette.responses import HTMLResponse, RedirectResponse

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 256 * 1024
"""A form is small; the longest is the list of what a page confirms."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self';"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    # `no-referrer` would make browsers send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}

_REFUSED = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>{text}</p></body></html>
"""


class Access:
    """Lets through what may ask, and answers the rest with one plain page (ASGI middleware).

    ``token`` is the secret of the printed address; ``port`` is the one that is listened on.
    """

    def __init__(self, app: ASGIApp, *, token: str, port: int) -> None:
        self._app = app
        self._token = token
        # Cookies know no ports: another server of this machine has its own name for its own.
        self._cookie = f"jixiao_review_{port}"
        self._session = secrets.token_urlsafe(32)
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # nothing here speaks WebSocket
            return
        send = _with_headers(send)
        answer = self._answer(scope)
        if answer is None and scope["method"] not in {"GET", "HEAD"}:
            body = await _body(receive, Headers(scope=scope))
            if body is None:
                answer = _refused(413, "太大 Too large", "这不是本页会发送的内容。")
            else:
                receive = _told(body, receive)
        await (answer or self._app)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        """A refusal, or the exchange of the token; None for what may go on."""
        headers = Headers(scope=scope)
        host = headers.get("host", "").lower()
        if host not in self._hosts or len(headers.getlist("host")) > 1:
            return _refused(
                403,
                "地址不对 Wrong host",
                "请用打印的地址打开。 Open the printed one.",
            )
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        reads = scope["method"] in {"GET", "HEAD"}
        tokens = [value for name, value in query if name == "token"]
        if reads and tokens:
            return self._exchanged(scope["path"], query) if self._is_token(tokens) else _unknown()
        given = cookie_parser(headers.get("cookie", "")).get(self._cookie, "")
        if not _same(given, self._session):
            return _unknown()
        if not reads and not _is_own(headers, host):
            return _refused(
                403, "来源不对 Wrong origin", "只接受本页发出的决定。 Only its own pages decide."
            )
        return None

    def _is_token(self, tokens: list[str]) -> bool:
        return len(tokens) == 1 and _same(tokens[0], self._token)

    def _exchanged(self, path: str, query: list[tuple[str, str]]) -> Response:
        """The same page without the token, which thus stays in no history; the cookie for it."""
        rest = urlencode([(name, value) for name, value in query if name != "token"])
        path = "/" + path.lstrip("/\\")  # never another server's address
        answer = RedirectResponse(f"{path}?{rest}" if rest else path, status_code=303)
        answer.set_cookie(self._cookie, self._session, httponly=True, samesite="strict")
        return answer


def _is_own(headers: Headers, host: str) -> bool:
    """Whether a request that changes something comes from our own pages."""
    site = headers.get("sec-fetch-site", "same-origin")
    return headers.get("origin", "").lower() == f"http://{host}" and site == "same-origin"


def _same(given: str, secret: str) -> bool:
    return secrets.compare_digest(given.encode(), secret.encode())


def _unknown() -> Response:
    return _refused(
        403,
        "请用打印的地址 Open the printed address",
        "此页只对 <code>jixiao review</code> 打印的完整地址开放。"
        " This page opens with the whole address that <code>jixiao review</code> prints.",
    )


def _refused(status: int, title: str, text: str) -> Response:
    return HTMLResponse(_REFUSED.format(title=title, text=text), status_code=status)


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(HEADERS)
        await send(message)

    return sending


async def _body(receive: Receive, headers: Headers) -> bytes | None:
    """The whole body; None for one of more than the bytes allowed."""
    said = headers.get("content-length", "0")
    if not said.isdecimal() or int(said) > MOST_BYTES:
        return None
    body: bytes = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            return None
        if not message.get("more_body"):
            return body


def _told(body: bytes, then: Receive) -> Receive:
    """The body that was read already, told once more."""
    left = [body]

    async def receive() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return await then()

    return receive
