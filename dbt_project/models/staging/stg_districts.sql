{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='district_key'
    )
}}

-- the last registry that has it counts: documents may outlive their place in the registry
with

source as (

    select
        *,
        row_number() over (partition by district_key order by load desc) as recency
    from {{ source('raw', 'districts') }}
    where {{ newer_loads() }}

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
        until,
        successor_key,
        load
    from source
    where recency = 1

)

select * from renamed
