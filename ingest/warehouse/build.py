"""Build the warehouse: one ``dbt build``, and which model failed and why."""

from __future__ import annotations

import hashlib
import os
from datetime import date  # noqa: TC003 (a field's type)
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

import duckdb

from ingest.registry import today

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.settings import Settings

SHOWN_FAILURES = 3
SHOWN_CHARACTERS = 300
_FAILED = {"error", "fail"}
_TESTS = {"test", "unit_test"}
_GENERATED = {"target", "logs", "dbt_packages"}
_DAMAGED = (
    "Corrupt database file",
    "Could not read enough bytes from file",
    "not a valid DuckDB database file",
)
_FOLLOWED = {"reviewed_figures.csv"}
"""What incremental models follow by themselves: a row there makes its document anew, not all."""


class BuildError(Exception):
    """A build that failed. The message is one line naming the models or tests and why.

    ``details`` are for a log: the nodes of the build, and the SQL of those that failed.
    """

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message)
        self.details = details


class Node(TypedDict):
    """One model, seed or test of a build; ``message`` says why when it is not a success.

    ``layer`` is its folder of the dbt project (staging, core, reconciliation, status, series,
    marts), else its kind.
    """

    name: str
    kind: str
    layer: str
    status: str
    seconds: float
    message: str | None


class _LastBuild(NamedTuple):
    id: str | None = None
    dbt_hash: str | None = None
    as_of: date | None = None


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


def build(
    settings: Settings, *, build_id: str, full: bool = False, as_of: date | None = None
) -> Built:
    """Run ``dbt build`` on all that has landed, from scratch when asked or when it must be.

    Documents are due or not ``as_of`` a day, else today.

    It must be when the project has changed since the last build, reviewed figures aside, or when
    the last build did not end well (a kill may leave some models a load ahead of others); then it
    begins with a new file. dbt's unit tests are left to the project's own tests: they check the
    project, not the data. Raises BuildError.
    """
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    dbt_hash = rules_hash(settings)
    last = _last_build(settings)
    full_refresh = full or last.dbt_hash != dbt_hash
    if last.id is None:  # whatever broke it off may have damaged the file
        forget_build(settings)
    _remember(settings, None)
    as_of = as_of or today()
    os.environ["JIXIAO_AS_OF"] = as_of.isoformat()
    nodes = _invoke(settings, full_refresh=full_refresh)
    _remember(settings, _LastBuild(build_id, dbt_hash, as_of))
    return Built(build_id=build_id, full_refresh=full_refresh, nodes=nodes)


def last_build_id(settings: Settings) -> str | None:
    """The id of the build that the warehouse holds, None when it did not end well."""
    return _last_build(settings).id


def built_as_of(settings: Settings) -> date | None:
    """The day as of which documents are due in that build; None where it did not end well."""
    return _last_build(settings).as_of


def forget_build(settings: Settings) -> None:
    """Remove the warehouse; the next build makes it anew from what has landed."""
    for suffix in ("", ".wal"):
        settings.warehouse.with_name(settings.warehouse.name + suffix).unlink(missing_ok=True)


def is_damaged(error: Exception) -> bool:
    """Whether DuckDB says that a database file is not as it was written."""
    return any(words in str(error) for words in _DAMAGED)


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
        failed = [node for node in nodes if node["status"] in _FAILED]
        shown = [f"{node['kind']} {node['name']}: {node['message']}" for node in failed]
        more = len(shown) - SHOWN_FAILURES
        statements = [_statement(result) for result in results]
        raise BuildError(
            "; ".join(shown[:SHOWN_FAILURES]) + (f"; and {more} more" if more > 0 else ""),
            "\n\n".join([node_table(nodes), *filter(None, statements)]),
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


def node_table(nodes: list[Node]) -> str:
    """A build for a log: each model and seed below its layer, and the tests that did not pass.

    >>> print(node_table(built["nodes"]))
    core             31 nodes   23 tests    4.2 s
      success      0.41 s  core_budget_line
    """
    lines = []
    for layer in dict.fromkeys(node["layer"] for node in nodes):
        of_layer = [node for node in nodes if node["layer"] == layer]
        tests = [node for node in of_layer if node["kind"] in _TESTS]
        seconds = sum(node["seconds"] for node in of_layer)
        counts = f"{len(of_layer) - len(tests):>4} nodes {len(tests):>4} tests"
        lines.append(f"{layer:<15}{counts} {seconds:>6.1f} s")
        lines += [
            f"  {node['status']:<8} {node['seconds']:>7.2f} s  {node['name']}"
            for node in of_layer
            if node not in tests or node["status"] != "pass"
        ]
    return "\n".join(lines)


def _statement(result: Any) -> str | None:
    """What a node that failed has run."""
    sql = getattr(result.node, "compiled_code", None)
    if str(result.status) not in _FAILED or not sql:
        return None
    return f"-- {result.node.name} ({result.node.original_file_path})\n{sql.strip()}"


def _node(result: Any) -> Node:
    kind = str(result.node.resource_type)
    _, *folders, _ = result.node.fqn
    return Node(
        name=result.node.name,
        kind=kind,
        layer=folders[0] if folders else kind,
        status=str(result.status),
        seconds=round(result.execution_time, 3),
        message=_one_line(result.message)[:SHOWN_CHARACTERS] if result.message else None,
    )


def _last_build(settings: Settings) -> _LastBuild:
    """The last build, nothing of it where it never was or did not end well."""
    if not settings.warehouse.exists():
        return _LastBuild()
    try:
        return _said_of_last_build(settings)
    except duckdb.Error as error:
        if not is_damaged(error):
            raise
        return _LastBuild()


def _said_of_last_build(settings: Settings) -> _LastBuild:
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        known = connection.execute(
            "select column_name from duckdb_columns()"
            " where schema_name = 'main' and table_name = 'last_build'"
        ).fetchall()
        columns = [name for (name,) in known if name in _LastBuild._fields]
        if not columns:
            return _LastBuild()
        rows = connection.execute(f"select {', '.join(columns)} from main.last_build").fetchall()  # noqa: S608 (names of fields)
    return _LastBuild(**dict(zip(columns, rows[0], strict=True))) if rows else _LastBuild()


def _remember(settings: Settings, last_build: _LastBuild | None) -> None:
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute(
            "create or replace table main.last_build (id varchar, dbt_hash varchar, as_of date)"
        )
        if last_build:
            connection.execute("insert into main.last_build values (?, ?, ?)", last_build)


def _one_line(text: str) -> str:
    return " ".join(text.split())
