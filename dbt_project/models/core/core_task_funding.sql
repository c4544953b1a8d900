{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='document_id',
        pre_hook="{{ drop_outdated(ref('core_document'), ['decisions_hash']) }}"
    )
}}

with

tasks as (

    {{ reviewed_rows('fct_task_funding', ref('stg_tasks'), newer_or_redecided_loads()) }}

),

documents as (

    select * from {{ ref('core_document') }}

),

joined as (

    select
        tasks.document_id,
        documents.district_key,
        documents.department_key,
        documents.fiscal_year,
        tasks.task_no,
        tasks.task_name,
        tasks.amount_wan,
        -- an amount whose unit nobody says is kept as printed in raw alone
        case when tasks.amount_wan is not null then tasks.amount_text end as amount_text,
        tasks.rounding_wan,
        tasks.content,
        tasks.goal,
        {{ review_columns('tasks') }},
        tasks.decided_fields,
        documents.decisions_hash,
        {{ place_columns('tasks') }}
    from tasks
    inner join documents on tasks.document_id = documents.document_id

)

select * from joined
