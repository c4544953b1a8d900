"""The words that forms use, as data: header synonyms, levels, units, form titles."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def load(name: str) -> Any:
    """The vocabulary ``<name>.yml`` of this folder. Raises FileNotFoundError for a wrong name."""
    return yaml.safe_load((Path(__file__).parent / f"{name}.yml").read_text(encoding="utf-8"))
