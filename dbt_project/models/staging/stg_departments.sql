with

source as (

    select * from {{ source('raw', 'departments') }}
    where load = {{ newest_load(source('raw', 'departments')) }}

),

renamed as (

    select
        department_key,
        district_key,
        name_zh,
        scope,
        body_key,
        load
    from source

)

select * from renamed
