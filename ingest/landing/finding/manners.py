"""How web servers are asked: two requests of a host at a time, with pauses, as robots.txt says."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from protego import Protego

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

AGENT = "jixiao"
_PER_HOST = 2
_AT_ONCE = 32
_LONGEST_PAUSE = 30.0
_GIVE_UP_AFTER = 12


class Host:
    """One host tonight: who may ask it now, and how many requests in a row came to nothing."""

    def __init__(self) -> None:
        self.turns = asyncio.Semaphore(_PER_HOST)
        self.next_at = 0.0
        self.pause = 0.0
        self.failures = 0

    @property
    def is_given_up(self) -> bool:
        """Whether asking once more would only wait."""
        return self.failures >= _GIVE_UP_AFTER


@dataclass
class Turns:
    """Who may ask which host when; ``clock`` and ``sleep`` are those of the machine."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    hosts: dict[tuple[str, int], Host] = field(default_factory=dict)
    at_once: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    def of(self, origin: tuple[str, int]) -> Host:
        """The host of an address."""
        return self.hosts.setdefault(origin, Host())

    @asynccontextmanager
    async def turn(self, origin: tuple[str, int], delay: float) -> AsyncIterator[Host]:
        """Wait until the host may be asked again, ``delay`` seconds after the last request."""
        host = self.of(origin)
        async with host.turns:
            begin = max(self.clock(), host.next_at)
            host.next_at = begin + max(delay, host.pause)
            if begin > self.clock():
                await self.sleep(begin - self.clock())
            async with self.at_once:
                yield host


class Robots:
    """The robots.txt of a site."""

    def __init__(self, text: str) -> None:
        self._rules = Protego.parse(text)

    def allows(self, url: str) -> bool:
        """Whether we may ask for this address."""
        return self._rules.can_fetch(url, AGENT)

    @property
    def pause(self) -> float:
        """The seconds it wants between two requests, within reason."""
        return min(self._rules.crawl_delay(AGENT) or 0.0, _LONGEST_PAUSE)
