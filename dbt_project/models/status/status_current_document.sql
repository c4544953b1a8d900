select *
from {{ ref('status_document') }}
where is_current
