-- 指标 × 部门 × 年度，一行一年，数带比较符，“—”为没有印出 · Indicator × department × year with signs
select
    wide.district_name_zh as "地区", departments.department as "部门", wide.indicator_name_zh as "指标",
    cast(wide.fiscal_year as text) as "年度", coalesce(wide.unit, '—') as "单位",
    coalesce(wide.statistic_zh, '—') as "口径", wide.is_catalogued as "在目录中",
    coalesce(
        targets.sign || rtrim(to_char(wide.target, 'FM999,999,999,990.999999'), '.'), '—'
    ) as "年度目标",
    coalesce(
        cycles.sign || rtrim(to_char(wide.target_cycle, 'FM999,999,999,990.999999'), '.'), '—'
    ) as "实施周期目标",
    coalesce(
        actuals.sign || rtrim(to_char(wide.actual, 'FM999,999,999,990.999999'), '.'), '—'
    ) as "完成值",
    coalesce(
        rtrim(to_char(wide.actual_change, 'FMSG999,999,999,990.999999'), '.')
        || case when wide.is_bound then '（界限之差）' else '' end, '—'
    ) as "完成比上年",
    wide.actual_change as "完成比上年（数值）", wide.actual_change_pct as "完成比上年（%）",
    coalesce(wide.target_text, '—') as "目标原文", coalesce(wide.actual_text, '—') as "完成原文",
    concat_ws(
        '、', breaks.label_zh, case when wide.is_in_doubt then '存疑' end,
        case when wide.is_contradicted then '有矛盾' end,
        case when wide.is_restated then '另有说法' end
    ) as "注意",
    publication.as_of as "数据截至"
from marts.mart_indicator_wide as wide
inner join departments on wide.department_key = departments.department_key
left join operators as targets on wide.target_operator = targets.operator
left join operators as cycles on wide.target_cycle_operator = cycles.operator
left join operators as actuals on wide.actual_operator = actuals.operator
left join marts.dim_code as breaks
    on breaks.code_set = 'series_break' and wide.series_break = breaks.code
cross join publication
