"""What holds after every night: the marts agree with the facts and with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from world import Marts

_ROLES = ("target_annual", "target_cycle", "actual")
# figure, operator and id of one fact, by mart
_TOLD = {
    "mart_indicator_trend": [
        (role, f"{role}_operator", f"{role}_indicator_value_id", f"{role}_document_id")
        for role in _ROLES
    ],
    "mart_high_tech_enterprises": [
        (role, f"{role}_operator", f"{role}_indicator_value_id", f"{role}_document_id")
        for role in _ROLES
    ],
    "mart_target_vs_actual": [
        (
            f"{role}_value",
            f"{role}_operator",
            f"{role}_indicator_value_id",
            f"{role}_document_id",
        )
        for role in ("target", "actual", "last_year_actual")
    ],
    "mart_indicator_wide": [
        (role, f"{role}_operator", f"{role}_indicator_value_id", f"{role}_document_id")
        for role in ("target", "target_cycle", "actual")
    ],
}
_OF_FORMER_VERSIONS = {"mart_document_ledger", "mart_revision"}


def assert_agreement(marts: Marts) -> None:
    assert_figures_are_facts(marts)
    assert_the_marts_agree(marts)
    assert_each_row_is_one(marts)
    assert_only_current_documents(marts)


def assert_figures_are_facts(marts: Marts) -> None:
    """Every id in a mart leads to a fact with that value, operator and document."""
    for mart, told in _TOLD.items():
        for figure, operator, value_id, document_id in told:
            wrong = marts.rows(
                f"""select mart.* from {mart} as mart
                    left join fct_indicator_value as facts
                        on mart.{value_id} = facts.indicator_value_id
                    where (mart.{figure} is not null or mart.{value_id} is not null)
                        and (
                            mart.{figure} is distinct from coalesce(facts.value_std, facts.value)
                            or mart.{operator} is distinct from facts.operator
                            or mart.{document_id} is distinct from facts.document_id
                        )"""
            )
            assert wrong == [], (mart, figure)


def assert_the_marts_agree(marts: Marts) -> None:
    """One indicator of one department and year is the same figure, of the same id, everywhere."""
    same_year = """on mart.indicator_key = trend.indicator_key
                   and mart.department_key = trend.department_key
                   and mart.fiscal_year = trend.fiscal_year"""
    for here, there in [("target", "target_annual"), ("target_cycle",) * 2, ("actual",) * 2]:
        wrong = marts.rows(
            f"""select mart.*, trend.* from mart_indicator_wide as mart
                full outer join mart_indicator_trend as trend {same_year}
                where mart.{here}_indicator_value_id
                    is distinct from trend.{there}_indicator_value_id"""
        )
        assert wrong == [], here
    # each target that speaks is judged, and by the figure that speaks; of statements that
    # contradict each other none speaks, and each is judged
    judged = marts.rows(
        f"""select trend.* from mart_indicator_trend as trend
            where target_annual_indicator_value_id is not null and not exists (
                select 1 from mart_target_vs_actual as mart
                where mart.target_indicator_value_id = trend.target_annual_indicator_value_id
            )
            union all by name
            select mart.* from mart_target_vs_actual as mart
            inner join mart_indicator_trend as trend {same_year}
            where mart.project_no is null and (
                trend.target_annual_indicator_value_id <> mart.target_indicator_value_id
                or trend.actual_indicator_value_id
                    is distinct from mart.actual_indicator_value_id
            )"""
    )
    assert judged == []
    for role in _ROLES:
        wrong = marts.rows(
            f"""select mart.* from mart_high_tech_enterprises as mart
                where mart.{role} is not null and not exists (
                    select 1 from mart_indicator_trend as trend
                    where trend.district_key = mart.district_key
                        and trend.fiscal_year = mart.fiscal_year
                        and trend.{role}_indicator_value_id = mart.{role}_indicator_value_id
                )"""
        )
        assert wrong == [], role
    unequal = marts.rows(
        """select judged.* from mart_target_vs_actual as judged
           inner join mart_indicator_wide as wide
               on judged.indicator_key = wide.indicator_key
               and judged.department_key = wide.department_key
               and judged.fiscal_year = wide.fiscal_year
               and judged.target_indicator_value_id = wide.target_indicator_value_id
           where judged.outcome is distinct from wide.outcome
               or judged.achieved is distinct from case judged.outcome
                   when 'met' then true
                   when 'missed' then false
                   when 'missed_by_statement' then false
               end"""
    )
    assert unequal == []
    counted = """select department_key, fiscal_year, count(*),
                        count(*) filter (outcome = 'met'),
                        count(*) filter (outcome in ('missed', 'missed_by_statement'))
                 from mart_target_vs_actual group by all order by all"""
    covered = """select department_key, fiscal_year, targets_printed, targets_met, targets_missed
                 from mart_coverage where targets_printed > 0 order by all"""
    assert marts.rows(covered) == marts.rows(counted)


def assert_each_row_is_one(marts: Marts) -> None:
    for mart, grain in {
        "mart_indicator_trend": "indicator_key, department_key, fiscal_year",
        "mart_target_vs_actual": "target_indicator_value_id",
        "mart_indicator_wide": "indicator_key, department_key, fiscal_year",
        "mart_high_tech_enterprises": "district_key, fiscal_year, statistic",
        "mart_budget_overview": "department_key, fiscal_year",
        "mart_coverage": "department_key, fiscal_year",
    }.items():
        twice = marts.rows(f"select {grain} from {mart} group by all having count(*) > 1")
        assert twice == [], mart


def assert_only_current_documents(marts: Marts) -> None:
    """Nothing of a withdrawn, held or former document stands in a mart of today.

    But people are asked about what is held.
    """
    columns = marts.rows(
        """select table_name, column_name from duckdb_columns()
           where schema_name = 'marts' and table_name like 'mart\\_%' escape '\\'
               and column_name like '%document_id'"""
    )
    assert columns
    for table, column in columns:
        if table in _OF_FORMER_VERSIONS:
            continue
        strange = marts.rows(
            f"""select distinct {column} from {table}
                where {column} not in (
                    select document_id from dim_document
                    where is_current and status = 'loaded'
                        or status = 'held' and '{table}' = 'mart_review_queue'
                )"""
        )
        assert strange == [], (table, column)
