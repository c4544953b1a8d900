"""What was last seen where: one small SQLite file, whole after a kill at any instant.

It only saves asking again. What it says of bytes counts while they are in the archive; what it does
not know is fetched as if for the first time.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_WAIT_SECONDS = 60
_NOT_OURS = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR}


@dataclass(frozen=True, slots=True)
class Seen:
    """A source or a page when it was last seen well.

    ``stamp`` is by what a file or an object tells a change. Of a page ``said`` is a hash of what it
    says, whatever its bytes, ``links`` what it links (files only, where it ``follows``), and
    ``following`` the page that comes next.
    """

    document_id: str | None = None
    size_bytes: int = 0
    etag: str | None = None
    last_modified: str | None = None
    stamp: str | None = None
    fetched_uri: str | None = None
    offered_name: str | None = None
    is_page: bool = False
    is_form: bool = False
    said: str | None = None
    follows: bool = False
    links: tuple[tuple[str, str], ...] = ()
    following: str | None = None


class Memory:
    """What was seen, by source (a context manager); what is told is kept at once.

    A file that is no such database, or of another version, is begun anew.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = self._opened()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode not in _NOT_OURS:
                raise
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            self._connection = self._opened()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=_WAIT_SECONDS, isolation_level=None)
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        connection.execute(
            "create table if not exists seen (source_uri text primary key, what text not null,"
            " first_seen_at text not null, last_seen_at text not null) without rowid"
        )
        connection.execute("select source_uri, what, first_seen_at, last_seen_at from seen limit 1")
        return connection

    def get(self, source_uri: str) -> Seen | None:
        """What was last seen there."""
        row = self._connection.execute(
            "select what from seen where source_uri = ?", (source_uri,)
        ).fetchone()
        if row is None:
            return None
        with suppress(ValueError, TypeError):
            said = json.loads(row[0])
            known = {field.name: said[field.name] for field in fields(Seen) if field.name in said}
            links = tuple((url, text) for url, text in known.pop("links", ()))
            return Seen(**known, links=links)
        return None

    def put(self, source_uri: str, seen: Seen) -> None:
        """Remember what is seen there now."""
        now = datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
        self._connection.execute(
            "insert into seen values (?, ?, ?, ?) on conflict (source_uri) do update"
            " set what = excluded.what, last_seen_at = excluded.last_seen_at",
            (source_uri, json.dumps(asdict(seen), ensure_ascii=False), now, now),
        )

    def last_seen(self, source_uri: str) -> datetime | None:
        """When it was last seen (UTC)."""
        row = self._connection.execute(
            "select last_seen_at from seen where source_uri = ?", (source_uri,)
        ).fetchone()
        return datetime.fromisoformat(row[0]) if row else None
