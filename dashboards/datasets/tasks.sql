-- 年度重点工作任务及其资金 · Key tasks of the year and their money
select
    departments.place as "地区", departments.department as "部门",
    cast(tasks.fiscal_year as text) as "年度", tasks.task_no as "序号", tasks.task_name as "任务",
    departments.short_name || '：' || tasks.task_name as "地区与任务",
    tasks.amount_wan as "金额（万元）", tasks.content as "主要内容（原文）", tasks.goal as "目标（原文）",
    publication.as_of as "数据截至"
from marts.fct_task_funding as tasks
inner join departments on tasks.department_key = departments.department_key
cross join publication
