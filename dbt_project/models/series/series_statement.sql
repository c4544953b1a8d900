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
        departments.department_key,
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
        documents.department_key as document_department_key,
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

-- who answers for a body's year of which another's document speaks: the department that had documents of
-- its own then, else the one that still existed, the elder first
first_slots as (

    select
        department_key,
        min(fiscal_year) as first_year
    from {{ ref('stg_slots') }}
    group by department_key

),

first_documents as (

    select
        department_key,
        min(document_year) as first_year
    from documents
    group by department_key

),

years as (

    select distinct
        body_key,
        scope,
        fiscal_year
    from figures
    where fiscal_year <> document_year

),

own_years as (

    select distinct
        department_key,
        document_year
    from documents

),

owners as (

    select
        years.body_key,
        years.scope,
        years.fiscal_year,
        departments.department_key,
        row_number() over (
            partition by years.body_key, years.scope, years.fiscal_year
            order by
                case when own_years.department_key is null then 1 else 0 end asc,
                case when years.fiscal_year > departments.until_year then 1 else 0 end asc,
                coalesce(departments.until_year, 9999) asc,
                coalesce(first_documents.first_year, 9999) asc,
                coalesce(first_slots.first_year, 9999) asc,
                departments.department_key asc
        ) as preference
    from years
    inner join departments
        on years.body_key = departments.body_key and years.scope = departments.scope
    left join own_years
        on
            departments.department_key = own_years.department_key
            and years.fiscal_year = own_years.document_year
    left join first_documents on departments.department_key = first_documents.department_key
    left join first_slots on departments.department_key = first_slots.department_key

),

placed as (

    select
        figures.*,
        case
            when figures.fiscal_year = figures.document_year then figures.document_department_key
            else owners.department_key
        end as owner_key
    from figures
    left join owners
        on
            figures.body_key = owners.body_key
            and figures.scope = owners.scope
            and figures.fiscal_year = owners.fiscal_year
            and owners.preference = 1

),

-- figures that speak of the same: a department's table, its text, or the projects of one document
voices as (

    select
        placed.*,
        districts.district_key as owner_district_key,
        case
            when placed.project_no is null then placed.source_section || '/' || placed.figure_unit
            else 'projects'
        end as voice
    from placed
    inner join departments as districts on placed.owner_key = districts.department_key

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
