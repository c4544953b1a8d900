{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='document_id',
        pre_hook="{{ drop_outdated(ref('core_document')) }}"
    )
}}

with

problems as (

    select * from {{ ref('stg_problems') }}
    where {{ newer_loads() }}

),

documents as (

    select * from {{ ref('core_document') }}

),

joined as (

    select
        problems.document_id,
        documents.district_key,
        documents.department_key,
        documents.fiscal_year,
        problems.severity,
        problems.family,
        problems.message,
        {{ place_columns('problems') }}
    from problems
    inner join documents on problems.document_id = documents.document_id

)

select * from joined
