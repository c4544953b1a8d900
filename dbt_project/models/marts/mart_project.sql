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

projects as (

    select
        projects.project_key,
        projects.body_key,
        projects.department_key,
        projects.fiscal_year,
        projects.document_id,
        projects.project_no,
        projects.project_name,
        bodies.documents_hash,
        documents.form
    from {{ ref('core_project') }} as projects
    inner join bodies on projects.body_key = bodies.body_key
    inner join {{ ref('status_current_document') }} as documents
        on projects.document_id = documents.document_id
    where {{ is_not_held('projects') }}

),

-- the plan and the evaluation of a year print different amounts of one project
figures as (

    select
        projects.*,
        facts.total_wan,
        facts.budget_initial_wan,
        facts.budget_wan,
        facts.executed_wan,
        facts.execution_rate,
        facts.doubt,
        facts.reviewed,
        row_number() over (
            partition by
                projects.project_key, projects.department_key, projects.fiscal_year,
                case when projects.form = 'self_evaluation_table' then 1 else 0 end
            order by
                case projects.form when 'project_target_table' then 0 else 1 end,
                projects.document_id,
                projects.project_no
        ) as preference
    from projects
    inner join {{ ref('fct_project_funding') }} as facts
        on projects.document_id = facts.document_id and projects.project_no = facts.project_no

),

by_year as (

    select
        project_key,
        department_key,
        fiscal_year,
        min(body_key) as body_key,
        coalesce(
            max(case when form <> 'self_evaluation_table' then project_name end), max(project_name)
        ) as project_name,
        max(case when form <> 'self_evaluation_table' then total_wan end) as planned_wan,
        max(case when form <> 'self_evaluation_table' then document_id end) as planned_document_id,
        max(case when form <> 'self_evaluation_table' then project_no end) as planned_project_no,
        max(case when form = 'self_evaluation_table' then budget_initial_wan end) as budget_initial_wan,
        max(case when form = 'self_evaluation_table' then budget_wan end) as budget_final_wan,
        max(case when form = 'self_evaluation_table' then executed_wan end) as executed_wan,
        max(case when form = 'self_evaluation_table' then execution_rate end) as execution_rate_printed,
        max(case when form = 'self_evaluation_table' then document_id end) as evaluated_document_id,
        max(case when form = 'self_evaluation_table' then project_no end) as evaluated_project_no,
        bool_or(doubt is not null) as is_in_doubt,
        bool_or(reviewed is not null) as is_reviewed,
        min(documents_hash) as documents_hash
    from figures
    where preference = 1
    group by project_key, department_key, fiscal_year

),

years as (

    select
        project_key,
        fiscal_year,
        max(planned_wan) as planned_wan
    from by_year
    group by project_key, fiscal_year

),

-- the same amount of two forms that should agree, but do not
contradicted as (

    select distinct
        checks.document_id,
        checks.project_no
    from {{ ref('reconciliation_result') }} as checks
    where
        checks.status = 'fail'
        and checks.rule_key in ('project_row_across', 'project_funds_add_up', 'execution_rate')
        and checks.project_no is not null

)

select
    by_year.project_key,
    by_year.department_key,
    departments.district_key,
    by_year.body_key,
    by_year.fiscal_year,
    by_year.project_name,
    cast(by_year.planned_wan as decimal(24, 6)) as planned_wan,
    by_year.planned_document_id,
    by_year.planned_project_no,
    cast(by_year.budget_initial_wan as decimal(24, 6)) as budget_initial_wan,
    cast(by_year.budget_final_wan as decimal(24, 6)) as budget_final_wan,
    cast(by_year.executed_wan as decimal(24, 6)) as executed_wan,
    by_year.evaluated_document_id,
    by_year.evaluated_project_no,
    {{ percentage('by_year.executed_wan', 'by_year.budget_final_wan') }} as execution_rate,
    by_year.execution_rate_printed,
    cast(by_year.planned_wan - before.planned_wan as decimal(24, 6)) as planned_change_wan,
    {{ percentage('by_year.planned_wan - before.planned_wan', 'before.planned_wan') }}
        as planned_change_pct,
    by_year.is_in_doubt,
    by_year.is_reviewed,
    exists(
        select 1 from contradicted
        where
            contradicted.document_id in (by_year.planned_document_id, by_year.evaluated_document_id)
            and contradicted.project_no in (by_year.planned_project_no, by_year.evaluated_project_no)
    ) as is_contradicted,
    by_year.documents_hash
from by_year
inner join {{ ref('core_department') }} as departments
    on by_year.department_key = departments.department_key
left join years as before
    on
        by_year.project_key = before.project_key
        and by_year.fiscal_year = before.fiscal_year + 1
