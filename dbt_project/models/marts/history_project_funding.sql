select
    facts.document_id,
    documents.slot_key,
    documents.version,
    documents.status,
    documents.first_seen_at,
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
    {{ place_columns('facts') }}
from {{ ref('core_project_funding') }} as facts
inner join {{ ref('status_former_document') }} as documents
    on facts.document_id = documents.document_id
