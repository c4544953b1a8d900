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
    facts.source,
    facts.source_text,
    facts.stage,
    facts.amount_wan,
    facts.amount_text,
    facts.rounding_wan,
    {{ review_columns('facts') }},
    facts.decisions_hash,
    {{ place_columns('facts') }}
from {{ ref('core_project_fund') }} as facts
inner join {{ ref('status_current_document') }} as documents
    on facts.document_id = documents.document_id
where
    {{ not_yet_here('documents', ['document_id']) }}
    and {{ is_not_held('facts') }}
