"""Two nights, a form revised between them: the changed figure is told with its cause."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import duckdb

from ingest.differences import grain, is_untold
from ingest.settings import ROOT, Settings
from ingest.steps import run_line

if TYPE_CHECKING:
    from pathlib import Path

HISTORY = {"dim_publication", "fct_change"}


def test_a_revised_form_tells_what_it_changed(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", documents=tmp_path / "documents")
    shutil.copytree(ROOT / "documents", settings.documents)
    first = run_line(settings, "first")
    form = settings.documents / "huangpu" / "2023" / "department_target_form.txt"
    form.write_text(form.read_text(encoding="utf-8").replace("2500", "2600"), encoding="utf-8")
    second = run_line(settings, "second")
    assert first and second
    with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
        assert marts.execute(
            "select publication_id, former_publication_id, run_id from marts.dim_publication"
            " order by 1"
        ).fetchall() == [(first["id"], None, "first"), (second["id"], first["id"], "second")]
        assert marts.execute(
            "select key ->> 'statistic', column_name, old_value, new_value, cause"
            " from marts.fct_change where table_name = 'mart_high_tech_enterprises'"
            " order by column_name"
        ).fetchall() == [
            ("stock", "target_annual", "2500", "2600", "revision"),
            ("stock", "target_cycle", "2500", "2600", "revision"),
        ]
        assert marts.execute(
            "select distinct old_value, new_value from marts.fct_change"
            " where table_name = 'fct_indicator_value' and column_name = 'value'"
        ).fetchall() == [("2500", "2600")]
        assert marts.execute("select distinct cause from marts.fct_change").fetchall() == [
            ("revision",)
        ]
        assert {
            row[0]
            for row in marts.execute("select publication_id from marts.fct_change").fetchall()
        } == {second["id"]}


def test_every_published_table_has_a_grain(marts: duckdb.DuckDBPyConnection) -> None:
    columns: dict[str, set[str]] = {}
    for table, column in marts.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts'"
    ).fetchall():
        columns.setdefault(table, set()).add(column)
    for table, names in columns.items():
        if table not in HISTORY and not is_untold(table):
            known = names | ({"slot_key"} if "document_id" in names else set())
            assert grain(table), f"name the key of {table} in ingest/grain.yml"
            assert set(grain(table)) <= known | {"project_no"}, table
