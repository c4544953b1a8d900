"""The inbox: found documents that wait for a slot, what was read of them, and who files them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ingest.landing.assigned import assign, publishers_of, waiting, with_found
from ingest.landing.batch import WAITS
from ingest.landing.finding.memory import Memory
from ingest.landing.match import Match, Matcher, Told, closed
from ingest.landing.raw import query
from ingest.landing.sightings import Sighting, landed_sightings
from ingest.registry import today

if TYPE_CHECKING:
    from datetime import date, datetime

    from ingest.registry import Registry, Slot
    from ingest.settings import Settings

_SHORTEST_HASH = 6
_SHOWN = 3


class InboxError(ValueError):
    """What cannot be filed so. The message is one line for people."""


class Waits(NamedTuple):
    """One document that waits.

    ``said`` is what was read of it, ``why`` why it fills no slot, ``near`` the slots that agree in
    part; ``last_seen_at`` is None where that is not remembered.
    """

    sighting: Sighting
    title: str | None
    said: Told
    why: str
    near: list[str]
    last_seen_at: datetime | None


def inbox(settings: Settings, registry: Registry, as_of: date | None = None) -> list[Waits]:
    """What waits, documents of which a form was read first."""
    found = waiting(settings, landed_sightings(settings.raw))
    if not found:
        return []
    matcher = Matcher.of(with_found(settings, registry), as_of or today())
    rows = query(
        settings.raw,
        "documents",
        "select * from landed where slot_key is null and duplicate_of is null order by load",
    )
    documents = {(row["document_id"], row["source_uri"]): row for row in rows}
    waits: list[tuple[Waits, Match]] = []
    with Memory(settings.seen) as memory:
        for source_uri, each in found.items():
            row = documents.get((each.sighting["document_id"], source_uri), {})
            said = Told(row.get("form"), row.get("department_name"), row.get("fiscal_year"))
            publishers = publishers_of(each.sighting)
            match = matcher.match([said] if said.form else [], publishers, source_uri)
            waits.append(
                (
                    Waits(
                        sighting=each.sighting,
                        title=row.get("title"),
                        said=said,
                        why=_why(row.get("reason"), said, match, each.slot_key),
                        near=[slot.slot_key for slot in match.near],
                        last_seen_at=memory.last_seen(source_uri),
                    ),
                    match,
                )
            )
    fits: dict[str, list[str]] = {}
    for one, match in waits:
        if match.slot:
            fits.setdefault(match.slot.slot_key, []).append(one.sighting["source_uri"])
    told = [_beside_others(one, match, fits) for one, match in waits]
    return sorted(told, key=lambda one: (one.said.form is None, one.sighting["source_uri"]))


def _why(reason: str | None, said: Told, match: Match, slot_key: str | None) -> str:
    if reason is None:
        return "not read yet 尚未读取"
    if slot_key:
        return f"{slot_key}, which it was assigned, cannot take it 指定之处不能收"
    if said.form and match.why:
        return match.why
    return reason.partition(WAITS)[2] or reason


def _beside_others(one: Waits, match: Match, fits: dict[str, list[str]]) -> Waits:
    if match.slot is None:
        return one
    key = match.slot.slot_key
    others = [uri for uri in fits[key] if uri != one.sighting["source_uri"]]
    if not others:
        return one._replace(why=f"fits {key}; the next run files it 下次运行即归档", near=[key])
    return one._replace(why=f"{key} fits more 另有文件相符: {', '.join(others)}", near=[key])


def file_by_hand(
    settings: Settings,
    registry: Registry,
    which: str,
    slot_key: str,
    *,
    by: str,
    reason: str,
    as_of: date | None = None,
) -> Sighting:
    """Enter that a document is for a slot ('' for none); returns its sighting.

    ``which`` is its file name, its source or the beginning of its sha256. Raises InboxError.
    """
    day = as_of or today()
    if not by.strip() or not reason.strip():
        raise InboxError("who decides (--by) and why (--reason) are needed 须写明何人、何故")
    sighting = _one(settings, which)
    if slot_key:
        slots = {slot.slot_key: slot for slot in with_found(settings, registry).slots(day)}
        _require_open(slots, slot_key)
    assign(settings, sighting["document_id"], slot_key, reason=reason, by=by, on=today())
    return sighting


def _one(settings: Settings, which: str) -> Sighting:
    rows = [row for row in landed_sightings(settings.raw) if row.get("found_in")]
    found: dict[str, Sighting] = {}
    for row in rows:
        is_hash = len(which) >= _SHORTEST_HASH and row["document_id"].startswith(which)
        if is_hash or which in {row["source_uri"], row["file_name"]}:
            found[row["document_id"]] = row
    if not found:
        raise InboxError(f"nothing that was found is called {which} 没有这个文件")
    if len(found) > 1:
        named = ", ".join(f"{key[:12]} {row['source_uri']}" for key, row in found.items())
        raise InboxError(f"{which} could be any of 不止一个: {named}")
    return next(iter(found.values()))


def _require_open(slots: dict[str, Slot], slot_key: str) -> None:
    slot = slots.get(slot_key)
    if slot is None:
        ending = slot_key.rpartition("/")[2]
        near = [key for key in slots if key.endswith(f"/{ending}")][:_SHOWN]
        raise InboxError(
            f"no slot {slot_key} 没有此项" + (f"; there are {', '.join(near)} …" if near else "")
        )
    why = closed(slot)
    if why and not slot.found:
        raise InboxError(why)
