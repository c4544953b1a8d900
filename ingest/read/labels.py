"""The words that stand alone in cells: labels of levels, headers of columns, names of sections."""

from __future__ import annotations

from functools import cache

from ingest.vocabulary import load


@cache
def known_headers() -> frozenset[str]:
    """What columns and sections of forms are called."""
    groups = load("headers")
    return frozenset(
        name
        for group in ("sections", "indicators", "tasks")
        for names in groups[group].values()
        for name in names
    )


@cache
def known_labels() -> frozenset[str]:
    """The labels of levels, and all headers."""
    levels = load("levels")
    names = (
        name for rank in ("level1", "level2") for part in levels[rank].values() for name in part
    )
    return frozenset(names) | frozenset(levels["level1"]) | known_headers()
