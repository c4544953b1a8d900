"""Build the warehouse: one ``dbt build``, and which model failed and why."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any, TypedDict

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.settings import Settings

SHOWN_FAILURES = 3
SHOWN_CHARACTERS = 300
_GENERATED = {"target", "logs", "dbt_packages"}
_FOLLOWED = {"reviewed_figures.csv"}
"""What incremental models follow by themselves: a row there makes its document anew, not all."""


class BuildError(Exception):
    """A build that failed. The message is one line naming the models or tests and why."""


class Node(TypedDict):
    """One model, seed or test of a build; ``message`` says why when it is not a success."""

    name: str
    kind: str
    status: str
    seconds: float
    message: str | None


class Built(TypedDict):
    """A build that went through; all of it can be written as JSON."""

    build_id: str
    full_refresh: bool
    nodes: list[Node]


def project_hash(*folders: Path, without: set[str] | None = None) -> str:
    """One sha256 over the names and bytes of all source files below ``folders``.

    Files whose names are in ``without`` are left out.
    """
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            relative = path.relative_to(folder)
            generated = _GENERATED.intersection(relative.parts) or "__pycache__" in relative.parts
            left_out = generated or path.name in (without or ())
            if path.is_file() and not left_out:
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                digest.update(f"{relative.as_posix()}\0{content}\n".encode())
    return digest.hexdigest()


def rules_hash(settings: Settings) -> str:
    """The hash of all that the same loads are read by: the dbt project, reviewed figures aside."""
    return project_hash(settings.dbt_project, without=_FOLLOWED)


def build(settings: Settings, *, build_id: str, full: bool = False) -> Built:
    """Run ``dbt build`` on all that has landed, from scratch when asked or when it must be.

    It must be when the project has changed since the last build, reviewed figures aside, or when
    the last build did not end well (a kill may leave some models a load ahead of others). dbt's
    unit tests are left to the project's own tests: they check the project, not the data. Raises
    BuildError.
    """
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    dbt_hash = rules_hash(settings)
    full_refresh = full or _last_build(settings)[1] != dbt_hash
    _remember(settings, None)
    nodes = _invoke(settings, full_refresh=full_refresh)
    _remember(settings, (build_id, dbt_hash))
    return Built(build_id=build_id, full_refresh=full_refresh, nodes=nodes)


def last_build_id(settings: Settings) -> str | None:
    """The id of the build that the warehouse holds, None when it did not end well."""
    return _last_build(settings)[0]


def describe(settings: Settings) -> Path:
    """dbt's own pages of the project as built last, lineage and all: a file. Raises BuildError."""
    _run(settings, "docs", "generate", "--static", "--no-compile")
    return settings.warehouse.parent / "target" / "static_index.html"


def _invoke(settings: Settings, *, full_refresh: bool) -> list[Node]:
    arguments = ["build", "--exclude-resource-type", "unit_test"]
    outcome = _run(
        settings, *arguments, *(["--full-refresh"] if full_refresh else []), lenient=True
    )
    results: Any = outcome.result
    nodes = [_node(result) for result in results]
    if not outcome.success:
        failed = [node for node in nodes if node["status"] in {"error", "fail"}]
        shown = [f"{node['kind']} {node['name']}: {node['message']}" for node in failed]
        more = len(shown) - SHOWN_FAILURES
        raise BuildError(
            "; ".join(shown[:SHOWN_FAILURES]) + (f"; and {more} more" if more > 0 else "")
        )
    return nodes


def _run(settings: Settings, *command: str, lenient: bool = False) -> Any:
    """What a command of dbt says; BuildError where it could not run, or did not end well."""
    # dbt takes seconds to import.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415
    from dbt.cli.main import dbtRunner  # noqa: PLC0415

    work = settings.warehouse.parent
    arguments = [*command, "--no-use-colors"]
    arguments += ["--project-dir", str(settings.dbt_project)]
    arguments += ["--profiles-dir", str(settings.dbt_project), "--target", "warehouse"]
    arguments += ["--target-path", str(work / "target"), "--log-path", str(work / "logs")]
    arguments += ["--log-level-file", "info"]  # writing debug lines costs a quarter of the build
    os.environ["JIXIAO_WAREHOUSE"] = str(settings.warehouse.resolve())
    os.environ["JIXIAO_RAW"] = str(settings.raw.resolve())
    outcome = dbtRunner().invoke(arguments)
    if DuckDBConnectionManager._ENV:  # else dbt keeps the file open, shut to audit and publish
        DuckDBConnectionManager.env().close()
    if outcome.exception:
        raise BuildError(f"dbt could not run: {_one_line(str(outcome.exception))}")
    if not outcome.success and not lenient:
        raise BuildError(f"dbt {' '.join(command)} failed")
    return outcome


def _node(result: Any) -> Node:
    return Node(
        name=result.node.name,
        kind=str(result.node.resource_type),
        status=str(result.status),
        seconds=round(result.execution_time, 3),
        message=_one_line(result.message)[:SHOWN_CHARACTERS] if result.message else None,
    )


def _last_build(settings: Settings) -> tuple[str | None, str | None]:
    """Id and project hash of the last build, None where it never was or did not end well."""
    if not settings.warehouse.exists():
        return None, None
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        known = connection.execute(
            "select 1 from duckdb_tables() where schema_name = 'main' and table_name = 'last_build'"
        ).fetchall()
        rows = connection.execute("select * from main.last_build").fetchall() if known else []
    return rows[0] if rows else (None, None)


def _remember(settings: Settings, last_build: tuple[str, str] | None) -> None:
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("create or replace table main.last_build (id varchar, dbt_hash varchar)")
        if last_build:
            connection.execute("insert into main.last_build values (?, ?)", last_build)


def _one_line(text: str) -> str:
    return " ".join(text.split())
