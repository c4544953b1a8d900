"""Queries of the documentation, and what each gives: the table below it, letter by letter.

``RENEW_TABLES=1 pytest tests/years tests/integration/test_questions.py`` writes the tables anew.
"""

from __future__ import annotations

import os
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb

from ingest.settings import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_EXAMPLE = re.compile(r"```sql\n(?P<sql>[^`]*)```\n(?:\n(?P<table>(?:\|.*\n)+))?")


def assert_as_printed(marts: Path, document: str, section: str) -> None:
    """Each query below the heading ``section`` of ``docs/<document>`` gives the table below it."""
    path = ROOT / "docs" / document
    text = path.read_text(encoding="utf-8").rstrip() + "\n"
    [body] = re.findall(rf"^## {re.escape(section)}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.M)
    if os.environ.get("RENEW_TABLES"):
        renewed = _EXAMPLE.sub(lambda found: _with_table(marts, found["sql"]), body)
        path.write_text(text.replace(body, renewed), encoding="utf-8")
        return
    examples = list(_EXAMPLE.finditer(body))
    assert len(examples) == body.count("```sql") > 0
    for example in examples:
        assert example["sql"].count("\n") <= 10, example["sql"]
        assert example["table"] == _table(marts, example["sql"]), example["sql"]


def _with_table(marts: Path, sql: str) -> str:
    return f"```sql\n{sql}```\n\n{_table(marts, sql)}"


def _table(marts: Path, sql: str) -> str:
    with duckdb.connect(str(marts), read_only=True) as connection:
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
