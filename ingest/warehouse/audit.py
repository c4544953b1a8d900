"""Run the suites of ``expectations/`` on the built warehouse and say what must stop publication."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb

from expectations.printed import MACROS
from ingest.sql import text
from ingest.warehouse.audited import changed_districts, hash_rows, make_slice, relations, remember
from ingest.warehouse.build import built_as_of, project_hash, rules_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pandas as pd

    from expectations.suite import Check, Suite
    from ingest.settings import Settings

SHOWN_FAILURES = 5
LISTED_FAILURES = 100
KEPT_RUNS = 14
_UNCHECKED = "unchecked"
_FORMER_TABLES = "select table_name from duckdb_tables() where database_name = 'previous'"
_RESULTS = "uncommitted/validations"


@dataclass(slots=True)
class AuditResult:
    """What the audit found; ``checks`` counts expectations by layer as (passed, failed)."""

    data_docs: Path
    critical_failures: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    checks: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(slots=True)
class Found:
    """What a check found in the database; ``rows`` are the first failing ones, for people."""

    check: Check
    checked: int = 0
    failed: int = 0
    rows: list[dict[str, str]] = field(default_factory=list)
    error: str | None = None
    unchecked: bool = False
    districts: int | None = None
    """Of how many districts the rows were checked, None of all."""

    @property
    def holds(self) -> bool:
        """Whether there were rows where there must be some, and none failed."""
        return not (self.failed or self.error or self.unchecked)

    @property
    def says(self) -> str:
        """What is expected, and of how many rows."""
        if self.error:
            return f"{self.check.says}: {self.error}"
        if self.failed:
            return f"{self.check.says}: {self.failed} of {self.checked} rows"
        where = (
            "" if self.districts is None else f", changed districts 有变动的地区 {self.districts}"
        )
        return f"{self.check.says} ({self.checked}{where})"


def audit(
    settings: Settings,
    previous: Path | None = None,
    *,
    run_id: str = "by hand",
    whole: bool = True,
) -> AuditResult:
    """Check the warehouse against all suites, and against ``previous`` (a marts.duckdb) if given.

    Unless ``whole``, rows of districts that passed the same suites before and have not changed
    since are not checked again. The Data Docs are written below ``settings.home / "audit"``,
    readable without a network, under the name of the run.
    """
    from expectations.suites import chosen  # noqa: PLC0415 - it reads the vocabulary of forms

    file = settings.warehouse.parent / "audited.parquet"
    suites_hash = project_hash(settings.expectations) + rules_hash(settings)
    as_of = built_as_of(settings)
    with duckdb.connect() as connection:
        connection.execute(f"attach {text(str(settings.warehouse))} as warehouse (read_only)")
        connection.execute("use warehouse")
        connection.execute("set variable as_of = ?::date", [as_of])
        former: set[str] = set()
        if previous:
            connection.execute(f"attach {text(str(previous))} as previous (read_only)")
            former = set(_column(connection, _FORMER_TABLES))
        suites = chosen(former)
        mentioned = relations(connection, suites)
        hash_rows(connection, mentioned)
        districts = None if whole else changed_districts(connection, file, suites_hash)
        if districts:
            make_slice(connection, mentioned, districts)
        result = run_suites(
            connection,
            suites,
            settings.expectations,
            settings.home / "audit",
            run_id,
            districts=len(districts) if districts else None,
        )
        if not result.critical_failures:
            remember(connection, file, suites_hash, whole=not districts)
        return result


def run_suites(
    connection: duckdb.DuckDBPyConnection,
    suites: Iterable[Suite],
    source: Path,
    work: Path,
    run_id: str,
    *,
    districts: int | None = None,
) -> AuditResult:
    """Run ``suites`` in a copy of the context folder ``source`` at ``work``; build its pages.

    Where ``districts``, so many have changed, and their rows are in the catalog ``slice``.

    The database finds the failing rows; Great Expectations is given those, judges them by their
    severity and draws the pages, where the last runs stay under their names.
    """
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx  # noqa: PLC0415 - Great Expectations takes seconds to import
    from great_expectations.core.run_identifier import RunIdentifier  # noqa: PLC0415
    from great_expectations.data_context.types.resource_identifiers import (  # noqa: PLC0415
        ExpectationSuiteIdentifier,
    )

    connection.execute(MACROS)
    _prepare(source, work)
    context = gx.get_context(mode="file", context_root_dir=str(work))
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    frames = context.data_sources.add_pandas("warehouse")
    run = RunIdentifier(run_name=_as_name(run_id), run_time=datetime.now(UTC))
    result = AuditResult(data_docs=work / "site")
    pages: list[Any] = []
    for suite in suites:
        found = look(connection, suite, districts)
        batch = frames.add_dataframe_asset(suite.name).add_batch_definition_whole_dataframe("all")
        defined = context.suites.add(
            gx.ExpectationSuite(name=suite.name, expectations=list(_expectations(found)))
        )
        definition = context.validation_definitions.add(
            gx.ValidationDefinition(name=suite.name, data=batch, suite=defined)
        )
        outcome = definition.run(
            batch_parameters={"dataframe": _frame(found)},
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": ["document", "place"],
            },
            run_id=run,
        )
        _collect(result, suite, outcome.results)
        pages.append(ExpectationSuiteIdentifier(name=suite.name))
    results: list[Any] = context.validation_results_store.list_keys()
    pages += [key for key in results if key.run_id == run]
    context.build_data_docs(resource_identifiers=pages)
    make_offline(result.data_docs, source / "static")
    return result


def look(
    connection: duckdb.DuckDBPyConnection, suite: Suite, districts: int | None = None
) -> list[Found]:
    """What the database finds for each check of a suite: one pass over each query of rows.

    Where ``districts``, critical checks of rows look at the catalog ``slice`` first, and at the
    whole only for what does not hold there: the failing rows of all, and nothing amiss by the cut.
    """
    if not (districts and suite.by_district):
        return _look(connection, suite.checks, suite.prepared)
    critical = tuple(check for check in suite.checks if check.severity == "critical")
    connection.execute("use slice")
    try:
        sliced = _look(connection, critical, suite.prepared)
    finally:
        connection.execute("use warehouse")
    settled = {found.check.name: found for found in sliced if found.holds}
    for found in settled.values():
        found.districts = districts
    rest = tuple(check for check in suite.checks if check.name not in settled)
    settled |= {found.check.name: found for found in _look(connection, rest, suite.prepared)}
    return [settled[check.name] for check in suite.checks]


def _look(
    connection: duckdb.DuckDBPyConnection, checks: tuple[Check, ...], prepared: str
) -> list[Found]:
    found = {check.name: Found(check) for check in checks}
    queries: dict[str, list[Found]] = {}
    for each in found.values():
        queries.setdefault(each.check.rows, []).append(each)
    for rows, looked in queries.items():
        failures = [f"count(*) filter (where {_fails(each.check)})" for each in looked]
        try:
            if prepared:
                connection.execute(prepared)
                prepared = ""
            counted = f"select count(*), {', '.join(failures)} from ({rows})"  # noqa: S608 (ours)
            counts = _row(connection, counted)
            for each, failed in zip(looked, counts[1:], strict=True):
                each.checked, each.failed = counts[0], failed
                each.rows = _failing(connection, each.check) if failed else []
                each.unchecked = not counts[0] and _should_have_rows(connection, each.check)
        except duckdb.Error as error:
            for each in looked:
                each.error = " ".join(str(error).split())
    return list(found.values())


def _fails(check: Check) -> str:
    return f"not coalesce(({check.holds}), false)"


def _failing(connection: duckdb.DuckDBPyConnection, check: Check) -> list[dict[str, str]]:
    found = connection.execute(
        f"select * from ({check.rows}) where {_fails(check)}"  # noqa: S608 (ours)
        f" order by {', '.join(check.shows) or 'all'} limit {LISTED_FAILURES}"
    )
    columns = [column[0] for column in found.description]
    rows = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
    names = _names(connection, {row["document_id"] for row in rows if row.get("document_id")})
    return [
        {
            "document": names.get(row.get("document_id"), row.get("document_id") or ""),
            "place": row.get("place") or "",
            "figures": ", ".join(f"{name}={_shown(row[name])}" for name in check.shows),
        }
        for row in rows
    ]


def _names(connection: duckdb.DuckDBPyConnection, documents: set[str]) -> dict[Any, str]:
    """The sources of documents, by which people know them."""
    if not documents:
        return {}
    rows = connection.execute(
        "select document_id, min(source_uri) from staging.stg_documents"
        " where document_id in (select unnest(?)) group by document_id",
        [sorted(documents)],
    )
    return dict(rows.fetchall())


def _shown(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list):
        return " ".join(map(_shown, value))
    return "–" if value is None else str(value)


def _should_have_rows(connection: duckdb.DuckDBPyConnection, check: Check) -> bool:
    if check.wherever is None:
        return False
    return bool(_row(connection, f"select count(*) from ({check.wherever})")[0])  # noqa: S608 (ours)


def _column(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Any]:
    return [row[0] for row in connection.execute(sql).fetchall()]


def _row(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    return connection.execute(sql).fetchall()[0]


def _frame(found: list[Found]) -> pd.DataFrame:
    """The failing rows as Great Expectations judges them: a column a check, empty where it holds.

    The first row is that of the table as a whole: what has failed there has no row to name.
    """
    import pandas as pd  # noqa: PLC0415 - it takes a second to import

    unchecked = [each.check.name for each in found if each.unchecked]
    whole = {"document": "", "place": "", _UNCHECKED: ", ".join(unchecked) or None}
    whole |= {each.check.name: each.error for each in found}
    failing = [
        {"document": row["document"], "place": row["place"], each.check.name: row["figures"]}
        for each in found
        for row in each.rows
    ]
    frame = pd.DataFrame([whole, *failing], dtype=object)
    return frame.where(frame.notna(), None)


def _expectations(found: list[Found]) -> Iterator[Any]:
    """No failing row of any check; and rows to look at, without which all would pass unchecked."""
    from great_expectations.expectations.core.expect_column_values_to_be_null import (  # noqa: PLC0415 - see run_suites()
        ExpectColumnValuesToBeNull,
    )
    from great_expectations.expectations.metadata_types import FailureSeverity  # noqa: PLC0415

    for each in found:
        yield ExpectColumnValuesToBeNull(
            column=each.check.name,
            severity=FailureSeverity("critical" if each.error else each.check.severity),
            description=each.says,
        )
    yield ExpectColumnValuesToBeNull(
        column=_UNCHECKED,
        severity=FailureSeverity.CRITICAL,
        description="有可检查的行 · there are rows to check",
    )


def _collect(result: AuditResult, suite: Suite, judged: list[Any]) -> None:
    layer = suite.name.split(".")[0]
    passed, failed = result.checks.get(layer, (0, 0))
    for check in judged:
        if check.success:
            passed += 1
            continue
        failed += 1
        severity = str(getattr(check.expectation_config.severity, "value", "critical"))
        message = f"{suite.name}: {_describe(check)}"
        critical = severity == "critical" or _raised(check)
        (result.critical_failures if critical else result.warnings).append(message)
    if len(judged) != len(suite.checks) + 1:
        failed += 1
        result.critical_failures.append(
            f"{suite.name}: {len(suite.checks) + 1} expectations defined, {len(judged)} ran"
        )
    result.checks[layer] = (passed, failed)


def _raised(check: Any) -> str:
    """The message of an exception inside an expectation, which counts as a failure of its own."""
    info = check.exception_info or {}
    entries = [info] if "raised_exception" in info else list(info.values())
    return next(
        (str(entry.get("exception_message")) for entry in entries if entry.get("raised_exception")),
        "",
    )


def _describe(check: Any) -> str:
    config = check.expectation_config
    says = str(config.description)
    if raised := _raised(check):
        return f"{says}: {raised}"
    rows = check.result.get("partial_unexpected_index_list") or []
    column = config.kwargs["column"]
    shown = "; ".join(
        ", ".join(filter(None, (row["document"], row["place"], row[column])))
        for row in rows[:SHOWN_FAILURES]
        if row["document"] or row["place"] or row[column] not in says
    )
    return says + (f", e.g. {shown}" if shown else "")


def _prepare(source: Path, work: Path) -> None:
    """A copy of the context folder at ``work``, beside the results and pages of the last runs."""
    kept = {work / "site", work / _RESULTS}
    for path in work.glob("*"):
        if path not in kept and not any(each.is_relative_to(path) for each in kept):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    ignored = shutil.ignore_patterns("*.py", "__pycache__")
    shutil.copytree(source, work, ignore=ignored, dirs_exist_ok=True)
    # <layer>/<suite>/<run>/<time>
    results = sorted((work / _RESULTS).glob("*/*/*/*"), key=lambda path: path.name, reverse=True)
    last = list(dict.fromkeys(path.parent.name for path in results))[: KEPT_RUNS - 1]
    for folder in (work / _RESULTS, work / "site" / "validations"):
        for run in folder.glob("*/*/*"):
            if run.name not in last:
                shutil.rmtree(run)


def _as_name(run_id: str) -> str:
    return "".join(char if char.isalnum() or char in "-_" else "-" for char in run_id)


_TAG = re.compile(
    r"<(?P<tag>script|link)\b[^>]*?(?:src|href)=\"https?://(?P<url>[^\"]+)\"[^>]*>(?:\s*</script>)?"
)
_LOCAL = {
    r"/bootstrap\.min\.css$": "bootstrap.min.css",
    r"/bootstrap\.min\.js$": "bootstrap.bundle.min.js",
    r"/jquery-[\d.]+\.min\.js$": "jquery.min.js",
    r"/bootstrap-table\.min\.css$": "bootstrap-table.min.css",
    r"/bootstrap-table\.min\.js$": "bootstrap-table.min.js",
    r"/bootstrap-table-filter-control(\.min)?\.css$": "bootstrap-table-filter-control.min.css",
    r"/bootstrap-table-filter-control(\.min)?\.js$": "bootstrap-table-filter-control.min.js",
    r"/bootstrap-datepicker\.min\.css$": "bootstrap-datepicker.min.css",
    r"/bootstrap-datepicker\.min\.js$": "bootstrap-datepicker.min.js",
    r"font-awesome/.*/all\.min\.css$": "font-awesome.min.css",
}
_LOGO = re.compile(r'src="https?://[^"]+/(logo-long\.png)[^"]*"')


_STATIC = re.compile(r"(?<=[\"'])(?:\.\./)+static/")


def local_asset(url: str) -> str | None:
    """The file in ``expectations/static`` that stands for what ``url`` names; None without one."""
    return next((name for pattern, name in _LOCAL.items() if re.search(pattern, url)), None)


def make_offline(site: Path, assets: Path) -> None:
    """Let the pages below ``site`` load their styles and scripts from ``assets``, not from CDNs.

    What has no local copy (charts that these pages never draw, a dark theme) is dropped.
    """
    shutil.copytree(assets, site / "static" / "assets", dirs_exist_ok=True)
    for page in site.rglob("*.html"):
        up = "../" * (len(page.relative_to(site).parts) - 1)

        def local(match: re.Match[str], up: str = up) -> str:
            name = local_asset(match["url"])
            if name is None:
                return ""
            path = f"{up}static/assets/{name}"
            if match["tag"] == "script":
                return f'<script src="{path}"></script>'
            return f'<link rel="stylesheet" href="{path}">'

        html = _TAG.sub(local, page.read_text(encoding="utf-8"))
        html = _LOGO.sub(rf'src="{up}static/images/\1"', html)
        html = _STATIC.sub(f"{up}static/", html)  # the pages miscount their own depth
        page.write_text(html, encoding="utf-8")
