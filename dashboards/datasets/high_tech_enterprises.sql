-- 高新技术企业：地区 × 年度 × 口径，目标、周期目标与完成各一行 · A figure a row
select
    departments.place as "地区", departments.department as "部门",
    labels.label_zh as "口径",
    case marts.statistic when 'stock' then '存量' else '年度数' end as "存量或年度数",
    cast(marts.fiscal_year as text) as "年度",
    districts.name_zh || ' ' || marts.fiscal_year as "地区与年度",
    districts.name_zh || ' ' || marts.fiscal_year || ' ' || labels.label_zh as "地区、年度与口径",
    figures.kind as "类别", figures.kind || '（' || operators.bound || '）' as "目标或完成",
    figures.value as "数值",
    operators.sign || rtrim(to_char(figures.value, 'FM999,999,999,990.999999'), '.') as "数",
    printed.value_text as "原文",
    figures.value / nullif(residents.population_wan, 0) as "每万常住人口",
    rank() over (
        partition by marts.district_key, marts.statistic
        order by marts.fiscal_year desc, figures.nearness
    ) = 1 as "最新",
    marts.is_in_doubt as "存疑", marts.is_contradicted as "有矛盾",
    publication.as_of as "数据截至"
from marts.mart_high_tech_enterprises as marts
inner join marts.dim_district as districts on marts.district_key = districts.district_key
inner join marts.dim_code as labels
    on labels.code_set = 'enterprise_statistic' and marts.statistic = labels.code
cross join lateral (
    values
    (
        1, '完成值', marts.actual, marts.actual_operator,
        marts.actual_indicator_value_id, marts.actual_department_key
    ),
    (
        2, '年度目标', marts.target_annual, marts.target_annual_operator,
        marts.target_annual_indicator_value_id, marts.target_annual_department_key
    ),
    (
        3, '实施周期目标', marts.target_cycle, marts.target_cycle_operator,
        marts.target_cycle_indicator_value_id, marts.target_cycle_department_key
    )
) as figures (nearness, kind, value, operator, indicator_value_id, department_key)
inner join operators on figures.operator = operators.operator
left join departments on figures.department_key = departments.department_key
left join marts.fct_indicator_value as printed
    on figures.indicator_value_id = printed.indicator_value_id
left join lateral (
    select years.population_wan
    from marts.dim_district_year as years
    where years.district_key = marts.district_key and years.population_wan is not null
    order by abs(years.fiscal_year - marts.fiscal_year), years.fiscal_year desc
    limit 1
) as residents on true
cross join publication
where figures.value is not null
