{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='department_key'
    )
}}

-- the last registry that has it counts: documents may outlive their place in the registry
with

source as (

    select
        *,
        row_number() over (partition by department_key order by load desc) as recency
    from {{ source('raw', 'departments') }}
    where {{ newer_loads() }}

),

renamed as (

    select
        department_key,
        district_key,
        name_zh,
        scope,
        body_key,
        until,
        successor_key,
        load
    from source
    where recency = 1

)

select * from renamed
