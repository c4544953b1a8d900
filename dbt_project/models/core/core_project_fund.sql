{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='document_id',
        pre_hook="{{ drop_outdated(ref('core_document')) }}"
    )
}}

with

funds as (

    select * from {{ ref('stg_project_funds') }}
    where {{ newer_loads() }}

),

documents as (

    select * from {{ ref('core_document') }}

),

joined as (

    select
        funds.document_id,
        documents.district_key,
        documents.department_key,
        documents.fiscal_year,
        funds.project_no,
        funds.source,
        funds.source_text,
        funds.stage,
        funds.amount_wan,
        funds.amount_text,
        funds.rounding_wan,
        {{ place_columns('funds') }}
    from funds
    inner join documents on funds.document_id = documents.document_id
    -- an amount whose unit nobody says is kept as printed in raw alone
    where funds.amount_wan is not null

)

select * from joined
