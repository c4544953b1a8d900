-- a body is worked out anew when its current documents, or what is registered of it, have changed
{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        pre_hook="{{ drop_changed_bodies() }}"
    )
}}

with

bodies as (

    select * from {{ ref('status_body_documents') }}
    where {{ not_yet_here('status_body_documents', ['body_key']) }}

),

statements as (

    select statements.*
    from {{ ref('series_statement') }} as statements
    inner join bodies on statements.body_key = bodies.body_key
    where statements.is_comparable and not statements.is_floor_of_exact

),

-- what a department aims at is not met or missed by one of its projects
department_targets as (

    select distinct
        indicator_key,
        department_key,
        fiscal_year,
        unit
    from statements
    where project_no is null and role = 'target_annual' and not is_ambiguous

),

eligible as (

    select statements.*
    from statements
    left join department_targets
        on
            statements.indicator_key = department_targets.indicator_key
            and statements.department_key = department_targets.department_key
            and statements.fiscal_year = department_targets.fiscal_year
            and statements.unit = department_targets.unit
    where
        not statements.is_ambiguous
        and (
            statements.project_no is null
            or statements.role <> 'actual'
            or department_targets.indicator_key is null
        )

),

-- which figure speaks for the department's year: that of the year's own document, then of the year
-- nearest after it, the department's before a project's, the table's before the text's, the forms in the
-- order of a year, the first printed
ranked as (

    select
        *,
        row_number() over (
            partition by indicator_key, department_key, fiscal_year, unit, role
            order by
                case when document_year = fiscal_year then 0 else 1 end,
                case when project_no is null then 0 else 1 end,
                case when document_year >= fiscal_year then document_year - fiscal_year else 99 end,
                case when source_section = 'indicator_table' then 0 else 1 end,
                case form
                    when 'department_target_form' then 1
                    when 'project_target_table' then 2
                    when 'project_target_form' then 3
                    when 'self_evaluation_report' then 4
                    when 'self_evaluation_table' then 5
                end,
                document_id,
                statement_no
        ) as preference
    from eligible

),

-- an exact figure of another document stands for a bound that it keeps: 2506 for 超过2500
first_choices as (

    select * from ranked
    where preference = 1

),

exact_choices as (

    select
        exact.*,
        row_number() over (
            partition by
                exact.indicator_key,
                exact.department_key,
                exact.fiscal_year,
                exact.unit,
                exact.role
            order by exact.preference
        ) as exact_preference
    from ranked as exact
    inner join first_choices
        on
            exact.indicator_key = first_choices.indicator_key
            and exact.department_key = first_choices.department_key
            and exact.fiscal_year = first_choices.fiscal_year
            and exact.unit = first_choices.unit
            and exact.role = first_choices.role
    where
        exact.role = 'actual'
        and exact.project_no is null
        and first_choices.project_no is null
        and exact.operator = '='
        and {{ keeps_bound('exact.figure', 'first_choices.operator', 'first_choices.figure') }}

),

chosen as (

    select
        first_choices.indicator_key,
        first_choices.body_key,
        first_choices.scope,
        first_choices.department_key,
        first_choices.district_key,
        first_choices.fiscal_year,
        first_choices.unit,
        first_choices.role,
        first_choices.indicator_value_id as bound_indicator_value_id,
        {% for column in [
            'indicator_value_id', 'document_id', 'document_year', 'project_no', 'figure', 'operator',
            'value_text', 'doubt', 'reviewed', 'documents_hash',
        ] -%}
        case
            when exact_choices.indicator_key is null then first_choices.{{ column }}
            else exact_choices.{{ column }}
        end as {{ column }}
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from first_choices
    left join exact_choices
        on
            first_choices.indicator_key = exact_choices.indicator_key
            and first_choices.department_key = exact_choices.department_key
            and first_choices.fiscal_year = exact_choices.fiscal_year
            and first_choices.unit = exact_choices.unit
            and first_choices.role = exact_choices.role
            and exact_choices.exact_preference = 1

),

-- statements of the same that can't be true beside each other, in one document or in several
contradicting as (

    select distinct
        indicator_key,
        department_key,
        fiscal_year,
        role
    from statements
    where is_ambiguous and project_no is null and document_year = fiscal_year

)

select
    chosen.indicator_key,
    chosen.body_key,
    chosen.scope,
    chosen.department_key,
    chosen.district_key,
    chosen.fiscal_year,
    chosen.unit,
    chosen.role,
    chosen.figure,
    chosen.operator,
    chosen.value_text,
    chosen.indicator_value_id,
    nullif(chosen.bound_indicator_value_id, chosen.indicator_value_id) as bound_indicator_value_id,
    chosen.document_id,
    chosen.document_year,
    chosen.project_no,
    chosen.doubt,
    chosen.reviewed,
    contradicting.indicator_key is not null as is_contradicted,
    chosen.documents_hash
from chosen
left join contradicting
    on
        chosen.indicator_key = contradicting.indicator_key
        and chosen.department_key = contradicting.department_key
        and chosen.fiscal_year = contradicting.fiscal_year
        and chosen.role = contradicting.role
