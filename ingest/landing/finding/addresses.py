"""Which addresses may be asked: public ones, and those that a place file allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp.resolver import ThreadedResolver

from ingest.publishing import is_public, names_private

if TYPE_CHECKING:
    import socket

    from aiohttp.abc import ResolveResult

    from ingest.publishing import Fetching


class AddressError(OSError):
    """An address that may not be asked. The message is one line for people."""


@dataclass(frozen=True, slots=True)
class Permission:
    """What the place file of a source allows: ``named`` are hosts and ports that stand in it.

    A page may lead to private addresses only where it is ``allow_private``, or back to ``named``.
    """

    allow_private: bool = False
    allow_http: bool = False
    named: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def of(cls, fetching: Fetching, *urls: str) -> Permission:
        """What a place file that says ``fetching`` and names these addresses allows."""
        named = frozenset(origin(url) for url in urls if names_private(url))
        return cls(fetching.allow_private, fetching.allow_http, named)

    def is_trusted(self, url: str) -> bool:
        """Whether a private address may be behind this one."""
        return self.allow_private or origin(url) in self.named

    def require(self, url: str, before: str | None = None) -> None:
        """Raise AddressError for what may not be asked, coming from the address ``before``."""
        scheme = urlsplit(url).scheme
        if scheme not in {"http", "https"} or not urlsplit(url).hostname:
            raise AddressError(f"leads to {url}, which is no address of the web")
        if before and urlsplit(before).scheme == "https" != scheme and not self.allow_http:
            raise AddressError(f"leads from https to {url} (fetching: allow_http)")
        if names_private(url) and not self.is_trusted(url):
            raise AddressError(f"leads to {url}, a private address (fetching: allow_private)")


PUBLIC = Permission()
"""Public addresses only."""


class PublicResolver(ThreadedResolver):
    """Resolves names; raises AddressError for a name of which any address is not public.

    What is connected to is what was resolved and judged here, so a name cannot change in between.
    """

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily | None = None
    ) -> list[ResolveResult]:
        """The addresses of a name, all of them public."""
        found = await super().resolve(host, port, *([] if family is None else [family]))
        for each in found:
            if not is_public(each["host"]):
                raise AddressError(
                    f"{host} is {each['host']}, a private address (fetching: allow_private)"
                )
        return found


def origin(url: str) -> tuple[str, int]:
    """The host and port that an address is of."""
    parts = urlsplit(url)
    return (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)
