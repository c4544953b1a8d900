"""The summary: what is published, what is kept out, which checks fail, where everything is."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from typing import TYPE_CHECKING

import duckdb
import pytest
from rich.console import Console

from ingest.display.summary import show_summary
from ingest.runs import Run
from ingest.settings import Settings
from ingest.warehouse.publish import Origin, publish

if TYPE_CHECKING:
    from pathlib import Path

MARTS = """
create schema marts;
create table marts.mart_document_ledger as
    select unnest(['loaded', 'loaded', 'missing', 'quarantined']) as state;
create table marts.dim_document as
    select * from (values
        ('a', 'huangpu/a.txt', 'loaded', null, true, 0),
        ('b', 'nansha/[b].txt', 'quarantined', 'the file is empty', false, 0),
        ('c', 'nansha/book.pdf', 'loaded', '项目 2：差一', true, 1),
        ('d', 'nansha/former.pdf', 'loaded', '项目 3：差二', false, 1)
    ) as t (document_id, source_uri, status, status_reason, is_current, held_forms);
create table marts.fct_reconciliation as
    select *, right_value - left_value as difference from (values
        ('carry_over', 'expected', 'a', '结转', 312.60::decimal(24, 6), 0::decimal(24, 6), 'fail'),
        ('rows', 'identity', 'a', '合计', 1, 1, 'pass'),
        ('split', 'identity', 'a', '级次', null, null, 'insufficient_data')
    ) as t (rule_key, severity, document_id, subject, left_value, right_value, status);
create table marts.mart_high_tech_enterprises as
    select '黄埔区' as district_name_zh, 2022 as fiscal_year, 'stock' as statistic,
        null::varchar as target_annual_operator, null::decimal(24, 6) as target_annual,
        null::varchar as target_cycle_operator, null::decimal(24, 6) as target_cycle,
        '>' as actual_operator, 2500::decimal(24, 6) as actual;
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path)
    settings.warehouse.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        warehouse.execute(MARTS)
    (tmp_path / "docs").mkdir()
    origin = Origin(fingerprint="f", loads=1, last_load="l", extractor_version="1", dbt_hash="d")
    publish(
        settings,
        run_id="r1",
        origin=origin,
        data_docs=tmp_path / "docs",
        checks={"marts": {"passed": 19, "failed": 1}},
        warnings=["marts.coverage: 有可检查的行: 1 rows, e.g. document_id=a"],
    )
    return settings


def summary(settings: Settings, **changes: object) -> list[str]:
    run = Run(run_id="r1", started_at=datetime.now(UTC), outcome="published")
    printed = StringIO()
    show_summary(
        settings, Console(file=printed, width=300), run.model_copy(update=changes), seconds=12.3
    )
    return [" ".join(line.split()) for line in printed.getvalue().splitlines()]


def test_documents_by_state_and_those_kept_out(settings: Settings) -> None:
    lines = summary(settings, refused=["https://x/y.pdf: not found", "nansha/[b].txt: empty"])
    assert "Documents 文件 loaded 2 · quarantined 1 · missing 1" in lines
    assert "! nansha/[b].txt quarantined: the file is empty" in lines
    assert "! nansha/book.pdf held in part: 项目 2：差一" in lines
    assert not any("former.pdf" in line for line in lines)
    assert "! https://x/y.pdf: not found" in lines
    assert sum("nansha/[b].txt" in line for line in lines) == 1, "told once"


def test_rows_by_table(settings: Settings) -> None:
    assert any("fct_reconciliation 3" in line for line in summary(settings))


def test_checks_by_status_and_the_failed_ones(settings: Settings) -> None:
    lines = summary(settings)
    assert "reconciliation, identity 1 0 1" in lines
    assert "reconciliation, expected 0 1 0" in lines
    assert "audit, marts 19 1" in lines
    failed = "! expected carry_over · huangpu/a.txt · 结转: 312.6 against 0 (difference -312.6)"
    assert failed in lines
    assert "! marts.coverage: 有可检查的行: 1 rows" in lines


def test_high_tech_enterprises(settings: Settings) -> None:
    assert "黄埔区 2022 stock >2,500" in summary(settings)


def test_how_it_ended_how_long_it_took_and_where_it_is(settings: Settings) -> None:
    lines = summary(settings)
    assert f"marts (DuckDB) {settings.published / 'marts.duckdb'}" in lines
    assert f"log of this run {settings.runs / 'r1.log'}" in lines
    assert lines[-1].startswith("✓ published 20") and lines[-1].endswith(" in 12 s")
    unchanged = summary(settings, outcome="unchanged")
    assert unchanged[-1].startswith("✓ nothing has changed since publication 20")
