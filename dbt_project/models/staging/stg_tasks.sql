with

source as (

    select * from {{ source('raw', 'tasks') }}

),

counting_loads as (

    select * from {{ ref('stg_document_loads') }}

),

renamed as (

    select
        landed.document_id,
        landed.task_no,
        landed.task_name,
        landed.amount_wan,
        landed.amount_text,
        landed.rounding_wan,
        landed.content,
        landed.goal,
        landed.file_row_number as ordinal,
        {{ place_columns('landed') }}
    from source as landed
    inner join counting_loads
        on
            landed.document_id = counting_loads.document_id
            and landed.load = counting_loads.load

)

select * from renamed
