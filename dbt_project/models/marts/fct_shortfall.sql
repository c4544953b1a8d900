{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        on_schema_change='fail',
        pre_hook="{{ drop_outdated(ref('status_current_document'), ['district_hash', 'decisions_hash']) }}"
    )
}}

select
    facts.document_id,
    facts.department_key,
    facts.district_key,
    facts.district_hash,
    facts.fiscal_year,
    facts.subject,
    facts.indicator_key,
    facts.reason,
    facts.measure,
    {{ review_columns('facts') }},
    facts.decisions_hash,
    {{ place_columns('facts') }}
from {{ ref('core_shortfall') }} as facts
inner join {{ ref('status_current_document') }} as documents
    on facts.document_id = documents.document_id
where {{ not_yet_here('documents', ['document_id']) }}
