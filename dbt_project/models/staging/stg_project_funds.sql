with

source as (

    select * from {{ source('raw', 'project_funds') }}

),

counting_loads as (

    select * from {{ ref('stg_document_loads') }}

),

renamed as (

    select
        landed.document_id,
        landed.project_no,
        landed.source,
        landed.source_text,
        landed.stage,
        landed.amount_wan,
        landed.amount_text,
        landed.rounding_wan,
        landed.file_row_number as ordinal,
        {{ place_columns('landed') }}
    from source as landed
    inner join counting_loads
        on
            landed.document_id = counting_loads.document_id
            and landed.load = counting_loads.load

)

select * from renamed
