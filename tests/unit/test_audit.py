"""The audit's machinery on small tables: what stops a publication, and pages that read offline."""

import re
from pathlib import Path

import duckdb
import great_expectations
import great_expectations.expectations as gxe
import pytest

from expectations.core import CORE
from expectations.suite import Suite, at_least, equal, has_rows, not_null, one_of
from ingest.audit import AuditResult, local_asset, run_suites
from ingest.settings import ROOT


def run(tmp_path: Path, *suites: Suite) -> AuditResult:
    with duckdb.connect() as connection:
        return run_suites(connection, suites, ROOT / "expectations", tmp_path / "audit")


ROWS = "select * from (values ('a', 1, 1), ('b', 2, 3), ('b', null, null)) as t(k, x, y)"
EMPTY = "select 1 as x where false"


def test_a_suite_on_an_empty_table_fails(tmp_path: Path) -> None:
    result = run(tmp_path, Suite("raw.empty", EMPTY, (has_rows(), not_null("x", "no NULL"))))
    assert result.critical_failures == [
        "raw.empty: 有可检查的行 · there are rows to check: observed 0"
    ]
    assert result.checks == {"raw": (1, 1)}


@pytest.mark.parametrize(
    ("expectation", "failure"),
    [
        (not_null("x", "has a value"), "has a value: 1 rows, e.g. k=b, x=<NA>"),
        (one_of("k", ["a"], "known"), "known: 2 rows, e.g. k=b; k=b"),
        (at_least("x", 2, "enough"), "enough: 1 rows, e.g. k=a, x=1"),
        (equal("x", "y", "same"), "same: 1 rows, e.g. k=b, x=2, y=3"),
    ],
)
def test_a_failing_row_is_named_by_its_key(tmp_path: Path, expectation, failure: str) -> None:
    result = run(tmp_path, Suite("core.rows", ROWS, (has_rows(), expectation), ("k",)))
    assert result.critical_failures == [f"core.rows: {failure}"]


def test_only_critical_failures_are_critical(tmp_path: Path) -> None:
    suite = Suite("marts.rows", ROWS, (has_rows(), not_null("x", "has a value", "warning")), ("k",))
    result = run(tmp_path, suite)
    assert result.critical_failures == []
    assert result.warnings == ["marts.rows: has a value: 1 rows, e.g. k=b, x=<NA>"]


def test_an_expectation_that_raises_is_critical_whatever_its_severity(tmp_path: Path) -> None:
    missing = gxe.ExpectColumnValuesToBeUnique(column="nowhere", severity="info")
    result = run(tmp_path, Suite("marts.rows", ROWS, (missing,)))
    assert len(result.critical_failures) == 1
    assert "nowhere" in result.critical_failures[0]


@pytest.mark.parametrize(
    ("document", "warnings"),
    [
        ("known", []),
        ("mistyped", ["every waiver is for a known document: 1 rows, e.g. document_id=mistyped"]),
    ],
)
def test_a_waiver_for_an_unknown_document_is_warned_of(
    tmp_path: Path, document: str, warnings: list[str]
) -> None:
    suite = next(suite for suite in CORE if suite.name == "core.waivers")
    with duckdb.connect() as connection:
        connection.execute("create schema core; create schema reconciliation")
        connection.execute("create table core.core_document as select 'known' as document_id")
        connection.execute(
            "create table reconciliation.reconciliation_waivers as select ? as document_id",
            [document],
        )
        result = run_suites(connection, [suite], ROOT / "expectations", tmp_path / "audit")
    assert result.critical_failures == []
    assert [warning.rpartition(" · ")[2] for warning in result.warnings] == warnings


def test_data_docs_load_nothing_from_the_network(tmp_path: Path) -> None:
    result = run(tmp_path, Suite("marts.rows", ROWS, (has_rows(),)))
    pages = list(result.data_docs.rglob("*.html"))
    assert len(pages) == 3
    for page in pages:
        html = page.read_text(encoding="utf-8")
        assert not re.search(r"<(script|link|img)[^>]+(src|href)=\"(https?:)?//", html)
        for link in re.findall(r"<(?:script|link|img)\b[^>]+(?:src|href)=\"([^\"]+)\"", html):
            assert (page.parent / link.split("?")[0]).exists(), f"{page.name}: {link}"


def test_what_the_pages_need_of_the_network_is_kept_here() -> None:
    templates = Path(great_expectations.__file__).parent / "render" / "view" / "templates"
    wanted = {
        url
        for template in templates.glob("*.j2")
        for url in re.findall(
            r"<(?:script|link)\b[^>]+(?:src|href)=\"https?://([^\"]+)", template.read_text()
        )
    }
    dropped = {url for url in wanted if not local_asset(url)}
    assert wanted - dropped
    # Charts that these pages never draw, a theme, and what Bootstrap's bundle holds already.
    assert all(re.search(r"/vega|bootstrap-dark|/popper", url) for url in dropped), dropped
    assert all(
        (ROOT / "expectations/static" / str(local_asset(u))).exists() for u in wanted - dropped
    )
