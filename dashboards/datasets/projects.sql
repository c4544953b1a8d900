-- 项目 × 年度：计划、预算与执行 · Projects by year: plan, budget, execution
select
    departments.place as "地区", departments.department as "部门", departments.scope as "范围",
    cast(projects.fiscal_year as text) as "年度", projects.project_name as "项目",
    projects.planned_wan as "计划（万元）", projects.budget_initial_wan as "年初预算（万元）",
    projects.budget_final_wan as "全年预算数（万元）", projects.executed_wan as "执行数（万元）",
    coalesce(to_char(projects.budget_final_wan, 'FM999,999,990.00'), '—') as "全年预算数",
    coalesce(to_char(projects.executed_wan, 'FM999,999,990.00'), '—') as "执行数",
    coalesce(to_char(projects.execution_rate, 'FM990.00') || '%', '—') as "执行率",
    projects.execution_rate as "执行率（%）", projects.planned_change_pct as "计划比上年（%）",
    publication.as_of as "数据截至"
from marts.mart_project as projects
inner join departments on projects.department_key = departments.department_key
cross join publication
