"""The words that forms use, as data: header synonyms, levels, units, form titles."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable


@cache
def load(name: str) -> Any:
    """The vocabulary ``<name>.yml`` of this folder. Raises FileNotFoundError for a wrong name."""
    return yaml.safe_load((Path(__file__).parent / f"{name}.yml").read_text(encoding="utf-8"))


def alternatives(words: Iterable[str]) -> str:
    """A pattern of any of ``words``, the longest first, without a group around it."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
