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

departments as (

    select
        departments.*,
        bodies.documents_hash
    from {{ ref('core_department') }} as departments
    inner join bodies on departments.body_key = bodies.body_key

),

documents as (

    select
        documents.document_id,
        documents.form,
        documents.fiscal_year as document_year,
        departments.body_key,
        departments.scope,
        departments.documents_hash
    from {{ ref('status_current_document') }} as documents
    inner join departments on documents.department_key = departments.department_key

),

figures as (

    select
        facts.*,
        documents.form,
        documents.document_year,
        documents.body_key,
        documents.scope,
        documents.documents_hash,
        coalesce(facts.value_std, facts.value) as figure,
        coalesce(case when facts.value_std is null then facts.unit else facts.unit_std end, '')
            as figure_unit,
        case
            when facts.measure = 'actual' then 'actual'
            when facts.horizon = 'cycle' then 'target_cycle'
            else 'target_annual'
        end as role
    from {{ ref('core_indicator_value') }} as facts
    inner join documents on facts.document_id = documents.document_id
    where
        facts.value_kind = 'number'
        and {{ is_not_held('facts') }}

),

-- figures that speak of the same: a department's table, its text, or the projects of one document
voices as (

    select
        figures.*,
        owners.department_key as owner_key,
        owners.district_key as owner_district_key,
        case
            when figures.project_no is null then figures.source_section || '/' || figures.figure_unit
            else 'projects'
        end as voice
    from figures
    inner join {{ ref('series_owner') }} as owners
        on
            figures.body_key = owners.body_key
            and figures.scope = owners.scope
            and figures.fiscal_year = owners.fiscal_year

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
judged as (

    select
        *,
        project_no is null
        and role = 'actual'
        and operator in ('>', '>=')
        and exact_figure >= figure as is_floor_of_exact
    from exact

)

select
    indicator_value_id,
    document_id,
    form,
    document_year,
    indicator_key,
    is_catalogued,
    body_key,
    scope,
    owner_key as department_key,
    owner_district_key as district_key,
    fiscal_year,
    role,
    voice,
    project_no,
    row_no,
    source_section,
    figure,
    figure_unit as unit,
    operator,
    value_text,
    doubt,
    reviewed,
    -- a figure in another unit than the catalogue's cannot stand beside the others
    value_std is not null or not is_catalogued as is_comparable,
    coalesce(is_floor_of_exact, false) as is_floor_of_exact,
    -- different figures of one voice: each project means its own (对接活动, 6 and 3), and of a
    -- department's contradicting statements none is chosen
    min(case when not coalesce(is_floor_of_exact, false) then figure end) over one_voice
    <> max(case when not coalesce(is_floor_of_exact, false) then figure end) over one_voice
    or min(figure_unit) over one_voice <> max(figure_unit) over one_voice as is_ambiguous,
    row_number() over (
        partition by document_id
        order by
            coalesce(project_no, 0),
            coalesce(row_no, 0),
            coalesce(page, 0),
            coalesce(line_from, 0),
            ordinal,
            indicator_value_id
    ) as statement_no,
    documents_hash
from judged
window one_voice as (partition by document_id, indicator_key, fiscal_year, role, voice)
