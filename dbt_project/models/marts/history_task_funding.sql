select
    facts.document_id,
    documents.slot_key,
    documents.version,
    documents.status,
    documents.first_seen_at,
    facts.department_key,
    facts.district_key,
    facts.fiscal_year,
    facts.task_no,
    facts.task_name,
    facts.amount_wan,
    facts.amount_text,
    facts.rounding_wan,
    facts.content,
    facts.goal,
    {{ review_columns('facts') }},
    {{ place_columns('facts') }}
from {{ ref('core_task_funding') }} as facts
inner join {{ ref('status_former_document') }} as documents
    on facts.document_id = documents.document_id
