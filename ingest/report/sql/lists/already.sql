-- Targets that the year before had already met.
select
    targets.* exclude (documents_hash),
    departments.name_zh as department_zh,
    targets.indicator_key in (select indicator_key from indicator_page) as has_page
from mart_target_vs_actual as targets
left join dim_department as departments using (department_key)
where targets.already_met_last_year
order by
    targets.fiscal_year desc,
    targets.district_key,
    targets.department_key,
    targets.indicator_name_zh,
    targets.target_indicator_value_id
