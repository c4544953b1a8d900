{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        pre_hook="{{ drop_changed_bodies() }}"
    )
}}

{% set rules = [
    'transfers_to_district_projects',
    'plans_between_forms',
    'targets_between_forms',
    'target_below_achieved',
    'restated_actual',
    'stock_and_net_increase',
] %}

with

results as (
    {{ reconcile_with_rules(rules) }}
)

select
    results.*,
    forms.body_key,
    forms.documents_hash
from results
inner join {{ ref('reconcile_form') }} as forms
    on results.document_id = forms.document_id
