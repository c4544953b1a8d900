"""Run the suites of ``expectations/`` on the built warehouse and say what must stop publication."""

from __future__ import annotations

import os
import re
import shutil
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from expectations.suite import Suite
    from ingest.settings import Settings

SHOWN_FAILURES = 5


@dataclass(slots=True)
class AuditResult:
    """What the audit found; ``checks`` counts expectations by layer as (passed, failed)."""

    data_docs: Path
    critical_failures: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    checks: dict[str, tuple[int, int]] = field(default_factory=dict)


def audit(settings: Settings, previous: Path | None = None) -> AuditResult:
    """Check the warehouse against all suites, and against ``previous`` (a marts.duckdb) if given.

    The Data Docs are written below ``settings.home / "audit"``, readable without a network.
    """
    from expectations import suites  # noqa: PLC0415 - Great Expectations takes seconds to import

    chosen = [*suites.RAW, *suites.CORE, *suites.MARTS]
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        if previous:
            path = str(previous).replace("'", "''")
            connection.execute(f"attach '{path}' as previous (read_only)")
            chosen += suites.against_former()
        return run_suites(connection, chosen, settings.expectations, settings.home / "audit")


def run_suites(
    connection: duckdb.DuckDBPyConnection,
    chosen: Iterable[Suite],
    source: Path,
    work: Path,
) -> AuditResult:
    """Run ``chosen`` in a copy of the context folder ``source`` at ``work``; build its pages."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx  # noqa: PLC0415 - see audit()

    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(source, work, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    context = gx.get_context(mode="file", context_root_dir=str(work))
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    frames = context.data_sources.add_pandas("warehouse")
    result = AuditResult(data_docs=work / "site")
    for suite in chosen:
        batch = frames.add_dataframe_asset(suite.name).add_batch_definition_whole_dataframe("all")
        defined = context.suites.add(
            gx.ExpectationSuite(name=suite.name, expectations=list(map(copy, suite.expectations)))
        )
        definition = context.validation_definitions.add(
            gx.ValidationDefinition(name=suite.name, data=batch, suite=defined)
        )
        outcome = definition.run(
            batch_parameters={"dataframe": connection.sql(suite.sql).df()},
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": list(suite.key),
            },
        )
        _collect(result, suite, outcome.results)
    context.build_data_docs()
    make_offline(result.data_docs, source / "static")
    return result


def _collect(result: AuditResult, suite: Suite, found: list[Any]) -> None:
    layer = suite.name.split(".")[0]
    passed, failed = result.checks.get(layer, (0, 0))
    for check in found:
        if check.success:
            passed += 1
            continue
        failed += 1
        severity = str(getattr(check.expectation_config.severity, "value", "critical"))
        message = f"{suite.name}: {_describe(check)}"
        critical = severity == "critical" or _raised(check)
        (result.critical_failures if critical else result.warnings).append(message)
    if len(found) != len(suite.expectations):
        failed += 1
        result.critical_failures.append(
            f"{suite.name}: {len(suite.expectations)} expectations defined, {len(found)} ran"
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
    text = config.description or config.type
    if raised := _raised(check):
        return f"{text}: {raised}"
    rows = check.result.get("partial_unexpected_index_list") or []
    count = check.result.get("unexpected_count")
    if count is None:
        return f"{text}: observed {check.result.get('observed_value')}"
    shown = "; ".join(
        ", ".join(f"{key}={value}" for key, value in sorted(row.items()))
        if isinstance(row, dict)
        else str(row)
        for row in rows[:SHOWN_FAILURES]
    )
    return f"{text}: {count} rows" + (f", e.g. {shown}" if shown else "")


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
