select
    departments.department_key,
    departments.name_zh as department_zh,
    scopes.label_zh as scope_zh,
    districts.name_zh as district_zh,
    min(coverage.fiscal_year) filter (coverage.documents_loaded > 0) as first_year,
    max(coverage.fiscal_year) filter (coverage.documents_loaded > 0) as last_year,
    coalesce(sum(coverage.documents_loaded), 0) as documents,
    coalesce(sum(coverage.documents_missing), 0) as missing,
    coalesce(sum(coverage.targets_printed), 0) as targets,
    coalesce(sum(coverage.checks_failed), 0) as failed
from dim_department as departments
left join mart_coverage as coverage using (department_key)
left join dim_code as scopes on departments.scope = scopes.code and scopes.code_set = 'scope'
left join dim_district as districts on departments.district_key = districts.district_key
group by all
order by
    any_value(list_position(['province', 'city', 'district'], districts.level)),
    any_value(districts.district_key),
    departments.department_key
