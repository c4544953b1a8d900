"""Land: staged extractions, sightings, the registry → one load of raw Parquet, all or nothing."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, TypedDict
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.landing.archive import seal, sync
from ingest.landing.assigned import assignments, waiting, with_found
from ingest.landing.batch import Row, Staged, kept_waiting, staged
from ingest.landing.collect import unregistered
from ingest.landing.match import closed
from ingest.landing.raw import SCHEMAS, alone, finish, loads, table
from ingest.landing.sightings import landed_sightings, news
from ingest.registry import today

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.landing.sightings import Sighting
    from ingest.landing.worklist import Item
    from ingest.registry import Registry
    from ingest.settings import Settings

_LOAD_ID = "%Y%m%dT%H%M%S%fZ"
_AT_ONCE = 64
_Key = tuple[str, str]


class Landed(TypedDict):
    """What one landing did; ``load`` is None where there was nothing new.

    ``documents`` counts by outcome, ``rows`` by raw table; ``not_extracted`` names the documents
    of the worklist that nobody has extracted (they come again next time).
    """

    load: str | None
    documents: dict[str, int]
    rows: dict[str, int]
    not_extracted: list[str]


def land(
    settings: Settings,
    registry: Registry,
    sightings: list[Sighting],
    work: list[Item],
    as_of: date | None = None,
) -> Landed:
    """Write what is new as one load and empty the staging folder.

    The load's folder appears by one rename, so a kill at any instant leaves either no load or a
    whole one; running again then lands what is missing.
    """
    as_of = as_of or today()
    settings.raw.mkdir(parents=True, exist_ok=True)
    with alone(settings.raw):
        finish(settings.raw)
        for left_behind in settings.raw.glob(".tmp-*"):
            shutil.rmtree(left_behind)
        load = _next_load_id(settings.raw)
        temporary = settings.raw / f".tmp-{load}"
        earlier = landed_sightings(settings.raw)
        known = _known(earlier)
        found = _found(settings, with_found(settings, registry), work, known, as_of=as_of)
        new = _with_slots(known, news(settings.raw, sightings), found)
        places = _places(settings, with_found(settings, registry, new), [*earlier, *new], as_of)
        landed = _write(settings, temporary, new, work, found, places=places)
        nothing_new = not (landed["rows"].keys() - places.keys())
        if nothing_new and not _places_changed(settings.raw, places, as_of):
            shutil.rmtree(temporary)
            return landed | {"load": None, "rows": {}}
        temporary.replace(settings.raw / f"load={load}")
        sync(settings.raw)
        for file in settings.staging.glob("*"):
            file.unlink()
        return landed | {"load": load}


class _Found(NamedTuple):
    """What becomes of found documents, by document and source: a slot, or why they wait."""

    slots: dict[_Key, str]
    why: dict[_Key, str]

    def settled(self, item: Item, result: Staged | None) -> Staged | None:
        """What lands of an item; None for nothing."""
        why = self.why.get((item["document_id"], item["source_uri"]))
        if why is None or result is None:
            return result
        return None if item["slot_key"] else kept_waiting(item, result, why)


def _known(earlier: list[Sighting]) -> dict[_Key, Sighting]:
    """The last sighting of each found document at each source."""
    found = [row for row in earlier if row.get("found_in")]
    return {(row["document_id"], row["source_uri"]): row for row in found}


def _found(
    settings: Settings,
    registry: Registry,
    work: list[Item],
    known: dict[_Key, Sighting],
    *,
    as_of: date,
) -> _Found:
    """Which found documents get the slots that they fit, and which wait.

    A slot takes one document a night, and none where it has another source. Whom a person names
    goes first; who has the slot already (and is read again) keeps it.
    """
    takers: dict[str, list[Item]] = {}
    for item in work:
        result = staged(settings, item) if item["found_in"] and not item["refusal"] else None
        before = known.get((item["document_id"], item["source_uri"]))
        slot_key = result["document"]["slot_key"] if result else None
        if slot_key and not (before and before["slot_key"] == slot_key):
            takers.setdefault(slot_key, []).append(item)
    found = _Found({}, {})
    if not takers:
        return found
    slots = {slot.slot_key: slot for slot in registry.slots(as_of)}
    assigned = assignments(settings)
    for slot_key, items in takers.items():
        named = [item for item in items if assigned.get(item["document_id"]) == slot_key]
        for item in items:
            key = item["document_id"], item["source_uri"]
            others = [other["source_uri"] for other in items if other is not item]
            slot = slots.get(slot_key)
            shut = closed(slot, item["source_uri"]) if slot else f"there is no {slot_key}"
            if shut and not (slot and slot.found and item in named):
                found.why[key] = shut
            elif others and named != [item]:
                found.why[key] = f"{slot_key} fits more 另有文件相符: {', '.join(others)}"
            else:
                found.slots[key] = slot_key
    return found


def _with_slots(known: dict[_Key, Sighting], new: list[Sighting], found: _Found) -> list[Sighting]:
    """The new sightings, those of found documents with the slots that they have now."""
    slots = {key: row["slot_key"] for key, row in known.items()} | found.slots
    seen = {(row["document_id"], row["source_uri"]) for row in new}
    rows: list[Sighting] = []
    for row in new:
        awaits = row.get("found_in") and row["slot_key"] is None
        slot_key = slots.get((row["document_id"], row["source_uri"])) if awaits else row["slot_key"]
        rows.append({**row, "slot_key": slot_key})
    for key, slot_key in found.slots.items():
        if key not in seen and key in known and known[key]["slot_key"] != slot_key:
            rows.append({**known[key], "slot_key": slot_key})
    return rows


def _write(
    settings: Settings,
    folder: Path,
    sightings: list[Sighting],
    work: list[Item],
    found: _Found,
    *,
    places: dict[str, list[Row]],
) -> Landed:
    """Write every table of a load into ``folder``, a few documents at a time."""
    folder.mkdir()
    rows: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    missing: list[str] = []
    with ExitStack() as stack:
        writers = {
            name: stack.enter_context(pq.ParquetWriter(folder / f"{name}.parquet", schema))
            for name, schema in SCHEMAS.items()
        }

        def add(name: str, new: list[Row]) -> None:
            if new:
                writers[name].write_table(table(name, new))
                rows[name] += len(new)

        add("sightings", [dict(sighting) for sighting in sightings])
        for name, new in places.items():
            add(name, new)
        for start in range(0, len(work), _AT_ONCE):
            part = [(item, staged(settings, item)) for item in work[start : start + _AT_ONCE]]
            results = [left for item, result in part if (left := found.settled(item, result))]
            missing += [item["file_name"] for item, result in part if not result]
            documents = [result["document"] for result in results]
            outcomes.update(document["outcome"] for document in documents)
            add("documents", documents)
            for name in results[0]["records"] if results else ():
                add(name, [row for result in results for row in result["records"][name]])
    seal(folder, folder.iterdir())
    for path in [*folder.iterdir(), folder]:
        sync(path)
    return Landed(load=None, documents=dict(outcomes), rows=dict(rows), not_extracted=missing)


def _places(
    settings: Settings, registry: Registry, sightings: list[Sighting], as_of: date
) -> dict[str, list[Row]]:
    """The registry as rows of its raw tables, and the files that it does not name."""
    waits = waiting(settings, sightings)
    loose: list[Row] = [
        {"source_uri": source.source_uri, "document_id": None}
        for source in unregistered(settings, registry, as_of)
    ]
    loose += [
        {"source_uri": source_uri, "document_id": each.sighting["document_id"]}
        for source_uri, each in waits.items()
    ]
    rows = {
        "slots": registry.slots(as_of),
        "districts": registry.districts,
        "departments": registry.departments,
        "department_names": [name for one in registry.departments for name in one.names],
    }
    return {
        "loose_files": sorted(loose, key=lambda row: row["source_uri"]),
        **{
            name: [{key: getattr(row, key) for key in SCHEMAS[name].names} for row in part]
            for name, part in rows.items()
        },
    }


def _places_changed(raw: Path, places: dict[str, list[Row]], as_of: date) -> bool:
    """Whether the registry, or what it does not name, differs from the last load's.

    It differs also where a document has fallen due since, or a load of an earlier version lacks a
    table or a column.
    """
    if not (earlier := loads(raw)):
        return True
    last = earlier[-1]
    if any(not _has_columns(last / f"{name}.parquet", schema) for name, schema in SCHEMAS.items()):
        return True
    if any(_read(last / f"{name}.parquet") != table(name, new) for name, new in places.items()):
        return True
    then = _loaded_at(last).astimezone(ZoneInfo("Asia/Shanghai")).date()
    return any(then <= slot["due_on"] < as_of for slot in places["slots"])


def _has_columns(path: Path, schema: pa.Schema) -> bool:
    return path.exists() and {*schema.names} <= {*pq.read_schema(path).names}


def _read(path: Path) -> pa.Table | None:
    return pq.ParquetFile(path).read() if path.exists() else None


def _next_load_id(raw: Path) -> str:
    """The time, but always after the last load, even if the clock was set back."""
    now = datetime.now(UTC)
    if earlier := loads(raw):
        now = max(now, _loaded_at(earlier[-1]) + timedelta(microseconds=1))
    return now.strftime(_LOAD_ID)


def _loaded_at(load: Path) -> datetime:
    return datetime.strptime(load.name.removeprefix("load="), _LOAD_ID).replace(tzinfo=UTC)
