"""Suites of what has landed: outcomes, figures and amounts with their places."""

from __future__ import annotations

import great_expectations.expectations as gxe

from expectations.suite import Suite, at_least, equal, files, has_rows, not_null, one_of
from ingest.vocabulary import load

OPERATORS = [">=", ">", "<=", "<", "=", "~", "rank"]
# What a form must hold is asked of each document before it lands; this is the second line.
_HOLDS = [
    (form, records) for form, entry in load("forms")["forms"].items() for records in entry["holds"]
]
_NEEDED = ", ".join(f"('{form}', '{records}')" for form, records in _HOLDS)
_ROWS_BY_DOCUMENT = "\nunion all\n".join(
    f"select document_id, '{records}' as records from staging.stg_{records}"
    for records in sorted({records for _, records in _HOLDS})
)

RAW = (
    Suite(
        "raw.documents",
        """select source_uri as file, document_id, outcome, reason, form, fiscal_year,
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
        ("file",),
    ),
    Suite(
        "raw.indicator_values",
        f"""select {files("landed.document_id")} as file, indicator_value_id, metric, operator,
                  value, value_kind, value_text,
                  case value_kind when 'number' then 1 else 0 end as should_have_value,
                  case when value is null then 0 else 1 end as has_value,
                  coalesce(line_from, page, case when cell is not null then 1 end) as place
           from staging.stg_indicator_values as landed""",
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
        ("file", "indicator_value_id"),
    ),
    Suite(
        "raw.amounts",
        f"""select {files("amounts.document_id")} as file, amounts.*
           from (
               select document_id, section || '/' || item as line, amount_wan, rounding_wan,
                      coalesce(line_from, page, case when cell is not null then 1 end) as place
               from staging.stg_budget_lines
               union all
               select document_id, project_name, coalesce(total_wan, budget_wan, executed_wan, 0),
                      coalesce(rounding_wan, 0),
                      coalesce(line_from, page, case when cell is not null then 1 end)
               from staging.stg_projects
           ) as amounts""",
        (
            has_rows(),
            not_null("amount_wan", "金额 · an amount"),
            not_null("rounding_wan", "印刷精度 · the printed precision"),
            not_null("place", "每个金额都有出处 · every amount knows its place"),
        ),
        ("file", "line"),
    ),
    Suite(
        "raw.coverage",
        f"""with rows_by_document as (
               {_ROWS_BY_DOCUMENT}
           ),
           needed (form, records) as (values {_NEEDED})
           select documents.source_uri as file, needed.records,
                  (select count(*) from rows_by_document as landed
                   where landed.document_id = documents.document_id
                       and landed.records = needed.records) as row_count
           from status.status_document as documents
           inner join needed on documents.form = needed.form
           where documents.status = 'loaded' and documents.is_current""",
        (
            has_rows(),
            at_least("row_count", 1, "该有的内容都读到了 · each form gave what it must hold"),
        ),
        ("file", "records"),
    ),
)
