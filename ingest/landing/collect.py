"""Collect: fetch what the registry names and what bureaus publish; archive it; say what is new."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypedDict

from ingest.landing.assigned import INBOX, dropped_uri, with_found
from ingest.landing.finding.addresses import Permission
from ingest.landing.finding.folders import files
from ingest.landing.finding.look import Source, look_at
from ingest.landing.sightings import Failure, Sighting, news
from ingest.one_line import one_line
from ingest.place_file import is_uri
from ingest.registry import today

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from ingest.registry import Registry, Slot
    from ingest.settings import Settings

_LEFT_BEHIND_SECONDS = 24 * 3600


class Collected(TypedDict):
    """What one collecting did; all of it can be written as JSON.

    ``unchanged`` counts the sources that were not fetched or gave what they gave before.
    """

    checked: int
    unchanged: int
    sightings: list[Sighting]
    failures: list[Failure]


def collect(
    settings: Settings,
    registry: Registry,
    district: str | None = None,
    year: int | None = None,
    as_of: date | None = None,
) -> Collected:
    """Fetch the sources of the chosen slots, and what is published where their bureaus publish.

    Without a choice also what people dropped, and files nobody registered. With a year only
    sources that are known to be of it. What is withdrawn is left alone. A source that fails is
    reported and does not stop the others. Raises RegistryError for an unknown district.
    """
    as_of = as_of or today()
    registry = with_found(settings, registry)
    _clear_left_behind(settings.archive)
    pages = {publisher.key: publisher.addresses for publisher in registry.publishers}
    sources = [
        _source(settings, slot, slot.source_uri, pages)
        for slot in registry.chosen(as_of, district, year)
        if slot.source_uri and slot.is_claimed and not slot.source_uri.startswith(INBOX)
    ]
    publishers = [
        publisher
        for publisher in registry.publishers
        if year is None and district in {None, publisher.district_key}
    ]
    if district is None and year is None:
        sources += [*unregistered(settings, registry, as_of), *_dropped(settings)]
    looked = look_at(settings, sources, publishers, as_of.year)
    return Collected(
        checked=looked.checked,
        unchanged=looked.unchanged,
        sightings=sorted(
            news(settings.raw, looked.sightings),
            key=lambda row: (not row["slot_key"], row["slot_key"], row["source_uri"]),
        ),
        failures=sorted(looked.failures, key=lambda row: (row["kind"], row["source_uri"])),
    )


def unregistered(settings: Settings, registry: Registry, as_of: date) -> list[Source]:
    """The files below the documents folder that no slot names, hidden ones left out."""
    claimed = {slot.source_uri for slot in registry.slots(as_of)}
    return [
        Source(source_uri=name, path=path)
        for path, name in _files(settings.documents)
        if name not in claimed
    ]


def _dropped(settings: Settings) -> list[Source]:
    """The files in the inbox."""
    settings.dropped.mkdir(parents=True, exist_ok=True)
    return [
        Source(source_uri=dropped_uri(name), path=path, found_in="inbox")
        for name, path in files(settings.dropped)
    ]


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in relative.parts):
            yield path, one_line(relative.as_posix())


def _source(settings: Settings, slot: Slot, source_uri: str, pages: dict[str, list[str]]) -> Source:
    """Where the document of a slot is; one that was found there still has to say whose it is.

    ``pages`` are the addresses that place files name, by publisher.
    """
    publishers = slot.found.publishers if slot.found else ()
    found_on = [url for key in publishers for url in pages.get(key, [])]
    return Source(
        source_uri=source_uri,
        slot_key=None if slot.found else slot.slot_key,
        path=None if is_uri(source_uri) else settings.documents / source_uri,
        permission=Permission.of(slot.fetching, *(found_on if slot.found else [source_uri])),
        delay=slot.fetching.delay,
        found_in=slot.found.found_in if slot.found else None,
        publishers=publishers,
        follow=bool(slot.found and slot.found.found_in == "listing"),
    )


def _clear_left_behind(archive: Path) -> None:
    """Remove what a killed run was writing; a day old, so never another run's."""
    for path in archive.glob("*/.tmp-*"):
        if path.stat().st_mtime < time.time() - _LEFT_BEHIND_SECONDS:
            path.unlink(missing_ok=True)
