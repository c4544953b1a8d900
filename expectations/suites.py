"""The suites: what each layer must look like before it is published.

Severity decides what a failure does: ``critical`` stops the publication, ``warning`` and ``info``
are reported beside it. Expectations on values pass on an empty table, so each suite also expects
rows, and each layer has a ``coverage`` suite: its checks must have had something to check.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import great_expectations.expectations as gxe

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

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
    "fct_reconciliation",
    "mart_indicator_trend",
    "mart_target_vs_actual",
    "mart_high_tech_enterprises",
    "mart_budget_overview",
    "mart_document_ledger",
]
FACTS = [name for name in CONTRACT if name.startswith("fct_") and name != "fct_reconciliation"]
OPERATORS = [">=", ">", "<=", "<", "=", "~", "rank"]


@dataclass(frozen=True, slots=True)
class Suite:
    """Expectations on the rows of one query. ``key`` names the columns that identify a row."""

    name: str
    sql: str
    expectations: tuple[Expectation, ...]
    key: tuple[str, ...] = ()


def has_rows(severity: str = "critical") -> Expectation:
    """At least one row: without it, every other expectation would pass unchecked."""
    return gxe.ExpectTableRowCountToBeBetween(
        min_value=1, severity=severity, description="有可检查的行 · there are rows to check"
    )


def not_null(column: str, text: str, severity: str = "critical") -> Expectation:
    """No NULL in ``column``."""
    return gxe.ExpectColumnValuesToNotBeNull(column=column, severity=severity, description=text)


def one_of(column: str, values: list[str], text: str, severity: str = "critical") -> Expectation:
    """Only ``values`` (or NULL) in ``column``."""
    return gxe.ExpectColumnValuesToBeInSet(
        column=column, value_set=values, severity=severity, description=text
    )


def at_least(column: str, minimum: float, text: str, severity: str = "critical") -> Expectation:
    """Every value of ``column`` reaches ``minimum``."""
    return gxe.ExpectColumnValuesToBeBetween(
        column=column, min_value=minimum, severity=severity, description=text
    )


def equal(left: str, right: str, text: str) -> Expectation:
    """The two columns agree in every row."""
    return gxe.ExpectColumnPairValuesToBeEqual(
        column_A=left, column_B=right, severity="critical", description=text
    )


def not_fewer(now: str, before: str, text: str, severity: str) -> Expectation:
    """Column ``now`` is nowhere below ``before``."""
    return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=now, column_B=before, or_equal=True, severity=severity, description=text
    )


RAW = (
    Suite(
        "raw.documents",
        """select document_id, slot_key, outcome, reason, form, fiscal_year,
                  outcome = 'quarantined' and reason is null as reason_missing
           from staging.stg_documents""",
        (
            has_rows(),
            gxe.ExpectColumnValuesToMatchRegex(
                column="document_id",
                regex="^[0-9a-f]{64}$",
                severity="critical",
                description="文件编号是其字节的 sha256 · a document is named by its bytes",
            ),
            one_of("outcome", ["extracted", "quarantined"], "读取结果 · outcome of reading"),
            gxe.ExpectColumnValuesToBeInSet(
                column="reason_missing",
                value_set=[False],
                severity="critical",
                description="隔离必有原因 · a quarantine has a reason",
            ),
        ),
        ("document_id", "slot_key"),
    ),
    Suite(
        "raw.indicator_values",
        """select indicator_value_id, document_id, metric, operator, value, value_kind, value_text,
                  case value_kind when 'number' then 1 else 0 end as should_have_value,
                  case when value is null then 0 else 1 end as has_value,
                  coalesce(line_from, page, case when cell is not null then 1 end) as place
           from staging.stg_indicator_values""",
        (
            has_rows(),
            gxe.ExpectColumnValuesToBeUnique(
                column="indicator_value_id",
                severity="critical",
                description="一数一号 · one id a number",
            ),
            equal("should_have_value", "has_value", "数值型才有数值 · numbers alone have a value"),
            one_of("operator", OPERATORS, "运算符 · operators of the contract"),
            not_null("value_text", "保留原文 · the printed text is kept"),
            not_null("metric", "每个数都有名称 · every number has its label"),
            not_null("place", "每个数都有出处 · every number knows its place"),
        ),
        ("indicator_value_id",),
    ),
    Suite(
        "raw.amounts",
        """select document_id, section || '/' || item as line, amount_wan, amount_text,
                  rounding_wan,
                  coalesce(line_from, page, case when cell is not null then 1 end) as place
           from staging.stg_budget_lines
           union all
           select document_id, project_name, coalesce(total_wan, budget_wan, executed_wan, 0),
                  '', coalesce(rounding_wan, 0),
                  coalesce(line_from, page, case when cell is not null then 1 end)
           from staging.stg_projects""",
        (
            has_rows(),
            not_null("amount_wan", "金额 · an amount"),
            not_null("rounding_wan", "印刷精度 · the printed precision"),
            not_null("place", "每个金额都有出处 · every amount knows its place"),
        ),
        ("document_id", "line"),
    ),
    Suite(
        "raw.coverage",
        """with rows_by_document as (
               select document_id, 'budget' as block from staging.stg_budget_lines
               union all select document_id, 'projects' from staging.stg_projects
               union all select document_id, 'indicators' from staging.stg_indicator_values
               union all select document_id, 'scores' from staging.stg_scores
           ),
           needed (form, block) as (
               values ('department_target_form', 'budget'),
                      ('department_target_form', 'indicators'),
                      ('project_target_table', 'projects'),
                      ('project_target_table', 'indicators'),
                      ('project_target_form', 'projects'),
                      ('project_target_form', 'indicators'),
                      ('self_evaluation_report', 'indicators'),
                      ('self_evaluation_table', 'indicators')
           )
           select documents.document_id, documents.form, needed.block,
                  (select count(*) from rows_by_document
                   where rows_by_document.document_id = documents.document_id
                     and rows_by_document.block = needed.block) as row_count
           from (select distinct document_id, form from staging.stg_documents
                 where outcome = 'extracted') as documents
           inner join needed on documents.form = needed.form""",
        (
            has_rows(),
            at_least("row_count", 1, "该有的内容都读到了 · each form gave what it must hold"),
        ),
        ("document_id", "form", "block"),
    ),
)

CORE = (
    Suite(
        "core.documents",
        """select document_id, status, fiscal_year, department_key
           from core.core_document_status""",
        (
            has_rows(),
            one_of(
                "status",
                ["loaded", "held", "quarantined", "withdrawn"],
                "文件状态 · status of a document",
            ),
        ),
        ("document_id",),
    ),
    Suite(
        "core.indicator_values",
        """select facts.indicator_value_id, facts.indicator_key, facts.fiscal_year,
                  facts.district_key, indicators.indicator_key as known_key
           from core.core_indicator_value as facts
           left join core.core_indicator as indicators
               on facts.indicator_key = indicators.indicator_key""",
        (
            has_rows(),
            not_null("indicator_key", "每个数都归到一个指标 · every number has an indicator"),
            equal("indicator_key", "known_key", "指标都在维表中 · every key is in the dimension"),
            at_least("fiscal_year", 2000, "年度可信 · a plausible year"),
            not_null("district_key", "每个数都有地区 · every number has its district"),
        ),
        ("indicator_value_id",),
    ),
    Suite(
        "core.coverage",
        "\nunion all\n".join(
            f"""select '{core}' as fact,
                       (select count(*) from staging.{staged}
                        where document_id in (select document_id from core.core_document))
                       as rows_raw,
                       (select count(*) from core.{core}) as rows_core"""
            for staged, core in (
                ("stg_budget_lines", "core_budget_line"),
                ("stg_tasks", "core_task_funding"),
                ("stg_projects", "core_project_funding"),
                ("stg_project_funds", "core_project_fund"),
                ("stg_indicator_values", "core_indicator_value"),
                ("stg_scores", "core_evaluation_score"),
                ("stg_indicator_scores", "core_indicator_score"),
                ("stg_shortfalls", "core_shortfall"),
            )
        ),
        (
            has_rows(),
            equal("rows_raw", "rows_core", "从原始层到核心层一行不少 · no row lost on the way"),
        ),
        ("fact",),
    ),
    Suite(
        "core.conforming",
        """select count(*) filter (where indicators.is_catalogued) / count(*)::double
                  as catalogued_share
           from core.core_indicator_value as facts
           inner join core.core_indicator as indicators
               on facts.indicator_key = indicators.indicator_key
           where facts.value_kind = 'number'
           having count(*) > 0""",
        (
            has_rows("warning"),
            at_least(
                "catalogued_share", 0.25, "已编目的数占比 · share of catalogued numbers", "warning"
            ),
        ),
    ),
)


def _checks(severity: str, consequence: str) -> Suite:
    return Suite(
        f"marts.reconciliation_{severity}",
        f"""select concat_ws(' ', documents.department_key, documents.fiscal_year, documents.form)
                       as document,
                   checks.rule_key, checks.subject, checks.status, checks.explanation
            from marts.fct_reconciliation as checks
            inner join marts.dim_document as documents
                on checks.document_id = documents.document_id
            left join reconciliation.reconciliation_waivers as waivers
                on checks.document_id = waivers.document_id
                and checks.rule_key = waivers.rule_key
            where checks.severity = '{severity}' and documents.status = 'loaded'
                and waivers.rule_key is null""",
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
        """select documents.document_id, documents.form,
                  count(distinct checks.rule_key) as rules_applied,
                  (select count(*) from reconciliation.reconciliation_rules) as rules,
                  count(*) filter (where checks.status in ('pass', 'fail')) as checks_decided
           from marts.dim_document as documents
           left join marts.fct_reconciliation as checks
               on documents.document_id = checks.document_id
           where documents.status = 'loaded' and documents.is_current
           group by documents.document_id, documents.form""",
        (
            has_rows(),
            equal("rules_applied", "rules", "每条规则都有结论 · every rule says something"),
            at_least("checks_decided", 1, "至少一项检查有结论 · at least one check decided"),
        ),
        ("document_id",),
    ),
    Suite(
        "marts.indicator_values",
        """select facts.indicator_value_id, documents.status, documents.is_current
           from marts.fct_indicator_value as facts
           left join marts.dim_document as documents
               on facts.document_id = documents.document_id""",
        (
            has_rows(),
            not_null("status", "每个数都能追到文件 · every number leads to its document"),
            one_of("status", ["loaded"], "只发布通过的文件 · only loaded documents are published"),
        ),
        ("indicator_value_id",),
    ),
    Suite(
        "marts.high_tech_enterprises",
        """select district_key, fiscal_year, statistic, target_annual, target_cycle, actual,
                  coalesce(target_annual, target_cycle, actual) as any_value
           from marts.mart_high_tech_enterprises""",
        (
            has_rows("warning"),
            not_null("any_value", "每行至少有一个数 · each row has a figure"),
            at_least("any_value", 0, "企业数不为负 · counts are not negative"),
        ),
        ("district_key", "fiscal_year", "statistic"),
    ),
)


def nothing_lost() -> Suite:
    """Facts of documents published before, against now (``previous`` is the former publication).

    A document read again by another extractor may give other rows: that is a matter of warning.
    """
    counts = "\nunion all\n".join(
        f"""select '{fact}' as fact, documents.document_id,
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
        f"""select fact, document_id, rows_before, rows_now,
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
        ("fact", "document_id"),
    )
