with

source as (

    select * from {{ source('raw', 'indicator_scores') }}

),

counting_loads as (

    select * from {{ ref('stg_document_loads') }}

),

renamed as (

    select
        landed.document_id,
        landed.project_no,
        landed.row_no,
        landed.level1,
        landed.level2,
        landed.indicator_name,
        landed.weight,
        landed.score,
        landed.deviation_reason,
        landed.file_row_number as ordinal,
        {{ place_columns('landed') }}
    from source as landed
    inner join counting_loads
        on
            landed.document_id = counting_loads.document_id
            and landed.load = counting_loads.load

)

select * from renamed
