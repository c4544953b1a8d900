{{ config(materialized='table') }}

with

documents as (
    select * from {{ ref('core_document') }}
),

districts as (
    select * from {{ ref('core_district') }}
),

-- labels are conformed with the name and the level of the district
based as (
    select
        documents.document_id,
        documents.form,
        documents.fiscal_year,
        documents.load,
        {{ dbt.hash(dbt.concat([
            'documents.load',
            "'/'",
            "coalesce(districts.name_zh, '')",
            "'/'",
            "coalesce(districts.level, '')"
        ])) }} as basis
    from documents
    left join districts on documents.district_key = districts.district_key
)

select *
from based
where {{ not_yet_in('reconciliation_within_document', 'based', ['document_id', 'basis']) }}
