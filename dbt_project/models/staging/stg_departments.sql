with

source as (

    select * from {{ read_raw('departments') }}
    where load = {{ newest_load('departments') }}

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
