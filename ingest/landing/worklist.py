"""The worklist: which documents have to be read, for which slot, and which are refused unread."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from ingest.document import Reading
from ingest.forms import EXTRACTOR_VERSION
from ingest.landing.collect import Sighting, claim, landed_sightings, unregistered
from ingest.landing.raw import query
from ingest.registry import today

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from ingest.registry import Department, Registry, Slot
    from ingest.settings import Settings

Claim = tuple[str, str]


class Item(TypedDict):
    """One document for one slot; all of it can be written as JSON.

    ``refusal`` is why it is quarantined unread (a file nobody registered, or the same bytes as
    ``duplicate_of``); ``names`` are the names under which its department may sign;
    ``reading`` is what its place file says of how to read it; ``registration`` is a hash of all
    that the registry says, so that a corrected place file gets the document read and judged again.
    """

    document_id: str
    slot_key: str | None
    district_key: str | None
    department_key: str | None
    form: str | None
    fiscal_year: int | None
    names: list[str]
    reading: dict[str, Any]
    source_uri: str
    file_name: str
    size_bytes: int
    first_seen_at: str
    refusal: str | None
    duplicate_of: str | None
    registration: str


class _Seen(NamedTuple):
    order: int
    first_seen_at: str
    row: Sighting
    current: bool


class _Judged(NamedTuple):
    """What has landed: how each subject was judged last, and for which slot each document."""

    by: dict[tuple[str, ...], tuple[str, str]]
    slots: dict[str, str]


def worklist(
    settings: Settings,
    registry: Registry,
    sightings: list[Sighting],
    district: str | None = None,
    year: int | None = None,
    *,
    full: bool = False,
    as_of: date | None = None,
) -> list[Item]:
    """What is sighted and has no outcome by this extractor and this registry; ``full``: all of it.

    Bytes count once: of several sources with the same bytes the registered one first sighted is
    read and the others are refused. What is withdrawn waits as it was judged. Raises RegistryError
    for an unknown district.
    """
    as_of = as_of or today()
    chosen = {slot.slot_key for slot in registry.chosen(as_of, district, year)}
    judged = _judged(settings.raw)
    work = [
        item
        for item in _items(settings, registry, sightings, judged.slots, as_of)
        if (item["slot_key"] in chosen or not (item["slot_key"] or district or year))
        and (full or judged.by.get(_subject(item)) != (EXTRACTOR_VERSION, item["registration"]))
    ]
    return sorted(work, key=lambda item: (item["slot_key"] or "~", item["source_uri"]))


def batches(work: list[Item], limit: int) -> list[list[Item]]:
    """The work in at most ``limit`` parts of about the same size."""
    count = min(limit, len(work))
    return [work[start::count] for start in range(count)]


def _subject(row: Any) -> tuple[str, ...]:
    """What an outcome is of: a document of a slot, or another claim on its bytes."""
    document: str = row["document_id"]
    is_document = row["slot_key"] and not row["duplicate_of"]
    return (document,) if is_document else (document, *claim(row))


def _judged(raw: Path) -> _Judged:
    rows = query(raw, "documents", "select * from landed order by load")
    return _Judged(
        {_subject(row): (row["extractor_version"], row["registration"]) for row in rows},
        {row["document_id"]: row["slot_key"] for row in rows if len(_subject(row)) == 1},
    )


def _items(
    settings: Settings,
    registry: Registry,
    sightings: list[Sighting],
    judged: dict[str, str],
    as_of: date,
) -> list[Item]:
    slots = {slot.slot_key: slot for slot in registry.slots(as_of) if slot.is_claimed}
    departments = {one.department_key: one for one in registry.departments}
    rows = [*landed_sightings(settings.raw), *sightings]
    loose = {source.source_uri for source in unregistered(settings, registry, as_of)}
    items: list[Item] = []
    for document_id, claims in _by_document(rows, slots, loose).items():
        claims.sort(key=lambda seen: seen.order)
        named = [seen for seen in claims if seen.current and seen.row["slot_key"]]
        standing = [*named, *(seen for seen in claims if not seen.row["slot_key"])]
        for seen in standing:
            owner = None if seen is standing[0] else standing[0]
            items.append(_item(departments, slots, seen, owner))
        if not named:  # a former version, or its source has changed and is not seen yet
            slot_key = judged.get(document_id)
            former = [seen for seen in claims if seen.row["slot_key"]]
            mine = [seen for seen in former if slot_key in {None, seen.row["slot_key"]}]
            items += [_item(departments, slots, seen, None) for seen in mine[:1]]
    return items


def _by_document(
    rows: Iterable[Sighting], slots: dict[str, Slot], loose: set[str]
) -> dict[str, list[_Seen]]:
    """The claims on each document that still stand: its slot is claimed, or the file lies loose."""
    first: dict[tuple[str, Claim], tuple[int, str]] = {}
    last: dict[tuple[str, Claim], Sighting] = {}
    now: dict[Claim, str] = {}
    for order, row in enumerate(rows):
        key = row["document_id"], claim(row)
        first.setdefault(key, (order, row["seen_at"]))
        last[key] = row
        now[claim(row)] = row["document_id"]
    found: dict[str, list[_Seen]] = {}
    for (document_id, of), row in last.items():
        slot = slots.get(row["slot_key"] or "")
        if row["slot_key"]:
            named = slot is not None and row["source_uri"] == slot.source_uri
        else:
            named = row["source_uri"] in loose
        current = named and now[of] == document_id
        if current or slot:
            seen = _Seen(*first[document_id, of], row, current)
            found.setdefault(document_id, []).append(seen)
    return found


def _item(
    departments: dict[str, Department], slots: dict[str, Slot], seen: _Seen, owner: _Seen | None
) -> Item:
    row = seen.row
    slot = slots.get(row["slot_key"] or "")
    department = departments[slot.department_key] if slot else None
    refusal = duplicate_of = None
    if owner:
        duplicate_of = owner.row["slot_key"] or owner.row["source_uri"]
        refusal = f"same bytes as {duplicate_of}"
    elif slot is None:
        refusal = f"no place file registers {row['file_name']}"
    names = department.signatures if department else []
    reading = (slot.reading if slot else Reading()).as_json()
    said = json.dumps([row["slot_key"], row["source_uri"], names, refusal, reading])
    return Item(
        document_id=row["document_id"],
        slot_key=row["slot_key"],
        district_key=slot.district_key if slot else None,
        department_key=slot.department_key if slot else None,
        form=slot.form if slot else None,
        fiscal_year=slot.fiscal_year if slot else None,
        names=names,
        reading=reading,
        source_uri=row["source_uri"],
        file_name=row["file_name"],
        size_bytes=row["size_bytes"],
        first_seen_at=seen.first_seen_at,
        refusal=refusal,
        duplicate_of=duplicate_of,
        registration=hashlib.sha256(said.encode()).hexdigest()[:12],
    )
