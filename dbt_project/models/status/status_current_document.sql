select
    documents.*,
    extracted.district_hash,
    extracted.decisions_hash
from {{ ref('status_document') }} as documents
inner join {{ ref('core_document') }} as extracted
    on documents.document_id = extracted.document_id
where documents.is_current
