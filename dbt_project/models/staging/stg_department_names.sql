with

source as (

    select * from {{ source('raw', 'department_names') }}
    where load = {{ newest_load(source('raw', 'department_names')) }}

),

renamed as (

    select
        department_key,
        name_zh,
        since,
        until,
        load
    from source

)

select * from renamed
