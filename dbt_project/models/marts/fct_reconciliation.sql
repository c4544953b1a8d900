{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='document_id',
        on_schema_change='fail',
        pre_hook="{{ drop_results_of_others() }}"
    )
}}

with

-- what this build checked, inside a document or between those of a body
checked as (

    select document_id from {{ ref('reconcile_document') }}
    union
    select document_id from {{ ref('reconcile_form') }}

)

select
    results.rule_key,
    results.severity,
    results.document_id,
    results.project_no,
    results.other_document_id,
    results.subject,
    results.left_value,
    results.right_value,
    results.difference,
    results.tolerance,
    results.status,
    results.explanation,
    results.left_indicator_value_id,
    results.right_indicator_value_id,
    results.waiver_reason,
    results.waived_by,
    results.waived_on
from {{ ref('reconciliation_result') }} as results
inner join checked on results.document_id = checked.document_id
