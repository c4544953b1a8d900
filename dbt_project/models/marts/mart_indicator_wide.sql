-- a body is worked out anew when its current documents, or what is registered of it, have changed
{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        pre_hook="{{ drop_changed_bodies() }}"
    )
}}

{%- set roles = {'target_annual': 'target', 'target_cycle': 'target_cycle', 'actual': 'actual'} -%}

with

bodies as (

    select * from {{ ref('status_body_documents') }}
    where {{ not_yet_here('status_body_documents', ['body_key']) }}

),

trend as (

    select trend.*
    from {{ ref('mart_indicator_trend') }} as trend
    inner join bodies on trend.body_key = bodies.body_key

),

printed as (

    select
        figures.indicator_value_id,
        figures.value_text
    from {{ ref('series_figure') }} as figures
    inner join bodies on figures.body_key = bodies.body_key

),

indicators as (

    select * from {{ ref('core_indicator') }}

),

-- the year before of the body, under whatever name or key it went then
with_the_year_before as (

    select
        trend.*,
        before.fiscal_year as year_before,
        before.unit as unit_before,
        before.is_contradicted as is_contradicted_before,
        {% for role in roles -%}
        before.{{ role }} as {{ role }}_before,
        before.{{ role }}_operator as {{ role }}_before_operator,
        {% endfor -%}
        row_number() over (
            partition by trend.indicator_key, trend.department_key, trend.fiscal_year
            order by
                case when coalesce(before.unit, '') = coalesce(trend.unit, '') then 0 else 1 end asc,
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

),

earlier as (

    select
        indicator_key,
        body_key,
        scope,
        min(fiscal_year) as first_year
    from trend
    group by indicator_key, body_key, scope

),

-- 瞪羚企业（含培育） one year and 瞪羚企业 the next, 认定数 one year and 总数 the next: the body went over to
-- another definition of the same thing
definitions as (

    select
        trend.body_key,
        trend.scope,
        trend.fiscal_year,
        trend.indicator_key,
        indicators.subject,
        {{ replace_all('indicators.name_zh', '（[^（）]*）', '') }} as name_without_remarks
    from trend
    inner join indicators on trend.indicator_key = indicators.indicator_key
    where indicators.is_catalogued and indicators.statistic in ('stock', 'flow', 'amount')

),

redefined as (

    select distinct
        now_printed.indicator_key,
        now_printed.body_key,
        now_printed.scope,
        now_printed.fiscal_year
    from definitions as now_printed
    inner join definitions as formerly
        on
            now_printed.body_key = formerly.body_key
            and now_printed.scope = formerly.scope
            and now_printed.fiscal_year = formerly.fiscal_year + 1
            and now_printed.indicator_key <> formerly.indicator_key
            and (
                now_printed.subject = formerly.subject
                or now_printed.name_without_remarks = formerly.name_without_remarks
            )
    where
        not exists (
            select 1 from definitions as other
            where
                other.body_key = now_printed.body_key
                and other.scope = now_printed.scope
                and other.indicator_key = formerly.indicator_key
                and other.fiscal_year = now_printed.fiscal_year
        )

),

outcomes as (

    select
        targets.target_indicator_value_id,
        targets.outcome,
        targets.shortfall_reason
    from {{ ref('mart_target_vs_actual') }} as targets
    inner join bodies on targets.body_key = bodies.body_key

),

statistics as (

    select * from {{ ref('code_labels') }}
    where code_set = 'statistic'

),

department_names as (

    select * from {{ ref('core_department_name') }}

),

joined as (

    select
        trend.*,
        indicators.name_en as indicator_name_en,
        indicators.statistic,
        statistics.label_zh as statistic_zh,
        statistics.label_en as statistic_en,
        indicators.direction,
        indicators.family,
        indicators.is_catalogued,
        districts.name_zh as district_name_zh,
        districts.name_en as district_name_en,
        districts.level as district_level,
        parents.district_key as parent_district_key,
        parents.name_zh as parent_district_name_zh,
        parents.name_en as parent_district_name_en,
        grandparents.name_zh as grandparent_district_name_zh,
        grandparents.name_en as grandparent_district_name_en,
        coalesce(department_names.name_zh, departments.name_zh) as department_name_zh,
        {% for role in roles -%}
        {{ role }}_printed.value_text as {{ role }}_text,
        {% endfor -%}
        outcomes.outcome,
        outcomes.shortfall_reason,
        earlier.first_year,
        redefined.indicator_key is not null as is_redefined,
        row_number() over (
            partition by trend.indicator_key, trend.department_key, trend.fiscal_year
            order by department_names.since desc nulls last
        ) as name_preference
    from with_the_year_before as trend
    inner join indicators on trend.indicator_key = indicators.indicator_key
    left join statistics on indicators.statistic = statistics.code
    inner join {{ ref('core_department') }} as departments
        on trend.department_key = departments.department_key
    inner join {{ ref('core_district') }} as districts
        on trend.district_key = districts.district_key
    left join {{ ref('core_district') }} as parents
        on districts.parent_district_key = parents.district_key
    left join {{ ref('core_district') }} as grandparents
        on parents.parent_district_key = grandparents.district_key
    left join department_names
        on
            trend.department_key = department_names.department_key
            and trend.fiscal_year >= coalesce(department_names.since, trend.fiscal_year)
            and trend.fiscal_year <= coalesce(department_names.until, trend.fiscal_year)
    {% for role in roles -%}
    left join printed as {{ role }}_printed
        on trend.{{ role }}_indicator_value_id = {{ role }}_printed.indicator_value_id
    {% endfor -%}
    left join outcomes
        on trend.target_annual_indicator_value_id = outcomes.target_indicator_value_id
    left join earlier
        on
            trend.indicator_key = earlier.indicator_key
            and trend.body_key = earlier.body_key
            and trend.scope = earlier.scope
    left join redefined
        on
            trend.indicator_key = redefined.indicator_key
            and trend.body_key = redefined.body_key
            and trend.scope = redefined.scope
            and trend.fiscal_year = redefined.fiscal_year
            and trend.year_before is null
    where trend.before_preference = 1

),

changed as (

    select
        *,
        {% for role in ['actual', 'target_annual'] -%}
        {{ bounds_are_alike(role ~ '_operator', role ~ '_before_operator') }}
        and coalesce(unit, '') = coalesce(unit_before, '') as {{ role }}_is_alike
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from joined
    where name_preference = 1

)

select
    indicator_key,
    indicator_name_zh,
    indicator_name_en,
    statistic,
    statistic_zh,
    statistic_en,
    family,
    direction,
    is_catalogued,
    unit,
    district_key,
    district_name_zh,
    district_name_en,
    district_level,
    parent_district_key,
    parent_district_name_zh,
    parent_district_name_en,
    grandparent_district_name_zh,
    grandparent_district_name_en,
    department_key,
    department_name_zh,
    scope,
    body_key,
    fiscal_year,
    {% for role, name in roles.items() -%}
    {{ role }} as {{ name }},
    {{ role }}_operator as {{ name }}_operator,
    {{ role }}_text as {{ name }}_text,
    {{ role }}_document_id as {{ name }}_document_id,
    {{ role }}_indicator_value_id as {{ name }}_indicator_value_id,
    {% endfor -%}
    {% for role, name in {'actual': 'actual', 'target_annual': 'target'}.items() -%}
    case
        when {{ role }}_is_alike
            then cast({{ role }} - {{ role }}_before as decimal(24, 6))
    end as {{ name }}_change,
    case
        when {{ role }}_is_alike and {{ role }}_operator <> 'rank'
            then {{ percentage(role ~ ' - ' ~ role ~ '_before', 'abs(' ~ role ~ '_before)') }}
    end as {{ name }}_change_pct,
    {% endfor -%}
    coalesce(actual_is_alike and actual_operator not in ('=', 'rank'), false)
    or coalesce(target_annual_is_alike and target_annual_operator not in ('=', 'rank'), false)
        as is_bound,
    outcome,
    shortfall_reason,
    is_in_doubt,
    is_contradicted,
    is_restated,
    is_reviewed,
    is_misprint,
    case
        when is_redefined then 'definition'
        when year_before is null and fiscal_year > first_year then 'gap'
        when year_before is null then null
        when coalesce(unit, '') <> coalesce(unit_before, '') then 'unit'
        when
            actual is not null and actual_before is not null and not coalesce(actual_is_alike, false)
            then 'bound'
        when
            actual is null
            and target_annual is not null
            and target_annual_before is not null
            and not coalesce(target_annual_is_alike, false)
            then 'bound'
        when is_contradicted or is_contradicted_before then 'contradicted'
    end as series_break,
    documents_hash
from changed
