with

source as (

    select * from {{ source('raw', 'budget_lines') }}

),

counting_loads as (

    select * from {{ ref('stg_document_loads') }}

),

renamed as (

    select
        landed.document_id,
        landed.section,
        landed.item,
        landed.phase,
        landed.amount_wan,
        landed.amount_text,
        landed.rounding_wan,
        landed.execution_rate,
        landed.execution_rate_rounding,
        landed.file_row_number as ordinal,
        {{ place_columns('landed') }}
    from source as landed
    inner join counting_loads
        on
            landed.document_id = counting_loads.document_id
            and landed.load = counting_loads.load

)

select * from renamed
