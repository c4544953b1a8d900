"""The five documents by name, and questions to the published marts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb

from ingest.warehouse.changes import HISTORY

if TYPE_CHECKING:
    from ingest.settings import Settings

Content = dict[str, list[tuple[Any, ...]]]

D = Decimal
HUANGPU_2023 = "huangpu/2023/department_target_form.txt"
GUANGZHOU_2023 = "guangzhou/2023/department_target_form.txt"
NANSHA_2023 = "nansha/2023/department_target_form.txt"
HUANGPU_2022 = "huangpu/2022/self_evaluation_report.md"
PROJECTS_2023 = "guangzhou/2023/project_target_table.txt"


def document(marts: duckdb.DuckDBPyConnection, name: str) -> str:
    [(document_id,)] = marts.execute(
        "select document_id from dim_document where source_uri like '%' || ? and is_current", [name]
    ).fetchall()
    return document_id


def rows(marts, sql: str, *names: str) -> list[tuple]:
    return marts.execute(sql, [document(marts, name) for name in names]).fetchall()


def content(settings: Settings, of_the_run: set[str]) -> Content:
    """Every published table, its rows in order, less columns that are of the run."""
    found = {}
    with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
        columns = marts.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = 'marts'"
            " order by table_name, column_index"
        ).fetchall()
        for table in {table for table, _ in columns} - set(HISTORY):
            names = [f'"{name}"' for of, name in columns if of == table and name not in of_the_run]
            found[table] = sorted(
                marts.execute(f"select {', '.join(names)} from marts.{table}").fetchall(), key=repr
            )
    return found
