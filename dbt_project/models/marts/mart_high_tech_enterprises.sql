{%- set roles = ['target_annual', 'target_cycle', 'actual'] -%}
with

facets as (

    select
        indicator_key,
        facet
    from {{ ref('core_indicator') }}
    where
        family = 'high_tech_enterprise'
        and facet in ({{ listed(var("enterprise_statistics")) }})

),

trend as (

    select
        trend.*,
        facets.facet as statistic
    from {{ ref('mart_indicator_trend') }} as trend
    inner join facets on trend.indicator_key = facets.indicator_key

),

documents as (

    select
        document_id,
        fiscal_year
    from {{ ref('status_current_document') }}

),

-- the body whose business it is: the one that gives most figures of it
bodies as (

    select
        district_key,
        body_key,
        count(*) as figure_count
    from trend
    group by district_key, body_key

),

-- of several departments of one area that of the year's own document speaks before others, the whole
-- department before the bureau alone, and the body whose business it is before those that mention it
{% for role in roles -%}
{{ role }}_figures as (

    select
        trend.district_key,
        trend.fiscal_year,
        trend.statistic,
        trend.department_key,
        trend.{{ role }},
        trend.{{ role }}_operator,
        trend.{{ role }}_document_id,
        trend.{{ role }}_indicator_value_id,
        trend.is_in_doubt,
        trend.is_contradicted,
        trend.is_restated,
        trend.is_reviewed,
        trend.is_misprint,
        row_number() over (
            partition by trend.district_key, trend.fiscal_year, trend.statistic
            order by
                case when documents.fiscal_year = trend.fiscal_year then 0 else 1 end asc,
                case when trend.scope = 'department' then 0 else 1 end asc,
                bodies.figure_count desc,
                trend.department_key asc
        ) as preference,
        count(distinct case when trend.{{ role }}_operator = '=' then trend.{{ role }} end) over (
            partition by trend.district_key, trend.fiscal_year, trend.statistic
        ) > 1 as is_disputed
    from trend
    inner join documents on trend.{{ role }}_document_id = documents.document_id
    inner join bodies
        on trend.district_key = bodies.district_key and trend.body_key = bodies.body_key

),

{% endfor -%}
subjects as (

    select distinct
        district_key,
        fiscal_year,
        statistic
    from trend

)

select
    subjects.district_key,
    districts.name_zh as district_name_zh,
    subjects.fiscal_year,
    subjects.statistic,
    {% for role in roles -%}
    {{ role }}_figures.{{ role }},
    {{ role }}_figures.{{ role }}_operator,
    {{ role }}_figures.{{ role }}_document_id,
    {{ role }}_figures.{{ role }}_indicator_value_id,
    {{ role }}_figures.department_key as {{ role }}_department_key,
    {% endfor -%}
    {% for mark in ['is_in_doubt', 'is_contradicted', 'is_reviewed', 'is_misprint'] -%}
    {% for role in roles -%}
    coalesce({{ role }}_figures.{{ mark }}, false){{ ' or ' if not loop.last }}
    {%- endfor %} as {{ mark }},
    {% endfor -%}
    coalesce(actual_figures.is_restated, false) as is_restated,
    {% for role in roles -%}
    coalesce({{ role }}_figures.is_disputed, false){{ ' or ' if not loop.last }}
    {%- endfor %} as is_disputed
from subjects
inner join {{ ref('core_district') }} as districts
    on subjects.district_key = districts.district_key
{% for role in roles -%}
left join {{ role }}_figures
    on
        subjects.district_key = {{ role }}_figures.district_key
        and subjects.fiscal_year = {{ role }}_figures.fiscal_year
        and subjects.statistic = {{ role }}_figures.statistic
        and {{ role }}_figures.preference = 1
{% endfor -%}
