with

facets as (

    select
        indicator_key,
        facet
    from {{ ref('core_indicator') }}
    where family = 'high_tech_enterprise' and facet is not null

),

trend as (

    select
        trend.*,
        facets.facet as statistic,
        departments.scope
    from {{ ref('mart_indicator_trend') }} as trend
    inner join facets on trend.indicator_key = facets.indicator_key
    inner join {{ ref('dim_department') }} as departments
        on trend.department_key = departments.department_key

),

-- of several departments of one area the whole department speaks before the bureau alone
{% for role in ['target_annual', 'target_cycle', 'actual'] -%}
{{ role }}_figures as (

    select
        district_key,
        fiscal_year,
        statistic,
        {{ role }},
        {{ role }}_operator,
        {{ role }}_document_id,
        {{ role }}_indicator_value_id,
        row_number() over (
            partition by district_key, fiscal_year, statistic
            order by case when scope = 'department' then 0 else 1 end, department_key
        ) as preference
    from trend
    where {{ role }} is not null

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
    target_annual_figures.target_annual,
    target_annual_figures.target_annual_operator,
    target_annual_figures.target_annual_document_id,
    target_annual_figures.target_annual_indicator_value_id,
    target_cycle_figures.target_cycle,
    target_cycle_figures.target_cycle_operator,
    target_cycle_figures.target_cycle_document_id,
    target_cycle_figures.target_cycle_indicator_value_id,
    actual_figures.actual,
    actual_figures.actual_operator,
    actual_figures.actual_document_id,
    actual_figures.actual_indicator_value_id
from subjects
inner join {{ ref('dim_district') }} as districts
    on subjects.district_key = districts.district_key
{% for role in ['target_annual', 'target_cycle', 'actual'] -%}
left join {{ role }}_figures
    on
        subjects.district_key = {{ role }}_figures.district_key
        and subjects.fiscal_year = {{ role }}_figures.fiscal_year
        and subjects.statistic = {{ role }}_figures.statistic
        and {{ role }}_figures.preference = 1
{% endfor -%}
