with

source as (

    select * from {{ source('raw', 'projects') }}

),

counting_loads as (

    select * from {{ ref('stg_document_loads') }}

),

renamed as (

    select
        landed.document_id,
        landed.project_no,
        landed.project_name,
        landed.total_wan,
        landed.fiscal_wan,
        landed.special_account_wan,
        landed.carried_over_wan,
        landed.other_wan,
        landed.cycle_total_wan,
        landed.budget_initial_wan,
        landed.budget_wan,
        landed.executed_wan,
        landed.execution_rate,
        landed.execution_rate_rounding,
        landed.rounding_wan,
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
