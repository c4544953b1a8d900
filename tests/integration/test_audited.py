"""What the audit need not check again: districts whose rows passed it before and are the same."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import duckdb
import pytest

from expectations.printed import MACROS
from expectations.suites import chosen
from ingest.settings import Settings
from ingest.warehouse.audit import audit, look
from ingest.warehouse.audited import changed_districts, hash_rows, make_slice, relations, remember

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUITES = [suite for suite in chosen(set()) if suite.by_district]
HUANGPU_STOCK = "value_text = '>2500家' and department_key = 'huangpu_science'"


class Night(NamedTuple):
    """An audited warehouse and the file of what was audited."""

    warehouse: Path
    audited: Path

    def change(self, statement: str) -> None:
        """Alter the warehouse after the audit."""
        with duckdb.connect(str(self.warehouse)) as connection:
            connection.execute(statement)

    @contextmanager
    def compared(self, suites: str = "s") -> Iterator[tuple[duckdb.DuckDBPyConnection, object]]:
        """A connection as the audit's, and the districts that it would check again."""
        with duckdb.connect() as connection:
            connection.execute(f"attach '{self.warehouse}' as warehouse (read_only)")
            connection.execute("use warehouse")
            connection.execute(MACROS)
            hash_rows(connection, relations(connection, SUITES))
            yield connection, changed_districts(connection, self.audited, suites)


@pytest.fixture
def last_night(night: Settings, tmp_path: Path) -> Night:
    """The night's warehouse, all of it audited."""
    copied = Night(tmp_path / "warehouse.duckdb", tmp_path / "audited.parquet")
    shutil.copy(night.warehouse, copied.warehouse)
    with copied.compared() as (connection, districts):
        assert districts is None  # nothing is remembered yet
        remember(connection, copied.audited, "s", whole=True)
    return copied


def test_a_night_remembers_what_it_audited(night: Settings) -> None:
    assert (night.warehouse.parent / "audited.parquet").exists()


def test_without_changes_there_is_nothing_to_check_again(last_night: Night) -> None:
    with last_night.compared() as (_, districts):
        assert districts == []


@pytest.mark.parametrize(
    "statement",
    [
        f"update core.core_indicator_value set value = 25000 where {HUANGPU_STOCK}",
        f"update marts.fct_indicator_value set value = 25000 where {HUANGPU_STOCK}",
        f"delete from marts.fct_indicator_value where {HUANGPU_STOCK}",
        "insert into core.core_budget_line from core.core_budget_line"
        " where department_key = 'huangpu_science' limit 1",
        "update marts.mart_high_tech_enterprises set actual = 99999 where district_key = 'huangpu'",
        "delete from marts.mart_document_ledger where department_key = 'huangpu_science'",
    ],
)
def test_a_change_of_any_kind_has_its_district_checked_again(
    last_night: Night, statement: str
) -> None:
    last_night.change(statement)
    with last_night.compared() as (_, districts):
        assert districts == ["huangpu"]


def test_a_row_that_moves_has_both_its_districts_checked_again(last_night: Night) -> None:
    last_night.change(
        "update marts.mart_indicator_trend set district_key = 'nansha'"
        " where department_key = 'huangpu_science'"
    )
    with last_night.compared() as (_, districts):
        assert districts == ["huangpu", "nansha"]


def test_bodies_and_successions_join_districts(last_night: Night) -> None:
    last_night.change(
        "update core.core_district set successor_district_key = 'nansha'"
        " where district_key = 'huangpu'"
    )
    with last_night.compared() as (_, districts):
        assert districts == ["huangpu", "nansha"]


@pytest.mark.parametrize(
    "statement",
    [
        "delete from core.units where unit = '家'",
        f"update core.core_indicator_value set district_key = 'nowhere' where {HUANGPU_STOCK}",
        "update marts.mart_document_ledger set state = 'missing'",
    ],
)
def test_what_concerns_all_or_most_has_the_whole_checked(last_night: Night, statement: str) -> None:
    last_night.change(statement)
    with last_night.compared() as (_, districts):
        assert districts is None


def test_a_new_indicator_leaves_the_others_as_they_are(last_night: Night) -> None:
    last_night.change(
        "insert into core.core_indicator"
        " select * replace ('new' as indicator_key) from core.core_indicator limit 1"
    )
    with last_night.compared() as (_, districts):
        assert districts == []


def test_other_suites_or_a_week_have_the_whole_checked(last_night: Night) -> None:
    with last_night.compared("others") as (_, districts):
        assert districts is None
    with duckdb.connect() as connection:
        connection.execute(f"create table held as from '{last_night.audited}'")
        connection.execute("update held set whole_at = whole_at - interval 8 days")
        connection.execute(f"copy held to '{last_night.audited}'")
    with last_night.compared() as (_, districts):
        assert districts is None


def test_a_wrong_figure_is_found_in_the_slice_and_told_of_the_whole(last_night: Night) -> None:
    last_night.change(
        f"update core.core_indicator_value set value = 25000 where {HUANGPU_STOCK};"
        f"update marts.fct_indicator_value set value = 25000 where {HUANGPU_STOCK}"
    )
    with last_night.compared() as (connection, districts):
        assert districts == ["huangpu"]
        make_slice(connection, relations(connection, SUITES), ["huangpu"])
        [values] = [suite for suite in SUITES if suite.name == "core.values"]
        found = {each.check.name: each for each in look(connection, values, 1)}
    assert [row["figures"] for row in found["value"].rows] == [
        "metric=累计国家高新技术企业数量, value=25000, printed=>2500家"
    ] * 2
    assert "of 338 rows" in found["value"].says
    assert found["operator"].holds
    assert "changed districts 有变动的地区 1" in found["operator"].says


def test_every_suite_holds_for_each_district_alone(last_night: Night) -> None:
    """Rows of a district are held against none of another's: what passes as a whole passes cut."""
    with last_night.compared() as (connection, _):
        known = connection.execute("select district_key from core.core_document").fetchall()
        for district in sorted({key for (key,) in known}):
            make_slice(connection, relations(connection, SUITES), [district])
            for suite in SUITES:
                for found in look(connection, suite, 1):
                    if found.check.severity == "critical" and found.districts is None:
                        connection.execute("use slice")
                        rows = connection.execute(f"from ({found.check.rows})").fetchall()
                        assert rows == [], f"{district}: {suite.name}.{found.check.name}"
                        connection.execute("use warehouse")
            connection.execute("use warehouse; detach slice")
            for key in ("district_key", "department_key", "document_id"):
                connection.execute(f"drop table sliced_{key}")


def test_only_a_passed_audit_is_remembered(night: Settings, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.warehouse.parent.mkdir()
    shutil.copy(night.warehouse, settings.warehouse)
    remembered = settings.warehouse.parent / "audited.parquet"
    shutil.copy(night.warehouse.parent / "audited.parquet", remembered)
    before = remembered.read_bytes()
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute(
            "update marts.mart_indicator_trend set actual = 99999"
            " where actual is not null and department_key = 'huangpu_science'"
        )
    result = audit(settings, whole=False)
    assert [each.split(":")[0] for each in result.critical_failures] == ["marts.agreement"]
    assert remembered.read_bytes() == before
