{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='document_id',
        pre_hook="{{ drop_outdated(ref('core_document'), ['decisions_hash']) }}"
    )
}}

with

projects as (

    {{ reviewed_rows('fct_project_funding', ref('stg_projects'), newer_or_redecided_loads()) }}

),

documents as (

    select * from {{ ref('core_document') }}

),

joined as (

    select
        projects.document_id,
        documents.district_key,
        documents.department_key,
        documents.fiscal_year,
        projects.project_no,
        projects.project_name,
        projects.total_wan,
        projects.fiscal_wan,
        projects.special_account_wan,
        projects.carried_over_wan,
        projects.other_wan,
        projects.cycle_total_wan,
        projects.budget_initial_wan,
        projects.budget_wan,
        projects.executed_wan,
        projects.execution_rate,
        projects.execution_rate_rounding,
        projects.rounding_wan,
        projects.goal,
        {{ review_columns('projects') }},
        projects.decided_fields,
        documents.decisions_hash,
        {{ place_columns('projects') }}
    from projects
    inner join documents on projects.document_id = documents.document_id

)

select * from joined
