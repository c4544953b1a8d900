-- 年初预算、全年预算数与执行数，各一行，互不替代 · Initial, final and executed, a row each
select
    departments.place as "地区", departments.department as "部门", departments.scope as "范围",
    cast(budget.fiscal_year as text) as "年度",
    departments.short_name || ' ' || budget.fiscal_year as "地区与年度",
    stages.stage as "阶段", stages.amount_wan as "金额（万元）", publication.as_of as "数据截至"
from marts.mart_budget_overview as budget
inner join departments on budget.department_key = departments.department_key
cross join lateral (
    values
    ('①年初预算（申报表）', budget.budget_initial_wan),
    ('②全年预算数（自评报告）', budget.budget_final_wan),
    ('③执行数（自评报告）', budget.executed_wan)
) as stages (stage, amount_wan)
cross join publication
where stages.amount_wan is not null
