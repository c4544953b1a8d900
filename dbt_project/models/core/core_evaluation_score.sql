{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='document_id',
        pre_hook="{{ drop_outdated(ref('core_document'), ['decisions_hash']) }}"
    )
}}

with

scores as (

    {{ reviewed_rows('fct_evaluation_score', ref('stg_scores'), newer_or_redecided_loads()) }}

),

documents as (

    select * from {{ ref('core_document') }}

),

joined as (

    select
        scores.document_id,
        documents.district_key,
        documents.department_key,
        documents.fiscal_year,
        scores.project_no,
        scores.level1,
        scores.level2,
        scores.score,
        scores.full_mark,
        scores.grade,
        {{ review_columns('scores') }},
        scores.decided_fields,
        documents.decisions_hash,
        {{ place_columns('scores') }}
    from scores
    inner join documents on scores.document_id = documents.document_id

)

select * from joined
