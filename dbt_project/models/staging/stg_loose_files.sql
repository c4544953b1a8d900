with

source as (

    select * from {{ source('raw', 'loose_files') }}
    where load = {{ newest_load(source('raw', 'loose_files')) }}

),

renamed as (

    select
        source_uri,
        document_id,
        load
    from source

)

select * from renamed
