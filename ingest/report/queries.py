"""Questions to the marts of a publication, from the SQL files of this folder.

with open_marts(version / "marts.duckdb", seeds, pictures=300) as marts:
    marts.rows("lists/overdue")
"""
# ruff: noqa: S608 (names are files of this folder, values are parameters)

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from ingest.sql import quoted, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Row = dict[str, Any]

_FOLDER = Path(__file__).with_name("sql")
_KEY = "page_key"
_EXAMPLE = 40
_NO_SYNONYMS = "create temp table synonym (indicator_key varchar, phrase varchar, is_whole boolean)"
_SYNONYMS = """
insert into synonym
select indicator_key, phrase, true from read_csv($aliases, all_varchar = true)
union
select indicator_key, name, false
from dim_indicator inner join read_csv($subjects, all_varchar = true) using (subject)
where is_catalogued"""


class Marts:
    """The marts of one publication; questions are files below ``sql/``."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, parameters: Row) -> None:
        self._connection = connection
        self._parameters = parameters

    def rows(self, name: str) -> list[Row]:
        """The rows of a question, in its order."""
        return self._rows((_FOLDER / f"{name}.sql").read_text(encoding="utf-8"))

    def keep(self, kind: str) -> list[str]:
        """Ask all questions about one kind of page; their names."""
        names = sorted(path.stem for path in (_FOLDER / kind).glob("*.sql"))
        for name in names:
            sql = (_FOLDER / kind / f"{name}.sql").read_text(encoding="utf-8")
            self._connection.execute(
                f"create temp table {quoted(f'{kind}.{name}')} as"
                f" select row_number() over () as nth, asked.* from ({sql}) as asked"
            )
        return names

    def contents(self, kind: str, name: str) -> dict[str, tuple[int, int]]:
        """By page: how many rows a kept question gave, and a hash of them all."""
        table = quoted(f"{kind}.{name}")
        columns = [row["column_name"] for row in self._rows(f"describe {table}")]
        hashed = ", ".join(map(quoted, columns[1:]))
        return {
            row[_KEY]: (row["n"], int(row["content"]))
            for row in self._rows(
                f"select {_KEY}, count(*) as n, sum(hash({hashed})::hugeint) as content"
                f" from {table} group by {_KEY}"
            )
            if row[_KEY] is not None
        }

    def kept(self, kind: str, name: str, keys: Iterable[str]) -> dict[str, list[Row]]:
        """The rows of a kept question by page, for the pages named."""
        chosen = list(keys)
        found: dict[str, list[Row]] = {key: [] for key in chosen}
        table = quoted(f"{kind}.{name}")
        sql = f"select * from {table} where {_KEY} in (select unnest($keys)) order by nth"
        for row in self._rows(sql, keys=chosen):
            found[row[_KEY]].append(row)
        return found

    def examples(self, table: str) -> dict[str, str]:
        """By column: the least value of a table, as far as it is short."""
        columns = [row["column_name"] for row in self._rows(f"describe {quoted(table)}")]
        first = ", ".join(f"min({quoted(name)})::varchar as {quoted(name)}" for name in columns)
        (row,) = self._rows(f"select {first} from {quoted(table)}")
        return {name: _shortened(value) for name, value in row.items() if value is not None}

    def _rows(self, sql: str, **values: Any) -> list[Row]:
        known = self._parameters | values
        (statement,) = self._connection.extract_statements(sql)
        given = {name: known[name] for name in statement.named_parameters}
        answer = self._connection.execute(statement, given or None)
        names = [column[0] for column in answer.description]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _shortened(text: str) -> str:
    return text if len(text) <= _EXAMPLE else f"{text[:_EXAMPLE]}…"


@contextmanager
def open_marts(file: Path, seeds: Path, **parameters: Any) -> Iterator[Marts]:
    """The marts of a file, read-only, with what several pages use prepared.

    ``seeds`` has the catalogue's aliases, if they are there; ``parameters`` are those of the files.
    """
    with duckdb.connect() as connection:
        connection.execute(f"attach {text(str(file))} as published (read_only)")
        connection.execute("use published.marts")
        connection.execute(_NO_SYNONYMS)
        aliases, subjects = seeds / "indicator_aliases.csv", seeds / "indicator_subjects.csv"
        if aliases.exists() and subjects.exists():
            given = {"aliases": str(aliases), "subjects": str(subjects)}
            connection.execute(_SYNONYMS, given)
        prepared = (_FOLDER / "prepare.sql").read_text(encoding="utf-8")
        for statement in connection.extract_statements(prepared):
            given = {name: parameters[name] for name in statement.named_parameters}
            connection.execute(statement, given or None)
        yield Marts(connection, parameters)
