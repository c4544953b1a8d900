{{ config(materialized='incremental', incremental_strategy='append') }}

with

source as (

    select * from {{ source('raw', 'sightings') }}
    where {{ newer_loads() }}

),

renamed as (

    select
        slot_key,
        document_id,
        source_uri,
        file_name,
        size_bytes,
        seen_at,
        found_in,
        publishers,
        page_uri,
        link_text,
        fetched_uri,
        offered_name,
        load
    from source

)

select * from renamed
