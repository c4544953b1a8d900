-- a body is worked out anew when its current documents, or what is registered of it, have changed
{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        pre_hook="{{ drop_changed_bodies() }}"
    )
}}

{%- set roles = ['target_annual', 'target_cycle', 'actual'] -%}

with

bodies as (

    select * from {{ ref('status_body_documents') }}
    where {{ not_yet_here('status_body_documents', ['body_key']) }}

),

figures as (

    select figures.*
    from {{ ref('series_figure') }} as figures
    inner join bodies on figures.body_key = bodies.body_key

),

pivoted as (

    select
        indicator_key,
        body_key,
        scope,
        department_key,
        min(district_key) as district_key,
        fiscal_year,
        unit,
        {% for role in roles -%}
        {% for column, name in {
            'figure': role, 'operator': role ~ '_operator', 'document_id': role ~ '_document_id',
            'indicator_value_id': role ~ '_indicator_value_id',
        }.items() -%}
        max(case when role = '{{ role }}' then {{ column }} end) as {{ name }},
        {% endfor -%}
        {% endfor -%}
        bool_or(doubt is not null) as is_in_doubt,
        bool_or(is_contradicted) as is_contradicted,
        bool_or(reviewed is not null) as is_reviewed,
        coalesce(bool_or(reviewed = 'misprint'), false) as is_misprint,
        count(*) as roles_filled,
        min(documents_hash) as documents_hash
    from figures
    group by indicator_key, body_key, scope, department_key, fiscal_year, unit

),

-- an uncatalogued label may carry several units; the one that says most stands for it
one_unit as (

    select
        *,
        row_number() over (
            partition by indicator_key, department_key, fiscal_year
            order by roles_filled desc, unit asc
        ) as preference
    from pivoted

),

trend as (

    select * from one_unit
    where preference = 1

),

-- the year before of the body, under whatever name or key it went then
with_the_year_before as (

    select
        trend.*,
        before.actual as actual_before,
        before.actual_operator as actual_before_operator,
        row_number() over (
            partition by trend.indicator_key, trend.department_key, trend.fiscal_year
            order by
                case when before.department_key = trend.department_key then 0 else 1 end asc,
                before.department_key asc
        ) as before_preference
    from trend
    left join trend as before
        on
            trend.indicator_key = before.indicator_key
            and trend.body_key = before.body_key
            and trend.scope = before.scope
            and trend.fiscal_year = before.fiscal_year + 1
            and trend.unit = before.unit
            and before.actual is not null

),

-- figures that two documents, or two places of one, do not agree on
contradicted as (

    select distinct indicator_value_id
    from {{ ref('series_contradiction') }}

),

restated as (

    select distinct indicator_value_id
    from {{ ref('series_contradiction') }}
    where rule_key = 'restated_actual'

)

select
    trend.indicator_key,
    trend.department_key,
    trend.district_key,
    trend.body_key,
    trend.scope,
    trend.fiscal_year,
    indicators.name_zh as indicator_name_zh,
    nullif(trend.unit, '') as unit,
    {% for role in roles -%}
    trend.{{ role }},
    trend.{{ role }}_operator,
    trend.{{ role }}_document_id,
    trend.{{ role }}_indicator_value_id,
    {% endfor -%}
    -- bounds (>2500) say nothing of the change between them
    case
        when
            trend.actual_operator = trend.actual_before_operator
            and trend.actual_operator in ('=', 'rank')
            then cast(trend.actual - trend.actual_before as decimal(24, 6))
    end as yoy_change,
    trend.is_in_doubt,
    trend.is_contradicted
    or coalesce(
        trend.target_annual_indicator_value_id in (select contradicted.indicator_value_id from contradicted),
        false
    )
    or coalesce(
        trend.target_cycle_indicator_value_id in (select contradicted.indicator_value_id from contradicted),
        false
    )
    or coalesce(
        trend.actual_indicator_value_id in (select contradicted.indicator_value_id from contradicted), false
    )
        as is_contradicted,
    coalesce(trend.actual_indicator_value_id in (select restated.indicator_value_id from restated), false)
        as is_restated,
    trend.is_reviewed,
    trend.is_misprint,
    trend.documents_hash
from with_the_year_before as trend
inner join {{ ref('core_indicator') }} as indicators
    on trend.indicator_key = indicators.indicator_key
where trend.before_preference = 1
