-- a department is worked out anew when its current documents have changed
{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        pre_hook="{{ drop_changed_departments() }}"
    )
}}

with

departments as (

    select * from {{ ref('core_department_documents') }}
    where {{ not_yet_here('core_department_documents', ['department_key']) }}

),

figures as (

    select
        facts.indicator_key,
        facts.department_key,
        facts.district_key,
        facts.fiscal_year,
        facts.document_id,
        facts.indicator_value_id,
        facts.project_no,
        facts.operator,
        facts.source_section,
        facts.page,
        facts.line_from,
        facts.row_no,
        documents.form,
        documents.fiscal_year as document_year,
        coalesce(facts.value_std, facts.value) as figure,
        coalesce(facts.unit_std, facts.unit, '') as unit,
        case
            when facts.measure = 'actual' then 'actual'
            when facts.horizon = 'cycle' then 'target_cycle'
            else 'target_annual'
        end as role
    from {{ ref('fct_indicator_value') }} as facts
    inner join {{ ref('dim_document') }} as documents
        on facts.document_id = documents.document_id
    inner join departments
        on facts.department_key = departments.department_key
    inner join {{ ref('dim_indicator') }} as indicators
        on facts.indicator_key = indicators.indicator_key
    where
        facts.value_kind = 'number'
        -- a figure in another unit than the catalogue's cannot stand beside the others
        and (facts.value_std is not null or not indicators.is_catalogued)

),

-- projects that print different figures under one label each mean their own (对接活动, 6 and 3)
ambiguous as (

    select
        document_id,
        indicator_key,
        fiscal_year,
        role
    from figures
    where project_no is not null
    group by document_id, indicator_key, fiscal_year, role
    having min(figure) <> max(figure) or min(unit) <> max(unit)

),

-- what a department aims at is not met or missed by one of its projects
department_targets as (

    select distinct
        indicator_key,
        department_key,
        fiscal_year,
        unit
    from figures
    where project_no is null and role = 'target_annual'

),

-- which figure speaks for the department's year: that of the year's own document, the department's
-- before a project's, the table's before the text's, the department form's, the first printed
preferred as (

    select
        figures.*,
        row_number() over (
            partition by
                figures.indicator_key,
                figures.department_key,
                figures.fiscal_year,
                figures.unit,
                figures.role
            order by
                case when figures.document_year = figures.fiscal_year then 0 else 1 end,
                case when figures.project_no is null then 0 else 1 end,
                case when figures.source_section = 'indicator_table' then 0 else 1 end,
                case when figures.form like 'project%' then 1 else 0 end,
                figures.document_id,
                figures.project_no,
                coalesce(figures.row_no, 0),
                coalesce(figures.page, 0),
                coalesce(figures.line_from, 0),
                figures.indicator_value_id
        ) as preference
    from figures
    left join ambiguous
        on
            figures.document_id = ambiguous.document_id
            and figures.indicator_key = ambiguous.indicator_key
            and figures.fiscal_year = ambiguous.fiscal_year
            and figures.role = ambiguous.role
    left join department_targets
        on
            figures.indicator_key = department_targets.indicator_key
            and figures.department_key = department_targets.department_key
            and figures.fiscal_year = department_targets.fiscal_year
            and figures.unit = department_targets.unit
    where
        figures.project_no is null
        or (
            ambiguous.document_id is null
            and (figures.role <> 'actual' or department_targets.indicator_key is null)
        )

),

pivoted as (

    select
        indicator_key,
        department_key,
        min(district_key) as district_key,
        fiscal_year,
        unit,
        {% for role in ['target_annual', 'target_cycle', 'actual'] -%}
        max(case when role = '{{ role }}' then figure end) as {{ role }},
        max(case when role = '{{ role }}' then operator end) as {{ role }}_operator,
        max(case when role = '{{ role }}' then document_id end) as {{ role }}_document_id,
        max(case when role = '{{ role }}' then indicator_value_id end)
            as {{ role }}_indicator_value_id,
        {% endfor -%}
        count(*) as roles_filled
    from preferred
    where preference = 1
    group by indicator_key, department_key, fiscal_year, unit

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

)

select
    trend.indicator_key,
    trend.department_key,
    trend.district_key,
    trend.fiscal_year,
    indicators.name_zh as indicator_name_zh,
    nullif(trend.unit, '') as unit,
    trend.target_annual,
    trend.target_annual_operator,
    trend.target_annual_document_id,
    trend.target_annual_indicator_value_id,
    trend.target_cycle,
    trend.target_cycle_operator,
    trend.target_cycle_document_id,
    trend.target_cycle_indicator_value_id,
    trend.actual,
    trend.actual_operator,
    trend.actual_document_id,
    trend.actual_indicator_value_id,
    -- bounds (>2500) say nothing of the change between them
    case
        when trend.actual_operator = before.actual_operator and trend.actual_operator in ('=', 'rank')
            then cast(trend.actual - before.actual as decimal(24, 6))
    end as yoy_change,
    departments.documents_hash
from trend
inner join departments
    on trend.department_key = departments.department_key
inner join {{ ref('dim_indicator') }} as indicators
    on trend.indicator_key = indicators.indicator_key
left join trend as before
    on
        trend.indicator_key = before.indicator_key
        and trend.department_key = before.department_key
        and trend.fiscal_year = before.fiscal_year + 1
        and trend.unit = before.unit
