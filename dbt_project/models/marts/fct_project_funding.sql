{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        on_schema_change='fail',
        pre_hook="{{ drop_outdated(ref('status_current_document'), ['decisions_hash']) }}"
    )
}}

select
    facts.document_id,
    facts.department_key,
    facts.district_key,
    facts.fiscal_year,
    facts.project_no,
    facts.project_name,
    facts.total_wan,
    facts.fiscal_wan,
    facts.special_account_wan,
    facts.carried_over_wan,
    facts.other_wan,
    facts.cycle_total_wan,
    facts.budget_initial_wan,
    facts.budget_wan,
    facts.executed_wan,
    facts.execution_rate,
    facts.execution_rate_rounding,
    facts.rounding_wan,
    facts.goal,
    {{ review_columns('facts') }},
    facts.decisions_hash,
    {{ place_columns('facts') }}
from {{ ref('core_project_funding') }} as facts
inner join {{ ref('status_current_document') }} as documents
    on facts.document_id = documents.document_id
where
    {{ not_yet_here('documents', ['document_id']) }}
    and {{ is_not_held('facts') }}
