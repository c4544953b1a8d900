"""The data dictionary: the published tables and columns with their comments, as Markdown."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = """# Data dictionary 数据字典

The published marts as their comments describe them; written by `jixiao dictionary`.
"""
_COLUMNS = """
select columns.table_name, tables.comment, columns.column_name, columns.data_type, columns.comment
from duckdb_columns() as columns
inner join duckdb_tables() as tables
    on columns.schema_name = tables.schema_name and columns.table_name = tables.table_name
where columns.schema_name = 'marts'
order by columns.table_name, columns.column_index
"""


def dictionary(marts: Path) -> str:
    """The dictionary of a published ``marts.duckdb``. Raises duckdb.IOException without one."""
    with duckdb.connect(str(marts), read_only=True) as connection:
        rows = connection.execute(_COLUMNS).fetchall()
    parts = [_HEAD]
    for (table, comment), columns in groupby(rows, key=lambda row: row[:2]):
        parts.append(
            f"\n## {table}\n\n{_cell(comment)}\n\n| column | type | meaning |\n|---|---|---|\n"
        )
        parts += [f"| `{name}` | {kind} | {_cell(text)} |\n" for _, _, name, kind, text in columns]
    return "".join(parts)


def _cell(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")
