-- Targets that were judged, the missed ones first.
select
    targets.* exclude (documents_hash),
    departments.name_zh as department_zh,
    outcomes.label_zh as outcome_zh,
    targets.indicator_key in (select indicator_key from indicator_page) as has_page
from mart_target_vs_actual as targets
left join dim_department as departments using (department_key)
left join dim_code as outcomes on targets.outcome = outcomes.code and outcomes.code_set = 'outcome'
where targets.outcome in ('met', 'missed', 'missed_by_statement', 'undecidable')
order by
    list_position(['missed', 'missed_by_statement', 'undecidable', 'met'], targets.outcome),
    targets.fiscal_year desc,
    targets.district_key,
    targets.department_key,
    targets.indicator_name_zh,
    targets.target_indicator_value_id
