{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='document_id',
        pre_hook="{{ drop_outdated(ref('core_document'), ['district_hash', 'decisions_hash']) }}"
    )
}}

with

shortfalls as (

    {{ reviewed_rows('fct_shortfall', ref('stg_shortfalls'), newer_or_corrected_loads()) }}

),

documents as (

    select * from {{ ref('core_document') }}

),

labels as (

    select * from {{ ref('core_indicator_label') }}
    where figure_class = 'text'

),

joined as (

    select
        shortfalls.document_id,
        documents.district_key,
        documents.district_hash,
        documents.department_key,
        documents.fiscal_year,
        labels.indicator_key,
        shortfalls.subject,
        shortfalls.reason,
        shortfalls.measure,
        {{ review_columns('shortfalls') }},
        shortfalls.decided_fields,
        documents.decisions_hash,
        {{ place_columns('shortfalls') }}
    from shortfalls
    inner join documents on shortfalls.document_id = documents.document_id
    left join labels
        on
            documents.district_key = labels.district_key
            and shortfalls.subject = labels.label
            and shortfalls.subject = labels.row_name

)

select * from joined
