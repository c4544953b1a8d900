"""The audit's machinery on small tables: what stops a publication, and pages that read offline."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import great_expectations
import pytest

from expectations.core import CORE
from expectations.suite import Check, Suite
from ingest.settings import ROOT
from ingest.warehouse import audit as auditing
from ingest.warehouse.audit import AuditResult, local_asset, look, run_suites

ROWS = "select * from (values ('a', 1, 1), ('b', 2, 3), ('b', null, 4)) as t (k, x, y)"


def run(tmp_path: Path, *checks: Check, run_id: str = "night", prepared: str = "") -> AuditResult:
    with duckdb.connect() as connection:
        connection.execute("create schema staging")
        connection.execute(
            "create table staging.stg_documents as"
            " select 'd1' as document_id, 'nansha/2023/form.txt' as source_uri"
        )
        suite = Suite("marts.rows", checks, prepared)
        work = tmp_path / "audit"
        return run_suites(connection, [suite], ROOT / "expectations", work, run_id)


def test_a_failing_row_says_its_figures_document_and_place(tmp_path: Path) -> None:
    rows = """select 'd1' as document_id, 'page 3' as place, 25000.000000::decimal(24, 6) as value,
                     '2500家' as printed"""
    result = run(tmp_path, Check("value", "as printed", rows, "value = 2500", ("value", "printed")))
    assert result.critical_failures == [
        "marts.rows: as printed: 1 of 1 rows, e.g. nansha/2023/form.txt, page 3, value=25000,"
        " printed=2500家"
    ]
    assert result.checks == {"marts": (1, 1)}
    [page] = result.data_docs.glob("validations/marts/rows/night/*/*.html")
    html = page.read_text(encoding="utf-8")
    assert "value=25000, printed=2500家" in html
    assert "nansha/2023/form.txt" in html


def test_null_does_not_hold(tmp_path: Path) -> None:
    result = run(tmp_path, Check("same", "same", ROWS, "x = y", ("k", "x", "y")))
    assert result.critical_failures == [
        "marts.rows: same: 2 of 3 rows, e.g. k=b, x=2, y=3; k=b, x=–, y=4"
    ]


def test_a_check_without_rows_has_not_passed(tmp_path: Path) -> None:
    nothing = f"{ROWS} where false"
    result = run(
        tmp_path,
        Check("needed", "needed", nothing, "true"),
        Check("asked", "asked", nothing, "true", wherever=ROWS),
        Check("elsewhere", "elsewhere", nothing, "true", wherever=nothing),
        Check("optional", "optional", nothing, "true", wherever=None),
    )
    assert result.critical_failures == [
        "marts.rows: 有可检查的行 · there are rows to check, e.g. needed, asked"
    ]


def test_only_critical_failures_are_critical(tmp_path: Path) -> None:
    result = run(tmp_path, Check("one", "x is 1", ROWS, "x = 1", ("k",), "warning"))
    assert result.critical_failures == []
    assert result.warnings == ["marts.rows: x is 1: 2 of 3 rows, e.g. k=b; k=b"]


@pytest.mark.parametrize(
    "wrong", [{"rows": "from nowhere"}, {"holds": "nothing = 1"}, {"shows": ("nothing",)}]
)
def test_a_check_that_cannot_run_is_critical_whatever_its_severity(
    tmp_path: Path, wrong: dict[str, Any]
) -> None:
    given: dict[str, Any] = {"rows": ROWS, "holds": "false", "shows": ("k",), **wrong}
    result = run(tmp_path, Check("one", "one", severity="info", **given))
    [failure] = result.critical_failures
    assert re.search("nowhere|nothing", failure)


def test_checks_may_share_prepared_tables(tmp_path: Path) -> None:
    checks = [Check(str(x), "known", "from known", f"x = {x}", ("x",)) for x in (1, 2)]
    result = run(tmp_path, *checks, prepared="create temp table known as select 1 as x")
    assert result.critical_failures == ["marts.rows: known: 1 of 1 rows, e.g. x=1"]


def test_a_great_many_failing_rows_are_counted_and_a_few_are_fetched(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        many = Check("many", "many", "from range(100000) as t (x)", "x < 0", ("x",))
        [found] = look(connection, Suite("marts.rows", (many,)))
    assert found.failed == 100_000
    assert [row["figures"] for row in found.rows[:2]] == ["x=0", "x=1"]
    assert len(found.rows) == 100


@pytest.mark.parametrize(("document", "failed"), [("known", 0), ("mistyped", 1)])
def test_a_waiver_for_an_unknown_document_is_warned_of(document: str, failed: int) -> None:
    [check] = [check for suite in CORE for check in suite.checks if check.name == "waivers"]
    assert check.severity == "warning"
    with duckdb.connect() as connection:
        connection.execute("create schema core; create schema reconciliation")
        connection.execute("create table core.core_document as select 'known' as document_id")
        connection.execute(
            "create table reconciliation.reconciliation_waivers as select ? as document_id",
            [document],
        )
        [found] = look(connection, Suite("core.documents", (check,)))
    assert (found.failed, found.error) == (failed, None)


def test_the_pages_keep_the_last_runs_under_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "KEPT_RUNS", 2)
    check = Check("one", "one", ROWS, "true")
    for day in (1, 2, 3):
        result = run(tmp_path, check, run_id=f"scheduled__2026-11-0{day}T18:00:00")
    kept = [f"scheduled__2026-11-0{day}T18-00-00" for day in (2, 3)]
    pages = {path.name for path in result.data_docs.glob("validations/marts/rows/*")}
    assert pages == set(kept)
    index = (result.data_docs / "index.html").read_text(encoding="utf-8")
    assert all(name in index for name in kept)
    assert "scheduled__2026-11-01" not in index


def test_data_docs_load_nothing_from_the_network(tmp_path: Path) -> None:
    result = run(tmp_path, Check("one", "one", ROWS, "x = 1", ("k",)))
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
