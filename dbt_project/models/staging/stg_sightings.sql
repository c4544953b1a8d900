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
        load
    from source

)

select * from renamed
