{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='document_id',
        pre_hook="{{ drop_outdated(ref('core_document'), ['decisions_hash']) }}"
    )
}}

with

budget_lines as (

    {{ reviewed_rows('fct_budget_line', ref('stg_budget_lines'), newer_or_redecided_loads()) }}

),

documents as (

    select * from {{ ref('core_document') }}

),

joined as (

    select
        budget_lines.document_id,
        documents.district_key,
        documents.department_key,
        documents.fiscal_year,
        budget_lines.section,
        budget_lines.item,
        budget_lines.phase,
        budget_lines.amount_wan,
        budget_lines.amount_text,
        budget_lines.rounding_wan,
        budget_lines.execution_rate,
        budget_lines.execution_rate_rounding,
        {{ review_columns('budget_lines') }},
        budget_lines.decided_fields,
        documents.decisions_hash,
        {{ place_columns('budget_lines') }}
    from budget_lines
    inner join documents on budget_lines.document_id = documents.document_id
    -- an amount whose unit nobody says is kept as printed in raw alone
    where budget_lines.amount_wan is not null

)

select * from joined
