select *
from {{ ref('core_document_status') }}
where is_current
