with

indicator_values as (
    select *
    from {{ ref('core_indicator_value') }}
    where value_kind = 'number'
),

indicators as (
    select
        indicator_key,
        name_zh,
        statistic,
        direction
    from {{ ref('core_indicator') }}
)

select
    indicator_values.indicator_value_id,
    indicator_values.document_id,
    indicator_values.department_key,
    indicator_values.project_no,
    indicator_values.row_no,
    indicator_values.indicator_key,
    indicator_values.indicator_name,
    indicator_values.metric,
    indicator_values.measure,
    indicator_values.horizon,
    indicator_values.source_section,
    indicator_values.page,
    indicator_values.line_from,
    indicator_values.ordinal,
    coalesce(indicator_values.operator, '=') as figure_operator,
    coalesce(indicators.name_zh, indicator_values.metric) as indicator_label,
    indicators.statistic,
    indicator_values.fiscal_year as figure_year,
    coalesce(indicator_values.value_std, indicator_values.value) as figure_value,
    coalesce(
        case
            when indicator_values.value_std is null then indicator_values.unit
            else indicator_values.unit_std
        end,
        ''
    ) as figure_unit,
    coalesce(indicators.direction, case
        when indicator_values.operator in ('<', '<=', 'rank') then 'lower'
        when indicator_values.operator in ('>', '>=') then 'higher'
    end) as direction
from indicator_values
left join indicators on indicator_values.indicator_key = indicators.indicator_key
