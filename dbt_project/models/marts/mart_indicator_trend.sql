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

    select * from {{ ref('status_department_documents') }}
    where {{ not_yet_here('status_department_documents', ['department_key']) }}

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
        facts.ordinal,
        facts.row_no,
        documents.form,
        documents.fiscal_year as document_year,
        coalesce(facts.value_std, facts.value) as figure,
        coalesce(case when facts.value_std is null then facts.unit else facts.unit_std end, '') as unit,
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

-- figures that speak of the same: a department's table, its text, or the projects of one document
voices as (

    select
        *,
        case
            when project_no is null then source_section || '/' || unit
            else 'projects'
        end as voice
    from figures

),

exact as (

    select
        *,
        max(case when operator = '=' then figure end) over (
            partition by document_id, indicator_key, fiscal_year, role, voice
        ) as exact_figure
    from voices

),

-- where a report gives the exact figure too, it stands for 超过2500
candidates as (

    select * from exact
    where
        project_no is not null
        or role <> 'actual'
        or operator not in ('>', '>=')
        or exact_figure is null
        or figure > exact_figure

),

-- different figures of one voice: each project means its own (对接活动, 6 and 3), and of a department's
-- contradicting statements none is chosen
ambiguous as (

    select
        document_id,
        indicator_key,
        fiscal_year,
        role,
        voice
    from candidates
    group by document_id, indicator_key, fiscal_year, role, voice
    having min(figure) <> max(figure) or min(unit) <> max(unit)

),

-- what a department aims at is not met or missed by one of its projects
department_targets as (

    select distinct
        indicator_key,
        department_key,
        fiscal_year,
        unit
    from candidates
    where project_no is null and role = 'target_annual'

),

-- which figure speaks for the department's year: that of the year's own document, the department's
-- before a project's, the table's before the text's, the forms in the order of a year, the first printed
preferred as (

    select
        candidates.*,
        row_number() over (
            partition by
                candidates.indicator_key,
                candidates.department_key,
                candidates.fiscal_year,
                candidates.unit,
                candidates.role
            order by
                case when candidates.document_year = candidates.fiscal_year then 0 else 1 end,
                case when candidates.project_no is null then 0 else 1 end,
                case when candidates.source_section = 'indicator_table' then 0 else 1 end,
                case candidates.form
                    when 'department_target_form' then 1
                    when 'project_target_table' then 2
                    when 'project_target_form' then 3
                    when 'self_evaluation_report' then 4
                    when 'self_evaluation_table' then 5
                end,
                candidates.document_id,
                candidates.project_no,
                coalesce(candidates.row_no, 0),
                coalesce(candidates.page, 0),
                coalesce(candidates.line_from, 0),
                candidates.ordinal
        ) as preference
    from candidates
    left join ambiguous
        on
            candidates.document_id = ambiguous.document_id
            and candidates.indicator_key = ambiguous.indicator_key
            and candidates.fiscal_year = ambiguous.fiscal_year
            and candidates.role = ambiguous.role
            and candidates.voice = ambiguous.voice
    left join department_targets
        on
            candidates.indicator_key = department_targets.indicator_key
            and candidates.department_key = department_targets.department_key
            and candidates.fiscal_year = department_targets.fiscal_year
            and candidates.unit = department_targets.unit
    where
        ambiguous.document_id is null
        and (
            candidates.project_no is null
            or candidates.role <> 'actual'
            or department_targets.indicator_key is null
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
