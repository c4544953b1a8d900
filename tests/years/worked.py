"""The worked example of the documentation: its queries, and what each gives in a world."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb

from ingest.settings import ROOT

if TYPE_CHECKING:
    from world import Marts

_EXAMPLE = re.compile(r"```sql\n(?P<sql>.*?)```\n\n(?P<table>(?:\|[^\n]*\n)*)", re.DOTALL)


def assert_as_printed(marts: Marts, section: str) -> None:
    """Each query below the heading ``section`` of docs/years.md gives the table below it."""
    text = (ROOT / "docs" / "years.md").read_text(encoding="utf-8") + "\n"
    [body] = re.findall(rf"^## {re.escape(section)}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.M)
    examples = list(_EXAMPLE.finditer(body))
    assert len(examples) == body.count("```sql") > 0
    for example in examples:
        assert example["sql"].count("\n") <= 10, example["sql"]
        assert example["table"] == _table(marts, example["sql"]), example["sql"]


def _table(marts: Marts, sql: str) -> str:
    with duckdb.connect(str(marts.path), read_only=True) as connection:
        connection.execute("use marts")
        found = connection.execute(sql)
        names = [name for name, *_ in found.description]
        rows = [names, ["---"] * len(names), *found.fetchall()]
    return "".join(f"| {' | '.join(map(_printed, row))} |\n" for row in rows)


def _printed(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)
