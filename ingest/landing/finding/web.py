"""Asking web servers: one GET, told apart into new bytes, nothing new, and why not."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import partial
from importlib.metadata import version
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Literal, Self, TypeVar
from urllib.parse import unquote, urljoin, urlsplit

import aiohttp
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)

from ingest.landing.archive import TooLargeError
from ingest.landing.finding.addresses import AddressError, Permission, PublicResolver, origin
from ingest.landing.finding.manners import AGENT, Robots, Turns
from ingest.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    from ingest.settings import Settings

_CHUNK = 1 << 16
_IN_MEMORY = 8 << 20
_MOST_REDIRECTS = 5
_MOST_TRIES = 4
_LONGEST_WAIT = 60.0
_ROBOTS_BYTES = 500 << 10
_CONNECT_SECONDS = 20.0
_HEADERS = {
    "User-Agent": f"{AGENT}/{version('jixiao')} (collects published performance budgets)",
    "Accept": "*/*",
    "Accept-Encoding": "identity",  # bytes as published; and Content-Length says their number
}

T = TypeVar("T")
Kind = Literal["not_reached", "refused", "gone"]


class WebError(Exception):
    """Why there are no bytes. The message is one line for people, without the address asked.

    ``gone``: the server says that there is nothing (any more); ``refused``: we do not ask.
    """

    def __init__(self, kind: Kind, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.status = status


class _AstrayError(WebError):
    """Redirects that come to no end."""


class _AgainError(Exception):
    """What may be over when asked again: ``wait`` is how long the server says, in seconds."""

    def __init__(self, message: str, wait: float = 0.0, status: int | None = None) -> None:
        super().__init__(message)
        self.wait = wait
        self.status = status


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said by which it can tell whether its bytes have changed."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The question."""
        said = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Received:
    """Bytes from the web: ``body`` is open at its beginning, ``url`` where redirects ended.

    ``file_name`` is what the server calls the file (Content-Disposition).
    """

    body: IO[bytes]
    size: int
    url: str
    file_name: str | None
    validators: Validators


class Web:
    """The web for one night (an async context manager).

    ``async with Web(settings) as web: await web.get(url, permission, delay)``
    """

    def __init__(self, settings: Settings, turns: Turns | None = None) -> None:
        self._settings = settings
        self._turns = turns or Turns()
        self._robots: dict[tuple[str, tuple[str, int]], asyncio.Task[Robots]] = {}

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(
            total=self._settings.fetch_seconds,
            sock_connect=min(_CONNECT_SECONDS, self._settings.fetch_idle_seconds),
            sock_read=self._settings.fetch_idle_seconds,
        )
        # No proxy of the environment: it would resolve names itself, past PublicResolver.
        resolvers = {False: PublicResolver(), True: aiohttp.ThreadedResolver()}
        self._sessions = {
            trusted: aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False),
                timeout=timeout,
                headers=_HEADERS,
            )
            for trusted, resolver in resolvers.items()
        }
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for session in self._sessions.values():
            await session.close()

    async def get(
        self,
        url: str,
        permission: Permission,
        delay: float,
        validators: Validators | None = None,
        most_bytes: int | None = None,
    ) -> Received | None:
        """The bytes at an address; None where they are as ``validators`` say. Raises WebError."""
        limit = most_bytes or self._settings.max_bytes
        known = validators or Validators()
        ask = partial(self._followed, url, permission, delay, known, limit)
        try:
            return await self._again(partial(ask, by_robots=True))
        except _AgainError as error:
            raise WebError("not_reached", str(error)) from error
        except AddressError as error:
            raise WebError("refused", one_line(error.args[0])) from error
        except TooLargeError as error:
            raise WebError("refused", str(error)) from error

    async def _again(self, ask: Callable[[], Awaitable[T]]) -> T:
        """What ``ask`` gives, asked up to four times where waiting may help."""
        first = self._settings.retry_seconds
        backoff = wait_exponential_jitter(multiplier=first, max=_LONGEST_WAIT, jitter=first)

        def wait(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            return max(backoff(state), error.wait if isinstance(error, _AgainError) else 0.0)

        retrying = AsyncRetrying(
            retry=retry_if_exception_type(_AgainError),
            stop=stop_after_attempt(_MOST_TRIES),
            wait=wait,
            sleep=self._turns.sleep,
            reraise=True,
        )
        return await retrying(ask)

    async def _followed(
        self,
        url: str,
        permission: Permission,
        delay: float,
        validators: Validators,
        limit: int,
        *,
        by_robots: bool,
    ) -> Received | None:
        """One try, redirects included; ``by_robots`` asks each site's robots.txt before."""
        permission.require(url)
        for _ in range(_MOST_REDIRECTS + 1):
            if by_robots:
                await self._require_robots(url, permission, delay)
            found = await self._asked(url, permission, delay, validators, limit)
            if not isinstance(found, str):
                return found
            permission.require(found, before=url)
            url = found
        raise _AstrayError("not_reached", f"more than {_MOST_REDIRECTS} redirects")

    async def _require_robots(self, url: str, permission: Permission, delay: float) -> None:
        key = urlsplit(url).scheme, origin(url)
        if key not in self._robots:
            read = self._read_robots(urljoin(url, "/robots.txt"), permission, delay)
            self._robots[key] = asyncio.create_task(read)
        robots = await asyncio.shield(self._robots[key])
        if not robots.allows(url):
            raise WebError("refused", "the site's robots.txt asks not to fetch it")
        self._turns.of(key[1]).pause = robots.pause

    async def _read_robots(self, url: str, permission: Permission, delay: float) -> Robots:
        """A site's robots.txt; a server that is in trouble over it is not asked tonight."""
        ask = partial(self._followed, url, permission, delay, Validators(), _ROBOTS_BYTES)
        try:
            found = await self._again(partial(ask, by_robots=False))
        except _AgainError as error:
            what = "robots.txt could not be read: " if error.status else ""
            raise WebError("not_reached", f"{what}{error}") from error
        except WebError as error:
            says_none = error.status and 400 <= error.status < 500 and error.status != 429
            if says_none or isinstance(error, _AstrayError):
                return Robots("")
            raise
        assert found is not None  # nothing is unchanged that was never seen
        with found.body as body:
            return Robots(body.read().decode("utf-8", "replace"))

    async def _asked(
        self,
        url: str,
        permission: Permission,
        delay: float,
        validators: Validators,
        limit: int,
    ) -> Received | str | None:
        """The bytes of one answer, or the address that it leads to, or None: nothing new."""
        async with self._turns.turn(origin(url), delay) as host:
            if host.is_given_up:
                raise WebError("not_reached", "its server does not answer tonight")
            try:
                found = await self._answer(url, permission, validators, limit)
            except _AgainError:
                host.failures += 1
                raise
            host.failures = 0
            return found

    async def _answer(
        self, url: str, permission: Permission, validators: Validators, limit: int
    ) -> Received | str | None:
        session = self._sessions[permission.is_trusted(url)]
        try:
            async with session.get(
                url, headers=validators.headers, allow_redirects=False
            ) as answer:
                if answer.status == 304 and validators.headers:
                    return None
                if answer.status in {301, 302, 303, 307, 308} and "Location" in answer.headers:
                    return urljoin(url, _text(answer.headers["Location"]))
                _require_ok(answer)
                return await _received(answer, url, limit)
        except aiohttp.ClientConnectorCertificateError as error:
            raise WebError("refused", f"no valid certificate: {_said(error)}") from error
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, AddressError):
                raise error.os_error from error
            raise _AgainError(_said(error)) from error
        except aiohttp.InvalidURL as error:
            raise WebError("refused", f"no address of the web: {one_line(url)}") from error
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise _AgainError(_said(error)) from error


def offered_name(disposition: str) -> str | None:
    """The file name in a Content-Disposition, in whichever way servers write it; no path."""
    message = Message()
    message["Content-Disposition"] = _text(disposition)
    name = message.get_filename()
    if not name:
        return None
    name = unquote(name) if "%" in name else name
    return one_line(PurePosixPath(name.replace("\\", "/")).name) or None


def _require_ok(answer: aiohttp.ClientResponse) -> None:
    if answer.status == 200:
        return
    if answer.status in {404, 410}:
        raise WebError("gone", "not found", answer.status)
    message = f"the server answers {answer.status} {one_line(answer.reason or '')}".rstrip()
    if answer.status >= 500 or answer.status in {408, 425, 429}:
        wait = _retry_after(answer.headers.get("Retry-After", ""))
        if wait > _LONGEST_WAIT:
            again = f"{message}, and to ask again in {wait:.0f} s"
            raise WebError("not_reached", again, answer.status)
        raise _AgainError(message, wait, answer.status)
    raise WebError("not_reached", message, answer.status)


def _retry_after(said: str) -> float:
    """Seconds to wait: a number, or until a date."""
    if said.strip().isdigit():
        return float(said)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


async def _received(answer: aiohttp.ClientResponse, url: str, limit: int) -> Received:
    if (answer.content_length or 0) > limit:
        raise TooLargeError(f"larger than the {limit:,} bytes allowed")
    body = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (who asked closes it)
    try:
        size = 0
        async for chunk in answer.content.iter_chunked(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise TooLargeError(f"larger than the {limit:,} bytes allowed")
            body.write(chunk)
        body.seek(0)
    except BaseException:
        body.close()
        raise
    disposition = answer.headers.get("Content-Disposition")
    return Received(
        body=body,
        size=size,
        url=url,
        file_name=offered_name(disposition) if disposition else None,
        validators=Validators(answer.headers.get("ETag"), answer.headers.get("Last-Modified")),
    )


def _said(error: BaseException) -> str:
    message = one_line(" ".join(str(error).split()))
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _text(header: str) -> str:
    """A header whose bytes are UTF-8 or GB 18030, whatever standards say."""
    raw = header.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
