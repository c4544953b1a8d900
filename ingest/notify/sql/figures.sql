-- 高企 figures that the publication has otherwise than the one before it.
with changed as (
    select key, column_name, old_value, new_value
    from marts.fct_change
    where
        publication_id = $publication
        and table_name = 'mart_high_tech_enterprises'
        and kind = 'changed'
    union all
    select
        changes.key,
        columns.name,
        case when changes.kind = 'removed' then changes.old_value ->> columns.name end,
        case when changes.kind = 'added' then changes.new_value ->> columns.name end
    from marts.fct_change as changes
    cross join (values ('target_annual'), ('target_cycle'), ('actual')) as columns (name)
    where
        changes.publication_id = $publication
        and changes.table_name = 'mart_high_tech_enterprises'
        and changes.kind in ('added', 'removed')
)

select
    coalesce(districts.name_zh, changed.key ->> 'district_key') as district_zh,
    (changed.key ->> 'fiscal_year')::integer as fiscal_year,
    coalesce(statistics.label_zh, changed.key ->> 'statistic') as statistic_zh,
    case changed.column_name
        when 'target_annual' then '年度目标' when 'target_cycle' then '周期目标' else '实际'
    end as what_zh,
    changed.old_value as old,
    changed.new_value as new
from changed
left join marts.dim_district as districts
    on changed.key ->> 'district_key' = districts.district_key
left join marts.dim_code as statistics
    on
        changed.key ->> 'statistic' = statistics.code
        and statistics.code_set = 'enterprise_statistic'
where
    changed.column_name in ('target_annual', 'target_cycle', 'actual')
    and changed.old_value is distinct from changed.new_value
order by district_zh, fiscal_year, statistic_zh, what_zh
