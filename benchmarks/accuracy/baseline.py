"""The yardsticks: what plain pdfplumber and camelot give a careful user of a PDF.

Tables as they come, the header row found by the very synonyms that jixiao knows, level labels
filled down from above, each cell through the very parser of values that jixiao uses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import camelot
import pdfplumber

from benchmarks.accuracy.score import Found
from benchmarks.accuracy.truth import Number
from ingest.lexicon import headers
from ingest.words.printed import printed
from ingest.words.values import parse_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_VALUES = {
    "cycle": ("target", "cycle"),
    "annual": ("target", "annual"),
    "actual": ("actual", "annual"),
}
_MIN_KNOWN = 3


@dataclass(slots=True)
class _Columns:
    """The roles of the columns in force, and the levels last seen."""

    roles: list[str | None] = field(default_factory=list)
    levels: dict[str, str] = field(default_factory=dict)


def by_pdfplumber(path: Path) -> Found:
    """``extract_tables`` on every page."""
    tables: list[list[list[str | None]]] = []
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            tables += page.extract_tables()
            page.close()
    return _found(tables)


def by_camelot(path: Path, flavor: str) -> Found:
    """Camelot on every page, ``flavor`` lattice or stream."""
    tables = camelot.read_pdf(str(path), pages="all", flavor=flavor)
    return _found([table.df.values.tolist() for table in tables])


def _found(tables: Iterable[Sequence[Sequence[str | None]]]) -> Found:
    found = Found()
    columns = _Columns()
    for table in tables:
        if table and len(table[0]) != len(columns.roles):
            columns.roles = []
        for row in table:
            texts = [printed(cell or "") for cell in row]
            roles = [headers.role(text, "indicators") if text else None for text in texts]
            if "name" in roles and sum(role is not None for role in roles) >= _MIN_KNOWN:
                columns.roles, columns.levels = roles, {}
            elif columns.roles:
                _row(found, columns, texts)
    return found


def _row(found: Found, columns: _Columns, texts: list[str]) -> None:
    cells = {role: text for role, text in zip(columns.roles, texts, strict=True) if role and text}
    columns.levels |= {key: cells[key] for key in ("level1", "level2") if key in cells}
    name = cells.get("name")
    if not name or not any(role in cells for role in _VALUES):
        return
    levels = columns.levels
    found.rows.add(("", levels.get("level1", ""), levels.get("level2", ""), name))
    for role, (measure, horizon) in _VALUES.items():
        if role not in cells:
            continue
        text = cells[role]
        if role == "annual":  # a split target's operator and unit belong to it alone
            text = f"{cells.get('nature', '')}{text}{cells.get('unit', '')}"
        for value in parse_cell(text, name):
            if value.value is not None:
                number = Number(
                    name=name,
                    metric=value.metric,
                    operator=value.operator or "",
                    value=value.value,
                    unit=value.unit,
                    measure=measure,
                    horizon=horizon,
                )
                found.numbers.append((number, False))
