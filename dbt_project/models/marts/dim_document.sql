select
    documents.document_id,
    documents.slot_key,
    documents.department_key,
    documents.district_key,
    documents.fiscal_year,
    documents.year_evidence,
    documents.form,
    documents.version,
    documents.is_current,
    documents.status,
    documents.status_reason,
    documents.held_forms,
    documents.title,
    documents.department_name,
    documents.amount_unit,
    documents.source_uri,
    documents.file_name,
    documents.media_type,
    documents.page_count,
    documents.size_bytes,
    documents.extractor_version,
    documents.first_seen_at,
    documents.last_sighted_at,
    extracted.decisions_hash,
    documents.load
from {{ ref('status_document') }} as documents
left join {{ ref('core_document') }} as extracted
    on documents.document_id = extracted.document_id
