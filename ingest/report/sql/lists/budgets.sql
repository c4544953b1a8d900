select budgets.*, departments.name_zh as department_zh
from mart_budget_overview as budgets
left join dim_department as departments using (department_key)
order by budgets.fiscal_year desc, budgets.district_key, budgets.department_key
