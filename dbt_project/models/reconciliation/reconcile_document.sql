{{ config(materialized='table') }}

with

documents as (
    select * from {{ ref('core_document') }}
)

select
    document_id,
    form,
    fiscal_year,
    district_hash,
    decisions_hash,
    load
from documents
where {{ not_yet_in(
    'reconciliation_within_document',
    'documents',
    ['document_id', 'load', 'district_hash', 'decisions_hash']
) }}
