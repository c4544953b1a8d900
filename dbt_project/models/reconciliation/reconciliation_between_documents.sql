{{ config(materialized='table') }}

{%- set rules = [
    'transfers_to_district_projects',
    'plans_between_forms',
    'targets_between_forms',
    'target_below_achieved',
] -%}

with

checks as (
    {%- for rule in rules %}
    select * from {{ ref('rec_' ~ rule) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

{{ reconcile_with_rules() }}
