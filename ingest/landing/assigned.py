"""Which slots found documents fill: what was read of them decides, and people go before it.

People's word is a row of ``assignments.csv`` beside the place files: a document (sha256), its slot
(empty: none at all), why, who, when. A row that is taken out counts no longer.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, NamedTuple

from ingest.landing.archive import AtomicFile
from ingest.landing.finding.folders import files
from ingest.landing.sightings import Sighting, landed_sightings
from ingest.one_line import one_line
from ingest.registry import FoundSource, RegistryError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from ingest.registry import Registry
    from ingest.settings import Settings

INBOX = "inbox://"
"""Before the name of a file that somebody dropped."""
COLUMNS = ("document_id", "slot_key", "reason", "by", "on")


class Waiting(NamedTuple):
    """A found document that fills no slot yet; ``slot_key`` is the one that a person names."""

    sighting: Sighting
    slot_key: str | None


def assignments(settings: Settings) -> dict[str, str]:
    """The slot of each document that a person has assigned, '' for none; the last row counts.

    Raises RegistryError for a file that cannot be used.
    """
    path = _file(settings)
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise RegistryError(f"{path.name}: the columns are not {', '.join(COLUMNS)}")
        found: dict[str, str] = {}
        for row in rows:
            document_id, reason, by = row["document_id"], row["reason"] or "", row["by"] or ""
            if not re.fullmatch(r"[0-9a-f]{64}", document_id or ""):
                raise RegistryError(f"{path.name}: line {rows.line_num}: document_id: no sha256")
            if not reason.strip() or not by.strip():
                raise RegistryError(f"{path.name}: line {rows.line_num}: reason and by are needed")
            found[document_id] = row["slot_key"] or ""
        return found


def assign(
    settings: Settings, document_id: str, slot_key: str, *, reason: str, by: str, on: date
) -> None:
    """Add a person's word to the file, which is written whole or not at all."""
    path = _file(settings)
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ",".join(COLUMNS) + "\n"
    line = io.StringIO()
    values = [" ".join(value.split()) for value in (document_id, slot_key, reason, by)]
    csv.writer(line, lineterminator="\n").writerow([*values, on.isoformat()])
    with AtomicFile(path) as file:
        file.write((text.rstrip("\n") + "\n" + line.getvalue()).encode())


def _file(settings: Settings) -> Path:
    return settings.places / "assignments.csv"


def with_found(settings: Settings, registry: Registry, new: Iterable[Sighting] = ()) -> Registry:
    """The registry with what was found for slots, ``new`` sightings included."""
    rows = [*landed_sightings(settings.raw), *new]
    if not any(row.get("found_in") for row in rows):
        return registry
    return registry.filled(_found_sources(rows, assignments(settings)))


def _found_sources(rows: Iterable[Sighting], assigned: dict[str, str]) -> dict[str, FoundSource]:
    found: dict[str, FoundSource] = {}
    for row in rows:
        slot_key, found_in = row["slot_key"], row.get("found_in")
        if slot_key and found_in and assigned.get(row["document_id"], slot_key) == slot_key:
            found[slot_key] = FoundSource(row["source_uri"], found_in, publishers_of(row))
    return found


def publishers_of(row: Sighting) -> tuple[str, ...]:
    """Who publishes where it was found."""
    return tuple((row.get("publishers") or "").split(",")) if row.get("publishers") else ()


def waiting(settings: Settings, rows: Iterable[Sighting]) -> dict[str, Waiting]:
    """The found documents that fill no slot, by their sources; ``rows`` are all sightings.

    One whose bytes fill a slot elsewhere does not wait, nor one that a person has set aside, nor
    one that was taken out of the inbox again.
    """
    assigned = assignments(settings)
    last: dict[str, Sighting] = {}
    slots: dict[str, str] = {}
    for row in rows:
        if row["slot_key"]:
            slots[row["document_id"]] = row["slot_key"]
        if row.get("found_in"):
            last[row["source_uri"]] = row
    dropped = {dropped_uri(name) for name, _ in files(settings.dropped)}
    found: dict[str, Waiting] = {}
    for source_uri, row in last.items():
        slot_key, wanted = slots.get(row["document_id"]), assigned.get(row["document_id"])
        is_settled = slot_key is not None if wanted is None else wanted in {"", slot_key}
        is_there = not source_uri.startswith(INBOX) or source_uri in dropped
        if is_there and not is_settled:
            found[source_uri] = Waiting(row, wanted or None)
    return found


def dropped_uri(name: str) -> str:
    """The source of a file in the inbox."""
    return f"{INBOX}{one_line(name)}"
