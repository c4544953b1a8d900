-- What this publication says otherwise than the one before: figures of departments and years.
select
    changes.kind,
    changes.cause,
    causes.label_zh as cause_zh,
    changes.fiscal_year,
    changes.department_key,
    departments.name_zh as department_zh,
    changes.key ->> 'indicator_key' as indicator_key,
    coalesce(indicators.name_zh, changes.table_name) as what_zh,
    changes.key ->> 'indicator_key' in (select indicator_key from indicator_page) as has_page,
    case changes.column_name
        when 'target' then '年度目标'
        when 'target_cycle' then '周期目标'
        when 'actual' then '完成'
        when 'budget_initial_wan' then '年初预算（万元）'
        when 'budget_final_wan' then '全年预算（万元）'
        when 'executed_wan' then '执行（万元）'
        when 'outcome' then '结果'
    end as column_zh,
    changes.old_value,
    changes.new_value
from fct_change as changes
left join dim_code as causes on changes.cause = causes.code and causes.code_set = 'change_cause'
left join dim_department as departments using (department_key)
left join dim_indicator as indicators on changes.key ->> 'indicator_key' = indicators.indicator_key
where
    changes.publication_id = $publication
    and changes.table_name in ('mart_indicator_wide', 'mart_budget_overview')
    and changes.kind = 'changed'
    and changes.column_name in (
        'target', 'target_cycle', 'actual', 'budget_initial_wan', 'budget_final_wan', 'executed_wan',
        'outcome'
    )
order by
    changes.department_key, changes.fiscal_year desc, what_zh, changes.key, changes.column_name
