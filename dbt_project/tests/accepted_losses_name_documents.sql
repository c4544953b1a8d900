-- a row that names no document, or gives no reason, accepts nothing that anybody has looked at
select
    document_id,
    reason
from {{ ref('accepted_losses') }}
where
    document_id <> '*' and length(document_id) <> 64
    or trim(reason) = ''
