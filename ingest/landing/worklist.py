"""The worklist: which documents have to be read, for which slot, and which are refused unread."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from ingest.document import Reading
from ingest.forms import EXTRACTOR_VERSION
from ingest.landing.assigned import Waiting, publishers_of, waiting, with_found
from ingest.landing.collect import unregistered
from ingest.landing.match import Matcher, Told, closed
from ingest.landing.raw import query
from ingest.landing.sightings import Sighting, claim, landed_sightings
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
    Of a document that was found, ``found_in`` says how; one without a slot is matched with the
    registry (of the day ``as_of``) by what is read, where its ``publishers`` publish.
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
    found_in: str | None
    publishers: list[str]
    as_of: str


class _Seen(NamedTuple):
    order: int
    first_seen_at: str
    row: Sighting
    current: bool


class _Judged(NamedTuple):
    """What has landed: how each subject was judged last, and for which slot each document.

    ``said`` is what was read of each subject.
    """

    by: dict[tuple[str, ...], tuple[str, str]]
    slots: dict[str, str]
    said: dict[tuple[str, ...], Told]


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
    registry = with_found(settings, registry)
    chosen = {slot.slot_key for slot in registry.chosen(as_of, district, year)}
    judged = _judged(settings.raw)
    work = [
        item
        for item in _items(settings, registry, sightings, judged, as_of)
        if _is_chosen(item, chosen, district, year)
        and (full or judged.by.get(_subject(item)) != (EXTRACTOR_VERSION, item["registration"]))
    ]
    return sorted(work, key=lambda item: (item["slot_key"] or "~", item["source_uri"]))


def _is_chosen(item: Item, chosen: set[str], district: str | None, year: int | None) -> bool:
    if item["slot_key"]:
        return item["slot_key"] in chosen
    publishing = {publisher.partition("/")[0] for publisher in item["publishers"]}
    return year is None and (district is None or district in publishing)


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
        {
            _subject(row): Told(row["form"], row["department_name"], row["fiscal_year"])
            for row in rows
            if not row["slot_key"]
        },
    )


def _items(
    settings: Settings,
    registry: Registry,
    sightings: list[Sighting],
    judged: _Judged,
    as_of: date,
) -> list[Item]:
    places = _Places.of(registry, as_of)
    slots = {key: slot for key, slot in places.slots.items() if slot.is_claimed}
    rows = [*landed_sightings(settings.raw), *sightings]
    waits = waiting(settings, rows)
    rows += [{**each.sighting, "slot_key": None} for each in waits.values()]
    loose = {source.source_uri for source in unregistered(settings, registry, as_of)}
    loose |= waits.keys()
    items: list[Item] = []
    for document_id, claims in _by_document(rows, slots, loose).items():
        claims.sort(key=lambda seen: seen.order)
        named = [seen for seen in claims if seen.current and seen.row["slot_key"]]
        standing = [*named, *(seen for seen in claims if not seen.row["slot_key"])]
        for seen in standing:
            owner = None if seen is standing[0] else standing[0]
            items.append(_item(places, seen, owner))
        if not named:  # a former version, or its source has changed and is not seen yet
            slot_key = judged.slots.get(document_id)
            former = [seen for seen in claims if seen.row["slot_key"]]
            mine = [seen for seen in former if slot_key in {None, seen.row["slot_key"]}]
            items += [_item(places, seen, None) for seen in mine[:1]]
    return _with_slots(places, Matcher.of(registry, as_of), items, waits, judged)


def _with_slots(
    places: _Places,
    matcher: Matcher,
    items: list[Item],
    waits: dict[str, Waiting],
    judged: _Judged,
) -> list[Item]:
    """The items, with slots for what waits: those that people name, or that what was read names.

    Of two documents that one slot would take, neither gets it.
    """
    found: dict[str, list[int]] = {}
    turned = list(items)
    for number, item in enumerate(items):
        wait = waits.get(item["source_uri"])
        if item["slot_key"] or item["refusal"] or wait is None:
            continue
        slot = places.slots.get(wait.slot_key or "")
        if slot and (not closed(slot) or slot.found):
            turned[number] = for_slot(item, slot, places.departments[slot.department_key])
        said = judged.said.get(_subject(item))
        is_read = judged.by.get(_subject(item)) == (EXTRACTOR_VERSION, item["registration"])
        if is_read and said and said.form and not wait.slot_key:
            slot = matcher.match([said], item["publishers"], item["source_uri"]).slot
            if slot:
                found.setdefault(slot.slot_key, []).append(number)
    for slot_key, numbers in found.items():
        if len(numbers) == 1:
            slot = places.slots[slot_key]
            department = places.departments[slot.department_key]
            turned[numbers[0]] = for_slot(items[numbers[0]], slot, department)
    return turned


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


@dataclass(frozen=True)
class _Places:
    """The registry of a day, by keys."""

    slots: dict[str, Slot]
    departments: dict[str, Department]
    readings: dict[str, Reading]
    as_of: str

    @classmethod
    def of(cls, registry: Registry, as_of: date) -> _Places:
        return cls(
            {slot.slot_key: slot for slot in registry.slots(as_of)},
            {one.department_key: one for one in registry.departments},
            {publisher.key: publisher.reading for publisher in registry.publishers},
            as_of.isoformat(),
        )


def _item(places: _Places, seen: _Seen, owner: _Seen | None) -> Item:
    row = seen.row
    slot = places.slots.get(row["slot_key"] or "")
    publishers = publishers_of(row)
    refusal = duplicate_of = None
    if owner:
        duplicate_of = owner.row["slot_key"] or owner.row["source_uri"]
        refusal = f"same bytes as {duplicate_of}"
    elif slot is None and not row.get("found_in"):
        refusal = f"no place file registers {row['file_name']}"
    readings = [places.readings[key] for key in publishers if key in places.readings]
    item = Item(
        document_id=row["document_id"],
        slot_key=row["slot_key"],
        district_key=None,
        department_key=None,
        form=None,
        fiscal_year=None,
        names=[],
        reading=(readings[0] if readings else Reading()).as_json(),
        source_uri=row["source_uri"],
        file_name=row["file_name"],
        size_bytes=row["size_bytes"],
        first_seen_at=seen.first_seen_at,
        refusal=refusal,
        duplicate_of=duplicate_of,
        registration="",
        found_in=row.get("found_in"),
        publishers=list(publishers),
        as_of=places.as_of,
    )
    if slot:
        return for_slot(item, slot, places.departments[slot.department_key])
    return _registered(item)


def for_slot(item: Item, slot: Slot, department: Department) -> Item:
    """An item with the slot that its document is for."""
    return _registered(
        {
            **item,
            "slot_key": slot.slot_key,
            "district_key": slot.district_key,
            "department_key": slot.department_key,
            "form": slot.form,
            "fiscal_year": slot.fiscal_year,
            "names": department.signatures,
            "reading": slot.reading.as_json(),
        }
    )


def _registered(item: Item) -> Item:
    said = [item[key] for key in ("slot_key", "source_uri", "names", "refusal", "reading")]  # type: ignore[literal-required]
    digest = hashlib.sha256(json.dumps(said).encode()).hexdigest()
    return {**item, "registration": digest[:12]}
