"""The five documents by name, and questions about one of them to the published marts."""

from decimal import Decimal

import duckdb

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
