"""Suites of what is about to be published, against the contract and the former publication."""

from __future__ import annotations

import great_expectations.expectations as gxe

from expectations.suite import Suite, at_least, equal, has_rows, not_fewer, not_null, one_of

CONTRACT = [
    "dim_district",
    "dim_department",
    "dim_indicator",
    "dim_year",
    "dim_document",
    "fct_budget_line",
    "fct_task_funding",
    "fct_project_funding",
    "fct_indicator_value",
    "fct_evaluation_score",
    "fct_indicator_score",
    "fct_shortfall",
    "dim_reconciliation_rule",
    "fct_reconciliation",
    "mart_indicator_trend",
    "mart_target_vs_actual",
    "mart_high_tech_enterprises",
    "mart_budget_overview",
    "mart_document_ledger",
]
FACTS = [name for name in CONTRACT if name.startswith("fct_") and name != "fct_reconciliation"]


def _checks(severity: str, consequence: str) -> Suite:
    return Suite(
        f"marts.reconciliation_{severity}",
        f"""select concat_ws(' ', documents.department_key, documents.fiscal_year, documents.form)
                       as document,
                   checks.rule_key, checks.subject, checks.status, checks.explanation
            from marts.fct_reconciliation as checks
            inner join marts.dim_document as documents
                on checks.document_id = documents.document_id
            left join status.status_held_form as held_forms
                on checks.document_id = held_forms.document_id
                and checks.project_no = held_forms.project_no
            where checks.severity = '{severity}' and documents.status = 'loaded'
                and checks.waiver_reason is null and held_forms.document_id is null""",
        (
            has_rows(),
            gxe.ExpectColumnValuesToNotBeInSet(
                column="status",
                value_set=["fail"],
                severity=consequence,
                description="勾稽关系成立 · the check holds in published documents",
            ),
            not_null("explanation", "每项检查都有说明 · every check explains itself"),
        ),
        ("document", "rule_key", "subject"),
    )


MARTS = (
    Suite(
        "marts.contract",
        """select table_name from information_schema.tables
           where table_catalog = current_database() and table_schema = 'marts'""",
        (
            gxe.ExpectColumnDistinctValuesToContainSet(
                column="table_name",
                value_set=CONTRACT,
                severity="critical",
                description="约定的表都在 · every table of the contract is there",
            ),
        ),
    ),
    _checks("identity", "critical"),
    _checks("expected", "warning"),
    _checks("insight", "info"),
    Suite(
        "marts.coverage",
        """select documents.source_uri as file, documents.form,
                  count(distinct checks.rule_key) as rules_applied,
                  (select count(*) from reconciliation.reconciliation_rules) as rules,
                  count(*) filter (where checks.status in ('pass', 'fail')) as checks_decided
           from marts.dim_document as documents
           left join marts.fct_reconciliation as checks
               on documents.document_id = checks.document_id
           where documents.status = 'loaded' and documents.is_current
           group by documents.document_id, documents.source_uri, documents.form""",
        (
            has_rows(),
            equal("rules_applied", "rules", "每条规则都有结论 · every rule says something"),
            at_least(
                "checks_decided", 1, "至少一项检查有结论 · at least one check decided", "warning"
            ),
        ),
        ("file",),
    ),
    Suite(
        "marts.indicator_values",
        """select facts.indicator_value_id, documents.source_uri as file, documents.status
           from marts.fct_indicator_value as facts
           left join marts.dim_document as documents
               on facts.document_id = documents.document_id""",
        (
            has_rows(),
            not_null("status", "每个数都能追到文件 · every number leads to its document"),
            one_of("status", ["loaded"], "只发布通过的文件 · only loaded documents are published"),
        ),
        ("file", "indicator_value_id"),
    ),
    Suite(
        "marts.high_tech_enterprises",
        """select district_key, fiscal_year, statistic, target_annual, target_cycle, actual,
                  coalesce(target_annual, target_cycle, actual) as any_value,
                  case when statistic <> 'net_increase' then
                      least(target_annual, target_cycle, actual) end as count_of_enterprises
           from marts.mart_high_tech_enterprises""",
        (
            has_rows("warning"),
            not_null("any_value", "每行至少有一个数 · each row has a figure"),
            at_least(
                "count_of_enterprises", 0, "企业数不为负 · counts are not negative", "warning"
            ),
        ),
        ("district_key", "fiscal_year", "statistic"),
    ),
)


def against_former() -> tuple[Suite, ...]:
    """What was published before against now; ``previous`` is the former publication's catalog."""
    return _nothing_lost(), _STILL_PUBLISHED


_STILL_PUBLISHED = Suite(
    "marts.still_published",
    """select documents.source_uri as file, now_documents.status, now_documents.status_reason
       from previous.marts.dim_document as documents
       inner join marts.dim_document as now_documents
           on documents.document_id = now_documents.document_id
       where documents.status = 'loaded' and documents.is_current""",
    (
        has_rows("warning"),
        gxe.ExpectColumnValuesToNotBeInSet(
            column="status",
            value_set=["held", "quarantined"],
            severity="warning",
            description="已发布的文件未被暂挂或隔离 · no published document is now kept out",
        ),
    ),
    ("file", "status_reason"),
)


def _nothing_lost() -> Suite:
    """Facts of documents published before, against now.

    A document read again by another extractor may give other rows: that is a matter of warning.
    """
    counts = "\nunion all\n".join(
        f"""select '{fact}' as fact, documents.source_uri as file,
                   documents.extractor_version = now_documents.extractor_version as same_extractor,
                   (select count(*) from previous.marts.{fact} as facts
                    where facts.document_id = documents.document_id) as rows_before,
                   (select count(*) from marts.{fact} as facts
                    where facts.document_id = documents.document_id) as rows_now
            from previous.marts.dim_document as documents
            left join marts.dim_document as now_documents
                on documents.document_id = now_documents.document_id
            where documents.status = 'loaded' and documents.is_current
                and (now_documents.document_id is null
                     or (now_documents.status = 'loaded' and now_documents.is_current))"""
        for fact in FACTS
    )
    return Suite(
        "marts.nothing_lost",
        f"""select fact, file, rows_before, rows_now,
                   case when same_extractor is not false then rows_now else rows_before end
                   as rows_same_extractor
            from ({counts}) as counts""",
        (
            has_rows("warning"),
            not_fewer(
                "rows_same_extractor",
                "rows_before",
                "已发布的行不会减少 · no published row disappears",
                "critical",
            ),
            not_fewer(
                "rows_now",
                "rows_before",
                "重读后行数未减少 · no fewer rows after reading again",
                "warning",
            ),
        ),
        ("fact", "file"),
    )
