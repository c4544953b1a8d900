with

source as (

    select * from {{ source('raw', 'loose_files') }}
    where load = {{ newest_load(source('raw', 'loose_files')) }}

),

renamed as (

    select
        source_uri,
        load
    from source

)

select * from renamed
