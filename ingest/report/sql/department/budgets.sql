select department_key as page_key, budgets.*, districts.name_zh as department_zh
from mart_budget_overview as budgets
inner join dim_department as districts using (department_key)
order by department_key, fiscal_year
