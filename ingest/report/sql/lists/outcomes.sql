select
    coverage.department_key,
    departments.name_zh as department_zh,
    coverage.district_name_zh,
    coverage.fiscal_year,
    coverage.targets_printed,
    coverage.targets_met,
    coverage.targets_missed + coverage.targets_missed_by_statement as targets_missed,
    coverage.targets_not_reported,
    coverage.targets_undecidable,
    coverage.targets_no_report,
    coverage.share_met
from mart_coverage as coverage
left join dim_department as departments using (department_key)
where coverage.targets_printed > 0
order by coverage.fiscal_year desc, coverage.district_key, coverage.department_key
