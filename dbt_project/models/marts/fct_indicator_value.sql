{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        on_schema_change='fail',
        pre_hook="{{ drop_outdated(ref('status_current_document'), ['district_hash', 'decisions_hash']) }}"
    )
}}

select
    facts.indicator_value_id,
    facts.document_id,
    facts.department_key,
    facts.district_key,
    facts.district_hash,
    facts.fiscal_year,
    facts.indicator_key,
    facts.project_no,
    facts.row_no,
    facts.level1,
    facts.level2,
    facts.indicator_name,
    facts.metric,
    facts.measure,
    facts.horizon,
    facts.source_section,
    facts.value_text,
    facts.value_kind,
    facts.operator,
    facts.value,
    facts.unit,
    facts.value_std,
    facts.unit_std,
    facts.ordinal,
    {{ review_columns('facts') }},
    facts.decisions_hash,
    {{ place_columns('facts') }}
from {{ ref('core_indicator_value') }} as facts
inner join {{ ref('status_current_document') }} as documents
    on facts.document_id = documents.document_id
where
    {{ not_yet_here('documents', ['document_id']) }}
    and {{ is_not_held('facts') }}
