{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='submission_key'
    )
}}

-- what was judged: a document of a slot, or another claim on the same bytes
with

source as (

    select
        *,
        case
            when slot_key is not null and duplicate_of is null then document_id
            else concat(document_id, '/', coalesce(slot_key, source_uri))
        end as submission_key
    from {{ source('raw', 'documents') }}
    where {{ newer_loads() }}

),

ranked as (

    select
        *,
        row_number() over (partition by submission_key order by load desc) as recency
    from source

),

renamed as (

    select
        submission_key,
        document_id,
        slot_key,
        district_key,
        department_key,
        form,
        fiscal_year,
        year_evidence,
        outcome,
        reason,
        duplicate_of,
        title,
        department_name,
        amount_unit,
        media_type,
        page_count,
        source_uri,
        file_name,
        size_bytes,
        first_seen_at,
        extractor_version,
        load
    from ranked
    where recency = 1

)

select * from renamed
