"""A small publication for tests: just the marts that the command line reads, made from raw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from ingest.landing.raw import loads
from ingest.warehouse.publish import Origin, Publication, publish

if TYPE_CHECKING:
    from ingest.settings import Settings


def publish_raw(settings: Settings, *ledger: tuple[object, ...]) -> Publication:
    """Publish every landed value as it is, and the ledger given.

    A ledger row is (state, department_key, form, fiscal_year, reason, file_name, source_uri), and
    how many of its forms are held.
    """
    raw = settings.raw / "load=*"
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        warehouse.execute("drop schema if exists marts cascade; create schema marts")
        warehouse.execute(f"create table marts.dim_document as from '{raw / 'documents.parquet'}'")
        warehouse.execute(
            "create table marts.fct_indicator_value as select v.*, d.fiscal_year"
            f" from '{raw / 'indicator_values.parquet'}' as v"
            " join marts.dim_document as d on v.document_id = d.document_id"
        )
        warehouse.execute("alter table marts.dim_document rename column outcome to status")
        warehouse.execute(
            "create table marts.dim_district as"
            " select 'nansha' as district_key, '南沙区' as name_zh;"
            "create table marts.dim_department as"
            " select 'd' as department_key, '科技局' as name_zh;"
            "create table marts.dim_code as select '' as code_set, '' as code, '' as label_zh;"
            "create table marts.mart_document_ledger (state text, district_key text,"
            " department_key text, form text, fiscal_year int, due_on date, reason text,"
            " file_name text, source_uri text, held_forms int, ledger_key text)"
        )
        for row in ledger:
            warehouse.execute(
                "insert into marts.mart_document_ledger"
                " values (?, 'nansha', ?, ?, ?, null, ?, ?, ?, ?, uuid()::text)",
                (*row, 0) if len(row) == 7 else row,
            )
    docs = settings.home / "docs"
    docs.mkdir(exist_ok=True)
    return publish(
        settings,
        run_id="run",
        origin=Origin(
            fingerprint="f",
            loads=1,
            last_load=loads(settings.raw)[-1].name.removeprefix("load="),
            extractor_version="v",
            dbt_hash="h",
        ),
        data_docs=docs,
        checks={},
        warnings=["one"],
    )
