"""What collecting tells: a source was seen with these bytes, or why it was not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict, cast, final

from ingest.landing.raw import query

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.registry import FoundIn


@final
class Sighting(TypedDict):
    """New bytes at a source; ``slot_key`` is None for a file that no place file registers.

    Of what was found rather than named, ``found_in`` says how and ``publishers`` by whom (keys of
    ``Publisher``, joined by commas). ``page_uri`` is the page that linked it with ``link_text``,
    ``fetched_uri`` where redirects ended, ``offered_name`` what the server called the file.
    """

    slot_key: str | None
    document_id: str
    source_uri: str
    file_name: str
    size_bytes: int
    seen_at: str
    found_in: NotRequired[FoundIn | None]
    publishers: NotRequired[str | None]
    page_uri: NotRequired[str | None]
    link_text: NotRequired[str | None]
    fetched_uri: NotRequired[str | None]
    offered_name: NotRequired[str | None]


@final
class Failure(TypedDict):
    """A source that gave no bytes, and why, in one line; ``place`` is whose (district/department).

    ``alarm``: it gives nothing, or something else than a document, or what it gave before is gone;
    ``refused``: it was not asked for; ``not_reached``: all else.
    """

    slot_key: str | None
    place: str | None
    source_uri: str
    reason: str
    kind: Literal["alarm", "refused", "not_reached"]


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
    """The sightings that say something else than what landed last of the same claim.

    What was found is told by its source, whichever slot it got.
    """
    landed = landed_sightings(raw)
    last = {claim(row): _said(row) for row in landed}
    found = {row["source_uri"]: _said(row) for row in landed if row.get("found_in")}
    return [
        row
        for row in sightings
        if (found.get(row["source_uri"]) if _awaits_a_slot(row) else last.get(claim(row)))
        != _said(row)
    ]


def _awaits_a_slot(row: Sighting) -> bool:
    return bool(row.get("found_in")) and row["slot_key"] is None


def _said(row: Sighting) -> tuple[str, str]:
    return row["document_id"], row["source_uri"]
