"""Publish the built marts: a version of its own, swapped in by one atomic link."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from pydantic import BaseModel, ConfigDict

from ingest.archive import sync

if TYPE_CHECKING:
    from ingest.settings import Settings

# A file called marts.duckdb would be catalog `marts` to DuckDB, which then refuses `marts.<table>`
# as ambiguous. It names the catalog after the file that a link leads to.
DATABASE = "jixiao.duckdb"
LINKS = ("marts.duckdb", "parquet", "data_docs", "publication.json")


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
    """What ``publication.json`` says; ``checks`` counts by layer, ``rows`` by table."""

    model_config = ConfigDict(frozen=True)

    id: str
    published_at: datetime
    run_id: str
    origin: Origin
    rows: dict[str, int]
    checks: dict[str, dict[str, int]]
    warnings: list[str]


def current(settings: Settings) -> Publication | None:
    """The publication that readers see, None before the first."""
    file = settings.published / "current" / "publication.json"
    return Publication.model_validate_json(file.read_bytes()) if file.exists() else None


def publish(
    settings: Settings,
    *,
    run_id: str,
    origin: Origin,
    data_docs: Path,
    checks: dict[str, dict[str, int]],
    warnings: list[str],
) -> Publication:
    """Copy the warehouse's marts into a new version and let ``published/current`` point to it.

    Readers see the former publication until the very last step, whatever happens before it; who
    holds the former file open keeps reading it. Raises PublishError when there are no marts.
    """
    now = datetime.now(UTC)
    publication_id = now.strftime("%Y%m%dT%H%M%S%fZ")
    versions = settings.published / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    for leftover in versions.glob(".*"):
        shutil.rmtree(leftover)
    work = versions / f".{publication_id}"
    (work / "parquet").mkdir(parents=True)
    publication = Publication(
        id=publication_id,
        published_at=now,
        run_id=run_id,
        origin=origin,
        rows=_copy_marts(settings.warehouse, work),
        checks=checks,
        warnings=warnings,
    )
    (work / "marts.duckdb").symlink_to(DATABASE)
    shutil.copytree(data_docs, work / "data_docs")
    told = publication.model_dump_json(indent=2) + "\n"
    (work / "publication.json").write_text(told, encoding="utf-8")
    _sync_tree(work)
    work.rename(versions / publication_id)
    sync(versions)
    _point(settings.published / "current", Path("versions") / publication_id)
    for name in LINKS:
        _point(settings.published / name, Path("current") / name)
    _prune(versions, publication_id, settings.keep_publications)
    return publication


def _copy_marts(warehouse: Path, target: Path) -> dict[str, int]:
    """Write the DuckDB file and ``parquet/`` below ``target``; the rows of each table."""
    rows = {}
    with duckdb.connect(str(target / DATABASE)) as connection:
        connection.execute(f"attach {text(str(warehouse))} as warehouse (read_only)")
        tables = connection.execute(
            "select table_name, sql, comment from duckdb_tables()"
            " where database_name = 'warehouse' and schema_name = 'marts' order by table_name"
        ).fetchall()
        if not tables:
            raise PublishError("the warehouse has no marts")
        connection.execute("create schema marts")
        for name, ddl, comment in tables:
            table = f"marts.{quoted(name)}"
            connection.execute(ddl)
            connection.execute(f"insert into {table} from warehouse.{table}")
            if comment:
                connection.execute(f"comment on table {table} is {text(comment)}")
            file = text(str(target / "parquet" / f"{name}.parquet"))
            connection.execute(f"copy {table} to {file} (format parquet, compression zstd)")
            rows[name] = connection.execute(f"select count(*) from {table}").fetchall()[0][0]  # noqa: S608 (quoted)
        columns = connection.execute(
            "select table_name, column_name, comment from duckdb_columns()"
            " where database_name = 'warehouse' and schema_name = 'marts' and comment is not null"
        ).fetchall()
        for table, column, comment in columns:
            path = f"marts.{quoted(table)}.{quoted(column)}"
            connection.execute(f"comment on column {path} is {text(comment)}")
        connection.execute("detach warehouse")
    return rows


def quoted(identifier: str) -> str:
    """An identifier as SQL writes it."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def _point(link: Path, target: Path) -> None:
    """Make ``link`` a symbolic link to ``target`` in one step, whatever it was before."""
    if link.is_symlink() and link.readlink() == target:
        return
    new = link.with_name(f".{link.name}.new")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(link)
    sync(link.parent)


def _prune(versions: Path, published: str, keep: int) -> None:
    """Remove all but the newest ``keep`` versions; never the one just published."""
    old = sorted((path for path in versions.iterdir() if path.name != published), reverse=True)
    for version in old[max(keep - 1, 0) :]:
        shutil.rmtree(version)


def _sync_tree(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        sync(path)
