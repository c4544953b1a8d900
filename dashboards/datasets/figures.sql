-- 指标的目标、周期目标与完成，一个数一行 · Targets and actuals of indicators, a figure a row
select
    wide.district_name_zh as "地区", departments.department as "部门", wide.indicator_name_zh as "指标",
    cast(wide.fiscal_year as text) as "年度",
    departments.short_name || ' ' || wide.fiscal_year as "地区与年度",
    wide.statistic_zh as "口径", wide.unit as "单位", wide.is_catalogued as "在目录中",
    figures.kind as "类别", figures.kind || '（' || operators.bound || '）' as "目标或完成",
    figures.value as "数值",
    operators.sign || rtrim(to_char(figures.value, 'FM999,999,999,990.999999'), '.') as "数",
    figures.printed as "原文", publication.as_of as "数据截至"
from marts.mart_indicator_wide as wide
inner join departments on wide.department_key = departments.department_key
cross join lateral (
    values
    ('完成值', wide.actual, wide.actual_operator, wide.actual_text),
    ('年度目标', wide.target, wide.target_operator, wide.target_text),
    ('实施周期目标', wide.target_cycle, wide.target_cycle_operator, wide.target_cycle_text)
) as figures (kind, value, operator, printed)
inner join operators on figures.operator = operators.operator
cross join publication
where figures.value is not null
