with

source as (

    select * from {{ read_raw('slots') }}
    where load = {{ newest_load('slots') }}

),

renamed as (

    select
        slot_key,
        district_key,
        department_key,
        form,
        fiscal_year,
        due_on,
        source_uri,
        load
    from source

)

select * from renamed
