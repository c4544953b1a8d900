"""Suites of what is about to be published: the contract, the checks of documents, jumps."""

from __future__ import annotations

from expectations.suite import Check, Severity, Suite, union

CONTRACT = (
    "dim_district",
    "dim_department",
    "dim_indicator",
    "dim_year",
    "dim_document",
    "dim_reconciliation_rule",
    "fct_budget_line",
    "fct_task_funding",
    "fct_project_funding",
    "fct_indicator_value",
    "fct_evaluation_score",
    "fct_indicator_score",
    "fct_shortfall",
    "fct_reconciliation",
    "mart_indicator_trend",
    "mart_indicator_wide",
    "mart_target_vs_actual",
    "mart_high_tech_enterprises",
    "mart_budget_overview",
    "mart_document_ledger",
    "mart_coverage",
    "mart_revision",
)

# A stock may grow or shrink that much in a year, a budget that much, before somebody should look.
STOCK_JUMP = (0.2, 5)
BUDGET_JUMP = 3

PUBLISHED = "select 1 from status.status_current_document"


def _checks(severity: str, consequence: Severity) -> Check:
    return Check(
        severity,
        {
            "identity": "恒等式成立，或其表格已搁置 · identities hold, or their form is held",
            "expected": "应有的关系成立 · expected relations hold",
            "insight": "值得一看的关系 · relations worth a look",
        }[severity],
        f"""select checks.document_id, checks.rule_key, checks.subject, checks.status,
                  checks.left_value, checks.right_value, checks.explanation
            from marts.fct_reconciliation as checks
            inner join marts.dim_document as documents
                on checks.document_id = documents.document_id
            where checks.severity = '{severity}' and documents.status = 'loaded'
                and checks.waiver_reason is null
                and not exists (
                    select 1 from status.status_held_form as held
                    where held.document_id = checks.document_id
                        and held.project_no = checks.project_no
                )""",
        "status <> 'fail' and explanation is not null",
        ("rule_key", "subject", "left_value", "right_value"),
        consequence,
        wherever=PUBLISHED,
    )


def _jumps(column: str) -> str:
    return f"""
    select now.department_key, now.fiscal_year, '{column}' as figure, now.{column} as shown,
           before.{column} as year_before
    from marts.mart_budget_overview as now
    inner join marts.mart_budget_overview as before
        on now.body_key = before.body_key and now.scope = before.scope
        and now.fiscal_year = before.fiscal_year + 1
    where now.{column} > 0 and before.{column} > 0"""


MARTS = (
    Suite(
        "marts.contract",
        (
            Check(
                "tables",
                "约定的表都在 · every table of the contract is there",
                f"""select contract.name as missing, tables.table_name
                    from (select unnest({list(CONTRACT)}) as name) as contract
                    left join duckdb_tables() as tables
                        on tables.table_name = contract.name and tables.schema_name = 'marts'
                        and tables.database_name = current_database()""",
                "table_name is not null",
                ("missing",),
            ),
        ),
    ),
    Suite(
        "marts.reconciliation",
        (
            _checks("identity", "critical"),
            _checks("expected", "warning"),
            _checks("insight", "info"),
            Check(
                "every_rule",
                "每条规则都有结论 · every rule says something of every document",
                """select documents.document_id, documents.form,
                          count(distinct checks.rule_key) as rules_applied,
                          (select count(*) from reconciliation.reconciliation_rules) as rules
                   from marts.dim_document as documents
                   left join marts.fct_reconciliation as checks
                       on documents.document_id = checks.document_id
                   where documents.status = 'loaded' and documents.is_current
                   group by documents.document_id, documents.form""",
                "rules_applied = rules",
                ("form", "rules_applied", "rules"),
                wherever=PUBLISHED,
            ),
            Check(
                "any_decided",
                "至少一项检查有结论 · at least one check of each document is decided",
                """select documents.document_id, documents.form,
                          count(*) filter (where checks.status in ('pass', 'fail')) as decided
                   from marts.dim_document as documents
                   left join marts.fct_reconciliation as checks
                       on documents.document_id = checks.document_id
                   where documents.status = 'loaded' and documents.is_current
                   group by documents.document_id, documents.form""",
                "decided >= 1",
                ("form", "decided"),
                "warning",
                wherever=None,
            ),
            Check(
                "difference",
                "差额即两数之差 · a difference is that of its two figures",
                """select document_id, rule_key, subject, left_value, right_value, difference
                   from marts.fct_reconciliation
                   where difference is not null""",
                "difference = left_value - right_value",
                ("rule_key", "subject", "left_value", "right_value", "difference"),
                wherever=None,
            ),
        ),
    ),
    Suite(
        "marts.plausible",
        (
            Check(
                "stock",
                f"存量在上年的 {STOCK_JUMP[0]}–{STOCK_JUMP[1]} 倍之间 · no stock jumps over a year",
                """select now.actual_document_id as document_id, now.indicator_name_zh as indicator,
                          now.fiscal_year, now.actual as shown, before.actual as year_before
                   from marts.mart_indicator_trend as now
                   inner join marts.mart_indicator_trend as before
                       on now.indicator_key = before.indicator_key
                       and now.body_key = before.body_key and now.scope = before.scope
                       and now.unit is not distinct from before.unit
                       and now.fiscal_year = before.fiscal_year + 1
                   inner join marts.dim_indicator as indicators
                       on now.indicator_key = indicators.indicator_key
                   where indicators.statistic = 'stock' and now.actual > 0 and before.actual > 0""",
                f"shown / year_before between {STOCK_JUMP[0]} and {STOCK_JUMP[1]}",
                ("indicator", "fiscal_year", "shown", "year_before"),
                "warning",
                wherever=None,
            ),
            Check(
                "budget",
                f"预算在上年的 {BUDGET_JUMP} 倍以内 · no budget jumps over a year",
                union(*map(_jumps, ("budget_initial_wan", "budget_final_wan", "executed_wan"))),
                f"shown / year_before between 1.0 / {BUDGET_JUMP} and {BUDGET_JUMP}",
                ("department_key", "figure", "fiscal_year", "shown", "year_before"),
                "warning",
                wherever=None,
            ),
            Check(
                "enterprises",
                "企业数不为负 · counts of enterprises are not negative",
                """select district_key, fiscal_year, statistic,
                          least(target_annual, target_cycle, actual) as smallest
                   from marts.mart_high_tech_enterprises
                   where statistic <> 'net_increase'""",
                "smallest is null or smallest >= 0",
                ("district_key", "fiscal_year", "statistic", "smallest"),
                "warning",
                wherever=None,
            ),
        ),
    ),
)
