{{ config(materialized='table') }}

{% set rules = [
    'transfers_to_district_projects',
    'plans_between_forms',
    'targets_between_forms',
    'target_below_achieved',
] %}

{{ reconcile_with_rules(rules) }}
