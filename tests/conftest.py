"""Airflow, which some tests import, keeps its files in pytest's cache, not in the home folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_configure(config: pytest.Config) -> None:
    os.environ["AIRFLOW_HOME"] = str(config.cache.mkdir("airflow")) if config.cache else ""
