with

source as (

    select * from {{ source('raw', 'indicator_values') }}

),

counting_loads as (

    select * from {{ ref('stg_document_loads') }}

),

renamed as (

    select
        landed.indicator_value_id,
        landed.document_id,
        landed.project_no,
        landed.row_no,
        landed.level1,
        landed.level2,
        landed.indicator_name,
        landed.metric,
        landed.measure,
        landed.horizon,
        landed.source_section,
        landed.value_text,
        landed.value_kind,
        landed.operator,
        landed.value,
        landed.unit,
        landed.year,
        landed.file_row_number as ordinal,
        {{ place_columns('landed') }}
    from source as landed
    inner join counting_loads
        on
            landed.document_id = counting_loads.document_id
            and landed.load = counting_loads.load

)

select * from renamed
