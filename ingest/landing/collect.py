"""Collect: fetch what the registry names, archive it, and say which bytes are new."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TypedDict, cast, final
from urllib.parse import unquote, urlsplit

import aiohttp
import fsspec
from tenacity import retry, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from ingest.landing.archive import TooLargeError, store
from ingest.landing.raw import query
from ingest.one_line import one_line
from ingest.registry import is_uri, today

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from ingest.registry import Registry
    from ingest.settings import Settings

_AT_ONCE = 8
_LEFT_BEHIND_SECONDS = 24 * 3600


@final
class Sighting(TypedDict):
    """New bytes at a source; ``slot_key`` is None for a file that no place file registers."""

    slot_key: str | None
    document_id: str
    source_uri: str
    file_name: str
    size_bytes: int
    seen_at: str


@final
class Failure(TypedDict):
    """A source that could not be fetched, and why, in one line."""

    slot_key: str | None
    source_uri: str
    reason: str


class Collected(TypedDict):
    """What one collecting did; all of it can be written as JSON."""

    checked: int
    sightings: list[Sighting]
    failures: list[Failure]


class _Source(NamedTuple):
    slot_key: str | None
    source_uri: str
    path: Path | None  # of a file below the documents folder


def collect(
    settings: Settings,
    registry: Registry,
    district: str | None = None,
    year: int | None = None,
    as_of: date | None = None,
) -> Collected:
    """Fetch the sources of the chosen slots, and without a choice also files nobody registered.

    What is withdrawn is left alone. A source that fails is reported and does not stop the others.
    Raises RegistryError for an unknown district.
    """
    as_of = as_of or today()
    _clear_left_behind(settings.archive)
    sources = [
        _Source(slot.slot_key, slot.source_uri, _local(settings, slot.source_uri))
        for slot in registry.chosen(as_of, district, year)
        if slot.source_uri and slot.is_claimed
    ]
    if district is None and year is None:
        sources += unregistered(settings, registry, as_of)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        results = list(pool.map(partial(_sight, settings), sources))
    sightings = news(settings.raw, [found for found in results if "document_id" in found])
    return Collected(
        checked=len(sources),
        sightings=sorted(
            sightings, key=lambda row: (not row["slot_key"], row["slot_key"], row["source_uri"])
        ),
        failures=[found for found in results if "reason" in found],
    )


def unregistered(settings: Settings, registry: Registry, as_of: date) -> list[_Source]:
    """The files below the documents folder that no slot names, hidden ones left out."""
    claimed = {slot.source_uri for slot in registry.slots(as_of)}
    return [
        _Source(None, name, path)
        for path, name in _files(settings.documents)
        if name not in claimed
    ]


def claim(sighting: Sighting) -> tuple[str, str]:
    """What a sighting is of: its slot, or else the file."""
    slot_key = sighting["slot_key"]
    return ("slot", slot_key) if slot_key else ("file", sighting["source_uri"])


def landed_sightings(raw: Path) -> list[Sighting]:
    """All sightings landed so far, oldest load first, in a load as ``collect`` gives them."""
    rows = query(
        raw,
        "sightings",
        "select * exclude (load) replace (strftime(seen_at, '%Y-%m-%dT%H:%M:%S.%f') as seen_at) "
        "from landed order by load, slot_key nulls last, source_uri",
    )
    return cast("list[Sighting]", rows)


def news(raw: Path, sightings: list[Sighting]) -> list[Sighting]:
    """The sightings that say something else than what landed last of the same claim."""
    last = {claim(row): _said(row) for row in landed_sightings(raw)}
    return [row for row in sightings if last.get(claim(row)) != _said(row)]


def _said(row: Sighting) -> tuple[str, str]:
    return row["document_id"], row["source_uri"]


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in relative.parts):
            yield path, one_line(relative.as_posix())


def _local(settings: Settings, source_uri: str) -> Path | None:
    return None if is_uri(source_uri) else settings.documents / source_uri


def _sight(settings: Settings, source: _Source) -> Sighting | Failure:
    try:
        document_id, size = _fetch(settings, source)
    except Exception as error:
        return Failure(
            slot_key=source.slot_key, source_uri=source.source_uri, reason=_reason(source, error)
        )
    return Sighting(
        slot_key=source.slot_key,
        document_id=document_id,
        source_uri=source.source_uri,
        file_name=_file_name(source),
        size_bytes=size,
        seen_at=datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="microseconds"),
    )


def _may_pass(error: BaseException) -> bool:
    """Whether trying again may help: time-outs, broken connections, an overloaded server."""
    if isinstance(error, aiohttp.ClientResponseError):
        return error.status >= 500 or error.status in {408, 429}
    return isinstance(error, TimeoutError | ConnectionError | aiohttp.ClientError)


@retry(
    retry=retry_if_exception(_may_pass),
    stop=stop_after_attempt(4),
    wait=wait_exponential_jitter(initial=1, max=30),
    reraise=True,
)
def _fetch(settings: Settings, source: _Source) -> tuple[str, int]:
    with _open(source) as stream:
        return store(settings.archive, stream, settings.max_bytes)


def _open(source: _Source) -> BinaryIO:
    if source.path:
        return source.path.open("rb")
    # One plain GET: not many ranges, between which a page could change, and no question for its
    # size beforehand, which takes any refusal for "not found".
    web = urlsplit(source.source_uri).scheme in {"http", "https"}
    options = {"block_size": 0, "size": 1} if web else {}
    file_system, path = fsspec.url_to_fs(source.source_uri)
    return cast("BinaryIO", file_system.open(path, "rb", **options))


def _file_name(source: _Source) -> str:
    path = source.source_uri if source.path else unquote(urlsplit(source.source_uri).path)
    return one_line(PurePosixPath(path).name or source.source_uri)


def _reason(source: _Source, error: Exception) -> str:
    name = one_line(source.source_uri)
    if isinstance(error, FileNotFoundError):
        return f"{name}: not found"
    if isinstance(error, TooLargeError):
        return f"{name}: {error}"
    return f"{name}: {type(error).__name__}: {one_line(' '.join(str(error).split()))}"


def _clear_left_behind(archive: Path) -> None:
    """Remove what a killed run was writing; a day old, so never another run's."""
    for path in archive.glob("*/.tmp-*"):
        if path.stat().st_mtime < time.time() - _LEFT_BEHIND_SECONDS:
            path.unlink(missing_ok=True)
