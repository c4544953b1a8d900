-- Targets of projects, and targets in words: the rows that stand in no series of the department.
select
    targets.department_key as page_key,
    targets.* exclude (documents_hash),
    outcomes.label_zh as outcome_zh,
    targets.indicator_key in (select indicator_key from indicator_page) as has_page
from mart_target_vs_actual as targets
left join dim_code as outcomes on targets.outcome = outcomes.code and outcomes.code_set = 'outcome'
where targets.project_no is not null or targets.target_kind = 'qualitative'
order by
    targets.department_key,
    targets.fiscal_year desc,
    targets.project_no nulls first,
    targets.indicator_name_zh,
    targets.target_indicator_value_id
