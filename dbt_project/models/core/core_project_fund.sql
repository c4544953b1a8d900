{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='document_id',
        pre_hook="{{ drop_outdated(ref('core_document'), ['decisions_hash']) }}"
    )
}}

with

funds as (

    {{ reviewed_rows('fct_project_fund', ref('stg_project_funds'), newer_or_redecided_loads()) }}

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
        {{ review_columns('funds') }},
        funds.decided_fields,
        documents.decisions_hash,
        {{ place_columns('funds') }}
    from funds
    inner join documents on funds.document_id = documents.document_id
    -- an amount whose unit nobody says is kept as printed in raw alone
    where funds.amount_wan is not null

)

select * from joined
