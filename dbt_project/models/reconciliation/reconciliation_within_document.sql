{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='document_id',
        pre_hook="{{ drop_outdated(ref('core_document'), ['district_hash', 'decisions_hash']) }}"
    )
}}

{% set rules = [
    'budget_lines_add_up',
    'budget_level_split',
    'project_rows_to_total',
    'project_row_across',
    'execution_rate',
    'executed_by_source',
    'executed_by_nature',
    'scores_to_subtotals',
    'scores_to_total',
    'scores_within_full_marks',
    'full_marks_add_up',
    'grade_of_total',
    'tasks_against_spending',
    'carry_over',
    'evaluated_amount',
    'repeated_statements',
    'narrative_against_table',
    'annual_against_cycle',
    'zero_growth_target',
    'project_funds_add_up',
    'indicator_weights_to_total',
    'indicator_weights_to_level',
    'indicator_scores_to_level',
    'indicator_scores_to_total',
] %}

with

results as (
    {{ reconcile_with_rules(rules) }}
)

select
    results.*,
    documents.district_hash,
    documents.decisions_hash,
    documents.load
from results
inner join {{ ref('reconcile_document') }} as documents
    on results.document_id = documents.document_id
