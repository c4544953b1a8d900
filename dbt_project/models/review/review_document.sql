-- documents that people are asked about: current ones, and those held that are newer
select
    documents.*,
    documents.status = 'held' as is_held
from {{ ref('status_document') }} as documents
where
    documents.is_current
    or (
        documents.status = 'held'
        and not exists (
            select 1 from {{ ref('status_document') }} as later
            where
                later.slot_key = documents.slot_key
                and later.is_current
                and later.last_sighted_at > documents.last_sighted_at
        )
    )
