-- 要人看一眼的数：可能读错、说法矛盾、另有说法，与没有读懂之处 · What a person should look at
select
    wide.district_name_zh as "地区", departments.department as "部门", wide.indicator_name_zh as "指标",
    cast(wide.fiscal_year as text) as "年度",
    case
        when wide.is_contradicted then '说法矛盾' when wide.is_restated then '另有说法' else '可能读错'
    end as "类别",
    coalesce(wide.target_text, wide.actual_text) as "原文或说明",
    coalesce(wide.target_indicator_value_id, wide.actual_indicator_value_id) as "编号",
    publication.as_of as "数据截至"
from marts.mart_indicator_wide as wide
inner join departments on wide.department_key = departments.department_key
cross join publication
where wide.is_in_doubt or wide.is_contradicted or wide.is_restated
union all
select
    departments.place, departments.department, '—', cast(problems.fiscal_year as text),
    '没有读懂', problems.message, null, publication.as_of
from marts.fct_document_problem as problems
inner join departments on problems.department_key = departments.department_key
cross join publication
