select department_key as page_key, *
from mart_coverage
where documents_loaded > 0 or targets_printed > 0 or figures_printed > 0
order by department_key, fiscal_year
