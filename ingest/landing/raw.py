"""The raw tables: their columns, and reading what has landed.

Columns are those of the records (``ingest/records.py``) of the same name, so that a field added
there lands without another word here.
"""
# ruff: noqa: S608 (names of our own)

from __future__ import annotations

import fcntl
import json
import shutil
import types
import typing
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from ingest import records
from ingest.document import Place
from ingest.landing.archive import DamagedError, damaged, sync
from ingest.sql import text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONTAINED = "contained.json"
"""In a folder of merged loads: their ids."""
MERGED = ".merged-"
"""Before the name of such a folder until it has taken their place."""

MONEY = pa.decimal128(24, 6)
_ROUNDING = pa.decimal128(24, 10)
_PLACE = [
    ("page", pa.int32()),
    ("line_from", pa.int32()),
    ("line_to", pa.int32()),
    ("bbox", pa.list_(pa.float64())),
    ("cell", pa.string()),
    ("confidence", pa.float64()),
    ("doubt", pa.string()),
]
_ARROW = {str: pa.string(), int: pa.int32(), Decimal: MONEY}

RECORDS: dict[str, type] = {
    "budget_lines": records.BudgetLine,
    "tasks": records.Task,
    "projects": records.Project,
    "project_funds": records.ProjectFund,
    "indicator_values": records.IndicatorValue,
    "scores": records.EvaluationScore,
    "indicator_scores": records.IndicatorScore,
    "shortfalls": records.Shortfall,
    "problems": records.Problem,
}


def _columns(record: type) -> list[tuple[str, pa.DataType]]:
    """The columns of one record: its fields in order, its place spread out."""
    hints = typing.get_type_hints(record)
    columns: list[tuple[str, pa.DataType]] = []
    for field in fields(record):
        kind = hints[field.name]
        if kind is Place:
            columns += _PLACE
        else:
            columns.append((field.name, _ROUNDING if "rounding" in field.name else _type(kind)))
    return columns


def _type(kind: Any) -> pa.DataType:
    """The Arrow type of a field: ``X | None`` is as X, and the words of a Literal are text."""
    if typing.get_origin(kind) in {typing.Union, types.UnionType}:
        (kind,) = (part for part in typing.get_args(kind) if part is not types.NoneType)
    return pa.string() if typing.get_origin(kind) is typing.Literal else _ARROW[kind]


def _text(*names: str) -> list[tuple[str, pa.DataType]]:
    return [(name, pa.string()) for name in names]


_INSTANT = pa.timestamp("us")  # UTC

SCHEMAS: dict[str, pa.Schema] = {
    "sightings": pa.schema(
        [
            *_text("slot_key", "document_id", "source_uri", "file_name"),
            ("size_bytes", pa.int64()),
            ("seen_at", _INSTANT),
            *_text("found_in", "publishers", "page_uri", "link_text"),
            *_text("fetched_uri", "offered_name"),
        ]
    ),
    "documents": pa.schema(
        [
            *_text("document_id", "slot_key", "district_key", "department_key", "form"),
            ("fiscal_year", pa.int32()),
            *_text("year_evidence", "outcome", "reason", "duplicate_of", "title"),
            *_text("department_name", "amount_unit", "media_type"),
            ("page_count", pa.int32()),
            *_text("source_uri", "file_name"),
            ("size_bytes", pa.int64()),
            ("first_seen_at", _INSTANT),
            *_text("extractor_version", "registration"),
        ]
    ),
    "slots": pa.schema(
        [
            *_text("slot_key", "district_key", "department_key", "form"),
            ("fiscal_year", pa.int32()),
            ("due_on", pa.date32()),
            *_text("source_uri", "withdrawn_reason"),
        ]
    ),
    "districts": pa.schema(
        [
            *_text("district_key", "code", "name_zh", "name_en", "level"),
            *_text("parent_district_key", "functional_zones"),
            ("until", pa.int32()),
            *_text("successor_key"),
        ]
    ),
    "departments": pa.schema(
        [
            *_text("department_key", "district_key", "name_zh", "scope", "body_key"),
            ("until", pa.int32()),
            *_text("successor_key"),
        ]
    ),
    "department_names": pa.schema(
        [
            *_text("department_key", "name_zh"),
            ("since", pa.int32()),
            ("until", pa.int32()),
        ]
    ),
    "loose_files": pa.schema(_text("source_uri", "document_id")),
    **{
        name: pa.schema(
            [
                *_text(*(["indicator_value_id"] if name == "indicator_values" else [])),
                *_text("document_id"),
                *_columns(record),
            ]
        )
        for name, record in RECORDS.items()
    },
}

APPENDED = {"sightings", "documents", *RECORDS}
"""The tables to which each load adds; of the others each load has all rows."""


def table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows as JSON holds them (decimals and times as text) → the Arrow table of that name.

    Raises pyarrow.ArrowInvalid for a value that its column cannot hold exactly.
    """
    columns = [
        pa.array(_typed([row.get(field.name) for row in rows], field.type), field.type)
        for field in SCHEMAS[name]
    ]
    return pa.table(columns, schema=SCHEMAS[name])


def _typed(values: list[Any], kind: pa.DataType) -> list[Any]:
    if pa.types.is_decimal(kind):
        return [None if value is None else Decimal(value) for value in values]
    if kind == _INSTANT:
        return [datetime.fromisoformat(value) for value in values]
    return values


def loads(raw: Path) -> list[Path]:
    """The folders of all loads, oldest first; one of them may hold many (``compact.py``)."""
    if any(raw.glob(f"{MERGED}*")):  # killed on the way, or still going on
        with alone(raw):
            finish(raw)
    return sorted(raw.glob("load=*"))


def require_intact(folders: list[Path]) -> None:
    """Raise DamagedError where a file of a load is not what landed."""
    for folder in folders:
        if name := damaged(folder):
            raise DamagedError(
                f"raw/{folder.name}/{name} is not what landed: restore this folder from a"
                f" backup, or give up what only it holds (rm -r {folder}) and run jixiao refresh,"
                " which reads anew what is still at its source 原始层文件损坏，请从备份恢复"
            )


def load_ids(folders: list[Path]) -> list[str]:
    """The ids of the loads in these folders."""
    ids: list[str] = []
    for folder in folders:
        contained = folder / CONTAINED
        one = [folder.name.removeprefix("load=")]
        ids += json.loads(contained.read_bytes()) if contained.exists() else one
    return ids


def finish(raw: Path) -> None:
    """Let a merged folder take the place of the loads in it; the caller is ``alone``."""
    for merged in raw.glob(f"{MERGED}*"):
        for load in json.loads((merged / CONTAINED).read_bytes()):
            shutil.rmtree(raw / f"load={load}", ignore_errors=True)
        merged.rename(raw / merged.name.removeprefix(MERGED))
        sync(raw)


@contextmanager
def alone(raw: Path) -> Iterator[None]:
    """Wait until no other process lands or merges loads."""
    with (raw / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def landed(files: str) -> str:
    """The rows of Parquet files, a pattern or list in SQL, with ``load`` and ``file_row_number``.

    As the source of dbt has it (``models/staging/sources.yml``). Rows of merged loads and others
    are read apart, so that files and row groups of other loads than those asked for are left out.
    """
    read = f"""(
        select null::varchar as landed_in, null::bigint as landed_row where false
        union all by name
        select * from read_parquet(
            {files}, hive_partitioning = true, hive_types = {{'load': varchar}},
            union_by_name = true, file_row_number = true
        )
    )"""
    return f"""(
        select * exclude (landed_in, landed_row) from {read} where landed_in is null
        union all by name
        select * exclude (load, file_row_number)
            rename (landed_in as load, landed_row as file_row_number)
        from {read} where landed_in is not null
    )"""


def query(raw: Path, table: str, sql: str, **parameters: object) -> list[dict[str, Any]]:
    """Rows of a query over all loads of one raw table, which the query calls ``landed``.

    ``landed`` has the column ``load`` beside the table's own. Nothing landed yet gives no rows;
    a column that a load of an earlier version lacks is NULL there.
    """
    if not loads(raw):
        return []
    with duckdb.connect() as connection:
        files = text(str(raw / "load=*" / f"{table}.parquet"))
        connection.execute(
            f"create view landed as select * exclude (file_row_number) from {landed(files)}"
        )
        found = connection.execute(sql, parameters)
        columns = [column[0] for column in found.description]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
