-- What projects promise of it, beside the departments' own rows.
select
    targets.indicator_key as page_key,
    targets.* exclude (documents_hash),
    departments.name_zh as department_zh,
    outcomes.label_zh as outcome_zh
from mart_target_vs_actual as targets
inner join indicator_page using (indicator_key)
left join dim_department as departments using (department_key)
left join dim_code as outcomes on targets.outcome = outcomes.code and outcomes.code_set = 'outcome'
where targets.project_no is not null or targets.target_kind = 'qualitative'
order by
    targets.indicator_key,
    targets.fiscal_year desc,
    targets.department_key,
    targets.project_no,
    targets.target_indicator_value_id
