"""Going back: which former publication was made current again, by whom and why, and what ends it.

>>> roll_back(settings, to_id="20261121T…Z", by="li", reason="南沙 counted twice")
>>> standing(settings).to_id
'20261121T…Z'

``published/rollbacks.json`` lists all roll-backs. One is written there before the link ``current``
changes, so that whoever is killed in between has it finished by the next call.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, TypeAdapter

from ingest.landing.archive import AtomicFile, point
from ingest.landing.raw import loads, query
from ingest.warehouse.build import project_hash

if TYPE_CHECKING:
    from ingest.settings import Settings

_PLACES = ("slots", "districts", "departments", "department_names", "loose_files")


class RollBack(BaseModel):
    """A person's word that readers are to see a former publication again.

    ``inputs`` stands for all that had been handed in by then: as long as it is the same, no night
    publishes.
    """

    model_config = ConfigDict(frozen=True)

    at: datetime
    from_id: str
    to_id: str
    by: str
    reason: str | None
    inputs: str


_ALL = TypeAdapter(list[RollBack])


def rollbacks(settings: Settings) -> list[RollBack]:
    """All roll-backs, oldest first."""
    file = settings.published / "rollbacks.json"
    return _ALL.validate_json(file.read_bytes()) if file.exists() else []


def standing(settings: Settings) -> RollBack | None:
    """The roll-back that readers see; None where they see what was published last."""
    past = rollbacks(settings)
    if not past or past[-1].to_id != _current_id(settings):
        return None
    newest = max(path.name for path in (settings.published / "versions").glob("[!.]*"))
    return past[-1] if past[-1].to_id != newest else None


def roll_back(settings: Settings, *, to_id: str, by: str, reason: str | None) -> RollBack | None:
    """Make a publication that is kept current again; None where it is.

    The caller sees to it that nobody publishes meanwhile.
    """
    finish(settings)
    if to_id == _current_id(settings):
        return None
    new = RollBack(
        at=datetime.now(UTC),
        from_id=_current_id(settings),
        to_id=to_id,
        by=by,
        reason=reason,
        inputs=inputs(settings),
    )
    with AtomicFile(settings.published / "rollbacks.json") as file:
        file.write(_ALL.dump_json([*rollbacks(settings), new], indent=2) + b"\n")
    finish(settings)
    return new


def finish(settings: Settings) -> None:
    """Let ``current`` follow the last roll-back, where that was killed on the way."""
    past = rollbacks(settings)
    if past and past[-1].from_id == _current_id(settings):
        point(settings.published / "current", Path("versions") / past[-1].to_id)


def inputs(settings: Settings) -> str:
    """A hash of all that publishers and people have handed in, whatever the date.

    It stays the same when a load only says that a document has fallen due, and so should exist.
    """
    parts: list[object] = [project_hash(settings.dbt_project), project_hash(settings.expectations)]
    for name in ("documents", "sightings"):
        parts += query(settings.raw, name, "select max(load) as load from landed")
    for folder in loads(settings.raw)[-1:]:
        for file in (folder / f"{name}.parquet" for name in _PLACES):
            rows = pq.ParquetFile(file).read().to_pylist() if file.exists() else []
            parts.append([row for row in rows if file.stem != "slots" or _is_claimed(row)])
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()


def _is_claimed(slot: dict[str, object]) -> bool:
    return slot["source_uri"] is not None or slot["withdrawn_reason"] is not None


def _current_id(settings: Settings) -> str:
    return (settings.published / "current").resolve().name
