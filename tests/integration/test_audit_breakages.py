"""The audit on a real warehouse broken on purpose: each breakage is stopped, both figures said."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest

from expectations.printed import MACROS
from expectations.suites import chosen
from ingest.settings import Settings
from ingest.warehouse.audit import audit, look

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Broken = dict[str, list[str]]


@pytest.fixture(scope="module")
def warehouse(
    night: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the night's warehouse, beside the night's own publication as the former one."""
    copy = tmp_path_factory.mktemp("broken") / "warehouse.duckdb"
    shutil.copy(night.warehouse, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute(f"attach '{night.published / 'marts.duckdb'}' as previous (read_only)")
        connection.execute(MACROS)
        yield connection


def broken(
    warehouse: duckdb.DuckDBPyConnection,
    *statements: str,
    only: str = "",
    severity: str = "critical",
) -> Broken:
    """The checks of the suites ``only…`` that fail after the statements, with failing rows."""
    former = warehouse.execute(
        "select table_name from duckdb_tables() where database_name = 'previous'"
    )
    suites = chosen({name for (name,) in former.fetchall()})
    warehouse.execute("begin")
    try:
        for statement in statements:
            warehouse.execute(statement)
        return {
            f"{suite.name}.{found.check.name}": [row["figures"] for row in found.rows]
            + [found.error or ""] * bool(found.error)
            for suite in suites
            if suite.name.startswith(only)
            for found in look(warehouse, suite)
            if (found.failed or found.unchecked or found.error)
            and (severity == found.check.severity or found.error)
        }
    finally:
        warehouse.execute("rollback")


def in_both(fact: str, change: str) -> tuple[str, str]:
    """A change to a conformed fact that the marts were built from."""
    return f"update core.core_{fact} {change}", f"update marts.fct_{fact} {change}"


def twice(fact: str) -> tuple[str, str]:
    return tuple(
        f"insert into {table} select * from {table}"
        for table in (f"core.core_{fact}", f"marts.fct_{fact}")
    )


def test_a_good_night_passes(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert broken(warehouse) == {}


VALUE = "set value = {0}, value_std = {0} where indicator_value_id = {1}"
STOCK = """(select min(indicator_value_id) from previous.marts.fct_indicator_value
            where value = 2500 and value_text = '>2500家')"""
TARGET = """(select min(indicator_value_id) from previous.marts.fct_indicator_value
             where value = 550 and value_text = '≥550亿元')"""
ONE_LINE = "where amount_text = '16,467.85'"
ONE_BUDGET = """where document_id = (select min(document_id) from previous.marts.fct_budget_line
                                     where amount_text = '16,467.85')"""


@pytest.mark.parametrize(
    ("statements", "check", "figures"),
    [
        pytest.param(
            in_both("indicator_value", VALUE.format(25000, STOCK)),
            "core.values.value",
            "value=25000, printed=>2500家",
            id="a stock of ten times what is printed",
        ),
        pytest.param(
            in_both("indicator_value", VALUE.format(5500, TARGET)),
            "core.values.value",
            "value=5500, printed=≥550亿元",
            id="a target of ten times what is printed",
        ),
        pytest.param(
            in_both("indicator_value", f"set value_std = 25000 where indicator_value_id = {STOCK}"),
            "core.values.converted",
            "value=2500, unit=家, value_std=25000, unit_std=家, printed=>2500家",
            id="a value wrongly converted",
        ),
        pytest.param(
            in_both("budget_line", f"set amount_wan = amount_wan / 10000 {ONE_LINE}"),
            "core.amounts.amount",
            "amount_wan=1.646785, printed=16,467.85",
            id="an amount of a ten thousandth",
        ),
        pytest.param(
            in_both("budget_line", f"set amount_wan = amount_wan * 10000 {ONE_BUDGET}"),
            "core.amounts.amount",
            "amount_wan=4947725400, printed=494,772.54",
            id="a whole budget of ten thousand times what is printed",
        ),
        pytest.param(
            in_both("budget_line", f"set decided_fields = 'amount_wan' {ONE_LINE}")[:1],
            "core.documents.decided",
            "fact=budget_line, figure_key=",
            id="a figure that nobody reviewed, said to be",
        ),
        pytest.param(
            in_both(
                "budget_line",
                f"set amount_wan = 1, read_value = 'amount_wan=16467.85' {ONE_LINE}",
            ),
            "core.documents.decided",
            "field=amount_wan, figure=1",
            id="an amount changed without a decision",
        ),
        pytest.param(
            in_both("task_funding", "set amount_wan = amount_wan * 10 where task_no = 1"),
            "core.amounts.amount",
            "amount_wan=1152336.6, printed=115,233.66",
            id="a task's amount times ten",
        ),
        pytest.param(
            (
                "update core.core_document set fiscal_year = 2021 where fiscal_year = 2022",
                "update status.status_document set fiscal_year = 2021 where fiscal_year = 2022",
                "update marts.dim_document set fiscal_year = 2021 where fiscal_year = 2022",
            ),
            "core.documents.year",
            "document_year=2021, slot_year=2022",
            id="another year than the slot's",
        ),
        pytest.param(
            in_both("budget_line", "set fiscal_year = 2021 where fiscal_year = 2022"),
            "core.documents.facts",
            "fact=budget_line, fiscal_year=2021, document_year=2022",
            id="facts of another year than their document's",
        ),
        *(
            pytest.param(
                twice(fact), "core.keys.unique", f"fact={fact}, ", id=f"every {fact} twice"
            )
            for fact in ("budget_line", "task_funding", "project_funding", "evaluation_score")
        ),
        pytest.param(
            twice("budget_line"),
            "core.keys.landed",
            "fact=budget_line, rows_landed=8, rows_core=16",
            id="rows added on the way",
        ),
        pytest.param(
            (
                "delete from core.core_shortfall",
                "delete from marts.fct_shortfall",
            ),
            "core.keys.landed",
            "fact=shortfall, rows_landed=4, rows_core=0",
            id="rows lost on the way",
        ),
        pytest.param(
            ("update marts.fct_indicator_value set value = value * 2 where value = 2500",),
            "marts.facts.values",
            "printed=>2500家, shown=5000, fact_value=2500",
            id="a published value altered",
        ),
        pytest.param(
            ("update marts.fct_project_funding set total_wan = 1 where project_no = 1",),
            "marts.facts.rows",
            "fact=fct_project_funding, side=only in marts",
            id="a published amount altered",
        ),
        pytest.param(
            ("update marts.mart_high_tech_enterprises set actual = 99999 where actual = 2500",),
            "marts.agreement.figures",
            "figure=mart_high_tech_enterprises.actual, fiscal_year=2022, shown=99999,"
            " fact_value=2500",
            id="高企 99999",
        ),
        pytest.param(
            (
                "update marts.mart_target_vs_actual set target_value = target_value * 10"
                " where target_value = 4000",
            ),
            "marts.agreement.figures",
            "shown=40000, fact_value=4000",
            id="targets times ten",
        ),
        pytest.param(
            (
                "update marts.mart_indicator_trend set target_annual_indicator_value_id ="
                " actual_indicator_value_id where actual is not null",
            ),
            "marts.agreement.figures",
            "figure=mart_indicator_trend.target_annual",
            id="a figure that names another's fact",
        ),
        pytest.param(
            (
                "update marts.mart_budget_overview"
                " set budget_initial_wan = budget_initial_wan * 1000",
            ),
            "marts.agreement.budgets",
            "figure=budget_initial_wan, shown=494772540, recomputed=494772.54",
            id="budgets times a thousand",
        ),
        pytest.param(
            ("update marts.mart_budget_overview set task_sum_wan = task_sum_wan + 1",),
            "marts.agreement.budgets",
            "figure=task_sum_wan, shown=412769.56, recomputed=412768.56",
            id="a sum of tasks",
        ),
        pytest.param(
            ("update marts.mart_budget_overview set execution_rate = 99",),
            "marts.agreement.rates",
            "rate=execution_rate, shown=99, part_wan=383193.53, whole_wan=383506.13",
            id="an execution rate",
        ),
        pytest.param(
            ("update marts.mart_project set planned_wan = planned_wan / 10",),
            "marts.agreement.projects",
            "shown=2600, fact_value=26000",
            id="a project's amount",
        ),
        pytest.param(
            ("update marts.mart_coverage set targets_printed = 999",),
            "marts.agreement.coverage",
            "targets_printed=999, printed=",
            id="a count of targets",
        ),
        pytest.param(
            ("delete from marts.mart_document_ledger where state = 'missing'",),
            "marts.rows.present",
            "mart=mart_document_ledger, key=",
            id="overdue rows of the ledger deleted",
        ),
        pytest.param(
            ("update marts.mart_document_ledger set state = 'not_due' where state = 'missing'",),
            "marts.rows.ledger",
            "state=not_due",
            id="overdue rows of the ledger said not to be due",
        ),
        pytest.param(
            (
                "create or replace table marts.mart_coverage as"
                " from marts.mart_coverage union all from marts.mart_coverage",
            ),
            "marts.rows.once",
            "mart=mart_coverage, ",
            id="a mart's rows twice",
        ),
        pytest.param(
            ("drop table marts.mart_coverage",),
            "marts.contract.tables",
            "missing=mart_coverage",
            id="a mart missing",
        ),
        pytest.param(
            (
                "update marts.fct_reconciliation set status = 'fail' where severity = 'identity'"
                " and status = 'pass'",
            ),
            "marts.reconciliation.identity",
            "left_value=383193.53, right_value=383193.53",
            id="a loaded document that does not add up",
        ),
        pytest.param(
            ("update marts.dim_document set status = 'held'",),
            "marts.facts.dimensions",
            "fact=fct_budget_line, status=held",
            id="facts of a document that is held",
        ),
        pytest.param(
            (
                "delete from core.core_indicator_value where row_no > 3",
                "delete from marts.fct_indicator_value where row_no > 3",
            ),
            "marts.nothing_lost.unchanged",
            "fact=indicator_value, kind=target annual ",
            id="values of a document that was not read again",
        ),
    ],
)
def test_a_breakage_is_stopped(
    warehouse: duckdb.DuckDBPyConnection, statements: tuple[str, ...], check: str, figures: str
) -> None:
    found = broken(warehouse, *statements, only=check.rpartition(".")[0])
    assert any(figures in row for row in found.get(check, [])), found


@pytest.mark.parametrize(
    "table",
    [
        *("dim_department", "dim_district", "dim_document", "dim_indicator", "dim_year"),
        *("dim_reconciliation_rule", "fct_budget_line", "fct_evaluation_score"),
        *("fct_indicator_value", "fct_project_funding", "fct_reconciliation", "fct_shortfall"),
        *("fct_task_funding", "mart_budget_overview", "mart_coverage", "mart_document_ledger"),
        *("mart_high_tech_enterprises", "mart_indicator_trend", "mart_indicator_wide"),
        "mart_target_vs_actual",
    ],
)
def test_a_mart_is_not_empty(warehouse: duckdb.DuckDBPyConnection, table: str) -> None:
    assert broken(warehouse, f"delete from marts.{table}", only="marts.")


LOST, KEPT = "marts.nothing_lost", "marts.still_published"
REREAD = """update marts.dim_document set extractor_version = 'new', load = 'z'
            where form = 'project_target_table'"""
LOSS = """delete from {} where document_id in (
              select document_id from marts.dim_document where extractor_version = 'new'
          ) and row_no > 2"""
READ_AGAIN = (
    REREAD,
    LOSS.format("core.core_indicator_value"),
    LOSS.format("marts.fct_indicator_value"),
)


def test_what_a_new_extractor_loses_waits_for_a_person(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    stopped = {"marts.nothing_lost.share_of_document", "marts.nothing_lost.share_of_all"}
    found = broken(warehouse, *READ_AGAIN, only=LOST)
    assert stopped <= found.keys()
    [lost] = found["marts.nothing_lost.share_of_document"]
    assert lost.endswith("extractor_version=new")
    listed = broken(warehouse, *READ_AGAIN, only=LOST, severity="warning")
    listed_rows = listed["marts.nothing_lost.read_again"]
    assert any("printed=" in row for row in listed_rows)
    for accepted in ("*", "document_id"):
        accept = f"""
            insert into status.accepted_losses
            select {"'*'" if accepted == "*" else "document_id"}, 'new', 'seen', 'a person',
                   current_date
            from marts.dim_document where extractor_version = 'new'"""
        assert not stopped & broken(warehouse, *READ_AGAIN, accept, only=LOST).keys()
    other = (
        "insert into status.accepted_losses values ('*', 'older', 'seen', 'a person', current_date)"
    )
    assert stopped <= broken(warehouse, *READ_AGAIN, other, only=LOST).keys()


def test_a_few_corrected_figures_are_listed_alone(warehouse: duckdb.DuckDBPyConnection) -> None:
    change = """update {} set value = 4001 where indicator_value_id = (
                    select min(indicator_value_id) from previous.marts.fct_indicator_value as facts
                    inner join previous.marts.dim_document as documents using (document_id)
                    where documents.form = 'project_target_table' and facts.value = 4000)"""
    statements = (REREAD, change.format("core.core_indicator_value"))
    assert broken(warehouse, *statements, only=LOST) == {}
    listed = broken(warehouse, *statements, only=LOST, severity="warning")
    [row] = listed["marts.nothing_lost.read_again"]
    assert "figure=4000, now_figure=4001" in row


OUT = "update marts.dim_document set status = '{}', is_current = false where {}"


def test_many_documents_kept_out_in_a_night_wait_for_a_person(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    check = "marts.still_published.too_many_kept_out"
    for status in ("held", "quarantined", "withdrawn"):
        found = broken(warehouse, OUT.format(status, "true"), only=KEPT)
        assert any("kept_out=5, published=5" in row for row in found[check])
        few = OUT.format(status, "form like 'department%'")
        assert broken(warehouse, few, only=KEPT) == {}
    accept = """insert into status.accepted_losses
                select document_id, extractor_version, 'seen', 'a person', current_date
                from marts.dim_document"""
    assert broken(warehouse, OUT.format("held", "true"), accept, only=KEPT) == {}
    one = OUT.format("held", "form = 'self_evaluation_report'")
    [row] = broken(warehouse, one, only=KEPT, severity="warning")["marts.still_published.kept_out"]
    assert row.startswith("status=held, ")


@pytest.mark.parametrize(
    ("mart", "year_before", "check"),
    [
        (
            "mart_indicator_trend",
            "update marts.mart_indicator_trend set actual = {} where fiscal_year = 2022",
            "marts.plausible.stock",
        ),
        (
            "mart_budget_overview",
            "update marts.mart_budget_overview set executed_wan = executed_wan * {}"
            " where fiscal_year = 2022",
            "marts.plausible.budget",
        ),
    ],
)
def test_jumps_are_warned_of(
    warehouse: duckdb.DuckDBPyConnection, mart: str, year_before: str, check: str
) -> None:
    add = (
        f"create or replace table marts.{mart} as from marts.{mart} where fiscal_year = 2022"
        f" union all select * replace (2023 as fiscal_year) from marts.{mart}"
        " where fiscal_year = 2022"
    )
    plausible = {"only": "marts.plausible", "severity": "warning"}
    assert check not in broken(warehouse, add, **plausible)
    assert check in broken(warehouse, add, year_before.format(7), **plausible)


def test_the_pages_and_the_message_say_both_figures(night: Settings, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.warehouse.parent.mkdir()
    shutil.copy(night.warehouse, settings.warehouse)
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute(f"attach '{night.published / 'marts.duckdb'}' as previous (read_only)")
        for statement in in_both("indicator_value", VALUE.format(25000, STOCK)):
            connection.execute(statement)
    result = audit(settings, run_id="broken-night")
    [failure] = [
        each for each in result.critical_failures if each.startswith("core.values: 每个数")
    ]
    for said in (
        "the digits of each value are printed: 1 of 338 rows",
        ".txt, line ",
        "value=25000",
    ):
        assert said in failure
    [page] = result.data_docs.glob("validations/core/values/broken-night/*/*.html")
    html = page.read_text(encoding="utf-8")
    assert "value=25000, printed=" in html
