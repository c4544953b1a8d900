"""The raw tables: their columns, and reading what has landed.

Columns are those of the records (``ingest/records.py``) of the same name, so that a field added
there lands without another word here.
"""

from __future__ import annotations

import types
import typing
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from ingest import records
from ingest.document import Place

if TYPE_CHECKING:
    from pathlib import Path

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
    "loose_files": pa.schema(_text("source_uri")),
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
    """The folders of all loads, oldest first."""
    return sorted(raw.glob("load=*"))


def query(raw: Path, table: str, sql: str, **parameters: object) -> list[dict[str, Any]]:
    """Rows of a query over all loads of one raw table, which the query calls ``landed``.

    ``landed`` has the column ``load`` beside the table's own. Nothing landed yet gives no rows;
    a column that a load of an earlier version lacks is NULL there.
    """
    if not loads(raw):
        return []
    with duckdb.connect() as connection:
        files = str(raw / "load=*" / f"{table}.parquet")
        landed = connection.read_parquet(files, hive_partitioning=True, union_by_name=True)
        landed.create_view("landed")
        found = connection.execute(sql, parameters)
        columns = [column[0] for column in found.description]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
