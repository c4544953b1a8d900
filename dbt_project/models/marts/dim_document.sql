with

-- where its bytes came from, as they were seen last
origins as (

    select
        document_id,
        source_uri,
        page_uri,
        link_text,
        fetched_uri,
        row_number() over (
            partition by document_id, source_uri
            order by case when page_uri is null then 1 else 0 end asc, seen_at desc, load desc
        ) as recency
    from {{ ref('stg_sightings') }}

)

select
    documents.document_id,
    documents.slot_key,
    documents.department_key,
    documents.district_key,
    documents.fiscal_year,
    documents.year_evidence,
    documents.form,
    documents.version,
    documents.is_current,
    documents.status,
    documents.status_reason,
    documents.held_forms,
    documents.title,
    documents.department_name,
    documents.amount_unit,
    documents.source_uri,
    origins.page_uri,
    origins.link_text,
    origins.fetched_uri,
    documents.file_name,
    documents.media_type,
    documents.page_count,
    documents.size_bytes,
    documents.extractor_version,
    documents.first_seen_at,
    documents.last_sighted_at,
    extracted.decisions_hash,
    documents.load
from {{ ref('status_document') }} as documents
left join {{ ref('core_document') }} as extracted
    on documents.document_id = extracted.document_id
left join origins
    on
        documents.document_id = origins.document_id
        and documents.source_uri = origins.source_uri
        and origins.recency = 1
