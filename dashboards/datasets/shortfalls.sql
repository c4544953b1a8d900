-- 报告自述未达到的目标及原因 · Targets that a report says were missed, and why
select
    departments.place as "地区", departments.department as "部门",
    cast(shortfalls.fiscal_year as text) as "年度",
    coalesce(indicators.name_zh, shortfalls.subject) as "指标", shortfalls.subject as "未达到的目标（原文）",
    shortfalls.reason as "原因（原文）", shortfalls.measure as "改进措施（原文）",
    publication.as_of as "数据截至"
from marts.fct_shortfall as shortfalls
inner join departments on shortfalls.department_key = departments.department_key
left join marts.dim_indicator as indicators on shortfalls.indicator_key = indicators.indicator_key
cross join publication
