{{ config(materialized='table') }}

with

bodies as (
    select * from {{ ref('status_body_documents') }}
    where {{ not_yet_in(
        'reconciliation_between_documents', 'status_body_documents', ['body_key', 'documents_hash']
    ) }}
)

select
    documents.document_id,
    documents.form,
    documents.fiscal_year,
    departments.department_key,
    departments.body_key,
    departments.name_zh as department_name,
    case departments.scope when 'bureau_only' then '本级' else '部门' end as scope_zh,
    bodies.documents_hash
from {{ ref('status_current_document') }} as documents
inner join {{ ref('core_department') }} as departments
    on documents.department_key = departments.department_key
inner join bodies on departments.body_key = bodies.body_key
