{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='document_id',
        pre_hook="{{ drop_outdated(ref('core_document'), ['district_hash', 'decisions_hash']) }}"
    )
}}

with

scores as (

    {{ reviewed_rows('fct_indicator_score', ref('stg_indicator_scores'), newer_or_corrected_loads()) }}

),

documents as (

    select * from {{ ref('core_document') }}

),

labels as (

    select * from {{ ref('core_indicator_label') }}
    where figure_class = 'text'

),

scored as (

    select distinct document_id from scores

),

-- the indicator that the row's own target and result are figures of, where it is one
row_indicators as (

    select
        facts.document_id,
        facts.project_no,
        facts.row_no,
        min(facts.indicator_key) as indicator_key
    from {{ ref('core_indicator_value') }} as facts
    inner join scored on facts.document_id = scored.document_id
    where facts.source_section = 'indicator_table'
    group by facts.document_id, facts.project_no, facts.row_no
    having count(distinct facts.indicator_key) = 1

),

joined as (

    select
        scores.document_id,
        documents.district_key,
        documents.district_hash,
        documents.department_key,
        documents.fiscal_year,
        coalesce(row_indicators.indicator_key, labels.indicator_key) as indicator_key,
        scores.project_no,
        scores.row_no,
        scores.level1,
        scores.level2,
        scores.indicator_name,
        scores.weight,
        scores.score,
        scores.deviation_reason,
        {{ review_columns('scores') }},
        scores.decided_fields,
        documents.decisions_hash,
        {{ place_columns('scores') }}
    from scores
    inner join documents on scores.document_id = documents.document_id
    left join row_indicators
        on
            scores.document_id = row_indicators.document_id
            and coalesce(scores.project_no, -1) = coalesce(row_indicators.project_no, -1)
            and scores.row_no = row_indicators.row_no
    left join labels
        on
            documents.district_key = labels.district_key
            and scores.indicator_name = labels.label
            and scores.indicator_name = labels.row_name

)

select * from joined
