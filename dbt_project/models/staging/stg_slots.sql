with

source as (

    select * from {{ source('raw', 'slots') }}
    where load = {{ newest_load(source('raw', 'slots')) }}

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
        withdrawn_reason,
        load
    from source

)

select * from renamed
