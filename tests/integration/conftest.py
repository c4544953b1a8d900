"""The whole line on the real documents, run once by the real DAG for all tests that look at it."""

from __future__ import annotations

import fcntl
from typing import TYPE_CHECKING

import duckdb
import pytest
from rich.console import Console

from ingest.refresh import refresh
from ingest.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Settings:
    """What ``make refresh`` left behind; what it printed is in ``printed.txt``."""
    shared: Path = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        shared = shared.parent
    settings = Settings(home=shared / "night")
    printed = settings.home / "printed.txt"
    settings.home.mkdir(exist_ok=True)
    with (shared / "night.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not printed.exists():
            with printed.open("w", encoding="utf-8") as file:
                refresh(settings, Console(file=file, width=120))
    return settings


@pytest.fixture(scope="session")
def marts(night: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published marts as a reader opens them, with ``marts`` as the default schema."""
    path = night.published / "marts.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("use marts")
        yield connection
