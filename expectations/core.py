"""Suites of conformed facts: nothing lost on the way, every figure has its indicator and place."""

from __future__ import annotations

import great_expectations.expectations as gxe

from expectations.suite import Suite, at_least, equal, files, has_rows, not_null, one_of

CORE = (
    Suite(
        "core.documents",
        """select source_uri as file, document_id, status, fiscal_year, department_key
           from status.status_document""",
        (
            has_rows(),
            one_of(
                "status",
                ["loaded", "held", "quarantined", "withdrawn"],
                "文件状态 · status of a document",
            ),
        ),
        ("file",),
    ),
    Suite(
        "core.indicator_values",
        f"""select {files("facts.document_id")} as file, facts.indicator_value_id,
                  facts.indicator_key, facts.fiscal_year, facts.district_key,
                  indicators.indicator_key as known_key
           from core.core_indicator_value as facts
           left join core.core_indicator as indicators
               on facts.indicator_key = indicators.indicator_key""",
        (
            has_rows(),
            not_null("indicator_key", "每个数都归到一个指标 · every number has an indicator"),
            equal("indicator_key", "known_key", "指标都在维表中 · every key is in the dimension"),
            at_least("fiscal_year", 1949, "年度可信 · a plausible year", "warning"),
            not_null("district_key", "每个数都有地区 · every number has its district"),
        ),
        ("file", "indicator_value_id"),
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
        "core.waivers",
        """select coalesce(string_agg(distinct waivers.document_id, ', '), 'none') as document_id
           from reconciliation.reconciliation_waivers as waivers
           where waivers.document_id not in (select document_id from core.core_document)""",
        (
            has_rows(),
            gxe.ExpectColumnValuesToBeInSet(
                column="document_id",
                value_set=["none"],
                severity="warning",
                description="豁免都对应已知文件 · every waiver is for a known document",
            ),
        ),
        ("document_id",),
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
