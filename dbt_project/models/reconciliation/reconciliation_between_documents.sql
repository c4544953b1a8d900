{{ config(materialized='table') }}

{% set rules = [
    'transfers_to_district_projects',
    'plans_between_forms',
    'targets_between_forms',
    'target_below_achieved',
    'restated_actual',
    'stock_and_net_increase',
] %}

{{ reconcile_with_rules(rules) }}
