select *
from {{ ref('status_document') }}
where status in ('loaded', 'withdrawn') and not is_current and slot_key is not null
