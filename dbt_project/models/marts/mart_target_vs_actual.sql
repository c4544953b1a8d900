with

trend as (

    select * from {{ ref('mart_indicator_trend') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

compared as (

    select
        trend.indicator_key,
        trend.department_key,
        trend.district_key,
        trend.fiscal_year,
        trend.indicator_name_zh,
        trend.unit,
        indicators.direction,
        trend.target_annual as target_value,
        trend.target_annual_operator as target_operator,
        trend.target_annual_document_id as target_document_id,
        trend.target_annual_indicator_value_id as target_indicator_value_id,
        trend.actual as actual_value,
        trend.actual_operator,
        trend.actual_document_id,
        trend.actual_indicator_value_id,
        before.actual as last_year_actual_value,
        before.actual_operator as last_year_actual_operator,
        before.actual_document_id as last_year_actual_document_id,
        before.actual_indicator_value_id as last_year_actual_indicator_value_id
    from trend
    inner join indicators on trend.indicator_key = indicators.indicator_key
    left join trend as before
        on
            trend.indicator_key = before.indicator_key
            and trend.department_key = before.department_key
            and trend.fiscal_year = before.fiscal_year + 1
            and coalesce(trend.unit, '') = coalesce(before.unit, '')
    where
        trend.target_annual is not null
        and (trend.actual is not null or before.actual is not null)

),

judged as (

    select
        *,
        {{ achieved(
            'target_operator', 'target_value', 'actual_operator', 'actual_value', 'direction'
        ) }} as achieved,
        {{ achieved(
            'target_operator',
            'target_value',
            'last_year_actual_operator',
            'last_year_actual_value',
            'direction'
        ) }} as already_met_last_year,
        target_operator in ('<=', '<', 'rank')
        or (target_operator in ('=', '~') and coalesce(direction, '') = 'lower') as lower_is_better
    from compared

)

select
    indicator_key,
    department_key,
    district_key,
    fiscal_year,
    indicator_name_zh,
    unit,
    direction,
    target_value,
    target_operator,
    target_document_id,
    target_indicator_value_id,
    actual_value,
    actual_operator,
    actual_document_id,
    actual_indicator_value_id,
    achieved,
    cast(round(
        case
            when lower_is_better then target_value / nullif(actual_value, 0)
            else actual_value / nullif(target_value, 0)
        end, 6
    ) as decimal(24, 6)) as attainment_ratio,
    last_year_actual_value,
    last_year_actual_operator,
    last_year_actual_document_id,
    last_year_actual_indicator_value_id,
    already_met_last_year
from judged
