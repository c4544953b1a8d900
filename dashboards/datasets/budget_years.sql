-- 部门 × 年度的预算与执行，一行一年 · Budget and execution, a department's year a row
select
    departments.place as "地区", departments.department as "部门", departments.scope as "范围",
    cast(budget.fiscal_year as text) as "年度",
    departments.short_name || ' ' || budget.fiscal_year as "地区与年度",
    budget.budget_initial_wan as "年初预算（万元）", budget.budget_final_wan as "全年预算数（万元）",
    budget.executed_wan as "执行数（万元）", budget.execution_rate as "执行率（%）",
    coalesce(to_char(budget.budget_initial_wan, 'FM999,999,990.00'), '—') as "年初预算",
    coalesce(to_char(budget.budget_final_wan, 'FM999,999,990.00'), '—') as "全年预算数",
    coalesce(to_char(budget.executed_wan, 'FM999,999,990.00'), '—') as "执行数",
    coalesce(to_char(budget.execution_rate, 'FM990.00') || '%', '—') as "执行率",
    budget.execution_rate_printed as "印出的执行率（%）",
    budget.budget_initial_change_pct as "年初预算比上年（%）",
    budget.task_count as "重点任务（项）", budget.task_sum_wan as "重点任务金额（万元）",
    budget.project_count as "项目（个）", budget.project_sum_wan as "项目金额（万元）",
    budget.transfer_wan as "对下转移支付（万元）",
    concat_ws(
        '、', case when budget.is_in_doubt then '存疑' end,
        case when budget.is_contradicted then '勾稽有不符' end
    ) as "注意",
    publication.as_of as "数据截至"
from marts.mart_budget_overview as budget
inner join departments on budget.department_key = departments.department_key
cross join publication
