with

submissions as (

    select * from {{ ref('stg_documents') }}

),

ranked as (

    select
        document_id,
        slot_key,
        submission_key,
        outcome,
        load,
        row_number() over (
            partition by document_id
            order by
                case
                    when duplicate_of is not null then 2
                    when slot_key is null then 1
                    else 0
                end asc,
                load desc,
                submission_key asc
        ) as preference
    from submissions

)

select
    document_id,
    slot_key,
    submission_key,
    outcome,
    load
from ranked
where preference = 1
