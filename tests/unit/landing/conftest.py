"""A bureau's site on loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.landing.bureau_site import Site, bureau_site

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def site() -> Iterator[Site]:
    with bureau_site() as running:
        yield running
