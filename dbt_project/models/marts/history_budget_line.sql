select
    facts.document_id,
    documents.slot_key,
    documents.version,
    documents.status,
    documents.first_seen_at,
    facts.department_key,
    facts.district_key,
    facts.fiscal_year,
    facts.section,
    facts.item,
    facts.phase,
    facts.amount_wan,
    facts.amount_text,
    facts.rounding_wan,
    facts.execution_rate,
    facts.execution_rate_rounding,
    {{ review_columns('facts') }},
    {{ place_columns('facts') }}
from {{ ref('core_budget_line') }} as facts
inner join {{ ref('status_former_document') }} as documents
    on facts.document_id = documents.document_id
