"""Publish the built marts: a version of its own, swapped in by one atomic link."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from pydantic import BaseModel, ConfigDict

from ingest.landing.archive import damaged, point, seal, sync
from ingest.registry import today
from ingest.sql import text
from ingest.warehouse.changes import (
    HISTORY,
    add_publication,
    add_rollbacks,
    carry_history,
    explain_changes,
    find_changes,
)
from ingest.warehouse.differences import count, differences, tables
from ingest.warehouse.marts import CopyError, write_marts
from ingest.warehouse.parquet import write_parquet
from ingest.warehouse.rollbacks import rollbacks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingest.settings import Settings

# A file called marts.duckdb would be catalog `marts` to DuckDB, which then refuses `marts.<table>`
# as ambiguous. It names the catalog after the file that a link leads to.
DATABASE = "jixiao.duckdb"
_ID = "%Y%m%dT%H%M%S%fZ"
LINKS = ("marts.duckdb", "parquet", "data_docs", "report", "dictionary", "publication.json")


class PublishError(Exception):
    """Nothing that could be published. The message is one line for people."""


class Origin(BaseModel):
    """What a publication was made from; equal origins give equal marts."""

    model_config = ConfigDict(frozen=True)

    fingerprint: str
    loads: int
    last_load: str | None
    extractor_version: str
    dbt_hash: str


class Publication(BaseModel):
    """What ``publication.json`` says; ``checks`` counts by layer, ``rows`` by table.

    ``former`` is the publication before it, which its changes are told against; ``as_of`` the day
    by which its documents are due or not.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    published_at: datetime
    run_id: str
    as_of: date | None = None
    former: str | None = None
    origin: Origin
    rows: dict[str, int]
    checks: dict[str, dict[str, int]]
    warnings: list[str]


def current(settings: Settings) -> Publication | None:
    """The publication that readers see, None before the first."""
    file = settings.published / "current" / "publication.json"
    return Publication.model_validate_json(file.read_bytes()) if file.exists() else None


def version(settings: Settings, publication: Publication) -> Path:
    """The folder of a publication."""
    return settings.published / "versions" / publication.id


def publish(
    settings: Settings,
    *,
    run_id: str,
    origin: Origin,
    data_docs: Path,
    checks: dict[str, dict[str, int]],
    warnings: list[str],
    as_of: date | None = None,
    pages: Sequence[Callable[[Settings, Path, Path | None], None]] = (),
) -> Publication:
    """Copy the warehouse's marts into a new version and let ``published/current`` point to it.

    ``pages`` add to it: they are given the new version's folder and that of the former. Readers
    see the former publication until the very last step, whatever happens before it; who holds the
    former file open keeps reading it. Raises PublishError when there are no marts.
    """
    former = last_intact(settings)
    versions = settings.published / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    now = _after_the_last(versions)
    publication_id = now.strftime(_ID)
    for leftover in versions.glob(".*"):
        shutil.rmtree(leftover)
    work = versions / f".{publication_id}"
    parquet = work / "parquet"
    parquet.mkdir(parents=True)
    publication = _copy_marts(
        settings,
        work,
        Publication(
            id=publication_id,
            published_at=now,
            run_id=run_id,
            as_of=as_of or today(),
            former=former.id if former else None,
            origin=origin,
            rows={},
            checks=checks,
            warnings=warnings,
        ),
        former,
    )
    (work / "marts.duckdb").symlink_to(DATABASE)
    shutil.copytree(data_docs, work / "data_docs")
    told = publication.model_dump_json(indent=2) + "\n"
    seal(work, [work / DATABASE, *(path for path in parquet.rglob("*") if path.is_file())])
    (work / "publication.json").write_text(told, encoding="utf-8")
    for write in pages:
        write(settings, work, versions / former.id if former else None)
    _sync_tree(work)
    work.rename(versions / publication_id)
    sync(versions)
    point(settings.published / "current", Path("versions") / publication_id)
    for name in (link for link in LINKS if (versions / publication_id / link).exists()):
        point(settings.published / name, Path("current") / name)
    _prune(versions, publication_id, settings.keep_publications)
    return publication


def last_intact(settings: Settings) -> Publication | None:
    """What is built upon: the current publication, or the newest other where it is damaged."""
    now = current(settings)
    if now is None or not damaged(version(settings, now)):
        return now
    for folder in sorted((settings.published / "versions").glob("[!.]*"), reverse=True):
        if not damaged(folder):
            return Publication.model_validate_json((folder / "publication.json").read_bytes())
    return None


def _after_the_last(versions: Path) -> datetime:
    """Now, but always after the last publication, even if the clock was set back."""
    now = datetime.now(UTC)
    if last := max((path.name for path in versions.glob("[!.]*")), default=None):
        now = max(now, datetime.strptime(last, _ID).replace(tzinfo=UTC) + timedelta(microseconds=1))
    return now


def _copy_marts(
    settings: Settings, target: Path, publication: Publication, former: Publication | None
) -> Publication:
    """Write the DuckDB file and ``parquet/`` below ``target``; the publication with its rows."""
    versions = settings.published / "versions"
    before = versions / former.id if former else None
    with duckdb.connect() as connection:
        _attach(connection, settings.warehouse, "warehouse")
        new = tables(connection, "warehouse")
        if not new:
            raise PublishError("the warehouse has no marts")
        if before:
            _attach(connection, before / DATABASE, "former")
        old = {
            name: table
            for name, table in (tables(connection, "former") if before else {}).items()
            if name not in HISTORY
        }
        differing = differences(connection, old, new)
        find_changes(connection, old, new, differing)
        file = before / DATABASE if before else None
        try:
            write_marts(connection, old, new, differing, former=file, target=target / DATABASE)
        except CopyError as error:
            raise PublishError(str(error)) from error
        carry_history(connection, _newest(connection, versions, before))
        if former:
            explain_changes(
                connection,
                publication.id,
                project_differs=former.origin.dbt_hash != publication.origin.dbt_hash,
                extractor_differs=former.origin.extractor_version
                != publication.origin.extractor_version,
            )
        add_rollbacks(connection, rollbacks(settings))
        rows = _count_rows(connection)
        rows["dim_publication"] += 1  # this one, which says so itself
        publication = publication.model_copy(update={"rows": rows})
        add_publication(connection, _as_row(publication))
        same = {name for name in new.keys() & old.keys() if new[name].types == old[name].types}
        write_parquet(
            connection,
            target / "parquet",
            {name: differing.get(name) for name in same},
            before / "parquet" if before else None,
        )
    return publication


def _newest(
    connection: duckdb.DuckDBPyConnection, versions: Path, former: Path | None
) -> str | None:
    """The catalog of the version published last, which is not the former one after a roll-back."""
    found = sorted(versions.glob("[!.]*"), reverse=True)
    last = next((path for path in found if path == former or not damaged(path)), None)
    if last is None or last == former:
        return "former" if former else None
    _attach(connection, last / DATABASE, "newest")
    return "newest"


def _as_row(publication: Publication) -> dict[str, object]:
    """A publication as a row of ``dim_publication``."""
    return {
        "publication_id": publication.id,
        "published_at": publication.published_at.replace(tzinfo=None),
        "run_id": publication.run_id,
        "former_publication_id": publication.former,
        "loads": publication.origin.loads,
        "last_load": publication.origin.last_load,
        "extractor_version": publication.origin.extractor_version,
        "project_version": publication.origin.dbt_hash,
        "row_counts": json.dumps(publication.rows),
        "total_rows": sum(publication.rows.values()),
        "warnings": len(publication.warnings),
    }


def _count_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    return {
        name: count(connection, "published", table)
        for name, table in tables(connection, "published").items()
    }


def _attach(connection: duckdb.DuckDBPyConnection, file: Path, name: str) -> None:
    connection.execute(f"attach {text(str(file))} as {name} (read_only)")


def _prune(versions: Path, published: str, keep: int) -> None:
    """Remove all but the newest ``keep`` versions; never the one just published.

    A version goes by one rename, so that none is left in part under its name.
    """
    old = sorted(path for path in versions.glob("[!.]*") if path.name != published)
    for version in old[: max(len(old) - (keep - 1), 0)]:
        shutil.rmtree(version.rename(version.with_name(f".{version.name}")))


def _sync_tree(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        sync(path)
