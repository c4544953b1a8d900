with

within_document as (
    select * from {{ ref('reconciliation_within_document') }}
),

between_documents as (
    select * from {{ ref('reconciliation_between_documents') }}
)

select * from within_document
union all
select
    *,
    null as basis,
    null as load
from between_documents
