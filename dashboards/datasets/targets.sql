-- 每个年度目标一行：结果与原因 · Every annual target, what became of it and why
select
    departments.place as "地区", departments.department as "部门", departments.short_name as "部门简称",
    targets.indicator_name_zh as "指标", cast(targets.fiscal_year as text) as "年度",
    departments.short_name || ' ' || targets.fiscal_year as "地区与年度",
    coalesce(printed.level1, '未标级别') as "一级指标",
    coalesce(targets.project_name, '（部门）') as "项目",
    case targets.target_kind when 'number' then '数值' else '文字' end as "目标类型",
    outcomes.label_zh as "结果", targets.outcome as outcome,
    coalesce(targets.unit, '—') as "单位", targets.target_text as "目标原文",
    coalesce(
        target_signs.sign
        || rtrim(to_char(targets.target_value, 'FM999,999,999,990.999999'), '.'), '（文字）'
    ) as "目标",
    coalesce(
        actual_signs.sign
        || rtrim(to_char(targets.actual_value, 'FM999,999,999,990.999999'), '.'), '—'
    ) as "完成",
    coalesce(
        last_signs.sign
        || rtrim(to_char(targets.last_year_actual_value, 'FM999,999,999,990.999999'), '.'), '—'
    ) as "上年完成",
    case targets.already_met_last_year
        when true then '上年已达到' when false then '上年未达到' else '无从比较'
    end as "与上年完成相比",
    coalesce(targets.shortfall_reason, targets.outcome_reason, '—') as "原因",
    targets.is_in_doubt as "存疑", publication.as_of as "数据截至"
from marts.mart_target_vs_actual as targets
inner join departments on targets.department_key = departments.department_key
left join marts.fct_indicator_value as printed
    on targets.target_indicator_value_id = printed.indicator_value_id
left join marts.dim_code as outcomes
    on outcomes.code_set = 'outcome' and targets.outcome = outcomes.code
left join operators as target_signs on targets.target_operator = target_signs.operator
left join operators as actual_signs on targets.actual_operator = actual_signs.operator
left join operators as last_signs on targets.last_year_actual_operator = last_signs.operator
cross join publication
