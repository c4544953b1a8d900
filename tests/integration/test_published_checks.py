"""The reconciliation of the five documents, as the published marts tell it."""

import pytest
from published import (
    GUANGZHOU_2023,
    HUANGPU_2022,
    HUANGPU_2023,
    NANSHA_2023,
    PROJECTS_2023,
    D,
    document,
    rows,
)

CHECKS = [
    # rule, document, left, right, difference, status
    ("budget_lines_add_up", HUANGPU_2023, "364607.20", "364607.20", "0", "pass"),
    ("budget_lines_add_up", GUANGZHOU_2023, "494772.54", "494772.54", "0", "pass"),
    ("budget_lines_add_up", NANSHA_2023, "83250.04", "83250.04", "0", "pass"),
    ("budget_level_split", HUANGPU_2023, "364607.20", "364607.20", "0", "pass"),
    ("budget_level_split", GUANGZHOU_2023, "470390.56", "470390.56", "0", "pass"),
    ("budget_level_split", NANSHA_2023, "83250.04", "83250.04", "0", "pass"),
    ("tasks_against_spending", HUANGPU_2023, "360977.00", "362266.07", "-1289.07", "fail"),
    ("tasks_against_spending", NANSHA_2023, "80050.42", "82262.22", "-2211.80", "fail"),
    ("tasks_against_spending", GUANGZHOU_2023, "412768.56", "412768.56", "0", "pass"),
    ("project_rows_to_total", PROJECTS_2023, "476904.30", "476904.29", "0.01", "pass"),
    ("executed_by_source", HUANGPU_2022, "383193.53", "383193.53", "0", "pass"),
    ("executed_by_nature", HUANGPU_2022, "383193.53", "383193.53", "0", "pass"),
    ("carry_over", HUANGPU_2022, "312.60", "0", "312.60", "fail"),
    ("scores_to_total", HUANGPU_2022, "94.57", "94.57", "0", "pass"),
    ("evaluated_amount", HUANGPU_2022, "380904.23", "380904.23", "0", "pass"),
]


@pytest.mark.parametrize(("rule", "name", "left", "right", "difference", "status"), CHECKS)
def test_checks_with_both_figures(marts, rule, name, left, right, difference, status):
    found = marts.execute(
        """select left_value, right_value, difference, status from fct_reconciliation
           where rule_key = ? and document_id = ?""",
        [rule, document(marts, name)],
    ).fetchall()
    assert (D(left), D(right), D(difference), status) in found


def test_the_basis_of_a_check_is_named(marts):
    sql = """select subject || explanation from fct_reconciliation
             where document_id = ? and rule_key = 'budget_level_split'"""
    assert "财政专项资金" in rows(marts, sql, GUANGZHOU_2023)[0][0]


def test_execution_rate_within_its_printed_rounding(marts):
    sql = """select round(left_value, 2), right_value, status from fct_reconciliation
             where document_id = ? and rule_key = 'execution_rate'"""
    assert rows(marts, sql, HUANGPU_2022) == [(D("99.92"), D("99.9"), "pass")]


def test_each_project_row_adds_up_across(marts):
    sql = """select status, count(*) from fct_reconciliation
             where document_id = ? and rule_key = 'project_row_across' group by status"""
    assert rows(marts, sql, PROJECTS_2023) == [("pass", 27)]


def test_transfers_to_district_projects(marts):
    sql = """select left_value, right_value, status from fct_reconciliation
             where document_id = ? and other_document_id = ?
                 and rule_key = 'transfers_to_district_projects'"""
    found = rows(marts, sql, GUANGZHOU_2023, PROJECTS_2023)
    assert found == [(D("57622.00"), D("57622.00"), "pass")]


def test_the_five_plans_are_equal_in_both_forms(marts):
    sql = """select subject, status from fct_reconciliation
             where document_id = ? and rule_key = 'plans_between_forms'"""
    found = rows(marts, sql, GUANGZHOU_2023)
    assert len(found) == 5
    assert {status for _, status in found} == {"pass"}


def test_a_target_of_both_forms_is_found_under_a_bare_label(marts):
    sql = """select left_value, right_value, status from fct_reconciliation
             where document_id = ? and other_document_id = ?
                 and rule_key = 'targets_between_forms' and subject like '%联合资助%'"""
    found = rows(marts, sql, GUANGZHOU_2023, PROJECTS_2023)
    assert found == [(D(800), D(800), "pass")]


def test_a_bare_label_means_what_its_row_says(marts):
    sql = """select distinct indicators.name_zh, metric from fct_indicator_value as facts
             inner join dim_indicator as indicators
                 on facts.indicator_key = indicators.indicator_key
             where metric in ('企业', '参会人数', '宣传册')"""
    assert set(marts.execute(sql).fetchall()) == {
        ("论坛规模：企业", "企业"),
        ("论坛参会人数", "参会人数"),
        ("制作成品：宣传册", "宣传册"),
        ("协助编写并发放政策宣传册,协助完成各项普法依法行政工作：宣传册", "宣传册"),
    }


@pytest.mark.parametrize(("left", "right"), [(30, 80), (10, 110)])
def test_narrative_against_table(marts, left, right):
    sql = """select left_value, right_value from fct_reconciliation
             where document_id = ? and rule_key = 'narrative_against_table' and status = 'fail'"""
    assert (D(left), D(right)) in rows(marts, sql, HUANGPU_2023)


def test_both_horizons_of_a_rank_are_compared(marts):
    sql = """select left_value, right_value, status from fct_reconciliation
             where document_id = ? and rule_key = 'annual_against_cycle'
                 and subject like '18 %排名'"""
    assert rows(marts, sql, HUANGPU_2023) == [(D(8), D(8), "pass")]


def test_every_project_with_the_target_is_a_counterpart(marts):
    sql = """select subject, status from fct_reconciliation
             where document_id = ? and rule_key = 'targets_between_forms'
                 and subject like '新增省级以上孵化载体数%' order by subject"""
    assert rows(marts, sql, GUANGZHOU_2023) == [
        ("新增省级以上孵化载体数（家） 项目 18 产学研与孵化体系建设经费", "pass"),
        ("新增省级以上孵化载体数（家） 项目 7 重点研发计划", "pass"),
    ]


@pytest.mark.parametrize(("target", "actual"), [("520", "541"), ("6", "6.65")])
def test_targets_below_what_was_achieved(marts, target, actual):
    sql = """select left_value, right_value from fct_reconciliation
             where document_id = ? and other_document_id = ?
                 and rule_key = 'target_below_achieved' and status = 'fail'"""
    assert (D(target), D(actual)) in rows(marts, sql, HUANGPU_2023, HUANGPU_2022)


def test_a_target_of_zero_growth_is_seen(marts):
    sql = """select left_value, status from fct_reconciliation
             where document_id = ? and rule_key = 'zero_growth_target' and status = 'fail'"""
    assert rows(marts, sql, HUANGPU_2023) == [(D(0), "fail")]


def test_every_rule_speaks_of_every_document(marts):
    [(silent,)] = marts.execute(
        """select count(*) from dim_document
           cross join (select distinct rule_key from fct_reconciliation) as rules
           where is_current and not exists (
               select 1 from fct_reconciliation as checks
               where checks.document_id = dim_document.document_id
                   and checks.rule_key = rules.rule_key)"""
    ).fetchall()
    assert silent == 0
    [(unexplained,)] = marts.execute(
        """select count(*) from fct_reconciliation
           where status in ('not_applicable', 'insufficient_data')
               and coalesce(explanation, '') = ''"""
    ).fetchall()
    assert unexplained == 0


def test_both_figures_of_a_check_can_be_traced(marts):
    traced = marts.execute(
        """select count(*),
                  count(*) filter (where lefts.value_std = left_value),
                  count(*) filter (where rights.value_std = right_value)
           from fct_reconciliation
           left join fct_indicator_value as lefts
               on left_indicator_value_id = lefts.indicator_value_id
           left join fct_indicator_value as rights
               on right_indicator_value_id = rights.indicator_value_id
           where rule_key in ('targets_between_forms', 'narrative_against_table',
                              'annual_against_cycle', 'repeated_statements',
                              'target_below_achieved')
               and status in ('pass', 'fail')"""
    ).fetchone()
    assert traced[0] >= 100
    assert len(set(traced)) == 1
    [(untraced,)] = marts.execute(
        """select count(*) from mart_target_vs_actual
           where target_indicator_value_id is null
               or (actual_value is not null) <> (actual_indicator_value_id is not null)
               or (last_year_actual_value is not null)
                   <> (last_year_actual_indicator_value_id is not null)"""
    ).fetchall()
    assert untraced == 0
    [(untraced,)] = marts.execute(
        """select count(*) from mart_high_tech_enterprises
           where (target_annual is not null) <> (target_annual_indicator_value_id is not null)
               or (target_cycle is not null) <> (target_cycle_indicator_value_id is not null)
               or (actual is not null) <> (actual_indicator_value_id is not null)"""
    ).fetchall()
    assert untraced == 0


def test_what_each_rule_states_is_published(marts):
    [rule] = marts.execute(
        """select severity, statement_zh, statement_en, tolerance_basis
           from dim_reconciliation_rule where rule_key = 'project_rows_to_total'"""
    ).fetchall()
    assert rule == (
        "identity",
        "各项目总计之和等于合计行",
        "Project rows add up to the printed total row",
        "half a unit of the last printed digit of every row and of the total",
    )
