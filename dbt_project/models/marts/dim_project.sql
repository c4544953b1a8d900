with

projects as (

    select
        projects.*,
        row_number() over (
            partition by projects.project_key
            order by
                projects.fiscal_year desc,
                documents.form asc,
                projects.document_id asc,
                projects.project_no asc
        ) as recency
    from {{ ref('core_project') }} as projects
    inner join {{ ref('status_current_document') }} as documents
        on projects.document_id = documents.document_id
    where {{ is_not_held('projects') }}

)

select
    project_key,
    min(body_key) as body_key,
    max(case when recency = 1 then department_key end) as department_key,
    max(case when recency = 1 then project_name end) as name_zh,
    cast(count(distinct project_name) as integer) as name_count,
    min(fiscal_year) as first_year,
    max(fiscal_year) as last_year
from projects
group by project_key
