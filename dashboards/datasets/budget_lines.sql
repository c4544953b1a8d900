-- 预算表与收支情况中印出的金额，一个金额一行 · Printed amounts of the budget block, one a row
select
    departments.place as "地区", departments.department as "部门", departments.scope as "范围",
    cast(lines.fiscal_year as text) as "年度",
    departments.short_name || ' ' || lines.fiscal_year
    || case lines.phase when 'executed' then ' 执行' else ' 预算' end as "地区、年度与阶段",
    phases.label_zh as "阶段", lines.section as "栏目", lines.item as "项目",
    case
        when lines.section in ('部门预算支出', '按支出性质') then '按性质'
        when lines.section = '事业发展性支出' then '按性质'
        when lines.section in ('收入来源', '按资金来源') then '按来源'
        when lines.section = '按预算级次划分' then '按级次'
        else '其他'
    end as "划分",
    lines.amount_wan as "金额（万元）", lines.amount_text as "金额原文",
    publication.as_of as "数据截至"
from marts.fct_budget_line as lines
inner join departments on lines.department_key = departments.department_key
left join marts.dim_code as phases on phases.code_set = 'phase' and lines.phase = phases.code
cross join publication
