with

source as (

    select * from {{ source('raw', 'districts') }}
    where load = {{ newest_load(source('raw', 'districts')) }}

),

renamed as (

    select
        district_key,
        code,
        name_zh,
        name_en,
        level,
        parent_district_key,
        functional_zones,
        load
    from source

)

select * from renamed
