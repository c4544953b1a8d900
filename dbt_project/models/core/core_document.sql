with

documents as (

    select * from {{ ref('stg_documents') }}

),

counting as (

    select * from {{ ref('stg_document_loads') }}
    where outcome = 'extracted'

),

districts as (

    select * from {{ ref('core_district') }}

),

decisions as (

    {{ decisions_of_documents() }}

)

select
    documents.document_id,
    documents.slot_key,
    documents.district_key,
    documents.department_key,
    documents.form,
    documents.fiscal_year,
    documents.year_evidence,
    documents.title,
    documents.department_name,
    documents.amount_unit,
    documents.media_type,
    documents.page_count,
    documents.source_uri,
    documents.file_name,
    documents.size_bytes,
    documents.extractor_version,
    documents.first_seen_at,
    {{ district_hash('districts') }} as district_hash,
    coalesce(decisions.decisions_hash, 'none') as decisions_hash,
    documents.load
from documents
inner join counting on documents.submission_key = counting.submission_key
left join districts on documents.district_key = districts.district_key
left join decisions on documents.document_id = decisions.document_id
